/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "assert_span.h"

struct display_row {
    const char *name;
    const char *text;
    size_t length; /* 0: up to the NUL */
    size_t maximum;
    const char *expected;
};

static const struct display_row display_rows[] = {
    { "plain", "Not Found", 0, 0, "Not Found" },
    { "empty", "", 0, 0, "" },
    { "utf8", "J\xC3\xBCrgen \xE6\x97\xA5", 0, 0, "J\xC3\xBCrgen \xE6\x97\xA5" },
    { "fold", "a,\r\n\t b", 0, 0, "a, b" },
    { "fold-bare-lf", "a\n b", 0, 0, "a b" },
    { "fold-with-blanks-before", "a  \r\n  b", 0, 0, "a b" },
    { "folds-at-ends", "\r\n a\r\n ", 0, 0, " a " },
    { "blanks-stay", "a  b", 0, 0, "a  b" },
    { "tab", "a\tb", 0, 0, "a b" },
    { "nul", "a\0b", 3, 0,
      "a\xEF\xBF\xBD"
      "b" },
    { "escape-sequence", "\x1B[31m", 0, 0, "\xEF\xBF\xBD[31m" },
    { "delete", "a\x7F", 0, 0, "a\xEF\xBF\xBD" },
    { "c1-control",
      "\xC2\x9B"
      "31m",
      0, 0,
      "\xEF\xBF\xBD"
      "31m" },
    { "latin1", "J\xFCrgen", 0, 0, "J\xEF\xBF\xBDrgen" },
    { "overlong", "\xC0\xAF", 0, 0, "\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "surrogate", "\xED\xA0\x80", 0, 0, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "cut-character", "a\xE6\x97", 0, 0, "a\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "bidi-override",
      "a\xE2\x80\xAE"
      "b",
      0, 0,
      "a\xEF\xBF\xBD"
      "b" },
    { "bidi-isolate", "\xE2\x81\xA6", 0, 0, "\xEF\xBF\xBD" },
    { "arabic-letter-mark", "\xD8\x9C", 0, 0, "\xEF\xBF\xBD" },
    { "line-separator", "\xE2\x80\xA8", 0, 0, "\xEF\xBF\xBD" },
    { "fits-exactly", "12345678", 0, 8, "12345678" },
    { "one-too-many", "123456789", 0, 8, "12345\xE2\x80\xA6" },
    { "cut-at-character",
      "1234\xC3\xBC"
      "789",
      0, 8, "1234\xE2\x80\xA6" },
    { "cut-in-blanks", "a          b", 0, 8, "a    \xE2\x80\xA6" },
    { "replacement-is-cut-whole", "\x01\x01\x01", 0, 8, "\xEF\xBF\xBD\xE2\x80\xA6" },
    { "room-for-ellipsis-only", "1234", 0, 3, "\xE2\x80\xA6" },
    { "no-room-for-ellipsis", "1234", 0, 2, "12" },
    { "no-room-for-character", "\xE6\x97\xA5", 0, 2, "" },
};

static void
test_display_row(gconstpointer data)
{
    const struct display_row *row = data;
    struct span text = exact_copy(row->text, row->length ? row->length : strlen(row->text));
    char *shown = span_to_display(text, row->maximum);

    g_assert_cmpstr(shown, ==, row->expected);
    g_assert_true(g_utf8_validate(shown, -1, NULL));
    g_free(shown);
    free((void *)text.text);
}

/* The byte that would complete the character does not belong to the span. */
static void
test_display_cut_before_rest(void)
{
    char *shown = span_to_display(span_take(SPAN("\xE6\x97\xA5"), 2), 0);

    g_assert_cmpstr(shown, ==, "\xEF\xBF\xBD\xEF\xBF\xBD");
    g_free(shown);
}

static void
test_display_absent(void)
{
    char *shown = span_to_display((struct span){ NULL, 0 }, 5);

    g_assert_cmpstr(shown, ==, "");
    g_free(shown);
}

/* Every text of two bytes, and random longer ones: valid UTF-8, within the limit, no control
 * character. */
