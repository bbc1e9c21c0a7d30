/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 2xx that hide a failure, or that do not mean what they seem to: to INVITE, CANCEL, BYE, PRACK
 * (RFC 3261 sections 13.3.1.4, 9.2, 15; RFC 4028; RFC 3264).
 */
#include "facts.h"
#include "facts_dialog_route.h"
#include "rules.h"
#include "rules_success.h"
#include "sip_values.h"

/* The third transmission of a 2xx comes 1.5 s after the first (RFC 3261 section 13.3.1.4). */
#define THIRD_COPY_NS (1400 * MILLISECONDS_NS)

/* So long after an ACK no copy of the 2xx is on its way any more. */
#define ACK_ARRIVED_NS (600 * MILLISECONDS_NS)

#define CROSSING_NS SECONDS_NS
#define BYE_DUE_NS (10 * SECONDS_NS)
#define SILENCE_NS (32 * SECONDS_NS)

/* ---- 200-ack-missing, 200-ack-misdirected (RFC 3261 section 13.2.2.4) ---- */

/* The transmission of the INVITE that came after it was answered. */
static const struct history_message *
repeated_invite(const struct subject *subject)
{
    const struct history_message *latest =
        subject->request ? history_latest(subject->request) : NULL;

    return latest && latest->time_ns > subject->message->time_ns + 100 * MILLISECONDS_NS ? latest
                                                                                         : NULL;
}

static void
set_leaver(struct cause *cause, const struct history_message *bye)
{
    const struct endpoint *leaver = fact_user_agent(bye);

    if (leaver) {
        cause_set_endpoint(cause, "leaver", leaver);
    }
}

static void
show_copies(const struct subject *subject, struct cause *cause)
{
    const struct history_message *bye = fact_bye_after(subject->message);
    const struct history_message *repeated = repeated_invite(subject);

    cause->group = GROUP_SEQUENCE;
    cause_set_number(cause, "times", history_times_sent(subject->message));
    cause_set_endpoint(cause, "sender", &subject->message->path->path.source);
    cause_set_endpoint(cause, "receiver", &subject->message->path->path.destination);
    cause_show(cause, "last", history_latest(subject->message));
    if (bye) {
        cause_set_duration(cause, "gap", fact_gap(subject->message, bye));
        set_leaver(cause, bye);
        cause_show(cause, "bye", bye);
        cause_set_outcome(cause, bye);
    }
    if (repeated) {
        cause_show(cause, "repeated", repeated);
    }
}

static enum confidence
confidence_of_copies(const struct subject *subject)
{
    return fact_bye_after(subject->message) ||
                   fact_covers(subject, subject->message->time_ns, SILENCE_NS)
               ? CONFIDENCE_CERTAIN
               : CONFIDENCE_LIKELY;
}

/* Nobody acknowledged what was sent three times or more: this proves it where no other way is
 * possible, four times always. A slow ACK may still come, unless it has gone on for long. */
static bool
is_without_ack(const struct subject *subject)
{
    const struct history_message *message = subject->message;
    const struct history_message *latest = history_latest(message);
    uint32_t times = history_times_sent(message);

    return fact_gap(message, latest) >= THIRD_COPY_NS &&
           (times >= 5 || fact_covers(subject, latest->time_ns, SECONDS_NS)) &&
           fact_sees(subject, message) && (times >= 4 || fact_way_back_is_here(message));
}

/* The 2xx as the callee sent it, as far as the capture shows. */
static const struct history_message *
origin_of(const struct history_message *success)
{
    const struct history_message *before;
    int steps = 0;

    while (steps++ < HISTORY_NEAR && (before = fact_forwarded_from(success))) {
        success = before;
    }
    return success;
}

/* The ACK as the callee got it: a proxy may have made a wrong one right. */
static const struct history_message *
right_ack(const struct history_message *success, const struct acknowledgement *found)
{
    const struct history_message *origin = origin_of(success);
    struct acknowledgement there;

    if (found->right || origin == success) {
        return found->right;
    }
    fact_acknowledgement(origin, &there);
    return there.right;
}

