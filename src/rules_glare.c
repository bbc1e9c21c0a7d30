/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Changes of a call that meet each other: 491, and 500 for what is out of order.
 */
#include "facts_dialog.h"
#include "rules_dialog.h"
#include "sip_values.h"

/* The longest wait of RFC 3261 section 14.1 is 4 s; the rest is for the way. */
#define RETRY_AFTER_GLARE_NS (4500 * MILLISECONDS_NS)

/* Two requests closer together than this may have overtaken each other on the way. */
#define OVERTAKEN_NS (100 * MILLISECONDS_NS)

/* ---- 491-glare ---- */

/* What became of the change. */
struct sequel {
    const struct history_message *retry;   /* the first one of the same side; NULL if none */
    bool is_tried;                         /* one of the sides tried again */
    const struct history_message *success; /* 2xx to the first change that went through */
};

static bool
is_change(const struct history_transaction *transaction)
{
    return transaction->request &&
           (fact_is_method(transaction, "INVITE") || fact_is_method(transaction, "UPDATE"));
}

static struct sequel
sequel_of(const struct subject *subject, const struct history_message *other)
{
    const struct history_transaction *own = subject->transaction, *next = own->next_in_call;
    struct sequel sequel = { .retry = NULL };
    int steps = 0;

    if (other) {
        sequel.success = fact_response(other->transaction, 200, 299, NULL);
    }
    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (!is_change(next) || next->dialog != own->dialog || fact_same_request(next, own)) {
            continue;
        }
        if (!sequel.success) {
            sequel.success = fact_response(next, 200, 299, NULL);
        }
        sequel.is_tried = sequel.is_tried || fact_is_before(subject->message, next->request);
        if (!sequel.retry && next->method == own->method &&
            fact_same_hop(next->request, subject->request) &&
            fact_is_before(subject->message, next->request)) {
            sequel.retry = next->request;
        }
    }
    return sequel;
}

static bool
is_retried(const struct subject *subject, struct cause *cause, const struct sequel *sequel)
{
    const struct history_message *success;

    if (!sequel->retry) {
        return false;
    }
    cause_set_duration(cause, "wait", fact_gap(subject->message, sequel->retry));
    cause_show(cause, "retry", sequel->retry);
    success = fact_response(sequel->retry->transaction, 200, 299, NULL);
    if (!success || fact_gap(subject->message, sequel->retry) > RETRY_AFTER_GLARE_NS) {
        return false;
    }
    cause_set_number(cause, "code", success->status_code);
    cause_show(cause, "accepted", success);
    cause_set_outcome(cause, success);
    return true;
}

/* How long the call went on, as far as the capture shows. */
static int64_t
time_to_retry(const struct subject *subject)
{
    const struct history_message *end = subject->transaction->dialog->ended;

    return end ? fact_gap(subject->message, end) : fact_rest(subject);
}

static void
glare_open(const struct subject *subject, struct cause *cause, const struct sequel *sequel)
{
    bool is_lost = !sequel->success && time_to_retry(subject) >= RETRY_AFTER_GLARE_NS &&

                   fact_sees(subject, subject->message);

    cause_is(cause, "open", CONFIDENCE_CERTAIN, is_lost ? SEVERITY_WARN : SEVERITY_NOTE);
    if (is_lost && !sequel->is_tried) {
        cause_set_duration(cause, "waited", time_to_retry(subject));
    }
    if (sequel->success) {
        cause_show(cause, "success", sequel->success);
        cause_set_outcome(cause, sequel->success);
    } else if (is_lost && sequel->retry && sequel->retry->transaction->final) {
        cause_set_number(cause, "code", sequel->retry->transaction->final->status_code);
        cause_show(cause, "failed", sequel->retry->transaction->final);
    }
}

