/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Messages that are too big for UDP (RFC 3261 section 18.1.1): their fragments get lost where
 * smaller messages arrive.
 */
#include "facts_said.h"
#include "rules_transport.h"

/* So many transmissions without an answer are no accident. */
#define ENOUGH_SENT 3

/* Requests that repeat within this time after a response crossed it on the way. */
#define CROSSED_NS (100 * MILLISECONDS_NS)

/* Neighbours among the requests of one host that are looked at, in each direction. */
#define NEIGHBOURS (HISTORY_NEAR / 2)

/* What became of other messages on this way. */
struct others {
    const struct history_message *small; /* one that got through; NULL if none did */
    bool big_arrived;
};

static bool
is_big(const struct history_message *message)
{
    return message->size > UDP_BYTES || message->is_fragmented;
}

typedef void look_function(const struct history_transaction *other,
                           const struct history_message *lost, struct others *others);

static void
note(const struct history_message *arrived, bool is_same_endpoint, struct others *others)
{
    if (is_big(arrived)) {
        others->big_arrived = true;
    } else if (is_same_endpoint && !others->small) {
        others->small = arrived;
    }
}

/* Another request to that host, which was answered. */
static void
look_at_request(const struct history_transaction *other, const struct history_message *lost,
                struct others *others)
{
    const struct history_path *path = other->request->path;

    if (path->destination->host == lost->path->destination->host && other->request->is_udp &&
        fact_is_answered(other)) {
        note(other->request, path->destination == lost->path->destination, others);
    }
}

/* Another response to that host, after which the request was not repeated. */
static void
look_at_response(const struct history_transaction *other, const struct history_message *lost,
                 struct others *others)
{
    const struct history_message *response = other->final;

    if (response && fact_same_hosts(response->path, lost->path) && response->is_udp &&
        history_latest(other->request)->time_ns <= response->time_ns) {
        note(response, response->path->source == lost->path->source, others);
    }
}

/* Asks about the requests that the same host sent before and after this one. */
static struct others
look_around(const struct history_transaction *transaction, const struct history_message *lost,
            look_function *look)
{
    const struct history_transaction *other;
    struct others others = { NULL, false };
    int steps;

    for (other = transaction->previous_sent, steps = 0; other && steps < NEIGHBOURS;
         other = other->previous_sent, steps++) {
        look(other, lost, &others);
    }
    for (other = transaction->next_sent, steps = 0; other && steps < NEIGHBOURS;
         other = other->next_sent, steps++) {
        look(other, lost, &others);
    }
    return others;
}

static void
set_lost(struct cause *cause, const struct history_message *lost)
{
    cause_set_text(cause, "method", cause->finding->method);
    cause_set_number(cause, "size", lost->size);
    cause_set_endpoint(cause, "destination", &lost->path->path.destination);
}

/* The network says that the request does not fit, or did not arrive wholly. */
static bool
is_too_big(const struct history_transaction *transaction, struct cause *cause)
{
    const struct history_network_error *error = fact_too_big(transaction);

    if (!error) {
        return false;
    }
    cause_is(cause, fact_are_parts_missing(error) ? "parts-missing" : "too-big", CONFIDENCE_CERTAIN,
             SEVERITY_WARN);
    set_lost(cause, transaction->request);
    cause_set_endpoint(cause, "sender", &error->sender);
    cause_show_frame(cause, "error", error->frame);
    return true;
}

static bool
are_fragments_lost(const struct history_transaction *transaction, struct cause *cause)
{
    const struct history_message *request = transaction->request;
    struct others others;

    if (!is_big(request) || history_times_sent(request) < ENOUGH_SENT) {
        return false;
    }
    others = look_around(transaction, request, look_at_request);
    if (others.big_arrived || !others.small) {
        return false;
    }
    cause_is(cause, "request", CONFIDENCE_LIKELY, SEVERITY_WARN);
    set_lost(cause, request);
    cause_set_number(cause, "sent", history_times_sent(request));
    cause_set_number(cause, "small-size", others.small->size);
    cause_show(cause, "small", others.small);
    return true;
}

static bool
is_deliverable(const struct history_transaction *transaction)
{
    return transaction->request->is_udp && !fact_is_answered(transaction) &&
           !fact_undeliverable(transaction);
}

