/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 481 where the capture holds no dialog that fits, and Replaces (RFC 3891), which names one.
 */
#include "facts_dialog.h"
#include "rules_dialog.h"
#include "sip_values.h"

/* ---- 481-dialog-unseen ---- */

static bool
is_of_subscription(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "NOTIFY") || fact_is_method(transaction, "SUBSCRIBE");
}

static bool
starts_dialog(const struct history_transaction *transaction)
{
    return !transaction->in_dialog && transaction->request &&
           (fact_is_method(transaction, "INVITE") || fact_is_method(transaction, "SUBSCRIBE") ||
            fact_is_method(transaction, "REFER"));
}

/* The newest request of this call, of either side, that was to make a dialog. */
static const struct history_transaction *
find_start(const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction, *before = own->previous_in_call;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (starts_dialog(before) && (fact_same_tag(before->from_tag, own->from_tag) ||
                                      fact_same_tag(before->from_tag, subject->request->to_tag))) {
            return before;
        }
    }
    return NULL;
}

/* The call was asked for, but what came back made no dialog. */
static bool
never_confirmed(const struct subject *subject, struct cause *cause,
                const struct history_transaction *start)
{
    const struct history_message *final = start->final;

    if (final && !fact_is_before(final, subject->message)) {
        final = NULL;
    }
    if (!fact_sees(subject, start->request) ||
        (!final &&
         (is_of_subscription(subject->transaction) || !fact_is_method(start, "INVITE")))) {
        return false; /* its answer may be on its way, or take another one */
    }
    cause_is(cause, "never-confirmed", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause_set(cause, "start-method", *start->method);
    cause_show(cause, "start", start->request);
    if (final) {
        cause_set_number(cause, "code", final->status_code);
        cause_show(cause, "final", final);
    }
    return true;
}

static bool
no_dialog(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *start, *first = subject->transaction->call->oldest;

    if (subject->transaction->dialog || !subject->transaction->in_dialog ||
        fact_near_dialog(subject->transaction)) {
        return false;
    }
    cause_set(cause, "call-id", subject->transaction->call->call_id);
    start = find_start(subject);
    if (start) {
        return never_confirmed(subject, cause, start);
    }
    cause_is(cause, is_of_subscription(subject->transaction) ? "subscription" : "dialog",
             CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    cause_set_duration(cause, "age",
                       subject->request->time_ns - history_first_time(subject->history));
    if (first->request && !fact_same_request(first, subject->transaction)) {
        cause_show(cause, "first", first->request);
    }
    return true;
}

/* What the RAck of a PRACK speaks of: the INVITE and its provisional response. */
struct confirmation {
    struct sip_rack rack;
    const struct history_transaction *invite;    /* its first branch; NULL if there is none */
    const struct history_message *reliable;      /* the newest one before the PRACK */
    bool fits;                                   /* one of them has that number */
    const struct history_message *earlier_prack; /* confirmed the same with success */
};

/* From 1 on (RFC 3262 section 7.1). @return 0 if it has none */
static uint32_t
response_number(const struct history_message *response)
{
    uint64_t number;

    return span_to_unsigned(history_header(response, SIP_HEADER_RSEQ), UINT32_MAX, &number)
               ? (uint32_t)number
               : 0;
}

static void
look_at_provisionals(const struct history_transaction *invite, const struct history_message *prack,
                     struct confirmation *found)
{
    const struct history_message *message = invite->newest;
    int steps = 0;

    for (; message && steps < HISTORY_NEAR; message = message->previous, steps++) {
        if (!message->is_reliable || !response_number(message) || !fact_is_before(message, prack) ||
            !fact_same_tag(message->to_tag, prack->to_tag)) {
            continue;
        }
        found->reliable = found->reliable ? found->reliable : message;
        found->fits = found->fits || response_number(message) == found->rack.rseq;
    }
}

static bool
confirms_same(const struct history_transaction *prack, const struct sip_rack *rack)
{
    struct sip_rack own;

    return sip_rack_read(history_header(prack->request, SIP_HEADER_RACK), &own) &&
           own.rseq == rack->rseq && own.cseq.number == rack->cseq.number;
}

/* Looks for the INVITE that the PRACK names, each branch of it, and for an earlier PRACK, at the
 * same hop. */
static void
look_at_call(const struct history_message *prack, struct confirmation *found)
{
    const struct history_transaction *own = prack->transaction, *before = own->previous_in_call;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (!before->request || !fact_same_hop(before->request, prack) ||
            !fact_same_tag(before->from_tag, own->from_tag)) {
            continue;
        }
        if (fact_is_method(before, "INVITE") && before->cseq == found->rack.cseq.number) {
            found->invite = before;
            look_at_provisionals(before, prack, found);
        } else if (fact_is_method(before, "PRACK") && confirms_same(before, &found->rack) &&
                   fact_same_tag(before->request->to_tag, prack->to_tag) &&
                   fact_response(before, 200, 299, prack)) {
            found->earlier_prack = before->request;
        }
    }
}

/* PRACK that matches no provisional response which waits for it (RFC 3262 section 3). */
static bool
prack_unmatched(const struct subject *subject, struct cause *cause)
{
    struct confirmation found = { .invite = NULL };

    if (!sip_rack_read(history_header(subject->request, SIP_HEADER_RACK), &found.rack)) {
        return false;
    }
    look_at_call(subject->request, &found);
    if (!found.invite || !fact_sees(subject, subject->request)) {
        return false;
    }
    cause_set_number(cause, "rseq", found.rack.rseq);
    if (found.fits && found.earlier_prack) {
        cause_is(cause, "prack-again", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
        cause_show(cause, "earlier", found.earlier_prack);
        return true;
    }
    if (found.fits) {
        return false;
    }
    cause_is(cause, "prack", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    if (found.reliable) {
        cause_set_number(cause, "right", response_number(found.reliable));
        cause_show(cause, "reliable", found.reliable);
    } else {
        cause_show(cause, "invite", found.invite->request);
    }
    return true;
}

bool
rule_dialog_unseen(const struct subject *subject, struct cause *cause)
{
    if (!subject->request) {
        return false;
    }
    cause_set(cause, "method", *subject->transaction->method);
    if (fact_is_method(subject->transaction, "PRACK") && prack_unmatched(subject, cause)) {
        return true;
    }
    return no_dialog(subject, cause);
}

/* ---- 481-replaces-unknown ---- */

/* What the Replaces field names (RFC 3891 section 6.1): the to-tag is that of the receiver. */
struct replaces {
    struct span call_id, to_tag, from_tag;
    bool is_early_only;
    const struct history_call *call;     /* NULL if the capture has none */
    const struct history_dialog *dialog; /* likewise */
    bool is_swapped;                     /* it has the tags the other way round */
    const struct history_host *receiver;
};

static bool
has_tag(const struct span *tag, struct span value)
{
    return tag && span_equal(*tag, value);
}

static const struct history_dialog *
dialog_with_tags(const struct replaces *replaces)
{
    const struct history_dialog *dialog = replaces->call ? replaces->call->newest_dialog : NULL;
    int steps = 0;

    for (; dialog && steps < HISTORY_NEAR; dialog = dialog->previous_of_call, steps++) {
        if ((has_tag(dialog->caller_tag, replaces->to_tag) &&
             has_tag(dialog->callee_tag, replaces->from_tag)) ||
            (has_tag(dialog->callee_tag, replaces->to_tag) &&
             has_tag(dialog->caller_tag, replaces->from_tag))) {
            return dialog;
        }
    }
    return NULL;
}

/* True if the receiver of the INVITE started the dialog; false too if that cannot be told, as of a
 * server that passes on what others send. */
static bool
is_caller(const struct replaces *replaces)
{
    const struct history_transaction *forming = replaces->dialog->forming;

    return forming && forming->request->path->source->host == replaces->receiver &&
           forming->request->is_only_via;
}

/* True if the receiver answered the first request of the dialog, as its Contact shows. */
static bool
is_callee(const struct replaces *replaces)
{
    const struct history_dialog *dialog = replaces->dialog;
    const struct history_message *answer = dialog->confirmed ? dialog->confirmed : dialog->early;

    return answer && answer->path->source->host == replaces->receiver && !is_caller(replaces) &&
           fact_is_address(fact_contact_host(answer), &replaces->receiver->endpoint);
}

static bool
replaces_read(const struct subject *subject, struct replaces *replaces)
{
    struct sip_value value = sip_value_read(history_header(subject->request, SIP_HEADER_REPLACES));

    replaces->call_id = value.value;
    replaces->to_tag = sip_parameter_find(value.parameters, SPAN("to-tag"));
    replaces->from_tag = sip_parameter_find(value.parameters, SPAN("from-tag"));
    replaces->is_early_only = sip_parameter_find(value.parameters, SPAN("early-only")).text;
    if (!span_is_set(value.value) || !span_is_set(replaces->to_tag) ||
        !span_is_set(replaces->from_tag)) {
        return false;
    }
    replaces->receiver = fact_origin(subject->message)->path->source->host;
    replaces->call = history_call_find(subject->history, replaces->call_id);
    replaces->dialog = dialog_with_tags(replaces);
    if (replaces->dialog) {
        bool to_is_caller = has_tag(replaces->dialog->caller_tag, replaces->to_tag);

        replaces->is_swapped = to_is_caller ? is_callee(replaces) : is_caller(replaces);
    }
    return true;
}

static bool
no_match(const struct subject *subject, struct cause *cause, const struct replaces *replaces)
{
    const struct history_message *first;

    if (subject->code != 481 || (replaces->dialog && !replaces->is_swapped)) {
        return false;
    }
    if (!replaces->call) {
        cause_is(cause, "not-here", CONFIDENCE_LIKELY, SEVERITY_WARN);
        return true;
    }
    cause_is(cause, replaces->is_swapped ? "swapped" : "no-match", CONFIDENCE_CERTAIN,
             SEVERITY_WARN);
    first = replaces->call->oldest->request;
    if (replaces->dialog && replaces->dialog->forming) {
        cause_show(cause, "start", replaces->dialog->forming->request);
    } else if (first) {
        cause_show(cause, "other", first);
    }
    return replaces->dialog || (first && fact_sees(subject, first)); /* else tags may be unseen */
}

/* True if the dialog was early when the request came. */
static bool
is_early(const struct subject *subject, const struct history_dialog *dialog)
{
    return !fact_call_answer(dialog, subject->request) && dialog->early &&
           fact_is_before(dialog->early, subject->request);
}

/* The dialog is there: one of the reasons of RFC 3891 section 3 why it cannot be replaced. */
static bool
cannot_replace(const struct subject *subject, struct cause *cause, const struct replaces *replaces)
{
    const struct history_dialog *dialog = replaces->dialog;
    const struct history_message *end = fact_call_end(dialog, subject->message);
    const struct history_message *answer = fact_call_answer(dialog, subject->request);

    if (end && (subject->code == 481 || subject->code == 603)) {
        cause_is(cause, "ended", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        cause_set_duration(cause, "gap", MAX(fact_gap(end, subject->request), 0));
        cause_show(cause, "end", end);
        return true;
    }
    if (subject->code == 481 && is_early(subject, dialog) && is_callee(replaces)) {
        cause_is(cause, "wrong-side", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        cause_show(cause, "early", dialog->early);
        return true;
    }
    if (subject->code == 486 && answer && replaces->is_early_only) {
        cause_is(cause, "early-only", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        cause_show(cause, "answer", answer);
        return true;
    }
    return false;
}

/* True if Refer-To has the Replaces as a header. */
static bool
asks_to_replace(const struct history_message *refer, struct span call_id)
{
    struct span field = history_header(refer, SIP_HEADER_REFER_TO);
    char *escaped = g_strndup(field.text, field.length);
    char *text = g_uri_unescape_string(escaped, NULL);
    char *wanted = g_strdup_printf("Replaces=%.*s;", (int)call_id.length, call_id.text);
    bool result = text && fact_mentions(span_of(text), wanted);

    g_free(escaped);
    g_free(text);
    g_free(wanted);
    return result;
}

/* The REFER that asked for this INVITE. */
static void
show_refer(const struct subject *subject, struct cause *cause, struct span call_id)
{
    const struct history_transaction *before =
        subject->request->path->source->host->newest_received;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_received, steps++) {
        if (fact_is_method(before, "REFER") && fact_is_before(before->request, subject->request) &&
            fact_gap(before->request, subject->request) < 60 * SECONDS_NS &&
            asks_to_replace(before->request, call_id)) {
            cause_show(cause, "refer", before->request);
            return;
        }
    }
}

bool
rule_replaces_unknown(const struct subject *subject, struct cause *cause)
{
    struct replaces replaces = { .call = NULL };

    if (!subject->request || subject->transaction->in_dialog ||
        !replaces_read(subject, &replaces)) {
        return false;
    }
    cause_set(cause, "call-id", replaces.call_id);
    cause_set_endpoint(cause, "receiver", &replaces.receiver->endpoint);
    if (!no_match(subject, cause, &replaces) &&
        (!replaces.dialog || !cannot_replace(subject, cause, &replaces))) {
        return false;
    }
    show_refer(subject, cause, replaces.call_id);
    return true;
}