static void
test_display_any_bytes(void)
{
    GRand *random = g_rand_new_with_seed(20030601);

    for (int i = 0; i < 65536 + 20000; i++) {
        char bytes[24] = { (char)(i >> 8 & 0xFF), (char)(i & 0xFF) };
        size_t length = 2, maximum = (size_t)(i % 13);
        struct span text;
        char *shown;

        if (i >= 65536) {
            length = (size_t)g_rand_int_range(random, 0, sizeof(bytes));
            for (size_t k = 0; k < length; k++) {
                bytes[k] = (char)g_rand_int_range(random, 0, 256);
            }
        }
        text = exact_copy(bytes, length);
        shown = span_to_display(text, maximum);
        g_assert_true(g_utf8_validate(shown, -1, NULL));
        if (maximum) {
            g_assert_cmpuint(strlen(shown), <=, maximum);
        }
        for (const char *c = shown; *c; c++) {
            g_assert_cmpuint((unsigned char)*c, >=, 0x20);
        }
        g_free(shown);
        free((void *)text.text);
    }
    g_rand_free(random);
}

static void
test_display_long(void)
{
    size_t length = 1 << 20;
    char *bytes = g_malloc(length), *shown;

    memset(bytes, ' ', length);
    shown = span_to_display((struct span){ bytes, length }, 0);
    g_assert_cmpuint(strlen(shown), ==, length);
    g_free(shown);
    bytes[length - 1] = '\n';
    shown = span_to_display((struct span){ bytes, length }, 20);
    g_assert_cmpstr(shown, ==, " ");
    g_free(shown);
    memset(bytes, 0xC3, length);
    shown = span_to_display((struct span){ bytes, length }, 10);
    g_assert_cmpstr(shown, ==, "\xEF\xBF\xBD\xEF\xBF\xBD\xE2\x80\xA6");
    g_free(shown);
    g_free(bytes);
}

struct number_row {
    const char *name;
    const char *text;
    uint64_t maximum;
    bool ok;
    uint64_t expected;
};

