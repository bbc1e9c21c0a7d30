/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Dialogs and transactions that do not fit: 481, 482, 483, 487, 491, 500. Here: 481 to a request in
 * a dialog that the capture holds.
 */
#include "rules_dialog.h"

#include "facts_dialog.h"
#include "rules.h"
#include "sip_values.h"

/* What crosses on the way comes closer together than this. */
#define CROSSED_NS (2 * SECONDS_NS)

/* A side of which nothing was heard for so long may have hung up on another way. */
#define UNHEARD_NS (300 * SECONDS_NS)

static bool
is_of_subscription(const struct subject *subject)
{
    return fact_is_method(subject->transaction, "NOTIFY") ||
           fact_is_method(subject->transaction, "SUBSCRIBE");
}

static bool
is_of_transfer(const struct history_message *request)
{
    return fact_is_method(request->transaction, "NOTIFY") &&
           sip_list_has(history_header(request, SIP_HEADER_EVENT), SPAN("refer"));
}

/* ---- 481-dialog-ended ---- */

/* Names what ended something: "BYE", or "481" of a response. */
static void
show_end(const struct subject *subject, struct cause *cause, const struct history_message *end)
{
    const char *key = end->is_response                             ? "end-response"
                      : fact_is_method(end->transaction, "NOTIFY") ? "end-notify"
                                                                   : "end";

    if (end->is_response) {
        cause_set_number(cause, "what", end->status_code);
    } else {
        cause_set(cause, "what", *end->transaction->method);
    }
    cause_set_endpoint(cause, "by", &end->path->path.source);
    cause_set_frame(cause, "end", end->frame);
    cause_set_duration(cause, "gap", fact_gap(end, subject->request));
    cause_show(cause, key, end);
}

static bool
has_crossed(const struct subject *subject, const struct history_message *end)
{
    return fact_gap(end, subject->request) < CROSSED_NS;
}

/* Two that cross are normal; whoever sends a request long after the end has missed it. */
static enum severity
severity_after_end(const struct subject *subject, const struct history_message *end)
{
    bool is_note = is_of_subscription(subject) || fact_is_method(subject->transaction, "BYE");

    if (has_crossed(subject, end)) {
        return SEVERITY_CHAT;
    }
    return is_note ? SEVERITY_NOTE : SEVERITY_WARN;
}

static bool
is_by_answering_side(const struct subject *subject, const struct history_message *end)
{
    return end->is_response ? fact_same_hop(end, subject->message)
                            : fact_same_tag(end->transaction->from_tag, subject->request->to_tag);
}

/* The end that the answering side knew of: before the request came, or on the way to meet it. */
static const struct history_message *
call_end(const struct subject *subject)
{
    const struct history_message *end =
        fact_call_end(subject->transaction->dialog, subject->message);

    return end && (fact_is_before(end, subject->request) || is_by_answering_side(subject, end))
               ? end
               : NULL;
}

static bool
subscription_ended(const struct subject *subject, struct cause *cause,
                   const struct subscription_facts *facts)
{
    if (facts->end) {
        cause_is(cause, has_crossed(subject, facts->end) ? "crossed" : "subscription",
                 CONFIDENCE_CERTAIN, severity_after_end(subject, facts->end));
        show_end(subject, cause, facts->end);
        return true;
    }
    if (!facts->has_expiry || subject->request->time_ns < facts->expires_ns) {
        return false;
    }
    cause_is(cause, facts->expires ? "expired" : "unsubscribed", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause_set_duration(cause, "granted-for", facts->expires * SECONDS_NS);
    cause_set_duration(cause, "gap", subject->request->time_ns - facts->expires_ns);
    cause_show(cause, facts->expires ? "grant" : "unsubscribed", facts->grant);
    return true;
}

bool
rule_dialog_ended(const struct subject *subject, struct cause *cause)
{
    const struct history_message *end;

    if (!subject->request || !subject->transaction->dialog || is_of_transfer(subject->request)) {
        return false;
    }
    cause_set(cause, "method", *subject->transaction->method);
    if (is_of_subscription(subject)) {
        struct subscription_facts facts = fact_subscription_state(subject->request);

        if (facts.grant || facts.end) {
            return subscription_ended(subject, cause, &facts);
        }
    }
    end = call_end(subject);
    if (!end) {
        return false;
    }
    cause_is(cause, has_crossed(subject, end) ? "crossed" : "late", CONFIDENCE_CERTAIN,
             severity_after_end(subject, end));
    show_end(subject, cause, end);
    return true;
}

/* ---- 481-tag-mismatch ---- */

/* Requests that only make sense in a dialog: without To tag theirs was lost. */
static bool
needs_dialog(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "BYE") || fact_is_method(transaction, "INFO") ||
           fact_is_method(transaction, "UPDATE") || fact_is_method(transaction, "PRACK");
}

