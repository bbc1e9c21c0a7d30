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

/* As many digits fit, whatever they are. */
#define DIGITS_THAT_FIT 19

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

        if (digit > 9 || (i >= DIGITS_THAT_FIT &&
                          (result > UINT64_MAX / 10 || digit > UINT64_MAX - result * 10))) {
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

/** True if every character is shown as it is: most texts of SIP are plain ASCII. */
static bool
is_plain(struct span span)
{
    size_t i = 0;

    while (i < span.length && span.text[i] >= 0x20 && span.text[i] < 0x7F) {
        i++;
    }
    return i == span.length;
}

static char *
display_carefully(struct span span, size_t maximum)
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

char *
span_to_display(struct span span, size_t maximum)
{
    if ((!maximum || span.length <= maximum) && is_plain(span)) {
        return span.length ? g_strndup(span.text, span.length) : g_strdup("");
    }
    return display_carefully(span, maximum);
}
