/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_values.h"

#include "assert_span.h"
#include "sample_messages.h"
#include "sip_message.h"
#include "sip_method.h"

/** A value, and what its reader makes of it: members in their order with '|' between, "-" for an
 * absent one; NULL if the reader refuses it. */
struct row {
    const char *name;
    const char *text;
    const char *expected;
};

static void
append_span(GString *result, struct span span)
{
    if (span.text) {
        g_string_append_len(result, span.text, (gssize)span.length);
    } else {
        g_string_append_c(result, '-');
    }
    g_string_append_c(result, '|');
}

static void
append_number(GString *result, uint64_t number)
{
    g_string_append_printf(result, "%" G_GUINT64_FORMAT "|", number);
}

/** Reads the value from a block of exactly its length; the writer appends what was read. */
static void
check_row(const struct row *row, bool (*write)(struct span text, GString *result))
{
    struct span text = exact_copy(row->text, strlen(row->text));
    GString *result = g_string_new(NULL);
    bool ok = write(text, result);

    if (result->len) {
        g_string_truncate(result, result->len - 1);
    }
    g_assert_cmpstr(ok ? result->str : NULL, ==, row->expected);
    g_string_free(result, TRUE);
    free((void *)text.text);
}

/* ---- lists ---- */

static bool
write_list(struct span text, GString *result)
{
    struct span element;

    while ((element = sip_list_next(&text)).text) {
        append_span(result, element);
    }
    g_assert_cmpuint(text.length, ==, 0);
    assert_span(sip_list_next(&text), NULL);
    return true;
}

static const struct row list_rows[] = {
    { "one", "a", "a" },
    { "two", "a,b", "a|b" },
    { "blanks", " a , b\t,\r\n c ", "a|b|c" },
    { "brackets", "<sip:a,b>, <sip:c>", "<sip:a,b>|<sip:c>" },
    { "quotes", "\"a, b\" <sip:a>, c", "\"a, b\" <sip:a>|c" },
    { "escaped-quote", "\"a\\\", b\", c", "\"a\\\", b\"|c" },
    { "escaped-backslash", "\"a\\\\\", b", "\"a\\\\\"|b" },
    { "bracket-in-quotes", "\"<\", b", "\"<\"|b" },
    { "quote-in-brackets", "<a\"b>, c\"", "<a\"b>|c\"" },
    { "quotes-in-parameter", "a;t=\"x,y\";z, b", "a;t=\"x,y\";z|b" },
    { "empty", "", "" },
    { "blanks-only", " \r\n ", "" },
    { "commas-only", ",, ,", "" },
    { "empty-elements", ",a,,b,", "a|b" },
    { "quote-open", "a, \"b, c", "a|\"b, c" },
    { "quote-open-by-escape", "\"a\\\", b", "\"a\\\", b" },
    { "backslash-last", "\"a\\", "\"a\\" },
    { "bracket-open", "a, <b, c", "a|<b, c" },
    { "bracket-close-only", "a>, b", "a>|b" },
};

static void
test_list_row(gconstpointer data)
{
    check_row(data, write_list);
}

static void
test_list_has(void)
{
    g_assert_true(sip_list_has(SPAN("timer, 100rel"), SPAN("100REL")));
    g_assert_true(
        sip_list_has(SPAN("text/plain;q=1, application/sdp ;level=1"), SPAN("application/sdp")));
    g_assert_false(sip_list_has(SPAN("timer, 100relx"), SPAN("100rel")));
    g_assert_false(sip_list_has(SPAN("timer 100rel"), SPAN("100rel")));
    g_assert_false(sip_list_has(SPAN("\"a, timer, b\""), SPAN("timer")));
    g_assert_false(sip_list_has(SPAN(""), SPAN("timer")));
    g_assert_false(sip_list_has((struct span){ NULL, 0 }, SPAN("timer")));
}

/* ---- parameters ---- */

static bool
write_parameters(struct span text, char separator, GString *result)
{
    struct span name, value;

    while (sip_parameter_next(&text, separator, &name, &value)) {
        g_assert_cmpuint(name.length, >, 0);
        append_span(result, name);
        append_span(result, value);
    }
    return true;
}

static bool
write_semicolons(struct span text, GString *result)
{
    return write_parameters(text, ';', result);
}

static bool
write_commas(struct span text, GString *result)
{
    return write_parameters(text, ',', result);
}

static const struct row parameter_rows[] = {
    { "one", "tag=a", "tag|a" },
    { "several", "a=1;b;c=3", "a|1|b|-|c|3" },
    { "leading-separator", ";a=1", "a|1" },
    { "blanks", " ; a = 1\r\n ; b ", "a|1|b|-" },
    { "quoted", "a=\"x;y\";b", "a|x;y|b|-" },
    { "quoted-empty", "a=\"\"", "a|" },
    { "quoted-escape", "a=\"x\\\"y\";b", "a|x\\\"y|b|-" },
    { "quoted-then-junk", "a=\"x\" y;b", "a|x|b|-" },
    { "quoted-after-blank", "a= \"x\" ;b", "a|x|b|-" },
    { "brackets", "info=<http://a;b>;alg=c", "info|<http://a;b>|alg|c" },
    { "equals-in-value", "a=b=c", "a|b=c" },
    { "value-empty", "a=;b=", "a||b|" },
    { "value-empty-last", "a=", "a|" },
    { "ip6", "received=2001:db8::1", "received|2001:db8::1" },
    { "empty", "", "" },
    { "separators-only", ";;; ;", "" },
    { "name-missing", "=x;a=1", "a|1" },
    { "name-missing-quoted", "=\"x;y\";a=1", "a|1" },
    { "equals-only", "=", "" },
    { "quote-open", "a=\"x;y", "a|x;y" },
    { "quote-open-empty", "a=\"", "a|" },
    { "bracket-open", "a=<x;y", "a|<x;y" },
    { "commas-are-plain", "a=1,b=2", "a|1,b=2" },
};

