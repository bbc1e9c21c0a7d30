/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_wrap.h"

#include <stdbool.h>
#include <string.h>

static void
test_width(void)
{
    static const struct {
        const char *text;
        unsigned width;
    } rows[] = {
        { "", 0 },
        { "404 Not Found", 13 },
        { "日本語", 6 },
        { "ﾊﾝｶｸ", 4 },
        { "e\314\201", 1 },                                    /* e and a combining accent */
        { "\360\237\221\251\342\200\215\360\237\222\273", 2 }, /* woman, joiner, computer */
        { "\360\237\207\257\360\237\207\265", 2 },             /* flag */
        { "\360\237\221\215\360\237\217\275", 2 },             /* thumb with a skin tone */
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpuint(text_width(rows[i].text), ==, rows[i].width);
    }
}

static void
assert_wraps(const char *text, unsigned width, unsigned column, unsigned indent,
             const char *expected)
{
    GString *out = g_string_new(NULL);

    text_wrap(out, text, width, column, indent);
    g_assert_cmpstr(out->str, ==, expected);
    g_string_free(out, TRUE);
}

static void
test_latin(void)
{
    assert_wraps("one two three", 0, 0, 0, "one two three");
    assert_wraps("one two three", 7, 0, 0, "one two\nthree");
    assert_wraps("one two three", 7, 4, 2, "one\n  two\n  three");
    assert_wraps("one two ", 7, 0, 0, "one two");
    assert_wraps("  one", 7, 0, 0, "  one");
    /* an address stays whole, so that it can be copied */
    assert_wraps("see https://www.example.org/a-b/c now", 10, 0, 0,
                 "see\nhttps://www.example.org/a-b/c\nnow");
    /* blanks that do not break stay */
    assert_wraps("32\302\240s and", 4, 0, 0, "32\302\240s\nand");
}

static void
test_wide(void)
{
    assert_wraps("日本語の文", 6, 0, 0, "日本語\nの文");
    assert_wraps("日本語の文", 7, 0, 2, "日本語\n  の文");
    /* no line starts with what closes, or ends with what opens */
    assert_wraps("日本語、文", 6, 0, 0, "日本\n語、文");
    assert_wraps("日本（語）", 6, 0, 0, "日本\n（語）");
    assert_wraps("あいちょっと", 6, 0, 0, "あい\nちょっ\nと");
    assert_wraps("レジストラー", 10, 0, 0, "レジスト\nラー");
    /* Latin words stay whole */
    assert_wraps("次のINVITEを送る", 8, 0, 0, "次の\nINVITEを\n送る");
    assert_wraps("コード(404)です", 10, 0, 0, "コード\n(404)です");
}

static void
test_graphemes(void)
{
    const char *family = "\360\237\221\251\342\200\215\360\237\221\251\342\200\215\360\237\221\247";
    char *twice = g_strconcat(family, family, NULL);
    char *broken = g_strconcat(family, "\n", family, NULL);

    assert_wraps(twice, 2, 0, 0, broken);
    assert_wraps("か\343\202\231か\343\202\231", 2, 0, 0, "か\343\202\231\nか\343\202\231");
    g_free(broken);
    g_free(twice);
}

/* Whatever the width is, nothing but line ends and the blanks at them is added or lost. */
static void
test_nothing_lost(void)
{
    const char *text =
        "INVITE への 404 応答（「見つからない」）は、レジストラが aor@example.org を知らない"
        "ことを示す。a e\314\201 \360\237\221\215\360\237\217\275 か\343\202\231。";
    unsigned width;

    for (width = 1; width < 90; width++) {
        GString *out = g_string_new(NULL);
        char **bare, **whole;
        char *left, *right;

        text_wrap(out, text, width, 0, 0);
        bare = g_strsplit_set(out->str, " \n", -1);
        whole = g_strsplit(text, " ", -1);
        left = g_strjoinv("", bare);
        right = g_strjoinv("", whole);
        g_assert_cmpstr(left, ==, right);
        g_free(left);
        g_free(right);
        g_strfreev(bare);
        g_strfreev(whole);
        g_string_free(out, TRUE);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text_wrap/width", test_width);
    g_test_add_func("/text_wrap/latin", test_latin);
    g_test_add_func("/text_wrap/wide", test_wide);
    g_test_add_func("/text_wrap/graphemes", test_graphemes);
    g_test_add_func("/text_wrap/nothing-lost", test_nothing_lost);
    return g_test_run();
}
