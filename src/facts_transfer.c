/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_transfer.h"

#include "facts_dialog_route.h"
#include "sip_values.h"

/* A referee calls at once (RFC 3515 section 2.4.2). */
#define ATTEMPT_NS (60 * SECONDS_NS)

/* ---- reports ---- */

static struct sip_value
event_of(const struct history_message *request)
{
    return sip_value_read(history_header(request, SIP_HEADER_EVENT));
}

bool
fact_is_refer_report(const struct history_message *notify)
{
    return span_equal_nocase(event_of(notify).value, SPAN("refer"));
}

bool
fact_has_state(const struct history_message *notify, const char *state)
{
    return span_equal_nocase(
        sip_value_read(history_header(notify, SIP_HEADER_SUBSCRIPTION_STATE)).value,
        span_of(state));
}

struct span
fact_state_reason(const struct history_message *notify)
{
    return sip_parameter_find(
        sip_value_read(history_header(notify, SIP_HEADER_SUBSCRIPTION_STATE)).parameters,
        SPAN("reason"));
}

const struct history_message *
fact_report_answer(const struct history_message *notify)
{
    return notify->transaction->final;
}

/* The tag of who has to report: of the 2xx, or of the request if it was sent in a dialog. */
static const struct span *
notifier_tag(const struct subscription *subscription)
{
    return subscription->accepted ? subscription->accepted->to_tag
                                  : subscription->order->request->to_tag;
}

/* The event of a NOTIFY fits what was ordered: for a REFER "refer", with the CSeq number as id or
 * none; for a SUBSCRIBE its event and id. */
static bool
fits_event(const struct history_transaction *order, const struct history_message *notify)
{
    struct sip_value event = event_of(notify), asked = event_of(order->request);
    struct span id = sip_parameter_find(event.parameters, SPAN("id"));
    uint64_t number;

    if (fact_is_method(order, "REFER")) {
        return fact_is_refer_report(notify) &&
               (!id.text || (span_to_unsigned(id, UINT32_MAX, &number) && number == order->cseq));
    }
    return span_equal_nocase(event.value, asked.value) &&
           span_equal(id, sip_parameter_find(asked.parameters, SPAN("id")));
}

/* The order was repeated: what is reported from here on is about that one. */
static bool
is_next_order(const struct history_transaction *next, const struct history_transaction *order)
{
    struct sip_value event, asked;

    if (next->method != order->method || next->cseq <= order->cseq ||
        !fact_same_tag(next->from_tag, order->from_tag) || !next->final ||
        next->final->status_code >= 300) {
        return false;
    }
    event = event_of(next->request);
    asked = event_of(order->request);
    return span_equal_nocase(event.value, asked.value) &&
           span_equal(sip_parameter_find(event.parameters, SPAN("id")),
                      sip_parameter_find(asked.parameters, SPAN("id")));
}

/* The hop of who ordered. */
static bool
is_at_subscriber(const struct history_message *notify, const struct history_transaction *order)
{
    return fact_same_address(&notify->path->path.destination, &order->request->path->path.source);
}

/* True if the report is to stand for the one at another hop. */
static bool
is_better_hop(const struct history_message *known, const struct history_message *report,
              const struct history_transaction *order)
{
    return known->transaction->cseq == report->transaction->cseq &&
           !is_at_subscriber(known, order) && is_at_subscriber(report, order);
}

static void
take_first(const struct history_message **place, const struct history_message *report,
           const struct history_transaction *order)
{
    if (!*place || is_better_hop(*place, report, order)) {
        *place = report;
    }
}

static void
take_newest(const struct history_message **place, const struct history_message *report,
            const struct history_transaction *order)
{
    if (!*place || report->transaction->cseq > (*place)->transaction->cseq ||
        is_better_hop(*place, report, order)) {
        *place = report;
    }
}

static bool
is_challenge(uint32_t code)
{
    return code == 401 || code == 407;
}

static void
take_answer(struct subscription *subscription, const struct history_message *report)
{
    const struct history_message *answer = fact_report_answer(report);
    const struct history_message *refused = subscription->refused;

    if (refused && is_challenge(fact_report_answer(refused)->status_code) &&
        report->transaction->cseq > refused->transaction->cseq) {
        subscription->refused = NULL;
    }
    if (!answer) {
        return;
    }
    if (answer->status_code >= 300) {
        take_first(&subscription->refused, report, subscription->order);
    } else if (refused && report->transaction->cseq >= refused->transaction->cseq) {
        subscription->refused = NULL;
    }
}

