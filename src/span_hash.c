/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The hash of a text. Texts come from strangers, who know this file: with numbers that are always
 * the same they could write thousands of Call-IDs with one hash, whatever it starts from (a change
 * of the highest bit passes through a multiplication by any odd number), and each look into a table
 * would become a walk along all of them. So the factor is a secret, and both halves of each product
 * count.
 */
#include "span.h"

#include <glib.h>

#define LANES 4
#define WORD sizeof(uint64_t)

/* Drawn once in each run. */
static struct {
    uint64_t factor; /* 0: not drawn yet */
    uint64_t start;
} secret;

static void
draw_secret(void)
{
    secret.start = (uint64_t)g_random_int() << 32 | g_random_int();
    secret.factor = (uint64_t)g_random_int() << 32 | g_random_int() | 1;
}

/** Both halves of the product of 128 bits. */
static inline uint64_t
fold_product(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX), high = (a >> 32) * (b >> 32);
    uint64_t left = (a >> 32) * (b & UINT32_MAX), right = (a & UINT32_MAX) * (b >> 32);
    uint64_t middle = (low >> 32) + (left & UINT32_MAX) + (right & UINT32_MAX);

    high += (left >> 32) + (right >> 32) + (middle >> 32);
    return (middle << 32 | (low & UINT32_MAX)) ^ high;
#endif
}

static inline uint64_t
step(uint64_t hash, uint64_t word)
{
    return fold_product(hash ^ word, secret.factor);
}

/** Long texts in several lanes, none of which waits for the others. */
static uint64_t
hash_lanes(const char **text, size_t *left, uint64_t hash)
{
    uint64_t lane0 = hash, lane1 = hash + 1, lane2 = hash + 2, lane3 = hash + 3;
    const char *end = *text + *left / (LANES * WORD) * (LANES * WORD);

    *left -= (size_t)(end - *text);
    for (; *text < end; *text += LANES * WORD) {
        lane0 = step(lane0, span_word_at(*text));
        lane1 = step(lane1, span_word_at(*text + WORD));
        lane2 = step(lane2, span_word_at(*text + 2 * WORD));
        lane3 = step(lane3, span_word_at(*text + 3 * WORD));
    }
    return step(step(step(step(hash, lane0), lane1), lane2), lane3);
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
    uint64_t hash;

    if (!secret.factor) {
        draw_secret();
    }
    hash = seed ^ secret.start ^ span.length;
    if (left >= 2 * LANES * WORD) {
        hash = hash_lanes(&text, &left, hash);
    }
    for (; left >= WORD; text += WORD, left -= WORD) {
        hash = step(hash, span_word_at(text));
    }
    /* the last word may overlap the one before */
    return step(hash,
                span.length >= WORD ? span_word_at(text + left - WORD) : short_word(text, left));
}
