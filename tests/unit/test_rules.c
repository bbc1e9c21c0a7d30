/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The tables of rules and their texts: complete, well-formed, nothing left over.
 */
#include <string.h>

#include <glib.h>

#include "rule.h"

#define LONGEST_VERDICT 200
#define LONGEST_TEXT 200

static struct code_table *table;
static struct text_table *english;

static const char *const actors[] = { "caller",  "callee",  "proxy-admin", "registrar-admin",
                                      "carrier", "network", "developer",   NULL };

static void
check_length(const char *group, const char *key, const char *text, gsize longest)
{
    if (!*text || strlen(text) > longest) {
        g_error("[%s] %s: empty or too long (%zu bytes)", group, key, strlen(text));
    }
    if (!g_utf8_validate(text, -1, NULL)) {
        g_error("[%s] %s: no UTF-8", group, key);
    }
}

static void
check_step(const char *group, const char *key, const char *text)
{
    const char *colon = strstr(text, ": ");
    char *words = g_strndup(text, colon ? (gsize)(colon - text) : 0);
    char **list = g_strsplit(words, ",", -1);
    gsize i;

    for (i = 0; !i || list[i]; i++) {
        if (!list[i] || !g_strv_contains(actors, list[i])) {
            g_error("[%s] %s: names nobody who acts: %s", group, key, text);
        }
    }
    g_strfreev(list);
    g_free(words);
}

/* Each placeholder has its brace, and stands in optional brackets that close. */
static void
check_braces(const char *group, const char *key, const char *text)
{
    char *without = g_strdup(text);
    GRegex *good = g_regex_new("\\{[a-z0-9_-]+\\}", 0, 0, NULL);
    GRegex *optional = g_regex_new("⟦[^⟦⟧]*⟧", 0, 0, NULL);
    char *plain = g_regex_replace_literal(good, without, -1, 0, "", 0, NULL);
    char *bare = g_regex_replace_literal(optional, plain, -1, 0, "", 0, NULL);

    if (strpbrk(plain, "{}") || strstr(bare, "⟦") || strstr(bare, "⟧")) {
        g_error("[%s] %s: a brace or bracket is left: %s", group, key, text);
    }
    g_free(bare);
    g_free(plain);
    g_free(without);
    g_regex_unref(good);
    g_regex_unref(optional);
}

static void
check_text(const char *group, const char *key, const char *text)
{
    bool is_step = g_str_has_prefix(key, "fix.");

    check_length(group, key, text,
                 is_step                       ? LONGEST_TEXT + 30
                 : strcmp(key, "verdict") == 0 ? LONGEST_VERDICT
                                               : LONGEST_TEXT);
    check_braces(group, key, text);
    if (strcmp(key, "verdict") == 0) {
        g_assert_false(g_str_has_suffix(text, "."));
    } else if (is_step) {
        check_step(group, key, text);
    } else if (!g_str_has_prefix(key, "why.") && !g_str_has_prefix(key, "evidence.") &&
               strcmp(key, "title") != 0) {
        g_error("[%s] %s: no key of a rule", group, key);
    }
}

/* Numbers of why.1, why.2 ... have no gap, or texts behind it would never be shown. */
static void
check_numbering(const char *group, const char *list)
{
    guint number;
    bool ended = false;

    for (number = 1; number <= 20; number++) {
        char *key = g_strdup_printf("%s.%u", list, number);
        bool there = text_table_find(english, group, key) != NULL;

        if (there && ended) {
            g_error("[%s] %s: a number before it is missing", group, key);
        }
        ended = ended || !there;
        g_free(key);
    }
}

static void
test_texts(void)
{
    const char *const *group;
    const char **keys, **key;

    for (group = text_table_groups(english); *group; group++) {
        if (!g_str_has_prefix(*group, "rule ")) {
            continue;
        }
        keys = text_table_keys(english, *group);
        for (key = keys; *key; key++) {
            check_text(*group, *key, text_table_find(english, *group, *key));
        }
        check_numbering(*group, "why");
        check_numbering(*group, "fix");
        g_free(keys);
    }
}

