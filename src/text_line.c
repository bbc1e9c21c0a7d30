/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_line.h"

#include <stdbool.h>

#include <string.h>

#include <glib.h>

/* True if a line may not start with it: closing brackets and punctuation, also of East Asia. */
static bool
closes(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_SPACING_MARK:
        return true;
    default:
        return false;
    }
}

static const char *
last_blank(const char *text, const char *end)
{
    while (end > text && *end != ' ') {
        end--;
    }
    return end;
}

size_t
text_line_length(const char *text, size_t room)
{
    const char *end, *blank;

    if (strlen(text) <= room) {
        return strlen(text);
    }
    end = text + room;
    blank = last_blank(text, end);
    if (blank >= text + room / 2) {
        return (size_t)(blank - text);
    }
    while (end > text + room / 2 && ((*end & 0xc0) == 0x80 || closes(g_utf8_get_char(end)))) {
        end--;
    }
    while ((*end & 0xc0) == 0x80) { /* nothing but punctuation: at least no character is cut */
        end--;
    }
    return (size_t)(end - text);
}
