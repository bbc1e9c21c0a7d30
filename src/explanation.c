/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explanation.h"

#include <stdlib.h>
#include <string.h>

#include "language.h"
#include "mask.h"
#include "rule.h"

#define UNKNOWN_PROVISIONAL 183 /* RFC 3261 section 8.1.3.2 */

const char *
explanation_label(const struct code_table *table, const char *key)
{
    const char *text = code_table_text(table, "label", key);

    return text ? text : key;
}

/* The texts about unknown codes name the code and what to treat it as. */
char *
explanation_expand(const char *text, uint32_t code)
{
    char number[16], as[16];
    const struct text_argument arguments[] = { { "code", number }, { "x00", as }, { NULL, NULL } };

    if (!text) {
        return g_strdup("");
    }
    g_snprintf(number, sizeof(number), "%u", code);
    g_snprintf(as, sizeof(as), "%u", code < 200 ? UNKNOWN_PROVISIONAL : code / 100 * 100);
    return text_expand(text, arguments);
}

/* A text of the rule that fired, with the cause's values; NULL if it has none. */
static char *
expand_rule_text(const struct code_table *table, const char *rule, const char *variant,
                 const char *key, const struct text_argument *arguments)
{
    const char *text = rule_text(table, rule, variant, key);

    return text ? text_expand(text, arguments) : NULL;
}

char *
explanation_verdict(const struct code_table *table, const struct finding *finding)
{
    char *verdict = NULL;

    if (finding->rule) {
        verdict =
            expand_rule_text(table, finding->rule, finding->variant, "verdict", finding->arguments);
    }
    return verdict ? verdict
                   : explanation_expand(code_text(table, finding->code, finding->method, "verdict"),
                                        finding->code);
}

/* The values of a fact come before those of the cause. */
static char *
expand_fact(const struct code_table *table, const struct finding *finding,
            const struct statement *statement)
{
    GArray *arguments = g_array_new(TRUE, FALSE, sizeof(struct text_argument));
    const struct possibility *of = statement->of;
    const struct text_argument *argument;
    char *text;

    for (argument = statement->arguments; argument->name; argument++) {
        g_array_append_val(arguments, *argument);
    }
    argument = of ? of->arguments : finding->arguments;
    for (; argument && argument->name; argument++) {
        g_array_append_val(arguments, *argument);
    }
    text =
        expand_rule_text(table, of ? of->rule : finding->rule, of ? of->variant : finding->variant,
                         statement->key, (const struct text_argument *)(gpointer)arguments->data);
    g_array_unref(arguments);
    return text ? text : g_strdup(statement->key);
}

static char *
expand_statement(const struct code_table *table, const struct finding *finding,
                 const struct statement *statement)
{
    const char *text;

    if (!statement->group) {
        return expand_fact(table, finding, statement);
    }
    text = code_table_text(table, statement->group, statement->key);
    return text_expand(text ? text : statement->key, statement->arguments);
}

static const struct statement *
statement_at(const GArray *list, guint i)
{
    return &g_array_index(list, struct statement, i);
}

/* "proxy-admin" in the data, "proxy admin" as value of the filter field. */
static char *
actor_value(const char *word)
{
    return g_strdelimit(g_strdup(word), "-", ' ');
}

/* Takes "actor,actor: text" apart. */
static struct explanation_step *
step_new(const struct code_table *table, const char *text)
{
    struct explanation_step *step = g_new0(struct explanation_step, 1);
    const char *colon = strstr(text, ": ");
    char *words = g_strndup(text, colon ? (gsize)(colon - text) : 0);
    char **actors = g_strsplit(words, ",", -1);
    const char **labels = g_new0(const char *, g_strv_length(actors) + 1);
    gsize i;

    step->actors = g_new0(char *, g_strv_length(actors) + 1);
    for (i = 0; actors[i]; i++) {
        char *key = g_strdup_printf("actor.%s", actors[i]);

        labels[i] = explanation_label(table, key);
        step->actors[i] = actor_value(actors[i]);
        g_free(key);
    }
    step->label = language_join(table, labels, LIST_PLAIN);
    step->text = g_strdup(colon ? colon + 2 : text);
    g_free(labels);
    g_strfreev(actors);
    g_free(words);
    return step;
}

