/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_body.h"

#include "assert_span.h"
#include "sample_messages.h"

/* ---- media types and multipart ---- */

struct find_row {
    const char *name;
    const char *content_type; /* NULL: none */
    const char *body;
    const char *media_type;
    const char *expected;
};

#define PART(type, content) "--b\r\nContent-Type: " type "\r\n\r\n" content "\r\n"
#define MIXED "multipart/mixed;boundary=b"

static const struct find_row find_rows[] = {
    { "plain", "application/sdp", "v=0", "application/sdp", "v=0" },
    { "case-and-parameters", "Application/SDP ; charset=x", "v=0", "application/sdp", "v=0" },
    { "white-space-around-slash", "application / sdp", "v=0", "application/sdp", "v=0" },
    { "sipfrag-version", "message/sipfrag;version=2.0", "x", "message/sipfrag", "x" },
    { "other-type", "text/plain", "v=0", "application/sdp", NULL },
    { "longer-type", "application/sdpx", "v=0", "application/sdp", NULL },
    { "other-main-type", "text/sdp", "v=0", "application/sdp", NULL },
    { "type-without-slash", "application", "v=0", "application/sdp", NULL },
    { "type-empty", "", "v=0", "application/sdp", NULL },
    { "type-missing", NULL, "v=0", "application/sdp", NULL },
    { "body-empty", "application/sdp", "", "application/sdp", NULL },
    { "first-part", MIXED, PART("application/sdp", "v=0") PART("text/plain", "x") "--b--\r\n",
      "application/sdp", "v=0" },
    { "second-part", MIXED, PART("text/plain", "x") PART("application/sdp", "v=0\r\n") "--b--",
      "application/sdp", "v=0\r\n" },
    { "first-of-two", MIXED, PART("application/sdp", "1") PART("application/sdp", "2") "--b--",
      "application/sdp", "1" },
    { "boundary-quoted", "multipart/related; type=\"a;b\"; boundary=\"b\"",
      PART("application/sdp", "v=0") "--b--", "application/sdp", "v=0" },
    { "boundary-odd", "multipart/mixed;boundary=\"a b:c\"",
      "--a b:c\r\nContent-Type:application/sdp\r\n\r\nv=0\r\n--a b:c--", "application/sdp", "v=0" },
    { "upper-case", "MULTIPART/MIXED;BOUNDARY=b", PART("application/sdp", "v=0") "--b--",
      "application/sdp", "v=0" },
    { "preamble", MIXED, "text\r\n--x\r\n" PART("application/sdp", "v=0") "--b--",
      "application/sdp", "v=0" },
    { "bare-lf", MIXED, "--b\nContent-Type: application/sdp\n\nv=0\n--b--\n", "application/sdp",
      "v=0" },
    { "compact-and-folded-header", MIXED,
      "--b\r\nContent-ID: <a>\r\nc:\r\n application/sdp\r\n\r\nv=0\r\n--b--", "application/sdp",
      "v=0" },
    { "boundary-line-with-blanks", MIXED, "--b \t\r\nc: application/sdp\r\n\r\nv=0\r\n--b--",
      "application/sdp", "v=0" },
    { "dashes-in-part", MIXED, PART("application/sdp", "--\r\n--bx\r\n-b") "--b--",
      "application/sdp", "--\r\n--bx\r\n-b" },
    { "part-empty", MIXED, "--b\r\nc: application/sdp\r\n\r\n\r\n--b--", "application/sdp", "" },
    { "part-empty-no-line", MIXED, "--b\r\nc: application/sdp\r\n\r\n--b--", "application/sdp",
      "" },
    { "part-without-type", MIXED, "--b\r\n\r\nv=0\r\n--b--", "application/sdp", NULL },
    { "nested", MIXED,
      PART("text/plain", "x") PART(
          "multipart/alternative;boundary=i",
          "--i\r\nc:text/plain\r\n\r\ny\r\n--i\r\nc:application/sdp\r\n\r\nv=0\r\n--i--") "--b--",
      "application/sdp", "v=0" },
    { "after-nested", MIXED,
      PART("multipart/mixed;boundary=i", "--i\r\nc:text/plain\r\n\r\ny\r\n--i--")
          PART("application/sdp", "v=0") "--b--",
      "application/sdp", "v=0" },
    { "nested-twice-is-too-deep", MIXED,
      PART("multipart/mixed;boundary=i",
           "--i\r\nc:multipart/mixed;boundary=j\r\n\r\n--j\r\nc:application/sdp\r\n\r\nv=0\r\n--j--"
           "\r\n--i--") "--b--",
      "application/sdp", NULL },
    { "cut-in-part", MIXED, "--b\r\nc:application/sdp\r\n\r\nv=0\r\no=", "application/sdp",
      "v=0\r\no=" },
    { "cut-in-part-headers", MIXED, "--b\r\nc:application/sdp\r\n", "application/sdp", "" },
    { "cut-before-part", MIXED, "--b", "application/sdp", NULL },
    { "behind-the-end", MIXED, PART("text/plain", "x") "--b--\r\n" PART("application/sdp", "v=0"),
      "application/sdp", NULL },
    { "no-delimiter", MIXED, "c:application/sdp\r\n\r\nv=0", "application/sdp", NULL },
    { "boundary-missing", "multipart/mixed", PART("application/sdp", "v=0") "--b--",
      "application/sdp", NULL },
    { "boundary-empty", "multipart/mixed;boundary=\"\"",
      "--\r\nc:application/sdp\r\n\r\nv=0\r\n----", "application/sdp", NULL },
    { "boundary-other", "multipart/mixed;boundary=c", PART("application/sdp", "v=0") "--b--",
      "application/sdp", NULL },
    { "delimiter-inside-line", MIXED, "x--b\r\nc:application/sdp\r\n\r\nv=0", "application/sdp",
      NULL },
};

