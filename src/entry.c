/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "entry_private.h"

#include <stdlib.h>
#include <string.h>

#define REPEATED_INVITE "re-INVITE"

/* Adds the name once. */
static void
add_method(GPtrArray *methods, const char *name)
{
    guint at;

    if (!g_ptr_array_find_with_equal_func(methods, name, g_str_equal, &at)) {
        g_ptr_array_add(methods, (gpointer)name);
    }
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **
entry_methods(const struct code_table *table)
{
    GPtrArray *methods = g_ptr_array_new();
    const struct code_facts *const *all;
    gsize i, j, count;

    add_method(methods, REPEATED_INVITE);
    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        for (j = 0; all[i]->methods[j]; j++) {
            if (strcmp(all[i]->methods[j], "any") != 0) {
                add_method(methods, all[i]->methods[j]);
            }
        }
    }
    g_ptr_array_sort(methods, compare_names);
    g_ptr_array_add(methods, NULL);
    return (const char **)g_ptr_array_free(methods, FALSE);
}

/* Requests for which this code means something of its own. */
static GPtrArray *
methods_with_texts(const struct code_table *table, uint32_t code)
{
    GPtrArray *methods = g_ptr_array_new();
    char *start = g_strdup_printf("%u ", code);
    const char *const *group;

    for (group = code_table_groups(table); *group; group++) {
        const char *name = *group + strlen(start);

        if (g_str_has_prefix(*group, start) && !g_str_has_prefix(name, "vs ") &&
            code_table_text(table, *group, "verdict")) {
            g_ptr_array_add(methods, (gpointer)name);
        }
    }
    g_free(start);
    return methods;
}

static struct finding *
general_finding(const struct code_facts *facts, uint32_t code, const char *method)
{
    struct finding *finding = finding_new();

    finding->is_response = true;
    finding->code = code;
    finding->method = method;
    finding->cause = "general";
    finding->confidence = CONFIDENCE_GENERAL;
    finding->severity = facts ? facts->severity : code >= 300 ? SEVERITY_WARN : SEVERITY_CHAT;
    return finding;
}

char *
entry_sentence(const struct entry *entry, const char *group, const char *key,
               const struct text_argument *arguments)
{
    const char *text = code_table_text(entry->table, group, key);

    return text ? text_expand(text, arguments) : g_strdup("");
}

char *
entry_cause(const struct entry *entry, const char *cause)
{
    char *group = g_strdup_printf("q850 %s", cause);
    const struct text_argument arguments[] = {
        { "cause", cause },
        { "name", code_table_text(entry->table, group, "name") },
        { NULL, NULL },
    };
    char *text = entry_sentence(entry, "fact q850", "cause", arguments);

    g_free(group);
    return text;
}

char *
entry_retry(const struct entry *entry)
{
    const char *text = code_text(entry->table, entry->code, entry->method, "retry");

    return text ? explanation_expand(text, entry->code) : NULL;
}

static char *
title_of(const struct entry *entry)
{
    char code[16];
    const struct text_argument arguments[] = {
        { "code", code },
        { "phrase", entry->explanation->phrase },
        { "method", entry->method },
        { NULL, NULL },
    };

    g_snprintf(code, sizeof(code), "%u", entry->code);
    return entry->method ? entry_sentence(entry, "entry", "heading.method", arguments)
                         : g_strdup_printf("%s %s", code, entry->explanation->phrase);
}

struct entry *
entry_new(const struct code_table *table, uint32_t code, const char *method)
{
    struct entry *entry = g_new0(struct entry, 1);

    entry->table = table;
    entry->code = code;
    entry->method = method;
    entry->facts = code_table_find(table, code);
    entry->finding = general_finding(entry->facts, code, method);
    entry->explanation = explanation_new(table, entry->finding, (struct span){ NULL, 0 });
    entry->title = title_of(entry);
    entry->methods = method ? g_ptr_array_new() : methods_with_texts(table, code);
    return entry;
}

void
entry_free(struct entry *entry)
{
    if (!entry) {
        return;
    }
    g_ptr_array_unref(entry->methods);
    g_free(entry->title);
    explanation_free(entry->explanation);
    finding_free(entry->finding);
    g_free(entry);
}

const char *
entry_title(const struct entry *entry)
{
    return entry->title;
}

static gint
compare_distances(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct code_facts *left = *(const struct code_facts *const *)a;
    const struct code_facts *right = *(const struct code_facts *const *)b;
    int code = GPOINTER_TO_INT(data);

    return abs((int)left->code - code) - abs((int)right->code - code);
}

GPtrArray *
entry_near(const struct code_table *table, uint32_t code, guint maximum)
{
    GPtrArray *near = g_ptr_array_new();
    const struct code_facts *const *all;
    gsize i, count;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        if (all[i]->code / 100 == code / 100 && all[i]->code != code) {
            g_ptr_array_add(near, (gpointer)all[i]);
        }
    }
    g_ptr_array_sort_with_data(near, compare_distances, GINT_TO_POINTER((int)code));
    if (near->len > maximum) {
        g_ptr_array_set_size(near, (gint)maximum);
    }
    return near;
}
