/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_message.h"

#include <assert.h>

struct header_name {
    const char *text;
    uint8_t length;
};

#define NAME(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
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

/** The names that start with one letter stand together, for the enumeration is in the order of the
 * alphabet. A letter without names has { 0, 0 }, one name too many to look at: the comparison
 * decides. */
static const struct {
    uint8_t first, last;
} headers_of_letter[26] = {
    ['a' - 'a'] = { SIP_HEADER_ACCEPT, SIP_HEADER_AUTHORIZATION },
    ['c' - 'a'] = { SIP_HEADER_CALL_ID, SIP_HEADER_CSEQ },
    ['d' - 'a'] = { SIP_HEADER_DATE, SIP_HEADER_DATE },
    ['e' - 'a'] = { SIP_HEADER_ERROR_INFO, SIP_HEADER_EXPIRES },
    ['f' - 'a'] = { SIP_HEADER_FROM, SIP_HEADER_FROM },
    ['h' - 'a'] = { SIP_HEADER_HISTORY_INFO, SIP_HEADER_HISTORY_INFO },
    ['i' - 'a'] = { SIP_HEADER_IDENTITY, SIP_HEADER_IDENTITY },
    ['m' - 'a'] = { SIP_HEADER_MAX_FORWARDS, SIP_HEADER_MIN_SE },
    ['p' - 'a'] = { SIP_HEADER_P_ASSERTED_IDENTITY, SIP_HEADER_PROXY_REQUIRE },
    ['r' - 'a'] = { SIP_HEADER_RACK, SIP_HEADER_RSEQ },
    ['s' - 'a'] = { SIP_HEADER_SECURITY_SERVER, SIP_HEADER_SUPPORTED },
    ['t' - 'a'] = { SIP_HEADER_TO, SIP_HEADER_TO },
    ['u' - 'a'] = { SIP_HEADER_UNSUPPORTED, SIP_HEADER_USER_AGENT },
    ['v' - 'a'] = { SIP_HEADER_VIA, SIP_HEADER_VIA },
    ['w' - 'a'] = { SIP_HEADER_WARNING, SIP_HEADER_WWW_AUTHENTICATE },
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

enum sip_header
sip_header_find(struct span name)
{
    unsigned letter;

    if (!name.length) {
        return SIP_HEADER_OTHER;
    }
    letter = ((unsigned)(unsigned char)name.text[0] | 0x20U) - 'a'; /* folds the case of letters */
    if (letter >= 26) {
        return SIP_HEADER_OTHER;
    }
    if (name.length == 1) {
        return header_find_compact((char)('a' + letter));
    }
    for (unsigned i = headers_of_letter[letter].first; i <= headers_of_letter[letter].last; i++) {
        struct span known = { header_names[i].text, header_names[i].length };

        if (name.length == known.length && span_equal_nocase(name, known)) {
            return (enum sip_header)i;
        }
    }
    return SIP_HEADER_OTHER;
}

const char *
sip_header_name(enum sip_header header)
{
    return header < SIP_HEADER_COUNT ? header_names[header].text : NULL;
}
