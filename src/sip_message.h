/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A tolerant reader of one captured SIP message (RFC 3261 section 7).
 *
 * Captured messages are cut by the snap length, malformed on purpose, or wrong. The reader takes
 * what is there, tells what is missing, never fails hard, and copies and allocates nothing: all
 * results are spans into the caller's buffer, which must outlive them.
 */
#ifndef SIPWHY_SIP_MESSAGE_H
#define SIPWHY_SIP_MESSAGE_H

#include "span.h"

/** The header fields that the project reads. Compact forms (RFC 3261 section 7.3.3 and the RFC of
 * each field) give the same identifier. */
enum sip_header {
    SIP_HEADER_ACCEPT,
    SIP_HEADER_ACCEPT_ENCODING,
    SIP_HEADER_ALLOW,
    SIP_HEADER_ALLOW_EVENTS, /* u */
    SIP_HEADER_AUTHORIZATION,
    SIP_HEADER_CALL_ID, /* i */
    SIP_HEADER_CALL_INFO,
    SIP_HEADER_CONTACT, /* m */
    SIP_HEADER_CONTENT_DISPOSITION,
    SIP_HEADER_CONTENT_ENCODING, /* e */
    SIP_HEADER_CONTENT_LENGTH,   /* l */
    SIP_HEADER_CONTENT_TYPE,     /* c */
    SIP_HEADER_CSEQ,
    SIP_HEADER_DATE,
    SIP_HEADER_ERROR_INFO,
    SIP_HEADER_EVENT, /* o */
    SIP_HEADER_EXPIRES,
    SIP_HEADER_FROM, /* f */
    SIP_HEADER_HISTORY_INFO,
    SIP_HEADER_IDENTITY, /* y */
    SIP_HEADER_MAX_FORWARDS,
    SIP_HEADER_MIN_EXPIRES,
    SIP_HEADER_MIN_SE,
    SIP_HEADER_P_ASSERTED_IDENTITY,
    SIP_HEADER_P_REGISTRAR_ERROR,
    SIP_HEADER_PRIVACY,
    SIP_HEADER_PROXY_AUTHENTICATE,
    SIP_HEADER_PROXY_AUTHORIZATION,
    SIP_HEADER_PROXY_REQUIRE,
    SIP_HEADER_RACK,
    SIP_HEADER_REASON,
    SIP_HEADER_RECORD_ROUTE,
    SIP_HEADER_REFER_SUB,
    SIP_HEADER_REFER_TO,    /* r */
    SIP_HEADER_REFERRED_BY, /* b */
    SIP_HEADER_REPLACES,
    SIP_HEADER_REQUIRE,
    SIP_HEADER_RETRY_AFTER,
    SIP_HEADER_ROUTE,
    SIP_HEADER_RSEQ,
    SIP_HEADER_SECURITY_SERVER,
    SIP_HEADER_SERVER,
    SIP_HEADER_SESSION_EXPIRES, /* x */
    SIP_HEADER_SESSION_ID,
    SIP_HEADER_SIP_ETAG,
    SIP_HEADER_SIP_IF_MATCH,
    SIP_HEADER_SUBSCRIPTION_STATE,
    SIP_HEADER_SUPPORTED, /* k */
    SIP_HEADER_TO,        /* t */
    SIP_HEADER_UNSUPPORTED,
    SIP_HEADER_USER_AGENT,
    SIP_HEADER_VIA, /* v */
    SIP_HEADER_WARNING,
    SIP_HEADER_WWW_AUTHENTICATE,
    SIP_HEADER_COUNT,
    SIP_HEADER_OTHER = SIP_HEADER_COUNT
};

/** The bit of a header in a set of headers. */
#define SIP_HEADER_BIT(header) (UINT64_C(1) << (header))

/** The identifier of a header name in its long or compact form, without regard to case;
 * SIP_HEADER_OTHER for a name that the project does not read. */
enum sip_header sip_header_find(struct span name);

/** The long form of the name as the RFCs write it ("Call-ID"). Static; never NULL below
 * SIP_HEADER_COUNT. */
const char *sip_header_name(enum sip_header header);

