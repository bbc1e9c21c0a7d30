/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What is known of a call in pieces is what was found out in each of them: the last piece that got
 * a final response decides, unless it was decided before.
 */
#include "join_calls.h"

#include <string.h>

#include "intern.h"
#include "orphan.h"

static const struct report_leg *
first_leg(const struct report_call *call)
{
    return g_ptr_array_index(call->legs, 0);
}

static bool
is_same_tag(const char *a, const char *b)
{
    return !a || !b || strcmp(a, b) == 0;
}

/* Rotation loses no time to speak of. What was captured later than that is another story, even if
 * a test tool used the same Call-ID again. */
#define MOST_BETWEEN_NS (5 * INT64_C(1000000000))

static const struct join_span *
find_span(GHashTable *spans, const char *capture)
{
    return capture ? g_hash_table_lookup(spans, capture) : NULL;
}

static const char *
last_capture(const struct report_call *call)
{
    return call->last_capture ? call->last_capture : call->capture;
}

/* True if the second capture begins where the first one has ended, or later in the same series. */
static bool
follows(GHashTable *spans, const char *first, const char *second)
{
    const struct join_span *a = find_span(spans, first), *b = find_span(spans, second);

    return a && b && a != b && a->series == b->series && a->last_ns <= b->first_ns;
}

static bool
goes_on(GHashTable *spans, const struct report_call *first, const struct report_call *second)
{
    return first->is_call && follows(spans, last_capture(first), second->capture) &&
           is_same_tag(first_leg(first)->from_tag, first_leg(second)->from_tag) &&
           (is_same_tag(first_leg(first)->to_tag, first_leg(second)->to_tag) ||
            first->result != RESULT_WORKED);
}

/* ---- one of two ---- */

static void
move(GPtrArray *from, GPtrArray *to)
{
    while (from->len) {
        g_ptr_array_add(to, g_ptr_array_steal_index(from, 0));
    }
}

static bool
has_leg(const struct report_call *call, const struct report_leg *leg)
{
    guint i;

    for (i = 0; i < call->legs->len; i++) {
        const struct report_leg *own = g_ptr_array_index(call->legs, i);

        if (strcmp(own->call_id, leg->call_id) == 0) {
            return true;
        }
    }
    return false;
}

static void
add_legs(struct report_call *call, struct report_call *next)
{
    struct report_leg *first = g_ptr_array_index(call->legs, 0);
    const struct report_leg *later = first_leg(next);
    guint i = 0;

    if (!first->to_tag) {
        first->to_tag = g_strdup(later->to_tag);
    }
    while (i < next->legs->len) {
        if (has_leg(call, g_ptr_array_index(next->legs, i))) {
            i++;
        } else {
            g_ptr_array_add(call->legs, g_ptr_array_steal_index(next->legs, i));
        }
    }
}

static bool
has_final(const struct report_call *call)
{
    return call->code >= 200;
}

/* What the later piece says about how it ended counts if the earlier one did not see the end; the
 * response to a cancelled INVITE does not make it fail. */
static bool
is_decided_by(const struct report_call *call, const struct report_call *next)
{
    if (!has_final(next) && !next->problem) {
        return false;
    }
    if (call->result == RESULT_CANCELLED) {
        return has_final(next) && next->code != 487;
    }
    return call->result == RESULT_UNFINISHED ||
           (call->result == RESULT_WORKED && next->result == RESULT_FAILED);
}

/* A capture that begins between CANCEL and 487 knows nothing but the 487, which says that the
 * caller ended it (RFC 3261 section 21.4.25). */
static bool
is_answer_to_cancel(const struct report_call *next)
{
    return next->code == 487 && orphan_is(next->problem);
}

static void
take_decision(struct report_call *call, struct report_call *next, const struct code_table *table)
{
    struct report_leg *first = g_ptr_array_index(call->legs, 0);

    if (is_answer_to_cancel(next)) {
        next->result = RESULT_CANCELLED;
        g_clear_pointer(&next->problem, report_problem_free);
    }
    orphan_adopt(next->problem, table);
    report_problem_free(call->problem);
    call->problem = g_steal_pointer(&next->problem);
    g_free(first->to_tag);
    first->to_tag = g_strdup(first_leg(next)->to_tag);
    call->result = next->result;
    call->code = next->code;
    g_free(call->phrase);
    call->phrase = g_steal_pointer(&next->phrase);
}

static void
take_party(char **own, char **later)
{
    if (!*own) {
        *own = g_steal_pointer(later);
    }
}

static void
append_call(struct report_call *call, struct report_call *next, const struct code_table *table)
{
    if (is_decided_by(call, next)) {
        take_decision(call, next, table);
    } else if (!has_final(call)) {
        call->code = next->code;
        g_free(call->phrase);
        call->phrase = g_steal_pointer(&next->phrase);
    }
    call->reach = MAX(call->reach, next->reach);
    take_party(&call->from, &next->from);
    take_party(&call->to, &next->to);
    move(next->also, call->also);
}

