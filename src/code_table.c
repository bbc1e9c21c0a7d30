/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code_table.h"

#include <stdlib.h>
#include <string.h>

#include "site_rules.h"

#define GROUP_NAME_SIZE 64

struct code_table {
    struct text_table *codes, *causes, *english, *texts; /* texts may be the same as english */
    GHashTable *facts;                                   /* code -> struct code_facts, owned */
    GPtrArray *order;                                    /* of them, rising */
    /* of site tables, laid over texts and codes; NULL if there are none */
    struct text_table *own_texts, *own_codes;
    struct site_rules *site_rules; /* NULL if there are none */
    char *language;
};

static const char *const severity_names[] = {
    [SEVERITY_CHAT] = "chat",
    [SEVERITY_NOTE] = "note",
    [SEVERITY_WARN] = "warn",
    [SEVERITY_ERROR] = "error",
};

static const char *const class_names[] = {
    "1xx Provisional",    "2xx Success",        "3xx Redirection",
    "4xx Client Failure", "5xx Server Failure", "6xx Global Failure",
};

const char *
severity_name(enum severity severity)
{
    return severity_names[severity];
}

bool
severity_find(const char *name, enum severity *severity)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(severity_names); i++) {
        if (g_strcmp0(severity_names[i], name) == 0) {
            *severity = (enum severity)i;
            return true;
        }
    }
    return false;
}

static enum severity
severity_of_class(uint32_t code)
{
    if (!code_is_valid(code)) {
        return SEVERITY_WARN;
    }
    return code < 300 ? SEVERITY_CHAT : code < 400 ? SEVERITY_NOTE : SEVERITY_WARN;
}

static bool
code_of_group(const char *group, uint32_t *code)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(group, 10, 100, 699, &number, NULL)) {
        return false;
    }
    *code = (uint32_t)number;
    return true;
}

static struct code_facts *
facts_read(const struct text_table *codes, const char *group, uint32_t code)
{
    struct code_facts *facts = g_new0(struct code_facts, 1);

    facts->code = code;
    facts->registered = g_strcmp0(text_table_find(codes, group, "registered"), "true") == 0;
    facts->phrase = text_table_find(codes, group, "phrase");
    facts->reference = text_table_find(codes, group, "reference");
    facts->source = text_table_find(codes, group, "source");
    facts->deprecated = text_table_find(codes, group, "deprecated");
    facts->see = text_table_list(codes, group, "see");
    facts->methods = text_table_list(codes, group, "methods");
    facts->generated_by = text_table_list(codes, group, "generated_by");
    facts->retry = text_table_list(codes, group, "retry");
    facts->dialog = text_table_find(codes, group, "dialog");
    facts->q850 = text_table_find(codes, group, "q850");
    facts->q850_from = text_table_list(codes, group, "q850_from");
    facts->http = text_table_find(codes, group, "http");
    facts->http_phrase = text_table_find(codes, group, "http_phrase");
    facts->headers = text_table_list(codes, group, "headers");
    facts->confused_with = text_table_list(codes, group, "confused_with");
    if (!severity_find(text_table_find(codes, group, "severity"), &facts->severity)) {
        facts->severity = severity_of_class(code);
    }
    return facts;
}

static gint
compare_codes(gconstpointer a, gconstpointer b)
{
    const struct code_facts *left = *(const struct code_facts *const *)a;
    const struct code_facts *right = *(const struct code_facts *const *)b;

    return left->code < right->code ? -1 : left->code > right->code;
}

static struct text_table *
open_language(const char *language, const struct text_table *english, GPtrArray *problems)
{
    char *name = g_strdup_printf("%s.ini", language);
    struct text_table *texts = text_table_new_embedded(name, english, problems);

    g_free(name);
    return texts;
}

