/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pattern.h"

static enum pattern_result
match(const char *expression, const char *text, char ***groups)
{
    char *mistake = NULL;
    struct pattern *pattern = pattern_new(expression, &mistake);
    enum pattern_result result;

    g_assert_cmpstr(mistake, ==, NULL);
    g_assert_nonnull(pattern);
    result = pattern_match(pattern, span_of(text), groups);
    pattern_free(pattern);
    return result;
}

static void
assert_fits(const char *expression, const char *text, const char *first)
{
    char **groups = NULL;

    g_assert_cmpint(match(expression, text, &groups), ==, PATTERN_FITS);
    g_assert_cmpstr(groups[1], ==, first);
    g_strfreev(groups);
}

static void
test_groups(void)
{
    char *mistake = NULL, **groups = NULL;
    struct pattern *pattern = pattern_new("(a)|(?<second>b)(c)?", &mistake);

    g_assert_cmpuint(pattern_groups(pattern), ==, 3);
    g_assert_cmpuint(pattern_group_of(pattern, "second", 6), ==, 2);
    g_assert_cmpuint(pattern_group_of(pattern, "third", 5), ==, 0);
    g_assert_cmpint(pattern_match(pattern, SPAN("xby"), &groups), ==, PATTERN_FITS);
    g_assert_cmpuint(g_strv_length(groups), ==, 4);
    g_assert_cmpstr(groups[0], ==, "b");
    g_assert_cmpstr(groups[1], ==, "");
    g_assert_cmpstr(groups[2], ==, "b");
    g_assert_cmpstr(groups[3], ==, "");
    g_strfreev(groups);
    g_assert_cmpint(pattern_match(pattern, SPAN("x"), &groups), ==, PATTERN_FITS_NOT);
    g_assert_cmpint(pattern_match(pattern, SPAN("x"), &groups), ==, PATTERN_FITS_NOT);
    g_assert_cmpint(pattern_match(pattern, SPAN("a"), &groups), ==, PATTERN_FITS); /* as long */
    g_strfreev(groups);
    pattern_free(pattern);
}

/* Foreign bytes: a text is looked at as it is shown. */
static void
test_bytes(void)
{
    assert_fits("^(.)$", "\303\251", "\303\251");
    assert_fits("^a(.)b$", "a\377b", "\357\277\275");
    assert_fits("^a b(c)$", "a\r\n bc", "c");
    assert_fits("(\345\236\213)", "\345\236\213", "\345\236\213");
}

static void
test_mistakes(void)
{
    static const char *const wrong[] = { "(a", "a)", "[", "*", "(?<1>a)", "(*LIMIT_MATCH=1)a" };
    char *endless = g_strnfill(5000, 'a'), *mistake;
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(wrong); i++) {
        mistake = NULL;
        g_assert_null(pattern_new(wrong[i], &mistake));
        g_assert_nonnull(mistake);
        g_assert_null(strstr(mistake, "LIMIT_RECURSION"));
        g_free(mistake);
    }
    g_assert_null(pattern_new(endless, &mistake));
    g_free(mistake);
    g_free(endless);
}

/* Expressions whose time grows without bounds end all the same. */
static void
test_explosions(void)
{
    static const char *const exploding[] = { "^(a+)+$",   "^((a+)+)+$",  "^(a|aa)+$",
                                             "^(a|a?)+$", "^(.*a){20}$", "^(.*)*!!" };
    char *text = g_strnfill(2000, 'a');
    gint64 start = g_get_monotonic_time();
    char **groups = NULL;
    gsize i;

    text[PATTERN_SUBJECT - 100] = '!';
    for (i = 0; i < G_N_ELEMENTS(exploding); i++) {
        g_assert_cmpint(match(exploding[i], text, &groups), ==, PATTERN_STOPPED);
    }
    /* without a limit each takes longer than the age of the universe: one second is plenty */
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
    g_free(text);
}

/* Honest expressions are not stopped, also on the longest text. */
static void
test_honest(void)
{
    char *text = g_strnfill(PATTERN_SUBJECT - 1, 'a');
    char **groups = NULL;

    g_assert_cmpint(match("^(?<all>.*)$", text, &groups), ==, PATTERN_FITS);
    g_strfreev(groups);
    g_assert_cmpint(match("^(?:a|b)*$", text, &groups), ==, PATTERN_FITS);
    g_strfreev(groups);
    g_assert_cmpint(match("text=\"[^\"]*(x|y)", text, &groups), ==, PATTERN_FITS_NOT);
    g_free(text);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pattern/groups", test_groups);
    g_test_add_func("/pattern/bytes", test_bytes);
    g_test_add_func("/pattern/mistakes", test_mistakes);
    g_test_add_func("/pattern/explosions", test_explosions);
    g_test_add_func("/pattern/honest", test_honest);
    return g_test_run();
}
