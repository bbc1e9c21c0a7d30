/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language.h"

#include <string.h>

static void
test_ids(void)
{
    const char **ids = language_ids();
    gsize i;

    g_assert_cmpstr(ids[0], ==, "en");
    g_assert_true(g_strv_contains(ids, "ja"));
    g_assert_false(g_strv_contains(ids, "codes"));
    for (i = 1; ids[i]; i++) {
        g_assert_cmpstr(language_find(ids[i]), ==, ids[i]);
        g_assert_true(i == 1 || strcmp(ids[i - 1], ids[i]) < 0);
    }
    g_free(ids);
}

static void
test_find(void)
{
    static const struct {
        const char *locale, *id;
    } rows[] = {
        { "ja", "ja" },         { "ja_JP.UTF-8", "ja" },
        { "JA-jp", "ja" },      { "ja_JP.eucJP@variant", "ja" },
        { "ja@x", "ja" },       { "en_GB", "en" },
        { "C", NULL },          { "POSIX", NULL },
        { "tlh", NULL },        { "j", NULL },
        { "codes", NULL },      { "jap", NULL },
        { "", NULL },           { NULL, NULL },
        { "zh_Hant_TW", NULL }, { "zh_TW.UTF-8", NULL },
        { "../ja", NULL },      { "_", NULL },
    };
    char *endless = g_strnfill(5000, 'j');
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpstr(language_find(rows[i].locale), ==, rows[i].id);
    }
    g_assert_null(language_find(endless));
    g_free(endless);
}

/* Whether there is a file for Chinese or not, all its names lead to the same. */
static void
test_find_script(void)
{
    static const char *const names[] = { "zh", "zh_CN.GB18030", "zh-Hans", "zh_Hans_SG", "zh_SG" };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_true(language_find(names[i]) == language_find("zh_Hans"));
    }
}

static const char *lc_all, *lc_messages, *lang;

static const char *
variable(const char *name)
{
    return strcmp(name, "LC_ALL") == 0        ? lc_all
           : strcmp(name, "LC_MESSAGES") == 0 ? lc_messages
           : strcmp(name, "LANG") == 0        ? lang
                                              : NULL;
}

static void
test_environment(void)
{
    static const struct {
        const char *lc_all, *lc_messages, *lang, *id;
    } rows[] = {
        { NULL, NULL, NULL, "en" },       { NULL, NULL, "ja_JP.UTF-8", "ja" },
        { NULL, "en_US", "ja_JP", "en" }, { "C", "ja", "ja", "en" },
        { "", "", "ja", "ja" },           { "xx_XX", NULL, "ja", "en" },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        lc_all = rows[i].lc_all;
        lc_messages = rows[i].lc_messages;
        lang = rows[i].lang;
        g_assert_cmpstr(language_of_environment(variable), ==, rows[i].id);
    }
}

static void
assert_joined(const char *language, enum language_list how, const char *const *words,
              const char *expected)
{
    struct code_table *table = code_table_new(language, NULL);
    char *joined = language_join(table, words, how);

    g_assert_cmpstr(joined, ==, expected);
    g_free(joined);
    code_table_free(table);
}

static void
test_join(void)
{
    static const char *const words[] = { "a", "b", "{c}", NULL };

    assert_joined("en", LIST_PLAIN, words, "a, b, {c}");
    assert_joined("en", LIST_AND, words, "a, b and {c}");
    assert_joined("en", LIST_OR, words + 1, "b or {c}");
    assert_joined("en", LIST_SENTENCES, words, "a b {c}");
    assert_joined("ja", LIST_SENTENCES, words, "ab{c}");
    assert_joined("en", LIST_OR, words + 2, "{c}");
    assert_joined("en", LIST_PLAIN, words + 3, "");
    assert_joined("ja", LIST_PLAIN, words, "a、b、{c}");
}

/* Words for people change with the language, the values of fields do not. */
static void
test_labels(void)
{
    struct code_table *english = code_table_new("en", NULL);
    struct code_table *japanese = code_table_new("ja", NULL);
    uint32_t code;

    for (code = 100; code < 700; code += 100) {
        g_assert_cmpstr(code_class_label(english, code), ==, code_class_name(code));
        g_assert_cmpstr(code_class_label(japanese, code), !=, code_class_name(code));
    }
    g_assert_cmpstr(code_class_label(japanese, 99), ==, "invalid");
    g_assert_false(language_is_right_to_left(japanese));
    code_table_free(japanese);
    code_table_free(english);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/language/ids", test_ids);
    g_test_add_func("/language/find", test_find);
    g_test_add_func("/language/find/script", test_find_script);
    g_test_add_func("/language/environment", test_environment);
    g_test_add_func("/language/join", test_join);
    g_test_add_func("/language/labels", test_labels);
    return g_test_run();
}
