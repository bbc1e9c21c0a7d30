/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Finds names in running text: URIs and addresses by their form, words by having been seen.
 */
#include "mask_private.h"

#include <string.h>

#include "facts.h"

#define LONG_NUMBER 7   /* so many digits in a row are somebody's number, known or not */
#define SHORTEST_PART 3 /* a shorter part of a word names nobody */

/* Looking for the end of what has none must not lead through all the rest, again and again. */
#define LONGEST_ADDRESS 64 /* of "[2001:db8::1]" with all that may be in it */
#define MOST_COLONS 16     /* before '@'; one is allowed (RFC 3261 section 25.1) */

/* Text while it is masked. */
struct masking {
    const struct mask *mask;
    struct span rest;
    GString *out;
};

static bool
is_word_byte(char byte)
{
    return g_ascii_isalnum(byte) || (unsigned char)byte >= 0x80 ||
           (byte && strchr("_-.+%~*#!", byte));
}

/* Names neither begin nor end with what ends sentences. */
static bool
is_edge(char byte)
{
    return byte == '.' || byte == '-' || byte == '!' || byte == '~';
}

size_t
mask_word(struct span text)
{
    size_t length = 0;

    if (!text.length || is_edge(*text.text)) {
        return 0;
    }
    while (length < text.length && is_word_byte(text.text[length])) {
        length++;
    }
    while (length && is_edge(text.text[length - 1])) {
        length--;
    }
    return length;
}

size_t
mask_scheme(struct span text)
{
    static const char *const schemes[] = { "sip:", "sips:", "tel:", "mailto:", "pres:", "im:" };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(schemes); i++) {
        if (span_starts_nocase(text, span_of(schemes[i]))) {
            return strlen(schemes[i]);
        }
    }
    return 0;
}

static bool
ends_uri(char byte)
{
    return span_is_space(byte) || strchr("<>\"\\", byte); /* NUL too */
}

/* @return the length up to the first of these bytes; up to the URI's end if none is there */
static size_t
length_up_to(struct span text, const char *bytes)
{
    size_t length = 0;

    while (length < text.length && !ends_uri(text.text[length]) &&
           !strchr(bytes, text.text[length])) {
        length++;
    }
    return length;
}

/* @param length  out: of user part and password. @return false if no '@' is behind them */
static bool
find_user_info(struct span text, size_t *length)
{
    size_t colons = 0;

    for (*length = 0; *length < text.length && colons <= MOST_COLONS; (*length)++) {
        char byte = text.text[*length];

        if (byte == '@' || ends_uri(byte)) {
            return byte == '@';
        }
        colons += byte == ':';
    }
    return false;
}

/* The length of "192.0.2.1", "[2001:db8::1]" or "a.example". */
static size_t
host_length(struct span text)
{
    size_t length = 0;

    if (text.length && *text.text == '[') {
        text = span_take(text, LONGEST_ADDRESS);
        return MIN(span_find(text, ']') + 1, text.length);
    }
    while (length < text.length &&
           (g_ascii_isalnum(text.text[length]) || strchr("-._", text.text[length]))) {
        length++;
    }
    return length;
}

void
mask_uri_read(struct span text, bool is_number, struct mask_uri *uri)
{
    size_t info;

    memset(uri, 0, sizeof(*uri));
    if (is_number) {
        uri->user = span_take(text, length_up_to(text, ":;"));
        uri->length = uri->user.length;
        return;
    }
    if (find_user_info(text, &info)) {
        uri->user = span_take(text, length_up_to(text, ":@"));
        uri->length = info + 1;
    }
    uri->host = span_skip(text, uri->length);
    uri->host = span_take(uri->host, host_length(uri->host));
    uri->length += uri->host.length;
}

/* ---- what is put out ---- */

static void
put(struct masking *masking, size_t length)
{
    g_string_append_len(masking->out, masking->rest.text, (gssize)length);
    masking->rest = span_skip(masking->rest, length);
}

static void
put_name(struct masking *masking, enum mask_kind kind, struct span name)
{
    char *pseudonym = mask_name(masking->mask, kind, name);

    g_string_append(masking->out, pseudonym);
    g_free(pseudonym);
}

static void
put_host(struct masking *masking, struct span host)
{
    bool in_brackets = host.length > 2 && *host.text == '[';

    if (!host.length) {
        return;
    }
    g_string_append(masking->out, in_brackets ? "[" : "");
    put_name(masking, MASK_HOST,
             in_brackets ? span_take(span_skip(host, 1), host.length - 2) : host);
    g_string_append(masking->out, in_brackets ? "]" : "");
}

/* ---- forms ---- */

static bool
put_uri(struct masking *masking)
{
    size_t scheme = mask_scheme(masking->rest);
    struct mask_uri uri;

    if (!scheme) {
        return false;
    }
    mask_uri_read(span_skip(masking->rest, scheme), span_starts_nocase(masking->rest, SPAN("tel:")),
                  &uri);
    put(masking, scheme);
    if (span_is_set(uri.user)) {
        put_name(masking, MASK_USER, uri.user);
        g_string_append(masking->out, uri.host.length ? "@" : "");
    }
    put_host(masking, uri.host);
    masking->rest = span_skip(masking->rest, uri.length);
    return true;
}

static size_t
run_of(struct span text, const char *bytes)
{
    size_t length = 0;

    while (length < text.length && strchr(bytes, text.text[length])) {
        length++;
    }
    return length;
}

/* "192.0.2.1" and "2001:db8::1", the latter with or without brackets around it. A port may follow
 * the first one. */
