/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Waiting too long: 408, 480, 502, 504 and what servers send in their place (RFC 3261 sections
 * 16.7, 16.8, 21.4.9, 21.4.18, 21.5.3, 21.5.5).
 */
#include "facts_branch.h"
#include "facts_said.h"
#include "facts_transport.h"
#include "rules.h"

/* Shorter than any ring limit. */
#define SHORTEST_RINGING_NS (5 * SECONDS_NS)

/* Longer than a person takes to decline. */
#define LONG_RINGING_NS (10 * SECONDS_NS)

/* A server stops the branch in the moment in which it gives up. */
#define STOPPED_NS SECONDS_NS

/* Shorter than any wait for somebody else; longer than any answer of one's own. */
#define LONG_WAIT_NS (3 * SECONDS_NS)
#define SHORT_WAIT_NS (500 * MILLISECONDS_NS)
#define AT_ONCE_NS SECONDS_NS

enum {
    Q850_NO_USER_RESPONDING = 18,
    Q850_NO_ANSWER = 19,
    Q850_OUT_OF_ORDER = 27,
    Q850_UNSPECIFIED = 31,
    Q850_NETWORK_OUT_OF_ORDER = 38,
    Q850_TIMER = 102
};

/* Where the response was made. @return NULL if its request is not known */
static const struct history_message *
show_origin(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = fact_origin(subject->message);

    if (!subject->request) {
        return NULL;
    }
    cause_set_endpoint(cause, "agent", &origin->path->path.source);
    cause_set_number(cause, "code", subject->code);
    cause_set(cause, "method", *subject->transaction->method);
    cause_set(cause, "callee",
              fact_user(fact_address_uri(history_header(subject->request, SIP_HEADER_TO))));
    return origin;
}

static bool
is_closed(const struct history_transaction *branch, const struct history_message *before)
{
    return branch->final && fact_is_before(branch->final, before);
}

/* ---- it rang ---- */

/* True if the server that gave up stopped the branch in the same moment. */
static bool
is_stopped_with(const struct history_transaction *branch, const struct history_message *origin)
{
    const struct history_message *cancel = fact_cancel(branch, NULL);
    int64_t gap = cancel ? fact_gap(origin, cancel) : 0;

    return cancel && gap <= STOPPED_NS && gap >= -STOPPED_NS;
}

/* The branch that rang, and was stopped or goes on to ring when the server gives up. */
static const struct history_transaction *
ringing_branch(const struct history_message *origin, bool stopped)
{
    const struct history_transaction *branch = history_down(origin->transaction);
    int steps = 0;

    for (; branch && steps < HISTORY_NEAR; branch = history_next_down(branch), steps++) {
        if (fact_ringing(branch, origin) &&
            (stopped ? is_stopped_with(branch, origin) : !is_closed(branch, origin))) {
            return branch;
        }
    }
    return NULL;
}

static void
show_stopped(struct cause *cause, const struct history_transaction *branch)
{
    cause_set(cause, "target", history_request_uri(branch->request));
    cause_show(cause, "cancel", fact_cancel(branch, NULL));
    if (branch->final) {
        cause_show(cause, "ended", branch->final);
        cause_set_number(cause, "ended-code", branch->final->status_code);
    }
}

/* Who gave up. @return false if it may be the telephone itself */
static bool
find_who_stopped(const struct subject *subject, struct cause *cause,
                 const struct history_message *origin)
{
    const struct history_transaction *branch = ringing_branch(origin, true);

    if (branch) {
        cause->confidence = CONFIDENCE_CERTAIN;
        show_stopped(cause, branch);
        return true;
    }
    cause->confidence = CONFIDENCE_LIKELY;
    branch = ringing_branch(origin, false);
    if (branch) { /* it answers while the branch rings; the CANCEL may not have come yet */
        cause_set(cause, "target", history_request_uri(branch->request));
        return subject->code == 408 || !fact_covers(subject, origin->time_ns, STOPPED_NS);
    }
    return subject->code == 408 && !history_down(origin->transaction);
}

static bool
ring_timeout(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_origin(subject, cause), *ringing;

    if (!origin || origin->transaction->in_dialog ||
        fact_cancel(fact_most_upstream(subject->transaction), origin) ||
        fact_cancel(origin->transaction, origin)) {
        return false;
    }
    ringing = fact_ringing(origin->transaction, origin);
    if (!ringing || fact_gap(ringing, origin) < SHORTEST_RINGING_NS) {
        return false;
    }
    cause_is(cause, ringing->status_code == 180 ? NULL : "progress", CONFIDENCE_LIKELY,
             SEVERITY_NOTE);
    cause->group = GROUP_SEQUENCE;
    cause_set_duration(cause, "rang", fact_gap(ringing, origin));
    cause_set_number(cause, "ringing-code", ringing->status_code);
    cause_show(cause, "ringing", ringing);
    return find_who_stopped(subject, cause, origin);
}

