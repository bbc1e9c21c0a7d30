/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Busy, declined, blocked: 486, 600, 603, 604, 607, 608, 433 (RFC 3261 sections 21.4.24, 21.6;
 * RFC 8197; RFC 8688; RFC 5079).
 */
#include "facts_branch.h"
#include "facts_list.h"
#include "facts_said.h"
#include "rules.h"

/* Faster than a person. */
#define AT_ONCE_NS SECONDS_NS

/* Nobody lets it ring longer to decline then. */
#define LONGEST_DECISION_NS (60 * SECONDS_NS)

/* After this a 480 means that nobody answered. */
#define LONG_RINGING_NS (10 * SECONDS_NS)

/* A call of the same two people so soon before is another leg of the same call. */
#define SAME_CALL_NS (5 * SECONDS_NS)

/* A call without a message for so long may have ended unseen. */
#define FORGOTTEN_NS (3600 * SECONDS_NS)

/* A forking proxy stops the other branches so soon (RFC 3261 section 16.7 step 10). */
#define STOPPED_NS (2 * SECONDS_NS)

enum { Q850_USER_BUSY = 17, Q850_NO_USER_RESPONDING = 18, Q850_NO_ANSWER = 19 };

static struct span
callee_of(const struct history_message *request)
{
    struct span user = fact_user(fact_address_uri(history_header(request, SIP_HEADER_TO)));

    return span_is_set(user) ? user : history_request_uri(request);
}

static struct span
caller_of(const struct history_message *request)
{
    struct span uri = fact_address_uri(history_header(request, SIP_HEADER_FROM));
    struct span user = fact_user(uri);

    return span_is_set(user) ? user : uri;
}

/* Who refused what. @return the response where it was made; NULL if its request is not known */
static const struct history_message *
show_refusal(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin;

    if (!subject->request) {
        return NULL;
    }
    origin = fact_origin(subject->message); /* a branch of a request that is known is known too */
    cause_set_endpoint(cause, "agent", &origin->path->path.source);
    cause_set(cause, "callee", callee_of(subject->request));
    cause_set_number(cause, "code", subject->code);
    return origin;
}

/* ---- in another call ---- */

struct other_call {
    const struct history_transaction *own;   /* the INVITE that was refused */
    const struct history_transaction *other; /* found; NULL if there is none */
    const struct history_message *answered;  /* its 2xx; NULL if it only rings */
    bool has_other_users;                    /* INVITEs for others go to the same place */
};

/* The part of Session-ID that its sender chose (RFC 7989 section 5). */
static struct span
session_id(const struct history_message *request)
{
    return sip_value_read(history_header(request, SIP_HEADER_SESSION_ID)).value;
}

/* True if the other INVITE is only another leg of the same call. */
static bool
is_leg_of(const struct history_transaction *own, const struct history_transaction *other)
{
    struct span id = session_id(own->request);

    return other->call == own->call ||
           (span_is_set(id) && span_equal(id, session_id(other->request))) ||
           (span_equal(caller_of(own->request), caller_of(other->request)) &&
            fact_gap(other->request, own->request) < SAME_CALL_NS);
}

/* The newest request of the call before that message. */
static int64_t
last_heard(const struct history_transaction *invite, const struct history_message *before)
{
    const struct history_transaction *next = invite;
    int64_t time_ns = invite->request->time_ns;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->request && fact_is_before(next->request, before)) {
            time_ns = next->request->time_ns;
        }
    }
    return time_ns;
}

/* True if the call that the INVITE made was up just before that message. */
static bool
is_up(const struct history_transaction *invite, const struct history_message *answered,
      const struct history_message *before)
{
    const struct history_dialog *dialog = invite->call->newest_dialog;
    int steps = 0;

    for (; dialog && steps < HISTORY_NEAR; dialog = dialog->previous_of_call, steps++) {
        if (answered->to_tag && dialog->callee_tag &&
            span_equal(*dialog->callee_tag, *answered->to_tag)) {
            return history_dialog_state(dialog, before) == DIALOG_CONFIRMED &&
                   before->time_ns - last_heard(invite, before) < FORGOTTEN_NS;
        }
    }
    return false;
}

/* Takes the INVITE if its call was up, or rings, when the own one came. */
static bool
take_if_busy(struct other_call *call, const struct history_transaction *invite)
{
    const struct history_message *now = call->own->request;
    const struct history_message *answered = fact_response(invite, 200, 299, now);

    if (is_leg_of(call->own, invite)) {
        return false;
    }
    if (answered ? !is_up(invite, answered, now)
                 : fact_response(invite, 300, 699, now) || fact_cancel(invite, now) ||
                       !fact_response(invite, 180, 180, now)) {
        return false;
    }
    call->other = invite;
    call->answered = answered;
    return true;
}

