/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rule_page.h"
#include "site_rules.h"
#include "subcommand.h"

static void
show_page(struct invocation *invocation, const struct rule_page *page)
{
    struct json_writer writer;
    struct document *document;

    if (invocation->format == FORMAT_JSON) {
        invocation_json_begin(invocation, &writer, "cause");
        rule_page_to_json(page, &writer);
        invocation_json_end(&writer);
        return;
    }
    document = invocation_document(invocation, rule_page_id(page));
    rule_page_to_document(page, document, 1);
    invocation_show(invocation, document);
}

/* The variant's name as the texts have it. @return NULL if the rule has no such variant */
static const char *
find_variant(const struct code_table *table, const struct rule *rule, const char *name)
{
    const char **variants = rule_variants(table, rule);
    const char *found = NULL;
    gsize i;

    for (i = 0; variants[i] && !found; i++) {
        found = strcmp(variants[i], name) == 0 ? variants[i] : NULL;
    }
    g_free(variants);
    return found;
}

/* @return false if there is no such rule or variant */
static bool
show_cause(struct invocation *invocation, const char *id)
{
    const struct rule *own = site_rule_find(code_table_site_rules(invocation->table), id);
    char **parts = g_strsplit(id, "/", 2);
    const struct rule *rule = own || !parts[0] ? own : rule_find(parts[0]);
    const char *wanted = own || !parts[0] ? NULL : parts[1]; /* site/NAME has no variants */
    const char *variant = rule && wanted ? find_variant(invocation->table, rule, wanted) : NULL;
    bool found = rule && (variant || !wanted);

    if (found) {
        struct rule_page *page = rule_page_new(invocation->table, rule, variant);

        show_page(invocation, page);
        rule_page_free(page);
    }
    g_strfreev(parts);
    return found;
}

static void
add_row(struct document *document, const struct rule_page *page)
{
    const char *const cells[] = { rule_page_id(page), rule_page_codes(page),
                                  rule_page_verdict(page), NULL };

    document_row(document, cells, NULL);
}

static void
list_rule(struct invocation *invocation, struct document *document, const struct rule *rule)
{
    struct rule_page *page = rule_page_new(invocation->table, rule, NULL);
    struct json_writer writer;

    if (document) {
        add_row(document, page);
    } else {
        invocation_json_begin(invocation, &writer, "cause");
        rule_page_to_json(page, &writer);
        invocation_json_end(&writer);
    }
    rule_page_free(page);
}

static void
list_rules(struct invocation *invocation, struct document *document)
{
    const struct rule_family *family;
    const struct rule *rule;
    const GPtrArray *own;
    guint i;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            list_rule(invocation, document, rule);
        }
    }
    own = site_rules_all(code_table_site_rules(invocation->table));
    for (i = 0; i < own->len; i++) {
        list_rule(invocation, document, g_ptr_array_index(own, i));
    }
}

static void
show_list(struct invocation *invocation)
{
    const char *title = code_table_text(invocation->table, "command", "causes");
    const char *const header[] = {
        explanation_label(invocation->table, "cause"),
        code_table_text(invocation->table, "command", "codes"),
        explanation_label(invocation->table, "verdict"),
        NULL,
    };
    struct document *document;

    if (invocation->format == FORMAT_JSON) {
        list_rules(invocation, NULL);
        return;
    }
    document = invocation_document(invocation, title);
    document_heading(document, 1, NULL, title);
    document_table(document, header);
    list_rules(invocation, document);
    invocation_show(invocation, document);
}

int
run_cause(struct invocation *invocation)
{
    const char *id = invocation->arguments[0];
    char *near;

    if (!id) {
        show_list(invocation);
        return EXIT_FINE;
    }
    if (show_cause(invocation, id)) {
        return EXIT_FINE;
    }
    near = candidates_near(candidates_rules, invocation->table, id);
    complain(invocation->table, "no-cause", id, near);
    g_free(near);
    return EXIT_NOTHING;
}
