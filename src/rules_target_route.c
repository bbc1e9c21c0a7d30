/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Requests inside a call that lost its route (RFC 3261 sections 12.1, 12.2.1.1).
 */
#include "facts_list.h"
#include "facts_target.h"
#include "rules_target.h"

#define MOST_ROUTES 16
#define SIP_PORT 5060

/* A route set, in the order in which a request has it. */
struct routes {
    struct sip_uri uri[MOST_ROUTES];
    struct span text[MOST_ROUTES];
    unsigned count;
    bool is_readable; /* all of them were read, and none is a strict router */
};

static void
routes_read(struct routes *routes, struct span field)
{
    struct fact_list list = fact_list_of_value(field);
    struct sip_address address;
    struct span element;

    *routes = (struct routes){ .is_readable = true };
    while ((element = fact_list_next(&list)).text) {
        if (routes->count == MOST_ROUTES || !sip_address_read(element, &address) ||
            !sip_uri_read(address.uri, &routes->uri[routes->count]) ||
            !sip_parameter_find(routes->uri[routes->count].parameters, SPAN("lr")).text) {
            routes->is_readable = false;
            return;
        }
        routes->text[routes->count++] = address.uri;
    }
}

static void
routes_reverse(struct routes *routes)
{
    unsigned i;

    for (i = 0; i < routes->count / 2; i++) {
        unsigned other = routes->count - 1 - i;
        struct sip_uri uri = routes->uri[i];
        struct span text = routes->text[i];

        routes->uri[i] = routes->uri[other];
        routes->text[i] = routes->text[other];
        routes->uri[other] = uri;
        routes->text[other] = text;
    }
}

static bool
is_same_route(const struct sip_uri *a, const struct sip_uri *b)
{
    return fact_same_host(a->host, b->host) && span_equal(a->user, b->user) &&
           (a->port ? a->port : SIP_PORT) == (b->port ? b->port : SIP_PORT);
}

/* True if one is the end of the other: servers take their own entry off, and a client may have an
 * outbound proxy in front. */
static bool
routes_agree(const struct routes *a, const struct routes *b)
{
    unsigned i, common = MIN(a->count, b->count);

    for (i = 1; i <= common; i++) {
        if (!is_same_route(&a->uri[a->count - i], &b->uri[b->count - i])) {
            return false;
        }
    }
    return common > 0;
}

static void
routes_show(struct cause *cause, const char *name, const struct routes *routes)
{
    GString *shown = g_string_new(NULL);
    unsigned i;

    for (i = 0; i < routes->count; i++) {
        fact_list_show(shown, routes->text[i]);
    }
    cause_set(cause, name, span_of(shown->str));
    g_string_free(shown, TRUE);
}

/* True if who sent the request was on this side of the INVITE: it got, or gave, the route. Where
 * the request went says nothing: with a wrong route it goes astray. */
static bool
is_of_sender(const struct history_transaction *invite, const struct history_message *request,
             bool from_caller)
{
    const struct history_path *forming = invite->request->path;

    return (from_caller ? forming->source : forming->destination)->host ==
           request->path->source->host;
}

/* The response with the route of the dialog: the first one, unless a 2xx follows, which alone
 * counts then (RFC 3261 sections 12.1.2, 13.2.2.4). */
static const struct history_message *
recorded_in(const struct history_transaction *transaction, const struct span *to_tag,
            const struct history_message *before)
{
    const struct history_message *message, *found = NULL;
    int steps = 0;

    for (message = transaction->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (message->status_code > 100 && message->status_code < 300 &&
            fact_same_tag(message->to_tag, to_tag) && fact_is_before(message, before) &&
            !message->is_incomplete && (!found || found->status_code < 200)) {
            found = message;
        }
    }
    return found;
}

/* The response with the route of the dialog at the sender of the request. */
static const struct history_message *
route_source(const struct subject *subject, const struct history_dialog *dialog, bool from_caller)
{
    const struct history_transaction *before = subject->transaction->previous_in_call;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; before && !found && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->request && !before->in_dialog &&
            is_of_sender(before, subject->request, from_caller)) {
            found = recorded_in(before, dialog->callee_tag, subject->request);
        }
    }
    return found;
}

/* True if the request left the way of the INVITE without Route: it went to the Contact. */
static bool
went_to_contact(const struct history_message *request, const struct history_message *source,
                bool from_caller)
{
    const struct history_path *path = source->path;

    return !history_header(request, SIP_HEADER_ROUTE).text &&
           request->path->destination->host !=
               (from_caller ? path->source : path->destination)->host;
}

