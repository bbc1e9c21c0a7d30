/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "question.h"

#include <string.h>

#include "language.h"
#include "question_private.h"

static const char *const letters[QUESTION_OPTIONS] = { "A", "B", "C", "D" };

const char *
question_letter(guint place)
{
    g_assert(place < QUESTION_OPTIONS);
    return letters[place];
}

/* ---- texts ---- */

char *
training_expand(const struct code_table *table, const char *key,
                const struct text_argument *arguments)
{
    const char *text = code_table_text(table, "training", key);

    return text_expand(text ? text : key, arguments);
}

char *
training_text(const struct code_table *table, const char *key, const char *name, const char *value)
{
    const struct text_argument arguments[] = { { name, value }, { NULL, NULL } };

    return training_expand(table, key, arguments);
}

const char *
training_notice(const struct code_table *table)
{
    const char *text = code_table_text(table, "training", "report");

    return text ? text : "";
}

/* ---- frames that prove the cause ---- */

static gint
compare_frames(gconstpointer a, gconstpointer b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static void
add_frame(struct question *question, uint32_t frame)
{
    guint i;

    if (!frame || frame == question->frame) {
        return;
    }
    for (i = 0; i < question->frames->len; i++) {
        if (g_array_index(question->frames, uint32_t, i) == frame) {
            return;
        }
    }
    g_array_append_val(question->frames, frame);
}

static void
find_frames(struct question *question, const struct finding *finding)
{
    guint i;

    add_frame(question, finding->request_frame);
    add_frame(question, finding->outcome_frame);
    for (i = 0; i < finding->evidence->len; i++) {
        add_frame(question, g_array_index(finding->evidence, struct statement, i).frame);
    }
    g_array_sort(question->frames, compare_frames);
}

static char *
frames_as_list(const struct code_table *table, const struct question *question)
{
    char **numbers = g_new0(char *, question->frames->len + 1);
    char *list;
    guint i;

    for (i = 0; i < question->frames->len; i++) {
        numbers[i] = g_strdup_printf("%u", g_array_index(question->frames, uint32_t, i));
    }
    list = language_join(table, (const char *const *)numbers, LIST_PLAIN);
    g_strfreev(numbers);
    return list;
}

/* ---- what is asked ---- */

/* Values that all texts of a question may use. */
struct values {
    char frame[16], code[16], request[16];
    struct text_argument arguments[7];
};

static void
values_set(struct values *values, const struct question_source *source,
           const struct question *question)
{
    const struct finding *finding = source->finding;
    const struct code_facts *facts = source->subject->facts;
    uint32_t request = finding->request_frame;

    g_snprintf(values->frame, sizeof(values->frame), "%u", question->frame);
    g_snprintf(values->code, sizeof(values->code), "%u", question->code);
    g_snprintf(values->request, sizeof(values->request), "%u", request);
    values->arguments[0] = (struct text_argument){ "frame", values->frame };
    values->arguments[1] = (struct text_argument){ "code", values->code };
    values->arguments[2] = (struct text_argument){ "phrase", source->explanation->phrase };
    values->arguments[3] = (struct text_argument){ "request", request ? values->request : NULL };
    values->arguments[4] = (struct text_argument){ "method", finding->method };
    values->arguments[5] = (struct text_argument){ "reference", facts ? facts->reference : NULL };
    values->arguments[6] = (struct text_argument){ NULL, NULL };
}

char *
question_why(const struct code_table *table, const struct finding *finding)
{
    return training_text(table, finding->is_response ? "title" : "title.unanswered", "method",
                         finding->method);
}

static char *
make_title(const struct question_source *source)
{
    const struct code_table *table = source->subject->table;
    const struct explanation *explanation = source->explanation;
    char *why = question_why(table, source->finding), *title;

    title = explanation->is_response
                ? g_strdup_printf("%s: %u %s: %s", explanation_label(table, "title"),
                                  explanation->code, explanation->phrase, why)
                : g_strdup_printf("%s: %s", explanation_label(table, "title"), why);
    g_free(why);
    return title;
}

/* Where to look, by the kind of the rule. */
static char *
hint_where(const struct question_source *source)
{
    const struct code_table *table = source->subject->table;
    const char *rule = source->finding->rule;
    const char *kind = rule ? training_fact("look", rule) : NULL;
    const char *text = code_table_text(table, "training look", kind ? kind : "general");

    return g_strdup(text ? text : "");
}

static char *
hint_frames(const struct code_table *table, const struct question *question,
            const struct values *values)
{
    char *list = frames_as_list(table, question);
    const struct text_argument arguments[] = { { "frame", values->frame },
                                               { "frames", list },
                                               { NULL, NULL } };
    char *hint =
        training_expand(table, question->frames->len ? "hint.frames" : "hint.alone", arguments);

    g_free(list);
    return hint;
}

static void
ask(struct question *question, const struct question_source *source)
{
    const struct code_table *table = source->subject->table;
    struct values values;

    values_set(&values, source, question);
    question->title = make_title(source);
    question->text = training_expand(
        table, question->is_response ? "question" : "question.unanswered", values.arguments);
    question->hints[0] = training_expand(
        table, question->is_response ? "hint.code" : "hint.request", values.arguments);
    question->hints[1] = hint_where(source);
    question->hints[2] = hint_frames(table, question, &values);
}

struct question *
question_new_empty(void)
{
    struct question *question = g_new0(struct question, 1);

    question->frames = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    question->options = question_options_new();
    return question;
}

struct question *
question_new(const struct question_source *source)
{
    struct question *question = question_new_empty();

    question->frame = source->subject->shown->frame;
    question->is_response = source->finding->is_response;
    question->code = source->finding->code;
    question->cause = source->finding->cause;
    question->verdict = g_strdup(source->explanation->verdict);
    find_frames(question, source->finding);
    ask(question, source);
    question_choose_options(question, source);
    return question;
}

void
question_free(struct question *question)
{
    gsize i;

    if (!question) {
        return;
    }
    for (i = 0; i < QUESTION_HINTS; i++) {
        g_free(question->hints[i]);
    }
    g_free(question->title);
    g_free(question->text);
    g_free(question->verdict);
    g_array_unref(question->frames);
    g_ptr_array_unref(question->options);
    g_free(question);
}

char *
question_judge(const struct code_table *table, const struct question *question, guint place)
{
    const struct question_option *option = g_ptr_array_index(question->options, place);
    const struct text_argument arguments[] = { { "letter", question_letter(place) },
                                               { "option", option->text },
                                               { NULL, NULL } };
    bool is_right = place == question->right;
    char *judged = training_expand(table, is_right ? "right" : "wrong", arguments);
    const char *const sentences[] = { judged, option->reason, NULL };
    char *joined = language_join(table, sentences, LIST_SENTENCES);

    g_free(judged);
    return joined;
}
