/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The loader of tables: problems are reported, and what can be used is found again.
 */
#include "fuzz.h"
#include "text_table.h"

static void
check_group(const struct text_table *table, const char *group)
{
    const char **keys = text_table_keys(table, group);
    size_t i;

    FUZZ_CHECK(text_table_has_group(table, group));
    for (i = 0; keys[i]; i++) {
        const char *const *words = text_table_list(table, group, keys[i]);
        const struct text_argument arguments[] = { { "name", "value" }, { "none", NULL }, { 0 } };
        char *position = text_table_position(table, group, keys[i]);

        FUZZ_CHECK(text_table_find(table, group, keys[i]));
        g_free(text_expand(text_table_find(table, group, keys[i]), arguments));
        while (*words) {
            words++;
        }
        g_free(position);
    }
    g_free(keys);
}

static void
check_table(const char *bytes, gsize length, GPtrArray *problems)
{
    struct text_table *table = text_table_new("fuzz", bytes, length, NULL, problems);
    const char *const *group;

    for (group = text_table_groups(table); *group; group++) {
        check_group(table, *group);
    }
    text_table_free(table);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    struct span bytes = fuzz_input(data, size); /* not ended by NUL */

    check_table(bytes.text, size, problems);
    check_table(bytes.text, size, NULL);
    g_ptr_array_unref(problems);
    return 0;
}
