/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_ladder.h"

#include <string.h>

#include "intern.h"

/* Of a call that is too long: so many of its first messages, and so many around what failed. */
#define FIRST_MESSAGES 20
#define AFTER_FAILURE 9
#define AROUND_FAILURE (LADDER_MESSAGES - FIRST_MESSAGES)

/* Calls that are shorter than this are timed in microseconds. */
#define FINE_NS 20e6

/* ---- participants ---- */

/* The participant with this address, which gets a line if there is room. */
static guint
participant(struct ladder *ladder, GHashTable *known, const char *address)
{
    gpointer found;
    guint at;

    if (g_hash_table_lookup_extended(known, address, NULL, &found)) {
        return GPOINTER_TO_UINT(found);
    }
    at = MIN(ladder->participants->len, LADDER_PARTICIPANTS);
    g_hash_table_insert(known, (gpointer)address, GUINT_TO_POINTER(at));
    if (at < LADDER_PARTICIPANTS) {
        g_ptr_array_add(ladder->participants, (gpointer)address);
    } else if (!ladder->others++) {
        g_ptr_array_add(ladder->participants, NULL);
    }
    return at;
}

/* ---- marks ---- */

static bool
is_about(const struct report_problem *problem, const struct report_message *message)
{
    return message->frame == problem->frame && message->code == problem->code &&
           g_strcmp0(message->capture, problem->capture) == 0;
}

static enum ladder_mark
mark_of(const struct report_call *call, const struct report_message *message)
{
    guint i;

    if (call->problem && is_about(call->problem, message)) {
        return MARK_FAILED;
    }
    for (i = 0; i < call->also->len; i++) {
        if (is_about(g_ptr_array_index(call->also, i), message)) {
            return MARK_ALSO;
        }
    }
    return MARK_NONE;
}

/* Where the most important message is. @return the number of messages if nothing is marked */
static guint
find_failure(const struct report_call *call)
{
    guint i, also = call->messages->len;

    for (i = 0; i < call->messages->len; i++) {
        enum ladder_mark mark = mark_of(call, g_ptr_array_index(call->messages, i));

        if (mark == MARK_FAILED) {
            return i;
        }
        if (mark == MARK_ALSO && also == call->messages->len) {
            also = i;
        }
    }
    return also;
}

/* ---- rows ---- */

static void
add_row(struct ladder *ladder, GHashTable *known, const struct report_call *call, guint at)
{
    const struct report_message *message = g_ptr_array_index(call->messages, at);
    struct ladder_row row = { .message = message, .mark = mark_of(call, message) };

    row.source = participant(ladder, known, message->source);
    row.destination = participant(ladder, known, message->destination);
    g_array_append_val(ladder->rows, row);
}

static void
add_gap(struct ladder *ladder, uint32_t omitted)
{
    struct ladder_row row = { .omitted = omitted };

    if (omitted) {
        g_array_append_val(ladder->rows, row);
    }
}

/* The first messages, then those up to and a little beyond what failed. */
static void
add_excerpt(struct ladder *ladder, GHashTable *known, const struct report_call *call)
{
    guint count = call->messages->len, failure = find_failure(call), from, to, i;

    to = MIN(failure < FIRST_MESSAGES ? LADDER_MESSAGES : failure + 1 + AFTER_FAILURE, count);
    to = MAX(to, LADDER_MESSAGES);
    from = to - AROUND_FAILURE;
    for (i = 0; i < FIRST_MESSAGES; i++) {
        add_row(ladder, known, call, i);
    }
    add_gap(ladder, from - FIRST_MESSAGES);
    for (i = from; i < to; i++) {
        add_row(ladder, known, call, i);
    }
    add_gap(ladder, count - to + call->messages_omitted);
}

static void
find_failed(struct ladder *ladder)
{
    guint i;

    for (i = 0; i < ladder->rows->len && !ladder->failed; i++) {
        const struct ladder_row *row = &g_array_index(ladder->rows, struct ladder_row, i);

        ladder->failed = row->mark == MARK_FAILED ? row : NULL;
    }
}

struct ladder *
ladder_new(const struct report_call *call)
{
    struct ladder *ladder;
    GHashTable *known;
    guint i;

    if (!call->messages->len) {
        return NULL;
    }
    ladder = g_new0(struct ladder, 1);
    known = g_hash_table_new(intern_hash_string, g_str_equal);
    ladder->participants = g_ptr_array_new();
    ladder->rows = g_array_new(FALSE, FALSE, sizeof(struct ladder_row));
    ladder->start_ns = call->start_ns;
    if (call->messages->len > LADDER_MESSAGES) {
        add_excerpt(ladder, known, call);
    } else {
        for (i = 0; i < call->messages->len; i++) {
            add_row(ladder, known, call, i);
        }
        add_gap(ladder, call->messages_omitted);
    }
    find_failed(ladder);
    ladder->fine = (double)call->end_ns - (double)call->start_ns < FINE_NS;
    g_hash_table_destroy(known);
    return ladder;
}

void
ladder_free(struct ladder *ladder)
{
    if (ladder) {
        g_ptr_array_unref(ladder->participants);
        g_array_unref(ladder->rows);
        g_free(ladder);
    }
}

char *
ladder_message_label(const struct report_message *message)
{
    GString *label = g_string_new(NULL);

    if (!message->is_response) {
        g_string_append(label, message->method);
    } else {
        g_string_append_printf(label, "%u", message->code);
        if (message->phrase) {
            g_string_append_printf(label, " %s", message->phrase);
        }
    }
    if (message->sent > 1) {
        g_string_append_printf(label, " \303\227%u", message->sent);
    }
    return g_string_free(label, FALSE);
}
