/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What accompanies any code, second part: responses that do not arrive, come more than once, or
 * without a request (RFC 3261 sections 17.1.3, 17.2 and 18.2).
 */
#include "rules_transport.h"

#include <string.h>

/* Requests that repeat within this time after a response crossed it on the way. */
#define CROSSED_NS (100 * MILLISECONDS_NS)

/* A telephone that rings long says so every minute (RFC 3261 section 13.3.1.1). */
#define STILL_RINGING_NS (30 * SECONDS_NS)

/* From this copy on it is worth a note. */
#define MANY_COPIES 4

/* ---- rsp-not-reaching-client ---- */

static bool
same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && fact_same_address(a, b);
}

/* Sent to another place than the request came from, or from another one than it went to: what a NAT
 * lets through goes exactly the way back (RFC 3581 section 4). */
static bool
goes_astray(const struct history_message *request, const struct history_message *response,
            struct cause *cause)
{
    const struct path *there = &request->path->path, *back = &response->path->path;
    bool astray = false;

    if (!same_endpoint(&back->destination, &there->source)) {
        cause_set_endpoint(cause, "sent-to", &back->destination);
        cause_set_endpoint(cause, "came-from", &there->source);
        cause_show_frame(cause, "elsewhere", 0);
        astray = true;
    }
    if (!same_endpoint(&back->source, &there->destination)) {
        cause_set_endpoint(cause, "sent-from", &back->source);
        cause_set_endpoint(cause, "went-to", &there->destination);
        cause_show_frame(cause, "other-source", 0);
        astray = true;
    }
    return astray;
}

/* Only a final response ends the repeats of other requests than INVITE (RFC 3261 section 17.1.2.2).
 */
static bool
ends_repeats(const struct subject *subject)
{
    return subject->code >= 200 || fact_is_method(subject->transaction, "INVITE");
}

static void
show_icmp(struct cause *cause, const struct history_network_error *icmp)
{
    cause_set_endpoint(cause, "sender", &icmp->sender);
    cause_show_frame(cause, "icmp", icmp->frame);
}

bool
rule_not_reaching_client(const struct subject *subject, struct cause *cause)
{
    const struct history_message *response = subject->message, *late = NULL;
    const struct history_network_error *icmp;
    uint32_t errors;
    unsigned repeats;
    bool certain;

    if (!subject->request || !response->is_udp || !ends_repeats(subject)) {
        return false;
    }
    icmp = fact_error_of_response(response, NETWORK_UNREACHABLE, &errors);
    repeats = fact_sent_after(subject->request, response->time_ns + CROSSED_NS, &late);
    if (repeats < 2 && errors < history_times_sent(response)) {
        return false;
    }
    cause_set_text(cause, "method", cause->finding->method);
    certain = goes_astray(subject->request, response, cause);
    if (icmp) {
        show_icmp(cause, icmp);
        certain = true;
    }
    if (late) {
        cause_set_number(cause, "repeats", repeats);
        cause_show(cause, "late", late);
    }
    cause_is(cause, late ? NULL : "icmp", certain ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    return true;
}

/* ---- rsp-retransmission ---- */

bool
rule_retransmission(const struct subject *subject, struct cause *cause)
{
    const struct history_message *copy = subject->shown;
    const struct history_message *before = history_sent_before(copy), *repeated;

    if (!before || history_duplicate_of(copy) ||
        (subject->code < 200 && fact_gap(before, copy) >= STILL_RINGING_NS)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN,
             copy->copy >= MANY_COPIES ? SEVERITY_NOTE : SEVERITY_CHAT);
    cause->group = GROUP_SEQUENCE;
    cause_set_number(cause, "copy", copy->copy);
    cause_set_number(cause, "code", subject->code);
    cause_show(cause, "first", subject->message);
    repeated = subject->request ? fact_sent_until(subject->request, copy->time_ns) : NULL;
    if (repeated && fact_is_before(before, repeated)) {
        cause_show(cause, "repeated", repeated);
    }
    return true;
}

/* ---- rsp-orphan ---- */

/* The same request, captured at another place or with another branch. */
static const struct history_message *
request_of_other_branch(const struct history_message *response)
{
    const struct history_transaction *own = response->transaction;
    const struct history_transaction *other = own->call->oldest;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->next_in_call, steps++) {
        if (other->request && other->method == own->method && other->cseq == own->cseq &&
            other->from_tag == own->from_tag) {
            found = other->request;
            if (found->path->source->host == response->path->destination->host &&
                found->path->destination->host == response->path->source->host) {
                return found;
            }
        }
    }
    return found;
}

