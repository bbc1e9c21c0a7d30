/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Writes JSON (RFC 8259) to a string, one value after the other, on one line and without blanks.
 *
 * Whatever bytes a text has, what is written is valid: bytes that are no UTF-8 become U+FFFD. All
 * control characters, those that turn the direction of text, and '<' are written as \uXXXX, so that
 * neither a terminal nor a page that holds the JSON takes them for more than text.
 */
#ifndef SIPWHY_JSON_WRITER_H
#define SIPWHY_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "span.h"

#include <glib.h>

/** So deep may objects and arrays stand in one another. */
#define JSON_DEPTH 64

/** Where the writer is; the caller's, set up by json_writer_init. */
struct json_writer {
    GString *out;                 /**< private, borrowed */
    unsigned depth;               /**< private */
    bool has_members[JSON_DEPTH]; /**< private */
};

/** @param out  JSON is appended to it; must outlive the writer */
void json_writer_init(struct json_writer *writer, GString *out);

/* In all functions below, `key` is the name in the object that was begun last; NULL in an array and
 * outside of everything. */

void json_object_begin(struct json_writer *writer, const char *key);
void json_object_end(struct json_writer *writer);
void json_array_begin(struct json_writer *writer, const char *key);
void json_array_end(struct json_writer *writer);

/** @param value  absent, or NULL: nothing is written, not even the key */
void json_span(struct json_writer *writer, const char *key, struct span value);
void json_string(struct json_writer *writer, const char *key, const char *value);

void json_integer(struct json_writer *writer, const char *key, int64_t value);
void json_unsigned(struct json_writer *writer, const char *key, uint64_t value);
void json_boolean(struct json_writer *writer, const char *key, bool value);

/** An array of strings. @param values  NULL-terminated; none or NULL: nothing is written */
void json_strings(struct json_writer *writer, const char *key, const char *const *values);

/** Ends a line: between the values of newline-delimited JSON. */
void json_line_end(struct json_writer *writer);

#endif
