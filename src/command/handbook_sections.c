/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "handbook_private.h"

#include <string.h>

#include "document.h"
#include "entry.h"
#include "guide.h"
#include "rule_page.h"

#define LEVEL_OF_ENTRY 3

/* In a page that is written from right to left, English text finds its own direction. */
static void
write_element(const struct handbook *handbook, const char *name, const char *text)
{
    g_string_append_printf(handbook->out, "<%s%s>", name,
                           handbook->right_to_left ? " dir=\"auto\"" : "");
    document_escape_html(handbook->out, text);
    g_string_append_printf(handbook->out, "</%s>\n", name);
}

/* The end of an item that begins with a link. */
static void
write_sentence(const struct handbook *handbook, const char *text)
{
    g_string_append(handbook->out, "<br><bdi>");
    document_escape_html(handbook->out, text);
    g_string_append(handbook->out, "</bdi></li>\n");
}

/* @param before  of the fragment: "", "cause-" ... */
static void
write_link(const struct handbook *handbook, const char *before, const char *place, const char *text)
{
    g_string_append_printf(handbook->out, "<a href=\"#%s%s\">", before, place);
    document_escape_html(handbook->out, text);
    g_string_append(handbook->out, "</a>");
}

static struct document *
document_of(const struct handbook *handbook)
{
    return document_new(handbook->language, handbook->right_to_left, NULL);
}

static void
write_blocks(const struct handbook *handbook, struct document *document)
{
    document_to_html_blocks(document, handbook->out);
    document_free(document);
}

static char *
title_of_code(const struct code_facts *facts)
{
    return g_strdup_printf("%u %s", facts->code, facts->phrase);
}

/* ---- the decision guide ---- */

static void
write_pair_links(const struct handbook *handbook, const struct guide_target *target)
{
    char *place = g_strdup_printf("compare-%u-%u", target->code, target->other);
    char *text = g_strdup_printf("%u / %u", target->code, target->other);

    write_link(handbook, "", place, text);
    g_free(text);
    g_free(place);
}

static void
write_target(const struct handbook *handbook, const struct guide_target *target)
{
    char *title;

    g_string_append(handbook->out, "<li>");
    switch (target->kind) {
    case GUIDE_CODE:
        title = title_of_code(code_table_find(handbook->table, target->code));
        write_link(handbook, "", target->name, title);
        g_free(title);
        break;
    case GUIDE_RULE:
        write_link(handbook, "cause-", target->name, target->name);
        break;
    case GUIDE_PAIR:
        write_pair_links(handbook, target);
        break;
    }
    write_sentence(handbook, target->text);
}

static void
write_symptom(const struct handbook *handbook, const struct guide_symptom *symptom)
{
    guint i, j;

    g_string_append_printf(handbook->out,
                           "<article class=\"fold\" data-kind=\"guide\" id=\"guide-%s\">",
                           symptom->name);
    write_element(handbook, "h3", symptom->title);
    write_element(handbook, "p", symptom->text);
    for (i = 0; i < symptom->questions->len; i++) {
        const struct guide_question *question = g_ptr_array_index(symptom->questions, i);

        write_element(handbook, "h4", question->text);
        g_string_append(handbook->out, "<ul class=\"targets\">\n");
        for (j = 0; j < question->targets->len; j++) {
            write_target(handbook, g_ptr_array_index(question->targets, j));
        }
        g_string_append(handbook->out, "</ul>\n");
    }
    g_string_append(handbook->out, "</article>\n");
}

void
handbook_write_symptoms(const struct handbook *handbook)
{
    struct guide *guide = guide_new(handbook->table);
    const GPtrArray *symptoms = guide_symptoms(guide);
    guint i;

    for (i = 0; i < symptoms->len; i++) {
        write_symptom(handbook, g_ptr_array_index(symptoms, i));
    }
    guide_free(guide);
}

/* ---- codes ---- */

/* True if a rule names the code or its class; not if it speaks about all responses. */
static bool
rule_is_about(const struct rule *rule, const struct code_facts *facts)
{
    char **words = g_strsplit(rule->codes, " ", -1);
    char code[8], class[8];
    bool is_about;

    g_snprintf(code, sizeof(code), "%u", facts->code);
    g_snprintf(class, sizeof(class), "%uxx", facts->code / 100);
    is_about = g_strv_contains((const char *const *)words, code) ||
               g_strv_contains((const char *const *)words, class);
    g_strfreev(words);
    return is_about;
}

/* A function that looks at every rule. */
typedef void rule_function(const struct handbook *handbook, const struct rule *rule, gpointer data);

static void
each_rule(const struct handbook *handbook, rule_function *look, gpointer data)
{
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            look(handbook, rule, data);
        }
    }
}

/* What is said before the first of a list, if there is one. */
struct list {
    const struct code_facts *facts;
    bool is_open;
};

static void
write_rule_of_code(const struct handbook *handbook, const struct rule *rule, gpointer data)
{
    struct list *list = data;
    struct rule_page *rule_page;

    if (!rule_is_about(rule, list->facts)) {
        return;
    }
    if (!list->is_open) {
        write_element(handbook, "h4", handbook_word(handbook, "causes.of"));
        g_string_append(handbook->out, "<ul class=\"targets\">\n");
        list->is_open = true;
    }
    rule_page = rule_page_new(handbook->table, rule, NULL);
    g_string_append(handbook->out, "<li>");
    write_link(handbook, "cause-", rule->id, rule->id);
    write_sentence(handbook, rule_page_verdict(rule_page));
    rule_page_free(rule_page);
}

