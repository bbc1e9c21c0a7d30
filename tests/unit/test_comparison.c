/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Walks all pairs of codes in every language that comparisons are written in: each is complete,
 * symmetric and well-formed. What is derived is checked in test_comparison_truth.c.
 */
#include "comparison.h"

#include <string.h>

#define MOST_DIFFERENCES 4
#define MOST_SENTENCES 10
#define LONGEST_TEXT 460

static const char *const languages[] = { "en", "ja" };

static struct code_table *tables[G_N_ELEMENTS(languages)];

typedef void pair_check(const struct code_table *table, const struct comparison *comparison);

static void
walk_pairs(pair_check *check, bool registered_only)
{
    const struct code_facts *const *all;
    gsize language, i, j, count, pairs = 0;

    for (language = 0; language < G_N_ELEMENTS(languages); language++) {
        all = code_table_all(tables[language], &count);
        for (i = 0; i < count; i++) {
            for (j = i + 1; j < count; j++) {
                if (!registered_only || (all[i]->registered && all[j]->registered)) {
                    struct comparison *comparison =
                        comparison_new(tables[language], all[i]->code, all[j]->code, NULL);

                    check(tables[language], comparison);
                    comparison_free(comparison);
                    pairs++;
                }
            }
        }
    }
    g_assert_cmpuint(pairs, ==, G_N_ELEMENTS(languages) * (registered_only ? 2775 : 3570));
}

static const struct comparison_difference *
difference_at(const struct comparison *comparison, guint i)
{
    return g_ptr_array_index(comparison->differences, i);
}

static void
dump_side(GString *dump, const struct comparison_side *side)
{
    guint i;

    g_string_append_printf(dump, "%u %s\n%s\n%s\n%s\n", side->code, side->entry->phrase,
                           side->entry->means, side->expect, side->remedy);
    for (i = 0; i < side->entry->why->len; i++) {
        g_string_append_printf(dump, "%s\n", (char *)g_ptr_array_index(side->entry->why, i));
    }
}

/* Everything that a front end could show. */
static char *
dump_comparison(const struct comparison *comparison)
{
    GString *dump = g_string_new(comparison->summary);
    guint i;

    dump_side(dump, &comparison->first);
    dump_side(dump, &comparison->second);
    for (i = 0; i < comparison->differences->len; i++) {
        g_string_append_printf(dump, "%s (%u)\n", difference_at(comparison, i)->text,
                               difference_at(comparison, i)->subject);
    }
    for (i = 0; i < comparison->related->len; i++) {
        const struct comparison_related *related = g_ptr_array_index(comparison->related, i);

        g_string_append_printf(dump, "%u %s\n", related->code, related->phrase);
    }
    for (i = 0; i < comparison->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(comparison->references, i);

        g_string_append_printf(dump, "%s\n", reference->text);
    }
    return g_string_free(dump, FALSE);
}

static void
check_symmetric(const struct code_table *table, const struct comparison *comparison)
{
    struct comparison *other =
        comparison_new(table, comparison->second.code, comparison->first.code, NULL);
    char *left = dump_comparison(comparison), *right = dump_comparison(other);

    g_assert_cmpuint(comparison->first.code, <, comparison->second.code);
    g_assert_cmpstr(left, ==, right);
    g_free(left);
    g_free(right);
    comparison_free(other);
}

static void
test_symmetric(void)
{
    walk_pairs(check_symmetric, false);
}

static bool
ends_sentence(const char *text)
{
    return g_str_has_suffix(text, ".") || g_str_has_suffix(text, "。");
}

static void
check_sentence(const struct comparison *comparison, const char *text)
{
    if (!text || !*text || !ends_sentence(text) || strpbrk(text, "{};\n") ||
        strstr(text, "\342\237\246") || strstr(text, "  ") || strstr(text, "。。") ||
        strstr(text, "、、") || g_str_has_prefix(text, " ") || !g_utf8_validate(text, -1, NULL) ||
        strlen(text) > LONGEST_TEXT) {
        g_error("%u vs %u: odd text '%s'", comparison->first.code, comparison->second.code, text);
    }
}

static void
check_well_formed(const struct code_table *table, const struct comparison *comparison)
{
    guint i;

    (void)table;
    check_sentence(comparison, comparison->summary);
    check_sentence(comparison, comparison->first.expect);
    check_sentence(comparison, comparison->second.expect);
    check_sentence(comparison, comparison->first.remedy);
    check_sentence(comparison, comparison->second.remedy);
    for (i = 0; i < comparison->differences->len; i++) {
        check_sentence(comparison, difference_at(comparison, i)->text);
    }
    g_assert_nonnull(comparison->first.entry->means);
    g_assert_cmpuint(comparison->first.entry->why->len, >=, 1);
    g_assert_cmpuint(comparison->second.entry->fix->len, >=, 1);
}