static struct span
find_in(const char *content_type, struct span body, const char *media_type)
{
    struct sip_message message = { .is_response = true };

    message.header[SIP_HEADER_CONTENT_TYPE] = span_of(content_type);
    message.body = body;
    return sip_body_find(&message, span_of(media_type));
}

static void
test_find_row(gconstpointer data)
{
    const struct find_row *row = data;
    struct span body = exact_copy(row->body, strlen(row->body));

    assert_span(find_in(row->content_type, body, row->media_type), row->expected);
    free((void *)body.text);
}

/* Whatever is found in a body that is cut stands in the whole body's part, too. */
static void
test_find_cut(void)
{
    const char *text = PART("text/plain", "x") PART("application/sdp", SAMPLE_OFFER) "--b--\r\n";
    size_t found = 0;

    for (size_t length = 0; length <= strlen(text); length++) {
        struct span body = exact_copy(text, length);
        struct span sdp = find_in(MIXED, body, "application/sdp");

        if (sdp.text) {
            found++;
            /* The last line may be a piece of the delimiter. */
            g_assert_true(span_equal(span_take(sdp, sizeof(SAMPLE_OFFER) - 1),
                                     span_take(SPAN(SAMPLE_OFFER), sdp.length)));
            g_assert_cmpuint(sdp.length, <=, sizeof(SAMPLE_OFFER) - 1 + strlen("\r\n--"));
        }
        free((void *)body.text);
    }
    g_assert_cmpuint(found, >, sizeof(SAMPLE_OFFER) - 1);
}

static void
test_find_long(void)
{
    char *boundary = g_strnfill(300, 'b');
    char *content_type = g_strconcat("multipart/mixed;boundary=", boundary, NULL);
    char *body = g_strconcat("--", boundary, "\r\nc:application/sdp\r\n\r\nv=0", NULL);
    GString *lines = g_string_new(NULL);

    /* A boundary that no agent would choose is not looked for, else the search would not be linear.
     */
    assert_span(find_in(content_type, span_of(body), "application/sdp"), NULL);
    while (lines->len < 1 << 20) {
        g_string_append(lines, "--b\nc:multipart/x;boundary=b\n\n");
    }
    assert_span(find_in(MIXED, (struct span){ lines->str, lines->len }, "application/sdp"), NULL);
    g_string_free(lines, TRUE);
    g_free(body);
    g_free(content_type);
    g_free(boundary);
}