struct code_table *
code_table_new(const char *language, GPtrArray *problems)
{
    struct code_table *table = g_new0(struct code_table, 1);
    const char *const *group;
    uint32_t code;

    table->codes = text_table_new_embedded("codes.ini", NULL, problems);
    table->causes = text_table_new_embedded("causes.ini", NULL, problems);
    table->english = open_language("en", NULL, problems);
    table->texts = NULL;
    if (strcmp(language, "en") != 0) {
        table->texts = open_language(language, table->english, problems);
    }
    table->language = g_strdup(table->texts ? language : "en");
    if (!table->texts) {
        table->texts = table->english;
    }
    table->facts = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    table->order = g_ptr_array_new();
    for (group = text_table_groups(table->codes); *group; group++) {
        if (code_of_group(*group, &code)) {
            struct code_facts *facts = facts_read(table->codes, *group, code);

            g_hash_table_insert(table->facts, GUINT_TO_POINTER(code), facts);
            g_ptr_array_add(table->order, facts);
        }
    }
    g_ptr_array_sort(table->order, compare_codes);
    return table;
}

void
code_table_free(struct code_table *table)
{
    if (!table) {
        return;
    }
    site_rules_free(table->site_rules);
    text_table_free(table->own_texts);
    text_table_free(table->own_codes);
    if (table->texts != table->english) {
        text_table_free(table->texts);
    }
    text_table_free(table->english);
    text_table_free(table->causes);
    text_table_free(table->codes);
    g_hash_table_destroy(table->facts);
    g_ptr_array_unref(table->order);
    g_free(table->language);
    g_free(table);
}

const char *
code_table_language(const struct code_table *table)
{
    return table->language;
}

const struct code_facts *
code_table_find(const struct code_table *table, uint32_t code)
{
    return g_hash_table_lookup(table->facts, GUINT_TO_POINTER(code));
}

enum severity
code_table_severity(const struct code_table *table, uint32_t code)
{
    const struct code_facts *facts = code_table_find(table, code);

    return facts ? facts->severity : severity_of_class(code);
}

const struct code_facts *const *
code_table_all(const struct code_table *table, gsize *count)
{
    *count = table->order->len;
    return (const struct code_facts *const *)table->order->pdata;
}

bool
code_is_valid(uint32_t code)
{
    return code >= 100 && code <= 699;
}

const char *
code_class_name(uint32_t code)
{
    return code_is_valid(code) ? class_names[code / 100 - 1] : "invalid";
}

static const struct text_table *
all_texts(const struct code_table *table)
{
    return table->own_texts ? table->own_texts : table->texts;
}

const char *
code_class_label(const struct code_table *table, uint32_t code)
{
    char key[16];
    const char *label;

    g_snprintf(key, sizeof(key), "%uxx", code / 100);
    label = code_is_valid(code) ? text_table_find(all_texts(table), "class", key) : NULL;
    return label ? label : code_class_name(code);
}

bool
code_table_has_texts(const struct code_table *table, const char *group)
{
    return text_table_has_group(table->english, group) ||
           (table->own_texts && text_table_has_group(table->own_texts, group));
}

/* The group of texts that speaks about a code when the request is not looked at. */
static void
group_of_code(const struct code_table *table, uint32_t code, char name[GROUP_NAME_SIZE])
{
    if (!code_is_valid(code)) {
        g_strlcpy(name, "invalid", GROUP_NAME_SIZE);
        return;
    }
    g_snprintf(name, GROUP_NAME_SIZE, "%u", code);
    if (!code_table_find(table, code) || !code_table_has_texts(table, name)) {
        g_snprintf(name, GROUP_NAME_SIZE, "%uxx", code / 100);
    }
}

/* The group about a code as an answer to a method. @return false if there is none, or the method
 * cannot have one. */
static bool
group_of_method(const struct code_table *table, uint32_t code, const char *method,
                char name[GROUP_NAME_SIZE])
{
    if (!method || !code_is_valid(code)) {
        return false;
    }
    return g_snprintf(name, GROUP_NAME_SIZE, "%u %s", code, method) < GROUP_NAME_SIZE &&
           code_table_has_texts(table, name);
}

const char *
code_text(const struct code_table *table, uint32_t code, const char *method, const char *key)
{
    char group[GROUP_NAME_SIZE];
    const char *text = NULL;

    if (group_of_method(table, code, method, group)) {
        text = text_table_find(all_texts(table), group, key);
    }
    if (!text) {
        group_of_code(table, code, group);
        text = text_table_find(all_texts(table), group, key);
    }
    return text;
}

