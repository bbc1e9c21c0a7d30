/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 400: what is wrong with the request, where the capture proves it, or the server names it.
 */
#include "facts.h"
#include "facts_list.h"
#include "rules_method.h"
#include "sip_values.h"

/* Of a request that is larger the history may not hold all header fields. */
#define WHOLLY_KEPT 7000

/* A fault that a request has or not. It sets what the texts need if it is there. */
struct fault {
    const char *variant;
    enum confidence confidence; /* that the server objects to it */
    bool (*is_in)(const struct history_transaction *transaction, struct cause *cause);
};

/* RFC 3261 section 18.3: over UDP the datagram must hold the whole body; a stream cannot be divided
 * into messages without Content-Length. */
static bool
has_wrong_length(const struct history_transaction *transaction, struct cause *cause)
{
    const struct history_message *request = transaction->request;
    struct span length = history_header(request, SIP_HEADER_CONTENT_LENGTH);
    uint64_t number;

    if (history_missing(request) & SIP_HEADER_BIT(SIP_HEADER_CONTENT_LENGTH)) {
        cause_set_text(cause, "stream", "TCP");
        return true;
    }
    if (!length.text) {
        return false;
    }
    if (!span_to_unsigned(length, UINT64_MAX, &number)) {
        cause_set(cause, "wrong", length.length ? length : SPAN("nothing"));
        return true;
    }
    cause_set_number(cause, "length", number);
    cause_set_number(cause, "body", history_body_length(request));
    return request->is_udp; /* a good length is kept only of a body that is shorter */
}

/* RFC 3261 section 8.1.1.8, RFC 6665 section 4.1.2, RFC 3515 section 2.2. */
static bool
needs_contact(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "INVITE") || fact_is_method(transaction, "SUBSCRIBE") ||
           fact_is_method(transaction, "REFER");
}

/* RFC 3261 section 8.1.1. Without Call-ID, CSeq or Via the request would not have been matched. */
static bool
lacks_header(const struct history_transaction *transaction, struct cause *cause)
{
    const struct history_message *request = transaction->request;
    uint64_t missing = history_missing(request);
    struct span method = history_other_method(request);

    if (span_is_set(method)) {
        cause_set(cause, "cseq", *transaction->method);
        return true;
    }
    if (needs_contact(transaction) && !history_header(request, SIP_HEADER_CONTACT).text) {
        missing |= SIP_HEADER_BIT(SIP_HEADER_CONTACT);
    }
    cause_set_text(cause, "header",
                   (missing & SIP_HEADER_BIT(SIP_HEADER_FROM)) ? "From"
                   : (missing & SIP_HEADER_BIT(SIP_HEADER_TO)) ? "To"
                                                               : "Contact");
    return (missing & ~SIP_HEADER_BIT(SIP_HEADER_CONTENT_LENGTH)) != 0;
}

/* RFC 3515 section 2.4.2: exactly one. */
static bool
has_wrong_refer_to(const struct history_transaction *transaction, struct cause *cause)
{
    struct span rest;
    unsigned count = 0;

    if (!fact_is_method(transaction, "REFER")) {
        return false;
    }
    rest = history_header(transaction->request, SIP_HEADER_REFER_TO);
    while (count < HISTORY_NEAR && sip_list_next(&rest).text) {
        count++;
    }
    if (count) {
        cause_set_number(cause, "count", count);
    } else {
        cause_set_text(cause, "count", "no");
    }
    return count != 1;
}

/* RFC 6665 section 4.1.3, RFC 3515 section 2.4.5. */
static bool
is_wrong_notify(const struct history_transaction *transaction, struct cause *cause)
{
    const struct history_message *request = transaction->request;
    struct span event, phrase;

    if (!fact_is_method(transaction, "NOTIFY")) {
        return false;
    }
    event = history_header(request, SIP_HEADER_EVENT);
    cause_set_text(cause, "header",
                   !event.text ? "Event"
                   : !history_header(request, SIP_HEADER_SUBSCRIPTION_STATE).text
                       ? "Subscription-State"
                       : NULL);
    if (!event.text || !history_header(request, SIP_HEADER_SUBSCRIPTION_STATE).text) {
        return true;
    }
    cause_set_text(cause, "body", "message/sipfrag");
    return span_equal_nocase(sip_value_read(event).value, SPAN("refer")) &&
           span_starts_nocase(history_header(request, SIP_HEADER_CONTENT_TYPE),
                              SPAN("message/sipfrag")) &&
           !history_fragment(request, &phrase);
}

/* The server has to leave out what follows Content-Length, and may go on; but a body that is cut
 * off can be the reason as well. */
static bool
has_short_length(const struct history_transaction *transaction, struct cause *cause)
{
    uint64_t surplus = history_surplus(transaction->request);
    uint64_t body = history_body_length(transaction->request);

    cause_set_number(cause, "length", body - surplus);
    cause_set_number(cause, "body", body);
    return surplus > 0;
}

static const struct fault faults[] = {
    { "length", CONFIDENCE_CERTAIN, has_wrong_length },
    { "missing", CONFIDENCE_CERTAIN, lacks_header },
    { "refer-to", CONFIDENCE_CERTAIN, has_wrong_refer_to },
    { "notify", CONFIDENCE_CERTAIN, is_wrong_notify },
    { "length", CONFIDENCE_LIKELY, has_short_length },
};