static void
test_parameter_row(gconstpointer data)
{
    check_row(data, write_semicolons);
}

static const struct row comma_rows[] = {
    { "digest", " realm=\"a, b\", nonce=\"x\",qop=auth", "realm|a, b|nonce|x|qop|auth" },
    { "semicolons-are-plain", "a=1;b=2", "a|1;b=2" },
    { "folded", "a=1,\r\n b=2", "a|1|b|2" },
};

static void
test_comma_row(gconstpointer data)
{
    check_row(data, write_commas);
}

static void
test_parameter_find(void)
{
    assert_span(sip_parameter_find(SPAN("lr;tag=1;Tag=2"), SPAN("TAG")), "1");
    assert_span(sip_parameter_find(SPAN("lr;tag=1"), SPAN("lr")), "");
    assert_span(sip_parameter_find(SPAN("lr=;tag=1"), SPAN("lr")), "");
    assert_span(sip_parameter_find(SPAN("lr"), SPAN("lr")), "");
    assert_span(sip_parameter_find(SPAN("lrx;a=lr;b=\";lr\""), SPAN("lr")), NULL);
    assert_span(sip_parameter_find((struct span){ NULL, 0 }, SPAN("lr")), NULL);
}

/* ---- URI ---- */

static bool
write_uri(struct span text, GString *result)
{
    struct sip_uri uri;

    memset(&uri, 0xA5, sizeof(uri));
    if (!sip_uri_read(text, &uri)) {
        assert_span(sip_uri_user(text), NULL);
        assert_span(sip_uri_host(text), NULL);
        return false;
    }
    g_assert_true(span_equal(sip_uri_user(text), uri.user));
    g_assert_true(span_equal(sip_uri_host(text), uri.host));
    append_span(result, uri.scheme);
    append_span(result, uri.user);
    append_span(result, uri.host);
    append_number(result, uri.port);
    append_span(result, uri.parameters);
    append_span(result, uri.headers);
    return true;
}

static const struct row uri_rows[] = {
    { "plain", "sip:bob@example.com", "sip|bob|example.com|0|-|-" },
    { "port", "sip:bob@example.com:5061", "sip|bob|example.com|5061|-|-" },
    { "host-only", "sip:example.com", "sip|-|example.com|0|-|-" },
    { "host-port", "sip:example.com:5060", "sip|-|example.com|5060|-|-" },
    { "scheme-upper-case", "SIPS:bob@example.com", "SIPS|bob|example.com|0|-|-" },
    { "password", "sip:bob:secret@example.com", "sip|bob|example.com|0|-|-" },
    { "parameters", "sip:a@b;transport=tcp;lr", "sip|a|b|0|transport=tcp;lr|-" },
    { "headers", "sip:a@b?Replaces=x%40y&b=c", "sip|a|b|0|-|Replaces=x%40y&b=c" },
    { "both", "sip:a@b:1;lr?h=v", "sip|a|b|1|lr|h=v" },
    { "header-with-semicolon", "sip:a@b?h=v;w", "sip|a|b|0|-|h=v;w" },
    { "user-with-parameters", "sip:+1234;phone-context=a.b@c;user=phone",
      "sip|+1234;phone-context=a.b|c|0|user=phone|-" },
    { "user-odd", "sip:1_odd.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it@example.com",
      "sip|1_odd.URI~(to-be!sure)&isn't+it$/crazy?,/;;*|example.com|0|-|-" },
    { "user-escaped", "sip:sips%3Auser%40example.com@example.net",
      "sip|sips%3Auser%40example.com|example.net|0|-|-" },
    { "ip6", "sip:a@[2001:db8::1]:5070;lr", "sip|a|2001:db8::1|5070|lr|-" },
    { "ip6-no-port", "sip:[2001:db8::1]", "sip|-|2001:db8::1|0|-|-" },
    { "ip6-no-brackets", "sip:a@2001:db8::1", "sip|a|2001:db8::1|0|-|-" },
    { "tel", "tel:+1-201-555-0123", "tel|+1-201-555-0123|-|0|-|-" },
    { "tel-parameters", "tel:7042;phone-context=example.com",
      "tel|7042|-|0|phone-context=example.com|-" },
    { "unknown-scheme", "urn:service:sos", "urn|-|-|0|-|-" },
    { "white-space-behind", "sip:a@b:5 ", "sip|a|b|5|-|-" },
    { "white-space-around", " \r\n sip:a@b ", "sip|a|b|0|-|-" },
    { "user-empty", "sip:@b", "sip||b|0|-|-" },
    { "host-empty", "sip:a@", "sip|a||0|-|-" },
    { "nothing-after-scheme", "sip:", "sip|-||0|-|-" },
    { "port-empty", "sip:b:", "sip|-|b|0|-|-" },
    { "port-too-large", "sip:b:65536", "sip|-|b|0|-|-" },
    { "port-largest", "sip:b:65535", "sip|-|b|65535|-|-" },
    { "port-word", "sip:b:sip", "sip|-|b|0|-|-" },
    { "parameters-empty", "sip:a@b;", "sip|a|b|0|-|-" },
    { "ip6-open", "sip:a@[2001:db8::1", "sip|a|2001:db8::1|0|-|-" },
    { "ip6-junk-after", "sip:[::1]x:5", "sip|-|::1|0|-|-" },
    { "no-scheme", "bob@example.com", NULL },
    { "scheme-empty", ":bob@example.com", NULL },
    { "scheme-digit", "1sip:bob@example.com", NULL },
    { "scheme-in-brackets", "<sip:bob@example.com>", NULL },
    { "empty", "", NULL },
    { "word", "sip", NULL },
    { "blank-in-scheme", "si p:a", NULL },
};