static void
step_free(gpointer data)
{
    struct explanation_step *step = data;

    g_strfreev(step->actors);
    g_free(step->label);
    g_free(step->text);
    g_free(step);
}

static void
evidence_free(gpointer data)
{
    g_free(((struct explanation_evidence *)data)->text);
    g_free(data);
}

static void
reference_free(gpointer data)
{
    g_free(((struct explanation_reference *)data)->url);
    g_free(data);
}

/* The group of the rule that fired which has the texts KEY.1, KEY.2 ...: of the variant if it has
 * any of them. @return NULL if it has none */
static const char *
variant_with(const struct code_table *table, const struct finding *finding, const char *key)
{
    char group[128], first[16];

    g_snprintf(group, sizeof(group), "rule %s/%s", finding->rule,
               finding->variant ? finding->variant : "");
    g_snprintf(first, sizeof(first), "%s.1", key);
    return finding->variant && code_table_text(table, group, first) ? finding->variant : NULL;
}

/* The texts KEY.1, KEY.2 ... of the rule that fired, one after the other. @return NULL after the
 * last one; free it with g_free */
static char *
rule_text_at(const struct code_table *table, const struct finding *finding, const char *key,
             unsigned number)
{
    char group[128], numbered[16];
    const char *variant, *text;

    if (!finding->rule) {
        return NULL;
    }
    variant = variant_with(table, finding, key);
    g_snprintf(group, sizeof(group), "rule %s%s%s", finding->rule, variant ? "/" : "",
               variant ? variant : "");
    g_snprintf(numbered, sizeof(numbered), "%s.%u", key, number);
    text = code_table_text(table, group, numbered);
    return text ? text_expand(text, finding->arguments) : NULL;
}

static void
add_step(struct explanation *explanation, const struct code_table *table, const char *text)
{
    char *expanded = explanation_expand(text, explanation->code);

    g_ptr_array_add(explanation->fix, step_new(table, expanded));
    g_free(expanded);
}

/* What is said of the code whatever the cause: possibilities, of which there are none left when the
 * cause is certain. Nothing is said of a request. */
static GPtrArray *
general_texts(const struct code_table *table, const struct finding *finding, const char *key)
{
    return finding->is_response && finding->confidence != CONFIDENCE_CERTAIN
               ? code_texts(table, finding->code, finding->method, key)
               : g_ptr_array_new();
}

static void
explain_reasons(struct explanation *explanation, const struct code_table *table,
                const struct finding *finding)
{
    GPtrArray *general = general_texts(table, finding, "why");
    const char *note = finding->is_response && finding->confidence != CONFIDENCE_CERTAIN
                           ? code_text(table, finding->code, finding->method, "note")
                           : NULL;
    char *text;
    guint i;

    for (i = 1; (text = rule_text_at(table, finding, "why", i)); i++) {
        g_ptr_array_add(explanation->why, text);
    }
    for (i = 0; i < finding->why->len; i++) {
        g_ptr_array_add(explanation->why,
                        expand_statement(table, finding, statement_at(finding->why, i)));
    }
    for (i = 0; i < general->len; i++) {
        g_ptr_array_add(explanation->why,
                        explanation_expand(g_ptr_array_index(general, i), finding->code));
    }
    if (note) {
        g_ptr_array_add(explanation->why, explanation_expand(note, finding->code));
    }
    g_ptr_array_unref(general);
}

static void
explain_steps(struct explanation *explanation, const struct code_table *table,
              const struct finding *finding)
{
    GPtrArray *general = general_texts(table, finding, "fix");
    char *specific;
    guint i;

    for (i = 1; (specific = rule_text_at(table, finding, "fix", i)); i++) {
        g_ptr_array_add(explanation->fix, step_new(table, specific));
        g_free(specific);
    }
    for (i = 0; i < finding->fix->len; i++) {
        char *text = expand_statement(table, finding, statement_at(finding->fix, i));

        g_ptr_array_add(explanation->fix, step_new(table, text));
        g_free(text);
    }
    /* whoever likely knows the cause needs no list of other repairs */
    for (i = 0; i < general->len && finding->confidence > CONFIDENCE_LIKELY; i++) {
        add_step(explanation, table, g_ptr_array_index(general, i));
    }
    g_ptr_array_unref(general);
}

