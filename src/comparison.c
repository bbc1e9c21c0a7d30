/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "comparison.h"

#include <stdlib.h>
#include <string.h>

#include "comparison_texts.h"
#include "contrast.h"

/* So many differences are told; the last one only if it helps that much. */
#define FEWEST_DIFFERENCES 2
#define MOST_DIFFERENCES 4
#define MOST_BESIDE_WRITTEN 3
#define WEIGHT_OF_LAST 40

static const char *const no_words[] = { NULL };

/* Facts of a code that no table has: only its class is known. */
static struct code_facts *
unknown_facts(uint32_t code)
{
    struct code_facts *facts = g_new0(struct code_facts, 1);

    facts->code = code;
    facts->see = no_words;
    facts->methods = no_words;
    facts->generated_by = no_words;
    facts->retry = no_words;
    facts->q850_from = no_words;
    facts->headers = no_words;
    facts->confused_with = no_words;
    return facts;
}

static const struct code_facts *
facts_of(const struct comparison *comparison, unsigned side)
{
    const struct code_facts *facts = side ? comparison->second.facts : comparison->first.facts;

    return facts ? facts : comparison->unknown[side];
}

/* A text that was written for the pair. @return NULL if there is none; owned by the table */
static const char *
pair_text(const struct code_table *table, const struct comparison *comparison, const char *key)
{
    char group[32];

    g_snprintf(group, sizeof(group), "%u vs %u", comparison->first.code, comparison->second.code);
    return code_table_text(table, group, key);
}

/* The same for texts about one of both: "expect.404". */
static char *
pair_text_of(const struct code_table *table, const struct comparison *comparison, const char *key,
             uint32_t code)
{
    char numbered[32];

    g_snprintf(numbered, sizeof(numbered), "%s.%u", key, code);
    return g_strdup(pair_text(table, comparison, numbered));
}

static void
fill_side(struct comparison *comparison, const struct code_table *table,
          struct comparison_side *side, uint32_t code, const char *method)
{
    unsigned index = side == &comparison->second;
    struct finding *finding = finding_new();

    side->code = code;
    side->facts = code_table_find(table, code);
    if (!side->facts) {
        comparison->unknown[index] = unknown_facts(code);
    }
    finding->is_response = true;
    finding->code = code;
    finding->method = method;
    finding->cause = "general";
    finding->confidence = CONFIDENCE_GENERAL;
    finding->severity = side->facts ? side->facts->severity : SEVERITY_WARN;
    comparison->findings[index] = finding;
    comparison->entries[index] = explanation_new(table, finding, (struct span){ NULL, 0 });
    side->entry = comparison->entries[index];
}

static void
difference_free(gpointer data)
{
    g_free(((struct comparison_difference *)data)->text);
    g_free(data);
}

static void
add_difference(struct comparison *comparison, char *text, const char *kind, uint32_t subject)
{
    struct comparison_difference *difference = g_new(struct comparison_difference, 1);

    difference->text = text;
    difference->kind = kind;
    difference->subject = subject;
    g_ptr_array_add(comparison->differences, difference);
}

/* differs.1, differs.2 ... of the pair. */
static void
add_written_differences(struct comparison *comparison, const struct code_table *table)
{
    char key[32];
    const char *text;
    guint number;

    for (number = 1;; number++) {
        g_snprintf(key, sizeof(key), "differs.%u", number);
        text = pair_text(table, comparison, key);
        if (!text) {
            return;
        }
        add_difference(comparison, g_strdup(text), NULL, 0);
    }
}

static void
add_contrasts(struct comparison *comparison, const struct code_table *table, bool beside_written,
              guint most)
{
    GPtrArray *contrasts =
        contrasts_find(table, facts_of(comparison, 0), facts_of(comparison, 1), beside_written);
    guint i;

    for (i = 0; i < contrasts->len && comparison->differences->len < most; i++) {
        const struct contrast *contrast = g_ptr_array_index(contrasts, i);

        if (contrast->weight >= WEIGHT_OF_LAST || comparison->differences->len + 1 < most) {
            add_difference(comparison, contrast_text(table, contrast), contrast->key,
                           contrast->one->code);
        }
    }
    g_ptr_array_unref(contrasts);
}

static void
compare_differences(struct comparison *comparison, const struct code_table *table)
{
    const char *written;

    add_written_differences(comparison, table);
    if (comparison->differences->len) {
        return;
    }
    written = pair_text(table, comparison, "differs");
    if (!written) {
        add_contrasts(comparison, table, false, MOST_DIFFERENCES);
        return;
    }
    add_difference(comparison, g_strdup(written), NULL, 0);
    add_contrasts(comparison, table, true, MOST_BESIDE_WRITTEN);
    if (comparison->differences->len < FEWEST_DIFFERENCES) { /* nothing was added */
        add_contrasts(comparison, table, false, FEWEST_DIFFERENCES);
    }
}

