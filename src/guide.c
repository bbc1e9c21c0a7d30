/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guide.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "guide.ini"
#define MOST_QUESTIONS 99

struct guide {
    struct text_table *facts; /* what the symptoms' names and targets belong to */
    GPtrArray *symptoms;
};

static void
question_free(gpointer data)
{
    struct guide_question *question = data;

    g_ptr_array_unref(question->targets);
    g_free(question);
}

static void
symptom_free(gpointer data)
{
    struct guide_symptom *symptom = data;

    g_ptr_array_unref(symptom->questions);
    g_free(symptom);
}

static bool
is_code(const char *text)
{
    return g_ascii_isdigit(text[0]) && g_ascii_isdigit(text[1]) && g_ascii_isdigit(text[2]);
}

static uint32_t
code_of(const char *text)
{
    return (uint32_t)g_ascii_strtoull(text, NULL, 10);
}

/* "404" is a code, "202-vs-404" a pair, all else the id of a rule, which may begin with a code. */
static void
read_name(struct guide_target *target, const char *name)
{
    target->name = name;
    target->kind = GUIDE_RULE;
    if (is_code(name) && strlen(name) == strlen("404")) {
        target->kind = GUIDE_CODE;
        target->code = code_of(name);
    } else if (is_code(name) && g_str_has_prefix(name + 3, "-vs-") && is_code(name + 7)) {
        target->kind = GUIDE_PAIR;
        target->code = code_of(name);
        target->other = code_of(name + 7);
    }
}

static struct guide_target *
target_new(const struct code_table *table, const char *group, const char *name)
{
    struct guide_target *target = g_new0(struct guide_target, 1);

    read_name(target, name);
    target->text = target->kind == GUIDE_PAIR ? code_difference(table, target->code, target->other)
                                              : code_table_text(table, group, name);
    return target;
}

static struct guide_question *
question_new(const struct code_table *table, const char *group, const char *number,
             const char *const *names)
{
    struct guide_question *question = g_new0(struct guide_question, 1);
    char *key = g_strdup_printf("question.%s", number);

    question->text = code_table_text(table, group, key);
    question->targets = g_ptr_array_new_with_free_func(g_free);
    for (; *names; names++) {
        g_ptr_array_add(question->targets, target_new(table, group, *names));
    }
    g_free(key);
    return question;
}

static struct guide_symptom *
symptom_new(const struct guide *guide, const struct code_table *table, const char *name)
{
    struct guide_symptom *symptom = g_new0(struct guide_symptom, 1);
    char *group = g_strdup_printf("guide %s", name);
    unsigned number;

    symptom->name = name;
    symptom->title = code_table_text(table, group, "title");
    symptom->text = code_table_text(table, group, "text");
    symptom->questions = g_ptr_array_new_with_free_func(question_free);
    for (number = 1; number <= MOST_QUESTIONS; number++) {
        char key[16];
        const char *const *names;

        g_snprintf(key, sizeof(key), "%u", number);
        names = text_table_list(guide->facts, name, key);
        if (!names[0]) {
            break;
        }
        g_ptr_array_add(symptom->questions, question_new(table, group, key, names));
    }
    g_free(group);
    return symptom;
}

struct guide *
guide_new(const struct code_table *table)
{
    struct guide *guide = g_new0(struct guide, 1);
    const char *const *name;

    guide->facts = text_table_new_embedded(FILE_NAME, NULL, NULL);
    guide->symptoms = g_ptr_array_new_with_free_func(symptom_free);
    for (name = text_table_groups(guide->facts); *name; name++) {
        g_ptr_array_add(guide->symptoms, symptom_new(guide, table, *name));
    }
    return guide;
}

void
guide_free(struct guide *guide)
{
    if (!guide) {
        return;
    }
    g_ptr_array_unref(guide->symptoms);
    text_table_free(guide->facts);
    g_free(guide);
}

const GPtrArray *
guide_symptoms(const struct guide *guide)
{
    return guide->symptoms;
}
