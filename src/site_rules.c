/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_rules.h"

#include <stdlib.h>
#include <string.h>

#include "intern.h"
#include "site_match.h"

#define LOWEST_CODE 100
#define HIGHEST_CODE 699

struct site_rule {
    struct rule rule; /* first: diagnosis hands it back as cause->rule */
    struct site_rules *all;
    struct site_match *match;
    GArray *places; /* of struct site_place: the placeholders of its texts */
    bool has_severity;
    enum severity severity;
    enum confidence confidence;
    bool was_stopped; /* it was reported */
    char *origin;     /* "file:line: [group]", for reports */
};

struct site_rules {
    GPtrArray *rules;  /* of struct site_rule, owned */
    GHashTable *by_id; /* id of the rule -> struct site_rule */
    /* By code: rules with NULL behind them, made when asked for. */
    GPtrArray *of_code[HIGHEST_CODE - LOWEST_CODE + 1];
    GPtrArray *problems; /* of char * */
};

static void
place_clear(gpointer data)
{
    g_free(((struct site_place *)data)->name);
}

static void
rule_free(gpointer data)
{
    struct site_rule *rule = data;

    site_match_free(rule->match);
    if (rule->places) {
        g_array_unref(rule->places);
    }
    g_free((char *)rule->rule.id);
    g_free((char *)rule->rule.codes);
    g_free((char *)rule->rule.methods);
    g_free((char *)rule->rule.references);
    g_free((char *)rule->rule.source);
    g_free((char *)rule->rule.url);
    g_free(rule->origin);
    g_free(rule);
}

struct site_rules *
site_rules_new(void)
{
    struct site_rules *rules = g_new0(struct site_rules, 1);

    rules->rules = g_ptr_array_new_with_free_func(rule_free);
    rules->by_id = g_hash_table_new(intern_hash_string, g_str_equal);
    rules->problems = g_ptr_array_new_with_free_func(g_free);
    return rules;
}

static void
forget_codes(struct site_rules *rules)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rules->of_code); i++) {
        if (rules->of_code[i]) {
            g_ptr_array_unref(rules->of_code[i]);
            rules->of_code[i] = NULL;
        }
    }
}

void
site_rules_free(struct site_rules *rules)
{
    if (rules) {
        forget_codes(rules);
        g_hash_table_destroy(rules->by_id);
        g_ptr_array_unref(rules->rules);
        g_ptr_array_unref(rules->problems);
        g_free(rules);
    }
}

/* ---- being asked ---- */

/* The holds of struct rule. */
static bool
site_rule_holds(const struct subject *subject, struct cause *cause)
{
    /* the table is const for who asks; that a rule was stopped is told to its owner */
    struct site_rule *rule = (struct site_rule *)(gpointer)cause->rule;
    bool stopped;
    struct site_fit *fit = site_match_fit(rule->match, subject, cause->finding->method, &stopped);
    guint i;

    if (stopped && !rule->was_stopped) {
        rule->was_stopped = true;
        g_ptr_array_add(
            rule->all->problems,
            g_strdup_printf("%s stopped in frame %u: a regular expression took too long",
                            rule->origin, subject->message->frame));
    }
    if (!fit) {
        return false;
    }
    for (i = 0; i < rule->places->len; i++) {
        site_fit_set(fit, subject, cause, &g_array_index(rule->places, struct site_place, i));
    }
    site_fit_free(fit);
    cause_is(cause, NULL, rule->confidence,
             rule->has_severity ? rule->severity
                                : code_table_severity(subject->table, subject->code));
    return true;
}

static void
collect_of_code(struct site_rules *rules, GPtrArray *list, uint32_t code, enum rule_owner owner)
{
    guint i;

    for (i = 0; i < rules->rules->len; i++) {
        struct site_rule *rule = g_ptr_array_index(rules->rules, i);

        if (rule->rule.owner == owner && site_match_covers(rule->match, code)) {
            g_ptr_array_add(list, &rule->rule);
        }
    }
}

