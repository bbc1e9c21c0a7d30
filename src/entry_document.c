/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "entry_private.h"

#include <string.h>

#include "language.h"

/* What the functions below append to. */
struct page {
    const struct entry *entry;
    struct document *document;
    unsigned level; /* of the entry's heading */
};

static const char *
word(const struct page *page, const char *key)
{
    return code_table_text(page->entry->table, "entry", key);
}

static void
section(const struct page *page, const char *key)
{
    document_heading(page->document, page->level + 1, NULL, word(page, key));
}

/* The facts' words in the table's language. @param group  "fact retry" ... @return newly allocated,
 * NULL-terminated, free it with g_free */
static const char **
fact_words(const struct page *page, const char *group, const char *const *words)
{
    const char **texts = g_new0(const char *, g_strv_length((gchar **)words) + 1);
    gsize i;

    for (i = 0; words[i]; i++) {
        const char *text = code_table_text(page->entry->table, group, words[i]);

        texts[i] = text ? text : words[i];
    }
    return texts;
}

static char *
fact_list(const struct page *page, const char *group, const char *const *words,
          enum language_list how)
{
    const char **texts = fact_words(page, group, words);
    char *list = language_join(page->entry->table, texts, how);

    g_free(texts);
    return list;
}

/* "a proxy, also a gateway and the registrar": the most typical one first. */
static char *
senders(const struct page *page)
{
    const char *const *words = page->entry->facts->generated_by;
    char *first, *others, *whole;

    if (!words[0] || !words[1]) {
        return fact_list(page, "fact generated_by", words, LIST_PLAIN);
    }
    others = fact_list(page, "fact generated_by", words + 1, LIST_AND);
    first =
        fact_list(page, "fact generated_by", (const char *const[]){ words[0], NULL }, LIST_PLAIN);
    whole = entry_sentence(
        page->entry, "entry", "sent-by.also",
        (const struct text_argument[]){ { "first", first }, { "others", others }, { NULL, NULL } });
    g_free(first);
    g_free(others);
    return whole;
}

/* Whether the code is registered, and in use. */
static void
add_status(const struct page *page)
{
    const struct code_facts *facts = page->entry->facts;
    const struct text_argument arguments[] = {
        { "source", facts ? facts->source : NULL },
        { "reference", facts ? facts->deprecated : NULL },
        { NULL, NULL },
    };
    const char *registry = !facts ? "unknown" : !facts->registered ? "unregistered" : NULL;
    char *unregistered =
        registry ? entry_sentence(page->entry, "entry", registry, arguments) : NULL;
    char *deprecated = facts && facts->deprecated
                           ? entry_sentence(page->entry, "entry", "deprecated", arguments)
                           : NULL;

    document_field(page->document, word(page, "status"), unregistered);
    document_field(page->document, word(page, "status"), deprecated);
    g_free(deprecated);
    g_free(unregistered);
}

static void
add_head(const struct page *page)
{
    const struct entry *entry = page->entry;
    char *list;

    document_field(page->document, word(page, "class"),
                   code_class_label(entry->table, entry->code));
    if (entry->facts) {
        list = fact_list(page, "fact methods", entry->facts->methods, LIST_PLAIN);
        document_field(page->document, word(page, "answers"), list);
        g_free(list);
        list = senders(page);
        document_field(page->document, word(page, "sent-by"), list);
        g_free(list);
    }
    add_status(page);
}

/* Says so if the RFCs do not foresee the code as an answer to the request. */
static void
add_method(const struct page *page)
{
    const struct entry *entry = page->entry;
    const char *method =
        entry->method && strcmp(entry->method, "re-INVITE") == 0 ? "INVITE" : entry->method;
    char code[16];
    const struct text_argument arguments[] = { { "code", code },
                                               { "method", entry->method },
                                               { NULL, NULL } };
    char *text;

    if (!method || !entry->facts || !entry->facts->methods[0] ||
        g_strv_contains(entry->facts->methods, "any") ||
        g_strv_contains(entry->facts->methods, method)) {
        return;
    }
    g_snprintf(code, sizeof(code), "%u", entry->code);
    text = entry_sentence(entry, "entry", "not-for-method", arguments);
    document_paragraph(page->document, text);
    g_free(text);
}

static void
add_reasons(const struct page *page)
{
    const struct explanation *explanation = page->entry->explanation;
    guint i;

    section(page, "why");
    for (i = 0; i < explanation->why->len; i++) {
        document_item(page->document, NULL, g_ptr_array_index(explanation->why, i));
    }
    section(page, "fix");
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        document_step(page->document, step->label, step->text);
    }
}

static void
add_retry(const struct page *page)
{
    const struct entry *entry = page->entry;
    char *text;

    section(page, "retry");
    if (entry->code < 300) {
        document_paragraph(page->document,
                           word(page, entry->code < 200 ? "retry.provisional" : "retry.success"));
        return;
    }
    if (entry->facts) {
        text = fact_list(page, "fact retry", entry->facts->retry, LIST_SENTENCES);
        document_paragraph(page->document, text);
        g_free(text);
    }
    text = entry_retry(entry);
    document_paragraph(page->document, text);
    g_free(text);
}

static void
add_dialog(const struct page *page)
{
    const struct entry *entry = page->entry;

    if (entry->facts && entry->facts->dialog) {
        section(page, "dialog");
        document_paragraph(page->document,
                           code_table_text(entry->table, "fact dialog", entry->facts->dialog));
    }
}

