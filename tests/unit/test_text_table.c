/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_table.h"

#include <string.h>

static struct text_table *
read_table(const char *text, const struct text_table *fallback, GPtrArray *problems)
{
    return text_table_new("test.ini", text, strlen(text), fallback, problems);
}

static void
test_read_values(void)
{
    struct text_table *table = read_table("# comment\n[404]\nphrase=Not Found\nlist=a;b;c\n\n"
                                          "[404 REGISTER]\n  means = blank \t\r\n",
                                          NULL, NULL);
    const char *const *list = text_table_list(table, "404", "list");

    g_assert_cmpstr(text_table_find(table, "404", "phrase"), ==, "Not Found");
    g_assert_cmpstr(text_table_find(table, "404 REGISTER", "means"), ==, "blank");
    g_assert_null(text_table_find(table, "404", "means"));
    g_assert_null(text_table_find(table, "405", "phrase"));
    g_assert_cmpuint(g_strv_length((gchar **)list), ==, 3);
    g_assert_cmpstr(list[2], ==, "c");
    g_assert_true(text_table_list(table, "404", "list") == list);
    g_assert_null(text_table_list(table, "404", "none")[0]);
    g_assert_true(text_table_has_group(table, "404"));
    g_assert_false(text_table_has_group(table, "40"));
    g_assert_cmpstr(text_table_groups(table)[0], ==, "404");
    g_assert_cmpstr(text_table_groups(table)[1], ==, "404 REGISTER");
    g_assert_null(text_table_groups(table)[2]);
    text_table_free(table);
}

static void
test_read_fallback(void)
{
    struct text_table *english = read_table("[label]\nwhy=Why\nfix=Fix\n", NULL, NULL);
    struct text_table *other = read_table("[label]\nwhy=Warum\n", english, NULL);

    g_assert_cmpstr(text_table_find(other, "label", "why"), ==, "Warum");
    g_assert_cmpstr(text_table_find(other, "label", "fix"), ==, "Fix");
    text_table_free(other);
    text_table_free(english);
}

/* A mistake is reported with file, line, group and key, and costs only itself. */
static void
test_read_mistakes(void)
{
    static const struct {
        const char *text, *problem;
    } rows[] = {
        { "[a]\nx=1\nx=2\n", "test.ini:3: [a] x: stands twice in this group" },
        { "[a]\nx=1\n[a]\ny=2\n", "test.ini:3: [a] the group stands twice" },
        { "x=1\n[a]\n", "test.ini:1: x: stands above the first group" },
        { "[a]\nnonsense\n",
          "test.ini:2: [a] neither a group, a comment, nor key=value: nonsense" },
        { "[a]\n=1\n", "test.ini:2: [a] neither a group, a comment, nor key=value: =1" },
        { "[a]\nx=\n", "test.ini:2: [a] x: has no value" },
        { "[a\nx=1\n", "test.ini:1: the name of the group does not end with ']'" },
        { "[]\n", "test.ini:1: the name of the group does not end with ']'" },
        { "[a]\nx=\377\n", "test.ini:2: [a] is no UTF-8" },
        { "\n\n\n[a]\n\nx", "test.ini:6: [a] neither a group, a comment, nor key=value: x" },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
        char *text = g_strconcat(rows[i].text, "\n[last]\nkey=kept\n", NULL);
        struct text_table *table = read_table(text, NULL, problems);

        g_assert_cmpuint(problems->len, >=, 1);
        g_assert_cmpstr(g_ptr_array_index(problems, 0), ==, rows[i].problem);
        g_assert_cmpstr(text_table_find(table, "last", "key"), ==, "kept");
        text_table_free(table);
        g_free(text);
        g_ptr_array_unref(problems);
    }
}

static void
test_read_odd(void)
{
    static const char *const texts[] = {
        "", "\n", "[", "]", "=", "[a]", "[a]b=c", "\r\n[a]\r\nb=c"
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct text_table *table = read_table(texts[i], NULL, NULL);

        g_assert_null(text_table_find(table, "none", "none"));
        text_table_free(table);
    }
}

static void
test_embedded(void)
{
    struct text_table *table = text_table_new_embedded("codes.ini", NULL, NULL);

    g_assert_cmpstr(text_table_find(table, "404", "phrase"), ==, "Not Found");
    text_table_free(table);
    g_assert_null(text_table_new_embedded("nothing.ini", NULL, NULL));
}

static void
test_expand(void)
{
    static const struct text_argument arguments[] = {
        { "code", "499" }, { "x00", "400" }, { "none", NULL }, { NULL, NULL }
    };
    static const struct {
        const char *text, *result;
    } rows[] = {
        { "", "" },
        { "plain", "plain" },
        { "{code} counts as {x00}.", "499 counts as 400." },
        { "{none} and {unknown}", "{none} and {unknown}" },
        { "a⟦, {code}⟧b", "a, 499b" },
        { "a⟦, {none}⟧b", "ab" },
        { "a⟦, {code} {none}⟧⟦{x00}⟧", "a400" },
        { "{code", "{code" },
        { "code}", "code}" },
        { "{}", "{}" },
        { "⟦{code}", "⟦499" },
        { "{cod}{codes}", "{cod}{codes}" },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *result = text_expand(rows[i].text, arguments);

        g_assert_cmpstr(result, ==, rows[i].result);
        g_free(result);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text_table/read/values", test_read_values);
    g_test_add_func("/text_table/read/fallback", test_read_fallback);
    g_test_add_func("/text_table/read/mistakes", test_read_mistakes);
    g_test_add_func("/text_table/read/odd", test_read_odd);
    g_test_add_func("/text_table/embedded", test_embedded);
    g_test_add_func("/text_table/expand", test_expand);
    return g_test_run();
}
