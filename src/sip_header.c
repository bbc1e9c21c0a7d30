/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_message.h"

#include <assert.h>

struct header_name {
    char text[23]; /* here and not elsewhere: one memory access less for each header line */
    uint8_t length;
};

#define NAME(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct header_name header_names[] = {
    [SIP_HEADER_ACCEPT] = NAME("Accept"),
    [SIP_HEADER_ACCEPT_ENCODING] = NAME("Accept-Encoding"),
    [SIP_HEADER_ALLOW] = NAME("Allow"),
    [SIP_HEADER_ALLOW_EVENTS] = NAME("Allow-Events"),
    [SIP_HEADER_AUTHORIZATION] = NAME("Authorization"),
    [SIP_HEADER_CALL_ID] = NAME("Call-ID"),
    [SIP_HEADER_CALL_INFO] = NAME("Call-Info"),
    [SIP_HEADER_CONTACT] = NAME("Contact"),
    [SIP_HEADER_CONTENT_DISPOSITION] = NAME("Content-Disposition"),
    [SIP_HEADER_CONTENT_ENCODING] = NAME("Content-Encoding"),
    [SIP_HEADER_CONTENT_LENGTH] = NAME("Content-Length"),
    [SIP_HEADER_CONTENT_TYPE] = NAME("Content-Type"),
    [SIP_HEADER_CSEQ] = NAME("CSeq"),
    [SIP_HEADER_DATE] = NAME("Date"),
    [SIP_HEADER_ERROR_INFO] = NAME("Error-Info"),
    [SIP_HEADER_EVENT] = NAME("Event"),
    [SIP_HEADER_EXPIRES] = NAME("Expires"),
    [SIP_HEADER_FROM] = NAME("From"),
    [SIP_HEADER_HISTORY_INFO] = NAME("History-Info"),
    [SIP_HEADER_IDENTITY] = NAME("Identity"),
    [SIP_HEADER_MAX_FORWARDS] = NAME("Max-Forwards"),
    [SIP_HEADER_MIN_EXPIRES] = NAME("Min-Expires"),
    [SIP_HEADER_MIN_SE] = NAME("Min-SE"),
    [SIP_HEADER_P_ASSERTED_IDENTITY] = NAME("P-Asserted-Identity"),
    [SIP_HEADER_P_REGISTRAR_ERROR] = NAME("P-Registrar-Error"),
    [SIP_HEADER_PRIVACY] = NAME("Privacy"),
    [SIP_HEADER_PROXY_AUTHENTICATE] = NAME("Proxy-Authenticate"),
    [SIP_HEADER_PROXY_AUTHORIZATION] = NAME("Proxy-Authorization"),
    [SIP_HEADER_PROXY_REQUIRE] = NAME("Proxy-Require"),
    [SIP_HEADER_RACK] = NAME("RAck"),
    [SIP_HEADER_REASON] = NAME("Reason"),
    [SIP_HEADER_RECORD_ROUTE] = NAME("Record-Route"),
    [SIP_HEADER_REFER_SUB] = NAME("Refer-Sub"),
    [SIP_HEADER_REFER_TO] = NAME("Refer-To"),
    [SIP_HEADER_REFERRED_BY] = NAME("Referred-By"),
    [SIP_HEADER_REPLACES] = NAME("Replaces"),
    [SIP_HEADER_REQUIRE] = NAME("Require"),
    [SIP_HEADER_RETRY_AFTER] = NAME("Retry-After"),
    [SIP_HEADER_ROUTE] = NAME("Route"),
    [SIP_HEADER_RSEQ] = NAME("RSeq"),
    [SIP_HEADER_SECURITY_SERVER] = NAME("Security-Server"),
    [SIP_HEADER_SERVER] = NAME("Server"),
    [SIP_HEADER_SESSION_EXPIRES] = NAME("Session-Expires"),
    [SIP_HEADER_SESSION_ID] = NAME("Session-ID"),
    [SIP_HEADER_SIP_ETAG] = NAME("SIP-ETag"),
    [SIP_HEADER_SIP_IF_MATCH] = NAME("SIP-If-Match"),
    [SIP_HEADER_SUBSCRIPTION_STATE] = NAME("Subscription-State"),
    [SIP_HEADER_SUPPORTED] = NAME("Supported"),
    [SIP_HEADER_TO] = NAME("To"),
    [SIP_HEADER_UNSUPPORTED] = NAME("Unsupported"),
    [SIP_HEADER_USER_AGENT] = NAME("User-Agent"),
    [SIP_HEADER_VIA] = NAME("Via"),
    [SIP_HEADER_WARNING] = NAME("Warning"),
    [SIP_HEADER_WWW_AUTHENTICATE] = NAME("WWW-Authenticate"),
};

