/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the fuzz targets share. A target feeds bytes of nobody's choice to a reader and, besides
 * what the sanitizers see, checks what the reader's header promises.
 */
#ifndef SIPWHY_FUZZ_H
#define SIPWHY_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <glib.h>

#include "span.h"

/** Called by libFuzzer for each input. @return 0 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the program if a promise was broken; libFuzzer then keeps the input. */
#define FUZZ_CHECK(holds)                                                                          \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds);                            \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static inline struct span
fuzz_input(const uint8_t *data, size_t size)
{
    return (struct span){ size ? (const char *)data : "", size };
}

/** Takes the first byte off. @return 0 if there is none */
static inline uint8_t
fuzz_byte(struct span *rest)
{
    uint8_t byte = rest->length ? (uint8_t)*rest->text : 0;

    *rest = span_skip(*rest, 1);
    return byte;
}

/** Takes the bytes up to the next `end` off, and `end` itself. */
static inline struct span
fuzz_part(struct span *rest, char end)
{
    struct span part = span_take(*rest, span_find(*rest, end));

    *rest = span_skip(*rest, part.length + 1);
    return part;
}

/** The span is absent or lies within the other one. All of its bytes are read. */
static inline void
fuzz_lies_in(struct span part, struct span whole)
{
    volatile uint64_t read;

    FUZZ_CHECK(!part.text ||
               (part.text >= whole.text && part.text + part.length <= whole.text + whole.length));
    read = part.text ? span_hash(part, 0) : 0;
    (void)read;
}

/** The span is absent or its bytes can be read, wherever it lies. */
static inline void
fuzz_is_readable(struct span part)
{
    fuzz_lies_in(part, part);
}

/** The text can be shown on a terminal: valid UTF-8 without control characters, but for the ends of
 * lines if they are allowed, and without characters that turn the direction of text. */
static inline void
fuzz_is_fit_to_show(const char *text, gssize length, bool with_lines)
{
    const char *end, *next;

    FUZZ_CHECK(g_utf8_validate(text, length, &end));
    for (next = text; next < end; next = g_utf8_next_char(next)) {
        gunichar c = g_utf8_get_char(next);

        FUZZ_CHECK(c >= 0x20 || (with_lines && c == '\n'));
        FUZZ_CHECK(c < 0x7F || c >= 0xA0);
        FUZZ_CHECK(c != 0x061C && c != 0x200E && c != 0x200F);
        FUZZ_CHECK((c < 0x2028 || c > 0x202E) && (c < 0x2066 || c > 0x2069));
    }
}

#endif
