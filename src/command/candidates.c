/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "candidates.h"

#include <string.h>

#include "entry.h"
#include "language.h"
#include "site_rules.h"
#include "site_table.h"
#include "rule.h"
#include "rule_page.h"
#include "spelling.h"
#include "subcommand.h"

#define NAMED 3 /* so many are named as near */

static void
candidate_free(gpointer data)
{
    struct candidate *candidate = data;

    g_free(candidate->word);
    g_free(candidate->description);
    g_free(candidate);
}

GPtrArray *
candidates_new(void)
{
    return g_ptr_array_new_with_free_func(candidate_free);
}

void
candidates_add(GPtrArray *list, const char *word, const char *description)
{
    struct candidate *candidate = g_new(struct candidate, 1);

    candidate->word = g_strdup(word);
    candidate->description = g_strdup(description);
    g_ptr_array_add(list, candidate);
}

void
candidates_codes(const struct code_table *table, GPtrArray *list)
{
    const struct code_facts *const *all;
    gsize i, count;
    char word[16];

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        g_snprintf(word, sizeof(word), "%u", all[i]->code);
        candidates_add(list, word, all[i]->phrase);
    }
}

void
candidates_classes(const struct code_table *table, GPtrArray *list)
{
    char word[16];
    uint32_t code;

    for (code = 100; code_is_valid(code); code += 100) {
        g_snprintf(word, sizeof(word), "%uxx", code / 100);
        candidates_add(list, word, code_class_label(table, code));
    }
}

void
candidates_rules(const struct code_table *table, GPtrArray *list)
{
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            struct rule_page *page = rule_page_new(table, rule, NULL);

            candidates_add(list, rule->id, rule_page_verdict(page));
            rule_page_free(page);
        }
    }
}

static void
add_formats(GPtrArray *list, const enum output_format *formats, gsize count)
{
    gsize i;

    for (i = 0; i < count; i++) {
        candidates_add(list, output_format_names[formats[i]], NULL);
    }
}

void
candidates_formats(const struct code_table *table, GPtrArray *list)
{
    static const enum output_format formats[] = { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON,
                                                  FORMAT_HTML };

    (void)table;
    add_formats(list, formats, G_N_ELEMENTS(formats));
}

void
candidates_report_formats(const struct code_table *table, GPtrArray *list)
{
    static const enum output_format formats[] = {
        FORMAT_TEXT,
        FORMAT_JSON,
#if defined(SIPWHY_REPORT_HTML)
        FORMAT_HTML,
#endif
        FORMAT_CSV,
        FORMAT_JUNIT,
    };

    (void)table;
    add_formats(list, formats, G_N_ELEMENTS(formats));
}

void
candidates_levels(const struct code_table *table, GPtrArray *list)
{
    enum severity severity;

    (void)table;
    for (severity = SEVERITY_NOTE; severity <= SEVERITY_ERROR; severity++) {
        candidates_add(list, severity_name(severity), NULL);
    }
}

void
candidates_joins(const struct code_table *table, GPtrArray *list)
{
    static const char *const names[] = { "series", "all", "none" };
    gsize i;

    (void)table;
    for (i = 0; i < G_N_ELEMENTS(names); i++) {
        candidates_add(list, names[i], NULL);
    }
}

void
candidates_packs(const struct code_table *table, GPtrArray *list)
{
    const char **names = site_pack_names();
    gsize i;

    (void)table;
    for (i = 0; names[i]; i++) {
        candidates_add(list, names[i], NULL);
    }
    g_free(names);
}

void
candidates_languages(const struct code_table *table, GPtrArray *list)
{
    const char **ids = language_ids();
    gsize i;

    (void)table;
    for (i = 0; ids[i]; i++) {
        candidates_add(list, ids[i], NULL);
    }
    g_free(ids);
}

void
candidates_methods(const struct code_table *table, GPtrArray *list)
{
    const char **methods = entry_methods(table);
    gsize i;

    for (i = 0; methods[i]; i++) {
        candidates_add(list, methods[i], NULL);
    }
    g_free(methods);
}

void
candidates_commands(const struct code_table *table, GPtrArray *list)
{
    const struct subcommand *subcommand;

    for (subcommand = subcommands; subcommand->name; subcommand++) {
        if (!subcommand->is_hidden) {
            candidates_add(list, subcommand->name, subcommand_summary(table, subcommand));
        }
    }
}

void
candidates_commands_and_codes(const struct code_table *table, GPtrArray *list)
{
    candidates_commands(table, list);
    candidates_codes(table, list);
}

const char *
candidates_match(candidates_function *function, const struct code_table *table, const char *word)
{
    GPtrArray *list = candidates_new();
    const char *match = NULL;
    guint i;

    function(table, list);
    for (i = 0; i < list->len && !match; i++) {
        const struct candidate *candidate = g_ptr_array_index(list, i);

        if (g_ascii_strcasecmp(candidate->word, word) == 0) {
            match = g_intern_string(candidate->word);
        }
    }
    g_ptr_array_unref(list);
    return match;
}

/* Keeps the nearest ones, in the order of the list. */
static GPtrArray *
nearest(const GPtrArray *list, const char *word)
{
    GPtrArray *near = g_ptr_array_new();
    unsigned least = spelling_tolerance(word);
    guint i;

    for (i = 0; i < list->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(list, i);
        unsigned distance = spelling_distance(candidate->word, word);

        if (distance < least) {
            g_ptr_array_set_size(near, 0);
            least = distance;
        }
        if (distance == least && near->len < NAMED) {
            g_ptr_array_add(near, candidate->word);
        }
    }
    g_ptr_array_add(near, NULL);
    return near;
}

char *
candidates_near(candidates_function *function, const struct code_table *table, const char *word)
{
    GPtrArray *list = candidates_new();
    GPtrArray *near;
    char *joined = NULL;

    function(table, list);
    near = nearest(list, word);
    if (near->len > 1) {
        joined = language_join(table, (const char *const *)near->pdata, LIST_OR);
    }
    g_ptr_array_unref(near);
    g_ptr_array_unref(list);
    return joined;
}