static void
test_uri_row(gconstpointer data)
{
    check_row(data, write_uri);
}

/* ---- address ---- */

static bool
write_address(struct span text, GString *result)
{
    struct sip_address address;

    memset(&address, 0xA5, sizeof(address));
    if (!sip_address_read(text, &address)) {
        return false;
    }
    append_span(result, address.display_name);
    append_span(result, address.uri);
    append_span(result, address.parameters);
    return true;
}

static const struct row address_rows[] = {
    { "addr-spec", "sip:a@b", "-|sip:a@b|-" },
    { "addr-spec-parameters", "sip:a@b;tag=1", "-|sip:a@b|tag=1" },
    { "name-addr", "<sip:a@b;lr>;tag=1", "-|sip:a@b;lr|tag=1" },
    { "token-name", "Bob Smith <sip:a@b>", "Bob Smith|sip:a@b|-" },
    { "token-name-no-blank", "caller<sip:a@b>;tag=323", "caller|sip:a@b|tag=323" },
    { "quoted-name", "\"Bob; <x>, Smith\" <sip:a@b>;q=1", "Bob; <x>, Smith|sip:a@b|q=1" },
    { "quoted-name-escapes", "\"J \\\\\\\"\"       <sip:a@b>", "J \\\\\\\"|sip:a@b|-" },
    { "quoted-name-empty", "\"\" <sip:a@b>", "|sip:a@b|-" },
    { "name-not-utf8", "\xFF\xFE <sip:a@b>", "\xFF\xFE|sip:a@b|-" },
    { "folds", "\"Bob\"\r\n <sip:a@b>\r\n  ;\r\n  tag = 98", "Bob|sip:a@b|tag = 98" },
    { "star", "*", "-|*|-" },
    { "tel", "<tel:+12015550123>;tag=1", "-|tel:+12015550123|tag=1" },
    { "bracket-in-parameter", "sip:a@b;x=\"<c>\"", "-|sip:a@b|x=\"<c>\"" },
    { "header-in-addr-spec", "sip:a@b?Route=%3Csip:c%3E", "-|sip:a@b?Route=%3Csip:c%3E|-" },
    { "blanks-in-brackets", "\"W, T\" < sip:t@b >", "W, T|sip:t@b|-" },
    { "name-with-comma", "Bell, Alexander <sip:a@b>;tag=4", "Bell, Alexander|sip:a@b|tag=4" },
    { "name-with-semicolon", "Bell; Alexander <sip:a@b>;tag=4", "Bell; Alexander|sip:a@b|tag=4" },
    { "quote-open", "\"Mr. J. User <sip:j@b>;tag=1", "Mr. J. User|sip:j@b|tag=1" },
    { "quoted-name-addr-spec", "\"Bob\" sip:a@b;tag=1", "Bob|sip:a@b|tag=1" },
    { "bracket-open", "<sip:a@b;tag=1", "-|sip:a@b;tag=1|-" },
    { "junk-after-bracket", "<sip:a@b> junk ;tag=1", "-|sip:a@b|tag=1" },
    { "parameters-empty", "<sip:a@b> ; ", "-|sip:a@b|-" },
    { "uri-without-scheme-in-brackets", "<a@b>", "-|a@b|-" },
    { "uri-empty", "<>;tag=1", NULL },
    { "uri-blank", "Bob < >", NULL },
    { "no-uri", "Bob;tag=1", NULL },
    { "no-scheme", "bob@example.com", NULL },
    { "quoted-only", "\"sip:a@b\"", NULL },
    { "star-and-more", "**", NULL },
    { "parameters-only", ";tag=1", NULL },
    { "empty", "", NULL },
};

static void
test_address_row(gconstpointer data)
{
    check_row(data, write_address);
}

static bool
write_tag(struct span text, GString *result)
{
    append_span(result, sip_tag(text));
    return true;
}

static const struct row tag_rows[] = {
    { "name-addr", "Bob <sip:a@b;tag=no>;x=1;TAG=yes", "yes" },
    { "addr-spec", "sip:a@b ;   tag    = 77n", "77n" },
    { "odd-token", "<sip:a>;tag=_token~1'+`*%!-.", "_token~1'+`*%!-." },
    { "first-of-two", "<sip:a>;tag=1;tag=2", "1" },
    { "in-quotes-is-none", "\"x;tag=1\" <sip:a@b>", "-" },
    { "in-uri-is-none", "<sip:a@b;tag=1>", "-" },
    { "in-parameter-is-none", "<sip:a>;x=\";tag=1\"", "-" },
    { "none", "<sip:a@b>", "-" },
    { "empty", "<sip:a@b>;tag=", "" },
    { "uri-missing", "<>;tag=39234", "39234" },
    { "no-scheme", "bob;tag=1", "1" },
    { "empty-value", "", "-" },
};

static void
test_tag_row(gconstpointer data)
{
    check_row(data, write_tag);
}

/* ---- URIs that are equal (RFC 3261 section 19.1.4, whose examples are among these) ---- */

