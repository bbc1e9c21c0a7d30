/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The row of a call, or of another request that went wrong, made of what was judged.
 */
#include "report_private.h"

#include <string.h>

#include "facts.h"
#include "mask.h"
#include "sip_values.h"

/* More messages of a call than this are not listed. */
#define MOST_MESSAGES 500

/* A URI is longer than other texts that are shown. */
#define URI_BYTES 256

/* ---- parties ---- */

/* Without parameters and headers, which say how to get there, not who it is. */
static char *
display_uri(struct span field)
{
    struct span uri = fact_address_uri(field);

    uri = span_take(uri, span_find(uri, '?'));
    return span_is_set(uri) ? mask_display(span_take(uri, span_find(uri, ';')), URI_BYTES) : NULL;
}

static void
set_parties(const struct history_message *request, char **from, char **to)
{
    if (request) {
        *from = display_uri(history_header(request, SIP_HEADER_FROM));
        *to = display_uri(history_header(request, SIP_HEADER_TO));
    }
}

static void
set_places(const struct history_message *message, char **source, char **destination)
{
    *source = finding_endpoint(&message->path->path.source);
    *destination = finding_endpoint(&message->path->path.destination);
}

/* A response goes the other way than the request that began it. */
static void
set_places_of_first(const struct history_message *first, char **source, char **destination)
{
    if (first->is_response) {
        set_places(first, destination, source);
    } else {
        set_places(first, source, destination);
    }
}

/* ---- messages ---- */

/* Everything that one call or transaction spans. */
struct extent {
    const struct history_message *first, *last;
};

static void
extend(struct extent *extent, const struct history_message *message)
{
    if (!extent->first || fact_is_before(message, extent->first)) {
        extent->first = message;
    }
    if (!extent->last || fact_is_before(extent->last, message)) {
        extent->last = message;
    }
}

static void
extend_over(struct extent *extent, const struct history_transaction *transaction)
{
    const struct history_message *message;

    for (message = transaction->newest; message; message = message->previous) {
        extend(extent, message);
        extend(extent, history_latest(message));
    }
}