static void
test_find_in_sample(void)
{
    const struct sip_buffer buffer = { .bytes = span_of(sample_notify) };
    struct sip_message message;
    uint32_t code;
    struct span phrase;

    g_assert_true(sip_message_read(&buffer, &message));
    g_assert_true(
        sip_fragment_status(sip_body_find(&message, SPAN("message/sipfrag")), &code, &phrase));
    g_assert_cmpuint(code, ==, 486);
    assert_span(phrase, "Busy");
}

/* ---- fragments ---- */

struct fragment_row {
    const char *name;
    const char *text;
    uint32_t code; /* 0: no status line */
    const char *phrase;
};

static const struct fragment_row fragment_rows[] = {
    { "plain", "SIP/2.0 200 OK\r\n", 200, "OK" },
    { "bare-lf", "SIP/2.0 100 Trying\n", 100, "Trying" },
    { "no-line-end", "SIP/2.0 603 Declined", 603, "Declined" },
    { "phrase-empty", "SIP/2.0 404 ", 404, "" },
    { "phrase-missing", "SIP/2.0 404", 404, "" },
    { "headers", "SIP/2.0 400 Bad Request\r\nWarning: 399 a \"b\"\r\n", 400, "Bad Request" },
    { "largest", "SIP/2.0 699 x", 699, "x" },
    { "lower-case", "sip/2.0 180 Ringing", 180, "Ringing" },
    { "line-ends-before", "\r\nSIP/2.0 200 OK", 200, "OK" },
    { "request", "INVITE sip:alice@example.com SIP/2.0", 0, NULL },
    { "headers-only", "From: Alice <sip:alice@example.com>\r\n", 0, NULL },
    { "version-only", "SIP/2.0", 0, NULL },
    { "version-missing", "404 Not Found", 0, NULL },
    { "version-other", "SIP/1.0 200 OK", 0, NULL },
    { "code-too-small", "SIP/2.0 099 x", 0, NULL },
    { "code-too-large", "SIP/2.0 700 x", 0, NULL },
    { "code-four-digits", "SIP/2.0 2000 x", 0, NULL },
    { "code-cut", "SIP/2.0 20", 0, NULL },
    { "code-huge", "SIP/2.0 99999999999999999999999 x", 0, NULL },
    { "empty", "", 0, NULL },
};

static void
test_fragment_row(gconstpointer data)
{
    const struct fragment_row *row = data;
    struct span text = exact_copy(row->text, strlen(row->text)), phrase = SPAN("before");
    uint32_t code = 4711;

    g_assert_cmpint(sip_fragment_status(text, &code, &phrase), ==, row->code != 0);
    g_assert_cmpuint(code, ==, row->code ? row->code : 4711);
    assert_span(phrase, row->code ? row->phrase : "before");
    free((void *)text.text);
}

static void
test_fragment_absent(void)
{
    uint32_t code;
    struct span phrase;

    g_assert_false(sip_fragment_status((struct span){ NULL, 0 }, &code, &phrase));
}

/* ---- session descriptions ---- */

struct sdp_row {
    const char *name;
    const char *text;
    /* One group a media description: media port protocol [formats] address direction codecs; "-":
     * absent. */
    const char *expected;
};

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

