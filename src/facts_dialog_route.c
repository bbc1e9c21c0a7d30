/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_dialog_route.h"

#include "sip_values.h"

/* Copies that come so soon after an ACK crossed with it. */
#define CROSSED_NS SECONDS_NS

/* A callee whose copies go on for that long gave up; no ACK ended them (RFC 3261 section
 * 13.3.1.4: for 64 times T1, at least every 4 s). */
#define GIVEN_UP_NS (27 * SECONDS_NS)

/* Longer routes than this are not compared. */
#define MOST_ROUTES 16

bool
fact_has_tags(const struct history_message *request, const struct span *tag,
              const struct span *other)
{
    const struct span *from = request->transaction->from_tag, *to = request->to_tag;

    return (fact_same_tag(from, tag) && fact_same_tag(to, other)) ||
           (fact_same_tag(from, other) && fact_same_tag(to, tag));
}

unsigned
fact_copies_after(const struct history_message *message, int64_t time_ns)
{
    const struct history_message *copy = history_latest(message);
    unsigned count = 0;

    while (copy && copy->time_ns > time_ns && count < HISTORY_NEAR) {
        count++;
        copy = history_sent_before(copy);
    }
    return count;
}

const struct history_message *
fact_bye_after(const struct history_message *success)
{
    const struct history_transaction *next = success->transaction->next_in_call;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->request && fact_is_method(next, "BYE") &&
            fact_is_before(success, next->request) &&
            fact_has_tags(next->request, success->transaction->from_tag, success->to_tag)) {
            return next->request;
        }
    }
    return NULL;
}

const struct endpoint *
fact_user_agent(const struct history_message *request)
{
    const struct history_transaction *first = fact_most_upstream(request->transaction);

    return first->request && first->vias == 1 ? &first->request->path->path.source : NULL;
}

/* True if an address of the field's URIs is this host. */
static bool
names_host(struct span field, const struct endpoint *host)
{
    struct span element;
    struct sip_address address;
    int looked_at = 0;

    while (looked_at++ < MOST_ROUTES && (element = sip_list_next(&field)).text) {
        if (sip_address_read(element, &address) && fact_is_address(fact_host(address.uri), host)) {
            return true;
        }
    }
    return false;
}

bool
fact_way_back_is_here(const struct history_message *success)
{
    const struct history_transaction *transaction = success->transaction;
    const struct path *path = &success->path->path;
    struct span routes = history_header(success, SIP_HEADER_RECORD_ROUTE);

    return transaction->in_dialog ||
           ((transaction->vias == 1 || names_host(routes, &path->destination)) &&
            (names_host(history_header(success, SIP_HEADER_CONTACT), &path->source) ||
             names_host(routes, &path->source)));
}

/* ---- what an ACK has to look like ---- */

static uint16_t
port_of(const struct sip_uri *uri)
{
    return uri->port ? uri->port : span_equal_nocase(uri->scheme, SPAN("sips")) ? 5061 : 5060;
}

/* Lenient: parameters and an omitted default port make no other place. */
static bool
leads_elsewhere(struct span a, struct span b)
{
    struct sip_uri left, right;

    if (sip_uri_equal(a, b) || !sip_uri_read(a, &left) || !sip_uri_read(b, &right)) {
        return false;
    }
    return !span_equal_nocase(left.host, right.host) || port_of(&left) != port_of(&right) ||
           (span_is_set(left.user) && !span_equal(left.user, right.user));
}

static unsigned
routes_read(struct span field, struct span routes[MOST_ROUTES + 1])
{
    struct span element;
    struct sip_address address;
    unsigned count = 0;

    while (count <= MOST_ROUTES && (element = sip_list_next(&field)).text) {
        if (sip_address_read(element, &address)) {
            routes[count++] = address.uri;
        }
    }
    return count;
}

/* A router without lr wants Request-URI and last Route exchanged (RFC 3261 section 12.2.1.1). */
static bool
has_strict_router(const struct span *routes, unsigned count)
{
    struct sip_uri uri;
    unsigned i;

    for (i = 0; i < count; i++) {
        if (!sip_uri_read(routes[i], &uri) ||
            !sip_parameter_find(uri.parameters, SPAN("lr")).text) {
            return true;
        }
    }
    return false;
}

static bool
is_reversed(const struct span *asked, const struct span *used, unsigned count)
{
    unsigned i;

    for (i = 0; i < count; i++) {
        if (leads_elsewhere(asked[i], used[count - 1 - i])) {
            return false;
        }
    }
    return true;
}

