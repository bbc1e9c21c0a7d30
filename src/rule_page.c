/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule_page.h"

#include <string.h>

#include "explanation_json.h"
#include "language.h"

#define OPTIONAL_START "\342\237\246" /* ⟦ */
#define OPTIONAL_END "\342\237\247"   /* ⟧ */

struct rule_page {
    const struct code_table *table;
    const struct rule *rule;
    const char *variant;
    char *id;
    char *codes;
    GArray *arguments; /* of struct text_argument, names and values owned; ended by NULL */
    struct finding *finding;
    struct explanation *explanation;
};

const char **
rule_variants(const struct code_table *table, const struct rule *rule)
{
    GPtrArray *variants = g_ptr_array_new();
    char *start = g_strdup_printf("rule %s/", rule->id);
    const char *const *group;

    for (group = code_table_groups(table); *group; group++) {
        if (g_str_has_prefix(*group, start)) {
            g_ptr_array_add(variants, (gpointer)(*group + strlen(start)));
        }
    }
    g_ptr_array_add(variants, NULL);
    g_free(start);
    return (const char **)g_ptr_array_free(variants, FALSE);
}

static void
argument_clear(gpointer data)
{
    struct text_argument *argument = data;

    g_free((gpointer)argument->name);
    g_free((gpointer)argument->value);
}

static void
add_argument(GArray *arguments, const char *name, gsize length)
{
    struct text_argument argument = { g_strndup(name, length), NULL };

    argument.value = g_strdup_printf("<%s>", argument.name);
    g_array_append_val(arguments, argument);
}

/* Adds the placeholders of a text, but those between ⟦ and ⟧: what has one of them is said only if
 * the capture shows it. */
static void
add_placeholders(GArray *arguments, const char *text)
{
    while (text && *text) {
        const char *brace = strchr(text, '{');
        const char *optional = strstr(text, OPTIONAL_START);
        const char *close;

        if (optional && (!brace || optional < brace)) {
            text = strstr(optional, OPTIONAL_END);
            continue;
        }
        close = brace ? strchr(brace, '}') : NULL;
        if (!close) {
            return;
        }
        add_argument(arguments, brace + 1, (gsize)(close - brace - 1));
        text = close;
    }
}

static void
add_numbered(GArray *arguments, const struct code_table *table, const char *id, const char *variant,
             const char *key)
{
    const char *text;
    char numbered[16];
    unsigned number;

    for (number = 1;; number++) {
        g_snprintf(numbered, sizeof(numbered), "%s.%u", key, number);
        text = rule_text(table, id, variant, numbered);
        if (!text) {
            return;
        }
        add_placeholders(arguments, text);
    }
}

static GArray *
arguments_new(const struct code_table *table, const char *id, const char *variant)
{
    GArray *arguments = g_array_new(TRUE, TRUE, sizeof(struct text_argument));

    g_array_set_clear_func(arguments, argument_clear);
    add_placeholders(arguments, rule_text(table, id, variant, "verdict"));
    add_numbered(arguments, table, id, variant, "why");
    add_numbered(arguments, table, id, variant, "fix");
    return arguments;
}

static struct finding *
finding_of(const struct rule_page *page)
{
    struct finding *finding = finding_new();

    finding->cause = page->id;
    finding->rule = page->rule->id;
    finding->variant = page->variant;
    finding->arguments = (const struct text_argument *)(gpointer)page->arguments->data;
    finding->references = page->rule->references;
    finding->source = page->rule->source;
    finding->url = page->rule->url;
    finding->confidence = CONFIDENCE_CERTAIN; /* nothing of the code in general is added */
    return finding;
}

/* "401, 407", "4xx Client Failure", and the words of [fact codes]; or names of methods. */
static char *
in_words(const struct code_table *table, const char *codes)
{
    char **words = g_strsplit(codes ? codes : "", " ", -1);
    const char **texts = g_new0(const char *, g_strv_length(words) + 1);
    char *list;
    gsize i;

    for (i = 0; words[i]; i++) {
        texts[i] = code_table_text(table, "fact codes", words[i]);
        if (!texts[i]) {
            texts[i] = code_table_text(table, "class", words[i]);
        }
        if (!texts[i]) {
            texts[i] = words[i];
        }
    }
    list = language_join(table, texts, LIST_PLAIN);
    g_free(texts);
    g_strfreev(words);
    return list;
}

