/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The decision guide leads to places that exist, says why in each language, and says nothing for
 * nothing.
 */
#include "guide.h"

#include <string.h>

#include "language.h"
#include "rule.h"

#define FEWEST_SYMPTOMS 12
#define FEWEST_QUESTIONS 1
#define LONGEST_TITLE 80
#define LONGEST_TEXT 190
#define LONGEST_TRANSLATED 330 /* in UTF-8, most letters of Japanese take three bytes */

static struct code_table *table;
static struct text_table *facts;

/* A function that looks at every target. */
typedef void target_function(const struct guide_symptom *symptom,
                             const struct guide_target *target);

static void
each_target(const struct guide *guide, target_function *look)
{
    const GPtrArray *symptoms = guide_symptoms(guide);
    guint i, j, k;

    for (i = 0; i < symptoms->len; i++) {
        const struct guide_symptom *symptom = g_ptr_array_index(symptoms, i);

        for (j = 0; j < symptom->questions->len; j++) {
            const struct guide_question *question = g_ptr_array_index(symptom->questions, j);

            for (k = 0; k < question->targets->len; k++) {
                look(symptom, g_ptr_array_index(question->targets, k));
            }
        }
    }
}

static void
assert_exists(const struct guide_symptom *symptom, const struct guide_target *target)
{
    bool exists = target->kind == GUIDE_RULE ? rule_find(target->name) != NULL
                                             : code_table_find(table, target->code) != NULL;

    if (target->kind == GUIDE_PAIR) {
        exists = exists && code_table_find(table, target->other) && target->code < target->other;
    }
    if (!exists) {
        g_error("[%s]: there is no %s", symptom->name, target->name);
    }
}

static void
test_targets_exist(void)
{
    struct guide *guide = guide_new(table);

    g_assert_cmpuint(guide_symptoms(guide)->len, >=, FEWEST_SYMPTOMS);
    each_target(guide, assert_exists);
    guide_free(guide);
}

static void
assert_kind(const struct guide_symptom *symptom, const struct guide_target *target)
{
    static const struct {
        const char *name;
        enum guide_kind kind;
        uint32_t code, other;
    } rows[] = {
        { "404", GUIDE_CODE, 404, 0 },
        { "404-registered-elsewhere", GUIDE_RULE, 0, 0 },
        { "482-483-routing-loop", GUIDE_RULE, 0, 0 },
        { "tx-no-response", GUIDE_RULE, 0, 0 },
        { "202-vs-404", GUIDE_PAIR, 202, 404 },
    };
    gsize i;

    (void)symptom;
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strcmp(target->name, rows[i].name) == 0) {
            g_assert_cmpuint(target->kind, ==, rows[i].kind);
            g_assert_cmpuint(target->code, ==, rows[i].code);
            g_assert_cmpuint(target->other, ==, rows[i].other);
        }
    }
}

static void
test_targets_kinds(void)
{
    struct guide *guide = guide_new(table);

    each_target(guide, assert_kind);
    guide_free(guide);
}

static gsize longest_text;

static void
assert_said(const char *where, const char *text, gsize longest)
{
    if (!text) {
        g_error("[%s]: a text is missing", where);
    }
    if (!*text || strlen(text) > longest) {
        g_error("[%s]: %zu bytes: %s", where, strlen(text), text);
    }
}

static void
assert_reason(const struct guide_symptom *symptom, const struct guide_target *target)
{
    if (!target->text) {
        g_error("[guide %s]: nothing is said about %s", symptom->name, target->name);
    }
    if (target->kind != GUIDE_PAIR) {
        assert_said(symptom->name, target->text, longest_text);
    }
}

static void
check_texts(const struct guide *guide)
{
    const GPtrArray *symptoms = guide_symptoms(guide);
    guint i, j;

    for (i = 0; i < symptoms->len; i++) {
        const struct guide_symptom *symptom = g_ptr_array_index(symptoms, i);

        assert_said(symptom->name, symptom->title,
                    longest_text == LONGEST_TEXT ? LONGEST_TITLE : longest_text);
        assert_said(symptom->name, symptom->text, longest_text);
        g_assert_cmpuint(symptom->questions->len, >=, FEWEST_QUESTIONS);
        for (j = 0; j < symptom->questions->len; j++) {
            const struct guide_question *question = g_ptr_array_index(symptom->questions, j);

            assert_said(symptom->name, question->text, longest_text);
        }
    }
    each_target(guide, assert_reason);
}

static void
test_texts(void)
{
    const char **ids = language_ids();
    gsize i;

    for (i = 0; ids[i]; i++) {
        struct code_table *translated = code_table_new(ids[i], NULL);
        struct guide *guide = guide_new(translated);

        longest_text = strcmp(ids[i], "en") == 0 ? LONGEST_TEXT : LONGEST_TRANSLATED;
        check_texts(guide);
        guide_free(guide);
        code_table_free(translated);
    }
    g_free(ids);
}

/* True if guide.ini asks for this key of [guide NAME]. */
static bool
is_wanted(const char *name, const char *key)
{
    const char **numbers = text_table_keys(facts, name);
    bool wanted = strcmp(key, "title") == 0 || strcmp(key, "text") == 0;
    gsize i;

    for (i = 0; numbers[i] && !wanted; i++) {
        wanted = g_strv_contains(text_table_list(facts, name, numbers[i]), key) ||
                 (g_str_has_prefix(key, "question.") &&
                  strcmp(key + strlen("question."), numbers[i]) == 0);
    }
    g_free(numbers);
    return wanted;
}

/* No text is there for nothing, as one about a target that was taken out of a question. */
static void
test_texts_wanted(void)
{
    struct text_table *english = text_table_new_embedded("en.ini", NULL, NULL);
    const char *const *group;

    for (group = text_table_groups(english); *group; group++) {
        const char *name = *group + strlen("guide ");
        const char **keys = text_table_keys(english, *group);
        gsize i;

        for (i = 0; keys[i] && g_str_has_prefix(*group, "guide "); i++) {
            if (!is_wanted(name, keys[i])) {
                g_error("[%s] %s: guide.ini does not ask for it", *group, keys[i]);
            }
        }
        g_free(keys);
    }
    text_table_free(english);
}

/* Keys are the numbers 1, 2, 3 ...: those behind a gap would not be shown. */
static void
test_facts(void)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    struct text_table *file = text_table_new_embedded("guide.ini", NULL, problems);
    struct guide *guide = guide_new(table);
    const GPtrArray *symptoms = guide_symptoms(guide);
    guint i;

    g_assert_cmpuint(problems->len, ==, 0);
    for (i = 0; i < symptoms->len; i++) {
        const struct guide_symptom *symptom = g_ptr_array_index(symptoms, i);
        const char **keys = text_table_keys(file, symptom->name);

        g_assert_cmpuint(symptom->questions->len, ==, g_strv_length((gchar **)keys));
        g_free(keys);
    }
    guide_free(guide);
    text_table_free(file);
    g_ptr_array_unref(problems);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    table = code_table_new("en", NULL);
    facts = text_table_new_embedded("guide.ini", NULL, NULL);
    g_test_add_func("/guide/targets/exist", test_targets_exist);
    g_test_add_func("/guide/targets/kinds", test_targets_kinds);
    g_test_add_func("/guide/texts/said", test_texts);
    g_test_add_func("/guide/texts/wanted", test_texts_wanted);
    g_test_add_func("/guide/facts", test_facts);
    result = g_test_run();
    text_table_free(facts);
    code_table_free(table);
    return result;
}
