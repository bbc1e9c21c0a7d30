/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "comparison.h"

/* What the functions below append to. */
struct sheet {
    const struct comparison *comparison;
    struct document *document;
    unsigned level; /* of the comparison's heading */
};

static void
section(const struct sheet *sheet, const char *group, const char *key)
{
    document_heading(sheet->document, sheet->level + 1, NULL,
                     code_table_text(sheet->comparison->table, group, key));
}

static char *
side_title(const struct comparison_side *side)
{
    return g_strdup_printf("%u %s", side->code, side->entry->phrase);
}

char *
comparison_title(const struct comparison *comparison)
{
    char *first = side_title(&comparison->first), *second = side_title(&comparison->second);
    const struct text_argument arguments[] = { { "first", first },
                                               { "second", second },
                                               { NULL, NULL } };
    char *title = text_expand(code_table_text(comparison->table, "compare", "heading"), arguments);

    g_free(first);
    g_free(second);
    return title;
}

static void
add_differences(const struct sheet *sheet)
{
    const GPtrArray *differences = sheet->comparison->differences;
    guint i;

    section(sheet, "compare", "differences");
    for (i = 0; i < differences->len; i++) {
        const struct comparison_difference *difference = g_ptr_array_index(differences, i);

        document_item(sheet->document, NULL, difference->text);
    }
}

static void
add_advice(const struct sheet *sheet, const char *key, const char *of_first, const char *of_second)
{
    char *first = side_title(&sheet->comparison->first);
    char *second = side_title(&sheet->comparison->second);

    section(sheet, "compare", key);
    document_item(sheet->document, first, of_first);
    document_item(sheet->document, second, of_second);
    g_free(first);
    g_free(second);
}

static void
add_list_heading(const struct sheet *sheet, const char *key)
{
    document_heading(sheet->document, sheet->level + 2, NULL,
                     code_table_text(sheet->comparison->table, "entry", key));
}

static void
add_side(const struct sheet *sheet, const struct comparison_side *side)
{
    char *title = side_title(side);
    guint i;

    document_heading(sheet->document, sheet->level + 1, NULL, title);
    document_paragraph(sheet->document, side->entry->means);
    add_list_heading(sheet, "why");
    for (i = 0; i < side->entry->why->len; i++) {
        document_item(sheet->document, NULL, g_ptr_array_index(side->entry->why, i));
    }
    add_list_heading(sheet, "fix");
    for (i = 0; i < side->entry->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(side->entry->fix, i);

        document_step(sheet->document, step->label, step->text);
    }
    g_free(title);
}

static void
add_related(const struct sheet *sheet)
{
    const GPtrArray *list = sheet->comparison->related;
    guint i;

    if (list->len) {
        section(sheet, "compare", "related");
    }
    for (i = 0; i < list->len; i++) {
        const struct comparison_related *related = g_ptr_array_index(list, i);
        char *code = g_strdup_printf("%u", related->code);

        document_item(sheet->document, code, related->phrase);
        g_free(code);
    }
}

static void
add_references(const struct sheet *sheet)
{
    const GPtrArray *list = sheet->comparison->references;
    guint i;

    section(sheet, "entry", "references");
    for (i = 0; i < list->len; i++) {
        const struct explanation_reference *reference = g_ptr_array_index(list, i);

        document_link(sheet->document, NULL, reference->text, reference->url);
    }
}

void
comparison_to_document(const struct comparison *comparison, struct document *document,
                       unsigned level)
{
    const struct sheet sheet = { comparison, document, level };
    char *title = comparison_title(comparison);
    char *id = g_strdup_printf("compare-%u-%u", comparison->first.code, comparison->second.code);

    document_heading(document, level, id, title);
    document_callout(document, TONE_PLAIN, comparison->summary);
    add_differences(&sheet);
    add_advice(&sheet, "expect", comparison->first.expect, comparison->second.expect);
    add_advice(&sheet, "do", comparison->first.remedy, comparison->second.remedy);
    add_side(&sheet, &comparison->first);
    add_side(&sheet, &comparison->second);
    add_related(&sheet);
    add_references(&sheet);
    g_free(id);
    g_free(title);
}