/* A wrong ACK counts as wrong if it had no effect, and no proxy made it right. */
static bool
is_misdirected(const struct history_message *success, const struct acknowledgement *found)
{
    return found->wrong && !found->effective &&
           fact_copies_after(success, found->wrong->time_ns + ACK_ARRIVED_NS) >= 2 &&
           !right_ack(success, found);
}

static bool
ack_missing(const struct subject *subject, struct cause *cause)
{
    struct acknowledgement found;
    const struct history_message *right;

    if (!subject->transaction || history_times_sent(subject->message) < 3) {
        return false;
    }
    fact_acknowledgement(subject->message, &found);
    if (found.effective || is_misdirected(subject->message, &found)) {
        return false;
    }
    right = right_ack(subject->message, &found);
    if (right) {
        cause_is(cause, "lost", confidence_of_copies(subject), SEVERITY_ERROR);
        cause_set_number(cause, "more", fact_copies_after(subject->message, right->time_ns));
        cause_show(cause, "ack", right);
    } else if (is_without_ack(subject)) {
        cause_is(cause, "none", confidence_of_copies(subject), SEVERITY_ERROR);
    } else {
        return false;
    }
    show_copies(subject, cause);
    if (!right && (found.wrong || found.elsewhere)) {
        const struct history_message *other = found.wrong ? found.wrong : found.elsewhere;

        cause_set_endpoint(cause, "elsewhere-to", &other->path->path.destination);
        cause_show(cause, "elsewhere", other);
    }
    return true;
}

static void
show_faults(const struct subject *subject, struct cause *cause, const struct ack_faults *faults,
            const struct history_message *ack)
{
    cause_set(cause, "contact", faults->asked_uri);
    cause_set(cause, "uri", faults->uri);
    cause_set(cause, "asked-route", faults->asked_route);
    cause_set(cause, "route", faults->route);
    cause_set(cause, "asked-host", faults->asked_host);
    cause_set_endpoint(cause, "went-to", &ack->path->path.destination);
    if (faults->asked_uri.text) {
        cause_show(cause, "wrong-uri", ack);
    }
    if (faults->is_route_wrong) {
        cause_show(cause, faults->route.text ? "wrong-route" : "no-route", ack);
    }
    if (faults->asked_host.text) {
        cause_show(cause, "wrong-host", ack);
    }
    if (faults->tag) {
        cause_set(cause, "tag", ack->to_tag ? *ack->to_tag : SPAN("(none)"));
        cause_set(cause, "asked-tag",
                  subject->message->to_tag ? *subject->message->to_tag : SPAN("(none)"));
        cause_show(cause, "wrong-tag", ack);
    }
}

static bool
ack_misdirected(const struct subject *subject, struct cause *cause)
{
    struct acknowledgement found;
    struct ack_faults faults;

    if (!subject->transaction || history_times_sent(subject->message) < 3) {
        return false;
    }
    fact_acknowledgement(subject->message, &found);
    if (!is_misdirected(subject->message, &found)) {
        return false;
    }
    fact_ack_faults(subject->message, found.wrong, &faults);
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_ERROR);
    cause_set_frame(cause, "ack", found.wrong->frame);
    show_faults(subject, cause, &faults, found.wrong);
    show_copies(subject, cause);
    cause->group = GROUP_PROTOCOL;
    return true;
}

/* ---- 200-cancel-crossed-answer (RFC 3261 section 9.1) ---- */

/* The 2xx came while the CANCEL was on its way: after it, or before the caller can have known. */
static bool
crosses(const struct history_message *cancel, const struct history_message *success)
{
    const struct history_message *ack = fact_ack_of_success(success->transaction);

    if (fact_is_before(cancel, success)) {
        return fact_gap(cancel, success) <= SILENCE_NS;
    }
    return !ack || fact_gap(ack, cancel) <= CROSSING_NS;
}

/* The capture would show a BYE of the caller: its ACK came along here. */
static bool
would_show_bye(const struct subject *subject, const struct history_message *success)
{
    const struct history_message *ack = fact_ack_of_success(success->transaction);

    return ack && fact_same_address(&ack->path->path.source, &success->path->path.destination) &&
           fact_same_address(&ack->path->path.destination, &success->path->path.source) &&
           fact_sees(subject, success) && fact_covers(subject, success->time_ns, BYE_DUE_NS);
}