/* A request within the call, which the later capture knew as a request only. */
static void
append_request(struct report_call *call, struct report_call *next)
{
    if (next->problem && next->problem->severity >= SEVERITY_WARN && !orphan_is(next->problem)) {
        g_ptr_array_add(call->also, g_steal_pointer(&next->problem));
    }
}

static void
append(struct report_call *call, struct report_call *next, const struct code_table *table)
{
    if (next->is_call) {
        append_call(call, next, table);
    } else {
        append_request(call, next);
    }
    add_legs(call, next);
    move(next->messages, call->messages);
    call->messages_omitted += next->messages_omitted;
    call->end_ns = next->end_ns;
    call->last_frame = next->last_frame;
    g_free(call->last_capture);
    call->last_capture = g_strdup(last_capture(next));
}

/* ---- all ---- */

static void
list_free(gpointer data)
{
    g_ptr_array_unref(data);
}

static GHashTable *
rows_by_call_id(const GPtrArray *calls)
{
    GHashTable *lists = g_hash_table_new_full(intern_hash_string, g_str_equal, NULL, list_free);
    guint i;

    for (i = 0; i < calls->len; i++) {
        struct report_call *call = g_ptr_array_index(calls, i);
        const char *id = first_leg(call)->call_id;
        GPtrArray *list = *id ? g_hash_table_lookup(lists, id) : NULL;

        if (*id && !list) {
            list = g_ptr_array_new();
            g_hash_table_insert(lists, (gpointer)id, list);
        }
        if (list) {
            g_ptr_array_add(list, call);
        }
    }
    return lists;
}

static gint
compare_starts(gconstpointer left, gconstpointer right)
{
    const struct report_call *a = *(struct report_call *const *)left;
    const struct report_call *b = *(struct report_call *const *)right;

    if (a->start_ns != b->start_ns) {
        return a->start_ns < b->start_ns ? -1 : 1;
    }
    if (a->is_call != b->is_call) {
        return a->is_call ? -1 : 1;
    }
    if (a->first_frame != b->first_frame) {
        return a->first_frame < b->first_frame ? -1 : 1;
    }
    return g_strcmp0(a->capture, b->capture);
}

/* @param gone  set of those that became part of another one */
static void
join_rows(GPtrArray *rows, GHashTable *spans, GHashTable *gone, const struct code_table *table)
{
    guint i, j;

    g_ptr_array_sort(rows, compare_starts);
    for (i = 0; i < rows->len; i++) {
        struct report_call *call = g_ptr_array_index(rows, i);

        for (j = i + 1; j < rows->len && !g_hash_table_contains(gone, call); j++) {
            struct report_call *next = g_ptr_array_index(rows, j);

            if (!g_hash_table_contains(gone, next) && goes_on(spans, call, next)) {
                append(call, next, table);
                g_hash_table_add(gone, next);
            }
        }
    }
}

static void
remove_gone(GPtrArray *calls, GHashTable *gone)
{
    guint i = 0;

    while (i < calls->len) {
        if (g_hash_table_contains(gone, g_ptr_array_index(calls, i))) {
            g_ptr_array_remove_index_fast(calls, i);
        } else {
            i++;
        }
    }
}

static gint
compare_spans(gconstpointer left, gconstpointer right)
{
    const struct join_span *a = left, *b = right;

    if (a->first_ns != b->first_ns) {
        return a->first_ns < b->first_ns ? -1 : 1;
    }
    return strcmp(a->capture, b->capture);
}

/* Captures that follow one another without a gap are of one series. */
static void
number_series(GArray *spans)
{
    int64_t end_ns = 0;
    guint i, series = 0;

    g_array_sort(spans, compare_spans);
    for (i = 0; i < spans->len; i++) {
        struct join_span *span = &g_array_index(spans, struct join_span, i);

        if (i && span->first_ns > end_ns + MOST_BETWEEN_NS) {
            series++;
        }
        span->series = series;
        end_ns = i ? MAX(end_ns, span->last_ns) : span->last_ns;
    }
}

void
join_calls(struct report *report, GArray *spans, const struct code_table *table)
{
    GHashTable *by_name = g_hash_table_new(intern_hash_string, g_str_equal);
    GHashTable *gone = g_hash_table_new(NULL, NULL), *lists = rows_by_call_id(report->calls);
    GHashTableIter iterator;
    gpointer rows;
    guint i;

    number_series(spans);
    for (i = 0; i < spans->len; i++) {
        struct join_span *span = &g_array_index(spans, struct join_span, i);

        g_hash_table_insert(by_name, span->capture, span);
    }
    g_hash_table_iter_init(&iterator, lists);
    while (g_hash_table_iter_next(&iterator, NULL, &rows)) {
        if (((GPtrArray *)rows)->len > 1) {
            join_rows(rows, by_name, gone, table);
        }
    }
    g_hash_table_destroy(lists);
    remove_gone(report->calls, gone);
    g_hash_table_destroy(gone);
    g_hash_table_destroy(by_name);
}
