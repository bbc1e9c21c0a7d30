/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule.h"

#include <string.h>

#include "sip_method.h"

/* True if the word covers the code: a number, a class ("4xx"), or a word that rule.h explains. */
static bool
word_covers(const char *word, uint32_t code)
{
    uint32_t digits;

    switch (*word) {
    case 'n': /* none */
        return code == 0;
    case 'a': /* any */
        return code >= 100;
    case 'f': /* final */
        return code >= 200;
    case 'r': /* rejected */
        return code >= 300;
    default:
        digits = (uint32_t)(*word - '0');
        return word[1] == 'x' ? code / 100 == digits
                              : code == digits * 100 + (uint32_t)(word[1] - '0') * 10 +
                                            (uint32_t)(word[2] - '0');
    }
}

/* Where the next word starts. @return NULL if this one is the last */
static const char *
word_after(const char *word)
{
    const char *blank = strchr(word, ' ');

    return blank ? blank + 1 : NULL;
}

/* What rules name are bits, so that a rule is asked without looking at words. */
#define OTHER_METHOD (UINT32_C(1) << SIP_METHOD_COUNT)

uint32_t
rule_method(struct span method)
{
    return UINT32_C(1) << sip_method_find(method);
}

static uint32_t
methods_of(const struct rule *rule)
{
    const char *word = rule->methods;
    uint32_t found = word ? 0 : UINT32_MAX;

    for (; word; word = word_after(word)) {
        uint32_t method = rule_method((struct span){ word, strcspn(word, " ") });

        g_assert(method != OTHER_METHOD); /* else sip_method.h lacks it */
        found |= method;
    }
    return found;
}

static bool
applies_to_code(const struct rule *rule, uint32_t code)
{
    const char *word = rule->codes;

    while (word && !word_covers(word, code)) {
        word = word_after(word);
    }
    return word != NULL;
}

uint32_t
rule_code(const struct subject *subject)
{
    return subject->message->is_response ? MAX(subject->code, 1) : 0;
}

bool
rule_applies(const struct rule *rule, uint32_t code, struct span method)
{
    return applies_to_code(rule, code) && (methods_of(rule) & rule_method(method));
}

static GArray *
list_of_code(uint32_t code)
{
    GArray *list = g_array_new(TRUE, FALSE, sizeof(struct rule_of_code));
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            if (applies_to_code(rule, code)) {
                struct rule_of_code own = { rule, family, methods_of(rule) };

                g_array_append_val(list, own);
            }
        }
    }
    return list;
}

const struct rule_of_code *
rules_of_code(uint32_t code)
{
    /* rules are static, and so is which of them speak about a code; no rule names one above 999 */
    static GArray *lists[1000];
    uint32_t place = MIN(code, G_N_ELEMENTS(lists) - 1);

    if (!lists[place]) {
        lists[place] = list_of_code(place);
    }
    return (const struct rule_of_code *)(gconstpointer)lists[place]->data;
}

const struct rule *
rule_find(const char *id)
{
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            if (strcmp(rule->id, id) == 0) {
                return rule;
            }
        }
    }
    return NULL;
}

const char *
rule_text(const struct code_table *table, const char *id, const char *variant, const char *key)
{
    const char *text = NULL;
    char group[128];

    if (variant) {
        g_snprintf(group, sizeof(group), "rule %s/%s", id, variant);
        text = code_table_text(table, group, key);
    }
    if (!text) {
        g_snprintf(group, sizeof(group), "rule %s", id);
        text = code_table_text(table, group, key);
    }
    return text;
}

void
cause_is(struct cause *cause, const char *variant, enum confidence confidence,
         enum severity severity)
{
    cause->variant = variant;
    cause->confidence = confidence;
    cause->severity = severity;
}

void
cause_set_text(struct cause *cause, const char *name, const char *value)
{
    gsize i = 0;

    while (cause->arguments[i].name && strcmp(cause->arguments[i].name, name) != 0) {
        i++;
    }
    g_assert(i < CAUSE_ARGUMENTS);
    cause->arguments[i].name = name;
    cause->arguments[i].value =
        value ? g_string_chunk_insert(cause->finding->strings, value) : NULL;
}

void
cause_set(struct cause *cause, const char *name, struct span value)
{
    char *shown = span_is_set(value) ? finding_display(value) : NULL;

    cause_set_text(cause, name, shown);
    g_free(shown);
}

void
cause_set_number(struct cause *cause, const char *name, uint64_t value)
{
    char *text = g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)value);

    cause_set_text(cause, name, text);
    g_free(text);
}

void
cause_set_frame(struct cause *cause, const char *name, uint32_t frame)
{
    char *text = frame_places_text(cause->finding->places, frame, cause->finding->frame);

    cause_set_text(cause, name, text);
    g_free(text);
}

void
cause_set_duration(struct cause *cause, const char *name, int64_t nanoseconds)
{
    char *text = finding_duration(nanoseconds);

    cause_set_text(cause, name, text);
    g_free(text);
}

void
cause_set_endpoint(struct cause *cause, const char *name, const struct endpoint *endpoint)
{
    char *text = finding_endpoint(endpoint);

    cause_set_text(cause, name, text);
    g_free(text);
}

static bool
has_argument(const struct cause *cause, const char *name)
{
    gsize i;

    for (i = 0; cause->arguments[i].name; i++) {
        if (strcmp(cause->arguments[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

struct statement *
cause_show_frame(struct cause *cause, const char *key, uint32_t frame)
{
    char *text_key = g_strconcat("evidence.", key, NULL);
    struct statement *statement;

    if (frame && !has_argument(cause, key)) {
        cause_set_frame(cause, key, frame);
    }
    if (!cause->evidence) {
        cause->evidence = g_array_new(FALSE, FALSE, sizeof(struct statement));
    }
    statement = finding_say(cause->evidence, NULL,
                            g_string_chunk_insert(cause->finding->strings, text_key), frame);
    g_free(text_key);
    return statement;
}

struct statement *
cause_show(struct cause *cause, const char *key, const struct history_message *message)
{
    return cause_show_frame(cause, key, message->frame);
}

void
cause_set_outcome(struct cause *cause, const struct history_message *message)
{
    cause->outcome_frame = message->frame;
}