static bool
cancel_crossed_answer(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *invite = subject->transaction;
    const struct history_message *cancel, *success, *bye;

    if (fact_is_method(invite, "CANCEL")) {
        invite = invite->counterpart;
    } else if (subject->code >= 300) {
        return false;
    }
    if (!invite || invite->in_dialog) {
        return false;
    }
    cancel = fact_cancel(invite, NULL);
    success = fact_response(invite, 200, 299, NULL);
    if (!cancel || !success || fact_response(invite, 487, 487, NULL) || !crosses(cancel, success)) {
        return false;
    }
    bye = fact_bye_after(success);
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause->group = GROUP_SEQUENCE;
    cause_show(cause, "cancel", cancel);
    cause_show(cause, "answer", success);
    if (bye) {
        cause_show(cause, "bye", bye);
        cause_set_outcome(cause, bye);
    } else if (would_show_bye(subject, success)) {
        cause_set_duration(cause, "wait", history_last_time(subject->history) - success->time_ns);
        cause->severity = SEVERITY_ERROR;
        cause->group = GROUP_PROTOCOL;
    }
    return true;
}

/* ---- 200-cancel-is-not-answer (RFC 3261 section 9.2) ---- */

/* The INVITE that a PRACK speaks of. */
static const struct history_transaction *
invite_of_prack(const struct subject *subject)
{
    struct sip_rack rack;
    const struct history_transaction *before = subject->transaction->previous_in_call;
    int steps = 0;

    if (!subject->request ||
        !sip_rack_read(history_header(subject->request, SIP_HEADER_RACK), &rack)) {
        return NULL;
    }
    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->cseq == rack.cseq.number && fact_is_method(before, "INVITE") &&
            fact_same_tag(before->from_tag, subject->transaction->from_tag)) {
            return before;
        }
    }
    return NULL;
}

static void
show_call(const struct subject *subject, struct cause *cause)
{
    const struct history_dialog *dialog = subject->transaction->dialog;
    const struct history_message *answer = dialog ? dialog->confirmed : NULL;

    if (!subject->request || !answer || !fact_is_before(answer, subject->request)) {
        return;
    }
    cause_set_duration(cause, "duration", fact_gap(answer, subject->request));
    set_leaver(cause, subject->request);
    cause_show(cause, "answer", answer);
}

static bool
cancel_is_not_answer(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *invite = NULL;

    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    cause_set(cause, "method", *subject->transaction->method);
    if (fact_is_method(subject->transaction, "BYE")) {
        show_call(subject, cause);
        return true;
    }
    if (fact_is_method(subject->transaction, "CANCEL")) {
        invite = subject->transaction->counterpart;
    } else {
        invite = invite_of_prack(subject);
    }
    if (invite && invite->final) {
        cause_set_number(cause, "code", invite->final->status_code);
        cause_show(cause, "final", invite->final);
        cause_set_outcome(cause, invite->final);
    }
    return true;
}

const struct rule rules_success[] = {
    { "200-ack-missing", "2xx", "INVITE", ack_missing,
      "RFC 3261 section 13.3.1.4; RFC 3261 section 13.2.2.4; RFC 6026 section 7.1" },
    { "200-ack-misdirected", "2xx", "INVITE", ack_misdirected,
      "RFC 3261 section 13.2.2.4; RFC 3261 section 12.2.1.1; RFC 3261 section 12.1.2" },
    { "200-cancel-crossed-answer", "2xx 481", "INVITE CANCEL", cancel_crossed_answer,
      "RFC 3261 section 9.1; RFC 3261 section 9.2; RFC 3261 section 15" },
    { "200-cancel-is-not-answer", "200", "CANCEL BYE PRACK", cancel_is_not_answer,
      "RFC 3261 section 9.2; RFC 3262 section 3; RFC 3261 section 15.1.2", .is_quiet = true },
    { "200-bye-session-expired", "2xx", "BYE", success_session_expired,
      "RFC 4028 section 9; RFC 4028 section 10" },
    { "200-answer-no-media", "2xx", "INVITE", success_no_media, "RFC 3264 section 6" },
    { .id = NULL },
};