/* True if both stand on one machine, where only ports tell who is who: a test. */
static bool
is_one_machine(const struct history_path *path)
{
    return path->source->host == path->destination->host;
}

/* True if the INVITE went the other way between the two ends of that path. */
static bool
went_back(const struct history_message *invite, const struct history_path *path)
{
    const struct history_path *way = invite->path;

    return is_one_machine(path)
               ? way->source == path->destination && way->destination == path->source
               : way->source->host == path->destination->host &&
                     way->destination->host == path->source->host;
}

/* True if the INVITE (or another one) that formed the dialog took exactly this way, and did not
 * come back to its sender: then requests of both sides would take it. */
static bool
formed_on(const struct history_dialog *dialog, const struct history_path *path)
{
    const struct history_transaction *invite = dialog->call->oldest;
    bool found = false;
    int steps = 0;

    for (; invite && steps < HISTORY_NEAR; invite = invite->next_in_call, steps++) {
        if (!invite->request || !fact_same_request(invite, dialog->forming)) {
            continue;
        }
        if (went_back(invite->request, path)) {
            return false;
        }
        found = found || invite->request->path == path;
    }
    return found;
}

/* True if caller and callee have the same address: a telephone calls another line of its own, and
 * the capture need not have the INVITE that came back to it. */
static bool
calls_itself(const struct history_dialog *dialog)
{
    struct span caller = fact_contact_host(dialog->forming->request);

    return fact_same_host(caller, fact_contact_host(dialog->early)) ||
           fact_same_host(caller, fact_contact_host(dialog->confirmed));
}

/* True if its sender is the caller; a NOTIFY that nobody asked for makes a dialog of the callee. */
static bool
is_by_caller(const struct history_transaction *forming, const struct history_dialog *dialog)
{
    return forming && fact_same_tag(forming->from_tag, dialog->caller_tag);
}

/* The request goes the way of the one that formed the dialog, but with the tags of a request that
 * goes back. */
static bool
tags_swapped(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *transaction = subject->transaction;
    const struct history_dialog *dialog = transaction->dialog;
    const struct history_message *request = subject->request;

    if (!is_by_caller(dialog->forming, dialog) ||
        fact_same_tag(transaction->from_tag, dialog->caller_tag) ||
        !formed_on(dialog, request->path) ||
        (!is_one_machine(request->path) && calls_itself(dialog))) {
        return false;
    }
    /* both sides may stand behind a server that passes on what others sent */
    cause_is(cause, "swapped", request->is_only_via ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             SEVERITY_ERROR);
    cause_set(cause, "start-method", *dialog->forming->method);
    cause_set(cause, "sent", *transaction->from_tag);
    cause_set(cause, "right", *dialog->caller_tag);
    cause_show(cause, "invite", dialog->forming->request);
    return true;
}

/* The tag that differs or is missing, and what it should have been. */
static void
show_wrong_tag(const struct subject *subject, struct cause *cause,
               const struct history_dialog *near)
{
    const struct span *from = subject->transaction->from_tag, *to = subject->request->to_tag;
    const struct span *right = fact_other_tag(near, from);
    const struct span *sent = right ? to : from;

    cause_set_text(cause, "field", right ? "To" : "From");
    cause_set(cause, "right", right ? *right : *fact_other_tag(near, to));
    if (sent) {
        cause_set(cause, "sent", *sent);
    }
    cause_is(cause,
             !sent                  ? "missing"
             : fact_is_forked(near) ? "forked"
                                    : NULL,
             sent && fact_is_forked(near) ? CONFIDENCE_POSSIBLE : CONFIDENCE_CERTAIN,
             SEVERITY_ERROR);
    cause_show(cause, "dialog", near->confirmed ? near->confirmed : near->early);
}