/* ---- nobody answered on the other side ---- */

/* The network itself said why there is no answer: other rules tell. */
static bool
is_undelivered(const struct history_transaction *branch)
{
    return fact_undeliverable(branch) || fact_too_big(branch);
}

/* Over UDP a request that is repeated got no answer; over TCP it is sent only once. */
static bool
is_silent(const struct subject *subject, const struct history_transaction *branch,
          const struct history_message *origin)
{
    const struct history_message *request = branch->request;

    return request && !fact_response(branch, 101, 699, origin) && !is_undelivered(branch) &&
           (request->is_stream ? fact_sees(subject, request) : history_times_sent(request) > 1);
}

/* The first branch that never answered. @return NULL if there is none, or if another one rings, or
 * explains a code that speaks of a server's own trouble */
static const struct history_transaction *
silent_branch(const struct subject *subject, const struct history_message *origin)
{
    const struct history_transaction *branch = history_down(origin->transaction), *found = NULL;
    int steps = 0;

    for (; branch && steps < HISTORY_NEAR; branch = history_next_down(branch), steps++) {
        if (is_silent(subject, branch, origin)) {
            found = branch;
        } else if (!is_closed(branch, origin) && !is_undelivered(branch)) {
            return NULL;
        } else if (branch->final && branch->final->status_code / 100 == 5) {
            return NULL;
        }
    }
    return found;
}