static_assert(sizeof(header_names) / sizeof(header_names[0]) == SIP_HEADER_COUNT,
              "one name for each header");

/** Where a name stands in the table below, by its length and its first and last letter in lower
 * case. The factors give each of our names a slot of its own; the compiler warns if two share one.
 */
#define SLOTS 256U
#define SLOT(first, last, length)                                                                  \
    ((2 * (unsigned)(first) + 28 * (unsigned)(last) + (unsigned)(length)) % SLOTS)

/** The one name that can be meant. A slot without a name has 0, one name too many to look at: the
 * comparison decides. */
static const uint8_t header_of_slot[SLOTS] = {
    [SLOT('a', 't', 6)] = SIP_HEADER_ACCEPT,
    [SLOT('a', 'g', 15)] = SIP_HEADER_ACCEPT_ENCODING,
    [SLOT('a', 'w', 5)] = SIP_HEADER_ALLOW,
    [SLOT('a', 's', 12)] = SIP_HEADER_ALLOW_EVENTS,
    [SLOT('a', 'n', 13)] = SIP_HEADER_AUTHORIZATION,
    [SLOT('c', 'd', 7)] = SIP_HEADER_CALL_ID,
    [SLOT('c', 'o', 9)] = SIP_HEADER_CALL_INFO,
    [SLOT('c', 't', 7)] = SIP_HEADER_CONTACT,
    [SLOT('c', 'n', 19)] = SIP_HEADER_CONTENT_DISPOSITION,
    [SLOT('c', 'g', 16)] = SIP_HEADER_CONTENT_ENCODING,
    [SLOT('c', 'h', 14)] = SIP_HEADER_CONTENT_LENGTH,
    [SLOT('c', 'e', 12)] = SIP_HEADER_CONTENT_TYPE,
    [SLOT('c', 'q', 4)] = SIP_HEADER_CSEQ,
    [SLOT('d', 'e', 4)] = SIP_HEADER_DATE,
    [SLOT('e', 'o', 10)] = SIP_HEADER_ERROR_INFO,
    [SLOT('e', 't', 5)] = SIP_HEADER_EVENT,
    [SLOT('e', 's', 7)] = SIP_HEADER_EXPIRES,
    [SLOT('f', 'm', 4)] = SIP_HEADER_FROM,
    [SLOT('h', 'o', 12)] = SIP_HEADER_HISTORY_INFO,
    [SLOT('i', 'y', 8)] = SIP_HEADER_IDENTITY,
    [SLOT('m', 's', 12)] = SIP_HEADER_MAX_FORWARDS,
    [SLOT('m', 's', 11)] = SIP_HEADER_MIN_EXPIRES,
    [SLOT('m', 'e', 6)] = SIP_HEADER_MIN_SE,
    [SLOT('p', 'y', 19)] = SIP_HEADER_P_ASSERTED_IDENTITY,
    [SLOT('p', 'r', 17)] = SIP_HEADER_P_REGISTRAR_ERROR,
    [SLOT('p', 'y', 7)] = SIP_HEADER_PRIVACY,
    [SLOT('p', 'e', 18)] = SIP_HEADER_PROXY_AUTHENTICATE,
    [SLOT('p', 'n', 19)] = SIP_HEADER_PROXY_AUTHORIZATION,
    [SLOT('p', 'e', 13)] = SIP_HEADER_PROXY_REQUIRE,
    [SLOT('r', 'k', 4)] = SIP_HEADER_RACK,
    [SLOT('r', 'n', 6)] = SIP_HEADER_REASON,
    [SLOT('r', 'e', 12)] = SIP_HEADER_RECORD_ROUTE,
    [SLOT('r', 'b', 9)] = SIP_HEADER_REFER_SUB,
    [SLOT('r', 'o', 8)] = SIP_HEADER_REFER_TO,
    [SLOT('r', 'y', 11)] = SIP_HEADER_REFERRED_BY,
    [SLOT('r', 's', 8)] = SIP_HEADER_REPLACES,
    [SLOT('r', 'e', 7)] = SIP_HEADER_REQUIRE,
    [SLOT('r', 'r', 11)] = SIP_HEADER_RETRY_AFTER,
    [SLOT('r', 'e', 5)] = SIP_HEADER_ROUTE,
    [SLOT('r', 'q', 4)] = SIP_HEADER_RSEQ,
    [SLOT('s', 'r', 15)] = SIP_HEADER_SECURITY_SERVER,
    [SLOT('s', 'r', 6)] = SIP_HEADER_SERVER,
    [SLOT('s', 's', 15)] = SIP_HEADER_SESSION_EXPIRES,
    [SLOT('s', 'd', 10)] = SIP_HEADER_SESSION_ID,
    [SLOT('s', 'g', 8)] = SIP_HEADER_SIP_ETAG,
    [SLOT('s', 'h', 12)] = SIP_HEADER_SIP_IF_MATCH,
    [SLOT('s', 'e', 18)] = SIP_HEADER_SUBSCRIPTION_STATE,
    [SLOT('s', 'd', 9)] = SIP_HEADER_SUPPORTED,
    [SLOT('t', 'o', 2)] = SIP_HEADER_TO,
    [SLOT('u', 'd', 11)] = SIP_HEADER_UNSUPPORTED,
    [SLOT('u', 't', 10)] = SIP_HEADER_USER_AGENT,
    [SLOT('v', 'a', 3)] = SIP_HEADER_VIA,
    [SLOT('w', 'g', 7)] = SIP_HEADER_WARNING,
    [SLOT('w', 'e', 16)] = SIP_HEADER_WWW_AUTHENTICATE,
};