bool
rule_tag_mismatch(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *transaction = subject->transaction;
    const struct history_dialog *near;

    if (!subject->request) {
        return false;
    }
    cause->group = GROUP_PROTOCOL;
    cause_set(cause, "method", *transaction->method);
    if (transaction->dialog) {
        return tags_swapped(subject, cause);
    }
    near =
        transaction->in_dialog || needs_dialog(transaction) ? fact_near_dialog(transaction) : NULL;
    if (!near || !near->forming) {
        return false;
    }
    show_wrong_tag(subject, cause, near);
    return true;
}

/* ---- 481-dialog-alive ---- */

/* What is asked about the hop where the 481 was made: further up it was only passed on. */
struct lost_call {
    const struct history_message *response, *request;
    const struct history_dialog *dialog;
    const struct history_message *answer; /* the 2xx of the call */
    const struct history_message *known;  /* last time that the side that sent the 481 knew it */
};

/* The caller learnt a route in the answer and sent none: the request may have gone astray. */
static bool
lacks_route(const struct lost_call *lost)
{
    const struct history_message *answer = fact_call_answer_at(lost->dialog, lost->request);

    return answer && history_header(answer, SIP_HEADER_RECORD_ROUTE).text &&
           lost->request->is_only_via && !history_header(lost->request, SIP_HEADER_ROUTE).text;
}

/* True if the request is an attempt of the other leg's side: a back-to-back server that keeps the
 * Call-ID has a dialog of its own between these two hosts. */
static bool
is_other_leg(const struct lost_call *lost)
{
    const struct history_dialog *other = lost->dialog->call->newest_dialog;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_of_call, steps++) {
        if (other != lost->dialog && fact_call_answer_at(other, lost->request)) {
            return true;
        }
    }
    return false;
}

static bool
is_up(const struct subject *subject, struct lost_call *lost)
{
    const struct history_transaction *transaction = lost->request->transaction;

    lost->dialog = transaction->dialog;
    if (!lost->dialog || fact_call_end(lost->dialog, lost->response) ||
        fact_response(transaction, 200, 299, lost->response)) {
        return false;
    }
    lost->answer = fact_call_answer(lost->dialog, lost->request);
    return lost->answer && fact_ack(lost->answer) && fact_sees(subject, lost->request) &&
           !is_other_leg(lost) && !lacks_route(lost);
}

/* Who answers 481 is another element than the one that has the call, or had known it before. */
static bool
is_forgotten(struct lost_call *lost)
{
    const struct history_host *answering = lost->response->path->source->host;

    if (!fact_call_has_party(lost->dialog, answering)) {
        return fact_call_has_party(lost->dialog, lost->request->path->source->host);
    }
    lost->known = fact_last_exchange(lost->request);
    return lost->known != NULL;
}

/* The newest 2xx to an INVITE or UPDATE in the call, which starts the session timer anew (RFC 4028
 * section 7.2). */
static const struct history_message *
last_refresh(const struct lost_call *lost)
{
    const struct history_transaction *before = lost->request->transaction->previous_in_call;
    const struct history_message *answer;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if ((before->dialog == lost->dialog ||
             fact_same_request(before, lost->answer->transaction)) &&
            (fact_is_method(before, "INVITE") || fact_is_method(before, "UPDATE")) &&
            (answer = fact_response(before, 200, 299, lost->request))) {
            return answer;
        }
    }
    return NULL;
}

