/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * tshark -z sipwhy,quiz[,SEED]: all questions of a capture as newline-delimited JSON, once it is
 * read; with -2, so that what came later counts.
 */
#include "wireshark_compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/stat_tap_ui.h>

#include "question_json.h"
#include "reports_private.h"
#include "training.h"

#define ARGUMENT "sipwhy,quiz"

/* A question of the packet that is being dissected. */
struct pending {
    char *key, *line;
};

struct quiz {
    uint64_t seed;
    GString *lines;
    GHashTable *asked;  /* set of char *: what would be the same question */
    GPtrArray *pending; /* of struct pending: taken over when the packet comes to the tap, which it
                           does in the last pass only */
    uint32_t frame;     /* of those */
};

/* One is enough: a program has one capture open. NULL: nobody wants one. */
static struct quiz *quiz;

bool
training_is_quiz_wanted(void)
{
    return quiz != NULL;
}

static void
pending_free(gpointer data)
{
    struct pending *pending = data;

    g_free(pending->key);
    g_free(pending->line);
    g_free(pending);
}

/* What repeats an answer, or has no cause, is not worth a question. */
static bool
is_worth_it(const struct training_subject *given)
{
    const struct history_message *message = given->message;

    return given->finding->rule && message->transaction && history_is_first(message) &&
           !message->is_duplicate;
}

void
training_take(const struct training_subject *given)
{
    const struct history_message *message = given->message;
    struct json_writer json;
    struct pending *pending;
    GString *line;

    if (training_is_on() || !is_worth_it(given)) {
        return;
    }
    if (quiz->frame != message->frame) { /* those of a packet that did not come to the tap */
        g_ptr_array_set_size(quiz->pending, 0);
        quiz->frame = message->frame;
    }
    line = g_string_new(NULL);
    json_writer_init(&json, line);
    training_write(&json, given, quiz->seed);
    pending = g_new(struct pending, 1);
    pending->key = g_strdup_printf("%p %u %s", (void *)message->transaction->call,
                                   given->finding->code, given->finding->rule);
    pending->line = g_string_free(line, FALSE);
    g_ptr_array_add(quiz->pending, pending);
}

/* The same cause in the same call is not asked twice. */
static void
take_over(const struct pending *pending)
{
    if (g_hash_table_add(quiz->asked, g_strdup(pending->key))) {
        g_string_append(quiz->lines, pending->line);
    }
}

static void
quiz_reset(void *data _U_)
{
    g_string_truncate(quiz->lines, 0);
    g_hash_table_remove_all(quiz->asked);
    g_ptr_array_set_size(quiz->pending, 0);
}

/* Frames count from 1 again, and what is asked of is told apart by addresses in the history. */
void
training_forget(void)
{
    if (quiz) {
        quiz_reset(NULL);
    }
}

static tap_packet_status
quiz_packet(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *dissection _U_,
            const void *given, tap_flags_t flags _U_)
{
    const struct history_message *message = given;
    guint i;

    for (i = 0; i < quiz->pending->len && quiz->frame == message->frame; i++) {
        take_over(g_ptr_array_index(quiz->pending, i));
    }
    g_ptr_array_set_size(quiz->pending, 0);
    return TAP_PACKET_DONT_REDRAW;
}

static void
write_out(const char *text, gsize length, gpointer context)
{
    fwrite(text, 1, length, context);
}

static void
quiz_draw(void *data _U_)
{
    if (training_is_on()) {
        training_notice_to_json(reports_table(), write_out, stdout);
    } else {
        fwrite(quiz->lines->str, 1, quiz->lines->len, stdout);
    }
    fflush(stdout);
}

static void
quiz_finish(void *data _U_)
{
    g_string_free(quiz->lines, TRUE);
    g_hash_table_destroy(quiz->asked);
    g_ptr_array_unref(quiz->pending);
    g_free(quiz);
    quiz = NULL;
}

/* @return false if something else than a number follows */
static bool
read_seed(const char *given, uint64_t *seed)
{
    const char *rest = given + strlen(ARGUMENT);
    guint64 number = 1;

    if (*rest && (*rest != ',' ||
                  !g_ascii_string_to_unsigned(rest + 1, 10, 0, G_MAXUINT32, &number, NULL))) {
        return false;
    }
    *seed = number;
    return true;
}

static ws_tap_init_result
quiz_init(const char *given, void *data _U_)
{
    uint64_t seed;
    GString *error;

    if (quiz || !read_seed(given, &seed)) {
        reports_refuse(given, "only a comma and a seed may follow, and only once");
        WS_TAP_INIT_RETURN(false);
    }
    quiz = g_new0(struct quiz, 1);
    quiz->seed = seed;
    quiz->lines = g_string_new(NULL);
    quiz->pending = g_ptr_array_new_with_free_func(pending_free);
    quiz->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    error = register_tap_listener(REPORTS_TAP, quiz, NULL, TL_REQUIRES_NOTHING, quiz_reset,
                                  quiz_packet, quiz_draw, quiz_finish);
    if (error) {
        quiz_finish(quiz);
        reports_refuse(given, error->str);
        g_string_free(error, TRUE);
        WS_TAP_INIT_RETURN(false);
    }
    WS_TAP_INIT_RETURN(true);
}

void
training_register_listener(void)
{
    static stat_tap_ui interface = {
        REGISTER_PACKET_STAT_GROUP_UNSORTED, NULL, ARGUMENT, quiz_init, 0, NULL
    };

    register_stat_tap_ui(&interface, NULL);
}
