/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Which header fields the history keeps of which messages: those that say something about an
 * earlier or later message. The response that is explained is read again from its own bytes.
 *
 * They stand one after the other: the identifier (1 byte), the length (2 bytes), the value; after
 * the last one KEPT_END.
 */
#include "history_private.h"

#include <string.h>

#include "sdp_outline.h"
#include "sip_body.h"

/* Besides the headers. */
enum kept_other {
    KEPT_REQUEST_URI = SIP_HEADER_COUNT,
    KEPT_FRAGMENT,
    KEPT_SESSION,
    KEPT_METHOD,      /* of the request line, if it is not that of CSeq */
    KEPT_MISSING,     /* SIP_HEADER_BITs of header fields that each request must have */
    KEPT_BODY_LENGTH, /* bytes of a body that is not as long as Content-Length says */
    KEPT_SURPLUS,     /* of these, bytes that are left out */
    KEPT_END
};

G_STATIC_ASSERT(KEPT_END <= UINT8_MAX);

/* Longer values are cut; so long that an Identity (RFC 8224) fits. */
#define MOST_BYTES 2048

/* More fields of one header than this are not kept. */
#define MOST_FIELDS 32

#define ENTRY_HEAD (1 + sizeof(uint16_t))

#define BIT(name) SIP_HEADER_BIT(SIP_HEADER_##name)

#define OF_REQUEST                                                                                 \
    (BIT(ROUTE) | BIT(REASON) | BIT(CONTACT) | BIT(EVENT) | BIT(SUBSCRIPTION_STATE) |              \
     BIT(SESSION_EXPIRES) | BIT(MIN_SE) | BIT(EXPIRES) | BIT(RACK) | BIT(REFER_TO) |               \
     BIT(REFERRED_BY) | BIT(REFER_SUB) | BIT(REQUIRE) | BIT(PROXY_REQUIRE) | BIT(SUPPORTED) |      \
     BIT(REPLACES) | BIT(ACCEPT) | BIT(CONTENT_ENCODING) | BIT(SIP_IF_MATCH))

static const uint64_t of_first_request = OF_REQUEST | BIT(FROM) | BIT(TO) | BIT(PRIVACY) |
                                         BIT(P_ASSERTED_IDENTITY) | BIT(IDENTITY) | BIT(DATE) |
                                         BIT(SESSION_ID);
static const uint64_t of_request_in_dialog = OF_REQUEST;
static const uint64_t of_end = BIT(ROUTE) | BIT(REASON); /* ACK, BYE, CANCEL */
static const uint64_t of_provisional = BIT(CONTACT) | BIT(RECORD_ROUTE) | BIT(RSEQ) | BIT(REASON);
static const uint64_t of_success = BIT(CONTACT) | BIT(RECORD_ROUTE) | BIT(SESSION_EXPIRES) |
                                   BIT(EXPIRES) | BIT(REFER_SUB) | BIT(SIP_ETAG) | BIT(SESSION_ID);
static const uint64_t of_failure = BIT(WWW_AUTHENTICATE) | BIT(PROXY_AUTHENTICATE) |
                                   BIT(RETRY_AFTER) | BIT(MIN_EXPIRES) | BIT(MIN_SE) |
                                   BIT(UNSUPPORTED) | BIT(REASON) | BIT(WARNING);

static bool
is_method(const struct history *history, const struct history_message *message,
          enum sip_method method)
{
    return message->transaction->method == history->methods[method];
}

static uint64_t
wanted_of_request(const struct history *history, const struct history_message *message)
{
    if (message->is_ack) {
        return is_method(history, message, SIP_METHOD_ACK) ? of_end : 0;
    }
    if (is_method(history, message, SIP_METHOD_BYE) ||
        is_method(history, message, SIP_METHOD_CANCEL)) {
        return of_end;
    }
    return message->to_tag ? of_request_in_dialog : of_first_request;
}