/* The session was not refreshed in time, so the other side was right to give it up. */
static bool
session_expired(const struct lost_call *lost, struct cause *cause)
{
    const struct history_message *refresh = last_refresh(lost);
    uint32_t seconds;

    if (!refresh ||
        !sip_seconds_read(history_header(refresh, SIP_HEADER_SESSION_EXPIRES), &seconds) ||
        fact_gap(refresh, lost->request) <= seconds * SECONDS_NS) {
        return false;
    }
    cause_is(cause, "session-expired", CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set_duration(cause, "interval", seconds * SECONDS_NS);
    cause_set_duration(cause, "gap", fact_gap(refresh, lost->request));
    cause_show(cause, "refresh", refresh);
    return true;
}

static void
show_lost_call(const struct lost_call *lost, struct cause *cause)
{
    const struct history_message *heard = fact_last_heard(
        lost->request->transaction, lost->response->path->source->host, lost->request);
    int64_t silence_ns = fact_gap(heard ? heard : lost->answer, lost->request);
    bool is_silent = silence_ns > UNHEARD_NS;
    enum severity severity =
        fact_is_method(lost->request->transaction, "BYE") ? SEVERITY_WARN : SEVERITY_ERROR;

    cause_is(cause,
             is_silent     ? "unheard"
             : lost->known ? NULL
                           : "other-node",
             is_silent ? CONFIDENCE_POSSIBLE : CONFIDENCE_LIKELY, severity);
    cause_set_duration(cause, "silence", silence_ns);
    cause_set_endpoint(cause, "answered-by", &lost->answer->path->path.source);
    cause_show(cause, "answer", lost->answer);
    if (lost->known) {
        cause_show(cause, "known", lost->known);
    }
}

/* A telephone that was restarted gets reports of a subscription that is still valid. */
static bool
subscription_forgotten(const struct subject *subject, struct cause *cause)
{
    struct subscription_facts facts = fact_subscription_state(subject->request);

    if (is_of_transfer(subject->request) || !facts.has_expiry ||
        subject->request->time_ns >= facts.expires_ns || !fact_sees(subject, subject->request)) {
        return false;
    }
    cause_is(cause, "subscription", CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set_duration(cause, "left", facts.expires_ns - subject->request->time_ns);
    cause_show(cause, "grant", facts.grant);
    return true;
}

bool
rule_dialog_alive(const struct subject *subject, struct cause *cause)
{
    struct lost_call lost = { .response = fact_origin(subject->message) };

    if (!subject->request) {
        return false;
    }
    lost.request = lost.response->transaction->request;
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_endpoint(cause, "server", &lost.response->path->path.source);
    if (is_of_subscription(subject)) {
        return subscription_forgotten(subject, cause);
    }
    if (fact_is_method(subject->transaction, "PRACK") || !is_up(subject, &lost)) {
        return false;
    }
    if (session_expired(&lost, cause)) {
        cause_show(cause, "answer", lost.answer);
        return true;
    }
    if (!is_forgotten(&lost)) {
        return false;
    }
    show_lost_call(&lost, cause);
    return true;
}

const struct rule rules_dialog[] = {
    { "481-dialog-ended", "481", NULL, rule_dialog_ended,
      "RFC 3261 section 12.2.1.2; RFC 3261 section 12.2.2; RFC 3261 section 15.1.2; RFC 6665 "
      "section 4.4.1" },
    { "481-tag-mismatch", "481", NULL, rule_tag_mismatch,
      "RFC 3261 section 12; RFC 3261 section 12.2.1.1; RFC 3261 section 12.2.2; RFC 3261 section "
      "19.3" },
    { "481-cancel-late", "481", "CANCEL", rule_cancel_late,
      "RFC 3261 section 9.1; RFC 3261 section 9.2" },
    { "481-dialog-alive", "481", NULL, rule_dialog_alive,
      "RFC 3261 section 12.2.1.2; RFC 3261 section 12.2.2; RFC 4028 section 10" },
    { "481-dialog-unseen", "481", NULL, rule_dialog_unseen,
      "RFC 3261 section 12.2.2; RFC 6665 section 4.1.3; RFC 3262 section 3" },
    { "481-replaces-unknown", "481 486 603", "INVITE", rule_replaces_unknown,
      "RFC 3891 section 3; RFC 3891 section 4" },
    { "482-483-routing-loop", "482 483 408 500", NULL, rule_routing_loop,
      "RFC 3261 section 16.3; RFC 3261 section 16.6; RFC 5393 section 4.2" },
    { "482-merged-request", "482", NULL, rule_merged_request,
      "RFC 3261 section 8.2.2.2; RFC 3261 section 17.2.3" },
    { "483-hop-budget", "483", NULL, rule_hop_budget,
      "RFC 3261 section 8.1.1.6; RFC 3261 section 16.3; RFC 3261 section 20.22" },
    { "487-cancelled", "487", "INVITE", rule_cancelled,
      "RFC 3261 section 9.1; RFC 3261 section 9.2; RFC 3326 section 3.1" },
    { "487-no-cancel", "487", NULL, rule_no_cancel,
      "RFC 3261 section 13.3.1; RFC 3261 section 15.1.2; RFC 3261 section 21.4.25" },
    { "491-glare", "491", "INVITE UPDATE", rule_glare,
      "RFC 3261 section 14.1; RFC 3261 section 14.2; RFC 3311 section 5.2" },
    { "500-dialog-order", "500 400", NULL, rule_dialog_order,
      "RFC 3261 section 12.2.1.1; RFC 3261 section 12.2.2; RFC 3261 section 14.2; RFC 3311 section "
      "5.2" },
    { .id = NULL },
};