/* Nobody answers. What was sent once may be on its way once more. */
static bool
is_request_lost(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *transaction = subject->transaction;
    bool is_over =
        history_times_sent(subject->message) > 1 ||
        fact_covers(subject, subject->message->time_ns, fact_transaction_timeout(transaction));

    return is_deliverable(transaction) &&
           ((is_over && is_too_big(transaction, cause)) || are_fragments_lost(transaction, cause));
}

/* Who waits in vain for an answer says so (RFC 3261 section 16.8), or that there was trouble
 * further on. */
static bool
is_for_silence(uint32_t code)
{
    return code == 408 || code == 500 || code == 503 || code == 504;
}

/* Who is told at once that it does not fit may say so, too (RFC 3261 sections 16.9 and 21.5.7). */
static bool
is_for_size(uint32_t code)
{
    return code == 477 || code == 480 || code == 502 || code == 513;
}

static bool
is_branch_lost(const struct history_transaction *branch, const struct history_message *origin,
               struct cause *cause)
{
    const struct history_network_error *error = fact_too_big(branch);

    if (!is_deliverable(branch)) {
        return false;
    }
    if (is_for_silence(origin->status_code)) {
        return is_too_big(branch, cause) || are_fragments_lost(branch, cause);
    }
    if (!error || fact_are_parts_missing(error) || error->time_ns > origin->time_ns) {
        return false;
    }
    return is_too_big(branch, cause);
}

/* The response may stand for this branch: it was still open, or had got the same code, or one that
 * speaks of a server's trouble. */
static bool
may_be_answer(const struct history_transaction *branch, const struct history_message *origin)
{
    const struct history_message *final = branch->final;

    if (!final || !fact_is_before(final, origin)) {
        return fact_is_answered(branch);
    }
    return final->status_code == origin->status_code || final->status_code / 100 == 5;
}

static bool
has_answer(const struct history_message *origin)
{
    const struct history_transaction *branch = history_down(origin->transaction);
    int steps = 0;

    for (; branch && steps < HISTORY_NEAR; branch = history_next_down(branch), steps++) {
        if (may_be_answer(branch, origin)) {
            return true;
        }
    }
    return fact_received_unseen(origin) != NULL;
}

/* A server gave up because its own request did not arrive. */
static bool
is_response_about_size(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = fact_origin(subject->message);
    const struct history_transaction *branch = history_down(origin->transaction);
    int steps = 0;

    if (!(is_for_silence(subject->code) || is_for_size(subject->code)) || has_answer(origin) ||
        fact_names_own_trouble(subject)) {
        return false;
    }
    for (; branch && steps < HISTORY_NEAR; branch = history_next_down(branch), steps++) {
        if (is_branch_lost(branch, origin, cause)) {
            cause_show(cause, "branch", branch->request);
            return true;
        }
    }
    return false;
}

/* A smaller response before it, which got lost as well, says that it is not the size. */
static bool
is_response_lost(const struct subject *subject, struct cause *cause)
{
    const struct history_message *response = subject->message, *late = NULL;
    bool ends = subject->code >= 200 || fact_is_method(subject->transaction, "INVITE");
    struct others others;

    if (!response->is_udp || !is_big(response) || !ends ||
        fact_sent_after(subject->request, response->time_ns + CROSSED_NS, &late) < 2 ||
        fact_response(subject->transaction, 100, 699, response)) {
        return false;
    }
    others = look_around(subject->transaction, response, look_at_response);
    if (others.big_arrived || !others.small) {
        return false;
    }
    cause_is(cause, "response", CONFIDENCE_LIKELY, SEVERITY_WARN);
    set_lost(cause, response);
    cause_set_number(cause, "small-size", others.small->size);
    cause_show(cause, "late", late);
    cause_show(cause, "small", others.small);
    return true;
}

bool
rule_oversize_udp(const struct subject *subject, struct cause *cause)
{
    if (!subject->request) {
        return false;
    }
    cause->group = subject->message->is_response ? GROUP_RESPONSE_CODE : GROUP_SEQUENCE;
    if (!subject->message->is_response) {
        return is_request_lost(subject, cause);
    }
    return is_response_about_size(subject, cause) || is_response_lost(subject, cause);
}
