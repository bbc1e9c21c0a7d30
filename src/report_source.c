/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_source.h"

#include "facts.h"
#include "report_private.h"

static bool
is_selected(const struct report_source *source, const struct history_call *call)
{
    return !source->selected || g_hash_table_contains(source->selected, call);
}

/* True if an INVITE was part of it, or at least answered. */
static bool
is_call(const struct history_call *call)
{
    const struct history_transaction *next;

    for (next = call->oldest; next; next = next->next_in_call) {
        if (fact_is_method(next, "INVITE")) {
            return true;
        }
    }
    return false;
}

static void
side_free(gpointer data)
{
    struct report_side *side = data;

    if (side->also) {
        g_ptr_array_unref(side->also);
    }
    if (side->legs) {
        g_ptr_array_unref(side->legs);
    }
    report_problem_free(side->problem);
    g_free(side);
}

/* ---- codes ---- */

static guint
code_hash(gconstpointer key)
{
    const struct report_count *count = key;

    return g_direct_hash(count->method) ^ count->code * 2654435761u;
}

static gboolean
codes_are_equal(gconstpointer a, gconstpointer b)
{
    const struct report_count *left = a, *right = b;

    return left->method == right->method && left->code == right->code;
}

static void
count_final(struct report_making *making, const struct history_transaction *transaction)
{
    uint32_t code = transaction->final ? transaction->final->status_code : 0;
    struct report_count key = { transaction->method, code, 0 };
    struct report_count *count = g_hash_table_lookup(making->counts, &key);

    if (!count) {
        count = g_new(struct report_count, 1);
        *count = key;
        g_hash_table_add(making->counts, count);
    }
    count->count++;
}

static void
take_counts(struct report_making *making)
{
    const struct report_count *count;
    GHashTableIter iterator;
    gpointer key;

    g_hash_table_iter_init(&iterator, making->counts);
    while (g_hash_table_iter_next(&iterator, &key, NULL)) {
        char *method;

        count = key;
        method = finding_display(*count->method);
        report_count_code(making->report, method, count->code, count->count);
        g_free(method);
    }
}

static void
take_ports(struct report_making *making)
{
    GHashTableIter iterator;
    gpointer port, count;

    if (!making->source->ports) {
        return;
    }
    g_hash_table_iter_init(&iterator, making->source->ports);
    while (g_hash_table_iter_next(&iterator, &port, &count)) {
        report_count_port(making->report, GPOINTER_TO_UINT(port), GPOINTER_TO_UINT(count));
    }
}

/* ---- calls and requests ---- */

static void
add_requests(struct report_making *making, const struct history_call *call)
{
    const struct history_transaction *transaction;
    struct report_walk walk = { .next = call->oldest };
    struct report_problem *problem;

    while ((transaction = report_walk_next(&walk))) {
        count_final(making, transaction);
        problem = report_problem_of(making, transaction);
        if (problem) {
            g_ptr_array_add(making->report->calls,
                            report_row_of_request(making, transaction, problem));
        }
    }
}

static struct report_side *
side_new(struct report_making *making, const struct history_call *call)
{
    struct report_side *side = g_new0(struct report_side, 1);

    side->call = call;
    side->is_selected = is_selected(making->source, call);
    report_find_attempt(side);
    return side;
}

static void
count_codes(struct report_making *making, const struct history_call *call)
{
    const struct history_transaction *transaction;
    struct report_walk walk = { .next = call->oldest };

    while ((transaction = report_walk_next(&walk))) {
        count_final(making, transaction);
    }
}

/* A call that only other legs of it are asked for is judged too. */
static void
add_call(struct report_making *making, struct report_side *side)
{
    guint i;

    if (side->caller || !side->is_selected) {
        return;
    }
    report_judge_call(making, side);
    count_codes(making, side->call);
    for (i = 0; side->legs && i < side->legs->len; i++) {
        struct report_side *leg = g_ptr_array_index(side->legs, i);

        report_judge_call(making, leg);
        count_codes(making, leg->call);
    }
    g_ptr_array_add(making->report->calls, report_row_of_call(making, side));
}

static void
add_all(struct report_making *making)
{
    const struct report_source *source = making->source;
    const GPtrArray *calls = report_store_calls(source->store);
    GPtrArray *sides = g_ptr_array_new_with_free_func(side_free);
    guint i;

    for (i = 0; i < calls->len; i++) {
        const struct history_call *call = g_ptr_array_index(calls, i);

        if (is_call(call)) {
            g_ptr_array_add(sides, side_new(making, call));
        } else if (is_selected(source, call)) {
            add_requests(making, call);
        }
    }
    report_link_legs(source->store, sides);
    for (i = 0; i < sides->len; i++) {
        add_call(making, g_ptr_array_index(sides, i));
    }
    g_ptr_array_unref(sides);
}

struct report *
report_new(const struct report_source *source)
{
    struct report_making making = {
        .source = source,
        .report = report_empty(code_table_language(source->table)),
        .finding = finding_new(),
        .counts = g_hash_table_new_full(code_hash, codes_are_equal, g_free, NULL),
        .general = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, report_general_free),
    };

    making.finding->places = source->places;
    making.report->first_ns = history_first_time(source->history);
    making.report->last_ns = history_last_time(source->history);
    making.report->packets = history_last_frame(source->history);
    making.report->messages = source->messages;
    add_all(&making);
    take_counts(&making);
    take_ports(&making);
    if (source->places) {
        report_place_frames(making.report, source->places);
    }
    report_finish(making.report);
    g_hash_table_destroy(making.counts);
    g_hash_table_destroy(making.general);
    finding_free(making.finding);
    return making.report;
}
