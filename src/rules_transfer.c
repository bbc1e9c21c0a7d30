/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Transfers: what became of a REFER that was accepted (RFC 3515), told at its 2xx, at the answers
 * to the reports and at the answer to the call that it ordered.
 */
#include "facts_dialog_route.h"
#include "facts_transfer.h"
#include "rules.h"
#include "rules_transfer.h"
#include "sip_values.h"

/* A success reported sooner than that was not answered by a person. */
#define AT_ONCE_NS (200 * MILLISECONDS_NS)

#define RESULT_DUE_NS (60 * SECONDS_NS)
#define HUNG_UP_NS (2 * SECONDS_NS)

/* All that is known of one transfer. */
struct transfer {
    struct subscription reports;
    struct transfer_target target;
    struct transfer_attempt attempt;
};

static void
read_transfer(const struct history_transaction *refer, struct transfer *transfer)
{
    fact_subscription(refer, &transfer->reports);
    fact_transfer_target(refer, &transfer->target);
    fact_transfer_attempt(&transfer->reports, &transfer->target, &transfer->attempt);
}

/* The transfer that the 2xx accepts. @return false if it accepts none */
static bool
accepted_transfer(const struct subject *subject, struct transfer *transfer)
{
    if (!subject->request) {
        return false;
    }
    read_transfer(subject->transaction, transfer);
    return transfer->target.is_call;
}

static uint32_t
code_of(const struct history_message *report)
{
    struct span phrase;

    return report ? history_fragment(report, &phrase) : 0;
}

static bool
is_answered(const struct transfer *transfer)
{
    return transfer->attempt.final && transfer->attempt.final->status_code / 100 == 2;
}

/* ---- what all of them show ---- */

static void
set_report(struct cause *cause, const struct history_message *report)
{
    struct span phrase = { NULL, 0 };
    uint32_t code = history_fragment(report, &phrase);

    if (code) {
        cause_set_number(cause, "report-code", code);
        cause_set(cause, "report-phrase", phrase);
    }
}

static void
show_attempt(struct cause *cause, const struct transfer *transfer)
{
    const struct transfer_attempt *attempt = &transfer->attempt;

    if (!attempt->invite) {
        return;
    }
    cause_show(cause, "attempt", attempt->invite);
    if (attempt->final) {
        cause_set_number(cause, "attempt-code", attempt->final->status_code);
        cause_show(cause, "attempt-final", attempt->final);
    }
}

static void
show_result(struct cause *cause, const struct transfer *transfer,
            const struct history_message *report)
{
    cause_set(cause, "target", transfer->target.uri);
    cause_set_endpoint(cause, "referee", &transfer->reports.order->request->path->path.destination);
    if (report) {
        set_report(cause, report);
        cause_set_duration(cause, "elapsed", fact_gap(transfer->reports.order->request, report));
        cause_show(cause, "report", report);
        cause_set_outcome(cause, report);
    }
    show_attempt(cause, transfer);
}

/* ---- at the 2xx to REFER ---- */

static bool
refer_order(const struct subject *subject, struct cause *cause)
{
    struct transfer_target target;

    if (!subject->request) {
        return false;
    }
    fact_transfer_target(subject->transaction, &target);
    if (target.is_call || !target.uri.text) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    cause_set(cause, "order", target.method);
    cause_set(cause, "target", target.uri);
    return true;
}

static bool
refer_succeeded(const struct subject *subject, struct cause *cause)
{
    struct transfer transfer;
    const struct history_message *result;
    bool at_once;

    if (!accepted_transfer(subject, &transfer)) {
        return false;
    }
    result = transfer.reports.result;
    if (code_of(result) / 100 != 2) {
        return false;
    }
    at_once = fact_gap(subject->request, result) < AT_ONCE_NS && !is_answered(&transfer);
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, at_once ? SEVERITY_NOTE : SEVERITY_CHAT);
    show_result(cause, &transfer, result);
    if (at_once) {
        cause_set_duration(cause, "soon", fact_gap(subject->request, result));
        cause_show(cause, "at-once", result);
    }
    return true;
}

static bool
refer_failed(const struct subject *subject, struct cause *cause)
{
    struct transfer transfer;

    if (!accepted_transfer(subject, &transfer) || code_of(transfer.reports.result) < 300) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    show_result(cause, &transfer, transfer.reports.result);
    return true;
}

/* The referrer hung up before the result was due, or the new call tells: nobody is left to wait. */
static bool
is_left_alone(const struct transfer *transfer)
{
    const struct subscription *reports = &transfer->reports;

    return is_answered(transfer) || (transfer->attempt.invite && !transfer->attempt.final) ||
           (reports->bye && fact_gap(reports->newest, reports->bye) < RESULT_DUE_NS &&
            fact_same_tag(reports->bye->transaction->from_tag, reports->order->from_tag));
}