const struct rule *const *
site_rules_of_code(struct site_rules *rules, uint32_t code)
{
    GPtrArray **list;

    if (code < LOWEST_CODE || code > HIGHEST_CODE) {
        return NULL;
    }
    list = &rules->of_code[code - LOWEST_CODE];
    if (!*list) {
        *list = g_ptr_array_new();
        collect_of_code(rules, *list, code, RULE_OF_SITE);
        collect_of_code(rules, *list, code, RULE_OF_PACK);
        g_ptr_array_add(*list, NULL);
    }
    return (const struct rule *const *)(gpointer)(*list)->pdata;
}

const GPtrArray *
site_rules_all(const struct site_rules *rules)
{
    return rules->rules;
}

const struct rule *
site_rule_find(const struct site_rules *rules, const char *id)
{
    return g_hash_table_lookup(rules->by_id, id);
}

char *
site_rules_take_problem(struct site_rules *rules)
{
    return rules->problems->len ? g_ptr_array_steal_index(rules->problems, 0) : NULL;
}

/* ---- reading ---- */

static const char *const other_keys[] = { "severity", "confidence", "references",
                                          "source",   "url",        NULL };

static bool
is_text(const void *context, const char *key)
{
    (void)context;
    return strcmp(key, "verdict") == 0 || site_text_is_numbered(key);
}

static bool
is_other(const void *context, const char *key)
{
    (void)context;
    return g_strv_contains(other_keys, key) || g_str_has_prefix(key, SITE_MATCH_PREFIX);
}

static bool
is_placeholder(const void *context, const char *key, const char *name)
{
    struct site_place place;

    (void)key;
    return !context || site_match_place(context, name, &place);
}

static const struct site_grammar grammar = { is_text, is_other, is_placeholder };