static void
collect_actors(struct explanation *explanation)
{
    guint i, at;
    gsize j;

    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        for (j = 0; step->actors[j]; j++) {
            if (!g_ptr_array_find_with_equal_func(explanation->actors, step->actors[j], g_str_equal,
                                                  &at)) {
                g_ptr_array_add(explanation->actors, step->actors[j]);
            }
        }
    }
}

static void
explain_evidence(struct explanation *explanation, const struct code_table *table,
                 const struct finding *finding)
{
    guint i;

    for (i = 0; i < finding->evidence->len; i++) {
        const struct statement *statement = statement_at(finding->evidence, i);
        struct explanation_evidence *evidence = g_new(struct explanation_evidence, 1);

        evidence->text = expand_statement(table, finding, statement);
        evidence->frame = statement->frame;
        g_ptr_array_add(explanation->evidence, evidence);
    }
}

static void
explain_confusions(struct explanation *explanation, const struct code_table *table,
                   const struct code_facts *facts)
{
    gsize i;

    for (i = 0; facts->confused_with[i]; i++) {
        uint32_t code = (uint32_t)strtoul(facts->confused_with[i], NULL, 10);
        const struct code_facts *other = code_table_find(table, code);
        struct explanation_confusion *confusion = g_new(struct explanation_confusion, 1);

        confusion->code = code;
        confusion->phrase = other ? other->phrase : "";
        confusion->difference = code_difference(table, explanation->code, code);
        g_ptr_array_add(explanation->confusions, confusion);
    }
}

/* @param url  taken over; NULL if there is none */
static void
add_link(struct explanation *explanation, const char *text, char *url)
{
    struct explanation_reference *reference = g_new(struct explanation_reference, 1);

    reference->text = text;
    reference->url = url;
    g_ptr_array_add(explanation->references, reference);
}

static void
add_reference(struct explanation *explanation, const char *text)
{
    add_link(explanation, text, reference_url(text));
}

static bool
has_reference(const struct explanation *explanation, const char *text)
{
    guint i;

    for (i = 0; i < explanation->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(explanation->references, i);

        if (strcmp(reference->text, text) == 0) {
            return true;
        }
    }
    return false;
}

/* Those of the rule come first; of a site table's rule its own page. */
static void
explain_rule_references(struct explanation *explanation, const struct code_table *table,
                        const struct finding *finding)
{
    char **texts = g_strsplit(finding->references ? finding->references : "", "; ", -1);
    gsize i;

    if (finding->source || finding->url) {
        add_link(explanation,
                 finding->source ? finding->source : explanation_label(table, "runbook"),
                 g_strdup(finding->url));
    }
    for (i = 0; texts[i]; i++) {
        add_reference(explanation, g_string_chunk_insert_const(finding->strings, texts[i]));
    }
    g_strfreev(texts);
}

static void
explain_references(struct explanation *explanation, const struct code_facts *facts)
{
    const char *defined = facts->reference ? facts->reference : facts->source;
    gsize i;

    if (defined && !has_reference(explanation, defined)) { /* a site table may say none */
        add_reference(explanation, defined);
    }
    for (i = 0; facts->see[i]; i++) {
        if (!has_reference(explanation, facts->see[i])) {
            add_reference(explanation, facts->see[i]);
        }
    }
}

/* The places that say what to do with a code that no registry has. */
static void
explain_unknown_references(struct explanation *explanation)
{
    add_reference(explanation, code_is_valid(explanation->code) ? "RFC 3261 section 8.1.3.2"
                                                                : "RFC 3261 section 7.2");
}

static char *
phrase_of(const struct code_table *table, const struct code_facts *facts, struct span phrase)
{
    if (facts) {
        return g_strdup(facts->phrase);
    }
    return span_is_set(phrase) ? mask_display(phrase, 60)
                               : g_strdup(explanation_label(table, "unregistered"));
}

static void
possibility_free(gpointer data)
{
    g_free(((struct explanation_possibility *)data)->verdict);
    g_free(data);
}

