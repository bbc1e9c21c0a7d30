/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 405 and 501: the method; 416 and 505: the request line. And the table of the rules about requests
 * that a server does not take as they are.
 */
#include "rules_method.h"

#include "facts.h"
#include "sip_values.h"

bool
method_lists(const struct sip_message *sip, enum sip_header header, struct span token)
{
    struct span field = sip->header[header];
    int steps = 0;

    for (; field.text && steps < HISTORY_NEAR;
         field = sip_message_next(sip, header, field), steps++) {
        if (sip_list_has(field, token)) {
            return true;
        }
    }
    return false;
}

void
method_set_list(struct cause *cause, const char *name, const struct sip_message *sip,
                enum sip_header header)
{
    GString *list = g_string_new(NULL);
    struct span field = sip->header[header], element;
    int steps = 0;

    for (; field.text; field = sip_message_next(sip, header, field)) {
        struct span rest = field;

        while (steps++ < HISTORY_NEAR && (element = sip_list_next(&rest)).text) {
            element = sip_value_read(element).value;
            g_string_append(list, list->len ? ", " : "");
            g_string_append_len(list, element.text, (gssize)element.length);
        }
    }
    cause_set(cause, name, (struct span){ list->str, list->len });
    g_string_free(list, TRUE);
}

const struct history_message *
method_accepted(const struct history_transaction *own, method_is_wanted *is_wanted)
{
    const struct history_transaction *other;
    int direction, steps;

    for (direction = 0; direction < 2; direction++) {
        other = direction ? own->next_received : own->previous_received;
        for (steps = 0; other && steps < HISTORY_NEAR; steps++) {
            if (other->method == own->method && other->final &&
                other->final->status_code / 100 == 2 && !other->request->is_incomplete &&
                other->request->path->destination == own->request->path->destination &&
                is_wanted(other, own)) {
                return other->request;
            }
            other = direction ? other->next_received : other->previous_received;
        }
    }
    return NULL;
}

/* ---- 405 and 501 ---- */

/* True if the message is a newer statement of the agent about what it allows than the one found so
 * far. */
static bool
is_newer_allow(const struct history_message *message, const struct history_agent *agent,
               const struct subject *subject, const struct history_message *found)
{
    return message->path->source == agent && fact_is_before(message, subject->message) &&
           (!found || fact_is_before(found, message)) &&
           history_header(message, SIP_HEADER_ALLOW).text;
}

/* The newest one among the responses of a transaction. */
static const struct history_message *
allow_of_responses(const struct history_transaction *transaction, const struct history_agent *agent,
                   const struct subject *subject, const struct history_message *found)
{
    const struct history_message *message = transaction->newest;
    int steps = 0;

    for (; message && steps < 8; message = message->previous, steps++) {
        if (is_newer_allow(message, agent, subject, found)) {
            found = message;
        }
    }
    return found;
}

/* What the server said it allows, before. Of a server that others stand behind it says nothing.
 * @return the message, NULL if it did not list the method */
static const struct history_message *
allow_before(const struct subject *subject)
{
    const struct history_agent *agent = subject->message->path->source;
    const struct history_transaction *other;
    const struct history_message *found = NULL;
    int steps = 0;

    if (agent->forwards || agent->has_several_products) {
        return NULL;
    }
    for (other = agent->host->newest_sent; other && steps < HISTORY_NEAR;
         other = other->previous_sent, steps++) {
        if (is_newer_allow(other->request, agent, subject, found)) {
            found = other->request;
        }
    }
    for (other = subject->transaction->previous_received, steps = 0; other && steps < HISTORY_NEAR;
         other = other->previous_received, steps++) {
        found = allow_of_responses(other, agent, subject, found);
    }
    return found && sip_list_has(history_header(found, SIP_HEADER_ALLOW),
                                 *subject->transaction->method)
               ? found
               : NULL;
}

/* What an UPDATE is for, a re-INVITE does as well (RFC 3311 section 5.1). */
static const struct history_message *
done_by_invite(const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction, *next = own->next_in_call;
    int steps = 0;

    for (; next && fact_is_method(own, "UPDATE") && steps < HISTORY_NEAR;
         next = next->next_in_call, steps++) {
        if (next->dialog && next->dialog == own->dialog && next->from_tag == own->from_tag &&
            fact_is_method(next, "INVITE") && next->final && next->final->status_code / 100 == 2) {
            return next->final;
        }
    }
    return NULL;
}

static const char *
variant_of_method(const struct subject *subject, struct span method)
{
    if (subject->code == 501) {
        return "unknown";
    }
    if (!subject->sip->header[SIP_HEADER_ALLOW].text) {
        return "no-allow";
    }
    return method_lists(subject->sip, SIP_HEADER_ALLOW, method) ? "in-allow" : "not-in-allow";
}

/* How a transfer is reported is looked at with the REFER. */
static bool
is_report_of_transfer(const struct subject *subject)
{
    struct span event = history_header(subject->request, SIP_HEADER_EVENT);

    return fact_is_method(subject->transaction, "NOTIFY") &&
           span_equal_nocase(sip_value_read(event).value, SPAN("refer"));
}

