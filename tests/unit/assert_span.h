/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the tests of the SIP reader share: spans over heap blocks of exactly their length, so that
 * AddressSanitizer sees every byte that is read beyond, and comparisons of spans.
 */
#ifndef SIPWHY_ASSERT_SPAN_H
#define SIPWHY_ASSERT_SPAN_H

#include "span.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/** A copy of the bytes without anything behind them; free with free(). */
static inline struct span
exact_copy(const char *text, size_t length)
{
    char *copy = malloc(length);

    g_assert_true(copy || !length);
    if (length) {
        memcpy(copy, text, length);
    }
    return (struct span){ copy, length };
}

/** NULL expects the absent span. */
#define assert_span(actual, expected)                                                              \
    do {                                                                                           \
        struct span span_ = (actual);                                                              \
        const char *expected_ = (expected);                                                        \
        if (!expected_) {                                                                          \
            g_assert_null(span_.text);                                                             \
        } else {                                                                                   \
            char *text_;                                                                           \
            g_assert_nonnull(span_.text);                                                          \
            text_ = g_strndup(span_.text, span_.length);                                           \
            g_assert_cmpstr(text_, ==, expected_);                                                 \
            g_assert_cmpuint(span_.length, ==, strlen(expected_));                                 \
            g_free(text_);                                                                         \
        }                                                                                          \
    } while (0)

/** One test case a row: the row starts with its name. */
#define ADD_ROWS(path, rows, function)                                                             \
    do {                                                                                           \
        for (size_t row_ = 0; row_ < G_N_ELEMENTS(rows); row_++) {                                 \
            char *name_ = g_strconcat((path), "/", (rows)[row_].name, NULL);                       \
            g_test_add_data_func(name_, &(rows)[row_], (function));                                \
            g_free(name_);                                                                         \
        }                                                                                          \
    } while (0)

#endif
