/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 406 and 415: the body is of the wrong kind. 413, 414 and 513: it, the Request-URI or the whole
 * message is too big.
 */
#include "facts.h"
#include "rules_method.h"
#include "sip_values.h"

/* ---- kinds of bodies ---- */

/* The media type of a request's body, without parameters; absent if it has none, or one that could
 * not be read. */
static struct span
body_type(const struct history_message *request)
{
    struct span type = history_header(request, SIP_HEADER_CONTENT_TYPE);

    if (type.text) {
        return sip_value_read(type).value;
    }
    return request->has_sdp ? SPAN("application/sdp") : type;
}

/* True if the media range, which may have a star as subtype or for both, stands for the type (RFC
 * 3261 section 20.1). */
static bool
is_in_range(struct span range, struct span type)
{
    const struct span star = SPAN("*");
    size_t slash = span_find(range, '/');

    if (span_equal(span_take(range, slash), star)) {
        return true;
    }
    if (span_equal(span_skip(range, slash + 1), star)) {
        return span_starts_nocase(type, span_take(range, slash + 1));
    }
    return span_equal_nocase(range, type);
}

/* True if one of the elements of the list stands for the type. */
static bool
accepts(struct span list, struct span type)
{
    struct span element;
    int steps = 0;

    while (steps++ < HISTORY_NEAR && (element = sip_list_next(&list)).text) {
        if (is_in_range(sip_value_read(element).value, type)) {
            return true;
        }
    }
    return false;
}

static bool
response_accepts(const struct sip_message *sip, struct span type)
{
    struct span field = sip->header[SIP_HEADER_ACCEPT];
    int steps = 0;

    for (; field.text && steps < HISTORY_NEAR;
         field = sip_message_next(sip, SIP_HEADER_ACCEPT, field), steps++) {
        if (accepts(field, type)) {
            return true;
        }
    }
    return false;
}

/* Bodies that nobody misses: "is composing", and digits that mostly go with the media anyway. */
static bool
is_dispensable(const struct history_transaction *transaction, struct span type)
{
    static const struct {
        const char *method, *type;
    } rows[] = {
        { "MESSAGE", "application/im-iscomposing+xml" },
        { "INFO", "application/dtmf-relay" },
        { "INFO", "application/dtmf" },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (fact_is_method(transaction, rows[i].method) &&
            span_equal_nocase(type, span_of(rows[i].type))) {
            return true;
        }
    }
    return false;
}

static bool
has_other_type(const struct history_transaction *other, const struct history_transaction *own)
{
    struct span type = body_type(other->request);

    return span_is_set(type) && !span_equal_nocase(type, body_type(own->request));
}

/* What the 415 says about it; NULL if it says nothing that fits. */
static const char *
objection(const struct subject *subject, struct span type, struct span encoding)
{
    const struct sip_message *sip = subject->sip;
    bool has_encodings = sip->header[SIP_HEADER_ACCEPT_ENCODING].text != NULL;

    if (span_is_set(encoding) && has_encodings &&
        !method_lists(sip, SIP_HEADER_ACCEPT_ENCODING, encoding)) {
        return "encoding";
    }
    if (sip->header[SIP_HEADER_ACCEPT].text) {
        return response_accepts(sip, type) ? "disposition" : "type";
    }
    return has_encodings || sip_message_find(sip, SPAN("Accept-Language")).text ? NULL
                                                                                : "no-accept-sent";
}

static bool
unsupported_body(const struct subject *subject, struct cause *cause)
{
    const struct history_message *request = subject->request, *accepted;
    struct span type = body_type(request);
    struct span encoding = history_header(request, SIP_HEADER_CONTENT_ENCODING);
    const char *variant = objection(subject, type, encoding);
    bool is_told = variant && (variant[0] == 't' || variant[0] == 'e');

    if (!variant || !span_is_set(type)) {
        return false;
    }
    cause_is(cause, variant, is_told ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             is_dispensable(subject->transaction, type) ? SEVERITY_NOTE : SEVERITY_WARN);
    cause_set(cause, "type", type);
    cause_set(cause, "encoding", encoding);
    method_set_list(cause, "accept", subject->sip, SIP_HEADER_ACCEPT);
    method_set_list(cause, "encodings", subject->sip, SIP_HEADER_ACCEPT_ENCODING);
    cause_show(cause, "sent", request);
    accepted = method_accepted(subject->transaction, has_other_type);
    if (accepted) {
        cause_set(cause, "other", body_type(accepted));
        cause_show(cause, "accepted", accepted);
    }
    return true;
}

/* A body that the server sent in a NOTIFY about the same event, and that the client of this request
 * does not take. */
static const struct history_message *
body_of_event(const struct subject *subject, struct span event, struct span accept)
{
    const struct history_host *server = subject->message->path->source->host;
    const struct history_transaction *notify = server->newest_sent;
    int steps = 0;

    for (; notify && steps < HISTORY_NEAR; notify = notify->previous_sent, steps++) {
        struct span type;

        if (!fact_is_method(notify, "NOTIFY") ||
            !span_equal_nocase(
                sip_value_read(history_header(notify->request, SIP_HEADER_EVENT)).value, event)) {
            continue;
        }
        type = body_type(notify->request);
        if (span_is_set(type)) {
            return accepts(accept, type) ? NULL : notify->request;
        }
    }
    return NULL;
}

static bool
unacceptable_answer(const struct subject *subject, struct cause *cause)
{
    struct span accept = history_header(subject->request, SIP_HEADER_ACCEPT);
    struct span event = sip_value_read(history_header(subject->request, SIP_HEADER_EVENT)).value;
    const struct history_message *body;

    if (!span_is_set(accept) || !span_is_set(event)) {
        return false;
    }
    body = body_of_event(subject, event, accept);
    if (!body) {
        return false;
    }
    cause_is(cause, "accept", CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set(cause, "accept", accept);
    cause_set(cause, "event", event);
    cause_set(cause, "type", body_type(body));
    cause_show(cause, "asked", subject->request);
    cause_show(cause, "sends", body);
    return true;
}

bool
rule_content(const struct subject *subject, struct cause *cause)
{
    if (!subject->request) {
        return false;
    }
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    return subject->code == 415 ? unsupported_body(subject, cause)
                                : unacceptable_answer(subject, cause);
}

/* ---- sizes ---- */

static bool
is_smaller(const struct history_transaction *other, const struct history_transaction *own)
{
    return other->request->size < own->request->size;
}

static bool
has_shorter_uri(const struct history_transaction *other, const struct history_transaction *own)
{
    return history_request_uri(other->request).length < history_request_uri(own->request).length;
}

bool
rule_too_large(const struct subject *subject, struct cause *cause)
{
    const struct history_message *request = subject->request, *smaller;
    bool is_uri = subject->code == 414;

    if (!request || request->is_incomplete) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_number(cause,
                     subject->code == 413 ? "body"
                     : is_uri             ? "uri"
                                          : "message",
                     is_uri ? history_request_uri(request).length : request->size);
    cause_show(cause, "sent", request);
    smaller = method_accepted(subject->transaction, is_uri ? has_shorter_uri : is_smaller);
    if (smaller) {
        cause_set_number(cause, "other",
                         is_uri ? history_request_uri(smaller).length : smaller->size);
        cause_show(cause, "accepted", smaller);
    }
    return true;
}
