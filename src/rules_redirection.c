/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Redirection: 3xx (RFC 3261 sections 8.1.3.4, 21.3).
 */
#include "facts_authentication.h"
#include "facts_list.h"
#include "rules.h"
#include "sip_values.h"

/* A client that follows does so at once. */
#define FOLLOW_NS (10 * SECONDS_NS)

/* Requests this close together may belong to one chain of redirections. */
#define CHAIN_NS (60 * SECONDS_NS)

/* More addresses than this are not looked at. */
#define MOST_TARGETS 16

/* The new request may be challenged, and sent again, so many times. */
#define MOST_RETRIES 4

/* Where the response sends the client. */
struct targets {
    struct span uri[MOST_TARGETS];
    size_t count;
};

static void
targets_read(const struct sip_message *sip, struct targets *targets)
{
    struct fact_list list = fact_list_of(sip, SIP_HEADER_CONTACT);
    struct sip_address address;

    targets->count = 0;
    while (targets->count < MOST_TARGETS && fact_list_next_address(&list, &address)) {
        targets->uri[targets->count++] = address.uri;
    }
}

static bool
is_target(const struct targets *targets, struct span uri)
{
    size_t i;

    for (i = 0; i < targets->count; i++) {
        if (sip_uri_equal(targets->uri[i], uri)) {
            return true;
        }
    }
    return false;
}

/* 305: the same request has to go by way of the proxy that the Contact names (RFC 3261 section
 * 21.3.4). */
static bool
goes_by_way_of(const struct targets *targets, const struct history_message *request)
{
    struct span route = fact_address_uri(history_header(request, SIP_HEADER_ROUTE));
    size_t i;

    for (i = 0; i < targets->count; i++) {
        struct span host = fact_host(targets->uri[i]);

        if (fact_is_address(host, &request->path->path.destination) ||
            fact_same_host(host, fact_host(route))) {
            return true;
        }
    }
    return false;
}

static bool
is_followed_by(const struct subject *subject, const struct targets *targets,
               const struct history_transaction *own, const struct history_transaction *next)
{
    if (!next->request || next->method != own->method || fact_is_same_attempt(own, next) ||
        !fact_is_same_client(own, next)) {
        return false;
    }
    return is_target(targets, history_request_uri(next->request)) ||
           (subject->code == 305 &&
            sip_uri_equal(history_request_uri(own->request), history_request_uri(next->request)) &&
            goes_by_way_of(targets, next->request));
}

/* A branch of the same request that a proxy sent there on its own. */
static const struct history_message *
recursion(const struct history_transaction *up, const struct targets *targets,
          const struct history_message *response)
{
    const struct history_transaction *down = up ? history_down(up) : NULL;
    int steps = 0;

    for (; down && steps < HISTORY_NEAR; down = history_next_down(down), steps++) {
        if (down->request && fact_is_before(response, down->request) &&
            is_target(targets, history_request_uri(down->request))) {
            return down->request;
        }
    }
    return NULL;
}

/* The request that follows the redirection, of the client or of one farther upstream. */
static const struct history_message *
following_request(const struct subject *subject, const struct targets *targets)
{
    const struct history_transaction *own = subject->transaction, *next;
    const struct history_message *found = recursion(history_up(own), targets, subject->message);
    int hops = 0, steps;

    for (; !found && own && hops < HISTORY_NEAR; own = history_up(own), hops++) {
        next = own->request ? own->next_sent : NULL;
        for (steps = 0; next && steps < HISTORY_NEAR; next = next->next_sent, steps++) {
            if (!next->request || fact_gap(subject->message, next->request) > FOLLOW_NS) {
                break;
            }
            if (fact_is_before(subject->message, next->request) &&
                is_followed_by(subject, targets, own, next)) {
                found = next->request;
                break;
            }
        }
    }
    return found;
}

/* The final response that the request got in the end: a challenge that was answered is none. */
static const struct history_message *
result_of(const struct history *history, const struct history_message *request)
{
    const struct history_message *final = request->transaction->final, *answer;
    struct challenges challenges;
    int answers = 0;

    while (final && fact_is_challenge(final) && answers++ < MOST_RETRIES) {
        fact_challenges(final, &challenges);
        answer = fact_answer(history, final, &challenges);
        if (!answer) {
            break;
        }
        final = answer->transaction->final;
    }
    return final;
}

