/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_message.h"

#include "assert_span.h"
#include "sample_messages.h"
#include "sip_syntax.h"

static bool
read_bytes(struct span bytes, bool stream, bool cut, struct sip_message *message)
{
    const struct sip_buffer buffer = { bytes, stream, cut };

    /* What the reader does not fill shows up as nonsense. */
    memset(message, 0xA5, sizeof(*message));
    return sip_message_read(&buffer, message);
}

/* ---- start line ---- */

struct start_row {
    const char *name;
    const char *text;
    bool ok;
    uint32_t code; /* NO_CODE: a request */
    const char *phrase_or_method;
    const char *uri;
    unsigned defects; /* but HEADERS_CUT */
};

#define NO_CODE 1000
#define OTHER_VERSION false, 0, NULL, NULL, 0
#define NO_START_LINE false, 0, NULL, NULL, 0

static const struct start_row start_rows[] = {
    { "response", "SIP/2.0 404 Not Found\r\n", true, 404, "Not Found", NULL, 0 },
    { "response-lower-case", "sip/2.0 200 OK\r\n", true, 200, "OK", NULL, 0 },
    { "phrase-empty", "SIP/2.0 200 \r\n", true, 200, "", NULL, 0 },
    { "phrase-missing", "SIP/2.0 200\r\n", true, 200, "", NULL, 0 },
    { "phrase-blanks", "SIP/2.0 200   a  b  \r\n", true, 200, "a  b", NULL, 0 },
    { "phrase-tab", "SIP/2.0 200\tOK\r\n", true, 200, "OK", NULL, 0 },
    { "phrase-not-utf8", "SIP/2.0 200 \xFF\xFE\r\n", true, 200, "\xFF\xFE", NULL, 0 },
    { "phrase-looks-like-request", "SIP/2.0 200 x SIP/2.0\r\n", true, 200, "x SIP/2.0", NULL, 0 },
    { "bare-lf", "SIP/2.0 200 OK\n", true, 200, "OK", NULL, SIP_DEFECT_BARE_LF },
    { "no-line-end", "SIP/2.0 603 Declined", true, 603, "Declined", NULL, 0 },
    { "line-ends-before", "\r\n\r\n\n\rSIP/2.0 200 OK\r\n", true, 200, "OK", NULL, 0 },
    { "code-smallest", "SIP/2.0 100 x\r\n", true, 100, "x", NULL, 0 },
    { "code-largest", "SIP/2.0 699 x\r\n", true, 699, "x", NULL, 0 },
    { "code-too-small", "SIP/2.0 099 x\r\n", true, 99, "x", NULL, SIP_DEFECT_STATUS_CODE },
    { "code-too-large", "SIP/2.0 700 x\r\n", true, 700, "x", NULL, SIP_DEFECT_STATUS_CODE },
    { "code-one-digit", "SIP/2.0 2 x\r\n", true, 2, "x", NULL, SIP_DEFECT_STATUS_CODE },
    { "code-four-digits", "SIP/2.0 0200 x\r\n", true, 200, "x", NULL, SIP_DEFECT_STATUS_CODE },
    { "code-runs-on", "SIP/2.0 200OK\r\n", true, 200, "OK", NULL, SIP_DEFECT_STATUS_CODE },
    { "code-fits-32-bits", "SIP/2.0 4294967294 x\r\n", true, UINT32_MAX - 1, "x", NULL,
      SIP_DEFECT_STATUS_CODE },
    { "code-huge", "SIP/2.0 4294967301004 x\r\n", true, UINT32_MAX, "x", NULL,
      SIP_DEFECT_STATUS_CODE },
    { "code-huger", "SIP/2.0 99999999999999999999999999999999999 x\r\n", true, UINT32_MAX, "x",
      NULL, SIP_DEFECT_STATUS_CODE },
    { "code-zero", "SIP/2.0 000 x\r\n", true, 0, "x", NULL, SIP_DEFECT_STATUS_CODE },
    { "code-missing", "SIP/2.0 \r\n", NO_START_LINE },
    { "code-no-digits", "SIP/2.0 abc OK\r\n", NO_START_LINE },
    { "code-negative", "SIP/2.0 -200 OK\r\n", NO_START_LINE },
    { "version-three", "SIP/3.0 200 OK\r\n", OTHER_VERSION },
    { "version-only", "SIP/2.0\r\n", NO_START_LINE },
    { "version-longer", "SIP/2.01 200 OK\r\n", OTHER_VERSION },
    { "http", "HTTP/1.1 200 OK\r\n", NO_START_LINE },
    { "request", "INVITE sip:bob@example.com SIP/2.0\r\n", true, NO_CODE, "INVITE",
      "sip:bob@example.com", 0 },
    { "request-version-lower-case", "ACK sip:a sip/2.0\r\n", true, NO_CODE, "ACK", "sip:a", 0 },
    { "request-blanks-more", "INVITE  sip:user@example.com \t SIP/2.0\r\n", true, NO_CODE, "INVITE",
      "sip:user@example.com", 0 },
    { "request-blanks-at-end", "OPTIONS sip:a@example.com SIP/2.0  \r\n", true, NO_CODE, "OPTIONS",
      "sip:a@example.com", 0 },
    { "request-blanks-in-uri", "INVITE sip:user@example.com; lr SIP/2.0\r\n", true, NO_CODE,
      "INVITE", "sip:user@example.com; lr", 0 },
    { "request-uri-empty", "INVITE  SIP/2.0\r\n", true, NO_CODE, "INVITE", "", 0 },
    { "request-uri-in-brackets", "INVITE <sip:user@example.com> SIP/2.0\r\n", true, NO_CODE,
      "INVITE", "<sip:user@example.com>", 0 },
    { "request-odd-method", "!odd-Method0123456789_*+`.%indeed'~ sip:a SIP/2.0\r\n", true, NO_CODE,
      "!odd-Method0123456789_*+`.%indeed'~", "sip:a", 0 },
    { "request-method-escape", "RE%47IST%45R sip:a SIP/2.0\n", true, NO_CODE, "RE%47IST%45R",
      "sip:a", SIP_DEFECT_BARE_LF },
    { "request-no-line-end", "INVITE sip:a SIP/2.0", true, NO_CODE, "INVITE", "sip:a", 0 },
    { "request-uri-missing", "INVITE SIP/2.0\r\n", NO_START_LINE },
    { "request-uri-and-version-together", "INVITE sip:aSIP/2.0\r\n", NO_START_LINE },
    { "request-version-missing", "INVITE sip:bob@example.com\r\n", NO_START_LINE },
    { "request-version-other", "INVITE sip:a SIP/7.0\r\n", OTHER_VERSION },
    { "request-version-longer", "INVITE sip:a SIP/2.01\r\n", OTHER_VERSION },
    { "request-method-missing", " sip:a SIP/2.0\r\n", NO_START_LINE },
    { "request-method-no-token", "IN(VITE sip:a SIP/2.0\r\n", NO_START_LINE },
    { "request-method-not-ascii", "\xC3\x84 sip:a SIP/2.0\r\n", NO_START_LINE },
    { "request-http", "GET / HTTP/1.1\r\n", NO_START_LINE },
    { "header-only", "Via: SIP/2.0/UDP a\r\n", NO_START_LINE },
    { "empty", "", NO_START_LINE },
    { "line-ends-only", "\r\n\r\n", NO_START_LINE },
    { "text", "hello\r\n", NO_START_LINE },
};