/* ---- what the server says ---- */

static bool
is_name_character(char byte)
{
    return g_ascii_isalnum(byte) || byte == '-';
}

/* True if the text has the name as a word of its own. */
static bool
has_word(struct span text, struct span word, bool (*is_equal)(struct span, struct span))
{
    size_t i;

    for (i = 0; i + word.length <= text.length; i++) {
        size_t end = i + word.length;

        if ((i == 0 || !is_name_character(text.text[i - 1])) &&
            (end == text.length || !is_name_character(text.text[end])) &&
            is_equal((struct span){ text.text + i, word.length }, word)) {
            return true;
        }
    }
    return false;
}

/* Names that are no words of English, however they are written. */
static bool
is_clear(struct span name)
{
    return span_find(name, '-') < name.length || span_equal(name, SPAN("CSeq")) ||
           span_equal(name, SPAN("RAck"));
}

/* Nobody can object to these in a request (RFC 3261 section 20). */
static bool
is_of_responses(int header)
{
    return header == SIP_HEADER_SERVER || header == SIP_HEADER_UNSUPPORTED ||
           header == SIP_HEADER_WARNING;
}

/* The name of a header field in a text that a server wrote: "Bad Subscription-State Header", "To
 * header missing"; but not "Bad header from client". @return NULL if it names none */
static const char *
named_header(struct span text)
{
    bool speaks_of_headers =
        fact_mentions(text, "header") || fact_mentions(text, "hdr") || fact_mentions(text, "field");
    int header;

    for (header = 0; header < SIP_HEADER_COUNT; header++) {
        const char *name = sip_header_name((enum sip_header)header);
        bool clear = is_clear(span_of(name));

        if (!is_of_responses(header) && (clear || speaks_of_headers || header == SIP_HEADER_VIA) &&
            has_word(text, span_of(name), clear ? span_equal_nocase : span_equal)) {
            return name;
        }
    }
    return NULL;
}

static bool
server_names_header(const struct subject *subject, struct cause *cause)
{
    struct fact_list warnings = fact_list_of(subject->sip, SIP_HEADER_WARNING);
    struct span text = subject->sip->reason_phrase;
    const char *name = named_header(text);
    struct sip_warning warning;

    while (!name && fact_list_next_warning(&warnings, &warning)) {
        if (warning.code == 399) {
            text = warning.text;
            name = named_header(text);
        }
    }
    cause_set_text(cause, "header", name);
    cause_set(cause, "words", text);
    return name != NULL;
}

/* ---- the rule ---- */

/* The same server took a request with the same fault: then that is not what it objects to. */
static bool
is_taken_elsewhere(const struct fault *fault, const struct history_transaction *own,
                   struct cause *scratch)
{
    const struct history_transaction *other;
    int steps = 0, direction;

    for (direction = 0; direction < 2; direction++) {
        for (other = direction ? own->next_sent : own->previous_sent; other && steps < HISTORY_NEAR;
             other = direction ? other->next_sent : other->previous_sent, steps++) {
            if (other->method == own->method &&
                other->request->path->destination == own->request->path->destination &&
                other->final && other->final->status_code / 100 == 2 &&
                fault->is_in(other, scratch)) {
                return true;
            }
        }
    }
    return false;
}

/* Over UDP and TCP a message has its Content-Length; WebSocket and SCTP frame messages themselves
 * (RFC 7118, RFC 4168), so that nothing is wrong without. */
static bool
is_stream_of_bytes(const struct subject *subject)
{
    struct span rest = subject->sip->header[SIP_HEADER_VIA];
    struct sip_via via;

    return sip_via_read(sip_list_next(&rest), &via) &&
           (span_equal_nocase(via.transport, SPAN("TCP")) ||
            span_equal_nocase(via.transport, SPAN("TLS")));
}

static bool
is_proven(const struct subject *subject, const struct fault *fault, struct cause *cause)
{
    const struct history_transaction *own = subject->transaction;
    struct cause found = *cause, scratch = *cause; /* only what proves it sets values */

    if (subject->request->is_stream && fault->is_in == has_wrong_length &&
        !is_stream_of_bytes(subject)) {
        return false;
    }
    if (!fault->is_in(own, &found) || is_taken_elsewhere(fault, own, &scratch)) {
        return false;
    }
    *cause = found;
    return true;
}

static bool
is_proven_by_request(const struct subject *subject, struct cause *cause)
{
    size_t i;

    if (subject->request->is_incomplete || subject->request->size > WHOLLY_KEPT) {
        return false;
    }
    for (i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (is_proven(subject, &faults[i], cause)) {
            cause_is(cause, faults[i].variant, faults[i].confidence, SEVERITY_ERROR);
            cause->group = GROUP_PROTOCOL;
            cause_show(cause, "fault", subject->request);
            return true;
        }
    }
    return false;
}

bool
rule_malformed_request(const struct subject *subject, struct cause *cause)
{
    struct span method;

    if (!subject->request) {
        return false;
    }
    method = history_other_method(subject->request);
    cause_set(cause, "method", span_is_set(method) ? method : *subject->transaction->method);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    if (is_proven_by_request(subject, cause)) {
        return true;
    }
    cause_is(cause, "phrase", CONFIDENCE_LIKELY, SEVERITY_WARN);
    return server_names_header(subject, cause);
}
