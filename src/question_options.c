/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The multiple choice of a question.
 */
#include "question_private.h"

#include <string.h>

#include "counter_evidence.h"
#include "language.h"
#include "shuffle.h"
#include "silent_rules.h"

#define FACTS_FILE "training.ini"

/* Separates the seeds of neighbouring questions. */
#define FRAME_STEP UINT64_C(0xd1342543de82ef95)

const char *
training_fact(const char *group, const char *rule)
{
    static struct text_table *facts;

    if (!facts) {
        facts = text_table_new_embedded(FACTS_FILE, NULL, NULL);
    }
    return text_table_find(facts, group, rule);
}

static void
option_free(gpointer data)
{
    struct question_option *option = data;

    g_free(option->text);
    g_free(option->reason);
    g_free(option);
}

static struct question_option *
option_new(const char *rule, const char *text)
{
    struct question_option *option = g_new0(struct question_option, 1);

    option->rule = rule;
    option->text = g_strdup(text);
    return option;
}

GPtrArray *
question_options_new(void)
{
    return g_ptr_array_new_with_free_func(option_free);
}

void
question_add_option(struct question *question, const char *text, const char *reason)
{
    struct question_option *option = option_new(NULL, text);

    option->reason = g_strdup(reason);
    g_ptr_array_add(question->options, option);
}

/* ---- why an option is wrong ---- */

static char *
expand_evidence(const struct code_table *table, const struct counter_evidence *found)
{
    const char *text = code_table_text(table, "training against", found->name);
    char other[16], number[24];
    const struct text_argument arguments[] = { { "other", other },
                                               { "number", number },
                                               { NULL, NULL } };

    g_snprintf(other, sizeof(other), "%u", found->frame);
    g_snprintf(number, sizeof(number), "%" G_GUINT64_FORMAT, (guint64)found->number);
    return text_expand(text ? text : found->name, arguments);
}

/* What the capture has against the rule; if nothing else, that the rule was asked in vain. */
static char *
evidence_against(const struct question_source *source, const struct rule *rule)
{
    const struct code_table *table = source->subject->table;
    const char *words = training_fact("against", rule->id);
    char **names = g_strsplit(words ? words : "", ";", -1);
    struct counter_evidence found;
    char frame[16], *text = NULL;
    gsize i;

    for (i = 0; names[i] && !text; i++) {
        if (counter_evidence_find(names[i], source->subject, &found)) {
            text = expand_evidence(table, &found);
        }
    }
    g_strfreev(names);
    g_snprintf(frame, sizeof(frame), "%u", source->subject->shown->frame);
    return text ? text : training_text(table, "silent", "frame", frame);
}

static char *
reason_against(const struct question_source *source, const struct rule *rule)
{
    const struct code_table *table = source->subject->table;
    char *sign =
        training_text(table, "sign", "sign", code_table_text(table, "training sign", rule->id));
    char *evidence = evidence_against(source, rule);
    const char *const sentences[] = { sign, evidence, NULL };
    char *reason = language_join(table, sentences, LIST_SENTENCES);

    g_free(sign);
    g_free(evidence);
    return reason;
}

/* ---- options ---- */

/* Rules of site tables have no sentence for this: theirs is the verdict. */
static struct question_option *
right_option(const struct question_source *source)
{
    const struct code_table *table = source->subject->table;
    const char *rule = source->finding->rule;
    const char *text = rule ? code_table_text(table, "training option", rule)
                            : code_table_text(table, "training", "none");

    return option_new(rule, text ? text : source->explanation->verdict);
}

/* True if the rule names the codes that it speaks about: it comes to mind before those that may
 * stand behind any code. */
static bool
names_codes(const struct rule *rule)
{
    return g_ascii_isdigit(*rule->codes);
}

static void
add_wrong(struct question *question, const struct question_source *source, const struct rule *rule)
{
    const char *text = code_table_text(source->subject->table, "training option", rule->id);
    struct question_option *option;

    if (text && question->options->len < QUESTION_OPTIONS) {
        option = option_new(rule->id, text);
        option->reason = reason_against(source, rule);
        g_ptr_array_add(question->options, option);
    }
}

/* Some of the rules of the topic that do not hold, by chance, until there are enough options. */
static void
add_wrong_of(struct question *question, const struct question_source *source, enum rule_topic topic,
             bool naming_codes, struct shuffle *shuffle)
{
    GPtrArray *rules = silent_rules(source->subject, topic);
    guint i;

    shuffle_pointers(shuffle, rules, 0);
    for (i = 0; i < rules->len; i++) {
        if (names_codes(g_ptr_array_index(rules, i)) == naming_codes) {
            add_wrong(question, source, g_ptr_array_index(rules, i));
        }
    }
    g_ptr_array_unref(rules);
}

/* That there is no cause is always worth a thought. */
static void
add_none(struct question *question, const struct question_source *source)
{
    const struct code_table *table = source->subject->table;
    struct question_option *option;

    if (source->finding->rule && question->options->len < QUESTION_OPTIONS) {
        option = option_new(NULL, code_table_text(table, "training", "none"));
        option->reason = g_strdup(code_table_text(table, "training", "none.not"));
        g_ptr_array_add(question->options, option);
    }
}

void
question_choose_options(struct question *question, const struct question_source *source)
{
    /* likeliest to be thought of first */
    static const struct {
        enum rule_topic topic;
        bool naming_codes;
    } order[] = { { TOPIC_CODE, true },     { TOPIC_EXCHANGE, true },  { TOPIC_HEADERS, true },
                  { TOPIC_HEADERS, false }, { TOPIC_EXCHANGE, false }, { TOPIC_CODE, false } };
    struct shuffle shuffle = { source->seed + question->frame * FRAME_STEP };
    struct question_option *right = right_option(source);
    gsize i;

    g_ptr_array_add(question->options, right);
    for (i = 0; i < G_N_ELEMENTS(order); i++) {
        add_wrong_of(question, source, order[i].topic, order[i].naming_codes, &shuffle);
    }
    add_none(question, source);
    shuffle_pointers(&shuffle, question->options, 0);
    g_ptr_array_find(question->options, right, &question->right);
}