static void
test_well_formed(void)
{
    walk_pairs(check_well_formed, false);
}

static guint
count_sentences(const char *text)
{
    guint count = 0;

    for (; *text; text++) {
        count +=
            g_str_has_prefix(text, ". ") || strcmp(text, ".") == 0 || g_str_has_prefix(text, "。");
    }
    return count;
}

static void
check_number_of_differences(const struct code_table *table, const struct comparison *comparison)
{
    guint i, sentences = 0;

    (void)table;
    for (i = 0; i < comparison->differences->len; i++) {
        sentences += count_sentences(difference_at(comparison, i)->text);
    }
    if (comparison->differences->len < 2 || comparison->differences->len > MOST_DIFFERENCES ||
        sentences < 2 || sentences > MOST_SENTENCES) {
        g_error("%u vs %u: %u differences in %u sentences", comparison->first.code,
                comparison->second.code, comparison->differences->len, sentences);
    }
}

static void
test_number_of_differences(void)
{
    walk_pairs(check_number_of_differences, false);
}

/* A derived text speaks of both. One that was written may speak of one, or of both in words. */
static void
check_names_codes(const struct code_table *table, const struct comparison *comparison)
{
    char first[16], second[16];
    guint i;

    (void)table;
    g_snprintf(first, sizeof(first), "%u", comparison->first.code);
    g_snprintf(second, sizeof(second), "%u", comparison->second.code);
    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference = difference_at(comparison, i);
        bool has_first = strstr(difference->text, first), has_second;

        has_second = strstr(difference->text, second);
        /* what cannot be told apart is said of "they", "both" */
        if (difference->kind
                ? !(has_first && has_second) && strcmp(difference->kind, "q850.same") != 0
                : !has_first && !has_second && !strstr(difference->text, "both") &&
                      !strstr(difference->text, "Both") && !strstr(difference->text, "either") &&
                      !strstr(difference->text, "どちら")) {
            g_error("%s vs %s: '%s'", first, second, difference->text);
        }
    }
}

static void
test_names_codes(void)
{
    walk_pairs(check_names_codes, false);
}

static void
add_new(GHashTable *seen, const struct comparison *comparison, const char *text)
{
    if (!g_hash_table_add(seen, (gpointer)text)) {
        g_error("%u vs %u says twice: %s", comparison->first.code, comparison->second.code, text);
    }
}

static void
add_entry(GHashTable *seen, const struct explanation *entry)
{
    guint i;

    g_hash_table_add(seen, entry->means);
    g_hash_table_add(seen, entry->verdict);
    for (i = 0; i < entry->why->len; i++) {
        g_hash_table_add(seen, g_ptr_array_index(entry->why, i));
    }
}

/* The differences repeat neither each other nor what is said of each code. */
static void
check_nothing_twice(const struct code_table *table, const struct comparison *comparison)
{
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    guint i, j;

    (void)table;
    add_entry(seen, comparison->first.entry);
    add_entry(seen, comparison->second.entry);
    add_new(seen, comparison, comparison->summary);
    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference = difference_at(comparison, i);

        add_new(seen, comparison, difference->text);
        for (j = 0; difference->kind && j < i; j++) {
            g_assert_cmpstr(difference->kind, !=, difference_at(comparison, j)->kind);
        }
        /* nor do they put both descriptions side by side */
        g_assert_null(strstr(difference->text, comparison->first.entry->means));
        g_assert_null(strstr(difference->text, comparison->second.entry->means));
    }
    g_hash_table_destroy(seen);
}

static void
test_nothing_twice(void)
{
    walk_pairs(check_nothing_twice, false);
}

static bool
is_confused_with(const struct comparison_side *side, uint32_t code)
{
    char word[16];

    g_snprintf(word, sizeof(word), "%u", code);
    return g_strv_contains(side->facts->confused_with, word);
}

static void
check_related(const struct code_table *table, const struct comparison *comparison)
{
    uint32_t last = 0;
    guint i;

    for (i = 0; i < comparison->related->len; i++) {
        const struct comparison_related *related = g_ptr_array_index(comparison->related, i);

        g_assert_cmpuint(related->code, >, last);
        g_assert_cmpuint(related->code, !=, comparison->first.code);
        g_assert_cmpuint(related->code, !=, comparison->second.code);
        g_assert_cmpstr(related->phrase, ==, code_table_find(table, related->code)->phrase);
        g_assert_true(is_confused_with(&comparison->first, related->code) ||
                      is_confused_with(&comparison->second, related->code));
        last = related->code;
    }
}