static bool
is_new_invite(const struct history_transaction *transaction)
{
    return transaction->request && !transaction->in_dialog && fact_is_method(transaction, "INVITE");
}

static bool
is_same_user(const struct history_transaction *own, const struct history_transaction *other,
             bool *is_same_uri)
{
    struct span wanted = history_request_uri(own->request);
    struct span found = history_request_uri(other->request);
    struct span user;

    if (span_equal(wanted, found)) { /* most are written alike */
        user = fact_user(wanted);
        *is_same_uri = span_is_set(user);
        return span_is_set(user);
    }
    user = fact_user(found);
    if (!span_is_set(user) || !span_equal(user, fact_user(wanted))) {
        *is_same_uri = false;
        return false;
    }
    *is_same_uri = fact_same_host(fact_host(wanted), fact_host(found));
    return true;
}

/* A call to the same user at the same place. If only the user part is the same, nobody else may be
 * called there. */
static void
look_for_incoming(struct other_call *call)
{
    const struct history_transaction *before = call->own->previous_received;
    struct other_call weak = *call;
    bool is_same_uri;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR && !call->other;
         before = before->previous_received, steps++) {
        if (!is_new_invite(before) ||
            before->request->path->destination != call->own->request->path->destination) {
            continue;
        }
        if (!is_same_user(call->own, before, &is_same_uri)) {
            call->has_other_users = true;
        } else if (is_same_uri) {
            take_if_busy(call, before);
        } else if (!weak.other) {
            take_if_busy(&weak, before);
        }
    }
    if (!call->other && !call->has_other_users) {
        call->other = weak.other;
        call->answered = weak.answered;
    }
}

/* A call that the same user made from there. */
static void
look_for_outgoing(struct other_call *call)
{
    const struct history_agent *agent = call->own->request->path->destination;
    const struct history_transaction *sent = agent->host->newest_sent;
    struct span called = fact_user(history_request_uri(call->own->request));
    struct span to = callee_of(call->own->request);
    int steps = 0;

    for (; sent && steps < HISTORY_NEAR && !call->other; sent = sent->previous_sent, steps++) {
        struct span caller;

        if (!is_new_invite(sent) || sent->request->path->source != agent ||
            !fact_is_before(sent->request, call->own->request)) {
            continue;
        }
        caller = caller_of(sent->request);
        if (span_equal(caller, called) || span_equal(caller, to)) {
            take_if_busy(call, sent);
        }
    }
}

static bool
rang_first(const struct history_message *origin)
{
    const struct history_message *ringing = fact_own_ringing(origin);

    return ringing && fact_gap(ringing, origin) >= AT_ONCE_NS;
}

static bool
line_in_call(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_refusal(subject, cause);
    struct other_call call = { .other = NULL };
    bool is_outgoing = false;

    if (!origin || history_down(origin->transaction) || origin->transaction->in_dialog ||
        rang_first(origin)) {
        return false;
    }
    call.own = origin->transaction;
    look_for_incoming(&call);
    if (!call.other) {
        look_for_outgoing(&call);
        is_outgoing = call.other != NULL;
    }
    if (!call.other) {
        return false;
    }
    cause_is(cause, call.answered ? NULL : "ringing", CONFIDENCE_LIKELY, SEVERITY_NOTE);
    cause_set(cause, "peer",
              is_outgoing ? callee_of(call.other->request) : caller_of(call.other->request));
    cause_show(cause, "begun", call.other->request);
    if (call.answered) {
        cause_set_duration(cause, "elapsed", fact_gap(call.answered, origin));
        cause_show(cause, "other", call.answered);
    }
    return true;
}

/* ---- after ringing ---- */

/* Ring limits that telephones come with. */
static bool
is_round(int64_t ringing_ns)
{
    static const int seconds[] = { 10, 15, 20, 25, 30, 45, 60, 90, 120, 180 };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(seconds); i++) {
        int64_t difference = ringing_ns - seconds[i] * SECONDS_NS;

        if (difference > -SECONDS_NS && difference < SECONDS_NS) {
            return true;
        }
    }
    return false;
}

/* By 480-no-answer, or by 600-603-declined. */
static bool
is_explained_otherwise(uint32_t code, int64_t ringing_ns)
{
    return code == 480   ? ringing_ns >= LONG_RINGING_NS
           : code >= 600 ? ringing_ns <= LONGEST_DECISION_NS
                         : false;
}