static const struct {
    const char *name, *a, *b;
    bool equal;
} equal_rows[] = {
    { "text", "sip:alice@a.example", "sip:alice@a.example", true },
    { "host-case", "sip:alice@A.example;Transport=udp", "sip:alice@a.EXAMPLE;transport=UDP", true },
    { "user-case", "SIP:ALICE@a.example", "sip:alice@a.example", false },
    { "only-one-has", "sip:carol@c.example", "sip:carol@c.example;newparam=5", true },
    { "others-differ", "sip:c@c.example;security=on", "sip:c@c.example;security=off", false },
    { "port", "sip:bob@b.example", "sip:bob@b.example:5060", false },
    { "transport", "sip:bob@b.example", "sip:bob@b.example;transport=udp", false },
    { "maddr", "sip:b.example;maddr=192.0.2.1", "sip:b.example", false },
    { "scheme", "sips:bob@b.example", "sip:bob@b.example", false },
    { "no-user", "sip:b.example", "sip:bob@b.example", false },
    { "tel", "tel:+4930", "tel:+4930", true },
    { "tel-other", "tel:+4930", "tel:+4931", false },
    { "no-uri", "*", "*", true },
    { "no-uri-other", "*", "sip:b", false },
    { "repeated", "sip:a@h;x=1;x=2", "sip:a@h;x=1", false },
};

static void
test_uri_equal(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(equal_rows); i++) {
        struct span a = span_of(equal_rows[i].a), b = span_of(equal_rows[i].b);

        if (sip_uri_equal(a, b) != equal_rows[i].equal ||
            sip_uri_equal(b, a) != equal_rows[i].equal) {
            g_error("%s", equal_rows[i].name);
        }
    }
}

/* ---- Via ---- */

/* The short reader finds the same key. */
static void
check_via_key(struct span text)
{
    struct sip_via via, key;

    if (!sip_via_read(text, &via)) {
        g_assert_false(sip_via_read_key(text, &key));
        return;
    }
    g_assert_true(sip_via_read_key(text, &key));
    g_assert_true(span_equal(key.host, via.host) && span_equal(key.branch, via.branch));
    g_assert_cmpuint(key.port, ==, via.port);
    g_assert_null(key.received.text);
}

static bool
write_via(struct span text, GString *result)
{
    struct sip_via via;

    check_via_key(text);
    memset(&via, 0xA5, sizeof(via));
    if (!sip_via_read(text, &via)) {
        return false;
    }
    append_span(result, via.transport);
    append_span(result, via.host);
    append_number(result, via.port);
    append_span(result, via.branch);
    append_span(result, via.received);
    append_number(result, via.has_rport);
    append_number(result, via.rport);
    return true;
}

static const struct row via_rows[] = {
    { "plain", "SIP/2.0/UDP a.example.com;branch=z9hG4bK1", "UDP|a.example.com|0|z9hG4bK1|-|0|0" },
    { "port", "SIP/2.0/TLS 192.0.2.1:5061", "TLS|192.0.2.1|5061|-|-|0|0" },
    { "rport-asked", "SIP/2.0/UDP a;rport;branch=b", "UDP|a|0|b|-|1|0" },
    { "rport-given", "SIP/2.0/UDP a;RPORT=4711;received=192.0.2.9", "UDP|a|0|-|192.0.2.9|1|4711" },
    { "ip6", "SIP/2.0/UDP [2001:db8::1]:5070;received=2001:db8::2",
      "UDP|2001:db8::1|5070|-|2001:db8::2|0|0" },
    { "ip6-received-brackets", "SIP/2.0/UDP [2001:db8::1];received=[2001:db8::2]",
      "UDP|2001:db8::1|0|-|2001:db8::2|0|0" },
    { "torture-white-space",
      "SIP  / 2.0\r\n /  TCP     spool.example.com : 5 ;\r\n  branch  =   z9",
      "TCP|spool.example.com|5|z9|-|0|0" },
    { "odd-branch", "SIP/2.0/TCP h;branch=z9hG4bK-.!%66*_+`'~",
      "TCP|h|0|z9hG4bK-.!%66*_+`'~|-|0|0" },
    { "websocket", "SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9",
      "WSS|df7jal23ls0d.invalid|0|z9|-|0|0" },
    { "other-protocol", "FOO/9.9/BAR h", "BAR|h|0|-|-|0|0" },
    { "first-branch", "SIP/2.0/UDP h;branch=1;branch=2", "UDP|h|0|1|-|0|0" },
    { "first-branch-capital", "SIP/2.0/UDP h;brAnch=1;branch=2", "UDP|h|0|1|-|0|0" },
    { "first-branch-space", "SIP/2.0/UDP h; branch=1;branch=2", "UDP|h|0|1|-|0|0" },
    { "first-branch-space-after", "SIP/2.0/UDP h;branch =1;branch=2", "UDP|h|0|1|-|0|0" },
    { "branch-in-brackets", "SIP/2.0/UDP h;x=<y;branch=1>;branch=2", "UDP|h|0|2|-|0|0" },
    { "branch-empty", "SIP/2.0/UDP h;branch=", "UDP|h|0||-|0|0" },
    { "rport-too-large", "SIP/2.0/UDP h;rport=65536", "UDP|h|0|-|-|1|0" },
    { "port-word", "SIP/2.0/UDP h:x", "UDP|h|0|-|-|0|0" },
    { "sent-by-missing", "SIP/2.0/UDP ;branch=z9hG4bK29342a", NULL },
    { "sent-by-port-only", "SIP/2.0/UDP :5060", NULL },
    { "transport-only", "SIP/2.0/UDP", NULL },
    { "transport-missing", "SIP/2.0/", NULL },
    { "one-slash", "SIP/2.0 h", NULL },
    { "slash-in-parameter", "SIP/2.0 h;x=/TCP y", NULL },
    { "host-only", "192.0.2.1:5060", NULL },
    { "empty", "", NULL },
};