static void
write_rules_of_code(const struct handbook *handbook, const struct code_facts *facts)
{
    struct list list = { facts, false };

    each_rule(handbook, write_rule_of_code, &list);
    if (list.is_open) {
        g_string_append(handbook->out, "</ul>\n");
    }
}

static void
write_comparisons_of_code(const struct handbook *handbook, const struct code_facts *facts)
{
    const char *const *other;
    char code[8];
    char *title;

    if (!facts->confused_with[0]) {
        return;
    }
    g_snprintf(code, sizeof(code), "%u", facts->code);
    title = text_expand(handbook_word(handbook, "compare.these"),
                        (const struct text_argument[]){ { "code", code }, { NULL, NULL } });
    g_string_append(handbook->out, "<div class=\"scripted comparisons\" hidden>\n");
    write_element(handbook, "h4", title);
    g_string_append(handbook->out, "<ul class=\"chips\">\n");
    for (other = facts->confused_with; *other; other++) {
        g_string_append_printf(handbook->out, "<li><a href=\"#compare-%s-%s\">%s</a></li>\n", code,
                               *other, *other);
    }
    g_string_append(handbook->out, "</ul>\n</div>\n");
    g_free(title);
}

static void
write_entry(const struct handbook *handbook, const struct code_facts *facts)
{
    struct document *document = document_of(handbook);
    struct entry *entry = entry_new(handbook->table, facts->code, NULL);

    g_string_append_printf(handbook->out, "<article class=\"fold\" data-kind=\"code\" id=\"%u\">\n",
                           facts->code);
    entry_to_document(entry, document, LEVEL_OF_ENTRY);
    write_blocks(handbook, document);
    write_comparisons_of_code(handbook, facts);
    write_rules_of_code(handbook, facts);
    g_string_append(handbook->out, "</article>\n");
    entry_free(entry);
}

/* What encloses the codes of a class. */
struct enclosure {
    const char *before, *between, *after; /* of a class; its label stands before `between` */
};

/* A function that writes one code. */
typedef void code_function(const struct handbook *handbook, const struct code_facts *facts);

static void
write_by_class(const struct handbook *handbook, const struct enclosure *enclosure,
               code_function *write)
{
    const struct code_facts *const *all;
    gsize i, count;

    all = code_table_all(handbook->table, &count);
    for (i = 0; i < count; i++) {
        if (i == 0 || all[i - 1]->code / 100 != all[i]->code / 100) {
            g_string_append(handbook->out, i == 0 ? "" : enclosure->after);
            g_string_append(handbook->out, enclosure->before);
            document_escape_html(handbook->out, code_class_label(handbook->table, all[i]->code));
            g_string_append(handbook->out, enclosure->between);
        }
        write(handbook, all[i]);
    }
    g_string_append(handbook->out, enclosure->after);
}

static void
write_chip(const struct handbook *handbook, const struct code_facts *facts)
{
    g_string_append_printf(handbook->out, "<li><a href=\"#%u\">%u</a></li>\n", facts->code,
                           facts->code);
}

static void
write_option(const struct handbook *handbook, const struct code_facts *facts)
{
    char *title = title_of_code(facts);

    g_string_append_printf(handbook->out, "<option value=\"%u\">", facts->code);
    document_escape_html(handbook->out, title);
    g_string_append(handbook->out, "</option>\n");
    g_free(title);
}

void
handbook_write_contents(const struct handbook *handbook)
{
    static const struct enclosure enclosure = { "<dt>", "</dt>\n<dd><ul class=\"chips\">\n",
                                                "</ul></dd>\n" };

    g_string_append(handbook->out, "<dl class=\"contents\">\n");
    write_by_class(handbook, &enclosure, write_chip);
    g_string_append(handbook->out, "</dl>\n");
}

void
handbook_write_options(const struct handbook *handbook)
{
    static const struct enclosure enclosure = { "<optgroup label=\"", "\">\n", "</optgroup>\n" };

    write_by_class(handbook, &enclosure, write_option);
}

void
handbook_write_entries(const struct handbook *handbook)
{
    const struct code_facts *const *all;
    gsize i, count;

    all = code_table_all(handbook->table, &count);
    for (i = 0; i < count; i++) {
        write_entry(handbook, all[i]);
    }
}

/* ---- causes ---- */

static void
write_rule(const struct handbook *handbook, const struct rule *rule, gpointer data)
{
    struct document *document = document_of(handbook);
    struct rule_page *rule_page = rule_page_new(handbook->table, rule, NULL);

    (void)data;
    g_string_append(handbook->out, "<article class=\"fold\" data-kind=\"cause\">\n");
    rule_page_to_document(rule_page, document, LEVEL_OF_ENTRY);
    write_blocks(handbook, document);
    g_string_append(handbook->out, "</article>\n");
    rule_page_free(rule_page);
}

void
handbook_write_rules(const struct handbook *handbook)
{
    each_rule(handbook, write_rule, NULL);
}