static void
compare_side(struct comparison *comparison, const struct code_table *table,
             struct comparison_side *side, const char *method)
{
    side->expect = pair_text_of(table, comparison, "expect", side->code);
    side->remedy = pair_text_of(table, comparison, "do", side->code);
    comparison->by_hand = comparison->by_hand && side->expect && side->remedy;
    if (!side->expect) {
        side->expect = comparison_expect(table, facts_of(comparison, side == &comparison->second));
    }
    if (!side->remedy) {
        side->remedy = comparison_remedy(table, side->code, method);
    }
}

static gint
compare_related_codes(gconstpointer a, gconstpointer b)
{
    const struct comparison_related *left = *(const struct comparison_related *const *)a;
    const struct comparison_related *right = *(const struct comparison_related *const *)b;

    return left->code < right->code ? -1 : left->code > right->code;
}

static bool
is_related(const struct comparison *comparison, uint32_t code)
{
    guint i;

    for (i = 0; i < comparison->related->len; i++) {
        const struct comparison_related *related = g_ptr_array_index(comparison->related, i);

        if (related->code == code) {
            return true;
        }
    }
    return false;
}

static void
add_related(struct comparison *comparison, const struct code_table *table,
            const struct code_facts *facts)
{
    gsize i;

    for (i = 0; facts->confused_with[i]; i++) {
        uint32_t code = (uint32_t)strtoul(facts->confused_with[i], NULL, 10);
        const struct code_facts *other = code_table_find(table, code);
        struct comparison_related *related;

        if (other && code != comparison->first.code && code != comparison->second.code &&
            !is_related(comparison, code)) {
            related = g_new(struct comparison_related, 1);
            related->code = code;
            related->phrase = other->phrase;
            g_ptr_array_add(comparison->related, related);
        }
    }
}

static bool
has_reference(const GPtrArray *references, const char *text)
{
    guint i;

    for (i = 0; i < references->len; i++) {
        const struct explanation_reference *reference = g_ptr_array_index(references, i);

        if (strcmp(reference->text, text) == 0) {
            return true;
        }
    }
    return false;
}

/* @param from, to  range of the entry's references: the first one defines the code */
static void
add_references(struct comparison *comparison, const struct explanation *entry, guint from, guint to)
{
    guint i;

    for (i = from; i < MIN(to, entry->references->len); i++) {
        struct explanation_reference *reference = g_ptr_array_index(entry->references, i);

        if (!has_reference(comparison->references, reference->text)) {
            g_ptr_array_add(comparison->references, reference);
        }
    }
}

struct comparison *
comparison_new(const struct code_table *table, uint32_t code, uint32_t other, const char *method)
{
    struct comparison *comparison;

    if (code == other || !code_is_valid(code) || !code_is_valid(other)) {
        return NULL;
    }
    comparison = g_new0(struct comparison, 1);
    comparison->table = table;
    comparison->differences = g_ptr_array_new_with_free_func(difference_free);
    comparison->related = g_ptr_array_new_with_free_func(g_free);
    comparison->references = g_ptr_array_new();
    fill_side(comparison, table, &comparison->first, MIN(code, other), method);
    fill_side(comparison, table, &comparison->second, MAX(code, other), method);
    comparison->summary = g_strdup(pair_text(table, comparison, "summary"));
    comparison->by_hand = comparison->summary != NULL;
    if (!comparison->summary) {
        comparison->summary =
            comparison_summary(table, facts_of(comparison, 0), facts_of(comparison, 1));
    }
    compare_differences(comparison, table);
    compare_side(comparison, table, &comparison->first, method);
    compare_side(comparison, table, &comparison->second, method);
    add_related(comparison, table, facts_of(comparison, 0));
    add_related(comparison, table, facts_of(comparison, 1));
    g_ptr_array_sort(comparison->related, compare_related_codes);
    add_references(comparison, comparison->first.entry, 0, 1);
    add_references(comparison, comparison->second.entry, 0, 1);
    add_references(comparison, comparison->first.entry, 1, G_MAXUINT);
    add_references(comparison, comparison->second.entry, 1, G_MAXUINT);
    return comparison;
}

static void
side_clear(struct comparison_side *side)
{
    g_free(side->expect);
    g_free(side->remedy);
}

void
comparison_free(struct comparison *comparison)
{
    unsigned side;

    if (!comparison) {
        return;
    }
    g_ptr_array_unref(comparison->differences);
    g_ptr_array_unref(comparison->related);
    g_ptr_array_unref(comparison->references);
    for (side = 0; side < G_N_ELEMENTS(comparison->entries); side++) {
        explanation_free(comparison->entries[side]);
        finding_free(comparison->findings[side]);
        g_free(comparison->unknown[side]);
    }
    side_clear(&comparison->first);
    side_clear(&comparison->second);
    g_free(comparison->summary);
    g_free(comparison);
}
