/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_writer.h"

#define REPLACEMENT "\357\277\275" /* U+FFFD */

void
json_writer_init(struct json_writer *writer, GString *out)
{
    *writer = (struct json_writer){ .out = out };
}

static bool
is_plain(gunichar c)
{
    bool turns_direction = c == 0x061C || c == 0x200E || c == 0x200F ||
                           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);

    return c >= 0x20 && c != '"' && c != '\\' && c != '<' && !(c >= 0x7F && c < 0xA0) &&
           !turns_direction;
}

static void
append_escape(GString *out, gunichar c)
{
    switch (c) {
    case '"':
    case '\\':
        g_string_append_printf(out, "\\%c", (char)c);
        break;
    case '\n':
        g_string_append(out, "\\n");
        break;
    case '\r':
        g_string_append(out, "\\r");
        break;
    case '\t':
        g_string_append(out, "\\t");
        break;
    default:
        g_string_append_printf(out, "\\u%04x", c);
    }
}

/* Appends the first character of the text. @return the rest */
static struct span
append_character(GString *out, struct span text)
{
    gunichar c = (unsigned char)*text.text;
    size_t length = 1;

    if (c >= 0x80) {
        c = g_utf8_get_char_validated(text.text, (gssize)text.length);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append(out, REPLACEMENT);
            return span_skip(text, 1);
        }
        length = (size_t)g_unichar_to_utf8(c, NULL);
    }
    if (is_plain(c)) {
        g_string_append_len(out, text.text, (gssize)length);
    } else {
        append_escape(out, c);
    }
    return span_skip(text, length);
}

static void
append_text(GString *out, struct span text)
{
    g_string_append_c(out, '"');
    while (text.length) {
        text = append_character(out, text);
    }
    g_string_append_c(out, '"');
}

/* What stands before a value. */
static void
before_value(struct json_writer *writer, const char *key)
{
    if (writer->has_members[writer->depth]) {
        g_string_append_c(writer->out, ',');
    }
    writer->has_members[writer->depth] = writer->depth > 0;
    if (key) {
        append_text(writer->out, span_of(key));
        g_string_append_c(writer->out, ':');
    }
}

static void
begin(struct json_writer *writer, const char *key, char bracket)
{
    g_return_if_fail(writer->depth + 1 < JSON_DEPTH);
    before_value(writer, key);
    g_string_append_c(writer->out, bracket);
    writer->has_members[++writer->depth] = false;
}

static void
end(struct json_writer *writer, char bracket)
{
    g_return_if_fail(writer->depth > 0);
    writer->depth--;
    g_string_append_c(writer->out, bracket);
}

void
json_object_begin(struct json_writer *writer, const char *key)
{
    begin(writer, key, '{');
}

void
json_object_end(struct json_writer *writer)
{
    end(writer, '}');
}

void
json_array_begin(struct json_writer *writer, const char *key)
{
    begin(writer, key, '[');
}

void
json_array_end(struct json_writer *writer)
{
    end(writer, ']');
}

void
json_span(struct json_writer *writer, const char *key, struct span value)
{
    if (value.text) {
        before_value(writer, key);
        append_text(writer->out, value);
    }
}

void
json_string(struct json_writer *writer, const char *key, const char *value)
{
    json_span(writer, key, span_of(value));
}

void
json_integer(struct json_writer *writer, const char *key, int64_t value)
{
    before_value(writer, key);
    g_string_append_printf(writer->out, "%" G_GINT64_FORMAT, (gint64)value);
}

void
json_unsigned(struct json_writer *writer, const char *key, uint64_t value)
{
    before_value(writer, key);
    g_string_append_printf(writer->out, "%" G_GUINT64_FORMAT, (guint64)value);
}

void
json_boolean(struct json_writer *writer, const char *key, bool value)
{
    before_value(writer, key);
    g_string_append(writer->out, value ? "true" : "false");
}

void
json_strings(struct json_writer *writer, const char *key, const char *const *values)
{
    if (!values || !*values) {
        return;
    }
    json_array_begin(writer, key);
    for (; *values; values++) {
        json_string(writer, NULL, *values);
    }
    json_array_end(writer);
}

void
json_line_end(struct json_writer *writer)
{
    g_string_append_c(writer->out, '\n');
}