static void
take_report(struct subscription *subscription, const struct history_message *report)
{
    const struct history_transaction *order = subscription->order;
    struct span phrase;

    take_newest(&subscription->newest, report, order);
    if (history_fragment(report, &phrase) >= 200) {
        take_newest(&subscription->result, report, order);
    }
    if (fact_has_state(report, "terminated")) {
        take_first(&subscription->terminated, report, order);
    } else if (fact_has_state(report, "active")) {
        take_first(&subscription->active, report, order);
    }
    take_answer(subscription, report);
}

/* A report without id is about the newest order. */
static bool
has_id(const struct history_message *notify)
{
    return sip_parameter_find(event_of(notify).parameters, SPAN("id")).text != NULL;
}

static void
take_request(struct subscription *subscription, const struct history_message *request,
             bool is_superseded)
{
    const struct history_transaction *order = subscription->order;
    const struct span *notifier = notifier_tag(subscription);

    if (fact_is_method(request->transaction, "NOTIFY")) {
        if (!fact_same_tag(request->to_tag, order->from_tag)) {
            return;
        }
        if (notifier && !fact_same_tag(request->transaction->from_tag, notifier)) {
            subscription->has_other_reports = true;
        } else if (fits_event(order, request) && (!is_superseded || has_id(request))) {
            take_report(subscription, request);
        }
    } else if (!subscription->bye && fact_is_method(request->transaction, "BYE") &&
               fact_has_tags(request, order->from_tag, notifier)) {
        subscription->bye = request;
    }
}

void
fact_subscription(const struct history_transaction *order, struct subscription *subscription)
{
    const struct history_transaction *next = order->next_in_call;
    bool is_refer = fact_is_method(order, "REFER"), is_superseded = false;
    int steps = 0;

    *subscription = (struct subscription){ .order = order };
    subscription->accepted = fact_response(order, 200, 299, NULL);
    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (!next->request) {
            continue;
        }
        if (is_next_order(next, order)) {
            is_superseded = true;
        }
        if (is_superseded && !is_refer) {
            return;
        }
        take_request(subscription, next->request, is_superseded);
    }
}

static bool
is_reported_by(const struct history_transaction *refer, const struct history_message *notify)
{
    const struct history_message *accepted = fact_response(refer, 200, 299, NULL);
    const struct span *tag = accepted ? accepted->to_tag : refer->request->to_tag;

    return fact_same_tag(refer->from_tag, notify->to_tag) &&
           (!tag || fact_same_tag(tag, notify->transaction->from_tag)) &&
           fits_event(refer, notify) && (!refer->final || refer->final->status_code < 300);
}

const struct history_transaction *
fact_reported_refer(const struct history_message *notify)
{
    const struct history_transaction *before = notify->transaction->previous_in_call, *found = NULL;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (!before->request || !fact_is_method(before, "REFER") ||
            !is_reported_by(before, notify)) {
            continue;
        }
        if (found && before->cseq != found->cseq) {
            break;
        }
        if (!found || is_at_subscriber(notify, before)) {
            found = before;
        }
    }
    return found;
}

/* ---- what was ordered ---- */

void
fact_transfer_target(const struct history_transaction *refer, struct transfer_target *target)
{
    struct span field = history_header(refer->request, SIP_HEADER_REFER_TO);
    struct sip_address address;
    struct sip_uri uri;

    *target = (struct transfer_target){ .is_call = false };
    if (!sip_address_read(field, &address) || !sip_uri_read(address.uri, &uri)) {
        return;
    }
    target->uri = span_take(address.uri, span_find(address.uri, '?'));
    target->method = sip_parameter_find(uri.parameters, SPAN("method"));
    if (!target->method.text) {
        target->method = sip_parameter_find(address.parameters, SPAN("method"));
    }
    target->is_attended = fact_mentions(uri.headers, "Replaces=");
    target->is_call = (span_equal_nocase(uri.scheme, SPAN("sip")) ||
                       span_equal_nocase(uri.scheme, SPAN("sips")) ||
                       span_equal_nocase(uri.scheme, SPAN("tel"))) &&
                      (!target->method.text || span_equal_nocase(target->method, SPAN("INVITE")));
}

/* ---- the call that was ordered ---- */

/* The REFER at the hop of the referee. */
static const struct history_transaction *
most_downstream(const struct history_transaction *refer)
{
    int steps = 0;

    while (history_down(refer) && steps++ < HISTORY_NEAR) {
        refer = history_down(refer);
    }
    return refer;
}

/* A request that the host sent in this call, near this place in it: from there the list of what it
 * sent can be walked. */
static const struct history_transaction *
sent_near(const struct history_transaction *place, const struct endpoint *host)
{
    const struct history_transaction *before = place, *after = place;
    int steps = 0;

    while ((before || after) && steps++ < HISTORY_NEAR) {
        if (after && after->request &&
            fact_same_address(&after->request->path->path.source, host)) {
            return after;
        }
        if (before && before->request &&
            fact_same_address(&before->request->path->path.source, host)) {
            return before;
        }
        after = after ? after->next_in_call : NULL;
        before = before ? before->previous_in_call : NULL;
    }
    return NULL;
}

