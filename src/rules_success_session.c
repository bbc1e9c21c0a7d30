/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Calls that the session timer ended (RFC 4028).
 */
#include "facts.h"
#include "facts_dialog_route.h"
#include "rules_success.h"
#include "sip_values.h"

/* How much earlier and later than due a BYE still counts as the timer's. */
#define EARLY_NS (2 * SECONDS_NS)
#define LATE_NS (5 * SECONDS_NS)

/* What the two sides agreed on last, before the BYE. */
struct session {
    const struct history_message *agreed;  /* the 2xx with Session-Expires */
    const struct history_message *refused; /* the final of a refresh after it that failed */
    const struct history_message *silent;  /* a refresh after it without a final */
    uint32_t seconds;
    bool is_refresher_known;
    struct endpoint refresher;
};

/* A refresh, or what the call began with. */
static bool
is_of_session(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "INVITE") || fact_is_method(transaction, "UPDATE");
}

static bool
agrees(const struct history_message *success, const struct history_message *bye)
{
    return success && fact_has_tags(bye, success->transaction->from_tag, success->to_tag);
}

/* The side that has to refresh (RFC 4028 section 4): who sent the request (uac), or who answered.
 */
static void
read_agreement(struct session *session)
{
    struct span value = history_header(session->agreed, SIP_HEADER_SESSION_EXPIRES);
    struct span side = sip_parameter_find(sip_value_read(value).parameters, SPAN("refresher"));
    const struct path *path = &session->agreed->path->path;

    sip_seconds_read(value, &session->seconds); /* 0 without: then the timer is off (section 7.2) */
    session->is_refresher_known = span_is_set(side);
    session->refresher = span_equal_nocase(side, SPAN("uas")) ? path->source : path->destination;
}

/* @return false if no timer runs */
static bool
read_session(const struct subject *subject, struct session *session)
{
    const struct history_transaction *before = subject->transaction->previous_in_call;
    const struct history_message *success;
    int steps = 0;

    *session = (struct session){ .agreed = NULL };
    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (!is_of_session(before)) {
            continue;
        }
        success = fact_response(before, 200, 299, subject->request);
        if (agrees(success, subject->request)) {
            session->agreed = success;
            break;
        }
        if (!before->request || !fact_has_tags(before->request, subject->transaction->from_tag,
                                               subject->request->to_tag)) {
            continue;
        }
        if (before->final) {
            session->refused = before->final;
        } else {
            session->silent = before->request;
        }
    }
    if (session->agreed) {
        read_agreement(session);
    }
    return session->seconds > 0;
}

/* The other side ends the session the minimum of 32 s and a third of it before it expires (RFC 4028
 * section 10). */
static bool
is_time_of_timer(const struct session *session, const struct history_message *bye)
{
    int64_t length = session->seconds * SECONDS_NS, gap = fact_gap(session->agreed, bye);
    int64_t ahead = MIN(32 * SECONDS_NS, length / 3);

    return gap >= length - ahead - EARLY_NS && gap <= length + LATE_NS;
}

/* A Reason in the BYE says otherwise, unless it speaks of a timer: cause 102 of Q.850, or 408. */
static bool
names_other_reason(const struct history_message *bye)
{
    struct span field = history_header(bye, SIP_HEADER_REASON);
    struct sip_reason reason;

    if (!sip_reason_read(sip_list_next(&field), &reason) || !reason.has_cause) {
        return false;
    }
    return reason.cause != 102 && reason.cause != 408 && !fact_mentions(reason.text, "timer") &&
           !fact_mentions(reason.text, "expire");
}

/* Further away the address may be a proxy's. */
static bool
is_of_bye(const struct endpoint *party, const struct history_message *bye)
{
    return fact_same_address(party, &bye->path->path.source) ||
           fact_same_address(party, &bye->path->path.destination);
}

bool
success_session_expired(const struct subject *subject, struct cause *cause)
{
    struct session session;

    if (!subject->request || names_other_reason(subject->request) ||
        !read_session(subject, &session) || !is_time_of_timer(&session, subject->request) ||
        !fact_sees(subject, subject->message)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    cause_set_number(cause, "seconds", session.seconds);
    cause_set_duration(cause, "gap", fact_gap(session.agreed, subject->request));
    if (session.is_refresher_known && is_of_bye(&session.refresher, subject->request)) {
        cause_set_endpoint(cause, "refresher", &session.refresher);
    }
    cause_show(cause, "agreed", session.agreed);
    if (session.refused) {
        cause_set_number(cause, "code", session.refused->status_code);
        cause_show(cause, "refused", session.refused);
    } else if (session.silent) {
        cause_show(cause, "silent", session.silent);
    }
    cause_show(cause, "bye", subject->request);
    return true;
}