static bool
method_not_offered(const struct subject *subject, struct cause *cause)
{
    const struct history_message *before, *instead;
    struct span method;

    if (!subject->request || fact_is_answered_ping(subject) || is_report_of_transfer(subject)) {
        return false;
    }
    method = *subject->transaction->method;
    instead = done_by_invite(subject);
    cause_is(cause, variant_of_method(subject, method), CONFIDENCE_CERTAIN,
             instead ? SEVERITY_NOTE : SEVERITY_WARN);
    cause_set(cause, "method", method);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    method_set_list(cause, "allow", subject->sip, SIP_HEADER_ALLOW);
    before = allow_before(subject);
    if (before) {
        cause_show(cause, "listed", before);
    }
    if (instead) {
        cause_show(cause, "instead", instead);
        cause_set_outcome(cause, instead);
    }
    return true;
}

/* ---- 416 and 505 ---- */

static bool
is_sip_scheme(struct span scheme)
{
    return span_equal_nocase(scheme, SPAN("sip"));
}

static bool
scheme_not_supported(const struct subject *subject, struct cause *cause)
{
    struct span uri = history_request_uri(subject->request), scheme = fact_scheme(uri);
    const struct history_message *retry;

    if (!span_is_set(scheme) || is_sip_scheme(scheme)) {
        return false;
    }
    cause_is(cause, "scheme", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set(cause, "scheme", scheme);
    cause_set(cause, "uri", uri);
    retry = fact_retry(subject->message);
    if (retry && is_sip_scheme(fact_scheme(history_request_uri(retry)))) {
        const struct history_message *final = fact_response(retry->transaction, 200, 699, NULL);

        cause_show(cause, "retry", retry);
        cause_set_outcome(cause, final ? final : retry);
        if (final) {
            cause_set_number(cause, "code", final->status_code);
            cause_show(cause, "result", final);
        }
    }
    return true;
}

/* "SIP/2.0" at the start of a Via; absent for another form. */
static struct span
protocol_of_via(struct span via)
{
    size_t name = span_find(via, '/'), version = span_find(span_skip(via, name + 1), '/');

    return name + 1 + version < via.length ? span_take(via, name + 1 + version)
                                           : (struct span){ NULL, 0 };
}

/* A request with another version is not read as SIP at all, so that it is missing here; but its
 * answer copies its Via. */
static bool
version_not_supported(const struct subject *subject, struct cause *cause)
{
    struct span protocol = protocol_of_via(subject->sip->header[SIP_HEADER_VIA]);
    bool is_current = span_equal_nocase(protocol, SPAN("SIP/2.0"));

    if (!is_current && span_starts_nocase(protocol, SPAN("SIP/"))) {
        cause_is(cause, "version", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
        cause->group = GROUP_PROTOCOL;
        cause_set(cause, "version", protocol);
        return true;
    }
    if (!subject->request || !is_current) {
        return false;
    }
    cause_is(cause, "version-is-right", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_show(cause, "sent", subject->request);
    return true;
}

static bool
request_line(const struct subject *subject, struct cause *cause)
{
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    if (subject->code == 505) {
        return version_not_supported(subject, cause);
    }
    return subject->request && scheme_not_supported(subject, cause);
}

const struct rule rules_method[] = {
    { "400-malformed-request", "400", NULL, rule_malformed_request,
      "RFC 3261 section 21.4.1; RFC 3261 section 8.1.1; RFC 3261 section 18.3; RFC 3261 section "
      "20.14; RFC 3515 section 2.4.2; RFC 6665 section 4.1.3" },
    { "405-501-method", "405 501", NULL, method_not_offered,
      "RFC 3261 section 8.2.1; RFC 3261 section 20.5; RFC 3261 section 21.4.6; RFC 3261 section "
      "21.5.2" },
    { "406-415-content", "406 415", NULL, rule_content,
      "RFC 3261 section 8.2.3; RFC 3261 section 8.1.3.5; RFC 3261 section 21.4.7; RFC 3261 section "
      "21.4.13; RFC 5621 section 8.4; RFC 3428 section 7" },
    { "413-513-too-large", "413 414 513", NULL, rule_too_large,
      "RFC 3261 section 21.4.11; RFC 3261 section 21.4.12; RFC 3261 section 21.5.7; RFC 3261 "
      "section 18.1.1" },
    { "416-505-request-line", "416 505", NULL, request_line,
      "RFC 3261 section 8.2.2.1; RFC 3261 section 8.1.3.5; RFC 3261 section 21.4.14; RFC 3261 "
      "section 21.5.6; RFC 3261 section 19.1.6; RFC 5630 section 5.1.1" },
    { "412-publish-etag", "412", "PUBLISH", rule_publish_etag,
      "RFC 3903 section 4; RFC 3903 section 6" },
    { .id = NULL },
};