enum sent { SENT_NONE, SENT_SOME, SENT_UNKNOWN };

/* Whether the host that the response went to sent any request to the host that it came from. */
static enum sent
requests_on_the_way(const struct history_message *response)
{
    const struct history_transaction *sent = response->path->destination->host->newest_sent;
    int steps = 0;

    for (; sent && steps < HISTORY_NEAR; sent = sent->previous_sent, steps++) {
        if (sent->request->path->destination->host == response->path->source->host) {
            return SENT_SOME;
        }
    }
    return sent ? SENT_UNKNOWN : SENT_NONE;
}

/* A client waits as long for a response: after that nobody expects it (RFC 3261 sections 17.1.1.2
 * and 17.1.2.2). */
static bool
is_late(const struct subject *subject, struct cause *cause)
{
    int64_t timeout = fact_transaction_timeout(subject->transaction);
    int64_t delay = fact_gap(subject->request, subject->message);
    const struct history_message *provisional =
        fact_response(subject->transaction, 100, 199, subject->message);

    if (delay <= timeout ||
        (fact_is_method(subject->transaction, "INVITE") && (subject->code < 200 || provisional))) {
        return false;
    }
    cause_is(cause, "late", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause->group = GROUP_SEQUENCE;
    cause_set_duration(cause, "delay", delay);
    cause_set_duration(cause, "timeout", timeout);
    return true;
}

/* That the capture holds nothing of that direction is known at its end. A client whose answers are
 * captured sends its requests another way: that says nothing about this one. */
static const char *
variant_of_orphan(const struct subject *subject)
{
    enum sent sent = requests_on_the_way(subject->message);
    bool waited = fact_covers(subject, subject->message->time_ns,
                              fact_transaction_timeout(subject->transaction));

    if (sent == SENT_NONE && waited && !fact_sees(subject, subject->message)) {
        return "one-way";
    }
    if (fact_is_young(subject)) {
        return "before-capture";
    }
    return sent == SENT_SOME ? "unknown" : NULL;
}

static bool
is_without_request(const struct subject *subject, struct cause *cause)
{
    const struct history_message *response = subject->message;
    const struct history_message *other = request_of_other_branch(response);
    const char *variant;

    if (other) {
        if (response->is_incomplete || fact_is_before(response, other) ||
            other->path->source->host != response->path->destination->host ||
            other->path->destination->host != response->path->source->host) {
            return false; /* another hop of the same request */
        }
        cause_is(cause, "other-branch", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
        cause->group = GROUP_PROTOCOL;
        cause_show(cause, "other", other);
        return true;
    }
    variant = variant_of_orphan(subject);
    if (!variant || (response->is_incomplete && strcmp(variant, "unknown") == 0)) {
        return false;
    }
    /* the request may be there, and so malformed that nobody takes it for SIP (RFC 4475 sections
     * 3.1.2.8 to 3.1.2.10) */
    cause_is(cause, variant, CONFIDENCE_LIKELY,
             strcmp(variant, "unknown") == 0 ? SEVERITY_NOTE : SEVERITY_CHAT);
    return true;
}

static void
describe_parties(const struct subject *subject, struct cause *cause)
{
    const struct history_path *path = subject->message->path;
    int64_t age = subject->message->time_ns - history_first_time(subject->history);

    cause_set(cause, "method", *subject->transaction->method);
    cause_set_endpoint(cause, "client", &path->destination->host->endpoint);
    cause_set_endpoint(cause, "server", &path->source->host->endpoint);
    if (age > 0) {
        cause_set_duration(cause, "age", age);
    }
}

bool
rule_orphan(const struct subject *subject, struct cause *cause)
{
    bool holds;

    if (!subject->transaction) {
        return false;
    }
    holds = subject->request ? is_late(subject, cause) : is_without_request(subject, cause);
    if (holds) {
        describe_parties(subject, cause);
    }
    return holds;
}

/* ---- tx-conflicting-finals ---- */

/* Tags may lie behind the snap length. */
static bool
differ(const struct history_message *a, const struct history_message *b)
{
    if (a->status_code != b->status_code) {
        return true;
    }
    return a->to_tag != b->to_tag && !a->is_incomplete && !b->is_incomplete;
}

/* A proxy passes on each 2xx, whatever it sent before (RFC 3261 section 16.7 step 5). Who keeps no
 * state answers each transmission of the request on its own. */
static bool
is_conflict(const struct history_message *first, const struct history_message *second)
{
    const struct history_transaction *transaction = first->transaction;
    const struct history_message *repeated;

    if (second->status_code < 200 || second->path != first->path || !differ(first, second) ||
        (fact_is_method(transaction, "INVITE") && second->status_code < 300)) {
        return false;
    }
    repeated = fact_sent_until(transaction->request, second->time_ns);
    return !repeated || repeated->time_ns <= first->time_ns;
}

/* The final response that came after the first one and does not agree with it: this one, if it is
 * one of them. */
static const struct history_message *
second_final(const struct subject *subject)
{
    const struct history_message *first = subject->transaction->final, *found = NULL, *message;
    int steps = 0;

    for (message = subject->transaction->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (is_conflict(first, message)) {
            found = message;
            if (message == subject->message) {
                break;
            }
        }
    }
    return found;
}

bool
rule_conflicting_finals(const struct subject *subject, struct cause *cause)
{
    const struct history_message *first, *second;

    if (!subject->request || !subject->transaction->final) {
        return false;
    }
    first = subject->transaction->final;
    second = second_final(subject);
    if (!second || (subject->message != first && subject->message != second)) {
        return false;
    }
    /* the first answer counts: what its code says comes before what follows */
    cause_is(cause, NULL, subject->message == first ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN,
             SEVERITY_WARN);
    cause_set_text(cause, "method", cause->finding->method);
    cause_set_endpoint(cause, "server", &first->path->path.source);
    cause_set_number(cause, "first-code", first->status_code);
    cause_set_number(cause, "second-code", second->status_code);
    cause_set_frame(cause, "first", first->frame);
    cause_set_frame(cause, "second", second->frame);
    if (subject->message == first) {
        cause_show(cause, "second", second);
    } else {
        cause_show(cause, "first", first);
    }
    return true;
}

/* ---- final-ack-missing ---- */

/* An ACK for this INVITE whose branch no INVITE has. */
static const struct history_message *
ack_of_other_branch(const struct history_message *response)
{
    const struct history_transaction *invite = response->transaction;
    const struct history_transaction *next = invite->next_in_call;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->request && next->request->is_ack && next->cseq == invite->cseq &&
            next->from_tag == invite->from_tag && fact_is_before(response, next->request) &&
            next->request->path->source->host == response->path->destination->host &&
            next->request->path->destination->host == response->path->source->host) {
            return next->request;
        }
    }
    return NULL;
}