static void
test_related(void)
{
    struct comparison *comparison = comparison_new(tables[0], 404, 480, NULL);

    walk_pairs(check_related, false);
    g_assert_cmpuint(comparison->related->len, ==, 8); /* 408 410 484 485 486 487 603 604 */
    comparison_free(comparison);
}

static void
check_references(const struct code_table *table, const struct comparison *comparison)
{
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    const struct code_facts *first = comparison->first.facts;
    const struct explanation_reference *reference = g_ptr_array_index(comparison->references, 0);
    guint i;

    (void)table;
    g_assert_cmpstr(reference->text, ==, first->reference ? first->reference : first->source);
    for (i = 0; i < comparison->references->len; i++) {
        reference = g_ptr_array_index(comparison->references, i);
        add_new(seen, comparison, reference->text);
    }
    first = comparison->second.facts;
    g_assert_true(g_hash_table_contains(seen, first->reference ? first->reference : first->source));
    g_hash_table_destroy(seen);
}

static void
test_references(void)
{
    walk_pairs(check_references, false);
}

/* In Japanese what is derived, and what was written for the comparison, is Japanese. */
static void
check_translated(const struct code_table *table, const struct comparison *comparison)
{
    guint i;

    if (table == tables[0]) {
        return;
    }
    g_assert_false(g_str_is_ascii(comparison->summary));
    g_assert_false(g_str_is_ascii(comparison->first.expect));
    g_assert_false(g_str_is_ascii(comparison->second.expect));
    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference = difference_at(comparison, i);

        if (g_str_is_ascii(difference->text) && (difference->kind || comparison->by_hand)) {
            g_error("not translated: %s", difference->text);
        }
    }
}

static void
test_translated(void)
{
    walk_pairs(check_translated, false);
}

static guint hand_written;

static void
count_hand_written(const struct code_table *table, const struct comparison *comparison)
{
    if (table == tables[0] && comparison->by_hand) {
        hand_written++;
        g_assert_cmpuint(comparison->differences->len, >=, 2);
        g_assert_null(difference_at(comparison, 0)->kind);
    }
}

static void
test_by_hand(void)
{
    static const uint32_t pairs[][2] = {
        { 202, 404 }, { 200, 202 }, { 401, 407 }, { 401, 403 }, { 403, 603 }, { 404, 480 },
        { 404, 604 }, { 404, 410 }, { 404, 484 }, { 404, 481 }, { 404, 416 }, { 405, 501 },
        { 406, 415 }, { 408, 504 }, { 408, 480 }, { 408, 487 }, { 480, 487 }, { 480, 486 },
        { 486, 600 }, { 486, 603 }, { 488, 606 }, { 415, 488 }, { 481, 482 }, { 482, 483 },
        { 491, 500 }, { 420, 421 }, { 422, 423 }, { 405, 489 }, { 500, 503 }, { 502, 503 },
        { 603, 607 }, { 603, 608 }, { 607, 608 }, { 428, 438 }, { 180, 183 }, { 486, 487 },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(pairs); i++) {
        struct comparison *comparison = comparison_new(tables[0], pairs[i][0], pairs[i][1], NULL);

        g_assert_true(comparison->by_hand);
        comparison_free(comparison);
    }
    hand_written = 0;
    walk_pairs(count_hand_written, true);
    g_assert_cmpuint(hand_written, >=, G_N_ELEMENTS(pairs));
}

/* The heart of the pair that people ask for most. */
static void
test_transfer(void)
{
    struct comparison *comparison = comparison_new(tables[0], 404, 202, NULL);

    g_assert_nonnull(strstr(difference_at(comparison, 0)->text, "REFER"));
    g_assert_nonnull(strstr(difference_at(comparison, 1)->text, "NOTIFY"));
    g_assert_nonnull(strstr(comparison->summary, "transfer"));
    g_assert_nonnull(strstr(comparison->first.remedy, "NOTIFY"));
    g_assert_nonnull(strstr(comparison->second.remedy, "Refer-To"));
    comparison_free(comparison);
}

/* A pair that has only the one text of the packet details gets derived ones besides. */
static void
test_written_in_part(void)
{
    struct comparison *comparison = comparison_new(tables[0], 480, 603, NULL);

    g_assert_false(comparison->by_hand);
    g_assert_cmpstr(difference_at(comparison, 0)->text, ==, code_difference(tables[0], 480, 603));
    g_assert_null(difference_at(comparison, 0)->kind);
    g_assert_cmpuint(difference_at(comparison, 0)->subject, ==, 0);
    g_assert_nonnull(difference_at(comparison, 1)->kind);
    comparison_free(comparison);
}