struct rule_page *
rule_page_new(const struct code_table *table, const struct rule *rule, const char *variant)
{
    struct rule_page *page = g_new0(struct rule_page, 1);

    page->table = table;
    page->rule = rule;
    page->variant = variant;
    page->id = variant ? g_strdup_printf("%s/%s", rule->id, variant) : g_strdup(rule->id);
    page->codes = in_words(table, rule->codes);
    page->arguments = arguments_new(table, rule->id, variant);
    page->finding = finding_of(page);
    page->explanation = explanation_new(table, page->finding, (struct span){ NULL, 0 });
    return page;
}

void
rule_page_free(struct rule_page *page)
{
    if (!page) {
        return;
    }
    explanation_free(page->explanation);
    finding_free(page->finding);
    g_array_unref(page->arguments);
    g_free(page->codes);
    g_free(page->id);
    g_free(page);
}

const char *
rule_page_id(const struct rule_page *page)
{
    return page->id;
}

const char *
rule_page_verdict(const struct rule_page *page)
{
    return page->explanation->verdict;
}

const char *
rule_page_codes(const struct rule_page *page)
{
    return page->codes;
}

/* Pages about codes and about rules have the same headings. */
static const char *
heading(const struct rule_page *page, const char *key)
{
    return code_table_text(page->table, "entry", key);
}

static const char *
word(const struct rule_page *page, const char *key)
{
    return code_table_text(page->table, "cause", key);
}

static void
add_variants(const struct rule_page *page, struct document *document, unsigned level)
{
    const char **variants = rule_variants(page->table, page->rule);
    gsize i;

    if (variants[0] && !page->variant) {
        document_heading(document, level + 1, NULL, word(page, "variants"));
    }
    for (i = 0; variants[i] && !page->variant; i++) {
        struct rule_page *variant = rule_page_new(page->table, page->rule, variants[i]);

        document_item(document, variant->id, variant->explanation->verdict);
        rule_page_free(variant);
    }
    g_free(variants);
}

static void
add_texts(const struct rule_page *page, struct document *document, unsigned level)
{
    const struct explanation *explanation = page->explanation;
    guint i;

    if (explanation->why->len) {
        document_heading(document, level + 1, NULL, heading(page, "why"));
    }
    for (i = 0; i < explanation->why->len; i++) {
        document_paragraph(document, g_ptr_array_index(explanation->why, i));
    }
    document_heading(document, level + 1, NULL, heading(page, "fix"));
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        document_step(document, step->label, step->text);
    }
    if (!explanation->fix->len) {
        document_paragraph(document, word(page, "no-fix"));
    }
}

void
rule_page_to_document(const struct rule_page *page, struct document *document, unsigned level)
{
    const struct explanation *explanation = page->explanation;
    char *id = g_strdup_printf("cause-%s", page->id);
    char *methods = in_words(page->table, page->rule->methods);
    guint i;

    document_heading(document, level, id, page->id);
    document_callout(document, TONE_PLAIN, explanation->verdict);
    document_field(document, word(page, "codes"), page->codes);
    document_field(document, heading(page, "answers"), methods);
    g_free(methods);
    add_texts(page, document, level);
    add_variants(page, document, level);
    document_heading(document, level + 1, NULL, heading(page, "references"));
    for (i = 0; i < explanation->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(explanation->references, i);

        document_link(document, NULL, reference->text, reference->url);
    }
    g_free(id);
}

static void
write_words(struct json_writer *writer, const char *key, const char *words)
{
    char **list = words ? g_strsplit(words, " ", -1) : NULL;

    json_strings(writer, key, (const char *const *)list);
    g_strfreev(list);
}

static void
write_variants(const struct rule_page *page, struct json_writer *writer)
{
    const char **variants = rule_variants(page->table, page->rule);
    gsize i;

    if (variants[0] && !page->variant) {
        json_array_begin(writer, "variants");
        for (i = 0; variants[i]; i++) {
            struct rule_page *variant = rule_page_new(page->table, page->rule, variants[i]);

            json_object_begin(writer, NULL);
            json_string(writer, "cause", variant->id);
            json_string(writer, "verdict", variant->explanation->verdict);
            json_object_end(writer);
            rule_page_free(variant);
        }
        json_array_end(writer);
    }
    g_free(variants);
}

void
rule_page_to_json(const struct rule_page *page, struct json_writer *writer)
{
    const struct explanation *explanation = page->explanation;

    json_string(writer, "cause", page->id);
    json_string(writer, "verdict", explanation->verdict);
    write_words(writer, "codes", page->rule->codes);
    write_words(writer, "methods", page->rule->methods);
    explanation_write_why(explanation, writer);
    explanation_write_fix(explanation, writer);
    write_variants(page, writer);
    explanation_write_references(explanation->references, writer);
}
