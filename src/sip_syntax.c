/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_syntax.h"

#include <string.h>

/** Position of the next line feed from `start` on, or the length. */
static size_t
line_feed_find(struct span text, size_t start)
{
    const char *lf =
        start < text.length ? memchr(text.text + start, '\n', text.length - start) : NULL;

    return lf ? (size_t)(lf - text.text) : text.length;
}

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/** Length of the field in which the text starts: up to and with the line end after which no blank
 * follows.
 * @param line  position of the first line feed, or the length */
static size_t
field_length(struct span text, size_t line, bool *bare_lf, bool *open)
{
    size_t end = line;

    *bare_lf = false;
    *open = false;
    while (end < text.length) {
        *bare_lf |= end < 1 || text.text[end - 1] != '\r';
        end++;
        if (end == text.length) {
            break;
        }
        if (!is_blank(text.text[end])) {
            return end;
        }
        end = line_feed_find(text, end);
    }
    *open = true;
    return text.length;
}

size_t
sip_line_end(struct span text)
{
    if (text.length >= 2 && text.text[0] == '\r' && text.text[1] == '\n') {
        return 2;
    }
    return text.length && text.text[0] == '\n' ? 1 : 0;
}

/** True at a blank line, also one whose line feed is cut off, and when nothing is left. */
static bool
is_end(struct span text)
{
    if (!text.length || text.text[0] == '\n') {
        return true;
    }
    return text.text[0] == '\r' && (text.length == 1 || text.text[1] == '\n');
}

bool
sip_field_next_of_any_form(struct span *rest, struct sip_field *field)
{
    struct span text = *rest;
    size_t line, colon;

    if (is_end(text)) {
        return false;
    }
    line = line_feed_find(text, 0);
    text.length = field_length(text, line, &field->bare_lf, &field->open);
    *rest = (struct span){ text.text + text.length, rest->length - text.length };

    /* The colon has to stand in the first line, and a line that continues nothing has no name. */
    colon = span_find((struct span){ text.text, line }, ':');
    if (colon == line || span_is_space(text.text[0])) {
        field->name = span_take(text, 0);
        field->value = span_trim(text);
        return true;
    }
    field->name = span_trim((struct span){ text.text, colon });
    field->value = span_trim((struct span){ text.text + colon + 1, text.length - colon - 1 });
    return true;
}

struct span
sip_field_skip(struct span text)
{
    bool bare_lf, open;

    return span_skip(text, field_length(text, line_feed_find(text, 0), &bare_lf, &open));
}

/** Position of the quote that closes the one at the start, or the length. A backslash takes its
 * meaning from the byte behind it. */
static size_t
closing_quote_find(struct span text)
{
    size_t i = 1 + span_find(span_skip(text, 1), '"');

    if (!memchr(text.text, '\\', i)) {
        return i;
    }
    for (i = 1; i < text.length && text.text[i] != '"'; i++) {
        if (text.text[i] == '\\') {
            i++;
        }
    }
    return i < text.length ? i : text.length;
}

bool
sip_quoted_next(struct span *rest, struct span *content)
{
    size_t end;

    if (!rest->length || rest->text[0] != '"') {
        return false;
    }
    end = closing_quote_find(*rest);
    if (end == rest->length) {
        return false;
    }
    *content = (struct span){ rest->text + 1, end - 1 };
    *rest = span_skip(*rest, end + 1);
    return true;
}

struct span
sip_word_next(struct span *rest)
{
    size_t start = 0, end;

    while (start < rest->length && span_is_space(rest->text[start])) {
        start++;
    }
    end = start;
    while (end < rest->length && !span_is_space(rest->text[end])) {
        end++;
    }
    if (start == end) {
        *rest = span_skip(*rest, end);
        return (struct span){ NULL, 0 };
    }

    struct span word = { rest->text + start, end - start };

    *rest = span_skip(*rest, end);
    return word;
}

void
sip_hostport_read(struct span text, struct span *host, uint16_t *port)
{
    struct span after;
    size_t colon;
    uint64_t number = 0;

    text = span_trim(text);
    if (text.length && text.text[0] == '[') {
        size_t close = span_find(text, ']');

        *host = span_skip(span_take(text, close), 1);
        after = span_trim(span_skip(text, close + 1));
        colon = 0;
        if (after.length && after.text[0] != ':') {
            after.length = 0;
        }
    } else {
        after = text;
        colon = span_find(text, ':');
        *host = span_trim(span_take(text, colon));
    }
    after = span_skip(after, colon + 1);
    if (!span_to_unsigned(after, UINT16_MAX, &number) && text.length && text.text[0] != '[' &&
        span_find(after, ':') < after.length) {
        *host = text;
    }
    *port = (uint16_t)number;
}