static void
collect_texts(const struct code_table *table, const char *group, const char *key, GPtrArray *list)
{
    char numbered[GROUP_NAME_SIZE];
    const char *text;
    guint number;

    for (number = 1;; number++) {
        g_snprintf(numbered, sizeof(numbered), "%s.%u", key, number);
        text = text_table_find(all_texts(table), group, numbered);
        if (!text) {
            return;
        }
        g_ptr_array_add(list, (gpointer)text);
    }
}

GPtrArray *
code_texts(const struct code_table *table, uint32_t code, const char *method, const char *key)
{
    GPtrArray *list = g_ptr_array_new();
    char group[GROUP_NAME_SIZE];

    if (group_of_method(table, code, method, group)) {
        collect_texts(table, group, key, list);
    }
    if (!list->len) {
        group_of_code(table, code, group);
        collect_texts(table, group, key, list);
    }
    return list;
}

const char *
code_difference(const struct code_table *table, uint32_t code, uint32_t other)
{
    char group[GROUP_NAME_SIZE];

    g_snprintf(group, sizeof(group), "%u vs %u", MIN(code, other), MAX(code, other));
    return text_table_find(all_texts(table), group, "differs");
}

const char *
code_table_text(const struct code_table *table, const char *group, const char *key)
{
    return text_table_find(all_texts(table), group, key);
}

const char *const *
code_table_groups(const struct code_table *table)
{
    return text_table_groups(table->english);
}

const char *const *
code_table_codes_of_cause(const struct code_table *table, uint32_t cause)
{
    char group[GROUP_NAME_SIZE];

    g_snprintf(group, sizeof(group), "q850 %u", cause);
    return text_table_list(table->causes, group, "sip");
}

const struct text_table *
code_table_english(const struct code_table *table)
{
    return table->english;
}

void
code_table_set_text(struct code_table *table, const char *group, const char *key, const char *value)
{
    if (!table->own_texts) {
        table->own_texts = text_table_new_empty(table->texts);
    }
    text_table_set(table->own_texts, group, key, value);
}

void
code_table_unset_texts(struct code_table *table, const char *group)
{
    if (table->own_texts) {
        text_table_remove_group(table->own_texts, group);
    }
}

/* Reads the facts of a code anew: who holds them sees the new ones. */
static void
facts_refresh(struct code_table *table, const char *group, uint32_t code)
{
    struct code_facts *facts = facts_read(table->own_codes, group, code);
    struct code_facts *known = g_hash_table_lookup(table->facts, GUINT_TO_POINTER(code));

    if (known) {
        *known = *facts;
        g_free(facts);
        return;
    }
    g_hash_table_insert(table->facts, GUINT_TO_POINTER(code), facts);
    g_ptr_array_add(table->order, facts);
    g_ptr_array_sort(table->order, compare_codes);
}

void
code_table_set_fact(struct code_table *table, uint32_t code, const char *key, const char *value)
{
    char group[GROUP_NAME_SIZE];

    if (!table->own_codes) {
        table->own_codes = text_table_new_empty(table->codes);
    }
    g_snprintf(group, sizeof(group), "%u", code);
    text_table_set(table->own_codes, group, key, value);
    facts_refresh(table, group, code);
}

void
code_table_set_site_rules(struct code_table *table, struct site_rules *rules)
{
    site_rules_free(table->site_rules);
    table->site_rules = rules;
}

struct site_rules *
code_table_site_rules(const struct code_table *table)
{
    return table->site_rules;
}

char *
reference_url(const char *reference)
{
    char *end;
    unsigned long number;

    if (!g_str_has_prefix(reference, "RFC ") || !g_ascii_isdigit(reference[4])) {
        return NULL;
    }
    number = strtoul(reference + 4, &end, 10);
    if (*end == '\0') {
        return g_strdup_printf("https://www.rfc-editor.org/rfc/rfc%lu.html", number);
    }
    if (!g_str_has_prefix(end, " section ")) {
        return NULL;
    }
    return g_strdup_printf("https://www.rfc-editor.org/rfc/rfc%lu.html#section-%s", number,
                           end + strlen(" section "));
}