static const struct sdp_row sdp_rows[] = {
    { "offer", SAMPLE_OFFER,
      "audio 49170 RTP/AVP [8 0 101] 192.0.2.10 sendrecv PCMA/8000 PCMU/8000 "
      "telephone-event/8000\n" },
    { "two-media",
      SESSION "m=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 31 99\r\na=rtpmap:99 H264/90000\r\n",
      "audio 1 RTP/AVP [0] 192.0.2.1 sendrecv PCMU/8000\n"
      "video 2 RTP/AVP [31 99] 192.0.2.1 sendrecv H261/90000 H264/90000\n" },
    { "media-address",
      SESSION "m=audio 1 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\nm=audio 2 RTP/AVP 3\r\n",
      "audio 1 RTP/AVP [0] 2001:db8::1(6) sendrecv PCMU/8000\n"
      "audio 2 RTP/AVP [3] 192.0.2.1 sendrecv GSM/8000\n" },
    { "address-6-in-session",
      "c=IN IP6 2001:db8::2\nm=audio 1 RTP/AVP 0\nc=IN IP4 192.0.2.3\n"
      "m=audio 1 RTP/AVP 0\n",
      "audio 1 RTP/AVP [0] 192.0.2.3 sendrecv PCMU/8000\n"
      "audio 1 RTP/AVP [0] 2001:db8::2(6) sendrecv PCMU/8000\n" },
    { "first-of-several-counts",
      "c=IN IP4 192.0.2.1\nc=IN IP4 192.0.2.2\na=sendonly\na=recvonly\nm=audio 1 RTP/AVP 0\n"
      "m=audio 1 RTP/AVP 0\nc=IN IP4 192.0.2.3\nc=IN IP4 192.0.2.4\na=inactive\na=sendrecv\n",
      "audio 1 RTP/AVP [0] 192.0.2.1 sendonly PCMU/8000\n"
      "audio 1 RTP/AVP [0] 192.0.2.3 inactive PCMU/8000\n" },
    { "multicast", "c=IN IP4 233.252.0.1/127/3\r\nm=audio 1/2 RTP/AVP 0\r\n",
      "audio 1 RTP/AVP [0] 233.252.0.1 sendrecv PCMU/8000\n" },
    { "direction-session",
      SESSION "a=sendonly\r\nm=audio 1 RTP/AVP 0\r\nm=audio 1 RTP/AVP 0\r\n"
              "a=inactive\r\n",
      "audio 1 RTP/AVP [0] 192.0.2.1 sendonly PCMU/8000\n"
      "audio 1 RTP/AVP [0] 192.0.2.1 inactive PCMU/8000\n" },
    { "direction-case", SESSION "m=audio 1 RTP/AVP 0\r\na=RecvOnly \r\n",
      "audio 1 RTP/AVP [0] 192.0.2.1 recvonly PCMU/8000\n" },
    { "refused", SESSION "m=image 0 udptl t38\r\n", "image 0 udptl [t38] 192.0.2.1 sendrecv ?\n" },
    { "webrtc", SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n",
      "audio 9 UDP/TLS/RTP/SAVPF [111] 192.0.2.1 sendrecv opus/48000\n" },
    { "rtpmap-overrides-table", SESSION "m=audio 1 RTP/AVP 0\r\na=rtpmap:0 ULAW/16000\r\n",
      "audio 1 RTP/AVP [0] 192.0.2.1 sendrecv ULAW/16000\n" },
    { "rtpmap-without-rate", SESSION "m=audio 1 RTP/AVP 96\r\na=rtpmap:96 iLBC\r\n",
      "audio 1 RTP/AVP [96] 192.0.2.1 sendrecv iLBC/0\n" },
    { "rtpmap-white-space", SESSION "m=audio 1 RTP/AVP 96\r\na=rtpmap: 96  iLBC/8000 x\r\n",
      "audio 1 RTP/AVP [96] 192.0.2.1 sendrecv iLBC/8000\n" },
    { "rtpmap-of-another-media",
      SESSION "m=audio 1 RTP/AVP 96\r\nm=audio 1 RTP/AVP 97\r\na=rtpmap:96 iLBC/8000\r\n",
      "audio 1 RTP/AVP [96] 192.0.2.1 sendrecv ?\naudio 1 RTP/AVP [97] 192.0.2.1 sendrecv ?\n" },
    { "rtpmap-prefix", SESSION "m=audio 1 RTP/AVP 9\r\na=rtpmap:96 iLBC/8000\r\n",
      "audio 1 RTP/AVP [9] 192.0.2.1 sendrecv G722/8000\n" },
    { "rtpmap-empty",
      SESSION "m=audio 1 RTP/AVP 96 97\r\na=rtpmap:\r\na=rtpmap:96\r\n"
              "a=rtpmap:97 /8000\r\n",
      "audio 1 RTP/AVP [96 97] 192.0.2.1 sendrecv ? ?\n" },
    { "static-table-gaps", SESSION "m=audio 1 RTP/AVP 1 2 19 24 35 999999999999999999999\r\n",
      "audio 1 RTP/AVP [1 2 19 24 35 999999999999999999999] 192.0.2.1 sendrecv ? ? ? ? ? ?\n" },
    { "static-table-ends", SESSION "m=video 1 RTP/AVP 18 25 34\r\n",
      "video 1 RTP/AVP [18 25 34] 192.0.2.1 sendrecv G729/8000 CelB/90000 H263/90000\n" },
    { "no-rtp-no-table", SESSION "m=application 1 UDP/BFCP 0\r\n",
      "application 1 UDP/BFCP [0] 192.0.2.1 sendrecv ?\n" },
    { "bare-lf-and-junk", "v=0\n\njunk\n c=IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\n=x\nx\n",
      "audio 1 RTP/AVP [0] 192.0.2.1 sendrecv PCMU/8000\n" },
    { "no-address", "m=audio 1 RTP/AVP 0", "audio 1 RTP/AVP [0] - sendrecv PCMU/8000\n" },
    { "address-cut", "c=IN IP4\r\nm=audio 1 RTP/AVP 0\r\nc=IN",
      "audio 1 RTP/AVP [0] - sendrecv PCMU/8000\n" },
    { "media-upper-case-is-other", "M=audio 1 RTP/AVP 0\r\n", "" },
    { "media-empty", SESSION "m=\r\nm=audio 5 RTP/AVP 0\r\n",
      "- 0 - [] 192.0.2.1 sendrecv\naudio 5 RTP/AVP [0] 192.0.2.1 sendrecv PCMU/8000\n" },
    { "media-cut", SESSION "m=audio 49170", "audio 49170 - [] 192.0.2.1 sendrecv\n" },
    { "no-formats", SESSION "m=audio 1 RTP/AVP\r\n", "audio 1 RTP/AVP [] 192.0.2.1 sendrecv\n" },
    { "port-word", SESSION "m=audio $ RTP/AVP 0\r\n",
      "audio 0 RTP/AVP [0] 192.0.2.1 sendrecv PCMU/8000\n" },
    { "port-huge", SESSION "m=audio 4294967296 RTP/AVP 0\r\n",
      "audio 0 RTP/AVP [0] 192.0.2.1 sendrecv PCMU/8000\n" },
    { "no-media", SESSION, "" },
    { "empty", "", "" },
};

