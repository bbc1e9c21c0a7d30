/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A view of bytes that somebody else owns: pointer and length, never NUL-terminated.
 *
 * Everything that is read out of a captured message is a span into the buffer that the caller
 * handed in; it is valid as long as that buffer is. A span with text == NULL means "not there", a
 * span of length 0 with text != NULL means "there, but empty".
 */
#ifndef SIPWHY_SPAN_H
#define SIPWHY_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *text;
    size_t length;
};

/** A span over a string literal, for comparisons and tables. */
#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

/** A span over a NUL-terminated string (NULL gives the absent span). */
struct span span_of(const char *text);

/** True if the span is there and holds at least one byte. */
static inline bool
span_is_set(struct span span)
{
    return span.text && span.length;
}

/** White space of RFC 3261 section 25.1, which includes the line ends of a fold. */
static inline bool
span_is_space(char byte)
{
    const uint64_t spaces =
        UINT64_C(1) << ' ' | UINT64_C(1) << '\t' | UINT64_C(1) << '\r' | UINT64_C(1) << '\n';

    return (unsigned char)byte <= ' ' && (spaces >> (unsigned char)byte & 1);
}

/** Eight bytes at once, in the order of this machine. */
static inline uint64_t
span_word_at(const char *text)
{
    uint64_t word;

    memcpy(&word, text, sizeof(word));
    return word;
}

/** Four bytes at once, likewise. */
static inline uint32_t
span_half_word_at(const char *text)
{
    uint32_t half;

    memcpy(&half, text, sizeof(half));
    return half;
}

/** True if the first `length` bytes at both places are the same. Most texts that are compared are
 * short: this is cheaper than a call of memcmp. */
static inline bool
span_bytes_equal(const char *a, const char *b, size_t length)
{
    const size_t word = sizeof(uint64_t), half = sizeof(uint32_t);

    if (length < word && length >= half) { /* both halves may overlap */
        return span_half_word_at(a) == span_half_word_at(b) &&
               span_half_word_at(a + length - half) == span_half_word_at(b + length - half);
    }
    if (length < half) {
        while (length && a[length - 1] == b[length - 1]) {
            length--;
        }
        return length == 0;
    }
    for (size_t i = 0; i < length - word; i += word) {
        if (span_word_at(a + i) != span_word_at(b + i)) {
            return false;
        }
    }
    a += length - word; /* the last word may overlap the one before */
    b += length - word;
    return span_word_at(a) == span_word_at(b);
}

/** Byte-wise equality; two absent spans are equal, an absent and an empty one are not. */
static inline bool
span_equal(struct span a, struct span b)
{
    if (a.length != b.length || !a.text || !b.text) {
        return !a.text && !b.text;
    }
    return span_bytes_equal(a.text, b.text, a.length);
}

/** Equality without regard to ASCII case (RFC 3261 section 7.3.1). */
bool span_equal_nocase(struct span a, struct span b);

/** True if `span` starts with `start`, without regard to ASCII case. */
bool span_starts_nocase(struct span span, struct span start);

/** The span without white space at both ends; CR and LF count as white space (folded lines). */
static inline struct span
span_trim(struct span span)
{
    while (span.length && span_is_space(span.text[span.length - 1])) {
        span.length--;
    }
    while (span.length && span_is_space(*span.text)) {
        span.text++;
        span.length--;
    }
    return span;
}

/** The part after the first `count` bytes, empty (not absent) if there are no more. */
static inline struct span
span_skip(struct span span, size_t count)
{
    if (!span.text) {
        return span;
    }
    if (count > span.length) {
        count = span.length;
    }
    return (struct span){ span.text + count, span.length - count };
}

/** The first `count` bytes, or all if there are not so many. */
static inline struct span
span_take(struct span span, size_t count)
{
    return (struct span){ span.text, count < span.length ? count : span.length };
}

#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/** Position of the first `byte` among the eight of the word, or 8 if it has none. */
static inline size_t
span_find_in_word(uint64_t word, char byte)
{
    const uint64_t ones = UINT64_MAX / UINT8_MAX; /* 0x0101... */
    uint64_t differs = word ^ ones * (unsigned char)byte;
    uint64_t equal = (differs - ones) & ~differs & ones << 7; /* right up to the first one */

    return equal ? (size_t)__builtin_ctzll(equal) / 8 : sizeof(word);
}
#endif

/** Position of the first `byte`, or `span.length` if there is none. What is looked for mostly
 * stands near: in the first bytes it is found without a call. */
static inline size_t
span_find(struct span span, char byte)
{
    const char *found;
    size_t passed = 0;

#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (passed < 2 * sizeof(uint64_t) && passed + sizeof(uint64_t) <= span.length) {
        size_t place = span_find_in_word(span_word_at(span.text + passed), byte);

        if (place < sizeof(uint64_t)) {
            return passed + place;
        }
        passed += sizeof(uint64_t);
    }
#endif
    found = passed < span.length ? memchr(span.text + passed, byte, span.length - passed) : NULL;
    return found ? (size_t)(found - span.text) : span.length;
}

/**
 * Reads a decimal number that fills the whole span, but for white space around it.
 * @param maximum  the largest value to accept
 * @return false, with *value untouched, if the span is empty, holds anything but digits or a larger
 * number.
 */
bool span_to_unsigned(struct span span, uint64_t maximum, uint64_t *value);

/** A 64-bit hash of the bytes, which also depends on `seed`, for example the hash of what stands
 * before them, or SPAN_HASH_START. It depends on a number that each run of the program draws anew,
 * so that nobody can prepare texts that have the same hash. It only finds candidates: compare
 * before you conclude, and show nothing in its order. */
uint64_t span_hash(struct span span, uint64_t seed);

#define SPAN_HASH_START UINT64_C(0xcbf29ce484222325)

/**
 * A copy that is fit to show: valid UTF-8, invalid bytes as U+FFFD, runs of white space with a line
 * end in them as one blank, a tab as a blank, other control characters and bidirectional formatting
 * characters as U+FFFD, at most `maximum` bytes, cut at a character and then ended with "…".
 * @param maximum  in bytes, the "…" included (below 3 there is no room for it and it is left out);
 * 0 means no limit
 * @return newly allocated (g_free), never NULL; "" for an absent span.
 */
char *span_to_display(struct span span, size_t maximum);

#endif
