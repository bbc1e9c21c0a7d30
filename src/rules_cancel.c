/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Calls that end before they are answered: 487, and 481 to CANCEL (RFC 3261 section 9).
 */
#include "facts_dialog.h"
#include "facts_dialog_route.h"
#include "facts_list.h"
#include "rules_dialog.h"
#include "sip_values.h"

/* ---- 481-cancel-late ---- */

static struct span
branch_of(const struct history_transaction *transaction)
{
    return (struct span){ transaction->branch, transaction->branch_length };
}

/* The host of sent-by; two bytes of port follow it. */
static struct span
sent_by_host(const struct history_transaction *transaction)
{
    struct span sent_by = *transaction->sent_by;

    return span_take(sent_by, sent_by.length - sizeof(uint16_t));
}

/* The INVITE has its final response, or it came on the way of the CANCEL. */
static bool
cancelled_after_final(const struct subject *subject, struct cause *cause,
                      const struct history_transaction *invite)
{
    const struct history_message *final = invite->final, *ack;

    if (!final || !fact_is_before(final, subject->message)) {
        return false;
    }
    ack = fact_ack(final);
    if (ack && fact_is_before(ack, subject->request)) {
        cause_is(cause, "after-ack", CONFIDENCE_CERTAIN,
                 final->status_code < 300 ? SEVERITY_WARN : SEVERITY_NOTE);
        cause_show(cause, "ack", ack);
    } else {
        cause_is(cause, "after-final", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    }
    cause_set_number(cause, "code", final->status_code);
    if (fact_is_before(final, subject->request)) {
        cause_set_duration(cause, "gap", fact_gap(final, subject->request));
    }
    cause_show(cause, "final", final);
    return true;
}

/* An INVITE of the same call between the same hosts that waits for its answer. */
static bool
may_be_meant(const struct history_transaction *invite, const struct subject *subject)
{
    return invite->request && fact_is_method(invite, "INVITE") &&
           invite->cseq == subject->transaction->cseq &&
           fact_is_before(invite->request, subject->request) &&
           fact_same_hop(invite->request, subject->request) &&
           (!invite->final || !fact_is_before(invite->final, subject->request));
}

static bool
has_same_branch(const struct history_transaction *a, const struct history_transaction *b)
{
    return span_equal(branch_of(a), branch_of(b));
}

/* An INVITE that this CANCEL may be for, whatever became of it: none is missing. */
static bool
is_known(const struct history_transaction *invite, const struct subject *subject)
{
    return invite->request && fact_is_method(invite, "INVITE") &&
           (has_same_branch(invite, subject->transaction) ||
            (invite->cseq == subject->transaction->cseq &&
             fact_same_hop(invite->request, subject->request)));
}

static void
cancelled_wrongly(const struct subject *subject, struct cause *cause,
                  const struct history_transaction *meant)
{
    const struct history_transaction *cancel = subject->transaction;

    cause_is(cause, "wrong-branch", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
    cause->group = GROUP_PROTOCOL;
    if (has_same_branch(meant, cancel)) {
        cause_set(cause, "sent-by", sent_by_host(cancel));
        cause_set(cause, "right-sent-by", sent_by_host(meant));
    } else {
        cause_set(cause, "branch", branch_of(cancel));
        cause_set(cause, "right-branch", branch_of(meant));
    }
    cause_show(cause, "invite", meant->request);
}

bool
rule_cancel_late(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *own = subject->transaction, *before, *meant = NULL;
    bool has_invite = false;
    int steps = 0;

    if (!subject->request) {
        return false;
    }
    if (own->counterpart) {
        return cancelled_after_final(subject, cause, own->counterpart);
    }
    for (before = own->previous_in_call; before && steps < HISTORY_NEAR;
         before = before->previous_in_call, steps++) {
        has_invite = has_invite || is_known(before, subject);
        if (!meant && may_be_meant(before, subject)) {
            meant = before;
        }
    }
    if (meant) {
        cancelled_wrongly(subject, cause, meant);
        return true;
    }
    cause_is(cause, "unknown", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause_set_duration(cause, "age",
                       subject->request->time_ns - history_first_time(subject->history));
    return !has_invite;
}

/* ---- 487-cancelled ---- */

/* A proxy that sends its own final response stops the other branches at the same moment. */
#define SAME_MOMENT_NS SECONDS_NS

/* The CANCEL of the INVITE; captures of several interfaces may hold it just after the response. */
static const struct history_message *
cancel_of(const struct subject *subject)
{
    const struct history_message *cancel = fact_cancel(subject->transaction, NULL);

    return cancel && cancel->time_ns <= subject->message->time_ns + HISTORY_SIMULTANEOUS_NS ? cancel
                                                                                            : NULL;
}

/* A response from..to of another branch of the same fork before the CANCEL; that of the own branch
 * is 487. */
static const struct history_message *
sibling_response(const struct history_transaction *transaction, uint32_t from, uint32_t to,
                 const struct history_message *cancel)
{
    const struct history_transaction *up = history_up(transaction);
    const struct history_transaction *down = up ? history_down(up) : NULL;
    const struct history_message *found;
    int steps = 0;

    for (; down && steps < HISTORY_NEAR; down = history_next_down(down), steps++) {
        found = fact_response(down, from, to, NULL);
        if (found && found->time_ns <= cancel->time_ns + HISTORY_SIMULTANEOUS_NS) {
            return found;
        }
    }
    return NULL;
}

/* The Reason of the CANCEL (RFC 3326): its text is shown, cause 200 of SIP told apart. */
static bool
says_answered_elsewhere(const struct history_message *cancel, struct cause *cause)
{
    struct fact_list list = fact_list_of_value(history_header(cancel, SIP_HEADER_REASON));
    struct sip_reason reason;
    bool is_elsewhere = false;

    while (fact_list_next_reason(&list, &reason)) {
        is_elsewhere = is_elsewhere ||
                       (span_equal_nocase(reason.protocol, SPAN("SIP")) && reason.cause == 200);
        if (span_is_set(reason.text)) {
            cause_set(cause, "reason", reason.text);
        }
    }
    return is_elsewhere;
}

/* What the proxy itself told the caller when it stopped ringing. */
static const struct history_message *
own_final(const struct history_transaction *up, const struct history_message *cancel)
{
    const struct history_message *final = up->final;
    uint32_t code = final ? final->status_code : 0;

    return (code == 408 || code == 480 || code == 487) &&
                   ABS(final->time_ns - cancel->time_ns) <= SAME_MOMENT_NS
               ? final
               : NULL;
}

/* Why the one who sent the CANCEL did so, as far as the hop before it shows. */
static const char *
why_cancelled(const struct subject *subject, struct cause *cause,
              const struct history_message *cancel)
{
    const struct history_transaction *up = history_up(subject->transaction);
    const struct history_message *other;
    const struct history_message *first =
        fact_cancel(fact_most_upstream(subject->transaction), cancel);
    bool is_elsewhere = says_answered_elsewhere(first ? first : cancel, cause);

    other = sibling_response(subject->transaction, 200, 299, cancel);
    if (other) {
        cause_show(cause, "sibling", other);
    }
    if (other || is_elsewhere) {
        return "answered-elsewhere";
    }
    if (!up || fact_cancel(up, NULL)) {
        return "caller";
    }
    other = sibling_response(subject->transaction, 600, 699, cancel);
    if (other) {
        cause_set_number(cause, "code", other->status_code);
        cause_show(cause, "sibling-declined", other);
        cause_set_frame(cause, "sibling", other->frame);
        return "fork";
    }
    other = own_final(up, cancel);
    if (other) {
        cause_set_number(cause, "code", other->status_code);
        cause_show(cause, "upstream", other);
        return "ring-timeout";
    }
    return NULL;
}

/* Who cancelled first, as far upstream as the capture shows. */
static void
show_cancel(const struct subject *subject, struct cause *cause,
            const struct history_message *cancel)
{
    const struct history_message *first =
        fact_cancel(fact_most_upstream(subject->transaction), cancel);

    first = first ? first : cancel;
    cause_set_endpoint(cause, "canceller", &first->path->path.source);
    cause_show(cause, "cancel", first);
    if (first != cancel) {
        cause_show(cause, "passed-on", cancel);
    }
    if (subject->request) {
        cause_set_duration(cause, "wait", fact_gap(subject->request, cancel));
    }
}

bool
rule_cancelled(const struct subject *subject, struct cause *cause)
{
    const struct history_message *cancel = cancel_of(subject), *ringing;

    if (!cancel) {
        return false;
    }
    show_cancel(subject, cause, cancel);
    cause_is(cause, why_cancelled(subject, cause, cancel), CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    ringing = fact_response(subject->transaction, 180, 180, cancel);
    if (ringing) {
        cause_set_duration(cause, "ringtime", fact_gap(ringing, cancel));
        cause_show(cause, "rang", ringing);
    }
    return true;
}

/* ---- 487-no-cancel ---- */

/* A BYE of the same call while the request waited for its answer (RFC 3261 section 15.1.2). */
static const struct history_message *
bye_while_pending(const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction, *next = own->next_in_call;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->request && fact_is_method(next, "BYE") &&
            fact_is_before(next->request, subject->message) &&
            (own->in_dialog ? fact_has_tags(next->request, own->from_tag, subject->request->to_tag)
                            : fact_same_tag(next->from_tag, own->from_tag))) {
            return next->request;
        }
    }
    return NULL;
}

/* A CANCEL of the same request at another hop or branch. */
static const struct history_message *
cancel_elsewhere(const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction, *next = own->call->newest;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->previous_in_call, steps++) {
        if (next->request && fact_is_method(next, "CANCEL") && next->cseq == own->cseq &&
            fact_same_tag(next->from_tag, own->from_tag) &&
            next->request->time_ns <= subject->message->time_ns + HISTORY_SIMULTANEOUS_NS) {
            found = next->request;
        }
    }
    return found;
}

/* The caller allowed only so much time (RFC 3261 section 13.3.1). */
static bool
is_expired(const struct subject *subject, struct cause *cause)
{
    uint32_t seconds;

    if (!sip_seconds_read(history_header(subject->request, SIP_HEADER_EXPIRES), &seconds) ||
        !seconds || fact_gap(subject->request, subject->message) < seconds * SECONDS_NS) {
        return false;
    }
    cause_set_duration(cause, "expires", seconds * SECONDS_NS);
    return true;
}

static bool
ended_without_cancel(const struct subject *subject, struct cause *cause)
{
    const struct history_message *elsewhere;

    if (is_expired(subject, cause)) {
        cause_is(cause, "expires", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
        return true;
    }
    elsewhere = cancel_elsewhere(subject);
    if (elsewhere) {
        cause_is(cause, "elsewhere", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
        cause_set_endpoint(cause, "canceller", &elsewhere->path->path.source);
        cause_show(cause, "cancel", elsewhere);
        return true;
    }
    cause_is(cause, "server", CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    cause_set_endpoint(cause, "server", &fact_origin(subject->message)->path->path.source);
    return fact_sees(subject, subject->request);
}

bool
rule_no_cancel(const struct subject *subject, struct cause *cause)
{
    const struct history_message *bye;

    if (!subject->request || cancel_of(subject)) {
        return false;
    }
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_duration(cause, "wait", fact_gap(subject->request, subject->message));
    bye = bye_while_pending(subject);
    if (bye) {
        cause_is(cause, "bye", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
        cause_set_endpoint(cause, "by", &bye->path->path.source);
        cause_show(cause, "bye", bye);
        return true;
    }
    if (!fact_is_method(subject->transaction, "INVITE")) {
        cause_is(cause, "wrong-method", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
        return true;
    }
    return ended_without_cancel(subject, cause);
}
