/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "contrast.h"

#include <string.h>

#define UNKNOWN_PROVISIONAL 183 /* RFC 3261 section 8.1.3.2 */

static void
contrast_free(gpointer data)
{
    struct contrast *contrast = data;

    g_free(contrast->of_one);
    g_free(contrast->of_other);
    g_free(contrast);
}

/* Heavier first; of equal weight in the order of the table of kinds (the sort is not stable). */
static gint
compare_contrasts(gconstpointer a, gconstpointer b)
{
    const struct contrast *left = *(const struct contrast *const *)a;
    const struct contrast *right = *(const struct contrast *const *)b;

    if (left->weight != right->weight) {
        return left->weight > right->weight ? -1 : 1;
    }
    return strcmp(left->key, right->key);
}

static void
keep_heaviest_of_topics(GPtrArray *sorted)
{
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    guint i = 0;

    while (i < sorted->len) {
        const struct contrast *contrast = g_ptr_array_index(sorted, i);

        if (g_hash_table_add(seen, (gpointer)contrast->topic)) {
            i++;
        } else {
            g_ptr_array_remove_index(sorted, i);
        }
    }
    g_hash_table_destroy(seen);
}

GPtrArray *
contrasts_find(const struct code_table *table, const struct code_facts *first,
               const struct code_facts *second, bool beside_written)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(contrast_free);
    const struct contrast_kind *kind;

    for (kind = contrast_kinds; kind->topic; kind++) {
        struct contrast *contrast = g_new0(struct contrast, 1);

        contrast->topic = kind->topic;
        contrast->one = first;
        contrast->other = second;
        if ((!beside_written || kind->beside_written) &&
            kind->find(table, first, second, contrast)) {
            g_ptr_array_add(found, contrast);
        } else {
            contrast_free(contrast);
        }
    }
    g_ptr_array_sort(found, compare_contrasts);
    keep_heaviest_of_topics(found);
    return found;
}

char *
contrast_text(const struct code_table *table, const struct contrast *contrast)
{
    const char *text = code_table_text(table, "compare difference", contrast->key);
    char one[16], other[16], one_as[16], other_as[16];
    const struct text_argument arguments[] = {
        { "one", one },
        { "other", other },
        { "one_as", one_as },
        { "other_as", other_as },
        { "of_one", contrast->of_one },
        { "of_other", contrast->of_other },
        { NULL, NULL },
    };

    g_snprintf(one, sizeof(one), "%u", contrast->one->code);
    g_snprintf(other, sizeof(other), "%u", contrast->other->code);
    g_snprintf(one_as, sizeof(one_as), "%u", contrast_treated_as(contrast->one->code));
    g_snprintf(other_as, sizeof(other_as), "%u", contrast_treated_as(contrast->other->code));
    return text_expand(text ? text : contrast->key, arguments);
}

bool
contrast_list_has(const char *const *list, const char *word)
{
    return g_strv_contains(list, word);
}

char *
contrast_list_text(const struct code_table *table, const char *const *list, const char *group,
                   enum language_list how, guint maximum)
{
    GPtrArray *words = g_ptr_array_new();
    char *text;
    guint i;

    for (i = 0; i < maximum && list[i]; i++) {
        const char *word = group ? code_table_text(table, group, list[i]) : NULL;

        g_ptr_array_add(words, (gpointer)(word ? word : list[i]));
    }
    g_ptr_array_add(words, NULL);
    text = language_join(table, (const char *const *)words->pdata, how);
    g_ptr_array_unref(words);
    return text;
}

uint32_t
contrast_treated_as(uint32_t code)
{
    return code < 200 ? UNKNOWN_PROVISIONAL : code / 100 * 100;
}