static bool
after_ringing(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_refusal(subject, cause), *ringing;
    uint32_t reason = fact_q850_cause(subject->sip);
    int64_t duration;

    if (!origin || history_down(origin->transaction) || reason == Q850_USER_BUSY ||
        reason == Q850_NO_USER_RESPONDING || reason == Q850_NO_ANSWER ||
        fact_cancel(origin->transaction, origin)) {
        return false;
    }
    ringing = fact_own_ringing(origin);
    duration = ringing ? fact_gap(ringing, origin) : 0;
    if (duration < AT_ONCE_NS || is_explained_otherwise(subject->code, duration)) {
        return false;
    }
    cause_is(cause, is_round(duration) ? "ring-limit" : NULL, CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    cause_set_duration(cause, "rang", duration);
    cause_show(cause, "ringing", ringing);
    return true;
}

/* ---- refused as anonymous ---- */

/* The caller withholds the identity (RFC 5079 section 3); Privacy: header hides the way only. */
static bool
is_anonymous(const struct history_message *request)
{
    struct span privacy = history_header(request, SIP_HEADER_PRIVACY);
    struct sip_address from;

    return fact_mentions(privacy, "id") || fact_mentions(privacy, "user") ||
           (sip_address_read(history_header(request, SIP_HEADER_FROM), &from) &&
            (span_equal_nocase(from.display_name, SPAN("Anonymous")) ||
             fact_same_host(fact_host(from.uri), SPAN("anonymous.invalid"))));
}

static bool
is_refused_as_anonymous(const struct subject *subject)
{
    static const char *const words[] = { "anonym", "caller id", "withheld", NULL };

    return subject->request && is_anonymous(subject->request) &&
           (subject->code == 433 || fact_server_mentions(subject, words));
}

/* A call to the same target by the same caller's host that was accepted, anonymous or not. */
static const struct history_message *
accepted_call(const struct history_message *request, bool anonymous)
{
    const struct history_transaction *near[] = { request->transaction, request->transaction };
    struct span wanted = history_request_uri(request);
    int steps = 0;

    while ((near[0] || near[1]) && steps++ < HISTORY_NEAR) {
        int side = steps % 2; /* before and after in turn */
        const struct history_transaction *other = near[side];

        if (!other) {
            continue;
        }
        near[side] = side ? other->next_sent : other->previous_sent;
        if (is_new_invite(other) && is_anonymous(other->request) == anonymous &&
            span_equal(history_request_uri(other->request), wanted) &&
            fact_response(other, 200, 299, NULL)) {
            return other->request;
        }
    }
    return NULL;
}

static bool
anonymous_refused(const struct subject *subject, struct cause *cause)
{
    const struct history_message *with_number;

    if (!is_refused_as_anonymous(subject) || accepted_call(subject->request, true)) {
        return false;
    }
    show_refusal(subject, cause);
    cause_is(cause, NULL, subject->code == 433 ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             SEVERITY_NOTE);
    cause_show(cause, "hidden", subject->request);
    with_number = accepted_call(subject->request, false);
    if (with_number) {
        cause_show(cause, "named", with_number);
    }
    return true;
}

/* ---- blocked ---- */

/* The first Reason whose text is that of an analytics service: "v=analytics1;url=https://..." as
 * ATIS-1000099 has it. */
static bool
analytics_reason(const struct sip_message *sip, struct sip_reason *reason)
{
    struct fact_list list = fact_list_of(sip, SIP_HEADER_REASON);

    while (fact_list_next_reason(&list, reason)) {
        if (span_starts_nocase(reason->text, SPAN("v=analytics"))) {
            return true;
        }
    }
    return false;
}

static bool
is_network_block(const struct subject *subject)
{
    struct sip_reason reason;

    return fact_mentions(subject->sip->reason_phrase, "network blocked") ||
           analytics_reason(subject->sip, &reason);
}

/* Where to complain: a parameter of the text of Reason, or the signed card in Call-Info (RFC 8688
 * section 3.2). */
static void
show_redress(const struct subject *subject, struct cause *cause)
{
    struct span field = subject->sip->header[SIP_HEADER_CALL_INFO], element;
    struct sip_reason reason;
    struct sip_address address;
    char *place, group[32];

    if (analytics_reason(subject->sip, &reason)) {
        cause_set(cause, "url", sip_parameter_find(reason.text, SPAN("url")));
        place = span_to_display(reason.location, 16);
        g_snprintf(group, sizeof(group), "location %s", place);
        cause_set_text(cause, "place", code_table_text(subject->table, group, "name"));
        g_free(place);
    }
    while ((element = sip_list_next(&field)).text) {
        if (sip_address_read(element, &address) &&
            span_equal_nocase(sip_parameter_find(address.parameters, SPAN("purpose")),
                              SPAN("jwscard"))) {
            cause_set(cause, "url", address.uri);
        }
    }
}

static bool
blocked_call(const struct subject *subject, struct cause *cause)
{
    const char *variant = subject->code == 607   ? "callee-607"
                          : subject->code == 608 ? "analytics-608"
                                                 : "network-603";

    if (subject->code == 603 && !is_network_block(subject)) {
        return false;
    }
    cause_is(cause, variant, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    show_redress(subject, cause);
    return true;
}

/* ---- declined ---- */

/* True if the branch rang when the refusal came, and was stopped because of it. */
static bool
is_stopped_by(const struct history_transaction *branch, const struct history_message *refusal)
{
    const struct history_message *cancel = fact_cancel(branch, NULL);
    const struct history_message *final = branch->final;

    return branch != refusal->transaction && cancel && fact_is_before(refusal, cancel) &&
           fact_gap(refusal, cancel) < STOPPED_NS && fact_ringing(branch, refusal) &&
           !(final && fact_is_before(final, refusal));
}

/* The other branches of all proxies above that were stopped. @param first  out: one of them */
static unsigned
stopped_branches(const struct history_message *refusal, const struct history_message **first)
{
    const struct history_transaction *up = history_up(refusal->transaction), *branch;
    unsigned count = 0;
    int steps = 0;

    for (; up && steps < HISTORY_NEAR && !fact_cancel(up, refusal); up = history_up(up)) {
        for (branch = history_down(up); branch && steps < HISTORY_NEAR;
             branch = history_next_down(branch), steps++) {
            if (is_stopped_by(branch, refusal)) {
                *first = fact_cancel(branch, NULL);
                count++;
            }
        }
        steps++;
    }
    return count;
}

/* A registrar must not send 6xx (RFC 3261 section 10.3). */
static bool
declined_registration(const struct subject *subject, struct cause *cause)
{
    static const char *const full[] = { "contact", "too many", NULL };

    if (fact_server_mentions(subject, full)) {
        return false; /* 503-registrar-full */
    }
    cause_is(cause, "registration", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause->group = GROUP_PROTOCOL;
    return true;
}

static bool
declined_how(const struct subject *subject, struct cause *cause,
             const struct history_message *origin)
{
    const struct history_message *ringing = fact_own_ringing(origin);
    int64_t rang = ringing ? fact_gap(ringing, origin) : 0;

    if (subject->code == 604) {
        cause_is(cause, "nowhere", CONFIDENCE_LIKELY, SEVERITY_NOTE);
        return true;
    }
    if (rang >= AT_ONCE_NS && rang <= LONGEST_DECISION_NS) {
        cause_is(cause, "person", CONFIDENCE_LIKELY, SEVERITY_NOTE);
        cause_set_duration(cause, "rang", rang);
        cause_show(cause, "ringing", ringing);
        return true;
    }
    if (!fact_ringing(origin->transaction, origin) &&
        fact_gap(origin->transaction->request, origin) < AT_ONCE_NS) {
        cause_is(cause, "automatic", CONFIDENCE_LIKELY, SEVERITY_NOTE);
        return true;
    }
    return false;
}

static bool
declined(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = show_refusal(subject, cause), *cancel = NULL;
    unsigned stopped;
    bool holds;

    if (!origin || is_network_block(subject) || is_refused_as_anonymous(subject)) {
        return false;
    }
    if (fact_is_method(subject->transaction, "REGISTER")) {
        return declined_registration(subject, cause);
    }
    if (history_down(origin->transaction) || origin->transaction->in_dialog) {
        return false; /* who declines a change of a call does not decline the call */
    }
    holds = declined_how(subject, cause, origin);
    stopped = stopped_branches(origin, &cancel);
    if (stopped) {
        cause_is(cause, "masks-others", CONFIDENCE_LIKELY, SEVERITY_WARN);
        cause_set_number(cause, "stopped", stopped);
        cause_show(cause, "cancel", cancel);
    }
    return holds || stopped;
}

const struct rule rules_busy[] = {
    { "486-line-in-call", "486 600", "INVITE", line_in_call,
      "RFC 3261 section 21.4.24; RFC 3261 section 21.6.1" },
    { "486-after-ringing", "480 486 600 603", "INVITE", after_ringing,
      "RFC 3261 section 21.4.24; RFC 3261 section 21.6.2; RFC 3261 section 13.3.1.3" },
    { "600-603-declined", "600 603 604", "INVITE MESSAGE SUBSCRIBE REGISTER", declined,
      "RFC 3261 section 21.6; RFC 3261 section 16.7; RFC 3261 section 10.3" },
    { "blocked-call", "603 607 608", "INVITE MESSAGE", blocked_call,
      "RFC 8197 section 4; RFC 8688 section 3; RFC 8606 section 4" },
    { "433-anonymous-refused", "403 433 603", "INVITE", anonymous_refused,
      "RFC 5079 section 3; RFC 5079 section 4; RFC 3323 section 4" },
    { .id = NULL },
};
