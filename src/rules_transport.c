/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What accompanies any code, first part: requests that do not arrive, or are not answered (RFC 3261
 * sections 17.1 and 18.4).
 */
#include "rules_transport.h"

/* So many transmissions prove a loss even where the capture ends before the sender gives up, or
 * does not see the way back; so many are all that are sent within 32 s (RFC 3261 section
 * 17.1.1.2). */
#define ENOUGH_SENT 4
#define ALL_SENT 7

/* ---- tx-no-response ---- */

/* A response whose branch was changed on the way: it answers the request, but nobody can match it.
 */
static bool
has_stray_response(const struct history_transaction *transaction)
{
    const struct history_transaction *other = transaction->next_in_call;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->next_in_call, steps++) {
        if (!other->request && other->method == transaction->method &&
            other->cseq == transaction->cseq) {
            return true;
        }
    }
    return false;
}

static bool
is_cancelled(const struct history_transaction *transaction)
{
    const struct history_message *cancel = fact_cancel(transaction, NULL);

    return cancel && fact_is_answered(cancel->transaction);
}

/* Over UDP the sender repeats what was not answered; what was sent once may only be lost in the
 * capture. */
static bool
is_unanswered(const struct subject *subject)
{
    const struct history_message *request = subject->message;
    uint32_t sent = history_times_sent(request);
    bool waited =
        fact_covers(subject, request->time_ns, fact_transaction_timeout(subject->transaction));
    bool sees = fact_sees(subject, request);

    if (request->is_udp) {
        return sent >= ENOUGH_SENT || (sees && waited && sent > 1);
    }
    return request->is_stream && sees && waited;
}

static const char *
variant_of(const struct history_transaction *transaction)
{
    if (transaction->in_dialog) {
        return "in-dialog";
    }
    return fact_is_method(transaction, "INVITE") ? "invite" : "non-invite";
}

static enum severity
severity_of_silence(const struct subject *subject)
{
    const struct history_transaction *transaction = subject->transaction;

    if (fact_is_method(transaction, "OPTIONS") && !transaction->in_dialog) {
        return SEVERITY_NOTE;
    }
    return fact_covers(subject, subject->message->time_ns, fact_transaction_timeout(transaction))
               ? SEVERITY_ERROR
               : SEVERITY_WARN;
}

/* What the texts about a request say of it. */
static void
set_request(struct cause *cause, const struct history_message *request)
{
    uint32_t sent = history_times_sent(request);

    cause_set_text(cause, "method", cause->finding->method);
    cause_set_endpoint(cause, "destination", &request->path->path.destination);
    if (sent > 1) {
        cause_set_number(cause, "sent", sent);
        cause_set_duration(cause, "span", fact_gap(request, history_latest(request)));
    }
}

static bool
no_response(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *transaction = subject->transaction;
    const struct history_message *request = subject->message, *latest = history_latest(request);
    const struct history_dialog *dialog = transaction->dialog;
    bool certain = fact_sees(subject, request) || history_times_sent(request) >= ALL_SENT;

    if (fact_is_answered(transaction) || !is_unanswered(subject) || is_cancelled(transaction) ||
        has_stray_response(transaction) || fact_undeliverable(transaction) ||
        fact_is_group(&request->path->path.destination)) {
        return false;
    }
    cause_is(cause, variant_of(transaction), certain ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             severity_of_silence(subject));
    cause->group = GROUP_SEQUENCE;
    set_request(cause, request);
    if (latest != request) {
        cause_show(cause, "last", latest);
    }
    cause_set_duration(cause, "rest", fact_rest(subject));
    cause_show_frame(cause, "silence", 0);
    if (dialog && dialog->confirmed && fact_is_before(dialog->confirmed, request)) {
        cause_show(cause, "confirmed", dialog->confirmed);
    }
    return true;
}

/* ---- tx-icmp-unreachable ---- */

/* With several branches, one that was answered is what the response stands for. */
static const struct history_network_error *
undeliverable_branch(const struct subject *subject)
{
    const struct history_transaction *down = history_down(subject->transaction);
    const struct history_network_error *found = NULL, *error;
    int steps = 0;

    if (fact_received_unseen(subject->message)) {
        return NULL;
    }
    for (; down && steps < HISTORY_NEAR; down = history_next_down(down), steps++) {
        if (fact_is_answered(down)) {
            return NULL;
        }
        error = fact_undeliverable(down);
        if (error && error->time_ns <= subject->message->time_ns) {
            found = error;
        }
    }
    return found;
}

const struct history_network_error *
transport_undeliverable(const struct subject *subject)
{
    if (!subject->transaction) {
        return NULL;
    }
    if (subject->message->is_response) {
        return undeliverable_branch(subject);
    }
    return fact_is_answered(subject->transaction) ? NULL : fact_undeliverable(subject->transaction);
}

/* What ICMP and ICMPv6 say about destinations (RFC 792, RFC 1812 section 5.2.7.1, RFC 4443 section
 * 3.1); what is not in the table is about the route. */