static void
append_or_dash(GString *result, struct span span)
{
    g_string_append_len(result, span.text ? span.text : "-", span.text ? (gssize)span.length : 1);
}

static void
write_media(GString *result, const struct sdp_media *media)
{
    struct span formats = media->formats, name;
    uint32_t rate;

    append_or_dash(result, media->media);
    g_string_append_printf(result, " %u ", media->port);
    append_or_dash(result, media->protocol);
    g_string_append(result, " [");
    append_or_dash(result, formats);
    g_string_append(result, "] ");
    append_or_dash(result, media->address);
    g_string_append(result, media->address_is_ip6 ? "(6) " : " ");
    append_or_dash(result, media->direction);
    while (formats.length) {
        size_t end = span_find(formats, ' ');

        if (sdp_codec_find(media, span_take(formats, end), &name, &rate)) {
            g_string_append_c(result, ' ');
            append_or_dash(result, name);
            g_string_append_printf(result, "/%u", rate);
        } else {
            g_string_append(result, " ?");
        }
        formats = span_skip(formats, end + 1);
    }
    g_string_append_c(result, '\n');
}

static char *
describe(struct span text)
{
    GString *result = g_string_new(NULL);
    struct sdp_session session;
    struct sdp_media media;
    struct span rest;

    memset(&session, 0xA5, sizeof(session));
    memset(&media, 0xA5, sizeof(media));
    sdp_session_read(text, &session);
    rest = session.media;
    while (sdp_media_next(&session, &rest, &media)) {
        write_media(result, &media);
    }
    g_assert_cmpuint(rest.length, ==, 0);
    return g_string_free(result, FALSE);
}

static void
test_sdp_row(gconstpointer data)
{
    const struct sdp_row *row = data;
    struct span text = exact_copy(row->text, strlen(row->text));
    char *result = describe(text);

    g_assert_cmpstr(result, ==, row->expected);
    g_free(result);
    free((void *)text.text);
}