static bool
refer_only_trying(const struct subject *subject, struct cause *cause)
{
    struct transfer transfer;
    const struct subscription *reports = &transfer.reports;

    if (!accepted_transfer(subject, &transfer) || !reports->newest || reports->result ||
        reports->terminated || reports->refused || code_of(reports->newest) / 100 != 1 ||
        !fact_covers(subject, reports->newest->time_ns, RESULT_DUE_NS)) {
        return false;
    }
    if (reports->bye && is_answered(&transfer)) {
        return false; /* done: no report is needed any more */
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN,
             is_left_alone(&transfer) ? SEVERITY_NOTE : SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    cause_set_duration(cause, "wait",
                       history_last_time(subject->history) - reports->newest->time_ns);
    show_result(cause, &transfer, reports->newest);
    if (reports->bye) {
        cause_show(cause, "bye", reports->bye);
    }
    return true;
}

/* RFC 4488 section 4, RFC 7614 section 5. */
static bool
agreed_on_silence(const struct subject *subject)
{
    struct span require = history_header(subject->request, SIP_HEADER_REQUIRE);
    struct span agreed = sip_value_read(subject->sip->header[SIP_HEADER_REFER_SUB]).value;

    return span_equal_nocase(agreed, SPAN("false")) || sip_list_has(require, SPAN("nosub")) ||
           sip_list_has(require, SPAN("explicitsub"));
}

/* A NOTIFY would have come along here, and there was time for it. */
static bool
would_show_notify(const struct subject *subject)
{
    return fact_sees(subject, subject->message) && fact_way_back_is_here(subject->message) &&
           fact_covers(subject, subject->message->time_ns,
                       fact_transaction_timeout(subject->transaction));
}

static bool
refer_no_notify(const struct subject *subject, struct cause *cause)
{
    struct transfer transfer;
    const struct subscription *reports = &transfer.reports;
    const struct transfer_attempt *attempt = &transfer.attempt;

    if (!accepted_transfer(subject, &transfer) || reports->newest || reports->has_other_reports) {
        return false;
    }
    if (agreed_on_silence(subject)) {
        cause_is(cause, "not-agreed", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        show_result(cause, &transfer, NULL);
        return true;
    }
    if (!would_show_notify(subject) ||
        (attempt->invite && reports->bye && fact_gap(subject->message, reports->bye) < HUNG_UP_NS &&
         !fact_same_tag(reports->bye->transaction->from_tag, reports->order->from_tag))) {
        return false;
    }
    cause_is(cause, NULL, attempt->invite ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             is_answered(&transfer) ? SEVERITY_NOTE : SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    cause_set_duration(cause, "wait", fact_rest(subject));
    show_result(cause, &transfer, NULL);
    if (!attempt->invite && attempt->is_known) {
        cause_set(cause, "unseen", transfer.target.uri);
    }
    cause_show(cause, "refer", subject->request);
    return true;
}

/* The referrer had hung up before the report came. */
static const struct history_message *
bye_before(const struct transfer *transfer, const struct history_message *report)
{
    const struct history_message *bye = transfer->reports.bye;

    return bye && fact_is_before(bye, report) &&
                   fact_same_tag(bye->transaction->from_tag, transfer->reports.order->from_tag)
               ? bye
               : NULL;
}

/* The result was reported, and taken: it does not matter what else was refused. */
static bool
had_result(const struct transfer *transfer)
{
    const struct history_message *result = transfer->reports.result;

    return result && fact_report_answer(result) && fact_report_answer(result)->status_code < 300;
}

static void
show_refusal(struct cause *cause, const struct transfer *transfer,
             const struct history_message *report, bool is_shown_at_answer)
{
    const struct history_message *answer = fact_report_answer(report);
    const struct history_message *bye = bye_before(transfer, report);

    cause_is(cause, NULL, CONFIDENCE_CERTAIN,
             bye || had_result(transfer) ? SEVERITY_NOTE : SEVERITY_WARN);
    cause_set_number(cause, "code", answer->status_code);
    show_result(cause, transfer, report);
    if (!is_shown_at_answer) {
        cause_show(cause, "answer", answer);
    }
    if (bye) {
        cause_show(cause, "bye", bye);
    }
}

/* The refused NOTIFY, seen from its answer. */
static bool
report_refused(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *refer;
    struct transfer transfer;

    if (!subject->request || subject->code < 300 || !fact_is_refer_report(subject->request)) {
        return false;
    }
    refer = fact_reported_refer(subject->request);
    if (!refer) {
        return false;
    }
    read_transfer(refer, &transfer);
    if (!transfer.target.is_call || !transfer.reports.refused ||
        transfer.reports.refused->transaction->cseq != subject->transaction->cseq) {
        return false;
    }
    show_refusal(cause, &transfer, subject->request, true);
    cause_show(cause, "refer", refer->request);
    if (transfer.reports.accepted) {
        cause_show(cause, "accepted", transfer.reports.accepted);
    }
    return true;
}

static bool
refer_notify_rejected(const struct subject *subject, struct cause *cause)
{
    struct transfer transfer;

    if (fact_is_method(subject->transaction, "NOTIFY")) {
        return report_refused(subject, cause);
    }
    if (subject->code >= 300 || !accepted_transfer(subject, &transfer) ||
        !transfer.reports.refused) {
        return false;
    }
    show_refusal(cause, &transfer, transfer.reports.refused, false);
    return true;
}

static bool
refer_subscription_lost(const struct subject *subject, struct cause *cause)
{
    struct transfer transfer;
    const struct history_message *end;

    if (!accepted_transfer(subject, &transfer) || transfer.reports.result ||
        !transfer.reports.terminated) {
        return false;
    }
    end = transfer.reports.terminated;
    cause_is(cause, NULL, CONFIDENCE_CERTAIN,
             is_answered(&transfer) ? SEVERITY_NOTE : SEVERITY_WARN);
    cause_set(cause, "reason", fact_state_reason(end));
    show_result(cause, &transfer, end);
    return true;
}

/* ---- at the 2xx to NOTIFY ---- */

static const char *
report_variant(const struct history_message *report)
{
    uint32_t code = code_of(report);

    return code >= 300   ? "failed"
           : code >= 200 ? "succeeded"
           : code >= 100 ? fact_has_state(report, "terminated") ? "unfinished" : "progress"
                         : NULL;
}

/* The answer to a report tells what the report said: the transfer's story stands at both ends. */
static bool
refer_report(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *refer;
    struct transfer transfer;
    const char *variant;

    if (!subject->request || !fact_is_refer_report(subject->request)) {
        return false;
    }
    variant = report_variant(subject->request);
    if (!variant) {
        return false;
    }
    refer = fact_reported_refer(subject->request);
    cause_is(cause, variant, CONFIDENCE_CERTAIN,
             variant[0] == 'f' || variant[0] == 'u' ? SEVERITY_NOTE : SEVERITY_CHAT);
    if (!refer) {
        set_report(cause, subject->request);
        cause_show(cause, "report", subject->request);
        return true;
    }
    read_transfer(refer, &transfer);
    if (!transfer.target.is_call) {
        return false;
    }
    cause_show(cause, "refer", refer->request);
    if (transfer.reports.accepted) {
        cause_set_number(cause, "accepted-code", transfer.reports.accepted->status_code);
        cause_show(cause, "accepted", transfer.reports.accepted);
    }
    show_result(cause, &transfer, subject->request);
    return true;
}

/* ---- at the 2xx to the call that was ordered ---- */

static bool
ordered_call(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *refer;
    struct transfer transfer;

    if (!subject->request || subject->transaction->in_dialog) {
        return false;
    }
    refer = fact_ordering_refer(subject->request);
    if (!refer) {
        return false;
    }
    read_transfer(refer, &transfer);
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    cause_set(cause, "target", transfer.target.uri);
    cause_show(cause, "refer", refer->request);
    if (transfer.reports.accepted) {
        cause_show(cause, "accepted", transfer.reports.accepted);
    }
    if (transfer.reports.result) {
        set_report(cause, transfer.reports.result);
        cause_show(cause, "report", transfer.reports.result);
        cause_set_outcome(cause, transfer.reports.result);
    }
    return true;
}

const struct rule rules_transfer[] = {
    { "202-refer-order", "2xx", "REFER", refer_order, "RFC 3515 section 2.1; RFC 4579 section 5" },
    { "202-refer-succeeded", "2xx", "REFER", refer_succeeded,
      "RFC 3515 section 2.4.2; RFC 3515 section 2.4.4; RFC 3515 section 2.4.5" },
    { "202-refer-failed", "2xx", "REFER", refer_failed,
      "RFC 3515 section 2.4.5; RFC 3515 section 2.4.7; RFC 3420" },
    { "202-refer-only-trying", "2xx", "REFER", refer_only_trying,
      "RFC 3515 section 2.4.5; RFC 3515 section 2.4.7" },
    { "202-refer-no-notify", "2xx", "REFER", refer_no_notify,
      "RFC 3515 section 2.4.2; RFC 3515 section 2.4.4; RFC 6665 section 4.2.2; "
      "RFC 4488 section 4; RFC 7614 section 5" },
    { "202-refer-notify-rejected",
      "2xx 400 403 404 405 410 416 480 481 482 483 484 485 489 500 501 604", "REFER NOTIFY",
      refer_notify_rejected,
      "RFC 6665 section 4.1.3; RFC 6665 section 4.2.2; RFC 3515 section 2.4.4; RFC 3420" },
    { "202-refer-subscription-lost", "2xx", "REFER", refer_subscription_lost,
      "RFC 6665 section 4.1.3; RFC 3515 section 2.4.7" },
    { "202-refer-report", "2xx", "NOTIFY", refer_report,
      "RFC 3515 section 2.4.4; RFC 3515 section 2.4.5; RFC 3420" },
    { "2xx-transfer-attempt", "2xx", "INVITE", ordered_call,
      "RFC 3515 section 2.4.2; RFC 3892 section 2", .is_quiet = true },
    { "2xx-subscribe-outcome", "200 202 204", "SUBSCRIBE", transfer_subscribe_outcome,
      "RFC 6665 section 4.1.2.4; RFC 6665 section 4.1.3; RFC 6665 section 4.2.1.2; "
      "RFC 6665 section 8.3.1" },
    { "202-message-stored", "202", "MESSAGE", transfer_message_stored,
      "RFC 3428 section 4; RFC 3428 section 7" },
    { .id = NULL },
};