static const struct {
    bool is_ipv6;
    uint8_t code;
    const char *variant;
} reasons[] = {
    { false, 3, "port-closed" }, { false, 9, "filtered" }, { false, 10, "filtered" },
    { false, 13, "filtered" },   { true, 1, "filtered" },  { true, 4, "port-closed" },
    { true, 5, "filtered" },     { true, 6, "filtered" },
};

static const char *
variant_of_error(const struct history_network_error *error)
{
    const struct endpoint *destination = &error->message->path->path.destination;
    size_t i;

    if (error->kind == NETWORK_RESET) {
        return "reset";
    }
    for (i = 0; i < G_N_ELEMENTS(reasons); i++) {
        if (reasons[i].is_ipv6 == error->is_ipv6 && reasons[i].code == error->code) {
            /* only the host itself knows which of its ports are open */
            return fact_same_address(&error->sender, destination) ? reasons[i].variant : "filtered";
        }
    }
    return "no-route";
}

static bool
icmp_unreachable(const struct subject *subject, struct cause *cause)
{
    const struct history_network_error *error = transport_undeliverable(subject);
    struct endpoint sender;

    if (!error) {
        return false;
    }
    cause_is(cause, variant_of_error(error), CONFIDENCE_CERTAIN, SEVERITY_ERROR);
    cause->group = subject->message->is_response ? GROUP_RESPONSE_CODE : GROUP_SEQUENCE;
    set_request(cause, error->message);
    sender = error->sender;
    sender.port = 0;
    cause_set_endpoint(cause, "sender", &sender);
    cause_set_number(cause, "type", error->type);
    cause_set_number(cause, "icmp-code", error->code);
    cause_show_frame(cause, "error", error->frame);
    if (subject->message->is_response) {
        cause_show(cause, "branch", error->message);
    }
    return true;
}

/* ---- tx-stuck-after-100 ---- */

static bool
stuck_after_100(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *transaction = subject->transaction;
    const struct history_message *trying = fact_response(transaction, 100, 100, NULL);
    int64_t timeout = fact_transaction_timeout(transaction);

    if (!trying || fact_response(transaction, 101, 699, NULL) || history_down(transaction) ||
        fact_cancel(transaction, NULL) || has_stray_response(transaction) ||
        !fact_covers(subject, trying->time_ns, timeout)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause->group = GROUP_SEQUENCE;
    set_request(cause, subject->message);
    cause_set_duration(cause, "rest", history_last_time(subject->history) - trying->time_ns);
    cause_show(cause, "trying", trying);
    return true;
}

const struct rule rules_transport[] = {
    { "tx-no-response", "none", NULL, no_response,
      "RFC 3261 section 17.1.1.2; RFC 3261 section 17.1.2.2; RFC 3261 section 8.1.3.1; "
      "RFC 3261 section 12.2.1.2" },
    { "tx-icmp-unreachable", "none 408 430 477 480 500 502 503 504", NULL, icmp_unreachable,
      "RFC 3261 section 18.4; RFC 3261 section 16.9; RFC 3261 section 8.1.3.1" },
    { "tx-oversize-udp", "none any", NULL, rule_oversize_udp,
      "RFC 3261 section 18.1.1; RFC 3261 section 21.5.7" },
    { "tx-stuck-after-100", "none", "INVITE", stuck_after_100,
      "RFC 3261 section 17.1.1.2; RFC 3261 section 16.6; RFC 3261 section 16.8" },
    { "rsp-not-reaching-client", "any", NULL, rule_not_reaching_client,
      "RFC 3261 section 18.2.1; RFC 3261 section 18.2.2; RFC 3581 section 3; RFC 3581 section 4" },
    { "rsp-retransmission", "any", NULL, rule_retransmission,
      "RFC 3261 section 17.2.1; RFC 3261 section 17.2.2; RFC 3261 section 13.3.1.4; "
      "RFC 6026 section 7.1" },
    { "rsp-orphan", "any", NULL, rule_orphan,
      "RFC 3261 section 17.1.3; RFC 3261 section 18.1.2; RFC 3261 section 8.2.6.2; "
      "RFC 4320 section 4.2" },
    { "tx-conflicting-finals", "final", NULL, rule_conflicting_finals,
      "RFC 3261 section 16.7; RFC 3261 section 17.1.1.2; RFC 3261 section 17.1.2.2" },
    { "fork-response-masked", "rejected", NULL, rule_fork_masked, "RFC 3261 section 16.7" },
    { "final-ack-missing", "rejected", "INVITE", rule_final_ack_missing,
      "RFC 3261 section 17.1.1.3; RFC 3261 section 17.2.1" },
    { "nat-private-address", "180 181 182 183 2xx", "INVITE REGISTER SUBSCRIBE",
      rule_private_address, "RFC 3581 section 4; RFC 5626 section 3; RFC 1918" },
    { "scanner-probe", "401 403 404 405 407 484 488 500 603", "REGISTER INVITE OPTIONS",
      rule_scanner_probe, "RFC 3261 section 26.1.1; RFC 3261 section 26.3.2.4" },
    { .id = NULL },
};