/* True if the redirection names this URI. */
static bool
leads_to(const struct history_message *redirection, struct span uri)
{
    struct fact_list list = fact_list_of_value(history_header(redirection, SIP_HEADER_CONTACT));
    struct sip_address address;

    while (fact_list_next_address(&list, &address)) {
        if (sip_uri_equal(address.uri, uri)) {
            return true;
        }
    }
    return false;
}

/* The request to this URI from which the client was redirected, shortly before, to where it is now:
 * in the same call, or from one to the next. */
static const struct history_message *
tried_before(const struct history_transaction *own, struct span uri)
{
    const struct history_transaction *before = own->previous_sent;
    struct span reached = history_request_uri(own->request);
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_sent, steps++) {
        if (!before->request || fact_gap(before->request, own->request) > CHAIN_NS) {
            break;
        }
        if (before->method == own->method && before->final &&
            before->final->status_code / 100 == 3 && fact_is_same_client(own, before) &&
            (before->call == own->call || leads_to(before->final, reached))) {
            reached = history_request_uri(before->request);
            if (sip_uri_equal(reached, uri)) {
                return before->request;
            }
        }
    }
    return NULL;
}

/* The request that was sent to this URI already: this one, at this hop or before a proxy changed
 * it, or one that was redirected before. */
static const struct history_message *
request_to(const struct history_transaction *own, struct span uri)
{
    const struct history_transaction *up = own;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; up && up->request && steps < HISTORY_NEAR; up = history_up(up), steps++) {
        if (sip_uri_equal(history_request_uri(up->request), uri)) {
            return up->request;
        }
        found = found ? found : tried_before(up, uri);
    }
    return found;
}

/* A loop: all addresses have been tried (RFC 3261 section 8.1.3.4). @return the request to the
 * first one; NULL if there is another one */
static const struct history_message *
looping_request(const struct subject *subject, const struct targets *targets)
{
    const struct history_message *found = NULL, *request;
    size_t i;

    if (subject->code == 305 || subject->code == 380) {
        return NULL;
    }
    for (i = 0; i < targets->count; i++) {
        request = request_to(subject->transaction, targets->uri[i]);
        if (!request) {
            return NULL;
        }
        found = found ? found : request;
    }
    return found;
}

/* True if the client got the response and nothing else became of the request. */
static bool
ended_here(const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction;
    const struct history_transaction *top = fact_most_upstream(own);

    if (!top->final || top->final->status_code / 100 != 3) {
        return false;
    }
    return !fact_cancel(own, NULL) && !fact_cancel(top, NULL) &&
           (!fact_is_method(own, "INVITE") || history_ack(top));
}

/* True if the capture shows the client talk to others than the server that redirects it: then a
 * request to somewhere else would be here. */
static bool
sees_other_ways(const struct subject *subject)
{
    const struct history_transaction *top = fact_most_upstream(subject->transaction);
    const struct endpoint *server = &top->request->path->path.destination;
    const struct history_transaction *other = top->previous_sent;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_sent, steps++) {
        if (other->request && !fact_same_address(&other->request->path->path.destination, server)) {
            return true;
        }
    }
    other = top->next_sent;
    for (steps = 0; other && steps < HISTORY_NEAR; other = other->next_sent, steps++) {
        if (other->request && !fact_same_address(&other->request->path->path.destination, server)) {
            return true;
        }
    }
    return false;
}

static bool
is_user_of(const struct targets *targets, struct span user)
{
    size_t i;

    for (i = 0; i < targets->count; i++) {
        if (span_is_set(user) && span_equal(fact_user(targets->uri[i]), user)) {
            return true;
        }
    }
    return false;
}

/* True if it may follow in a way of its own: a phone system looks the user up itself. */
static bool
may_follow(const struct subject *subject, const struct targets *targets,
           const struct history_transaction *own, const struct history_transaction *next)
{
    return next->method == own->method && fact_is_same_client(own, next) &&
           fact_is_before(subject->message, next->request) &&
           fact_gap(subject->message, next->request) <= FOLLOW_NS &&
           is_user_of(targets, fact_user(history_request_uri(next->request)));
}

/* True if the client of a transaction went there on its own account: before it was told to, or long
 * after. */