static uint64_t
wanted_of_response(const struct history *history, const struct history_message *message)
{
    uint32_t code = message->status_code;

    if (code >= 400) {
        return of_failure;
    }
    if (code >= 300) {
        return BIT(CONTACT);
    }
    if (code < 200) {
        return code == 100 ? 0 : of_provisional;
    }
    return is_method(history, message, SIP_METHOD_BYE) ||
                   is_method(history, message, SIP_METHOD_CANCEL) ||
                   is_method(history, message, SIP_METHOD_NOTIFY) ||
                   is_method(history, message, SIP_METHOD_OPTIONS)
               ? 0
               : of_success;
}

/* What has no room is left out; one byte is left for the end. */
static void
add_bytes(struct kept_fields *kept, struct span value, size_t at)
{
    size_t used = kept->used - at - ENTRY_HEAD;
    size_t room = MIN(KEPT_BYTES - 1 - kept->used, used < MOST_BYTES ? MOST_BYTES - used : 0);
    size_t length = MIN(value.length, room);

    memcpy(kept->bytes + kept->used, value.text, length);
    kept->used += length;
}

/* @return false if there is no room */
static bool
begin_entry(struct kept_fields *kept, unsigned identifier)
{
    if (kept->used + ENTRY_HEAD >= KEPT_BYTES) {
        return false;
    }
    kept->bytes[kept->used] = (uint8_t)identifier;
    kept->used += ENTRY_HEAD;
    return true;
}

static void
end_entry(struct kept_fields *kept, size_t at)
{
    uint16_t length = (uint16_t)(kept->used - at - ENTRY_HEAD);

    memcpy(kept->bytes + at + 1, &length, sizeof(length));
}

static void
add_entry(struct kept_fields *kept, unsigned identifier, struct span value)
{
    size_t at = kept->used;

    if (begin_entry(kept, identifier)) {
        add_bytes(kept, value, at);
        end_entry(kept, at);
    }
}

/* Several fields of a header are one list (RFC 3261 section 7.3.1). Challenges are no such list,
 * but where a field ends can be told by the scheme that follows. */
static void
add_fields(struct kept_fields *kept, const struct sip_message *sip, enum sip_header header)
{
    struct span value = sip->header[header];
    size_t at = kept->used;
    int fields = 0;

    if (!begin_entry(kept, header)) {
        return;
    }
    add_bytes(kept, value, at);
    if (sip->repeated & SIP_HEADER_BIT(header)) {
        while (++fields < MOST_FIELDS && (value = sip_message_next(sip, header, value)).text) {
            add_bytes(kept, SPAN(", "), at);
            add_bytes(kept, value, at);
        }
    }
    end_entry(kept, at);
}

/* From and To without their parameters, in the form that sip_address_read reads. */
static struct span
address_part(struct span value)
{
    size_t close = span_find(value, '>');

    return close < value.length ? span_take(value, close + 1)
                                : span_take(value, span_find(value, ';'));
}

/* To mostly says the same as the Request-URI. */
static bool
repeats_request_uri(const struct sip_message *sip)
{
    struct sip_address to;

    return sip_address_read(sip->header[SIP_HEADER_TO], &to) && !span_is_set(to.display_name) &&
           span_equal(to.uri, sip->request_uri);
}

static void
add_headers(struct kept_fields *kept, const struct sip_message *sip, uint64_t wanted)
{
    uint64_t left = wanted & sip->present;

    while (left) {
        unsigned header = (unsigned)__builtin_ctzll(left);

        left &= left - 1;
        if (header == SIP_HEADER_FROM) {
            add_entry(kept, header, address_part(sip->header[header]));
        } else if (header != SIP_HEADER_TO) {
            add_fields(kept, sip, (enum sip_header)header);
        } else if (!repeats_request_uri(sip)) {
            add_entry(kept, header, address_part(sip->header[header]));
        }
    }
}

