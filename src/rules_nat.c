/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A Contact that the other side cannot reach: most telephones behind a NAT give one and work,
 * because the server helps them; so only one that a later request failed at is worth a word.
 */
#include "rules_transport.h"

#include <string.h>

#include "sip_values.h"

/* Who gave which address. */
struct place {
    const struct history_message *message; /* that has the Contact */
    struct span contact;                   /* URI */
    struct span host;                      /* of the URI */
};

static bool
is_loopback(struct span host)
{
    return span_starts_nocase(host, SPAN("127.")) || span_equal(host, SPAN("::1"));
}

bool
nat_is_foreign(struct span host, const struct history_host *source)
{
    char *text;
    bool is_foreign;

    if (!is_loopback(host) && !fact_is_private(host)) {
        return false; /* most are not: the source need not be written out */
    }
    text = finding_endpoint(&source->endpoint);
    is_foreign = is_loopback(host) ? !is_loopback(span_of(text)) : !fact_is_private(span_of(text));
    g_free(text);
    return is_foreign;
}

static bool
place_read(struct place *place, const struct history_message *message, struct span contact)
{
    place->message = message;
    place->contact = fact_address_uri(contact);
    place->host = fact_host(place->contact);
    return span_is_set(place->host) && nat_is_foreign(place->host, message->path->source->host);
}

/* The network says so, or it was repeated, and the capture goes on for as long as an answer may
 * take. */
static bool
has_failed(const struct subject *subject, const struct history_transaction *later)
{
    return !fact_is_answered(later) &&
           (fact_undeliverable(later) ||
            (history_times_sent(later->request) > 1 &&
             fact_covers(subject, later->request->time_ns, fact_transaction_timeout(later))));
}

static bool
goes_to(const struct history_transaction *later, const struct place *place)
{
    return later->request && !later->request->is_ack &&
           fact_is_before(place->message, later->request) &&
           fact_is_address(place->host, &later->request->path->path.destination);
}

/* A later request of the call that went to the Contact, and got no answer. */
static const struct history_message *
failed_in_call(const struct subject *subject, const struct place *place)
{
    const struct history_transaction *later = subject->transaction->next_in_call;
    int steps = 0;

    for (; later && steps < HISTORY_NEAR; later = later->next_in_call, steps++) {
        if (goes_to(later, place) && has_failed(subject, later)) {
            return later->request;
        }
    }
    return NULL;
}

/* A request that followed the registration to the Contact, and got no answer. */
static const struct history_message *
failed_to_contact(const struct subject *subject, const struct place *place)
{
    const struct history_transaction *later = subject->message->path->source->host->newest_sent;
    int steps = 0;

    for (; later && steps < HISTORY_NEAR; later = later->previous_sent, steps++) {
        if (goes_to(later, place) && has_failed(subject, later) &&
            span_equal(fact_user(history_request_uri(later->request)), fact_user(place->contact))) {
            return later->request;
        }
    }
    return NULL;
}

/* The server reached the telephone where its packets come from: it copes with the NAT. */
static bool
is_reached_at_source(const struct subject *subject, const struct place *place)
{
    const struct history_transaction *later = place->message->path->source->host->newest_received;
    const struct history_host *server = place->message->path->destination->host;
    int steps = 0;

    for (; later && steps < HISTORY_NEAR; later = later->previous_received, steps++) {
        if (later->request->path->source->host == server &&
            fact_is_before(subject->message, later->request) && fact_is_answered(later)) {
            return true;
        }
    }
    return false;
}

/* The address in the topmost Via, as the user agent, or a router on the way, wrote it. */
static struct span
via_host(const struct subject *subject)
{
    struct span rest = subject->sip->header[SIP_HEADER_VIA];
    struct sip_via via;

    return sip_via_read(sip_list_next(&rest), &via) ? via.host : (struct span){ NULL, 0 };
}

/* Clients that learn their public address write it everywhere; the helper of a router only in some
 * places. */
static const char *
variant_of(const struct subject *subject, const struct place *place)
{
    if (is_loopback(place->host)) {
        return "loopback";
    }
    return place->message == subject->request &&
                   fact_is_address(via_host(subject), &place->message->path->path.source)
               ? "via-rewritten"
               : "contact";
}

static bool
report(const struct subject *subject, const struct place *place,
       const struct history_message *later, struct cause *cause)
{
    if (!later || is_reached_at_source(subject, place)) {
        return false;
    }
    cause_is(cause, variant_of(subject, place), CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set_endpoint(cause, "party", &place->message->path->path.source);
    cause_set_endpoint(cause, "peer", &later->path->path.source);
    cause_set(cause, "address", place->host);
    cause_set(cause, "method", *later->transaction->method);
    if (place->message != subject->message) {
        cause_show(cause, "contact", place->message);
    }
    cause_show(cause, "later", later);
    return true;
}

bool
nat_caller_is_user_agent(const struct subject *subject)
{
    return subject->transaction->vias == 1;
}

bool
nat_callee_is_user_agent(const struct subject *subject)
{
    return !history_down(subject->transaction) &&
           !subject->sip->header[SIP_HEADER_RECORD_ROUTE].text;
}

bool
rule_private_address(const struct subject *subject, struct cause *cause)
{
    struct place place;

    if (!subject->request) {
        return false;
    }
    if (subject->code < 200) {
        return rule_private_media(subject, cause);
    }
    if (nat_caller_is_user_agent(subject) &&
        place_read(&place, subject->request,
                   history_header(subject->request, SIP_HEADER_CONTACT)) &&
        report(subject, &place,
               fact_is_method(subject->transaction, "REGISTER") ? failed_to_contact(subject, &place)
                                                                : failed_in_call(subject, &place),
               cause)) {
        return true;
    }
    if (!fact_is_method(subject->transaction, "REGISTER") && nat_callee_is_user_agent(subject) &&
        place_read(&place, subject->message, subject->sip->header[SIP_HEADER_CONTACT]) &&
        report(subject, &place, failed_in_call(subject, &place), cause)) {
        return true;
    }
    return rule_private_media(subject, cause);
}