static gint
compare_messages(gconstpointer left, gconstpointer right)
{
    const struct report_message *a = *(struct report_message *const *)left;
    const struct report_message *b = *(struct report_message *const *)right;

    if (a->frame != b->frame) {
        return a->frame < b->frame ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static void
add_message(const struct report_making *making, struct report_call *row,
            const struct history_message *message)
{
    const struct code_facts *facts = code_table_find(making->source->table, message->status_code);
    struct report_message *own;

    if (row->messages->len >= MOST_MESSAGES) {
        row->messages_omitted++;
        return;
    }
    own = report_add_message(row);
    own->frame = message->frame;
    own->index = message->index;
    own->time_ns = message->time_ns;
    set_places(message, &own->source, &own->destination);
    own->method =
        message->is_ack ? g_strdup("ACK") : finding_display(*message->transaction->method);
    own->cseq = message->transaction->cseq;
    own->is_response = message->is_response;
    own->code = message->status_code;
    own->phrase = message->is_response && facts ? g_strdup(facts->phrase) : NULL;
    own->sent = history_times_sent(message);
    own->has_sdp = message->has_sdp;
}

static void
add_messages(const struct report_making *making, struct report_call *row,
             const struct history_transaction *transaction)
{
    const struct history_message *message;

    for (message = transaction->newest; message; message = message->previous) {
        add_message(making, row, message);
    }
}

/* Messages are wanted where something went wrong. */
static bool
wants_messages(const struct report_making *making, const struct report_call *row)
{
    return making->source->detail == REPORT_FULL && (row->problem || row->also->len);
}

/* ---- calls ---- */

static char *
display_tag(const struct span *tag)
{
    return tag && span_is_set(*tag) ? mask_display_tag(*tag, REPORT_CALL_ID_BYTES) : NULL;
}

static void
add_leg(struct report_call *row, const struct report_side *side)
{
    struct report_leg *leg = report_add_leg(row);

    leg->call_id = mask_display_call_id(side->call->call_id, REPORT_CALL_ID_BYTES);
    leg->from_tag = display_tag(side->call->oldest->from_tag);
    leg->to_tag = side->final ? display_tag(side->final->to_tag) : NULL;
    set_parties(side->first->is_response ? NULL : side->first, &leg->from, &leg->to);
    set_places_of_first(side->first, &leg->source, &leg->destination);
    leg->frame = side->first->frame;
    leg->start_ns = side->first->time_ns;
    leg->linked_by = g_strdup(side->linked_by);
}

/* Legs, and as the parties of the call those of its first one. */
static void
describe(struct report_call *row, const struct report_side *side)
{
    const struct report_leg *first;
    guint i;

    add_leg(row, side);
    for (i = 0; side->legs && i < side->legs->len; i++) {
        add_leg(row, g_ptr_array_index(side->legs, i));
    }
    first = g_ptr_array_index(row->legs, 0);
    row->from = g_strdup(first->from);
    row->to = g_strdup(first->to);
    row->source = g_strdup(first->source);
    row->destination = g_strdup(first->destination);
}

/* The problem of a leg explains the caller's, if that is explained by nothing but its code. */
static bool
explains_better(const struct report_problem *leg, const struct report_problem *caller)
{
    return strcmp(caller->confidence, confidence_name(CONFIDENCE_GENERAL)) == 0 &&
           strcmp(leg->confidence, confidence_name(CONFIDENCE_GENERAL)) != 0;
}

static bool
has_cause(const struct report_call *row, const struct report_problem *problem)
{
    guint i;

    if (row->problem && strcmp(row->problem->cause, problem->cause) == 0) {
        return true;
    }
    for (i = 0; i < row->also->len; i++) {
        const struct report_problem *also = g_ptr_array_index(row->also, i);

        if (strcmp(also->cause, problem->cause) == 0) {
            return true;
        }
    }
    return false;
}

/* What else went wrong in it, each cause once. @param problem  taken over */
static void
add_also(struct report_call *row, struct report_problem *problem)
{
    if (has_cause(row, problem)) {
        report_problem_free(problem);
    } else {
        g_ptr_array_add(row->also, problem);
    }
}

/* What failed on the other side only made the call fail if it failed on the caller's side too. */
static void
take_problem(struct report_call *row, struct report_problem *problem)
{
    if (row->result != RESULT_FAILED) {
        add_also(row, problem);
    } else if (!row->problem || explains_better(problem, row->problem)) {
        report_problem_free(row->problem);
        row->problem = problem;
    } else {
        report_problem_free(problem);
    }
}

static void
take_problems(struct report_call *row, struct report_side *side)
{
    if (side->problem) {
        take_problem(row, side->problem);
        side->problem = NULL;
    }
    while (side->also->len) {
        add_also(row, g_ptr_array_steal_index(side->also, 0));
    }
}

static void
add_side(struct report_call *row, struct report_side *side, struct extent *extent)
{
    const struct history_transaction *next;

    take_problems(row, side);
    row->reach = MAX(row->reach, side->reach);
    for (next = side->call->oldest; next; next = next->next_in_call) {
        extend_over(extent, next);
    }
}

static void
add_messages_of_side(const struct report_making *making, struct report_call *row,
                     const struct report_side *side)
{
    const struct history_transaction *next;

    for (next = side->call->oldest; next; next = next->next_in_call) {
        add_messages(making, row, next);
    }
}

static void
set_extent(struct report_call *row, const struct extent *extent)
{
    if (!extent->first || !extent->last) {
        return;
    }
    row->start_ns = extent->first->time_ns;
    row->end_ns = extent->last->time_ns;
    row->first_frame = extent->first->frame;
    row->last_frame = extent->last->frame;
}

static void
set_final(const struct report_making *making, struct report_call *row,
          const struct history_message *final)
{
    const struct code_facts *facts;

    if (final) {
        facts = code_table_find(making->source->table, final->status_code);
        row->code = final->status_code;
        row->phrase = facts ? g_strdup(facts->phrase) : NULL;
    }
}

struct report_call *
report_row_of_call(struct report_making *making, struct report_side *side)
{
    struct report_call *row = report_call_new();
    struct extent extent = { NULL, NULL };
    guint i;

    row->is_call = true;
    row->method = g_strdup("INVITE");
    row->result = side->result;
    set_final(making, row, side->final);
    add_side(row, side, &extent);
    for (i = 0; side->legs && i < side->legs->len; i++) {
        add_side(row, g_ptr_array_index(side->legs, i), &extent);
    }
    set_extent(row, &extent);
    if (row->problem || row->also->len || making->source->detail > REPORT_BRIEF) {
        describe(row, side);
    }
    if (wants_messages(making, row)) {
        add_messages_of_side(making, row, side);
        for (i = 0; side->legs && i < side->legs->len; i++) {
            add_messages_of_side(making, row, g_ptr_array_index(side->legs, i));
        }
        g_ptr_array_sort(row->messages, compare_messages);
    }
    return row;
}

struct report_call *
report_row_of_request(struct report_making *making, const struct history_transaction *transaction,
                      struct report_problem *problem)
{
    const struct history_message *first = report_first_message(transaction);
    struct report_call *row = report_call_new();
    struct extent extent = { NULL, NULL };
    struct report_leg *leg;

    row->method = finding_display(*transaction->method);
    row->result = RESULT_FAILED;
    row->problem = problem;
    set_parties(transaction->request, &row->from, &row->to);
    set_places_of_first(first, &row->source, &row->destination);
    set_final(making, row, transaction->final);
    extend_over(&extent, transaction);
    set_extent(row, &extent);
    leg = report_add_leg(row);
    leg->call_id = mask_display_call_id(transaction->call->call_id, REPORT_CALL_ID_BYTES);
    leg->frame = first->frame;
    leg->start_ns = first->time_ns;
    set_places_of_first(first, &leg->source, &leg->destination);
    if (wants_messages(making, row)) {
        add_messages(making, row, transaction);
        g_ptr_array_sort(row->messages, compare_messages);
    }
    return row;
}
