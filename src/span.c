/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "span.h"

#include <glib.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"
#define ELLIPSIS "\xE2\x80\xA6"

static unsigned char
byte_to_lower(char byte)
{
    unsigned char c = (unsigned char)byte;

    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

/** Compares `length` bytes; most texts are written as in the table that they are compared with. */
static bool
bytes_equal_nocase(const char *a, const char *b, size_t length)
{
    if (span_bytes_equal(a, b, length)) {
        return true;
    }
    for (size_t i = 0; i < length; i++) {
        if (byte_to_lower(a[i]) != byte_to_lower(b[i])) {
            return false;
        }
    }
    return true;
}

struct span
span_of(const char *text)
{
    return (struct span){ text, text ? strlen(text) : 0 };
}

bool
span_equal(struct span a, struct span b)
{
    if (!a.text || !b.text) {
        return !a.text && !b.text;
    }
    return a.length == b.length && span_bytes_equal(a.text, b.text, a.length);
}

bool
span_equal_nocase(struct span a, struct span b)
{
    if (!a.text || !b.text) {
        return !a.text && !b.text;
    }
    return a.length == b.length && bytes_equal_nocase(a.text, b.text, a.length);
}

bool
span_starts_nocase(struct span span, struct span start)
{
    if (!span.text || !start.text) {
        return false;
    }
    return span.length >= start.length && bytes_equal_nocase(span.text, start.text, start.length);
}

bool
span_to_unsigned(struct span span, uint64_t maximum, uint64_t *value)
{
    uint64_t result = 0;

    span = span_trim(span);
    if (!span.length) {
        return false;
    }
    for (size_t i = 0; i < span.length; i++) {
        unsigned digit = (unsigned)(unsigned char)span.text[i] - '0';

        if (digit > 9 || result > UINT64_MAX / 10 || digit > UINT64_MAX - result * 10) {
            return false;
        }
        result = result * 10 + digit;
    }
    if (result > maximum) {
        return false;
    }
    *value = result;
    return true;
}

#define HASH_FACTOR UINT64_C(0x9e3779b97f4a7c15)
#define HASH_LANES 4
#define HASH_WORD sizeof(uint64_t)

static uint64_t
hash_step(uint64_t hash, const char *text)
{
    hash = (hash ^ span_word_at(text)) * HASH_FACTOR;
    return hash ^ (hash >> 32);
}

static uint64_t
lane_join(uint64_t hash, uint64_t lane)
{
    hash = (hash ^ lane) * HASH_FACTOR;
    return hash ^ (hash >> 29);
}

/** Long texts in several lanes, none of which waits for the others. */
static uint64_t
hash_lanes(const char **text, size_t *left, uint64_t hash)
{
    uint64_t lane0 = hash, lane1 = hash ^ 1, lane2 = hash ^ 2, lane3 = hash ^ 3;
    const char *end = *text + *left / (HASH_LANES * HASH_WORD) * (HASH_LANES * HASH_WORD);

    *left -= (size_t)(end - *text);
    for (; *text < end; *text += HASH_LANES * HASH_WORD) {
        lane0 = (lane0 ^ span_word_at(*text)) * HASH_FACTOR;
        lane1 = (lane1 ^ span_word_at(*text + HASH_WORD)) * HASH_FACTOR;
        lane2 = (lane2 ^ span_word_at(*text + 2 * HASH_WORD)) * HASH_FACTOR;
        lane3 = (lane3 ^ span_word_at(*text + 3 * HASH_WORD)) * HASH_FACTOR;
    }
    return lane_join(lane_join(lane_join(lane_join(hash, lane0), lane1), lane2), lane3);
}

/** All bytes of a text of less than eight in one word. */
static uint64_t
short_word(const char *text, size_t length)
{
    const size_t half = sizeof(uint32_t);

    if (length >= half) { /* both halves may overlap */
        return (uint64_t)span_half_word_at(text) << 32 | span_half_word_at(text + length - half);
    }
    if (!length) {
        return 0;
    }
    return (uint64_t)(unsigned char)text[0] << 16 | (uint64_t)(unsigned char)text[length / 2] << 8 |
           (unsigned char)text[length - 1];
}

uint64_t
span_hash(struct span span, uint64_t seed)
{
    const char *text = span.text;
    size_t left = span.length;
    uint64_t hash = seed ^ span.length, word;

    if (left >= 2 * HASH_LANES * HASH_WORD) {
        hash = hash_lanes(&text, &left, hash);
    }
    for (; left >= HASH_WORD; text += HASH_WORD, left -= HASH_WORD) {
        hash = hash_step(hash, text);
    }
    /* the last word may overlap the one before */
    word =
        span.length >= HASH_WORD ? span_word_at(text + left - HASH_WORD) : short_word(text, left);
    hash = (hash ^ word) * HASH_FACTOR;
    return hash ^ (hash >> 29);
}

/** Control characters, line and paragraph separators, and what turns the direction of the text
 * around it (UAX #9): an attacker could make a line look as if it said something else. */
static bool
character_is_unfit(gunichar c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/** Takes one character, or one run of white space with a line end in it, off the text.
 *  @return what to show for it, from the text or static */
static struct span
display_next(struct span *rest)
{
    struct span shown = { rest->text, 1 };
    size_t run = 0;
    bool line_end = false;

    while (run < rest->length && span_is_space(rest->text[run])) {
        line_end |= rest->text[run] == '\r' || rest->text[run] == '\n';
        run++;
    }
    if (line_end) {
        *rest = span_skip(*rest, run);
        return SPAN(" ");
    }
    if (run) { /* blanks and tabs only: all at once, else a long run would be looked at again for
                  each of them */
        *rest = span_skip(*rest, run);
        return (struct span){ shown.text, run };
    }
    if ((unsigned char)*rest->text >= 0x80) {
        gunichar c = g_utf8_get_char_validated(rest->text, (gssize)rest->length);

        if (c == (gunichar)-1 || c == (gunichar)-2) {
            *rest = span_skip(*rest, 1);
            return SPAN(REPLACEMENT);
        }
        shown.length = (size_t)g_unichar_to_utf8(c, NULL);
        if (character_is_unfit(c)) {
            *rest = span_skip(*rest, shown.length);
            return SPAN(REPLACEMENT);
        }
    } else if (character_is_unfit((unsigned char)*rest->text)) {
        shown = SPAN(REPLACEMENT);
        *rest = span_skip(*rest, 1);
        return shown;
    }
    *rest = span_skip(*rest, shown.length);
    return shown;
}

char *
span_to_display(struct span span, size_t maximum)
{
    const size_t ellipsis = sizeof(ELLIPSIS) - 1;
    size_t limit = maximum ? maximum : SIZE_MAX;
    size_t fallback =
        0; /* where to cut if the text turns out too long: the last place with room for the "…" */
    GString *result = g_string_sized_new(span.length < limit ? span.length : limit);

    while (span.length) {
        struct span shown = display_next(&span);
        bool blanks = span_is_space(*shown.text);

        /* A run of blanks is many characters; it may be cut between any two of them. */
        for (size_t done = 0; done < shown.length;) {
            size_t step = blanks ? 1 : shown.length;

            if (result->len + step > limit) {
                g_string_truncate(result, fallback);
                if (limit >= ellipsis) {
                    g_string_append(result, ELLIPSIS);
                }
                return g_string_free(result, FALSE);
            }
            if (blanks) {
                g_string_append_c(result, ' ');
            } else {
                g_string_append_len(result, shown.text, (gssize)step);
            }
            done += step;
            if (limit < ellipsis || result->len <= limit - ellipsis) {
                fallback = result->len;
            }
        }
    }
    return g_string_free(result, FALSE);
}