/* The referee as the dialog names it. */
static struct span
referee_user(const struct history_transaction *refer)
{
    const struct history_dialog *dialog = refer->dialog;
    const struct history_transaction *forming = dialog ? dialog->forming : NULL;
    enum sip_header header = SIP_HEADER_FROM;

    if (!forming) {
        return fact_user(history_request_uri(refer->request));
    }
    if (fact_same_tag(dialog->caller_tag, refer->from_tag)) {
        header = SIP_HEADER_TO;
    }
    return fact_user(fact_address_uri(history_header(forming->request, header)));
}

/* The INVITE says that it was ordered, or comes from who got the order. */
static bool
is_of_order(const struct history_message *invite, const struct history_transaction *refer,
            const struct transfer_target *target)
{
    struct span from = fact_user(fact_address_uri(history_header(invite, SIP_HEADER_FROM)));

    return history_header(invite, SIP_HEADER_REFERRED_BY).text ||
           (target->is_attended && history_header(invite, SIP_HEADER_REPLACES).text) ||
           (span_is_set(from) &&
            (span_equal(from, referee_user(refer)) ||
             span_equal(from, fact_user(history_request_uri(refer->request)))));
}

static bool
is_attempt(const struct history_transaction *sent, const struct history_transaction *refer,
           const struct transfer_target *target)
{
    return fact_is_method(sent, "INVITE") && !sent->in_dialog &&
           fact_is_before(refer->request, sent->request) &&
           sip_uri_equal(history_request_uri(sent->request), target->uri) &&
           is_of_order(sent->request, refer, target);
}

/* Goes back to what the host sent before the REFER. */
static const struct history_transaction *
first_in_time(const struct history_transaction *sent, const struct history_message *refer,
              int *steps)
{
    while (sent->previous_sent && fact_is_before(refer, sent->request) && *steps < HISTORY_NEAR) {
        sent = sent->previous_sent;
        ++*steps;
    }
    return sent;
}

void
fact_transfer_attempt(const struct subscription *transfer, const struct transfer_target *target,
                      struct transfer_attempt *attempt)
{
    const struct history_transaction *refer = most_downstream(transfer->order), *sent;
    const struct history_host *referee = refer->request->path->destination->host;
    int steps = 0;

    *attempt = (struct transfer_attempt){ NULL, NULL, false };
    sent = sent_near(refer, &referee->endpoint);
    if (!sent) {
        sent = referee->newest_sent;
    }
    if (!sent || !target->is_call) {
        attempt->is_known = !sent;
        return;
    }
    sent = first_in_time(sent, refer->request, &steps);
    for (; sent && steps < HISTORY_NEAR; sent = sent->next_sent, steps++) {
        if (fact_gap(refer->request, sent->request) > ATTEMPT_NS) {
            break;
        }
        if (is_attempt(sent, refer, target)) { /* the newest: one before may have been challenged */
            attempt->invite = sent->request;
            attempt->final = sent->final;
        }
    }
    attempt->is_known = steps < HISTORY_NEAR;
}

/* ---- back from the call to its order ---- */

/* True if the two are further apart than an order and its call. */
static bool
is_too_far(const struct history_transaction *sent, const struct history_message *invite)
{
    return ABS(fact_gap(sent->request, invite)) > ATTEMPT_NS;
}

static const struct history_transaction *
ordered_by(const struct history_transaction *sent, const struct history_message *invite)
{
    const struct history_transaction *refer;
    struct transfer_target target;

    if (!fact_is_method(sent, "NOTIFY") || !fact_is_refer_report(sent->request)) {
        return NULL;
    }
    refer = fact_reported_refer(sent->request);
    if (!refer) {
        return NULL;
    }
    fact_transfer_target(refer, &target);
    return target.is_call && is_attempt(invite->transaction, refer, &target) &&
                   fact_gap(refer->request, invite) <= ATTEMPT_NS
               ? refer
               : NULL;
}

const struct history_transaction *
fact_ordering_refer(const struct history_message *invite)
{
    const struct history_transaction *before = invite->transaction, *after = before, *found;
    int steps = 0;

    for (; (before || after) && steps < HISTORY_NEAR / 2; steps++) {
        if (before && (found = ordered_by(before, invite))) {
            return found;
        }
        if (after && (found = ordered_by(after, invite))) {
            return found;
        }
        before = before ? before->previous_sent : NULL;
        after = after ? after->next_sent : NULL;
        before = before && is_too_far(before, invite) ? NULL : before;
        after = after && is_too_far(after, invite) ? NULL : after;
    }
    return NULL;
}