static void
add_methods(const struct page *page)
{
    const struct entry *entry = page->entry;
    guint i;

    if (entry->methods->len) {
        section(page, "methods");
    }
    for (i = 0; i < entry->methods->len; i++) {
        const char *method = g_ptr_array_index(entry->methods, i);

        document_item(page->document, method,
                      code_text(entry->table, entry->code, method, "verdict"));
    }
}

/* The cause that a gateway makes of the code. */
static char *
cause_made(const struct page *page, const char *cause)
{
    char *group = g_strdup_printf("q850 %s", cause);
    const struct text_argument arguments[] = {
        { "cause", cause },
        { "name", code_table_text(page->entry->table, group, "name") },
        { NULL, NULL },
    };
    char *text = entry_sentence(page->entry, "fact q850",
                                strcmp(cause, "warning") == 0 ? "warning" : "to", arguments);

    g_free(group);
    return text;
}

/* The causes that a gateway makes the code of. */
static char *
causes_taken(const struct page *page, const char *const *causes)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    char *list, *text;

    for (; *causes; causes++) {
        g_ptr_array_add(names, entry_cause(page->entry, *causes));
    }
    g_ptr_array_add(names, NULL);
    list = language_join(page->entry->table, (const char *const *)names->pdata, LIST_PLAIN);
    text = entry_sentence(page->entry, "fact q850", "from",
                          (const struct text_argument[]){ { "causes", list }, { NULL, NULL } });
    g_free(list);
    g_ptr_array_unref(names);
    return text;
}

static void
add_item(const struct page *page, char *text)
{
    document_item(page->document, NULL, text);
    g_free(text);
}

static void
add_relatives(const struct page *page)
{
    const struct code_facts *facts = page->entry->facts;
    const struct text_argument arguments[] = { { "phrase", facts ? facts->http_phrase : NULL },
                                               { NULL, NULL } };

    if (!facts || (!facts->q850 && !facts->q850_from[0] && !facts->http)) {
        return;
    }
    section(page, "relatives");
    if (facts->q850) {
        add_item(page, cause_made(page, facts->q850));
    }
    if (facts->q850_from[0]) {
        add_item(page, causes_taken(page, facts->q850_from));
    }
    if (facts->http) {
        add_item(page, entry_sentence(page->entry, "fact http", facts->http, arguments));
    }
}

static void
add_headers(const struct page *page)
{
    static const char *const strengths[] = { "must", "should", "may" };
    const struct code_facts *facts = page->entry->facts;
    gsize i, j;

    if (!facts || !facts->headers[0]) {
        return;
    }
    section(page, "headers");
    for (i = 0; i < G_N_ELEMENTS(strengths); i++) {
        GString *list = g_string_new(NULL);

        for (j = 0; facts->headers[j]; j++) {
            const char *colon = strchr(facts->headers[j], ':');

            if (colon && g_str_has_prefix(facts->headers[j], strengths[i])) {
                g_string_append_printf(list, "%s%s", list->len ? ", " : "", colon + 1);
            }
        }
        document_field(page->document,
                       code_table_text(page->entry->table, "fact headers", strengths[i]),
                       list->str);
        g_string_free(list, TRUE);
    }
}

static void
add_confusions(const struct page *page)
{
    const struct explanation *explanation = page->entry->explanation;
    guint i;

    if (explanation->confusions->len) {
        section(page, "confused");
    }
    for (i = 0; i < explanation->confusions->len; i++) {
        const struct explanation_confusion *confusion =
            g_ptr_array_index(explanation->confusions, i);
        char *label = g_strdup_printf("%u %s", confusion->code, confusion->phrase);

        document_item(page->document, label, confusion->difference);
        g_free(label);
    }
}

/* The codes that may have been meant by one that nobody knows. */
static void
add_near(const struct page *page)
{
    GPtrArray *near;
    guint i;

    if (page->entry->facts) {
        return;
    }
    section(page, "near");
    near = entry_near(page->entry->table, page->entry->code, ENTRY_NEAR);
    for (i = 0; i < near->len; i++) {
        const struct code_facts *facts = g_ptr_array_index(near, i);
        char *label = g_strdup_printf("%u %s", facts->code, facts->phrase);

        document_item(page->document, label,
                      code_text(page->entry->table, facts->code, NULL, "verdict"));
        g_free(label);
    }
    g_ptr_array_unref(near);
}

static void
add_references(const struct page *page)
{
    const struct explanation *explanation = page->entry->explanation;
    guint i;

    section(page, "references");
    for (i = 0; i < explanation->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(explanation->references, i);

        document_link(page->document, NULL, reference->text, reference->url);
    }
}

void
entry_to_document(const struct entry *entry, struct document *document, unsigned level)
{
    const struct page page = { entry, document, level };
    char *id = g_strdup_printf("code-%u", entry->code);

    document_heading(document, level, id, entry->title);
    document_callout(document, (enum document_tone)((int)entry->finding->severity + (int)TONE_CHAT),
                     entry->explanation->verdict);
    add_head(&page);
    add_method(&page);
    section(&page, "means");
    document_paragraph(document, entry->explanation->means);
    add_reasons(&page);
    add_retry(&page);
    add_dialog(&page);
    add_methods(&page);
    add_relatives(&page);
    add_headers(&page);
    add_confusions(&page);
    add_near(&page);
    add_references(&page);
    g_free(id);
}
