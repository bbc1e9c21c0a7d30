/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * SUBSCRIBE (RFC 6665) and MESSAGE (RFC 3428) that were accepted.
 */
#include "facts_dialog_route.h"
#include "facts_transfer.h"
#include "rules_transfer.h"
#include "sip_values.h"

/* ---- 2xx-subscribe-outcome ---- */

static bool
asks_for_end(const struct subject *subject)
{
    uint32_t seconds;

    return sip_seconds_read(history_header(subject->request, SIP_HEADER_EXPIRES), &seconds) &&
           !seconds;
}

/* How loud the end is: what never worked is a failure, what ended later is worth a note. */
static enum severity
severity_of_end(const struct subject *subject, const struct subscription *reports,
                struct span reason)
{
    static const char *const failures[] = { "rejected", "giveup", "noresource" };
    size_t i;

    if (asks_for_end(subject) || span_equal_nocase(reason, SPAN("invariant"))) {
        return SEVERITY_CHAT;
    }
    for (i = 0; i < G_N_ELEMENTS(failures); i++) {
        if (span_equal_nocase(reason, span_of(failures[i]))) {
            return i && reports->active ? SEVERITY_NOTE : SEVERITY_WARN;
        }
    }
    return SEVERITY_NOTE;
}

static bool
state_known(const struct subject *subject, const struct subscription *reports, struct cause *cause)
{
    const struct history_message *newest = reports->newest;
    struct span reason = fact_state_reason(newest);

    if (fact_has_state(newest, "terminated") && fact_is_refer_report(newest)) {
        return false; /* the end of reports on a transfer is no fault (RFC 3515 section 2.4.7) */
    }
    if (fact_has_state(newest, "terminated")) {
        cause_is(cause, asks_for_end(subject) ? "ended-as-asked" : "ended", CONFIDENCE_CERTAIN,
                 severity_of_end(subject, reports, reason));
        cause_set(cause, "reason", reason);
    } else if (reports->refused) {
        return false; /* the subscriber did not take it (RFC 6665 section 4.1.3) */
    } else if (fact_has_state(newest, "pending")) {
        cause_is(cause, "pending", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    } else if (fact_has_state(newest, "active")) {
        cause_is(cause, "active", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    } else {
        return false;
    }
    cause_set_duration(cause, "elapsed", fact_gap(subject->message, newest));
    cause_show(cause, "notify", newest);
    cause_set_outcome(cause, newest);
    return true;
}

/* The subscription had ended before: no report is due. */
static bool
has_ended_before(const struct subject *subject)
{
    const struct history_transaction *before = subject->transaction->previous_in_call;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->request && fact_is_method(before, "NOTIFY") &&
            fact_same_tag(before->request->to_tag, subject->transaction->from_tag)) {
            return fact_has_state(before->request, "terminated");
        }
    }
    return false;
}

static bool
state_unknown(const struct subject *subject, const struct subscription *reports,
              struct cause *cause)
{
    int64_t wait = fact_transaction_timeout(subject->transaction);
    bool is_first = !subject->transaction->in_dialog; /* or only, if it asks for the state once */

    if (reports->has_other_reports || subject->code == 204 || has_ended_before(subject) ||
        !fact_sees(subject, subject->message) || !fact_way_back_is_here(subject->message) ||
        !fact_covers(subject, subject->message->time_ns, wait)) {
        return false;
    }
    cause_is(cause, "no-notify", CONFIDENCE_CERTAIN, is_first ? SEVERITY_WARN : SEVERITY_NOTE);
    cause->group = GROUP_SEQUENCE;
    cause_set_duration(cause, "wait", fact_rest(subject));
    if (is_first) {
        cause_set_duration(cause, "timer", wait);
    }
    cause_show(cause, "subscribe", subject->request);
    return true;
}

bool
transfer_subscribe_outcome(const struct subject *subject, struct cause *cause)
{
    struct subscription reports;

    if (!subject->request) {
        return false;
    }
    fact_subscription(subject->transaction, &reports);
    cause_set(cause, "event",
              sip_value_read(history_header(subject->request, SIP_HEADER_EVENT)).value);
    cause_set(cause, "target", history_request_uri(subject->request));
    return reports.newest ? state_known(subject, &reports, cause)
                          : state_unknown(subject, &reports, cause);
}

/* ---- 202-message-stored ---- */

static struct span
user_in(const struct history_message *message, enum sip_header header)
{
    return fact_user(fact_address_uri(history_header(message, header)));
}

/* A message between the same two users that left who took it, later: perhaps the delivery. */
static const struct history_message *
later_message(const struct subject *subject)
{
    const struct history_transaction *sent = subject->message->path->source->host->newest_sent;
    struct span from = user_in(subject->request, SIP_HEADER_FROM);
    struct span to = user_in(subject->request, SIP_HEADER_TO);
    const struct history_message *found = NULL;
    int steps = 0;

    for (; sent && steps < HISTORY_NEAR && fact_is_before(subject->message, sent->request);
         sent = sent->previous_sent, steps++) {
        if (fact_is_method(sent, "MESSAGE") && span_is_set(to) &&
            span_equal(user_in(sent->request, SIP_HEADER_TO), to) &&
            span_equal(user_in(sent->request, SIP_HEADER_FROM), from)) {
            found = sent->request;
        }
    }
    return found;
}

bool
transfer_message_stored(const struct subject *subject, struct cause *cause)
{
    const struct history_message *later = subject->request ? later_message(subject) : NULL;
    struct sip_address to;

    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    if (sip_address_read(subject->sip->header[SIP_HEADER_TO], &to)) {
        cause_set(cause, "to", to.uri);
    }
    if (later) {
        cause_set_endpoint(cause, "server", &later->path->path.source);
        cause_show(cause, "later", later);
        if (later->transaction->final) {
            cause_set_number(cause, "code", later->transaction->final->status_code);
            cause_show(cause, "later-final", later->transaction->final);
        }
    }
    return true;
}