static void
test_via_row(gconstpointer data)
{
    check_row(data, write_via);
}

/* ---- CSeq, RAck ---- */

static bool
write_cseq(struct span text, GString *result)
{
    struct sip_cseq cseq;

    if (!sip_cseq_read(text, &cseq)) {
        return false;
    }
    append_number(result, cseq.number);
    append_span(result, cseq.method);
    return true;
}

static const struct row cseq_rows[] = {
    { "plain", "314159 INVITE", "314159|INVITE" },
    { "leading-zeros-fold", "0009\r\n  INVITE", "9|INVITE" },
    { "zero", "0 ACK", "0|ACK" },
    { "largest", "4294967295 BYE", "4294967295|BYE" },
    { "odd-method", "1 !odd`.%~", "1|!odd`.%~" },
    { "too-large", "4294967296 BYE", NULL },
    { "huge", "36893488147419103232 REGISTER", NULL },
    { "method-missing", "1", NULL },
    { "method-missing-blank", "1 ", NULL },
    { "number-missing", "INVITE", NULL },
    { "no-blank", "1INVITE", NULL },
    { "negative", "-1 INVITE", NULL },
    { "empty", "", NULL },
};

static void
test_cseq_row(gconstpointer data)
{
    check_row(data, write_cseq);
}

static bool
write_rack(struct span text, GString *result)
{
    struct sip_rack rack;

    if (!sip_rack_read(text, &rack)) {
        return false;
    }
    append_number(result, rack.rseq);
    append_number(result, rack.cseq.number);
    append_span(result, rack.cseq.method);
    return true;
}

static const struct row rack_rows[] = {
    { "plain", "776656 1 INVITE", "776656|1|INVITE" },
    { "blanks", " 1\t2\r\n INVITE ", "1|2|INVITE" },
    { "two-parts", "1 INVITE", NULL },
    { "too-large", "4294967296 1 INVITE", NULL },
    { "method-missing", "1 2", NULL },
    { "empty", "", NULL },
};

static void
test_rack_row(gconstpointer data)
{
    check_row(data, write_rack);
}

/* ---- authentication ---- */

static bool
write_authentication(struct span text, GString *result)
{
    struct sip_authentication a;

    memset(&a, 0xA5, sizeof(a));
    if (!sip_authentication_read(text, &a)) {
        return false;
    }

    const struct span members[] = { a.scheme, a.realm,    a.nonce,  a.algorithm,
                                    a.qop,    a.opaque,   a.stale,  a.username,
                                    a.uri,    a.response, a.cnonce, a.nonce_count };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        append_span(result, members[i]);
    }
    return true;
}

static const struct row authentication_rows[] = {
    { "challenge",
      "Digest realm=\"atlanta.example.com\", domain=\"sip:x\", qop=\"auth,auth-int\", "
      "nonce=\"f84f\", "
      "opaque=\"\", stale=FALSE, algorithm=MD5",
      "Digest|atlanta.example.com|f84f|MD5|auth,auth-int||FALSE|-|-|-|-|-" },
    { "credential",
      "DIGEST username=\"bob\",realm=\"r\",nonce=\"n\",uri=\"sip:b;lr,x\",qop=auth,nc=00000001,"
      "cnonce=\"0a4f\",response=\"6629\",opaque=\"5ccc\",algorithm=SHA-256",
      "DIGEST|r|n|SHA-256|auth|5ccc|-|bob|sip:b;lr,x|6629|0a4f|00000001" },
    { "folded", "Digest\r\n realm=\"a\",\r\n\tnonce = \"b\"", "Digest|a|b|-|-|-|-|-|-|-|-|-" },
    { "name-case", "Digest REALM=\"a\",Nonce=b", "Digest|a|b|-|-|-|-|-|-|-|-|-" },
    { "realm-escaped-quote", "Digest realm=\"a\\\", nonce=b\", nonce=\"c\"",
      "Digest|a\\\", nonce=b|c|-|-|-|-|-|-|-|-|-" },
    { "empty-credential", "Digest username=\"a\",realm=\"\",nonce=\"\",response=\"\"",
      "Digest|||-|-|-|-|a|-||-|-" },
    { "scheme-only", "Digest", "Digest|-|-|-|-|-|-|-|-|-|-|-" },
    { "other-scheme", "Basic dXNlcjpwYXNz", "Basic|-|-|-|-|-|-|-|-|-|-|-" },
    { "first-of-two", "Digest realm=a,realm=b", "Digest|a|-|-|-|-|-|-|-|-|-|-" },
    { "joined-challenges", "Digest realm=\"a\", Basic realm=\"b\", nonce=\"c\"",
      "Digest|a|-|-|-|-|-|-|-|-|-|-" },
    { "comma-after-scheme", "Digest, realm=\"a\"", "Digest|a|-|-|-|-|-|-|-|-|-|-" },
    { "commas-more", "Digest ,,realm=\"a\",,nonce=b,", "Digest|a|b|-|-|-|-|-|-|-|-|-" },
    { "quote-open", "Digest realm=\"a, nonce=b", "Digest|a, nonce=b|-|-|-|-|-|-|-|-|-|-" },
    { "scheme-missing", "realm=\"a\", nonce=b", NULL },
    { "scheme-missing-blank", "realm =\"a\"", "realm|-|-|-|-|-|-|-|-|-|-|-" },
    { "quote-first", "\"Digest\" realm=a", NULL },
    { "comma-first", ", realm=a", NULL },
    { "empty", "", NULL },
    { "blanks", " \r\n ", NULL },
};