static void
test_start_row(gconstpointer data)
{
    const struct start_row *row = data;
    struct span text = exact_copy(row->text, strlen(row->text));
    struct sip_message message;
    bool ok = read_bytes(text, false, false, &message);

    g_assert_cmpint(ok, ==, row->ok);
    if (ok) {
        g_assert_cmpuint(message.defects & ~(unsigned)SIP_DEFECT_HEADERS_CUT, ==, row->defects);
        bool is_response = row->code != NO_CODE;

        g_assert_cmpint(message.is_response, ==, is_response);
        g_assert_cmpuint(message.status_code, ==, is_response ? row->code : 0);
        g_assert_true(span_equal_nocase(message.version, SPAN("SIP/2.0")));
        assert_span(is_response ? message.reason_phrase : message.method, row->phrase_or_method);
        assert_span(is_response ? message.method : message.reason_phrase, NULL);
        assert_span(message.request_uri, row->uri);
        for (int header = 0; header < SIP_HEADER_COUNT; header++) {
            assert_span(message.header[header], NULL);
        }
        g_assert_cmpuint(message.octets, ==, text.length);
    }
    free((void *)text.text);
}

/* A start line that the capture cuts says nothing: "SIP/2.0 48" may have been 480 or 486. */
static void
test_start_cut(void)
{
    const char *whole = "SIP/2.0 486 Busy Here\r\n";
    struct sip_message message;

    for (size_t length = 0; length < strlen(whole); length++) {
        struct span text = exact_copy(whole, length);

        g_assert_false(read_bytes(text, false, true, &message));
        free((void *)text.text);
    }
    g_assert_true(read_bytes(span_of(whole), false, true, &message));
    g_assert_cmpuint(message.status_code, ==, 486);
    g_assert_cmpuint(message.defects, ==, SIP_DEFECT_HEADERS_CUT);
}

/* ---- names ---- */

static const struct {
    enum sip_header header;
    const char *text;
} long_names[] = {
    { SIP_HEADER_ACCEPT, "Accept" },
    { SIP_HEADER_ACCEPT_ENCODING, "Accept-Encoding" },
    { SIP_HEADER_ALLOW, "Allow" },
    { SIP_HEADER_ALLOW_EVENTS, "Allow-Events" },
    { SIP_HEADER_AUTHORIZATION, "Authorization" },
    { SIP_HEADER_CALL_ID, "Call-ID" },
    { SIP_HEADER_CALL_INFO, "Call-Info" },
    { SIP_HEADER_CONTACT, "Contact" },
    { SIP_HEADER_CONTENT_DISPOSITION, "Content-Disposition" },
    { SIP_HEADER_CONTENT_ENCODING, "Content-Encoding" },
    { SIP_HEADER_CONTENT_LENGTH, "Content-Length" },
    { SIP_HEADER_CONTENT_TYPE, "Content-Type" },
    { SIP_HEADER_CSEQ, "CSeq" },
    { SIP_HEADER_DATE, "Date" },
    { SIP_HEADER_ERROR_INFO, "Error-Info" },
    { SIP_HEADER_EVENT, "Event" },
    { SIP_HEADER_EXPIRES, "Expires" },
    { SIP_HEADER_FROM, "From" },
    { SIP_HEADER_HISTORY_INFO, "History-Info" },
    { SIP_HEADER_IDENTITY, "Identity" },
    { SIP_HEADER_MAX_FORWARDS, "Max-Forwards" },
    { SIP_HEADER_MIN_EXPIRES, "Min-Expires" },
    { SIP_HEADER_MIN_SE, "Min-SE" },
    { SIP_HEADER_P_ASSERTED_IDENTITY, "P-Asserted-Identity" },
    { SIP_HEADER_P_REGISTRAR_ERROR, "P-Registrar-Error" },
    { SIP_HEADER_PRIVACY, "Privacy" },
    { SIP_HEADER_PROXY_AUTHENTICATE, "Proxy-Authenticate" },
    { SIP_HEADER_PROXY_AUTHORIZATION, "Proxy-Authorization" },
    { SIP_HEADER_PROXY_REQUIRE, "Proxy-Require" },
    { SIP_HEADER_RACK, "RAck" },
    { SIP_HEADER_REASON, "Reason" },
    { SIP_HEADER_RECORD_ROUTE, "Record-Route" },
    { SIP_HEADER_REFER_SUB, "Refer-Sub" },
    { SIP_HEADER_REFER_TO, "Refer-To" },
    { SIP_HEADER_REFERRED_BY, "Referred-By" },
    { SIP_HEADER_REPLACES, "Replaces" },
    { SIP_HEADER_REQUIRE, "Require" },
    { SIP_HEADER_RETRY_AFTER, "Retry-After" },
    { SIP_HEADER_ROUTE, "Route" },
    { SIP_HEADER_RSEQ, "RSeq" },
    { SIP_HEADER_SECURITY_SERVER, "Security-Server" },
    { SIP_HEADER_SERVER, "Server" },
    { SIP_HEADER_SESSION_EXPIRES, "Session-Expires" },
    { SIP_HEADER_SESSION_ID, "Session-ID" },
    { SIP_HEADER_SIP_ETAG, "SIP-ETag" },
    { SIP_HEADER_SIP_IF_MATCH, "SIP-If-Match" },
    { SIP_HEADER_SUBSCRIPTION_STATE, "Subscription-State" },
    { SIP_HEADER_SUPPORTED, "Supported" },
    { SIP_HEADER_TO, "To" },
    { SIP_HEADER_UNSUPPORTED, "Unsupported" },
    { SIP_HEADER_USER_AGENT, "User-Agent" },
    { SIP_HEADER_VIA, "Via" },
    { SIP_HEADER_WARNING, "Warning" },
    { SIP_HEADER_WWW_AUTHENTICATE, "WWW-Authenticate" },
};