static void
test_method(void)
{
    struct comparison *general = comparison_new(tables[0], 200, 404, NULL);
    struct comparison *of_register = comparison_new(tables[0], 200, 404, "REGISTER");
    struct comparison *of_nothing = comparison_new(tables[0], 200, 404, "NOTHING");

    g_assert_cmpstr(of_register->first.entry->means, ==,
                    code_text(tables[0], 200, "REGISTER", "means"));
    g_assert_cmpstr(of_register->first.entry->means, !=, general->first.entry->means);
    g_assert_cmpstr(of_nothing->first.entry->means, ==, general->first.entry->means);
    comparison_free(general);
    comparison_free(of_register);
    comparison_free(of_nothing);
}

static void
test_impossible(void)
{
    static const uint32_t codes[] = { 0, 99, 700, 999, UINT32_MAX };
    gsize i;

    g_assert_null(comparison_new(tables[0], 404, 404, NULL));
    g_assert_null(comparison_new(tables[0], 499, 499, NULL));
    for (i = 0; i < G_N_ELEMENTS(codes); i++) {
        g_assert_null(comparison_new(tables[0], codes[i], 404, NULL));
        g_assert_null(comparison_new(tables[0], 404, codes[i], NULL));
    }
    comparison_free(NULL);
}

/* A code that no registry has: this is said, and nothing is made up. */
static void
test_unknown(void)
{
    static const uint32_t pairs[][2] = { { 101, 180 }, { 101, 404 }, { 250, 404 }, { 404, 499 },
                                         { 498, 499 }, { 499, 599 }, { 499, 699 }, { 101, 102 },
                                         { 302, 399 }, { 401, 499 }, { 290, 291 } };
    gsize language, i;

    for (language = 0; language < G_N_ELEMENTS(languages); language++) {
        for (i = 0; i < G_N_ELEMENTS(pairs); i++) {
            struct comparison *comparison =
                comparison_new(tables[language], pairs[i][0], pairs[i][1], NULL);

            check_well_formed(tables[language], comparison);
            check_symmetric(tables[language], comparison);
            check_nothing_twice(tables[language], comparison);
            g_assert_true(!comparison->first.facts || !comparison->second.facts);
            g_assert_cmpuint(comparison->differences->len, >=, 1);
            g_assert_false(comparison->by_hand);
            comparison_free(comparison);
        }
    }
}

static void
test_unknown_counts_as(void)
{
    struct comparison *comparison = comparison_new(tables[0], 404, 499, NULL);

    g_assert_cmpstr(difference_at(comparison, 0)->kind, ==, "unknown.other");
    g_assert_nonnull(strstr(difference_at(comparison, 0)->text, "treat it as 400"));
    g_assert_nonnull(strstr(comparison->second.remedy, "400"));
    comparison_free(comparison);
}

int
main(int argc, char **argv)
{
    int result;
    gsize i;

    g_test_init(&argc, &argv, NULL);
    for (i = 0; i < G_N_ELEMENTS(languages); i++) {
        tables[i] = code_table_new(languages[i], NULL);
    }
    g_test_add_func("/comparison/pairs/symmetric", test_symmetric);
    g_test_add_func("/comparison/pairs/well-formed", test_well_formed);
    g_test_add_func("/comparison/pairs/number-of-differences", test_number_of_differences);
    g_test_add_func("/comparison/pairs/names-codes", test_names_codes);
    g_test_add_func("/comparison/pairs/nothing-twice", test_nothing_twice);
    g_test_add_func("/comparison/pairs/related", test_related);
    g_test_add_func("/comparison/pairs/references", test_references);
    g_test_add_func("/comparison/pairs/translated", test_translated);
    g_test_add_func("/comparison/by-hand", test_by_hand);
    g_test_add_func("/comparison/transfer", test_transfer);
    g_test_add_func("/comparison/written-in-part", test_written_in_part);
    g_test_add_func("/comparison/method", test_method);
    g_test_add_func("/comparison/impossible", test_impossible);
    g_test_add_func("/comparison/unknown", test_unknown);
    g_test_add_func("/comparison/unknown/counts-as", test_unknown_counts_as);
    result = g_test_run();
    for (i = 0; i < G_N_ELEMENTS(languages); i++) {
        code_table_free(tables[i]);
    }
    return result;
}