/** What is wrong or missing in a message; several may be set. */
enum sip_defect {
    SIP_DEFECT_HEADERS_CUT = 1 << 0, /**< the capture or the message ends before the blank line */
    SIP_DEFECT_BODY_CUT = 1 << 1,    /**< fewer body bytes than Content-Length says */
    SIP_DEFECT_BARE_LF = 1 << 2,     /**< at least one line ends without CR */
    SIP_DEFECT_LINE = 1 << 3,        /**< a header line without a colon or with an empty name */
    SIP_DEFECT_STATUS_CODE = 1 << 4, /**< the status code is not three digits from 100 to 699 */
    SIP_DEFECT_CONTENT_LENGTH = 1 << 5, /**< Content-Length is no number, or contradicts itself */
    SIP_DEFECT_NUL = 1 << 6             /**< a NUL byte in the start line or headers */
};

/** Where the bytes come from. */
struct sip_buffer {
    struct span bytes;
    bool stream; /**< TCP, TLS, SCTP ...: Content-Length delimits messages; false: the datagram does
                  */
    bool cut;    /**< the capture holds fewer bytes than were on the wire (snap length) */
};

struct sip_message {
    bool is_response;
    unsigned defects; /**< enum sip_defect, or-ed */

    /* request line (RFC 3261 section 7.1); absent in a response */
    struct span method;
    struct span request_uri;

    /* status line (RFC 3261 section 7.2); code 0 in a request, UINT32_MAX if it does not fit 32
     * bits */
    uint32_t status_code;
    struct span reason_phrase; /**< may be empty, for the grammar allows it */

    struct span version; /**< "SIP/2.0" as written */

    /** The first field of each known header, trimmed, line folds still in it; absent if there is
     * none. A field that the capture cuts in its middle does not count, nor one at the end of a cut
     * buffer that the next line might continue. */
    struct span header[SIP_HEADER_COUNT];
    uint64_t present;  /**< SIP_HEADER_BIT of each header that has a field */
    uint64_t repeated; /**< SIP_HEADER_BIT of each header that has more than one field */

    struct span
        head; /**< all header lines after the start line that count, without the blank line */
    struct span body; /**< what the capture holds of the body; empty if none; without what follows
                         Content-Length */
    size_t surplus;   /**< bytes of the datagram behind the body, which its receiver leaves out (RFC
                         3261 section 18.3); 0 if they are but line ends, or if it is a stream */
    size_t
        octets; /**< bytes of the buffer that belong to this message, leading line ends included */
};

/** True if the bytes, line ends at their start left out, begin with a whole SIP start line.
 * @param cut  as in sip_buffer */
bool sip_message_starts(struct span bytes, bool cut);

/**
 * Reads the message at the start of the buffer; line ends before the start line are skipped (RFC
 * 3261 section 7.5). To read all messages of a stream segment call it again with what follows
 * `octets`.
 *
 * In a stream the message ends after Content-Length bytes of body, and without Content-Length at
 * the end of the headers (RFC 3261 section 18.3 makes it mandatory there); in a datagram
 * Content-Length cuts off trailing bytes, which are counted in `octets` all the same, for a
 * datagram holds one message (section 18.3).
 *
 * @param buffer   borrowed; message holds spans into it
 * @param message  filled wholly if the result is true; undefined else
 * @return false if there is no SIP start line at that place. A start line must be whole, unless the
 * buffer is not `cut`, then it may lack its line end (message/sipfrag bodies do, RFC 3420 section
 * 2).
 */
bool sip_message_read(const struct sip_buffer *buffer, struct sip_message *message);

/**
 * The next field of the same header, in the order of the message.
 * @param value  a span that came from message->header[header] or from this function
 * @return absent if there is none
 */
struct span sip_message_next(const struct sip_message *message, enum sip_header header,
                             struct span value);

/**
 * The first field whose name is `name` (long form, without regard to case), for headers that the
 * project does not know. @return trimmed, absent if there is none.
 */
struct span sip_message_find(const struct sip_message *message, struct span name);

/** The next field of that name, in the order of the message.
 * @param value  a span that came from sip_message_find or from this function
 * @return absent if there is none */
struct span sip_message_find_next(const struct sip_message *message, struct span name,
                                  struct span value);

#endif