static void
test_name_every(void)
{
    g_assert_cmpuint(G_N_ELEMENTS(long_names), ==, SIP_HEADER_COUNT);
    for (size_t i = 0; i < G_N_ELEMENTS(long_names); i++) {
        const char *name = long_names[i].text;
        enum sip_header header = long_names[i].header;
        char *lower = g_ascii_strdown(name, -1);
        char *upper = g_ascii_strup(name, -1);
        char *longer = g_strconcat(name, "x", NULL);

        g_assert_cmpuint(header, ==, i); /* none twice, none missing */
        g_assert_cmpstr(sip_header_name(header), ==, name);
        g_assert_cmpint(sip_header_find(span_of(name)), ==, header);
        g_assert_cmpint(sip_header_find(span_of(lower)), ==, header);
        g_assert_cmpint(sip_header_find(span_of(upper)), ==, header);
        g_assert_cmpint(sip_header_find(span_of(longer)), ==, SIP_HEADER_OTHER);
        if (strlen(name) > 2) { /* "T" is To as well */
            g_assert_cmpint(sip_header_find(span_take(span_of(name), strlen(name) - 1)), !=,
                            header);
        }
        g_free(lower);
        g_free(upper);
        g_free(longer);
    }
    g_assert_null(sip_header_name(SIP_HEADER_OTHER));
}

struct name_row {
    const char *name;
    const char *text;
    enum sip_header header;
};

static const struct name_row name_rows[] = {
    { "u", "u", SIP_HEADER_ALLOW_EVENTS },
    { "i", "i", SIP_HEADER_CALL_ID },
    { "m", "m", SIP_HEADER_CONTACT },
    { "e", "e", SIP_HEADER_CONTENT_ENCODING },
    { "l", "l", SIP_HEADER_CONTENT_LENGTH },
    { "c", "c", SIP_HEADER_CONTENT_TYPE },
    { "o", "o", SIP_HEADER_EVENT },
    { "f", "f", SIP_HEADER_FROM },
    { "y", "y", SIP_HEADER_IDENTITY },
    { "r", "r", SIP_HEADER_REFER_TO },
    { "b", "b", SIP_HEADER_REFERRED_BY },
    { "x", "x", SIP_HEADER_SESSION_EXPIRES },
    { "k", "k", SIP_HEADER_SUPPORTED },
    { "t", "t", SIP_HEADER_TO },
    { "v", "v", SIP_HEADER_VIA },
    { "upper-case-compact", "V", SIP_HEADER_VIA },
    { "as-the-rfc-writes-it", "WWW-Authenticate", SIP_HEADER_WWW_AUTHENTICATE },
    { "call-id", "Call-ID", SIP_HEADER_CALL_ID },
    { "cseq", "CSeq", SIP_HEADER_CSEQ },
    { "etag", "SIP-ETag", SIP_HEADER_SIP_ETAG },
    { "compact-unread-subject", "s", SIP_HEADER_OTHER },
    { "compact-unread-accept-contact", "a", SIP_HEADER_OTHER },
    { "compact-unassigned", "z", SIP_HEADER_OTHER },
    { "compact-no-letter", "6", SIP_HEADER_OTHER },
    { "compact-at-sign", "@", SIP_HEADER_OTHER },
    { "compact-bracket", "[", SIP_HEADER_OTHER },
    { "compact-high-byte", "\xF6", SIP_HEADER_OTHER },
    { "compact-v-without-case-bit", "\x16", SIP_HEADER_OTHER },
    { "empty", "", SIP_HEADER_OTHER },
    { "unknown", "Subject", SIP_HEADER_OTHER },
    { "escaped", "C%6Fntact", SIP_HEADER_OTHER },
    { "hyphen-is-cr", "Call\rID", SIP_HEADER_OTHER },
    { "trailing-blank", "Via ", SIP_HEADER_OTHER },
    { "letter-without-names", "Zebra", SIP_HEADER_OTHER },
    { "accept-in-other-bucket", "bccept", SIP_HEADER_OTHER },
};

static void
test_name_row(gconstpointer data)
{
    const struct name_row *row = data;
    struct span text = exact_copy(row->text, strlen(row->text));

    g_assert_cmpint(sip_header_find(text), ==, row->header);
    free((void *)text.text);
}

/* ---- fields ---- */

struct field_row {
    const char *name;
    const char *lines; /* after the start line */
    size_t length;     /* 0: up to the NUL */
    enum sip_header header;
    const char *values; /* all fields, "|" between them; NULL: none */
    unsigned defects;
};