static void
explain_possibilities(struct explanation *explanation, const struct code_table *table,
                      const struct finding *finding)
{
    gsize i;

    for (i = 0; i < FINDING_POSSIBILITIES && finding->also[i].cause; i++) {
        const struct possibility *also = &finding->also[i];
        struct explanation_possibility *own = g_new(struct explanation_possibility, 1);

        own->cause = also->cause;
        own->verdict =
            expand_rule_text(table, also->rule, also->variant, "verdict", also->arguments);
        g_ptr_array_add(explanation->also, own);
    }
}

static void
explain_code(struct explanation *explanation, const struct code_table *table,
             const struct finding *finding, struct span phrase)
{
    const struct code_facts *facts = code_table_find(table, finding->code);

    explanation->phrase = phrase_of(table, facts, phrase);
    explanation->class_name = code_class_name(finding->code);
    explanation->title = g_strdup_printf("%s: %u %s: %s", explanation_label(table, "title"),
                                         finding->code, explanation->phrase, explanation->verdict);
    explanation->means = explanation_expand(
        code_text(table, finding->code, finding->method, "means"), finding->code);
    if (facts) {
        explain_confusions(explanation, table, facts);
        explain_references(explanation, facts);
    } else {
        explain_unknown_references(explanation);
    }
}

static void
lists_new(struct explanation *explanation)
{
    explanation->also = g_ptr_array_new_with_free_func(possibility_free);
    explanation->actors = g_ptr_array_new();
    explanation->why = g_ptr_array_new_with_free_func(g_free);
    explanation->fix = g_ptr_array_new_with_free_func(step_free);
    explanation->evidence = g_ptr_array_new_with_free_func(evidence_free);
    explanation->confusions = g_ptr_array_new_with_free_func(g_free);
    explanation->references = g_ptr_array_new_with_free_func(reference_free);
}

bool
explanation_steps_are_general(const struct finding *finding)
{
    return finding->is_response && !finding->rule && !finding->fix->len;
}

/* What is wanted of every finding: the verdict, who has to do what, and what proves it. */
static struct explanation *
explanation_start(const struct code_table *table, const struct finding *finding, bool has_steps)
{
    struct explanation *explanation = g_new0(struct explanation, 1);

    lists_new(explanation);
    explanation->is_response = finding->is_response;
    explanation->code = finding->code;
    explanation->verdict = explanation_verdict(table, finding);
    explanation->cause = finding->cause;
    explanation->confidence = confidence_name(finding->confidence);
    explanation->severity = finding->severity;
    explanation->group = finding->group;
    explanation->request_frame = finding->request_frame;
    explanation->outcome_frame = finding->outcome_frame;
    explanation->origin = finding->origin;
    if (has_steps) {
        explain_steps(explanation, table, finding);
        collect_actors(explanation);
    }
    explain_evidence(explanation, table, finding);
    return explanation;
}

struct explanation *
explanation_new(const struct code_table *table, const struct finding *finding, struct span phrase)
{
    struct explanation *explanation = explanation_start(table, finding, true);

    explain_possibilities(explanation, table, finding);
    explain_reasons(explanation, table, finding);
    explain_rule_references(explanation, table, finding);
    if (finding->is_response) {
        explain_code(explanation, table, finding, phrase);
    } else {
        explanation->title =
            g_strdup_printf("%s: %s: %s", explanation_label(table, "title"),
                            finding->method ? finding->method : "", explanation->verdict);
    }
    return explanation;
}

struct explanation *
explanation_new_brief(const struct code_table *table, const struct finding *finding, bool has_steps)
{
    struct explanation *explanation = explanation_start(table, finding, has_steps);

    if (finding->is_response) {
        explanation->phrase = phrase_of(table, code_table_find(table, finding->code), SPAN(""));
    }
    return explanation;
}

void
explanation_free(struct explanation *explanation)
{
    if (!explanation) {
        return;
    }
    g_free(explanation->phrase);
    g_free(explanation->verdict);
    g_free(explanation->title);
    g_free(explanation->means);
    g_ptr_array_unref(explanation->also);
    g_ptr_array_unref(explanation->actors);
    g_ptr_array_unref(explanation->why);
    g_ptr_array_unref(explanation->fix);
    g_ptr_array_unref(explanation->evidence);
    g_ptr_array_unref(explanation->confusions);
    g_ptr_array_unref(explanation->references);
    g_free(explanation);
}
