/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Judges a call: which of its INVITEs decided, how far it got, how it ended. It is linear in the
 * messages of the call.
 */
#include "report_private.h"

#include <string.h>

#include "facts.h"
#include "facts_dialog.h"
#include "observation.h"

const struct history_message *
report_first_message(const struct history_transaction *transaction)
{
    const struct history_message *message = transaction->newest;

    if (transaction->request) {
        return transaction->request;
    }
    while (message && message->previous) {
        message = message->previous;
    }
    return message;
}

/* True if the request is as near to its sender as the capture shows. */
static bool
is_top(const struct history_transaction *transaction)
{
    return !history_up(transaction);
}

static bool
is_attempt(const struct history_transaction *transaction)
{
    return !transaction->in_dialog && fact_is_method(transaction, "INVITE");
}

/* ---- which attempt counts ---- */

/* How much a branch decides: a proxy hands the best response on (RFC 3261 section 16.7 step 6). */
static int
weight_of(const struct history_message *final)
{
    if (!final) {
        return 0;
    }
    if (final->status_code < 300) {
        return 4;
    }
    if (final->status_code >= 600) {
        return 3;
    }
    return final->status_code == 408 || final->status_code == 487 ? 1 : 2;
}

/* True if the first one was over before the second one began. */
static bool
was_over(const struct history_transaction *first, const struct history_transaction *second)
{
    const struct history_message *start = report_first_message(second);

    return first->final && start && fact_is_before(first->final, start);
}

static bool
is_from_same_host(const struct history_transaction *a, const struct history_transaction *b)
{
    return a->request && b->request &&
           a->request->path->source->host == b->request->path->source->host;
}

/* True if the later one of two INVITEs counts: it is the next attempt, or the branch of the same
 * one that decided. A server may set up its own side with the same Call-ID while the caller waits:
 * that is no attempt of the caller. */
static bool
counts_more(const struct history_transaction *later, const struct history_transaction *so_far)
{
    if (fact_same_request(later, so_far)) {
        return was_over(so_far, later) || weight_of(later->final) > weight_of(so_far->final);
    }
    return was_over(so_far, later) || (!so_far->final && is_from_same_host(later, so_far));
}

static const struct history_transaction *
attempt_of(const struct history_call *call)
{
    const struct history_transaction *next, *found = NULL;

    for (next = call->oldest; next; next = next->next_in_call) {
        if (is_attempt(next) && is_top(next) && (!found || counts_more(next, found))) {
            found = next;
        }
    }
    return found;
}

/* ---- how far it got ---- */

static enum report_reach
reach_of_response(const struct history_message *response)
{
    if (response->status_code >= 200) {
        return response->status_code < 300 ? REACH_ANSWERED : REACH_NOTHING;
    }
    if (response->has_sdp) {
        return REACH_EARLY_MEDIA;
    }
    return response->status_code == 180 ? REACH_RINGING : REACH_TRYING;
}

static enum report_reach
reach_of_attempt(const struct history_transaction *attempt)
{
    enum report_reach reach = REACH_NOTHING;
    const struct history_message *message;
    int steps = 0;

    for (message = attempt->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (message->is_response) {
            reach = MAX(reach, reach_of_response(message));
        }
    }
    return reach;
}

/* A request within a call is only sent when it is established; but for those that early dialogs
 * know too. */
static bool
needs_established(const struct history_transaction *transaction)
{
    return transaction->in_dialog && fact_is_method(transaction, "INVITE");
}

static enum report_reach
reach_of(const struct report_side *side)
{
    const struct history_transaction *next;
    enum report_reach reach = REACH_NOTHING;

    for (next = side->call->oldest; next; next = next->next_in_call) {
        if (is_attempt(next)) {
            reach = MAX(reach, reach_of_attempt(next));
        } else if (needs_established(next)) {
            reach = REACH_ESTABLISHED;
        }
    }
    if (reach == REACH_ANSWERED && side->final && side->final->status_code < 300 &&
        fact_ack(side->final)) {
        reach = REACH_ESTABLISHED;
    }
    return reach;
}

/* ---- how it ended ---- */

static void
failed(struct report_side *side, struct report_problem *problem)
{
    side->result = RESULT_FAILED;
    side->problem = problem;
}

static void
judge_silence(struct report_making *making, struct report_side *side)
{
    struct report_problem *problem = report_problem_of(making, side->attempt);

    if (problem) {
        failed(side, problem);
    } else if (fact_cancel(side->attempt, NULL)) {
        side->result = RESULT_CANCELLED;
    } else {
        side->result = RESULT_UNFINISHED;
    }
}

