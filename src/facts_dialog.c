/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_dialog.h"

#include "sip_values.h"

bool
fact_same_request(const struct history_transaction *a, const struct history_transaction *b)
{
    return a == b || (a->call == b->call && a->cseq == b->cseq && a->method == b->method &&
                      fact_same_tag(a->from_tag, b->from_tag));
}

static const struct history_host *
source_of(const struct history_message *message)
{
    return message->path->source->host;
}

static const struct history_host *
destination_of(const struct history_message *message)
{
    return message->path->destination->host;
}

bool
fact_same_hop(const struct history_message *a, const struct history_message *b)
{
    return source_of(a) == source_of(b) && destination_of(a) == destination_of(b);
}

bool
fact_opposite_hop(const struct history_message *a, const struct history_message *b)
{
    return source_of(a) == destination_of(b) && destination_of(a) == source_of(b);
}

/* The newest message of the transaction that came from the host before the given one. */
static const struct history_message *
heard_in_transaction(const struct history_transaction *transaction, const struct history_host *host,
                     const struct history_message *before)
{
    const struct history_message *message = transaction->newest;
    int steps = 0;

    for (; message && steps < HISTORY_NEAR; message = message->previous, steps++) {
        if (source_of(message) == host && fact_is_before(message, before)) {
            return message;
        }
    }
    return NULL;
}

const struct history_message *
fact_last_heard(const struct history_transaction *transaction, const struct history_host *host,
                const struct history_message *before)
{
    const struct history_message *heard = NULL, *message;
    int steps = 0;

    for (transaction = transaction->previous_in_call; transaction && steps < HISTORY_NEAR;
         transaction = transaction->previous_in_call, steps++) {
        message = heard_in_transaction(transaction, host, before);
        if (message && (!heard || fact_is_before(heard, message))) {
            heard = message;
        }
    }
    return heard;
}

/* ---- dialogs ---- */

const struct span *
fact_other_tag(const struct history_dialog *dialog, const struct span *tag)
{
    if (fact_same_tag(dialog->caller_tag, tag)) {
        return dialog->callee_tag;
    }
    return fact_same_tag(dialog->callee_tag, tag) ? dialog->caller_tag : NULL;
}

static bool
is_known_before(const struct history_dialog *dialog, const struct history_message *message)
{
    return (dialog->early && fact_is_before(dialog->early, message)) ||
           (dialog->confirmed && fact_is_before(dialog->confirmed, message));
}

static bool
is_near(const struct history_dialog *dialog, const struct history_transaction *transaction)
{
    const struct history_message *request = transaction->request;
    bool has_from = fact_other_tag(dialog, transaction->from_tag) != NULL;
    bool has_to = fact_other_tag(dialog, request->to_tag) != NULL;

    return has_from != has_to && is_known_before(dialog, request);
}

const struct history_dialog *
fact_near_dialog(const struct history_transaction *transaction)
{
    const struct history_dialog *dialog = transaction->call->newest_dialog, *found = NULL;
    int steps = 0;

    for (; dialog && steps < HISTORY_NEAR; dialog = dialog->previous_of_call, steps++) {
        if (is_near(dialog, transaction) && (!found || (dialog->forming && !found->forming))) {
            found = dialog;
        }
    }
    return found;
}

bool
fact_is_forked(const struct history_dialog *dialog)
{
    const struct history_dialog *other = dialog->call->newest_dialog;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_of_call, steps++) {
        if (other != dialog && fact_same_tag(other->caller_tag, dialog->caller_tag)) {
            return true;
        }
    }
    return false;
}

/* ---- the call in a dialog ---- */

/* The 2xx of this INVITE that belongs to the dialog. */
static const struct history_message *
answer_in_dialog(const struct history_transaction *invite, const struct history_dialog *dialog)
{
    const struct history_message *message = invite->newest, *found = NULL;
    const struct span *other = fact_other_tag(dialog, invite->from_tag);
    int steps = 0;

    for (; other && message && steps < HISTORY_NEAR; message = message->previous, steps++) {
        if (message->status_code / 100 == 2 && fact_same_tag(message->to_tag, other)) {
            found = message;
        }
    }
    return found;
}