/* True if the other end of the call itself answered, or may have: no name is resolved. */
static bool
is_from_other_end(const struct subject *subject, const struct history_message *source,
                  bool from_caller)
{
    const struct endpoint *sender = &subject->message->path->path.source;
    struct span contact =
        history_header(from_caller ? source : source->transaction->request, SIP_HEADER_CONTACT);
    struct sip_uri uri = { .port = 0 }; /* without Contact it has no host */

    sip_uri_read(fact_address_uri(contact), &uri);
    if (!fact_is_ip(uri.host)) {
        return went_to_contact(subject->request, source, from_caller);
    }
    return fact_is_address(uri.host, sender) && (uri.port ? uri.port : SIP_PORT) == sender->port;
}

/* True if the route that the response recorded is not that of the request. */
static bool
is_unrouted(const struct subject *subject, struct cause *cause,
            const struct history_message *source, bool from_caller)
{
    struct routes expected, sent;

    routes_read(&expected, history_header(source, SIP_HEADER_RECORD_ROUTE));
    routes_read(&sent, history_header(subject->request, SIP_HEADER_ROUTE));
    if (from_caller) {
        routes_reverse(&expected);
    }
    if (!expected.is_readable || !sent.is_readable || !expected.count ||
        routes_agree(&expected, &sent)) {
        return false;
    }
    routes_show(cause, "expected", &expected);
    routes_show(cause, "sent", &sent);
    return true;
}

/* True if the server is one that the request came through, or the one that answered. */
static bool
is_on_the_way(const struct subject *subject, const struct sip_uri *server)
{
    struct fact_list list = fact_list_of(subject->sip, SIP_HEADER_VIA);
    struct span element;
    struct sip_via via;

    if (fact_is_address(server->host, &subject->message->path->path.source)) {
        return true;
    }
    while ((element = fact_list_next(&list)).text) {
        if (sip_via_read(element, &via) && (fact_same_host(via.host, server->host) ||
                                            fact_same_host(via.received, server->host))) {
            return true;
        }
    }
    return false;
}

/* What a proxy forwards has lost the entries of the servers before: it only tells something if none
 * is left, although a server farther on recorded itself. */
static bool
is_forwarded_unrouted(const struct subject *subject, struct cause *cause,
                      const struct history_message *source, bool from_caller)
{
    struct routes expected;
    unsigned i;

    if (history_header(subject->request, SIP_HEADER_ROUTE).text) {
        return false;
    }
    routes_read(&expected, history_header(source, SIP_HEADER_RECORD_ROUTE));
    if (from_caller) {
        routes_reverse(&expected);
    }
    for (i = 0; expected.is_readable && i < expected.count; i++) {
        if (!is_on_the_way(subject, &expected.uri[i])) {
            routes_show(cause, "expected", &expected);
            return true;
        }
    }
    return false;
}

/* The next attempt, if it was taken. */
static const struct history_message *
taken_later(const struct subject *subject)
{
    const struct history_message *retry = fact_retry(subject->message);

    return retry && fact_response(retry->transaction, 200, 299, NULL) ? retry : NULL;
}

/* True if the same server then took the request with the same Route: that was not the reason. */
static bool
is_taken_unchanged(const struct subject *subject)
{
    const struct history_message *request = subject->request, *retry = taken_later(subject);

    return retry &&
           span_equal(history_header(retry, SIP_HEADER_ROUTE),
                      history_header(request, SIP_HEADER_ROUTE)) &&
           fact_same_address(&retry->path->path.destination, &request->path->path.destination);
}

static void
show_route(const struct subject *subject, struct cause *cause, const struct history_message *source)
{
    const struct history_message *retry = taken_later(subject);

    cause_set_number(cause, "recorded-code", source->status_code);
    cause_show(cause, "recorded", source);
    if (retry && history_header(retry, SIP_HEADER_ROUTE).text) {
        cause_show(cause, "retry", retry);
        cause_set_outcome(cause, fact_response(retry->transaction, 200, 299, NULL));
    }
}

/* The call is there, but the way to it is missing (RFC 3261 section 12.2.1.1). */
bool
target_in_dialog_unrouted(const struct subject *subject, struct cause *cause)
{
    const struct history_dialog *dialog =
        subject->transaction ? subject->transaction->dialog : NULL;
    const struct history_message *source;
    enum dialog_state state;
    bool from_caller;

    if (!subject->request || !dialog || subject->request->is_incomplete) {
        return false;
    }
    state = history_dialog_state(dialog, subject->request);
    from_caller = fact_same_tag(subject->transaction->from_tag, dialog->caller_tag);
    source = route_source(subject, dialog, from_caller);
    if ((state != DIALOG_EARLY && state != DIALOG_CONFIRMED) || !source ||
        is_from_other_end(subject, source, from_caller) || is_taken_unchanged(subject) ||
        !(subject->transaction->vias == 1
              ? is_unrouted(subject, cause, source, from_caller)
              : is_forwarded_unrouted(subject, cause, source, from_caller))) {
        return false;
    }
    target_set(subject, cause);
    show_route(subject, cause, source);
    cause->group = GROUP_PROTOCOL;
    cause_is(cause, NULL, CONFIDENCE_LIKELY, SEVERITY_ERROR);
    return true;
}