static void
test_authentication_row(gconstpointer data)
{
    check_row(data, write_authentication);
}

/* ---- Retry-After, Reason, Warning ---- */

static bool
write_retry_after(struct span text, GString *result)
{
    struct sip_retry_after retry_after;

    memset(&retry_after, 0xA5, sizeof(retry_after));
    if (!sip_retry_after_read(text, &retry_after)) {
        return false;
    }
    append_number(result, retry_after.seconds);
    append_span(result, retry_after.comment);
    append_number(result, retry_after.duration);
    return true;
}

static const struct row retry_after_rows[] = {
    { "plain", "18000", "18000|-|0" },
    { "duration", "18000;duration=3600", "18000|-|3600" },
    { "comment", "120 (I'm in a meeting)", "120|I'm in a meeting|0" },
    { "comment-and-duration", "120(a;duration=1);duration=2", "120|a;duration=1|2" },
    { "comment-nested", "1 (a (b) c)", "1|a (b) c|0" },
    { "comment-escaped", "1 (a \\) b)", "1|a \\) b|0" },
    { "comment-empty", "1 ()", "1||0" },
    { "comment-open", "1 (a (b);duration=5", "1|a (b);duration=5|0" },
    { "comment-backslash-last", "1 (a\\", "1|a\\|0" },
    { "unit-written", "120 seconds;duration=4", "120|-|4" },
    { "largest", "4294967295", "4294967295|-|0" },
    { "duration-wrong", "1;duration=x", "1|-|0" },
    { "duration-too-large", "1;duration=4294967296", "1|-|0" },
    { "too-large", "949302838503028349304023988", NULL },
    { "date", "Mon, 21 Jul 1997 18:48:34 GMT", NULL },
    { "no-blank", "120s", NULL },
    { "negative", "-1", NULL },
    { "comment-only", "(soon)", NULL },
    { "empty", "", NULL },
};

static void
test_retry_after_row(gconstpointer data)
{
    check_row(data, write_retry_after);
}

static bool
write_reason(struct span text, GString *result)
{
    struct sip_reason reason;

    memset(&reason, 0xA5, sizeof(reason));
    if (!sip_reason_read(text, &reason)) {
        return false;
    }
    append_span(result, reason.protocol);
    append_number(result, reason.has_cause);
    append_number(result, reason.cause);
    append_span(result, reason.text);
    append_span(result, reason.location);
    return true;
}

static const struct row reason_rows[] = {
    { "q850", "Q.850 ;cause=16 ;text=\"Terminated\"", "Q.850|1|16|Terminated|-" },
    { "sip", "SIP;cause=200;text=\"Call completed elsewhere\"",
      "SIP|1|200|Call completed elsewhere|-" },
    { "location", "Q.850;cause=1;location=LN", "Q.850|1|1|-|LN" },
    { "name-case", "q.850;CAUSE=17;Text=busy", "q.850|1|17|busy|-" },
    { "quoted-everything", "\"Q.850\";cause=\"31\";text=\"a;b\"", "Q.850|1|31|a;b|-" },
    { "no-cause", "SIP;text=\"x\"", "SIP|0|0|x|-" },
    { "protocol-only", "preemption", "preemption|0|0|-|-" },
    { "cause-zero", "Q.850;cause=0", "Q.850|1|0|-|-" },
    { "text-empty", "Q.850;cause=1;text=\"\"", "Q.850|1|1||-" },
    { "cause-empty", "Q.850;cause=", "Q.850|0|0|-|-" },
    { "cause-word", "Q.850;cause=busy", "Q.850|0|0|-|-" },
    { "cause-too-large", "Q.850;cause=4294967296", "Q.850|0|0|-|-" },
    { "cause-second-try", "Q.850;cause=x;cause=2;cause=3", "Q.850|1|2|-|-" },
    { "text-open", "Q.850;cause=1;text=\"a;b", "Q.850|1|1|a;b|-" },
    { "protocol-missing", ";cause=16", NULL },
    { "empty", "", NULL },
};

static void
test_reason_row(gconstpointer data)
{
    check_row(data, write_reason);
}

static bool
write_warning(struct span text, GString *result)
{
    struct sip_warning warning;

    memset(&warning, 0xA5, sizeof(warning));
    if (!sip_warning_read(text, &warning)) {
        return false;
    }
    append_number(result, warning.code);
    append_span(result, warning.agent);
    append_span(result, warning.text);
    return true;
}

static const struct row warning_rows[] = {
    { "plain", "370 devnull \"Choose a bigger pipe\"", "370|devnull|Choose a bigger pipe" },
    { "hostport", "307 isi.example.com:5060 \"Session parameter 'foo' not understood\"",
      "307|isi.example.com:5060|Session parameter 'foo' not understood" },
    { "escape", "399 a \"x \\\"y\\\"\"", "399|a|x \\\"y\\\"" },
    { "fold", "399\r\n a\r\n \"x\"", "399|a|x" },
    { "text-empty", "399 a \"\"", "399|a|" },
    { "text-missing", "399 a", "399|a|-" },
    { "agent-missing", "399 \"x\"", "399|-|x" },
    { "code-only", "399", "399|-|-" },
    { "text-without-quotes", "399 a some text", "399|a|some text" },
    { "text-quote-open", "399 a \"some text", "399|a|some text" },
    { "code-zeros", "000 a \"x\"", "0|a|x" },
    { "code-four-digits", "1812 overture \"In Progress\"", NULL },
    { "code-two-digits", "39 a \"x\"", NULL },
    { "code-runs-on", "399a \"x\"", NULL },
    { "code-missing", "a \"x\"", NULL },
    { "empty", "", NULL },
};