static void
test_sdp_lines(void)
{
    struct span rest = SPAN("v=0\r\n\r\nm =x\na= b \nab=c\n=d\nX=1\nc=\nz");
    struct sdp_line line;

    g_assert_true(sdp_line_next(&rest, &line));
    g_assert_cmpint(line.type, ==, 'v');
    assert_span(line.value, "0");
    g_assert_true(sdp_line_next(&rest, &line));
    g_assert_cmpint(line.type, ==, 'a');
    assert_span(line.value, "b");
    g_assert_true(sdp_line_next(&rest, &line));
    g_assert_cmpint(line.type, ==, 'c');
    assert_span(line.value, "");
    g_assert_false(sdp_line_next(&rest, &line));
    g_assert_cmpuint(rest.length, ==, 0);
}

static void
test_sdp_media_lines(void)
{
    struct sdp_session session;
    struct sdp_media media;
    struct span rest;

    sdp_session_read(SPAN(SESSION "m=audio 1 RTP/AVP 0\r\na=ptime:20\r\nb=AS:1\r\nm=video 2 X 3"),
                     &session);
    rest = session.media;
    g_assert_true(sdp_media_next(&session, &rest, &media));
    assert_span(media.lines, "a=ptime:20\r\nb=AS:1\r\n");
    g_assert_true(sdp_media_next(&session, &rest, &media));
    assert_span(media.lines, "");
    g_assert_false(sdp_media_next(&session, &rest, &media));
}

static void
test_sdp_absent(void)
{
    char *result = describe((struct span){ NULL, 0 });

    g_assert_cmpstr(result, ==, "");
    g_free(result);
}

/* Cut at every byte, and with random changes: no byte outside is read. */
static void
test_sdp_any_bytes(void)
{
    static const char bytes_of_interest[] = "\0\r\n =/:amc0\xFF";
    const char *whole = SAMPLE_OFFER "m=video 2 RTP/AVP 99\na=rtpmap:99 H264/90000\na=inactive\n";
    GRand *random = g_rand_new_with_seed(8866);

    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)round % (strlen(whole) + 1);
        struct span text = exact_copy(whole, length);
        char *changed = (char *)text.text;

        for (int changes = round < 1000 ? 0 : 5; changes && length; changes--) {
            changed[g_rand_int_range(random, 0, (gint32)length)] =
                bytes_of_interest[g_rand_int_range(random, 0, sizeof(bytes_of_interest) - 1)];
        }
        g_free(describe(text));
        free(changed);
    }
    g_rand_free(random);
}

/* Linear: a long session part and many media descriptions without a c= line of their own. */
static void
test_sdp_long(void)
{
    GString *text = g_string_new(NULL);
    struct sdp_session session;
    struct sdp_media media;
    struct span rest;
    size_t count = 0;

    for (int i = 0; i < 200000; i++) {
        g_string_append(text, "a=\n");
    }
    for (int i = 0; i < 200000; i++) {
        g_string_append(text, "m=\n");
    }
    sdp_session_read((struct span){ text->str, text->len }, &session);
    rest = session.media;
    while (sdp_media_next(&session, &rest, &media)) {
        count++;
    }
    g_assert_cmpuint(count, ==, 200000);
    g_string_free(text, TRUE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD_ROWS("/sip-body/find", find_rows, test_find_row);
    g_test_add_func("/sip-body/find/cut-every-byte", test_find_cut);
    g_test_add_func("/sip-body/find/long", test_find_long);
    g_test_add_func("/sip-body/find/in-sample", test_find_in_sample);
    ADD_ROWS("/sip-body/fragment", fragment_rows, test_fragment_row);
    g_test_add_func("/sip-body/fragment/absent", test_fragment_absent);
    ADD_ROWS("/sip-body/sdp", sdp_rows, test_sdp_row);
    g_test_add_func("/sip-body/sdp/lines", test_sdp_lines);
    g_test_add_func("/sip-body/sdp/media-lines", test_sdp_media_lines);
    g_test_add_func("/sip-body/sdp/absent", test_sdp_absent);
    g_test_add_func("/sip-body/sdp/any-bytes", test_sdp_any_bytes);
    g_test_add_func("/sip-body/sdp/long", test_sdp_long);
    return g_test_run();
}