static void
set_branches(struct cause *cause, const struct history_transaction *invite,
             const struct history_transaction *ack)
{
    cause_set(cause, "branch", (struct span){ invite->branch, invite->branch_length });
    cause_set(cause, "ack-branch", (struct span){ ack->branch, ack->branch_length });
}

/* A client that repeats the INVITE did not get the response: then that comes first. */
static enum confidence
confidence_of_missing_ack(const struct subject *subject)
{
    const struct history_message *late = NULL;
    uint32_t copies = history_times_sent(subject->message);
    int64_t since = subject->message->time_ns + CROSSED_NS;

    return copies > 2 && fact_sent_after(subject->request, since, &late) < 2 ? CONFIDENCE_CERTAIN
                                                                             : CONFIDENCE_LIKELY;
}

bool
rule_final_ack_missing(const struct subject *subject, struct cause *cause)
{
    const struct history_message *response = subject->message;
    const struct history_message *latest = history_latest(response), *other;

    if (!subject->request || latest == response || history_ack(subject->transaction)) {
        return false;
    }
    cause_set_number(cause, "code", subject->code);
    cause_set_number(cause, "copies", history_times_sent(response));
    other = ack_of_other_branch(response);
    if (other) {
        cause_is(cause, "wrong-branch", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
        cause->group = GROUP_PROTOCOL;
        set_branches(cause, subject->transaction, other->transaction);
        cause_show(cause, "ack", other);
        cause_show(cause, "last", latest);
        return true;
    }
    if (!fact_sees(subject, response) || !fact_covers(subject, latest->time_ns, SECONDS_NS)) {
        return false;
    }
    cause_is(cause, "none", confidence_of_missing_ack(subject), SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    cause_set_duration(cause, "span", fact_gap(response, latest));
    cause_show(cause, "last", latest);
    return true;
}
