/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_line.h"

#include <string.h>

#include <glib.h>

#define PERIOD "\343\200\202" /* 。 */

/* Puts the lines together again as display.c shows them: every byte is there, no line is too long,
 * no character is cut. */
static void
assert_lines(const char *text, size_t room)
{
    GString *joined = g_string_new(NULL);
    const char *rest = text;
    unsigned lines = 0;

    while (*rest) {
        size_t length = text_line_length(rest, room);

        g_assert_cmpuint(length, >, 0);
        g_assert_cmpuint(length, <=, room);
        g_assert_true(g_utf8_validate(rest, (gssize)length, NULL));
        g_assert_false(g_str_has_prefix(rest, PERIOD));
        g_string_append_len(joined, rest, (gssize)length);
        rest += length;
        if (*rest == ' ') {
            g_string_append_c(joined, ' ');
            rest++;
        }
        g_assert_cmpuint(++lines, <, 1000);
    }
    g_assert_cmpstr(joined->str, ==, text);
    g_string_free(joined, TRUE);
}

static void
test_short(void)
{
    g_assert_cmpuint(text_line_length("", 16), ==, 0);
    g_assert_cmpuint(text_line_length("sixteen bytes...", 16), ==, 16);
}

static void
test_blank(void)
{
    g_assert_cmpuint(text_line_length("one two three four five", 16), ==, strlen("one two three"));
    g_assert_cmpuint(text_line_length("one two three fo five", 16), ==, strlen("one two three fo"));
    /* a word that is too long is cut, not put on a line of its own */
    g_assert_cmpuint(text_line_length("a bcdefghijklmnopqrstuvwxyz", 16), ==, 16);
}

static void
test_japanese(void)
{
    GString *text = g_string_new(NULL);
    size_t room;

    while (text->len < 1000) {
        g_string_append(text, "\345\207\272\343\201\227\343\201\237" PERIOD PERIOD "a ");
    }
    g_string_truncate(text, text->len - 1);
    for (room = 16; room < 300; room++) {
        assert_lines(text->str, room);
    }
    g_string_free(text, TRUE);
}

static void
test_only_punctuation(void)
{
    const char *text = PERIOD PERIOD PERIOD PERIOD PERIOD PERIOD PERIOD PERIOD;
    size_t length = text_line_length(text, 16);

    g_assert_cmpuint(length, >, 0);
    g_assert_cmpuint(length % 3, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text_line/short", test_short);
    g_test_add_func("/text_line/blank", test_blank);
    g_test_add_func("/text_line/japanese", test_japanese);
    g_test_add_func("/text_line/only_punctuation", test_only_punctuation);
    return g_test_run();
}
