/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_wrap.h"

#include <stdbool.h>
#include <string.h>

#define ZERO_WIDTH_JOINER 0x200D

/* What stands at no start of a line in Japanese (JIS X 4051): closing brackets, punctuation, small
 * kana, marks that repeat or lengthen what precedes them; and what closes in Latin. */
static const char no_start[] = "、。，．・：；？！）］｝」』】〉》〕〗〙’”…‥゛゜ヽヾゝゞ々ー〜％"
                               "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
                               ",.:;!?)]}%";

/* What stands at no end of a line: opening brackets. */
static const char no_end[] = "（［｛「『【〈《〔〖〘‘“([{";

/* What the reader sees as one character. */
struct cluster {
    gsize length;
    unsigned width;
    gunichar first;
};

static bool
is_one_of(gunichar c, const char *characters)
{
    return g_utf8_strchr(characters, -1, c) != NULL;
}

static bool
is_regional_indicator(gunichar c)
{
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

/* Whether a character belongs to the one before it (UAX #29, what of it matters here). */
static bool
is_continued(gunichar previous, gunichar c)
{
    bool skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;

    return previous == ZERO_WIDTH_JOINER || skin_tone || g_unichar_iszerowidth(c) ||
           g_unichar_type(c) == G_UNICODE_SPACING_MARK;
}

static unsigned
character_width(gunichar c)
{
    if (g_unichar_iszerowidth(c)) {
        return 0;
    }
    return g_unichar_iswide(c) ? 2 : 1;
}

static struct cluster
cluster_at(const char *text)
{
    gunichar first = g_utf8_get_char(text), previous = first;
    struct cluster cluster = { 0, character_width(first), first };
    const char *end = g_utf8_next_char(text);

    if (is_regional_indicator(first) && is_regional_indicator(g_utf8_get_char(end))) {
        cluster.width = 2; /* a flag */
        end = g_utf8_next_char(end);
    }
    while (*end && first != ' ' && is_continued(previous, g_utf8_get_char(end))) {
        previous = g_utf8_get_char(end);
        end = g_utf8_next_char(end);
    }
    cluster.length = (gsize)(end - text);
    return cluster;
}

/* Whether a line may end between two characters neither of which is a blank. */
static bool
may_break(const struct cluster *before, const struct cluster *after)
{
    return (g_unichar_iswide(before->first) || g_unichar_iswide(after->first)) &&
           !is_one_of(after->first, no_start) && !is_one_of(before->first, no_end);
}

/* The same for a piece that is all ASCII, as most are. @return NULL for another one */
static const char *
plain_piece_end(const char *text, unsigned *width)
{
    const char *end = text;

    while (*end > ' ') { /* beyond ASCII, char is negative or above '~' */
        if (*end > '~') {
            return NULL;
        }
        end++;
    }
    *width = (unsigned)(end - text);
    return *end && *end != ' ' ? NULL : end;
}

/* The end of what starts here and stays on one line. @param width  out: its columns */
static const char *
piece_end(const char *text, unsigned *width)
{
    const char *plain = plain_piece_end(text, width);
    struct cluster cluster;

    if (plain && plain != text) {
        return plain;
    }
    cluster = cluster_at(text);

    *width = cluster.width;
    for (text += cluster.length; *text && *text != ' '; text += cluster.length) {
        struct cluster next = cluster_at(text);

        if (may_break(&cluster, &next)) {
            break;
        }
        *width += next.width;
        cluster = next;
    }
    return text;
}

unsigned
text_width(const char *text)
{
    unsigned width = 0;

    while (*text) {
        struct cluster cluster = cluster_at(text);

        width += cluster.width;
        text += cluster.length;
    }
    return width;
}

void
text_blanks(GString *out, unsigned count)
{
    while (count--) {
        g_string_append_c(out, ' ');
    }
}

/* The words at the start of the text that are all ASCII and fit on the line, with the blanks
 * between them: written all at once. Whatever is not that simple is left for text_wrap to look at.
 * @return their length; 0 if there are none */
static gsize
plain_words_length(const char *text, unsigned room)
{
    gsize length = 0, i;

    for (i = 0; text[i] >= ' ' && text[i] <= '~' && i < room; i++) {
        if (text[i] != ' ' && (text[i + 1] == ' ' || !text[i + 1])) {
            length = i + 1;
        }
    }
    return length;
}

void
text_wrap(GString *out, const char *text, unsigned width, unsigned column, unsigned indent)
{
    bool line_empty = true;

    while (*text) {
        const char *start, *end;
        unsigned blanks, piece;
        gsize plain = plain_words_length(text, !width           ? G_MAXUINT
                                               : width > column ? width - column
                                                                : 0);

        if (plain) {
            g_string_append_len(out, text, (gssize)plain);
            column += (unsigned)plain;
            text += plain;
            line_empty = false;
            continue;
        }
        blanks = (unsigned)strspn(text, " ");
        start = text + blanks;
        if (!*start) {
            return;
        }
        end = piece_end(start, &piece);
        if (width && !line_empty && column + blanks + piece > width) {
            g_string_append_c(out, '\n');
            text_blanks(out, indent);
            column = indent;
            blanks = 0;
        }
        text_blanks(out, blanks);
        g_string_append_len(out, start, end - start);
        column += blanks + piece;
        line_empty = false;
        text = end;
    }
}
