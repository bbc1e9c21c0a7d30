/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "finding.h"
#include "mask.h"

static const char invite[] =
    "INVITE sip:bob@b.example;transport=udp SIP/2.0\r\n"
    "Via: SIP/2.0/UDP pc33.a.example:5080;branch=z9hG4bK1\r\n"
    "From: \"Alice Smith\" <sip:alice@a.example>;tag=1\r\n"
    "To: <sip:+81312345678@b.example>\r\n"
    "Call-ID: 17@gw.a.example\r\n"
    "X-Operator: <sip:carol@c.example>\r\n"
    "Proxy-Authorization: Digest username=\"login7\", realm=\"a.example\"\r\n"
    "CSeq: 1 INVITE\r\n"
    "Content-Length: 41\r\n\r\n"
    "v=0\r\no=desk4 1 1 IN IP4 media.a.example\r\n";

static struct mask *
mask_with_key(const char *key)
{
    struct sip_buffer buffer = { .bytes = span_of(invite) };
    struct mask *mask = mask_new(key, strlen(key));
    struct sip_message message;

    g_assert_true(sip_message_read(&buffer, &message));
    mask_learn(mask, &message);
    mask_learn(mask, &message);
    return mask;
}

static void
assert_masked(const struct mask *mask, const char *text, const char *pattern)
{
    char *masked = mask_text(mask, span_of(text));

    if (!g_regex_match_simple(pattern, masked, G_REGEX_ANCHORED, 0)) {
        g_test_message("\"%s\" became \"%s\"", text, masked);
        g_test_fail();
    }
    g_free(masked);
}

#define ID "[0-9a-z]{8}"
#define HOST "host-" ID "\\.example"

static void
test_forms(void)
{
    static const struct {
        const char *text, *pattern;
    } cases[] = {
        { "sip:dave@d.example;user=phone", "sip:user-" ID "@" HOST ";user=phone$" },
        { "<sips:dave:secret@[2001:db8::1]:5061>",
          "<sips:user-" ID "@\\[2001:db8::[0-9a-f:]+\\]:5061>$" },
        { "tel:+1-212-555-0101;phone-context=a", "tel:\\+number-" ID ";phone-context=a$" },
        { "192.0.2.17:5060", "2[45][0-9]\\.[0-9.]+:5060$" },
        { "from 192.0.2.17.", "from 2[45][0-9]\\.[0-9.]+\\.$" },
        { "at 2001:db8::17", "at 2001:db8::[0-9a-f:]+$" },
        { "0.0.0.0", "0\\.0\\.0\\.0$" },
        { "eve@e.example", "user-" ID "@" HOST "$" },
        { "gw1.carrier.example is down", HOST " is down$" },
        { "\"Dave D.\" <sip:dave@d.example>", "\"name-" ID "\" <sip:user-" ID "@" HOST ">$" },
        { "call to 0312345678 barred", "call to number-" ID " barred$" },
        { "sip:anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid$" },
        { "Asterisk PBX 18.10.0~dfsg", "Asterisk PBX 18.10.0~dfsg$" },
        { "Linphone/3.12.0 (belle-sip/1.6.3)", "Linphone/3.12.0 \\(belle-sip/1.6.3\\)$" },
        { "INVITE 486 PCMU/8000", "INVITE 486 PCMU/8000$" },
        { "", "$" },
    };
    struct mask *mask = mask_with_key("a");
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_masked(mask, cases[i].text, cases[i].pattern);
    }
    mask_free(mask);
}

static void
test_known(void)
{
    static const struct {
        const char *text, *pattern;
    } cases[] = {
        { "alice is busy", "user-" ID " is busy$" },
        { "ALICE", "user-" ID "$" },
        { "for Smith, please", "for name-" ID ", please$" },
        { "phone-of-alice_2", "phone-of-user-" ID "_2$" },
        { "alicent", "alicent$" },
        { "carol", "user-" ID "$" },
        { "login7", "user-" ID "$" },
        { "desk4", "user-" ID "$" },
        { "INVITE", "INVITE$" },
        { "1-+81312345678", "1-\\+number-" ID "$" },
        { "1-0312345678-2", "1-number-" ID "-2$" },
    };
    struct mask *mask = mask_with_key("a");
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_masked(mask, cases[i].text, cases[i].pattern);
    }
    mask_free(mask);
}

static char *
masked_with(const char *key, const char *text)
{
    struct mask *mask = mask_with_key(key);
    char *masked = mask_text(mask, span_of(text));

    mask_free(mask);
    return masked;
}

static void
test_keys(void)
{
    char *one = masked_with("a", "sip:alice@a.example"),
         *same = masked_with("a", "sip:alice@A.Example");
    char *other = masked_with("b", "sip:alice@a.example");

    g_assert_cmpstr(one, ==, same);
    g_assert_cmpstr(one, !=, other);
    g_free(one);
    g_free(same);
    g_free(other);
}

/* Words that named somebody in another capture are words again; the key stays. */
static void
test_forget(void)
{
    struct mask *mask = mask_with_key("a");
    char *before = mask_text(mask, SPAN("sip:alice@a.example")), *after;

    assert_masked(mask, "carol is busy", "user-" ID " is busy$");
    mask_forget(mask);
    assert_masked(mask, "carol is busy", "carol is busy$");
    after = mask_text(mask, SPAN("sip:alice@a.example"));
    g_assert_cmpstr(before, ==, after);
    mask_forget(NULL);
    mask_free(mask);
    g_free(before);
    g_free(after);
}

/* What is shown goes through the mask in use, and only then. */
static void
test_in_use(void)
{
    struct endpoint endpoint = { .address = { 192, 0, 2, 17 }, .length = 4, .port = 5060 };
    struct mask *mask = mask_with_key("a");
    char *plain = finding_endpoint(&endpoint), *masked, *in_text;

    g_assert_cmpstr(plain, ==, "192.0.2.17:5060");
    mask_use(mask);
    masked = finding_endpoint(&endpoint);
    in_text = finding_display(SPAN("192.0.2.17:5060"));
    g_assert_cmpstr(masked, !=, plain);
    g_assert_cmpstr(masked, ==, in_text);
    mask_free(mask);
    g_assert_null(mask_in_use());
    g_free(plain);
    g_free(masked);
    g_free(in_text);
}

/* Any bytes: no read beyond the end, and no endless loop. */
static void
test_odd_bytes(void)
{
    static const char *const texts[] = { "sip:", "sip:@", "\"",    "\"\"<", "[",
                                         "tel:", "@",     "a@",    "sip:[", "\xC3",
                                         "....", "::",    ":::::", "+",     "sip:a@[::1" };
    struct mask *mask = mask_with_key("a");
    size_t i, length;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (length = 0; length <= strlen(texts[i]); length++) {
            char *copy = g_memdup2(texts[i], length);

            g_free(mask_text(mask, (struct span){ copy, length }));
            g_free(copy);
        }
    }
    mask_free(mask);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mask/forms", test_forms);
    g_test_add_func("/mask/known", test_known);
    g_test_add_func("/mask/keys", test_keys);
    g_test_add_func("/mask/forget", test_forget);
    g_test_add_func("/mask/in_use", test_in_use);
    g_test_add_func("/mask/odd_bytes", test_odd_bytes);
    return g_test_run();
}