static bool
is_sdp(const struct sip_message *sip)
{
    return span_starts_nocase(sip->header[SIP_HEADER_CONTENT_TYPE], SPAN("application/sdp")) ||
           span_starts_nocase(sip->header[SIP_HEADER_CONTENT_TYPE], SPAN("multipart/"));
}

/* @param likely  NULL, or an outline that it may well be */
static const struct span *
keep_outline(struct history *history, struct span description, const struct span *likely)
{
    struct sdp_outline read;
    struct span outline;

    sdp_outline(description, &read);
    outline = (struct span){ read.text, read.length };
    return likely && span_equal(*likely, outline) ? likely : intern(history->strings, outline);
}

/* Descriptions of one user agent mostly have the same outline: it is kept once. */
static void
add_session(struct history *history, const struct sip_message *sip, struct history_message *message)
{
    struct span description = sip_body_find(sip, SPAN("application/sdp"));
    struct history_agent *agent = message->path->source;
    const struct span *outline;
    struct history_sdp *own = agent->newest_sdp;

    if (!description.text || message->is_incomplete || (sip->defects & SIP_DEFECT_BODY_CUT)) {
        return;
    }
    outline = keep_outline(history, description, own ? own->outline : NULL);
    if (!outline) {
        return;
    }
    message->has_sdp = true;
    add_entry(history->kept, KEPT_SESSION,
              (struct span){ (const char *)&outline, sizeof(outline) });
    if (own && own->outline == outline && own->message->status_code == message->status_code &&
        !own->message->to_tag == !message->to_tag) {
        return; /* nothing new about the agent */
    }
    own = ARENA_NEW(history->arena, struct history_sdp);
    own->message = message;
    own->outline = outline;
    own->previous_of_agent = agent->newest_sdp;
    JOURNAL_SET(history->journal, agent->newest_sdp, own);
}

static void
add_fragment(struct kept_fields *kept, const struct sip_message *sip)
{
    struct span fragment = sip_body_find(sip, SPAN("message/sipfrag"));

    if (fragment.text) {
        fragment = span_trim(fragment);
        add_entry(kept, KEPT_FRAGMENT, span_take(fragment, span_find(fragment, '\n')));
    }
}

/* Mostly an agent says the same again. */
static void
add_allow(struct history *history, const struct sip_message *sip, struct history_agent *agent)
{
    struct span value = sip->header[SIP_HEADER_ALLOW];

    if (!value.text ||
        (agent->allow && !(sip->repeated & BIT(ALLOW)) && span_equal(*agent->allow, value))) {
        return;
    }
    add_fields(history->kept, sip, SIP_HEADER_ALLOW);
    JOURNAL_SET(history->journal, agent->allow, intern(history->strings, value));
}

static void
add_number(struct kept_fields *kept, unsigned identifier, uint64_t number)
{
    add_entry(kept, identifier, (struct span){ (const char *)&number, sizeof(number) });
}

/* What is wrong with few requests (RFC 3261 sections 8.1.1, 8.1.1.5, 18.3). */
static void
add_faults(struct kept_fields *kept, const struct sip_message *sip,
           const struct history_message *message)
{
    uint64_t missing =
        (BIT(FROM) | BIT(TO) | (message->is_stream ? BIT(CONTENT_LENGTH) : 0)) & ~sip->present;

    if (missing) {
        add_number(kept, KEPT_MISSING, missing);
    }
    if (!span_equal(sip->method, *message->transaction->method)) {
        add_entry(kept, KEPT_METHOD, sip->method);
    }
    if (sip->defects & (SIP_DEFECT_BODY_CUT | SIP_DEFECT_CONTENT_LENGTH)) {
        add_fields(kept, sip, SIP_HEADER_CONTENT_LENGTH);
        add_number(kept, KEPT_BODY_LENGTH, sip->body.length);
    } else if (sip->surplus && (sip->present & BIT(CONTENT_TYPE))) { /* a body was announced */
        add_number(kept, KEPT_SURPLUS, sip->surplus);
        add_number(kept, KEPT_BODY_LENGTH, sip->body.length + sip->surplus);
    }
}