static const struct number_row number_rows[] = {
    { "zero", "0", 9, true, 0 },
    { "leading-zeros", "0000000000000000000000000068", 255, true, 68 },
    { "white-space", " \r\n\t 9 \r\n", 9, true, 9 },
    { "maximum", "255", 255, true, 255 },
    { "largest", "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
    { "above-maximum", "256", 255, false, 0 },
    { "far-above-maximum", "2550", 255, false, 0 },
    { "above-largest", "18446744073709551616", UINT64_MAX, false, 0 },
    { "wraps-to-small", "18446744073709551617", UINT64_MAX, false, 0 },
    { "rfc4475-cseq", "36893488147419103232", UINT32_MAX, false, 0 },
    { "empty", "", 9, false, 0 },
    { "only-white-space", " \r\n ", 9, false, 0 },
    { "negative", "-999", UINT64_MAX, false, 0 },
    { "plus", "+1", UINT64_MAX, false, 0 },
    { "hexadecimal", "0x10", UINT64_MAX, false, 0 },
    { "fraction", "1.5", UINT64_MAX, false, 0 },
    { "trailing-letter", "12a", UINT64_MAX, false, 0 },
    { "inner-blank", "1 2", UINT64_MAX, false, 0 },
    { "colon-follows-nine", "1:", UINT64_MAX, false, 0 },
    { "slash-precedes-zero", "1/", UINT64_MAX, false, 0 },
    { "high-byte", "\xB1", UINT64_MAX, false, 0 },
};

static void
test_number_row(gconstpointer data)
{
    const struct number_row *row = data;
    struct span text = exact_copy(row->text, strlen(row->text));
    uint64_t value = 4711;

    g_assert_cmpint(span_to_unsigned(text, row->maximum, &value), ==, row->ok);
    g_assert_cmpuint(value, ==, row->ok ? row->expected : 4711);
    free((void *)text.text);
}

static void
test_equal_case(void)
{
    g_assert_true(span_equal(SPAN("abc"), SPAN("abc")));
    g_assert_false(span_equal(SPAN("abc"), SPAN("abC")));
    g_assert_false(span_equal(SPAN("abc"), SPAN("abcd")));
    g_assert_true(span_equal_nocase(SPAN("Call-ID"), SPAN("cALL-iD")));
    g_assert_false(span_equal_nocase(SPAN("Call-ID"), SPAN("Call-I")));
    /* Bytes that differ in the case bit only, but are no letters. */
    g_assert_false(span_equal_nocase(SPAN("-"), SPAN("\r")));
    g_assert_false(span_equal_nocase(SPAN("@"), SPAN("`")));
    g_assert_false(span_equal_nocase(SPAN("["), SPAN("{")));
    g_assert_false(span_equal_nocase(SPAN("\xC0"), SPAN("\xE0")));
    g_assert_true(span_starts_nocase(SPAN("SIP/2.0 200"), SPAN("sip/2.0 ")));
    g_assert_true(span_starts_nocase(SPAN("a"), SPAN("")));
    g_assert_false(span_starts_nocase(SPAN("SIP"), SPAN("SIP/")));
    g_assert_false(span_starts_nocase(SPAN("xSIP"), SPAN("SIP")));
}

static void
test_equal_absent(void)
{
    const struct span absent = span_of(NULL);

    assert_span(absent, NULL);
    g_assert_true(span_equal(absent, absent));
    g_assert_true(span_equal_nocase(absent, absent));
    g_assert_false(span_equal(absent, SPAN("")));
    g_assert_false(span_equal_nocase(SPAN(""), absent));
    g_assert_false(span_starts_nocase(absent, SPAN("")));
    g_assert_false(span_is_set(absent));
    g_assert_false(span_is_set(SPAN("")));
    g_assert_true(span_is_set(SPAN("a")));
    assert_span(span_trim(absent), NULL);
    assert_span(span_skip(absent, 3), NULL);
    assert_span(span_take(absent, 3), NULL);
    g_assert_cmpuint(span_find(absent, 'a'), ==, 0);
    g_assert_cmpuint(span_hash(absent, 5), ==, span_hash(SPAN(""), 5));
}

static void
test_cut_pieces(void)
{
    assert_span(span_of("abc"), "abc");
    assert_span(span_trim(SPAN("\r\n\t a b \r\n")), "a b");
    assert_span(span_trim(SPAN(" \t\r\n")), "");
    assert_span(span_trim(SPAN("\v\f")), "\v\f");
    assert_span(span_skip(SPAN("abc"), 1), "bc");
    assert_span(span_skip(SPAN("abc"), 3), "");
    assert_span(span_skip(SPAN("abc"), SIZE_MAX), "");
    assert_span(span_take(SPAN("abc"), 2), "ab");
    assert_span(span_take(SPAN("abc"), 4), "abc");
    g_assert_cmpuint(span_find(SPAN("abcb"), 'b'), ==, 1);
    g_assert_cmpuint(span_find(SPAN("abc"), 'x'), ==, 3);
    g_assert_cmpuint(span_find(SPAN("a\0b"), 'b'), ==, 2);
}

/* Near and far, among bytes that differ from it by one bit or by one. */
static void
test_cut_find(void)
{
    const char wanted[] = { ':', '\0', '\x80', '\xff', '\n' };
    const int beside[] = { 1, -1, 0x80, 0x01, 0x40 };
    char bytes[40];
    size_t w, b, length, place;

    for (w = 0; w < sizeof(wanted); w++) {
        for (b = 0; b < G_N_ELEMENTS(beside); b++) {
            memset(bytes, b < 2 ? wanted[w] + beside[b] : wanted[w] ^ beside[b], sizeof(bytes));
            for (length = 0; length <= sizeof(bytes); length++) {
                for (place = 0; place < length; place++) {
                    char other = bytes[place];

                    bytes[place] = bytes[length - 1] = wanted[w];
                    g_assert_cmpuint(span_find((struct span){ bytes, length }, wanted[w]), ==,
                                     place);
                    bytes[place] = bytes[length - 1] = other;
                }
                g_assert_cmpuint(span_find((struct span){ bytes, length }, wanted[w]), ==, length);
            }
        }
    }
}

/* Trimming blanks only must not move the span behind them: sip_message_next relies on it. */
static void
test_cut_trim_keeps_place(void)
{
    const char *text = "   ";

    g_assert_true(span_trim(span_of(text)).text == text);
}

/* Every byte, the length and the seed count, whatever the length modulo eight is. */
static void
test_hash_depends(void)
{
    char bytes[150] = { 0 };

    for (size_t length = 1; length <= sizeof(bytes); length++) {
        uint64_t hash = span_hash((struct span){ bytes, length }, SPAN_HASH_START);

        g_assert_cmphex(hash, ==, span_hash((struct span){ bytes, length }, SPAN_HASH_START));
        g_assert_cmphex(hash, !=, span_hash((struct span){ bytes, length }, 1));
        g_assert_cmphex(hash, !=, span_hash((struct span){ bytes, length - 1 }, SPAN_HASH_START));
        for (size_t i = 0; i < length; i++) {
            bytes[i] = 1;
            g_assert_cmphex(hash, !=, span_hash((struct span){ bytes, length }, SPAN_HASH_START));
            bytes[i] = 0;
        }
    }
}

#define CRAFTED_BITS 12
#define CRAFTED (1u << CRAFTED_BITS)

/* How many different hashes the texts have that `craft` makes of all numbers of CRAFTED_BITS bits.
 */
static unsigned
count_hashes(size_t (*craft)(char *text, unsigned bits), uint64_t seed)
{
    GHashTable *seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    char text[64 * (CRAFTED_BITS + 1)];
    unsigned bits, count;

    for (bits = 0; bits < CRAFTED; bits++) {
        uint64_t hash;

        memset(text, 'a', sizeof(text));
        hash = span_hash((struct span){ text, craft(text, bits) }, seed);
        g_hash_table_add(seen, g_memdup2(&hash, sizeof(hash)));
    }
    count = g_hash_table_size(seen);
    g_hash_table_destroy(seen);
    return count;
}

static void
flip(char *text, size_t word, uint64_t mask)
{
    uint64_t value = span_word_at(text + word * sizeof(uint64_t)) ^ mask;

    memcpy(text + word * sizeof(uint64_t), &value, sizeof(value));
}

/* The highest bit of a word passes through a multiplication by an odd number, and the next word
 * takes it back. */
static size_t
craft_short(char *text, unsigned bits)
{
    unsigned i;

    for (i = 0; i < 3; i++) { /* 48 bytes: less than what is read in lanes */
        if (bits >> i & 1) {
            flip(text, 2 * (size_t)i, UINT64_C(1) << 63);
            flip(text, 2 * (size_t)i + 1, UINT64_C(1) << 63 | UINT64_C(1) << 31);
        }
    }
    return 56;
}

static size_t
craft_long(char *text, unsigned bits)
{
    unsigned i;

    for (i = 0; i < CRAFTED_BITS; i++) {
        if (bits >> i & 1) {
            flip(text, 8 * (size_t)i, UINT64_C(1) << 63);
            flip(text, 8 * (size_t)i + 4, UINT64_C(1) << 63);
        }
    }
    return (size_t)64 * CRAFTED_BITS;
}

/* Nobody can make texts that have the same hash, whatever it starts from. */
static void
test_hash_crafted(void)
{
    g_assert_cmpuint(count_hashes(craft_short, SPAN_HASH_START), ==, 8);
    g_assert_cmpuint(count_hashes(craft_short, 5), ==, 8);
    g_assert_cmpuint(count_hashes(craft_long, SPAN_HASH_START), ==, CRAFTED);
    g_assert_cmpuint(count_hashes(craft_long, 5), ==, CRAFTED);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD_ROWS("/span/display", display_rows, test_display_row);
    g_test_add_func("/span/display/cut-before-rest", test_display_cut_before_rest);
    g_test_add_func("/span/display/absent", test_display_absent);
    g_test_add_func("/span/display/any-bytes", test_display_any_bytes);
    g_test_add_func("/span/display/one-megabyte", test_display_long);
    ADD_ROWS("/span/number", number_rows, test_number_row);
    g_test_add_func("/span/equal/case", test_equal_case);
    g_test_add_func("/span/equal/absent", test_equal_absent);
    g_test_add_func("/span/cut/pieces", test_cut_pieces);
    g_test_add_func("/span/cut/find", test_cut_find);
    g_test_add_func("/span/cut/trim-keeps-place", test_cut_trim_keeps_place);
    g_test_add_func("/span/hash/depends", test_hash_depends);
    g_test_add_func("/span/hash/crafted", test_hash_crafted);
    return g_test_run();
}