static bool
put_address(struct masking *masking)
{
    static const char digits[] = "0123456789.", hexadecimal[] = "0123456789abcdefABCDEF:.";
    struct span near = span_take(masking->rest, LONGEST_ADDRESS);
    struct span ip4 = span_take(near, run_of(near, digits));
    struct span ip6 = span_take(near, run_of(near, hexadecimal));
    struct endpoint endpoint;
    struct span *found;

    while (ip4.length && ip4.text[ip4.length - 1] == '.') {
        ip4.length--;
    }
    found = ip6.length > ip4.length && fact_endpoint(ip6, &endpoint) ? &ip6 : &ip4;
    if (found->length < 3 || !fact_endpoint(*found, &endpoint)) {
        return false;
    }
    put_name(masking, MASK_HOST, *found);
    masking->rest = span_skip(masking->rest, found->length);
    return true;
}

/* A quoted name before an address: "Alice" <sip:... */
static bool
put_display_name(struct masking *masking)
{
    struct span inner, behind;
    size_t length;

    if (*masking->rest.text != '"') {
        return false;
    }
    inner = span_skip(masking->rest, 1);
    length = span_find(inner, '"');
    behind = span_skip(inner, length + 1);
    behind = span_skip(behind, run_of(behind, " \t\r\n"));
    if (!length || length >= inner.length || !behind.length || *behind.text != '<') {
        return false;
    }
    g_string_append_c(masking->out, '"');
    put_name(masking, MASK_NAME, span_take(inner, length));
    g_string_append_c(masking->out, '"');
    masking->rest = span_skip(masking->rest, length + 2);
    return true;
}

/* ---- words ---- */

static bool
find_known(const struct mask *mask, struct span word, enum mask_kind *kind)
{
    char *lower = g_ascii_strdown(word.text, (gssize)word.length);
    gpointer value;
    bool is_known = g_hash_table_lookup_extended(mask->known, lower, NULL, &value);

    g_free(lower);
    if (is_known) {
        *kind = (enum mask_kind)GPOINTER_TO_INT(value);
    }
    return is_known;
}

/* "gw1.carrier.example": labels of which the last one has letters only. */
static bool
is_host_name(struct span word)
{
    size_t i, last = word.length;

    for (i = 0; i < word.length; i++) {
        if (word.text[i] == '.') {
            last = i + 1;
        } else if (!g_ascii_isalnum(word.text[i]) && word.text[i] != '-') {
            return false;
        }
    }
    for (i = last; i < word.length; i++) {
        if (!g_ascii_isalpha(word.text[i])) {
            return false;
        }
    }
    return last >= 3 && last + 2 <= word.length;
}

static bool
is_long_number(struct span word)
{
    size_t i, digits = 0;

    for (i = 0; i < word.length; i++) {
        if (g_ascii_isdigit(word.text[i])) {
            digits++;
        } else if (i || word.text[i] != '+') {
            return false;
        }
    }
    return digits >= LONG_NUMBER;
}

/* What a word is by itself. */
static bool
kind_of(const struct mask *mask, struct span word, enum mask_kind *kind)
{
    if (find_known(mask, word, kind)) {
        return true;
    }
    *kind = is_host_name(word) ? MASK_HOST : MASK_USER;
    return *kind == MASK_HOST || is_long_number(word);
}

/* The next part of a word: what stands before one of its signs, or the sign itself; a plus belongs
 * to the number behind it. */
static size_t
part_length(struct span word)
{
    static const char separators[] = "_-.+%~*#!";
    size_t length = word.length > 1 && *word.text == '+' && g_ascii_isdigit(word.text[1]) ? 1 : 0;

    while (length < word.length && !strchr(separators, word.text[length])) {
        length++;
    }
    return MAX(length, 1);
}

/* A word that is none may have names in it: "from-alice", "1001_2". */
static void
put_parts(struct masking *masking, size_t length)
{
    struct span word = span_take(masking->rest, length);

    while (word.length) {
        struct span part = span_take(word, part_length(word));
        enum mask_kind kind = MASK_USER;

        if (part.length >= SHORTEST_PART &&
            (find_known(masking->mask, part, &kind) || is_long_number(part))) {
            put_name(masking, kind, part);
            masking->rest = span_skip(masking->rest, part.length);
        } else {
            put(masking, part.length);
        }
        word = span_skip(word, part.length);
    }
}

/* "alice@a.example" without a scheme. */
static bool
put_user_at_host(struct masking *masking, size_t length)
{
    struct span behind = span_skip(masking->rest, length), host;

    if (!behind.length || *behind.text != '@') {
        return false;
    }
    host = span_skip(behind, 1);
    host = span_take(host, host_length(host));
    if (!host.length) {
        return false;
    }
    put_name(masking, MASK_USER, span_take(masking->rest, length));
    g_string_append_c(masking->out, '@');
    put_host(masking, host);
    masking->rest = span_skip(masking->rest, length + 1 + host.length);
    return true;
}

static void
put_word(struct masking *masking, size_t length)
{
    struct span word = span_take(masking->rest, length);
    enum mask_kind kind;

    if (put_user_at_host(masking, length)) {
        return;
    }
    if (kind_of(masking->mask, word, &kind)) {
        put_name(masking, kind, word);
        masking->rest = span_skip(masking->rest, length);
    } else {
        put_parts(masking, length);
    }
}

char *
mask_text(const struct mask *mask, struct span text)
{
    struct masking masking = { mask, text, g_string_sized_new(text.length) };

    while (masking.rest.length) {
        size_t word;

        if (put_uri(&masking) || put_address(&masking) || put_display_name(&masking)) {
            continue;
        }
        word = mask_word(masking.rest);
        if (word) {
            put_word(&masking, word);
        } else {
            put(&masking, 1);
        }
    }
    return g_string_free(masking.out, FALSE);
}