/* The first 2xx to an INVITE of the dialog, at any hop, that fits. */
static const struct history_message *
find_answer(const struct history_dialog *dialog,
            bool (*fits)(const struct history_message *answer, const void *context),
            const void *context)
{
    const struct history_transaction *transaction = dialog->call->oldest;
    const struct history_message *answer;
    int steps = 0;

    for (; transaction && steps < HISTORY_NEAR; transaction = transaction->next_in_call, steps++) {
        if (fact_is_method(transaction, "INVITE") &&
            (answer = answer_in_dialog(transaction, dialog)) && fits(answer, context)) {
            return answer;
        }
    }
    return NULL;
}

static bool
is_before(const struct history_message *answer, const void *context)
{
    return fact_is_before(answer, context);
}

const struct history_message *
fact_call_answer(const struct history_dialog *dialog, const struct history_message *before)
{
    const struct history_message *confirmed = dialog->confirmed;

    if (confirmed && fact_is_method(confirmed->transaction, "INVITE")) {
        return fact_is_before(confirmed, before) ? confirmed : NULL;
    }
    return confirmed ? find_answer(dialog, is_before, before) : NULL;
}

static bool
is_at_hop(const struct history_message *answer, const void *context)
{
    return fact_same_hop(answer, context) || fact_opposite_hop(answer, context);
}

const struct history_message *
fact_call_answer_at(const struct history_dialog *dialog, const struct history_message *hop)
{
    return find_answer(dialog, is_at_hop, hop);
}

/* The INVITE came from where its answer went to. */
static bool
has_party(const struct history_message *answer, const void *context)
{
    return source_of(answer) == context || destination_of(answer) == context;
}

bool
fact_call_has_party(const struct history_dialog *dialog, const struct history_host *host)
{
    return find_answer(dialog, has_party, host) != NULL;
}

static bool
is_of_subscription(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "NOTIFY") || fact_is_method(transaction, "SUBSCRIBE");
}

/* A BYE that came after what ended the dialog, and is another request than the given one. */
static const struct history_message *
find_bye(const struct history_dialog *dialog, const struct history_transaction *given)
{
    const struct history_transaction *transaction = dialog->ended->transaction;
    int steps = 0;

    for (; transaction && steps < HISTORY_NEAR; transaction = transaction->next_in_call, steps++) {
        const struct history_message *final = transaction->final;

        if (transaction->dialog == dialog && fact_is_method(transaction, "BYE") &&
            !fact_same_request(transaction, given) &&
            !(final && (final->status_code == 401 || final->status_code == 407))) {
            return transaction->request;
        }
    }
    return NULL;
}

const struct history_message *
fact_call_end(const struct history_dialog *dialog, const struct history_message *before)
{
    const struct history_message *end = dialog->ended;

    if (end && (is_of_subscription(end->transaction) ||
                fact_same_request(end->transaction, before->transaction))) {
        end = find_bye(dialog, before->transaction);
    }
    return end && fact_is_before(end, before) ? end : NULL;
}

const struct history_message *
fact_last_exchange(const struct history_message *request)
{
    const struct history_dialog *dialog = request->transaction->dialog;
    const struct history_transaction *before = request->transaction->previous_in_call;
    const struct history_message *answer;
    int steps = 0;

    for (; dialog && before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->dialog == dialog && before->request && is_at_hop(before->request, request) &&
            !is_of_subscription(before) && (answer = fact_response(before, 200, 299, request))) {
            return answer;
        }
    }
    return NULL;
}

/* ---- subscriptions ---- */

/* True if both fields name the same event and id (RFC 6665 section 8.2.1). */
static bool
is_same_event(struct span a, struct span b)
{
    struct sip_value left = sip_value_read(a), right = sip_value_read(b);
    struct span left_id = sip_parameter_find(left.parameters, SPAN("id"));
    struct span right_id = sip_parameter_find(right.parameters, SPAN("id"));

    return span_is_set(left.value) && span_equal_nocase(left.value, right.value) &&
           span_equal(left_id, right_id);
}

/* The request is of this dialog, or asked for the subscription that made it. */
static bool
is_of_dialog(const struct history_transaction *transaction, const struct history_dialog *dialog)
{
    return transaction->dialog == dialog ||
           (!transaction->in_dialog && fact_other_tag(dialog, transaction->from_tag));
}

static bool
read_expiry(const struct history_message *message, struct span value,
            struct subscription_facts *facts)
{
    facts->has_expiry = sip_seconds_read(value, &facts->expires);
    if (facts->has_expiry) {
        facts->expires_ns = message->time_ns + facts->expires * SECONDS_NS;
    }
    return facts->has_expiry;
}

static bool
is_terminated(const struct history_message *notify)
{
    return span_equal_nocase(
        sip_value_read(history_header(notify, SIP_HEADER_SUBSCRIPTION_STATE)).value,
        SPAN("terminated"));
}