static const struct field_row field_rows[] = {
    { "plain", "To: a\r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "no-blank-after-colon", "To:a\r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "blanks-around-colon", "To \t : \t a  \r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "colon-in-value", "To: sip:a\r\n\r\n", 0, SIP_HEADER_TO, "sip:a", 0 },
    { "compact", "t: a\r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "long-and-compact", "v: a\r\nTo: x\r\nVIA: b\r\nV : c\r\n\r\n", 0, SIP_HEADER_VIA, "a|b|c",
      0 },
    { "unknown-is-not-found", "Subject: a\r\n\r\n", 0, SIP_HEADER_TO, NULL, 0 },
    { "empty-value", "Supported:\r\n\r\n", 0, SIP_HEADER_SUPPORTED, "", 0 },
    { "empty-value-blanks", "Supported: \t \r\n\r\n", 0, SIP_HEADER_SUPPORTED, "", 0 },
    { "empty-values-repeated", "k:\r\nk: \r\nk: \r\n \r\nk: a\r\nk:\r\n\r\n", 0,
      SIP_HEADER_SUPPORTED,
      "||"
      "|a|",
      0 },
    { "fold", "To: a\r\n b\r\n\r\n", 0, SIP_HEADER_TO, "a\r\n b", 0 },
    { "fold-tab", "To: a\r\n\tb\r\n\r\n", 0, SIP_HEADER_TO, "a\r\n\tb", 0 },
    { "fold-starts-value", "To:\r\n a\r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "fold-holds-header", "Subject: x\r\n To: a\r\nTo: b\r\n\r\n", 0, SIP_HEADER_TO, "b", 0 },
    { "fold-blank-line", "To: a\r\n \r\n b\r\nTo: c\r\n\r\n", 0, SIP_HEADER_TO, "a\r\n \r\n b|c",
      0 },
    { "fold-blank-line-last", "To: a\r\n \r\n\t\r\nTo: c\r\n\r\n", 0, SIP_HEADER_TO, "a|c", 0 },
    { "fold-of-another", "v: a\r\nTo: x\r\n ,y\r\nv: b\r\n ,c\r\n\r\n", 0, SIP_HEADER_VIA,
      "a|b\r\n ,c", 0 },
    { "bare-lf", "To: a\nVia: b\n\n", 0, SIP_HEADER_VIA, "b", SIP_DEFECT_BARE_LF },
    { "bare-lf-fold", "To: a\n b\r\n\r\n", 0, SIP_HEADER_TO, "a\n b", SIP_DEFECT_BARE_LF },
    { "bare-lf-blank-line-only", "To: a\r\n\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_BARE_LF },
    { "crlf-blank-line-after-lf", "To: a\n\r\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_BARE_LF },
    { "bare-lf-does-not-hide-header", "To: a\n\nVia: b\r\n\r\n", 0, SIP_HEADER_VIA, NULL,
      SIP_DEFECT_BARE_LF },
    { "line-without-colon", "nonsense\r\nTo: a\r\n\r\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_LINE },
    { "line-without-colon-folded", "nonsense\r\n To: x\r\nTo: a\r\n\r\n", 0, SIP_HEADER_TO, "a",
      SIP_DEFECT_LINE },
    { "line-without-name", ": x\r\nTo: a\r\n\r\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_LINE },
    { "line-blank-first", " To: x\r\nTo: a\r\n\r\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_LINE },
    { "colon-in-fold-only", "To\r\n : x\r\nTo: a\r\n\r\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_LINE },
    { "cr-cr-lf", "To: a\r\r\nVia: b\r\r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "cr-alone-is-no-line-end", "To: a\rVia: b\r\n\r\n", 0, SIP_HEADER_TO, "a\rVia: b", 0 },
    { "name-with-blank", "To x: b\r\nTo: a\r\n\r\n", 0, SIP_HEADER_TO, "a", 0 },
    { "name-escaped", "C%6Fntact: b\r\nContact: a\r\n\r\n", 0, SIP_HEADER_CONTACT, "a", 0 },
    { "not-utf8", "To: \xFF\xFE\xC3\r\n\r\n", 0, SIP_HEADER_TO, "\xFF\xFE\xC3", 0 },
    { "nul-in-name", "T\0o: b\r\nTo: a\r\n\r\n", 17, SIP_HEADER_TO, "a", SIP_DEFECT_NUL },
    { "nul-in-unknown", "X: \0\r\nTo: a\r\n\r\n", 15, SIP_HEADER_TO, "a", SIP_DEFECT_NUL },
    { "nul-in-body-is-fine", "To: a\r\n\r\n\0", 10, SIP_HEADER_TO, "a", 0 },
    { "no-blank-line", "To: a\r\n", 0, SIP_HEADER_TO, "a", SIP_DEFECT_HEADERS_CUT },
    { "no-line-end", "To: a", 0, SIP_HEADER_TO, "a", SIP_DEFECT_HEADERS_CUT },
    { "no-line-end-empty", "To:", 0, SIP_HEADER_TO, "", SIP_DEFECT_HEADERS_CUT },
    { "half-line-end", "To: a\r", 0, SIP_HEADER_TO, "a", SIP_DEFECT_HEADERS_CUT },
    { "half-blank-line", "To: a\r\n\r", 0, SIP_HEADER_TO, "a", SIP_DEFECT_HEADERS_CUT },
    { "no-line-end-twice", "To: a\r\nTo: b", 0, SIP_HEADER_TO, "a|b", SIP_DEFECT_HEADERS_CUT },
    { "no-headers", "\r\n", 0, SIP_HEADER_TO, NULL, 0 },
    { "in-body", "\r\nTo: a\r\n", 0, SIP_HEADER_TO, NULL, 0 },
};

static void
test_field_row(gconstpointer data)
{
    const struct field_row *row = data;
    GString *text = g_string_new("SIP/2.0 200 OK\r\n");
    GString *values = g_string_new(NULL);
    struct sip_message message;
    struct span bytes, value;

    g_string_append_len(text, row->lines, (gssize)(row->length ? row->length : strlen(row->lines)));
    bytes = exact_copy(text->str, text->len);
    g_assert_true(read_bytes(bytes, false, false, &message));
    g_assert_cmphex(message.defects, ==, row->defects);
    value = message.header[row->header];
    g_assert_cmpint(value.text != NULL, ==, row->values != NULL);
    for (int count = 0; value.text; count++) {
        g_assert_cmpint(count, <, 10);
        if (count) {
            g_string_append_c(values, '|');
        }
        g_string_append_len(values, value.text, (gssize)value.length);
        value = sip_message_next(&message, row->header, value);
    }
    g_assert_cmpstr(values->str, ==, row->values ? row->values : "");
    free((void *)bytes.text);
    g_string_free(values, TRUE);
    g_string_free(text, TRUE);
}

static void
test_field_find(void)
{
    const char *text = "BYE sip:a SIP/2.0\r\nX-One:1\r\nx-two : 2\r\n 3\r\nX-ONE: 4\r\nbad\r\n"
                       "X-Empty:\r\n\r\nX-Body: 5\r\n";
    struct sip_message message;

    g_assert_true(read_bytes(span_of(text), false, false, &message));
    assert_span(sip_message_find(&message, SPAN("x-one")), "1");
    assert_span(sip_message_find(&message, SPAN("X-Two")), "2\r\n 3");
    assert_span(sip_message_find(&message, SPAN("X-Empty")), "");
    assert_span(sip_message_find(&message, SPAN("X-Body")), NULL);
    assert_span(sip_message_find(&message, SPAN("X-O")), NULL);
    assert_span(sip_message_find(&message, SPAN("")), NULL);
    assert_span(sip_message_find(&message, SPAN("bad")), NULL);
    assert_span(sip_message_find(&message, (struct span){ NULL, 0 }), NULL);
}

static void
test_field_next_foreign(void)
{
    const char *text = "BYE sip:a SIP/2.0\r\nTo: 1\r\nTo: 2\r\n\r\n";
    struct sip_message message;

    g_assert_true(read_bytes(span_of(text), false, false, &message));
    assert_span(sip_message_next(&message, SIP_HEADER_TO, (struct span){ NULL, 0 }), NULL);
    assert_span(sip_message_next(&message, SIP_HEADER_TO, SPAN("elsewhere")), NULL);
    assert_span(sip_message_next(&message, SIP_HEADER_OTHER, message.header[SIP_HEADER_TO]), NULL);
    assert_span(sip_message_next(&message, SIP_HEADER_VIA, message.header[SIP_HEADER_TO]), NULL);
    assert_span(sip_message_next(&message, SIP_HEADER_TO, message.header[SIP_HEADER_TO]), "2");
}

/* ---- body ---- */

struct body_row {
    const char *name;
    const char *lines; /* Content-Length and so on, the blank line, the body */
    bool stream;
    const char *body;
    size_t left; /* bytes that belong to what follows */
    unsigned defects;
};

#define DATAGRAM false
#define STREAM true

static const struct body_row body_rows[] = {
    { "datagram-exact", "l: 5\r\n\r\nhello", DATAGRAM, "hello", 0, 0 },
    { "datagram-more", "l: 5\r\n\r\nhello world", DATAGRAM, "hello", 0, 0 },
    { "datagram-fewer", "l: 6\r\n\r\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_BODY_CUT },
    { "datagram-none-given", "\r\nhello", DATAGRAM, "hello", 0, 0 },
    { "datagram-zero", "l: 0\r\n\r\nhello", DATAGRAM, "", 0, 0 },
    { "datagram-empty", "l: 0\r\n\r\n", DATAGRAM, "", 0, 0 },
    { "datagram-lf-lf", "l: 5\n\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_BARE_LF },
    { "datagram-crlf-lf", "l: 5\r\n\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_BARE_LF },
    { "datagram-lf-crlf", "l: 5\n\r\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_BARE_LF },
    { "datagram-body-starts-with-line-end", "l: 3\r\n\r\n\r\nx", DATAGRAM, "\r\nx", 0, 0 },
    { "datagram-negative", "l: -999\r\n\r\nhello", DATAGRAM, "hello", 0,
      SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-empty-number", "l:\r\n\r\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-word", "l: five\r\n\r\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-list", "l: 5, 5\r\n\r\nhello", DATAGRAM, "hello", 0, SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-huge", "l: 18446744073709551615\r\n\r\nhello", DATAGRAM, "hello", 0,
      SIP_DEFECT_BODY_CUT },
    { "datagram-huger", "l: 18446744073709551621\r\n\r\nhello", DATAGRAM, "hello", 0,
      SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-twice-same", "l: 5\r\nContent-Length: 05\r\n\r\nhello!", DATAGRAM, "hello", 0, 0 },
    { "datagram-contradiction", "l: 5\r\nl: 4\r\n\r\nhello!", DATAGRAM, "hello!", 0,
      SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-contradiction-third", "l: 5\r\nl: 5\r\nl: 4\r\n\r\nhello!", DATAGRAM, "hello!", 0,
      SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-number-and-word", "l: 5\r\nl: x\r\n\r\nhello!", DATAGRAM, "hello!", 0,
      SIP_DEFECT_CONTENT_LENGTH },
    { "datagram-folded-number", "Content-Length:\r\n 5\r\n\r\nhello!", DATAGRAM, "hello", 0, 0 },
    { "datagram-no-blank-line", "l: 5\r\n", DATAGRAM, "", 0, SIP_DEFECT_HEADERS_CUT },
    { "stream-exact", "l: 5\r\n\r\nhello", STREAM, "hello", 0, 0 },
    { "stream-more", "l: 5\r\n\r\nhelloBYE", STREAM, "hello", 3, 0 },
    { "stream-fewer", "l: 6\r\n\r\nhello", STREAM, "hello", 0, SIP_DEFECT_BODY_CUT },
    { "stream-none-given", "\r\nhello", STREAM, "", 5, 0 },
    { "stream-zero", "l: 0\r\n\r\nhello", STREAM, "", 5, 0 },
    { "stream-contradiction", "l: 5\r\nl: 4\r\n\r\nhello", STREAM, "", 5,
      SIP_DEFECT_CONTENT_LENGTH },
    { "stream-negative", "l: -1\r\n\r\nhello", STREAM, "", 5, SIP_DEFECT_CONTENT_LENGTH },
    { "stream-huge", "l: 18446744073709551615\r\n\r\nhello", STREAM, "hello", 0,
      SIP_DEFECT_BODY_CUT },
    { "stream-no-blank-line", "To: a\r\n", STREAM, "", 0, SIP_DEFECT_HEADERS_CUT },
};

static void
test_body_row(gconstpointer data)
{
    const struct body_row *row = data;
    char *text = g_strconcat("\r\nOPTIONS sip:a SIP/2.0\r\nTo: b\r\n", row->lines, NULL);
    struct span bytes = exact_copy(text, strlen(text));
    struct sip_message message;

    g_assert_true(read_bytes(bytes, row->stream, false, &message));
    g_assert_cmphex(message.defects, ==, row->defects);
    assert_span(message.body, row->body);
    g_assert_cmpuint(message.octets, ==, bytes.length - row->left);
    g_free(text);
    free((void *)bytes.text);
}

static size_t
surplus_of(const char *end, size_t length, bool stream)
{
    GString *text = g_string_new("OPTIONS sip:a SIP/2.0\r\nl: 5\r\n\r\nhello");
    struct sip_message message;
    struct span bytes;

    g_string_append_len(text, end, (gssize)length);
    bytes = exact_copy(text->str, text->len);
    g_assert_true(read_bytes(bytes, stream, false, &message));
    g_string_free(text, TRUE);
    free((void *)bytes.text);
    return message.surplus;
}

/* What follows the body of a datagram is left out (RFC 3261 section 18.3). */
static void
test_body_surplus(void)
{
    g_assert_cmpuint(surplus_of("", 0, DATAGRAM), ==, 0);
    g_assert_cmpuint(surplus_of("\r\n\0", 3, DATAGRAM), ==, 0);
    g_assert_cmpuint(surplus_of("\r\nx", 3, DATAGRAM), ==, 3);
    g_assert_cmpuint(surplus_of("BYE", 3, STREAM), ==, 0);
}

static void
test_body_head(void)
{
    const char *text = "BYE sip:a SIP/2.0\r\nTo: 1\r\nbad\r\n\r\nbody";
    struct sip_message message;

    g_assert_true(read_bytes(span_of(text), false, false, &message));
    assert_span(message.head, "To: 1\r\nbad\r\n");
    /* A cut buffer: what the capture cuts does not count. */
    g_assert_true(read_bytes(span_take(span_of(text), 29), false, true, &message));
    assert_span(message.head, "To: 1\r\n");
    g_assert_true(read_bytes(span_take(span_of(text), 29), false, false, &message));
    assert_span(message.head, "To: 1\r\nbad");
}

static void
test_stream_several(void)
{
    static const char *const bodies[] = { "hello", "", "\r\n\r\nx", "", "" };
    GString *text = g_string_new(NULL);
    struct span bytes, rest;
    struct sip_message message;
    size_t count = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        /* Keep-alives between the messages, and a body that looks like one. */
        g_string_append_printf(text, "%sSIP/2.0 %u x\r\nl:%zu\r\n\r\n%s", i ? "\r\n\r\n" : "",
                               200 + (unsigned)i, strlen(bodies[i]), bodies[i]);
    }
    g_string_append(text, "SIP/2.0 205 no length\r\nTo: a\r\n\r\nSIP/2.0 206 x\r\n\r\n");
    bytes = exact_copy(text->str, text->len);
    rest = bytes;
    while (read_bytes(rest, true, false, &message)) {
        g_assert_cmpuint(message.status_code, ==, 200 + count);
        assert_span(message.body, count < G_N_ELEMENTS(bodies) ? bodies[count] : "");
        g_assert_cmpuint(message.octets, >, 0);
        g_assert_cmpuint(message.octets, <=, rest.length);
        g_assert_cmpuint(message.defects, ==, 0);
        rest = span_skip(rest, message.octets);
        count++;
    }
    g_assert_cmpuint(count, ==, 7);
    g_assert_cmpuint(rest.length, ==, 0);
    /* The same bytes as a datagram are one message. */
    g_assert_true(read_bytes(bytes, false, false, &message));
    g_assert_cmpuint(message.octets, ==, bytes.length);
    assert_span(message.body, "hello");
    g_string_free(text, TRUE);
    free((void *)bytes.text);
}

/* ---- cut at every byte ---- */

/** Each field that the cut message has is that of the whole one, in the same order; what was whole
 * is there. */
static void
check_fields_of_cut(const struct sip_message *whole, const struct sip_message *cut, size_t length,
                    const char *start)
{
    for (int i = 0; i < SIP_HEADER_COUNT; i++) {
        enum sip_header header = (enum sip_header)i;
        struct span all = whole->header[header], some = cut->header[header];

        while (all.text) {
            struct span rest = span_skip(whole->head, (size_t)(all.text - whole->head.text));
            size_t end = (size_t)(sip_field_skip(rest).text - start);

            /* Whole only if the byte behind the line end shows that no line continues it. */
            g_assert_cmpint(some.text != NULL, ==, length > end);
            if (!some.text) {
                break;
            }
            g_assert_true(span_equal(some, all));
            all = sip_message_next(whole, header, all);
            some = sip_message_next(cut, header, some);
        }
        if (!all.text) {
            assert_span(some, NULL);
        }
    }
}

static void
test_cut_every_byte(gconstpointer data)
{
    const struct span *sample = data;
    size_t start_line = span_find(*sample, '\n') + 1, body;
    struct sip_message whole, cut;

    g_assert_true(read_bytes(*sample, false, false, &whole));
    g_assert_false(whole.defects & (SIP_DEFECT_HEADERS_CUT | SIP_DEFECT_BODY_CUT));
    body = (size_t)(whole.body.text - sample->text);
    for (size_t length = 0; length <= sample->length; length++) {
        struct span bytes = exact_copy(sample->text, length);

        for (int stream = 0; stream < 2; stream++) {
            bool ok = read_bytes(bytes, stream, true, &cut);

            g_assert_cmpint(ok, ==, length >= start_line);
            if (!ok) {
                continue;
            }
            g_assert_cmpint(cut.is_response, ==, whole.is_response);
            g_assert_cmpuint(cut.status_code, ==, whole.status_code);
            g_assert_true(span_equal(cut.reason_phrase, whole.reason_phrase));
            g_assert_true(span_equal(cut.method, whole.method));
            g_assert_true(span_equal(cut.request_uri, whole.request_uri));
            g_assert_cmpint(!!(cut.defects & SIP_DEFECT_HEADERS_CUT), ==, length < body);
            g_assert_cmpint(!!(cut.defects & SIP_DEFECT_BODY_CUT), ==,
                            length >= body && length < body + whole.body.length);
            g_assert_false(cut.defects & ~whole.defects &
                           ~(unsigned)(SIP_DEFECT_HEADERS_CUT | SIP_DEFECT_BODY_CUT));
            g_assert_true(span_equal(cut.body, span_take(whole.body, length - MIN(length, body))));
            g_assert_true(span_equal(cut.head, span_take(whole.head, cut.head.length)));
            g_assert_cmpuint(cut.octets, ==, length);
            check_fields_of_cut(&whole, &cut, length, sample->text);
        }
        free((void *)bytes.text);
    }
}

/* ---- RFC 4475 ---- */

static void
test_torture_tortuous(void)
{
    struct sip_message message;
    struct span via;

    g_assert_true(read_bytes(span_of(sample_tortuous), false, false, &message));
    g_assert_cmphex(message.defects, ==, 0);
    assert_span(message.method, "INVITE");
    assert_span(message.request_uri, "sip:carol@desk.example.com;someparam");
    assert_span(message.header[SIP_HEADER_TO], "sip:carol@desk.example.com ;   tag    = 77665544n");
    assert_span(message.header[SIP_HEADER_MAX_FORWARDS], "0068");
    assert_span(message.header[SIP_HEADER_CSEQ], "0009\r\n  INVITE");
    assert_span(message.header[SIP_HEADER_CONTENT_LENGTH], "16");
    assert_span(message.body, "v=0\r\ns=-\r\nt=0 0\n");
    assert_span(sip_message_find(&message, SPAN("s")), "");
    assert_span(sip_message_find(&message, SPAN("HeaderThatLooksOdd")), ";;,,;;,;");
    assert_span(sip_message_find(&message, SPAN("shinynewheader")),
                "shiny new value\r\n continued shiny new value");
    via = message.header[SIP_HEADER_VIA];
    assert_span(via, "SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw");
    via = sip_message_next(&message, SIP_HEADER_VIA, via);
    g_assert_true(span_starts_nocase(via, SPAN("SIP  / 2.0  / TCP     spool.example.com")));
    assert_span(sip_message_next(&message, SIP_HEADER_VIA, via), NULL);
}

static void
test_torture_wide_characters(void)
{
    static const char text[] =
        "!odd-Method0123456789_*+`.%indeed'~ sip:1_odd.URI~(to-be!sure)&isn't"
        "+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"
        "@example.com SIP/2.0\r\n"
        "To: \"BEL:\\\x07 NUL:\\\0 DEL:\\\x7F\" <sip:1@example.com>\r\n"
        "Call-ID: odd.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n"
        "extensionHeader-!.%*+_`'~:\xEF\xBB\xBF\xE5\xA4\xA7\r\n"
        "Max-Forwards: 255\r\nContent-Length: 0\r\n\r\n";
    struct sip_message message;

    g_assert_true(read_bytes((struct span){ text, sizeof(text) - 1 }, false, false, &message));
    g_assert_cmphex(message.defects, ==, SIP_DEFECT_NUL);
    assert_span(message.method, "!odd-Method0123456789_*+`.%indeed'~");
    g_assert_true(span_starts_nocase(message.request_uri, SPAN("sip:1_odd.URI")));
    assert_span(message.header[SIP_HEADER_CALL_ID], "odd.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
    assert_span(message.header[SIP_HEADER_MAX_FORWARDS], "255");
    assert_span(sip_message_find(&message, SPAN("extensionHeader-!.%*+_`'~")),
                "\xEF\xBB\xBF\xE5\xA4\xA7");
}

/* RFC 4475 section 3.1.1.7 and 3.1.1.8: many Via forms; a second message behind the first. */
static void
test_torture_many_via(void)
{
    static const char *const names[] = { "Via: ", "v: ",   "V: ",   "ViA: ", "VIA:",
                                         "via :", "vIa: ", "V :  ", "v :  ", "Via  : " };
    GString *text = g_string_new("REGISTER sip:example.com SIP/2.0\r\n");
    struct sip_message message;
    struct span via;
    size_t count = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_string_append_printf(text, "%sSIP/2.0/TCP sip%zu.example.com\r\n", names[i], i);
    }
    g_string_append(text,
                    "Max-Forwards: 70\r\nL:2\r\n\r\n\r\nINVITE sip:joe@example.com SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.1\r\n\r\n");
    g_assert_true(read_bytes(span_of(text->str), false, false, &message));
    for (via = message.header[SIP_HEADER_VIA]; via.text;
         via = sip_message_next(&message, SIP_HEADER_VIA, via)) {
        char *expected = g_strdup_printf("SIP/2.0/TCP sip%zu.example.com", count);

        assert_span(via, expected);
        g_free(expected);
        count++;
    }
    g_assert_cmpuint(count, ==, G_N_ELEMENTS(names));
    assert_span(message.body, "\r\n");
    g_assert_true(read_bytes(span_of(text->str), true, false, &message));
    g_assert_true(read_bytes(span_skip(span_of(text->str), message.octets), true, false, &message));
    assert_span(message.method, "INVITE");
    g_string_free(text, TRUE);
}

/* ---- size: all of this takes minutes if anything is not linear ---- */

static void
test_size_long_line(gconstpointer data)
{
    const char *prefix = data;
    size_t length = 1 << 20;
    GString *text = g_string_new(prefix);
    struct sip_message message;
    struct span bytes;

    while (text->len < length) {
        g_string_append(text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ");
    }
    bytes = exact_copy(text->str, text->len);
    for (int cut = 0; cut < 2; cut++) {
        bool ok = read_bytes(bytes, false, cut, &message);

        if (ok) {
            g_assert_cmpuint(message.octets, ==, bytes.length);
            g_assert_true(message.defects & SIP_DEFECT_HEADERS_CUT);
            g_assert_cmpuint(message.head.length, <=, bytes.length);
            g_assert_cmpint(message.header[SIP_HEADER_TO].text != NULL, ==,
                            !cut && strstr(prefix, "To:"));
        }
        g_assert_cmpint(ok, ==,
                        strchr(prefix, '\n') != NULL ||
                            (!cut && g_str_has_prefix(prefix, "SIP/2.0 2")));
    }
    free((void *)bytes.text);
    g_string_free(text, TRUE);
}

static void
test_size_many_headers(gconstpointer data)
{
    const char *line = data;
    const size_t lines = 100000;
    GString *text = g_string_new("SIP/2.0 200 OK\r\n");
    struct sip_message message;
    struct span bytes, value;
    size_t count = 0;

    for (size_t i = 0; i < lines; i++) {
        g_string_append(text, line);
    }
    g_string_append(text, "To: last\r\n\r\n");
    bytes = exact_copy(text->str, text->len);
    g_assert_true(read_bytes(bytes, false, false, &message));
    assert_span(message.header[SIP_HEADER_TO], "last");
    for (value = message.header[SIP_HEADER_VIA]; value.text;
         value = sip_message_next(&message, SIP_HEADER_VIA, value)) {
        count++;
    }
    g_assert_cmpuint(count, ==, *line == 'v' ? lines : 0);
    free((void *)bytes.text);
    g_string_free(text, TRUE);
}

static void
test_size_line_ends(void)
{
    size_t length = 1 << 20;
    char *bytes = g_malloc(length);
    struct sip_message message;

    memset(bytes, '\n', length);
    g_assert_false(read_bytes((struct span){ bytes, length }, true, false, &message));
    memcpy(bytes + length - 20, "ACK sip:a SIP/2.0\r\n", 19);
    g_assert_true(read_bytes((struct span){ bytes, length }, true, false, &message));
    assert_span(message.method, "ACK");
    g_free(bytes);
}

/* ---- random changes ---- */

static void
assert_inside(struct span span, struct span buffer)
{
    if (span.text) {
        g_assert_true(span.text >= buffer.text);
        g_assert_true(span.text + span.length <= buffer.text + buffer.length);
    }
}

static void
test_random_changes(void)
{
    static const char bytes_of_interest[] = "\0\r\n \t:;,<>\"\\/@=()[]?%0129aZ\x80\xFF";
    GRand *random = g_rand_new_with_seed(3261);
    size_t read = 0;

    for (int round = 0; round < 40000; round++) {
        struct span sample =
            sample_messages[g_rand_int_range(random, 0, G_N_ELEMENTS(sample_messages))];
        size_t length = g_rand_boolean(random)
                            ? sample.length
                            : (size_t)g_rand_int_range(random, 0, (gint32)sample.length + 1);
        struct span bytes = exact_copy(sample.text, length);
        char *changed = (char *)bytes.text;
        struct sip_message message;

        for (int changes = g_rand_int_range(random, 0, 12); changes && length; changes--) {
            changed[g_rand_int_range(random, 0, (gint32)length)] =
                bytes_of_interest[g_rand_int_range(random, 0, sizeof(bytes_of_interest) - 1)];
        }
        if (read_bytes(bytes, g_rand_boolean(random), g_rand_boolean(random), &message)) {
            read++;
            g_assert_cmpuint(message.octets, >, 0);
            g_assert_cmpuint(message.octets, <=, length);
            g_assert_cmphex(message.defects, <, SIP_DEFECT_NUL << 1);
            assert_inside(message.method, bytes);
            assert_inside(message.request_uri, bytes);
            assert_inside(message.reason_phrase, bytes);
            assert_inside(message.version, bytes);
            assert_inside(message.head, bytes);
            g_assert_nonnull(message.body.text);
            assert_inside(message.body, bytes);
            for (int i = 0; i < SIP_HEADER_COUNT; i++) {
                struct span value = message.header[i];

                for (int count = 0; value.text; count++) {
                    g_assert_cmpint(count, <, 200);
                    assert_inside(value, message.head);
                    value = sip_message_next(&message, (enum sip_header)i, value);
                }
            }
        }
        free(changed);
    }
    g_assert_cmpuint(read, >, 10000); /* else the test looks at nothing */
    g_rand_free(random);
}

/* The quick look agrees with the reader about what is a start line. */
static void
test_starts_agrees(void)
{
    static const struct {
        const char *text;
        bool whole, cut;
    } rows[] = {
        { "SIP/2.0 404 Not Found\r\n", true, true },
        { "SIP/2.0 404 Not Found", true, false },
        { "\r\n\r\nINVITE sip:a SIP/2.0\n", true, true },
        { "INVITE sip:a SIP/2.0", true, false },
        { "INVITE sip:a SIP/3.0\r\n", false, false },
        { "SIP/2.0 x\r\n", false, false },
        { "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n", false, false },
        { "\r\n\r\n", false, false },
        { "", false, false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct sip_message message;

        for (int cut = 0; cut < 2; cut++) {
            struct sip_buffer buffer = { .bytes = span_of(rows[i].text), .cut = cut };

            g_assert_cmpint(sip_message_starts(buffer.bytes, cut), ==,
                            cut ? rows[i].cut : rows[i].whole);
            g_assert_cmpint(sip_message_read(&buffer, &message), ==,
                            cut ? rows[i].cut : rows[i].whole);
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD_ROWS("/sip-message/start-line", start_rows, test_start_row);
    g_test_add_func("/sip-message/start-line/cut", test_start_cut);
    g_test_add_func("/sip-message/name/every", test_name_every);
    ADD_ROWS("/sip-message/name", name_rows, test_name_row);
    ADD_ROWS("/sip-message/field", field_rows, test_field_row);
    g_test_add_func("/sip-message/field/find", test_field_find);
    g_test_add_func("/sip-message/field/next-foreign", test_field_next_foreign);
    ADD_ROWS("/sip-message/body", body_rows, test_body_row);
    g_test_add_func("/sip-message/body/head", test_body_head);
    g_test_add_func("/sip-message/body/surplus", test_body_surplus);
    g_test_add_func("/sip-message/stream/several", test_stream_several);
    g_test_add_data_func("/sip-message/cut/invite", &sample_messages[0], test_cut_every_byte);
    g_test_add_data_func("/sip-message/cut/not-found", &sample_messages[1], test_cut_every_byte);
    g_test_add_data_func("/sip-message/cut/folded", &sample_messages[2], test_cut_every_byte);
    g_test_add_data_func("/sip-message/cut/notify", &sample_messages[3], test_cut_every_byte);
    g_test_add_data_func("/sip-message/cut/tortuous", &sample_messages[4], test_cut_every_byte);
    g_test_add_func("/sip-message/rfc4475-3.1.1.1/tortuous", test_torture_tortuous);
    g_test_add_func("/sip-message/rfc4475-3.1.1.2/wide-characters", test_torture_wide_characters);
    g_test_add_func("/sip-message/rfc4475-3.1.1.7/many-via", test_torture_many_via);
    g_test_add_data_func("/sip-message/size/value", "SIP/2.0 200 OK\r\nTo: ", test_size_long_line);
    g_test_add_data_func("/sip-message/size/name", "SIP/2.0 200 OK\r\nx", test_size_long_line);
    g_test_add_data_func("/sip-message/size/phrase", "SIP/2.0 200 x", test_size_long_line);
    g_test_add_data_func("/sip-message/size/code", "SIP/2.0 222222222", test_size_long_line);
    g_test_add_data_func("/sip-message/size/method", "INVITE", test_size_long_line);
    g_test_add_data_func("/sip-message/size/many-via", "v:a\r\n", test_size_many_headers);
    g_test_add_data_func("/sip-message/size/many-unknown", "x:a\r\n", test_size_many_headers);
    g_test_add_data_func("/sip-message/size/many-without-colon", "x\n", test_size_many_headers);
    g_test_add_data_func("/sip-message/size/many-folds", " x\r\n", test_size_many_headers);
    g_test_add_data_func("/sip-message/size/many-lengths", "l:1\r\n", test_size_many_headers);
    g_test_add_func("/sip-message/size/line-ends", test_size_line_ends);
    g_test_add_func("/sip-message/random/changes", test_random_changes);
    g_test_add_func("/sip_message/starts/agrees", test_starts_agrees);
    return g_test_run();
}