static void
add_of_request(struct history *history, const struct sip_message *sip,
               struct history_message *message)
{
    struct span type = sip->header[SIP_HEADER_CONTENT_TYPE];

    add_entry(history->kept, KEPT_REQUEST_URI, sip->request_uri);
    if (span_is_set(type) && !span_equal_nocase(type, SPAN("application/sdp"))) {
        add_fields(history->kept, sip, SIP_HEADER_CONTENT_TYPE);
    }
    add_faults(history->kept, sip, message);
    if (is_method(history, message, SIP_METHOD_NOTIFY)) {
        add_fragment(history->kept, sip);
    }
}

void
kept_take(struct history *history, const struct sip_message *sip, struct history_message *message)
{
    struct kept_fields *kept = history->kept;
    uint64_t wanted = sip->is_response ? wanted_of_response(history, message)
                                       : wanted_of_request(history, message);

    if (!wanted && !(sip->present & BIT(CONTENT_TYPE))) {
        return; /* the body of a 200 to OPTIONS says what its sender can do */
    }
    kept->used = 0;
    if (!sip->is_response) {
        add_of_request(history, sip, message);
    }
    add_headers(kept, sip, wanted);
    add_allow(history, sip, message->path->source);
    if (is_sdp(sip)) {
        add_session(history, sip, message);
    }
    if (kept->used) {
        kept->bytes[kept->used++] = KEPT_END;
        message->kept =
            (const uint8_t *)intern_copy(history->strings,
                                         (struct span){ (const char *)kept->bytes, kept->used })
                .text;
    }
}

static struct span
kept_find(const struct history_message *message, unsigned identifier)
{
    const uint8_t *at = message->kept;
    uint16_t length;

    while (at && *at != KEPT_END) {
        memcpy(&length, at + 1, sizeof(length));
        if (*at == identifier) {
            return (struct span){ (const char *)at + ENTRY_HEAD, length };
        }
        at += ENTRY_HEAD + length;
    }
    return (struct span){ NULL, 0 };
}

struct span
history_header(const struct history_message *message, enum sip_header header)
{
    struct span value = kept_find(history_first(message), header);

    if (!value.text && header == SIP_HEADER_TO && !message->is_response && !message->to_tag) {
        return history_request_uri(message);
    }
    return value;
}

bool
history_keeps_of_requests(enum sip_header header)
{
    return header < SIP_HEADER_COUNT && (of_first_request & SIP_HEADER_BIT(header));
}

struct span
history_request_uri(const struct history_message *message)
{
    return kept_find(history_first(message), KEPT_REQUEST_URI);
}

static uint64_t
kept_number(const struct history_message *message, unsigned identifier)
{
    struct span value = kept_find(history_first(message), identifier);
    uint64_t number = 0;

    if (value.length == sizeof(number)) {
        memcpy(&number, value.text, sizeof(number));
    }
    return number;
}

uint64_t
history_missing(const struct history_message *request)
{
    return kept_number(request, KEPT_MISSING);
}

struct span
history_other_method(const struct history_message *request)
{
    return kept_find(history_first(request), KEPT_METHOD);
}

uint64_t
history_body_length(const struct history_message *request)
{
    return kept_number(request, KEPT_BODY_LENGTH);
}

uint64_t
history_surplus(const struct history_message *request)
{
    return kept_number(request, KEPT_SURPLUS);
}

uint32_t
history_fragment(const struct history_message *message, struct span *phrase)
{
    uint32_t code;
    struct span line = kept_find(history_first(message), KEPT_FRAGMENT);

    return line.text && sip_fragment_status(line, &code, phrase) ? code : 0;
}

struct span
history_session(const struct history_message *message)
{
    struct span value = kept_find(history_first(message), KEPT_SESSION);
    const struct span *outline;

    if (!value.text) {
        return value;
    }
    memcpy(&outline, value.text, sizeof(outline));
    return *outline;
}