static void
test_warning_row(gconstpointer data)
{
    check_row(data, write_warning);
}

/* ---- value with parameters, seconds ---- */

static bool
write_value(struct span text, GString *result)
{
    struct sip_value value = sip_value_read(text);

    append_span(result, value.value);
    append_span(result, value.parameters);
    return true;
}

static const struct row value_rows[] = {
    { "plain", "presence", "presence|-" },
    { "parameters", "refer ; id=1;x", "refer|id=1;x" },
    { "quoted", "\"eyJ;x\" ;info=<http://a;b>;alg=ES256", "eyJ;x|info=<http://a;b>;alg=ES256" },
    { "replaces", "98732@example.com;from-tag=r33;to-tag=f2",
      "98732@example.com|from-tag=r33;to-tag=f2" },
    { "quote-open", "\"abc;to-tag=1", "\"abc|to-tag=1" },
    { "empty", "", "|-" },
    { "parameters-only", ";a=1", "|a=1" },
    { "parameters-empty", "a; ", "a|-" },
    { "blanks", " a \r\n ; b", "a|b" },
};

static void
test_value_row(gconstpointer data)
{
    check_row(data, write_value);
}

static void
test_value_absent(void)
{
    struct sip_value value = sip_value_read((struct span){ NULL, 0 });

    assert_span(value.value, NULL);
    assert_span(value.parameters, NULL);
}

static bool
write_seconds(struct span text, GString *result)
{
    uint32_t seconds = 4711;
    bool ok = sip_seconds_read(text, &seconds);

    append_number(result, seconds);
    g_assert_true(ok || seconds == 4711);
    return ok;
}

static const struct row seconds_rows[] = {
    { "plain", "3600", "3600" },
    { "parameters", "4000 ;refresher=uac", "4000" },
    { "largest", "4294967295", "4294967295" },
    { "too-large", "4294967296", NULL },
    { "huge", "10000000000000000000000000000000000000000", NULL },
    { "word", "soon", NULL },
    { "unit", "60 s", NULL },
    { "empty", "", NULL },
    { "parameters-only", ";refresher=uac", NULL },
};

static void
test_seconds_row(gconstpointer data)
{
    check_row(data, write_seconds);
}

/* ---- outputs of refused values ---- */

static void
test_refused_untouched(void)
{
    struct sip_uri uri = { .port = 7 };
    struct sip_address address = { .uri = SPAN("x") };
    struct sip_via via = { .port = 7 };
    struct sip_cseq cseq = { .number = 7 };
    struct sip_rack rack = { .rseq = 7 };
    struct sip_authentication authentication = { .scheme = SPAN("x") };
    struct sip_retry_after retry_after = { .seconds = 7 };
    struct sip_reason reason = { .cause = 7 };
    struct sip_warning warning = { .code = 7 };

    g_assert_false(sip_uri_read(SPAN(":b"), &uri));
    g_assert_false(sip_address_read(SPAN("<>"), &address));
    g_assert_false(sip_via_read(SPAN("SIP/2.0/UDP :1"), &via));
    g_assert_false(sip_cseq_read(SPAN("1"), &cseq));
    g_assert_false(sip_rack_read(SPAN("1 1"), &rack));
    g_assert_false(sip_authentication_read(SPAN("a=b"), &authentication));
    g_assert_false(sip_retry_after_read(SPAN("1x"), &retry_after));
    g_assert_false(sip_reason_read(SPAN(";cause=1"), &reason));
    g_assert_false(sip_warning_read(SPAN("12 a"), &warning));
    g_assert_cmpuint(uri.port, ==, 7);
    assert_span(address.uri, "x");
    g_assert_cmpuint(via.port, ==, 7);
    g_assert_cmpuint(cseq.number, ==, 7);
    g_assert_cmpuint(rack.rseq, ==, 7);
    assert_span(authentication.scheme, "x");
    g_assert_cmpuint(retry_after.seconds, ==, 7);
    g_assert_cmpuint(reason.cause, ==, 7);
    g_assert_cmpuint(warning.code, ==, 7);
}

/* ---- all readers on anything ---- */

static void
read_everything(struct span text)
{
    static bool (*const writers[])(struct span, GString *) = {
        write_list,   write_semicolons, write_commas,      write_uri,   write_address,
        write_tag,    write_via,        write_cseq,        write_rack,  write_authentication,
        write_reason, write_warning,    write_retry_after, write_value, write_seconds,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        GString *result = g_string_new(NULL);

        /* Appending reads every byte of every result: AddressSanitizer sees one that lies outside.
         */
        writers[i](text, result);
        g_assert_cmpuint(result->len, <=, 4 * text.length + 100);
        g_string_free(result, TRUE);
    }
}

static void
test_any_random(void)
{
    static const char bytes[] = "\"\"\"\\<>;;,,==::@?()[]/ \t\r\n*109a\0\xFFSIP/2.0/UDP";
    GRand *random = g_rand_new_with_seed(2543);

    for (int round = 0; round < 60000; round++) {
        char text[40];
        size_t length = (size_t)g_rand_int_range(random, 0, sizeof(text));
        struct span copy;

        for (size_t i = 0; i < length; i++) {
            text[i] = bytes[g_rand_int_range(random, 0, sizeof(bytes) - 1)];
        }
        copy = exact_copy(text, length);
        read_everything(copy);
        free((void *)copy.text);
    }
    g_rand_free(random);
}