/* What a 2xx hides: at the first hop, or where it was sent again, at another one. */
static struct report_problem *
problem_of_success(struct report_making *making, const struct report_side *side)
{
    struct report_problem *problem = report_problem_of(making, side->attempt);
    const struct history_transaction *next;

    for (next = side->call->oldest; next && !problem; next = next->next_in_call) {
        if (is_attempt(next) && !is_top(next) && next->final && next->final->status_code < 300 &&
            history_times_sent(next->final) > 1) {
            problem = report_problem_of(making, next);
        }
    }
    return problem;
}

/* The call was answered, and nobody acknowledged (RFC 3261 section 13.3.1.4). */
static bool
is_about_missing_ack(const struct report_problem *problem)
{
    return g_str_has_prefix(problem->cause, "200-ack-");
}

static void
judge_success(struct report_making *making, struct report_side *side)
{
    struct report_problem *problem = problem_of_success(making, side);

    side->result = RESULT_WORKED;
    if (!problem) {
        return;
    }
    if (is_about_missing_ack(problem) || !fact_ack(side->final)) {
        failed(side, problem);
        side->reach = REACH_ANSWERED;
    } else {
        g_ptr_array_add(side->also, problem);
    }
}

/* Chat is normal life: a call that its caller cancelled, that went on elsewhere, or a challenge at
 * the end of the capture. */
static void
judge_rejection(struct report_making *making, struct report_side *side)
{
    bool was_cancelled = observed_cancel(side->final) != NULL;
    enum severity least = was_cancelled ? SEVERITY_WARN : SEVERITY_NOTE;

    if (report_diagnose(making, side->final, least)) {
        failed(side, report_problem_make(making, side->final));
    } else {
        side->result = was_cancelled ? RESULT_CANCELLED : RESULT_UNFINISHED;
    }
}

static void
problem_free(gpointer data)
{
    report_problem_free(data);
}

static void
judge_attempt(struct report_making *making, struct report_side *side)
{
    if (!side->final) {
        judge_silence(making, side);
    } else if (side->final->status_code < 300) {
        judge_success(making, side);
    } else {
        judge_rejection(making, side);
    }
}

/* ---- other requests ---- */

static bool
was_walked(const struct report_walk *walk, const struct history_transaction *transaction)
{
    size_t i;

    for (i = 0; i < MIN(walk->count, REPORT_WALK_BACK); i++) {
        if (fact_same_request(walk->before[i], transaction)) {
            return true;
        }
    }
    return false;
}

const struct history_transaction *
report_walk_next(struct report_walk *walk)
{
    const struct history_transaction *found;

    while ((found = walk->next)) {
        walk->next = found->next_in_call;
        if (is_top(found) && !fact_is_method(found, "ACK") && !was_walked(walk, found)) {
            walk->before[walk->count++ % REPORT_WALK_BACK] = found;
            return found;
        }
    }
    return NULL;
}

/* What went wrong on the way explains a call that is explained by nothing but its code. */
static void
add_on_the_way(struct report_side *side, struct report_problem *problem)
{
    if (side->problem &&
        strcmp(side->problem->confidence, confidence_name(CONFIDENCE_GENERAL)) == 0) {
        report_problem_free(side->problem);
        side->problem = problem;
    } else {
        g_ptr_array_add(side->also, problem);
    }
}

/* Reliable provisional responses that went wrong (RFC 3262). */
static void
judge_provisionals(struct report_making *making, const struct history_transaction *invite,
                   struct report_side *side)
{
    const struct history_message *message;
    int steps = 0;

    for (message = invite->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (message->is_reliable && report_diagnose(making, message, SEVERITY_WARN)) {
            add_on_the_way(side, report_problem_make(making, message));
        }
    }
}

static void
judge_request(struct report_making *making, const struct history_transaction *request,
              GPtrArray *problems)
{
    struct report_problem *problem = report_problem_of(making, request);

    if (problem && problem->severity >= SEVERITY_WARN) {
        g_ptr_array_add(problems, problem);
    } else {
        report_problem_free(problem);
    }
}

/* Within a call, what is only worth a note is not worth a line. */
static void
judge_requests(struct report_making *making, struct report_side *side)
{
    struct report_walk walk = { .next = side->call->oldest };
    const struct history_transaction *request;

    while ((request = report_walk_next(&walk))) {
        if (is_attempt(request)) {
            judge_provisionals(making, request, side);
        } else {
            judge_request(making, request, side->also);
        }
    }
}

void
report_find_attempt(struct report_side *side)
{
    side->first = report_first_message(side->call->oldest);
    side->attempt = attempt_of(side->call);
    side->final = side->attempt ? side->attempt->final : NULL;
}

void
report_judge_call(struct report_making *making, struct report_side *side)
{
    side->also = g_ptr_array_new_with_free_func(problem_free);
    side->reach = reach_of(side);
    side->result = RESULT_UNFINISHED;
    if (side->attempt) {
        judge_attempt(making, side);
    } else if (side->reach == REACH_ESTABLISHED) {
        side->result = RESULT_WORKED; /* it was set up before the capture began */
    }
    judge_requests(making, side);
}