static bool
calls_anyway(const struct subject *subject, const struct targets *targets,
             const struct history_transaction *own)
{
    const struct history_transaction *other = own->previous_sent;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_sent, steps++) {
        if (is_followed_by(subject, targets, own, other)) {
            return true;
        }
    }
    other = own->next_sent;
    for (steps = 0; other && steps < HISTORY_NEAR; other = other->next_sent, steps++) {
        if (is_followed_by(subject, targets, own, other) ||
            may_follow(subject, targets, own, other)) {
            return true;
        }
    }
    return false;
}

/* Likewise of the client that got the response, or of the first one upstream. */
static bool
goes_there_anyway(const struct subject *subject, const struct targets *targets)
{
    const struct history_transaction *own = subject->transaction, *top = fact_most_upstream(own);

    return calls_anyway(subject, targets, own) ||
           (top != own && calls_anyway(subject, targets, top));
}

/* True if the server itself is where the client is sent to. */
static bool
leads_back(const struct subject *subject, const struct targets *targets)
{
    const struct history_message *request = fact_most_upstream(subject->transaction)->request;
    struct span host = fact_host(targets->uri[0]);

    return fact_is_address(host, &request->path->path.destination) ||
           fact_same_host(host, fact_host(history_request_uri(request)));
}

static void
set_targets(struct cause *cause, const struct targets *targets)
{
    if (targets->count) {
        cause_set(cause, "target", targets->uri[0]);
    }
    if (targets->count > 1) {
        cause_set_number(cause, "others", targets->count - 1);
    }
}

/* The user's own choice is nobody's fault. */
static enum severity
severity_of_result(uint32_t code)
{
    return code == 486 || code == 600 || code == 603 ? SEVERITY_NOTE : SEVERITY_WARN;
}

static bool
was_followed(const struct subject *subject, const struct history_message *request,
             struct cause *cause)
{
    const struct history_message *result = result_of(subject->history, request);
    uint32_t code = result ? result->status_code : 0;

    if (code >= 400 && code != 487) { /* 487: given up by the caller */
        cause_is(cause, "target-failed", CONFIDENCE_CERTAIN, severity_of_result(code));
    } else {
        cause_is(cause, "followed", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    }
    cause_show(cause, "followed", request);
    cause_set_outcome(cause, request);
    if (result) {
        cause_set_number(cause, "code", code);
        cause_show(cause, "result", result);
        cause_set_outcome(cause, result);
    }
    return true;
}

static bool
was_not_followed(const struct subject *subject, const struct targets *targets, struct cause *cause)
{
    bool is_seen;

    if (!fact_covers(subject, subject->message->time_ns, FOLLOW_NS)) {
        cause_is(cause, "open", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        return true;
    }
    if (!fact_sees(subject, subject->message) || !ended_here(subject) ||
        goes_there_anyway(subject, targets)) {
        return false;
    }
    is_seen = sees_other_ways(subject) || leads_back(subject, targets);
    cause_is(cause, "not-followed", is_seen ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             is_seen ? SEVERITY_WARN : SEVERITY_NOTE);
    if (!is_seen) {
        cause_set_endpoint(
            cause, "only",
            &fact_most_upstream(subject->transaction)->request->path->path.destination);
    }
    return true;
}

static bool
redirect(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin, *request;
    struct targets targets;

    if (!subject->request || subject->message->is_incomplete) {
        return false;
    }
    origin = fact_origin(subject->message);
    cause_set_endpoint(cause, "server", &origin->path->path.source);
    targets_read(subject->sip, &targets);
    set_targets(cause, &targets);
    if (origin != subject->message) {
        cause_show(cause, "origin", origin);
    }
    if (!targets.count) {
        cause_is(cause, "no-target", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        return !subject->sip->body.length || /* which may have the choices, or say what to do */
               (subject->code != 300 && subject->code != 380);
    }
    request = looping_request(subject, &targets);
    if (request) {
        cause_is(cause, "loop", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
        cause_show(cause, "tried", request);
        return true;
    }
    request = following_request(subject, &targets);
    return request ? was_followed(subject, request, cause)
                   : was_not_followed(subject, &targets, cause);
}

const struct rule rules_redirection[] = {
    { "3xx-redirect", "300 301 302 305 380", NULL, redirect,
      "RFC 3261 section 8.1.3.4; RFC 3261 section 21.3; RFC 3261 section 16.7" },
    { .id = NULL },
};
