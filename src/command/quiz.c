/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "sipwhy quiz CAPTURE": tshark with the plugin writes all questions of the capture, and some of
 * them are asked. */
#include "quiz.h"

#include <string.h>

#include <glib/gstdio.h>

#include "shuffle.h"
#include "subcommand.h"
#include "tshark.h"

#define USUAL_SEED 1
#define USUAL_COUNT 10
#define MOST_QUESTIONS 10000

char *
quiz_text(const struct quiz *quiz, const char *key, const char *name, const char *value)
{
    const char *text = code_table_text(quiz->invocation->table, "quiz", key);
    const struct text_argument arguments[] = { { name, value }, { NULL, NULL } };

    return text_expand(text ? text : key, arguments);
}

/* ---- what was asked for ---- */

/* @return EXIT_FINE, or EXIT_WRONG after a complaint with that key */
static int
read_number(const struct invocation *invocation, const char *text, guint64 least, guint64 most,
            const char *complaint, uint32_t *number)
{
    guint64 read;

    if (!text) {
        return EXIT_FINE;
    }
    if (!g_ascii_string_to_unsigned(text, 10, least, most, &read, NULL)) {
        return complain(invocation->table, complaint, text, NULL);
    }
    *number = (uint32_t)read;
    return EXIT_FINE;
}

/* ---- questions ---- */

static int
read_lines(struct quiz *quiz, const char *path)
{
    char *text, **lines;
    int status = EXIT_FINE;
    gsize i;

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        return complain(quiz->invocation->table, "wrong-question", NULL, NULL);
    }
    lines = g_strsplit(text, "\n", -1);
    for (i = 0; lines[i] && !status; i++) {
        struct quiz_question *question =
            *lines[i] ? quiz_question_read(quiz->invocation->table, lines[i]) : NULL;

        if (question) {
            g_ptr_array_add(quiz->questions, question);
        } else if (*lines[i]) {
            status = complain(quiz->invocation->table, "wrong-question", NULL, NULL);
        }
    }
    g_strfreev(lines);
    g_free(text);
    return status;
}

/* Nothing came: is it the program's fault, or the capture's? */
static int
complain_run(const struct invocation *invocation, const char *program, const struct tshark_run *run)
{
    switch (tshark_check(program)) {
    case TSHARK_MISSING:
        return complain(invocation->table, "no-tshark", program, NULL);
    case TSHARK_WITHOUT_PLUGIN:
        return complain(invocation->table, "no-plugin", program, NULL);
    case TSHARK_FINE:
        break;
    }
    return complain_plainly(run->complaint && *run->complaint ? run->complaint : program);
}

/* A capture that is cut in its last packet is fine up to there. */
static int
run_tshark(struct quiz *quiz, const char *folder, struct tshark_run *run)
{
    const struct invocation *invocation = quiz->invocation;
    char *statistic = g_strdup_printf("sipwhy,quiz,%u", quiz->seed);
    const struct tshark_settings settings = {
        .program = invocation->options->tshark ? invocation->options->tshark : "tshark",
        .folder = folder,
        .language = invocation->language,
        .statistic = statistic,
        .is_known = true,
        .jobs = 1,
    };
    GPtrArray *runs = g_ptr_array_new();
    bool ran;
    int status = EXIT_WRONG;

    g_ptr_array_add(runs, run);
    ran = tshark_run_all(runs, &settings, NULL, NULL);
    g_ptr_array_unref(runs);
    g_free(statistic);
    if (ran) {
        status = read_lines(quiz, run->output);
        if (!status && !quiz->questions->len && run->status != 0) {
            status = complain_run(invocation, settings.program, run);
        }
        g_unlink(run->output);
    }
    return status;
}

static int
find_questions(struct quiz *quiz)
{
    const char *path = quiz->invocation->arguments[0];
    GError *error = NULL;
    struct tshark_run *run;
    char *folder;
    int status;

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        return complain(quiz->invocation->table, "no-capture", path, NULL);
    }
    folder = g_dir_make_tmp("sipwhy-XXXXXX", &error);
    if (!folder) {
        status = complain_plainly(error->message);
        g_error_free(error);
        return status;
    }
    run = tshark_run_new(path, path);
    status = run_tshark(quiz, folder, run);
    tshark_run_free(run);
    g_rmdir(folder);
    g_free(folder);
    return status;
}

static gint
compare_frames(gconstpointer a, gconstpointer b)
{
    const struct quiz_question *left = *(struct quiz_question *const *)a;
    const struct quiz_question *right = *(struct quiz_question *const *)b;

    return (left->frame > right->frame) - (left->frame < right->frame);
}

/* By chance, but asked in the order of the capture. */
static void
choose(struct quiz *quiz, guint count)
{
    struct shuffle shuffle = { quiz->seed };

    if (quiz->questions->len > count) {
        shuffle_pointers(&shuffle, quiz->questions, 0);
        g_ptr_array_set_size(quiz->questions, (gint)count);
    }
    g_ptr_array_sort(quiz->questions, compare_frames);
}

static int
show(struct invocation *invocation, const struct quiz *quiz)
{
    guint i;

    if (invocation->format == FORMAT_TEXT) {
        return quiz_play(quiz);
    }
    if (invocation->format != FORMAT_JSON) {
        invocation_show(invocation, quiz_sheets(quiz));
        return EXIT_FINE;
    }
    for (i = 0; i < quiz->questions->len; i++) {
        const struct quiz_question *question = g_ptr_array_index(quiz->questions, i);

        g_string_append_printf(invocation->out, "%s\n", question->line);
    }
    return EXIT_FINE;
}

static int
quiz_run(struct invocation *invocation, struct quiz *quiz)
{
    const struct options *options = invocation->options;
    uint32_t count = USUAL_COUNT;
    int status =
        read_number(invocation, options->seed, 0, G_MAXUINT32, "unknown-seed", &quiz->seed);

    if (!status) {
        status =
            read_number(invocation, options->count, 1, MOST_QUESTIONS, "unknown-count", &count);
    }
    if (!status) {
        status = find_questions(quiz);
    }
    if (!status && !quiz->questions->len) {
        complain(invocation->table, "no-questions", invocation->arguments[0], NULL);
        return EXIT_NOTHING;
    }
    if (!status) {
        choose(quiz, count);
        status = show(invocation, quiz);
    }
    return status;
}

int
run_quiz(struct invocation *invocation)
{
    char *name = g_path_get_basename(invocation->arguments[0]);
    char *shown = span_to_display(span_of(name), 0); /* of any encoding */
    struct quiz quiz = { .invocation = invocation,
                         .capture = shown,
                         .seed = USUAL_SEED,
                         .questions = g_ptr_array_new_with_free_func(quiz_question_free) };
    int status = quiz_run(invocation, &quiz);

    g_ptr_array_unref(quiz.questions);
    g_free(shown);
    g_free(name);
    return status;
}
