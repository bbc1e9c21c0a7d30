/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Checks each language's file against the English one: nothing unknown, the same placeholders,
 * brackets and actors; and tells what it lacks.
 */
#include "language.h"

#include <string.h>

#include "text_table.h"

/* What the packet details hold of a text in any alphabet, which they show on several lines. */
#define LONGEST_TEXT 440

/* A language may lack any text but these. */
static const char *const needed[] = { "label", "language", "class", "severity", "confidence" };

/* These lack nothing. */
static const char *const complete[] = { "en", "ja", NULL };

static struct text_table *english;

static struct text_table *
open_file(const char *id)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    char *name = g_strdup_printf("%s.ini", id);
    struct text_table *table = text_table_new_embedded(name, NULL, problems);

    g_assert_nonnull(table);
    if (problems->len) {
        g_error("%s", (const char *)g_ptr_array_index(problems, 0));
    }
    g_ptr_array_unref(problems);
    g_free(name);
    return table;
}

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The placeholders and brackets of a text in the order of the alphabet: "{code} {frame} ⟦ ⟧". */
static char *
marks_of(const char *text)
{
    GRegex *regex = g_regex_new("\\{[^}]*\\}|⟦|⟧", 0, 0, NULL);
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    GMatchInfo *match;
    char *joined;

    g_regex_match(regex, text, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_ptr_array_add(found, g_match_info_fetch(match, 0));
    }
    g_ptr_array_sort(found, compare_strings);
    g_ptr_array_add(found, NULL);
    joined = g_strjoinv(" ", (char **)found->pdata);
    g_match_info_free(match);
    g_ptr_array_unref(found);
    g_regex_unref(regex);
    return joined;
}

static void
check_marks(const char *where, const char *text, const char *original)
{
    char *own = marks_of(text), *expected = marks_of(original);

    if (strcmp(own, expected) != 0) {
        g_error("%s: has '%s' instead of '%s'", where, own, expected);
    }
    g_free(own);
    g_free(expected);
}

/* Who acts stands before the step, and is no text. */
static void
check_actors(const char *where, const char *text, const char *original)
{
    const char *colon = strstr(original, ": ");

    g_assert_nonnull(colon);
    if (strncmp(text, original, (gsize)(colon - original) + 2) != 0) {
        g_error("%s: does not begin with '%.*s: '", where, (int)(colon - original), original);
    }
}

static void
check_text(const char *id, const char *group, const char *key, const char *text)
{
    const char *original = text_table_find(english, group, key);
    char *where = g_strdup_printf("%s.ini: [%s] %s", id, group, key);

    if (!original) {
        g_error("%s: en.ini has no such text", where);
    }
    if (strcmp(group, "language") != 0) {
        check_marks(where, text, original);
    }
    if (g_str_has_prefix(key, "fix.")) {
        check_actors(where, text, original);
    }
    if (strlen(text) > LONGEST_TEXT) {
        g_error("%s: has %zu bytes, at most %d are shown", where, strlen(text), LONGEST_TEXT);
    }
    g_free(where);
}

static void
test_file(gconstpointer data)
{
    const char *id = data;
    struct text_table *table = open_file(id);
    const char *const *group;

    for (group = text_table_groups(table); *group; group++) {
        const char **keys = text_table_keys(table, *group), **key;

        for (key = keys; *key; key++) {
            check_text(id, *group, *key, text_table_find(table, *group, *key));
        }
        g_free(keys);
    }
    text_table_free(table);
}

/* How many texts of the group the language lacks; the first one is named. */
static guint
count_missing(const struct text_table *table, const char *group, char **first)
{
    const char **keys = text_table_keys(english, group), **key;
    guint missing = 0;

    for (key = keys; *key; key++) {
        if (!text_table_find(table, group, *key)) {
            missing++;
            if (!*first) {
                *first = g_strdup_printf("[%s] %s", group, *key);
            }
        }
    }
    g_free(keys);
    return missing;
}

static void
test_lacks(gconstpointer data)
{
    const char *id = data;
    struct text_table *table = open_file(id);
    const char *const *group;
    char *first = NULL;
    guint missing = 0;
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (count_missing(table, needed[i], &first)) {
            g_error("%s.ini lacks %s", id, first);
        }
    }
    for (group = text_table_groups(english); *group; group++) {
        missing += count_missing(table, *group, &first);
    }
    if (missing && g_strv_contains(complete, id)) {
        g_error("%s.ini lacks %u texts, the first is %s", id, missing, first);
    }
    g_test_message("%s.ini lacks %u texts", id, missing);
    g_free(first);
    text_table_free(table);
}

int
main(int argc, char **argv)
{
    const char **ids = language_ids();
    int result;
    gsize i;

    g_test_init(&argc, &argv, NULL);
    english = open_file("en");
    for (i = 0; ids[i]; i++) {
        char *path = g_strdup_printf("/languages/%s/texts", ids[i]);
        char *lacks = g_strdup_printf("/languages/%s/lacks", ids[i]);

        g_test_add_data_func(path, ids[i], test_file);
        g_test_add_data_func(lacks, ids[i], test_lacks);
        g_free(path);
        g_free(lacks);
    }
    result = g_test_run();
    text_table_free(english);
    g_free(ids);
    return result;
}