/** The header behind a letter that stands alone. Letters of headers that the project does not read
 * are missing. */
static enum sip_header
header_find_compact(char letter)
{
    switch (letter) {
    case 'b': /* RFC 3892 section 3 */
        return SIP_HEADER_REFERRED_BY;
    case 'c':
        return SIP_HEADER_CONTENT_TYPE;
    case 'e':
        return SIP_HEADER_CONTENT_ENCODING;
    case 'f':
        return SIP_HEADER_FROM;
    case 'i':
        return SIP_HEADER_CALL_ID;
    case 'k':
        return SIP_HEADER_SUPPORTED;
    case 'l':
        return SIP_HEADER_CONTENT_LENGTH;
    case 'm':
        return SIP_HEADER_CONTACT;
    case 'o': /* RFC 6665 section 8.2.1 */
        return SIP_HEADER_EVENT;
    case 'r': /* RFC 3515 section 2.1 */
        return SIP_HEADER_REFER_TO;
    case 't':
        return SIP_HEADER_TO;
    case 'u': /* RFC 6665 section 8.2.2 */
        return SIP_HEADER_ALLOW_EVENTS;
    case 'v':
        return SIP_HEADER_VIA;
    case 'x': /* RFC 4028 section 4 */
        return SIP_HEADER_SESSION_EXPIRES;
    case 'y': /* RFC 8224 section 4 */
        return SIP_HEADER_IDENTITY;
    default:
        return SIP_HEADER_OTHER;
    }
}

/** Folds the case of letters; other bytes never become letters. */
static unsigned char
fold(char byte)
{
    return (unsigned char)byte | 0x20;
}

enum sip_header
sip_header_find(struct span name)
{
    const struct header_name *known;
    enum sip_header header;

    if (!name.length) {
        return SIP_HEADER_OTHER;
    }
    if (name.length == 1) {
        return header_find_compact((char)fold(name.text[0]));
    }
    header = (enum sip_header)
        header_of_slot[SLOT(fold(name.text[0]), fold(name.text[name.length - 1]), name.length)];
    known = &header_names[header];
    if (name.length != known->length) {
        return SIP_HEADER_OTHER;
    }
    if (span_bytes_equal(name.text, known->text, name.length) || /* as most write it */
        span_equal_nocase(name, (struct span){ known->text, known->length })) {
        return header;
    }
    return SIP_HEADER_OTHER;
}

const char *
sip_header_name(enum sip_header header)
{
    return header < SIP_HEADER_COUNT ? header_names[header].text : NULL;
}