/* Each group of texts speaks of a rule that is there. */
static void
test_groups(void)
{
    const char *const *group;

    for (group = text_table_groups(english); *group; group++) {
        if (g_str_has_prefix(*group, "rule ")) {
            char **parts = g_strsplit(*group + strlen("rule "), "/", 2);

            if (!rule_find(parts[0])) {
                g_error("[%s]: there is no such rule", *group);
            }
            g_strfreev(parts);
        }
    }
}

static void
check_references(const struct rule *rule)
{
    char **list = g_strsplit(rule->references, "; ", -1);
    gsize i;

    for (i = 0; list[i]; i++) {
        char *url = reference_url(list[i]);

        if (!url) {
            g_error("%s: no reference: '%s'", rule->id, list[i]);
        }
        g_free(url);
    }
    g_assert_cmpuint(i, >=, 1);
    g_strfreev(list);
}

static void
test_rows(void)
{
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            if (!g_regex_match_simple("^[0-9a-z]+(-[0-9a-z]+)+$", rule->id, 0, 0)) {
                g_error("%s: not in kebab-case", rule->id);
            }
            if (!g_hash_table_add(seen, (gpointer)rule->id)) {
                g_error("%s: stands twice", rule->id);
            }
            if (!rule_text(table, rule->id, NULL, "verdict") ||
                !rule_text(table, rule->id, NULL, "why.1")) {
                g_error("%s: has no verdict or no why.1", rule->id);
            }
            g_assert_nonnull(rule->holds);
            check_references(rule);
        }
    }
    g_hash_table_destroy(seen);
}

static void
test_applies(void)
{
    const struct rule rule = { .id = "a-b", .codes = "401 3xx none", .methods = "INVITE BYE" };
    const struct rule any = { .id = "a-b", .codes = "rejected" };

    g_assert_true(rule_applies(&rule, 401, SPAN("INVITE")));
    g_assert_true(rule_applies(&rule, 399, SPAN("BYE")));
    g_assert_true(rule_applies(&rule, 0, SPAN("BYE")));
    g_assert_false(rule_applies(&rule, 0, SPAN("BYE\0")));
    g_assert_false(rule_applies(&rule, 401, SPAN("INVIT")));
    g_assert_false(rule_applies(&rule, 402, SPAN("INVITE")));
    g_assert_false(rule_applies(&rule, 200, SPAN("INVITE")));
    g_assert_true(rule_applies(&any, 300, SPAN("FOO")));
    g_assert_false(rule_applies(&any, 299, SPAN("FOO")));
    g_assert_false(rule_applies(&any, 0, SPAN("FOO")));
    g_assert_false(rule_applies(&rule, 401, (struct span){ NULL, 0 }));
}

/* A response with the code 0 is no request. */
static void
test_code(void)
{
    const struct rule rule = { .id = "a-b", .codes = "none" };
    const struct history_message request = { .frame = 1 }, response = { .is_response = true };
    const struct subject of_request = { .message = &request }, of_zero = { .message = &response },
                         of_busy = { .message = &response, .code = 486 };

    g_assert_true(rule_applies(&rule, rule_code(&of_request), SPAN("BYE")));
    g_assert_false(rule_applies(&rule, rule_code(&of_zero), SPAN("BYE")));
    g_assert_cmpuint(rule_code(&of_busy), ==, 486);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    table = code_table_new("en", NULL);
    english = text_table_new_embedded("en.ini", NULL, NULL);
    g_test_add_func("/rules/texts", test_texts);
    g_test_add_func("/rules/groups", test_groups);
    g_test_add_func("/rules/rows", test_rows);
    g_test_add_func("/rules/applies", test_applies);
    g_test_add_func("/rules/code", test_code);
    result = g_test_run();
    text_table_free(english);
    code_table_free(table);
    return result;
}