/* Takes what a SUBSCRIBE or NOTIFY says about its subscription. @return true if that settles it */
static bool
take_report(const struct history_transaction *transaction, const struct history_message *before,
            struct subscription_facts *facts)
{
    const struct history_message *request = transaction->request, *answer;
    bool is_notify = fact_is_method(transaction, "NOTIFY");
    const struct history_message *end = is_notify && is_terminated(request)
                                            ? request
                                            : fact_response(transaction, 481, 481, before);

    if (end) {
        facts->end = facts->grant ? NULL : end; /* it was made anew after that */
        return true;
    }
    answer = fact_response(transaction, 200, 299, before);
    if (!answer) {
        return false;
    }
    facts->grant = answer;
    if (is_notify) {
        struct sip_value state =
            sip_value_read(history_header(request, SIP_HEADER_SUBSCRIPTION_STATE));

        read_expiry(request, sip_parameter_find(state.parameters, SPAN("expires")), facts);
        return facts->has_expiry;
    }
    if (!read_expiry(answer, history_header(answer, SIP_HEADER_EXPIRES), facts)) {
        read_expiry(answer, history_header(request, SIP_HEADER_EXPIRES), facts);
    }
    return true;
}

struct subscription_facts
fact_subscription_state(const struct history_message *request)
{
    struct subscription_facts facts = { .grant = NULL };
    const struct history_transaction *own = request->transaction;
    const struct history_transaction *before = own->previous_in_call;
    struct span event = history_header(request, SIP_HEADER_EVENT);
    int steps = 0;

    for (; own->dialog && before && steps < HISTORY_NEAR;
         before = before->previous_in_call, steps++) {
        if (before->request && is_of_subscription(before) && is_of_dialog(before, own->dialog) &&
            !fact_same_request(before, own) &&
            is_same_event(history_header(before->request, SIP_HEADER_EVENT), event) &&
            take_report(before, request, &facts)) {
            break;
        }
    }
    return facts;
}

/* ---- requests of one side ---- */

/* True if the other request was sent in the same dialog. Of a dialog that is not known only one
 * side's requests are found: those with the same From tag, which whoever asks has to see to. */
static bool
is_in_dialog_of(const struct history_transaction *other, const struct history_transaction *own)
{
    const struct history_dialog *dialog = own->dialog;

    if (dialog) {
        return other->dialog == dialog ||
               (dialog->forming && fact_same_request(other, dialog->forming));
    }
    return fact_same_tag(other->request->to_tag, own->request->to_tag);
}

static bool
counts_for_order(const struct history_transaction *transaction)
{
    return transaction->request && !transaction->request->is_ack &&
           !fact_is_method(transaction, "CANCEL");
}

const struct history_message *
fact_highest_cseq(const struct history_message *request)
{
    const struct history_transaction *own = request->transaction;
    const struct history_transaction *before = own->previous_in_call, *found = NULL;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (counts_for_order(before) && fact_same_hop(before->request, request) &&
            fact_same_tag(before->from_tag, own->from_tag) && is_in_dialog_of(before, own) &&
            !fact_same_request(before, own) && fact_is_before(before->request, request) &&
            (!found || before->cseq > found->cseq)) {
            found = before;
        }
    }
    return found ? found->request : NULL;
}

/* True if the request was over before the message: an INVITE with its ACK. */
static bool
is_over(const struct history_transaction *transaction, const struct history_message *message)
{
    const struct history_message *final = transaction->final;
    const struct history_message *ack = final ? fact_ack(final) : NULL;

    return final && fact_is_before(ack ? ack : final, message);
}

static bool
is_change(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "INVITE") || fact_is_method(transaction, "UPDATE");
}

const struct history_message *
fact_pending(const struct history_message *request, const struct history_message *response,
             bool own)
{
    const struct history_transaction *asked = request->transaction;
    const struct history_transaction *other = response->transaction->call->newest;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_in_call, steps++) {
        if (!other->request || !is_change(other) || !fact_is_before(other->request, response) ||
            !is_in_dialog_of(other, asked) || fact_same_request(other, asked) ||
            fact_same_tag(other->from_tag, asked->from_tag) != own || is_over(other, request)) {
            continue;
        }
        if (own ? fact_same_hop(other->request, request)
                : fact_opposite_hop(other->request, request)) {
            return other->request;
        }
        found = found ? found : other->request;
    }
    return own ? NULL : found;
}