/* A fixed way out that the INVITE took already is no fault; that of an INVITE before the capture is
 * not known. */
static bool
repeats_way_out(const struct history_message *success, struct span route)
{
    const struct history_message *invite = success->transaction->request;

    return route.text && (!invite || span_equal(history_header(invite, SIP_HEADER_ROUTE), route));
}

static void
compare_routes(const struct history_message *success, const struct history_message *ack,
               struct ack_faults *faults)
{
    struct span asked = history_header(success, SIP_HEADER_RECORD_ROUTE);
    struct span used = history_header(ack, SIP_HEADER_ROUTE);
    struct span wanted[MOST_ROUTES + 1], routes[MOST_ROUTES + 1];
    struct span uri = history_request_uri(ack);
    struct span contact = fact_address_uri(history_header(success, SIP_HEADER_CONTACT));
    unsigned count = routes_read(asked, wanted), others = routes_read(used, routes);
    struct span next;

    if (count > MOST_ROUTES || others > MOST_ROUTES || has_strict_router(wanted, count)) {
        return;
    }
    if (span_is_set(contact) && leads_elsewhere(contact, uri)) {
        faults->asked_uri = contact;
        faults->uri = uri;
    }
    if ((count != others || !is_reversed(wanted, routes, count)) &&
        !repeats_way_out(success, used)) {
        faults->is_route_wrong = true;
        faults->asked_route = asked;
        faults->route = used;
    }
    next = fact_host(others ? routes[0] : uri);
    if (fact_is_ip(next) && !fact_is_address(next, &ack->path->path.destination) &&
        !fact_same_address(&ack->path->path.destination, &success->path->path.source)) {
        faults->asked_host = next;
    }
}

/* The To tag of any 2xx to the INVITE: several phones may have answered. */
static bool
is_tag_of_answer(const struct history_transaction *invite, const struct span *tag)
{
    const struct history_message *message = invite->newest;
    int steps = 0;

    for (; message && steps < HISTORY_NEAR; message = message->previous, steps++) {
        if (message->status_code / 100 == 2 && fact_same_tag(message->to_tag, tag)) {
            return true;
        }
    }
    return false;
}

bool
fact_ack_faults(const struct history_message *success, const struct history_message *ack,
                struct ack_faults *faults)
{
    *faults = (struct ack_faults){ .tag = false };
    faults->tag = !is_tag_of_answer(success->transaction, ack->to_tag);
    compare_routes(success, ack, faults);
    return faults->tag || faults->is_route_wrong || faults->asked_uri.text ||
           faults->asked_host.text;
}

/* ---- the ACKs of a 2xx ---- */

/* An ACK with the tag of another answer belongs to that. */
static bool
is_ack_of(const struct history_transaction *next, const struct history_message *success)
{
    const struct history_transaction *invite = success->transaction;

    return next->request && next->request->is_ack && next->cseq == invite->cseq &&
           fact_same_tag(next->from_tag, invite->from_tag) &&
           (fact_same_tag(next->request->to_tag, success->to_tag) ||
            !is_tag_of_answer(invite, next->request->to_tag));
}

static bool
comes_from_receiver(const struct history_message *ack, const struct history_message *success)
{
    return fact_same_address(&ack->path->path.source, &success->path->path.destination);
}

static bool
goes_to_sender(const struct history_message *ack, const struct history_message *success)
{
    return fact_same_address(&ack->path->path.destination, &success->path->path.source);
}

static void
take_ack(const struct history_message *ack, const struct history_message *success,
         struct acknowledgement *found)
{
    int64_t copied_ns = history_latest(success)->time_ns - success->time_ns;
    struct ack_faults faults;
    const struct history_message **place;

    if (copied_ns < GIVEN_UP_NS && fact_copies_after(success, ack->time_ns + CROSSED_NS) < 2) {
        found->effective = ack;
    }
    if (!comes_from_receiver(ack, success)) {
        place = goes_to_sender(ack, success) ? &found->right : &found->elsewhere;
    } else if (ack->transaction->vias == 1 && fact_ack_faults(success, ack, &faults)) {
        place = &found->wrong;
    } else {
        place = &found->right;
    }
    if (!*place) {
        *place = ack;
    }
}

void
fact_acknowledgement(const struct history_message *success, struct acknowledgement *found)
{
    const struct history_transaction *next = success->transaction->next_in_call;
    int steps = 0;

    *found = (struct acknowledgement){ NULL, NULL, NULL, NULL };
    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (is_ack_of(next, success)) {
            take_ack(next->request, success, found);
        }
    }
}