static bool
has_place(const struct site_rule *rule, const char *name)
{
    guint i;

    for (i = 0; i < rule->places->len; i++) {
        if (strcmp(g_array_index(rule->places, struct site_place, i).name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void
take_place(const char *name, void *data)
{
    struct site_rule *rule = data;
    struct site_place place;

    if (!has_place(rule, name) && rule->places->len < CAUSE_ARGUMENTS &&
        site_match_place(rule->match, name, &place)) {
        place.name = g_strdup(name);
        g_array_append_val(rule->places, place);
    }
}

/* The placeholders that the texts in the wanted language have. */
static void
take_places(struct site_rule *rule, const struct site_reader *reader, const char *group)
{
    const char **keys = text_table_keys(reader->file, group);
    gsize i;

    rule->places = g_array_new(FALSE, FALSE, sizeof(struct site_place));
    g_array_set_clear_func(rule->places, place_clear);
    for (i = 0; keys[i]; i++) {
        char *name = g_strndup(keys[i], strcspn(keys[i], "["));

        if (is_text(NULL, name)) {
            site_text_placeholders(text_table_find(reader->file, group, keys[i]), take_place, rule);
        }
        g_free(name);
    }
    g_free(keys);
}

static void
report_word(const struct site_reader *reader, const char *group, const char *key, const char *kind)
{
    text_table_report(reader->file, reader->problems, group, key, "'%s' is no %s",
                      text_table_find(reader->file, group, key), kind);
}

static void
take_severity(struct site_rule *rule, const struct site_reader *reader, const char *group)
{
    const char *word = text_table_find(reader->file, group, "severity");

    rule->has_severity = word && severity_find(word, &rule->severity);
    if (word && !rule->has_severity) {
        report_word(reader, group, "severity", "severity: chat, note, warn, error");
    }
}

static void
take_confidence(struct site_rule *rule, const struct site_reader *reader, const char *group)
{
    const char *word = text_table_find(reader->file, group, "confidence");
    int i;

    rule->confidence = CONFIDENCE_LIKELY;
    for (i = CONFIDENCE_CERTAIN; word && i <= CONFIDENCE_POSSIBLE; i++) {
        if (strcmp(word, confidence_name((enum confidence)i)) == 0) {
            rule->confidence = (enum confidence)i;
            return;
        }
    }
    if (word) {
        report_word(reader, group, "confidence", "confidence: certain, likely, possible");
    }
}

/* "RFC 3261 section 21.4.4;RFC 3326" in the form of struct rule. */
static void
take_references(struct site_rule *rule, const struct site_reader *reader, const char *group)
{
    const char *value = text_table_find(reader->file, group, "references");
    char **list = value ? g_strsplit(value, ";", -1) : NULL;
    gsize i;

    for (i = 0; list && list[i]; i++) {
        g_strstrip(list[i]);
    }
    rule->rule.references = list ? g_strjoinv("; ", list) : NULL;
    g_strfreev(list);
}

static void
take_links(struct site_rule *rule, const struct site_reader *reader, const char *group)
{
    const char *url = text_table_find(reader->file, group, "url");
    const char *source = site_text_find(reader, group, "source");

    if (!source) {
        source = text_table_find(reader->file, "file", "source");
    }
    if (!url) {
        url = text_table_find(reader->file, "file", "url");
    }
    if (url && !g_regex_match_simple("^[a-z][a-z0-9+.-]*:[^ ]+$", url, 0, 0)) {
        report_word(reader, group, "url", "link, such as https://wiki.example/sip");
        url = NULL;
    }
    rule->rule.source = g_strdup(source);
    rule->rule.url = g_strdup(url);
}

/* A list in the form of struct rule: separated by blanks. @return newly allocated (g_free) */
static char *
words_of(const struct site_reader *reader, const char *group, const char *key,
         const char *if_missing)
{
    const char *value = text_table_find(reader->file, group, key);

    return value ? g_strdelimit(g_strdup(value), ";,", ' ') : g_strdup(if_missing);
}

/* @return NULL if the rule cannot be used; mistakes were appended */
static struct site_rule *
rule_new(const struct site_reader *reader, const char *group, const char *id)
{
    struct site_rule *rule = g_new0(struct site_rule, 1);

    rule->rule =
        (struct rule){ .id = g_strdup(id),
                       .codes = words_of(reader, group, SITE_MATCH_PREFIX "code", "any"),
                       .methods = words_of(reader, group, SITE_MATCH_PREFIX "method", NULL),
                       .holds = site_rule_holds };
    rule->match = site_match_new(reader->file, group, reader->problems);
    take_severity(rule, reader, group);
    take_confidence(rule, reader, group);
    take_references(rule, reader, group);
    take_links(rule, reader, group);
    rule->origin = text_table_position(reader->file, group, NULL);
    if (!text_table_find(reader->file, group, "verdict")) {
        text_table_report(reader->file, reader->problems, group, NULL, "has no verdict");
    } else if (rule->match) {
        take_places(rule, reader, group);
        return rule;
    }
    rule_free(rule);
    return NULL;
}

/* Makes room for a rule of that name. @return false if the name is taken */
static bool
replace_rule(struct site_rules *rules, const struct site_reader *reader, const char *group,
             const char *id, const char *texts)
{
    const struct rule *known = site_rule_find(rules, id);

    if (known && known->owner == RULE_OF_SITE) {
        text_table_report(reader->file, reader->problems, group, NULL,
                          "there is a rule of that name already");
        return false;
    }
    if (known) {
        g_hash_table_remove(rules->by_id, id);
        g_ptr_array_remove(rules->rules, (gpointer)known);
        code_table_unset_texts(reader->table, texts);
    }
    return true;
}

/* @return the id, free it with g_free; NULL if the name is none */
static char *
id_of_group(const struct site_reader *reader, const char *group)
{
    const char *name = group + strlen("site ");

    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name)) {
        text_table_report(reader->file, reader->problems, group, NULL,
                          "the name of a rule has small letters, digits and '-' only");
        return NULL;
    }
    return g_strconcat(SITE_RULE_PREFIX, name, NULL);
}

void
site_rules_add(struct site_rules *rules, struct site_reader *reader, const char *group,
               enum rule_owner owner)
{
    char *id = id_of_group(reader, group);
    char *texts = id ? g_strconcat("rule ", id, NULL) : NULL;
    struct site_rule *rule = id ? rule_new(reader, group, id) : NULL;

    if (rule && replace_rule(rules, reader, group, id, texts)) {
        rule->all = rules;
        rule->rule.owner = owner;
        site_texts_take(reader, group, texts, &grammar, rule->match);
        g_ptr_array_add(rules->rules, rule);
        g_hash_table_insert(rules->by_id, (gpointer)rule->rule.id, rule);
        forget_codes(rules);
    } else {
        site_texts_take(reader, group, NULL, &grammar, rule ? rule->match : NULL);
        if (rule) {
            rule_free(rule);
        }
    }
    g_free(texts);
    g_free(id);
}