static void
show_silent(const struct subject *subject, struct cause *cause,
            const struct history_transaction *branch)
{
    const struct history_message *first = branch->request, *last = history_latest(first);
    const struct history_binding *binding = fact_binding_of_target(subject->history, first);

    cause_is(cause, "seen", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    cause_set(cause, "target", history_request_uri(first));
    cause_set_endpoint(cause, "place", &first->path->path.destination);
    cause_set_number(cause, "times", history_times_sent(first));
    cause_show(cause, "sent", first);
    if (last != first) {
        cause_set_duration(cause, "span", fact_gap(first, last));
        cause_show(cause, "last", last);
    }
    if (binding) {
        cause_show(cause, "registered", binding->granted);
    }
    if (!fact_is_method(branch, "INVITE") && subject->code == 408) {
        cause_show_frame(cause, "forbidden", 0);
    }
}

/* Without a branch: what the time tells. Of 500, 503 and 504 that is nothing. */
static bool
guess_no_reply(const struct subject *subject, struct cause *cause,
               const struct history_message *origin)
{
    int64_t waited = fact_gap(origin->transaction->request, origin);

    if (subject->code != 408 || history_down(origin->transaction) ||
        fact_is_method(subject->transaction, "REGISTER") ||
        fact_ringing(origin->transaction, origin)) {
        return false;
    }
    cause_set_duration(cause, "waited", waited);
    cause_set(cause, "target", history_request_uri(origin->transaction->request));
    if (!fact_is_method(subject->transaction, "INVITE")) {
        cause_is(cause, "non-invite", CONFIDENCE_LIKELY, SEVERITY_WARN);
        cause->group = GROUP_PROTOCOL;
    } else if (waited >= LONG_WAIT_NS) {
        cause_is(cause, "unseen", CONFIDENCE_LIKELY, SEVERITY_WARN);
    } else {
        cause_is(cause, "fast", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
        return waited < SHORT_WAIT_NS;
    }
    return true;
}

static bool
no_downstream_reply(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_origin(subject, cause);
    const struct history_transaction *branch;
    uint32_t reason = fact_q850_cause(subject->sip);

    if (!origin || fact_names_own_trouble(subject) || fact_cancel(origin->transaction, origin) ||
        reason == Q850_NO_USER_RESPONDING || reason == Q850_NO_ANSWER) {
        return false;
    }
    branch = silent_branch(subject, origin);
    if (!branch) {
        return guess_no_reply(subject, cause, origin);
    }
    show_silent(subject, cause, branch);
    return true;
}

/* ---- the callee's side gave up ---- */

static bool
is_no_answer_cause(uint32_t reason)
{
    return reason == Q850_NO_USER_RESPONDING || reason == Q850_NO_ANSWER;
}

static bool
no_answer(const struct subject *subject, struct cause *cause)
{
    static const char *const others[] = { "declin",    "reject", "disturb", "dnd", "queue",
                                          "forbidden", "block",  "busy",    NULL };
    const struct history_message *origin = show_origin(subject, cause), *ringing;
    uint32_t reason = fact_q850_cause(subject->sip);
    struct sip_retry_after retry_after;
    bool told = is_no_answer_cause(reason);

    if (!origin || history_down(origin->transaction) || fact_server_mentions(subject, others) ||
        (reason && !told && reason != Q850_UNSPECIFIED && reason != Q850_TIMER)) {
        return false;
    }
    ringing = fact_own_ringing(origin);
    if (!told &&
        (subject->code != 480 || !ringing || fact_gap(ringing, origin) < LONG_RINGING_NS)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_LIKELY, SEVERITY_NOTE);
    if (told) {
        cause_set_number(cause, "reason", reason);
    }
    if (ringing) {
        cause_set_duration(cause, "rang", fact_gap(ringing, origin));
        cause_show(cause, "ringing", ringing);
    }
    if (sip_retry_after_read(subject->sip->header[SIP_HEADER_RETRY_AFTER], &retry_after)) {
        cause_set_number(cause, "later", retry_after.seconds);
    }
    return true;
}

/* ---- behind a gateway ---- */

/* A branch whose final response says what went wrong behind the server. */
static const struct history_message *
failed_branch(const struct history_message *origin)
{
    const struct history_transaction *branch = history_down(origin->transaction);
    int steps = 0;

    for (; branch && steps < HISTORY_NEAR; branch = history_next_down(branch), steps++) {
        if (is_closed(branch, origin) &&
            (branch->final->status_code >= 500 || branch->final->status_code == 408)) {
            return branch->final;
        }
    }
    return NULL;
}

static bool
has_undelivered_branch(const struct history_message *origin)
{
    const struct history_transaction *branch = history_down(origin->transaction);
    int steps = 0;

    for (; branch && steps < HISTORY_NEAR; branch = history_next_down(branch), steps++) {
        if (is_undelivered(branch)) {
            return true;
        }
    }
    return false;
}

/* A name that the server looked up in vain while it had the request. */
static const struct history_network_error *
failed_lookup(const struct subject *subject, const struct history_message *origin)
{
    return history_failure_near(subject->history, NETWORK_NO_NAME, &origin->path->path.source,
                                origin->time_ns, fact_gap(origin->transaction->request, origin));
}

static bool
gateway(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_origin(subject, cause), *failed;
    const struct history_network_error *lookup;
    uint32_t reason = fact_q850_cause(subject->sip);
    const char *variant = subject->code == 504 ? "timeout" : "bad-answer";
    int64_t waited;

    if (!origin || has_undelivered_branch(origin) ||
        fact_waits_for_prack(origin->transaction, origin) ||
        (reason && reason != Q850_OUT_OF_ORDER && reason != Q850_NETWORK_OUT_OF_ORDER &&
         reason != Q850_TIMER)) {
        return false;
    }
    waited = fact_gap(origin->transaction->request, origin);
    cause_set_duration(cause, "waited", waited);
    cause_is(cause, variant,
             subject->code == 504 && waited >= LONG_WAIT_NS ? CONFIDENCE_LIKELY
                                                            : CONFIDENCE_POSSIBLE,
             SEVERITY_WARN);
    failed = failed_branch(origin);
    lookup = failed_lookup(subject, origin);
    if (failed) {
        cause->confidence = CONFIDENCE_CERTAIN;
        cause_set_endpoint(cause, "place", &failed->path->path.source);
        cause_set_number(cause, "failed-code", failed->status_code);
        cause_show(cause, "failed", failed);
    } else if (lookup) {
        cause->confidence = CONFIDENCE_LIKELY;
        cause_set(cause, "name", *lookup->name);
        cause_show_frame(cause, "lookup", lookup->frame);
    }
    return true;
}

/* ---- the telephone refused at once ---- */

static bool
at_once(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_origin(subject, cause);
    const struct history_binding *binding;
    struct sip_warning warning;

    if (!origin || history_down(origin->transaction) || origin->transaction->in_dialog ||
        fact_ringing(origin->transaction, origin) || fact_q850_cause(subject->sip) ||
        fact_warning(subject->sip, 100, 999, &warning) ||
        fact_gap(origin->transaction->request, origin) >= AT_ONCE_NS) {
        return false;
    }
    binding = fact_binding_of_target(subject->history, origin->transaction->request);
    if (!binding) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    cause_show(cause, "registered", binding->granted);
    return true;
}

const struct rule rules_waiting[] = {
    { "408-ring-timeout", "408 480 487", "INVITE", ring_timeout,
      "RFC 3261 section 16.8; RFC 3261 section 16.7; RFC 3261 section 21.4.9" },
    { "408-no-downstream-reply", "408 500 503 504", NULL, no_downstream_reply,
      "RFC 3261 section 16.6; RFC 3261 section 16.7; RFC 3261 section 16.8; RFC 3261 section "
      "21.4.9; RFC 4320 section "
      "4.2" },
    { "480-no-answer", "408 480", "INVITE", no_answer,
      "RFC 3261 section 21.4.18; RFC 3398 section 7.2.4.1" },
    { "502-504-gateway", "502 504", NULL, gateway,
      "RFC 3261 section 21.5.3; RFC 3261 section 21.5.5; RFC 3398 section 7.2.4.1" },
    { "480-at-once", "480", "INVITE", at_once, "RFC 3261 section 21.4.18" },
    { .id = NULL },
};