bool
rule_glare(const struct subject *subject, struct cause *cause)
{
    const struct history_message *other;
    struct sequel sequel;

    /* a request that was captured after its response has a dialog, too */
    if (!subject->request || !subject->transaction->dialog) {
        return false;
    }
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    other = fact_pending(subject->request, subject->message, false);
    sequel = sequel_of(subject, other);
    if (other) {
        cause_set(cause, "other-method", *other->transaction->method);
        cause_show(cause, "other", other);
        if (is_retried(subject, cause, &sequel)) {
            cause_is(cause, "retried", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        } else {
            glare_open(subject, cause, &sequel);
        }
        return true;
    }
    other = fact_pending(subject->request, subject->message, true);
    if (other) {
        cause_is(cause, "own", CONFIDENCE_LIKELY, SEVERITY_NOTE);
        cause_set(cause, "other-method", *other->transaction->method);
        cause_show(cause, "own", other);
        return true;
    }
    cause_is(cause, "one-sided", CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    return fact_sees(subject, subject->request);
}

/* ---- 500-dialog-order ---- */

static bool
number_too_low(const struct subject *subject, struct cause *cause)
{
    const struct history_message *higher = fact_highest_cseq(subject->request);
    const struct history_transaction *own = subject->transaction;
    bool is_overtaken;

    if (!higher || own->cseq > higher->transaction->cseq) {
        return false;
    }
    is_overtaken = fact_gap(higher, subject->request) < OVERTAKEN_NS;
    cause_is(cause, is_overtaken ? "overtaken" : "cseq",
             is_overtaken ? CONFIDENCE_POSSIBLE : CONFIDENCE_CERTAIN,
             is_overtaken ? SEVERITY_WARN : SEVERITY_ERROR);
    cause->group = GROUP_PROTOCOL;
    cause_set_number(cause, "cseq", own->cseq);
    cause_set_number(cause, "higher-cseq", higher->transaction->cseq);
    cause_set(cause, "higher-method", *higher->transaction->method);
    cause_show(cause, "higher", higher);
    return true;
}

/* The server says itself that the other request has to end first (RFC 3261 section 14.2). */
static bool
asks_to_wait(const struct subject *subject, struct cause *cause)
{
    struct sip_retry_after retry_after;

    if (!sip_retry_after_read(subject->sip->header[SIP_HEADER_RETRY_AFTER], &retry_after) ||
        retry_after.seconds > 10) {
        return false;
    }
    cause_set_number(cause, "seconds", retry_after.seconds);
    return true;
}

/* An answer that counts: in a 2xx or a reliable provisional response (RFC 3261 section 13.2.1). */
static bool
is_answered(const struct history_transaction *transaction, const struct history_message *before)
{
    const struct history_message *message = transaction->newest;
    int steps = 0;

    for (; message && steps < HISTORY_NEAR; message = message->previous, steps++) {
        if (fact_is_before(message, before) &&
            (message->status_code >= 200 || (message->is_reliable && message->has_sdp))) {
            return true;
        }
    }
    return false;
}

/* An offer of the same side that had no answer yet (RFC 3311 section 5.2). */
static const struct history_message *
open_offer(const struct subject *subject)
{
    const struct history_message *pending = fact_pending(subject->request, subject->message, true);

    return pending && pending->has_sdp && fact_is_before(pending, subject->request) &&
                   !is_answered(pending->transaction, subject->request)
               ? pending
               : NULL;
}

/* An INVITE of the same side without a final response yet. */
static const struct history_message *
open_invite(const struct subject *subject)
{
    const struct history_message *pending = fact_pending(subject->request, subject->message, true);

    return pending && fact_is_method(pending->transaction, "INVITE") &&
                   fact_is_before(pending, subject->request) &&
                   !fact_response(pending->transaction, 200, 699, subject->request)
               ? pending
               : NULL;
}

static bool
overlaps(const struct subject *subject, struct cause *cause)
{
    const struct history_message *pending = NULL;
    const char *variant = "overlap";

    if (fact_is_method(subject->transaction, "INVITE") && asks_to_wait(subject, cause)) {
        pending = open_invite(subject);
    } else if (fact_is_method(subject->transaction, "UPDATE") && subject->request->has_sdp) {
        asks_to_wait(subject, cause);
        pending = open_offer(subject);
        variant = "offer";
    }
    if (!pending) {
        return false;
    }
    cause_is(cause, variant, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set(cause, "pending-method", *pending->transaction->method);
    cause_show(cause, "pending", pending);
    return true;
}

bool
rule_dialog_order(const struct subject *subject, struct cause *cause)
{
    if (!subject->request || !subject->transaction->in_dialog ||
        (subject->code == 400 && !fact_mentions(subject->sip->reason_phrase, "cseq"))) {
        return false;
    }
    cause_set(cause, "method", *subject->transaction->method);
    return number_too_low(subject, cause) || overlaps(subject, cause);
}