/* Every beginning of every value of the samples. */
static void
test_any_cut(void)
{
    size_t values = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(sample_messages); i++) {
        const struct sip_buffer buffer = { .bytes = sample_messages[i] };
        struct sip_message message;

        g_assert_true(sip_message_read(&buffer, &message));
        for (int header = 0; header < SIP_HEADER_COUNT; header++) {
            struct span value = message.header[header];

            for (size_t length = 0; length <= value.length; length++) {
                struct span copy = exact_copy(value.text ? value.text : "", length);

                read_everything(copy);
                free((void *)copy.text);
                values++;
            }
        }
    }
    g_assert_cmpuint(values, >, 500);
}

/* One megabyte of one short piece: takes minutes if a reader is not linear. */
static void
test_any_long(gconstpointer data)
{
    const char *piece = data;
    GString *text = g_string_new("1 a");

    while (text->len < 1 << 20) {
        g_string_append(text, piece);
    }
    read_everything((struct span){ text->str, text->len });
    read_everything(span_skip((struct span){ text->str, text->len }, 3));
    g_string_free(text, TRUE);
}

static void
test_any_many_via(void)
{
    GString *text = g_string_new(NULL);
    struct span rest, element;
    struct sip_via via;
    size_t count = 0;

    for (int i = 0; i < 10000; i++) {
        g_string_append_printf(text, "%sSIP/2.0/UDP 192.0.2.1:%d;branch=z9hG4bK%d", i ? ", " : "",
                               i + 1, i);
    }
    rest = (struct span){ text->str, text->len };
    while ((element = sip_list_next(&rest)).text) {
        g_assert_true(sip_via_read(element, &via));
        count++;
        g_assert_cmpuint(via.port, ==, count);
    }
    g_assert_cmpuint(count, ==, 10000);
    g_string_free(text, TRUE);
}

static const char *const long_pieces[] = {
    "\"",       "\\\"",  "\\\",",         "<",    "<,", ">",  ",",   ", ", ";",      ";;",
    "=",        ";=",    ";a=\"",         ";a=<", "(",  "()", "\\(", "/",  ":",      "@",
    "?",        " ",     "\r\n ",         "9",    "a",  "a ", "[",   "]:", "\"a\" ", ";branch=x",
    ",realm=y", ", a b", "SIP/2.0/UDP a,"
};

static void
test_method(void)
{
    enum sip_method method;

    for (method = 0; method < SIP_METHOD_COUNT; method++) {
        g_assert_cmpint(sip_method_find(sip_method_name(method)), ==, method);
        g_assert_cmpuint(strlen(sip_method_name(method).text), ==, sip_method_name(method).length);
    }
    assert_span(sip_method_name(SIP_METHOD_PUBLISH), "PUBLISH");
    assert_span(sip_method_name(SIP_METHOD_COUNT), NULL);
    g_assert_cmpint(sip_method_find(SPAN("invite")), ==, SIP_METHOD_COUNT);
    g_assert_cmpint(sip_method_find(SPAN("INVIT")), ==, SIP_METHOD_COUNT);
    g_assert_cmpint(sip_method_find(SPAN("")), ==, SIP_METHOD_COUNT);
    g_assert_cmpint(sip_method_find((struct span){ NULL, 0 }), ==, SIP_METHOD_COUNT);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD_ROWS("/sip-values/list", list_rows, test_list_row);
    g_test_add_func("/sip-values/method", test_method);
    g_test_add_func("/sip-values/list/has", test_list_has);
    ADD_ROWS("/sip-values/parameter", parameter_rows, test_parameter_row);
    ADD_ROWS("/sip-values/parameter-comma", comma_rows, test_comma_row);
    g_test_add_func("/sip-values/parameter/find", test_parameter_find);
    ADD_ROWS("/sip-values/uri", uri_rows, test_uri_row);
    g_test_add_func("/sip-values/uri/equal", test_uri_equal);
    ADD_ROWS("/sip-values/address", address_rows, test_address_row);
    ADD_ROWS("/sip-values/tag", tag_rows, test_tag_row);
    ADD_ROWS("/sip-values/via", via_rows, test_via_row);
    ADD_ROWS("/sip-values/cseq", cseq_rows, test_cseq_row);
    ADD_ROWS("/sip-values/rack", rack_rows, test_rack_row);
    ADD_ROWS("/sip-values/authentication", authentication_rows, test_authentication_row);
    ADD_ROWS("/sip-values/retry-after", retry_after_rows, test_retry_after_row);
    ADD_ROWS("/sip-values/reason", reason_rows, test_reason_row);
    ADD_ROWS("/sip-values/warning", warning_rows, test_warning_row);
    ADD_ROWS("/sip-values/value", value_rows, test_value_row);
    g_test_add_func("/sip-values/value/absent", test_value_absent);
    ADD_ROWS("/sip-values/seconds", seconds_rows, test_seconds_row);
    g_test_add_func("/sip-values/refused/untouched", test_refused_untouched);
    g_test_add_func("/sip-values/any/random", test_any_random);
    g_test_add_func("/sip-values/any/cut", test_any_cut);
    for (size_t i = 0; i < G_N_ELEMENTS(long_pieces); i++) {
        char *name = g_strdup_printf("/sip-values/any/long-%zu", i);

        g_test_add_data_func(name, long_pieces[i], test_any_long);
        g_free(name);
    }
    g_test_add_func("/sip-values/any/many-via", test_any_many_via);
    return g_test_run();
}
