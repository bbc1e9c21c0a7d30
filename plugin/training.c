/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "training.h"

#include <epan/expert.h>

#include "diagnosis.h"
#include "display.h"
#include "question_json.h"
#include "text_line.h"

#define LINE_ROOM (ITEM_LABEL_LENGTH - 1)
#define TEXT_ROOM 160 /* bytes of a text on one line */
#define CONTINUED "    "

enum training_mode { TRAINING_OFF, TRAINING_HINTS, TRAINING_QUIZ };

static int mode = TRAINING_OFF;
static guint seed = 1;

static int proto_sipwhy = -1;

static int hf_question = -1;
static int hf_hint = -1;
static int hf_choice = -1;
static int hf_answer = -1;

static int ett_item = -1;
static int ett_hints[QUESTION_HINTS + 1] = { -1, -1, -1, -1 };
static int ett_answer = -1;

/* The same for all: a cause has items of its own. */
static expert_field ei_question = EI_INIT;

/* Wireshark opens what was open in another packet: each question begins folded. */
static uint32_t folded_frame;

bool
training_is_on(void)
{
    return mode != TRAINING_OFF;
}

/* Hints and answers have no values, which a filter or a column would show without unfolding. */
void
training_register(int proto)
{
    static hf_register_info fields[] = {
        { &hf_question,
          { "Question", "sipwhy.question", FT_STRING, BASE_NONE, NULL, 0,
            "Training: what is asked about this message", HFILL } },
        { &hf_hint,
          { "Hint", "sipwhy.hint", FT_NONE, BASE_NONE, NULL, 0,
            "Training: what leads to the answer", HFILL } },
        { &hf_choice,
          { "Choice", "sipwhy.choice", FT_NONE, BASE_NONE, NULL, 0,
            "Training: one of the causes to choose from", HFILL } },
        { &hf_answer,
          { "Answer", "sipwhy.answer", FT_NONE, BASE_NONE, NULL, 0,
            "Training: the cause, to be unfolded last", HFILL } },
    };
    static ei_register_info items[] = {
        { &ei_question,
          { "sipwhy.expert.question", PI_RESPONSE_CODE, PI_CHAT, "Training: why this answer?",
            EXPFILL } },
    };
    static int *subtrees[] = { &ett_item,     &ett_hints[0], &ett_hints[1],
                               &ett_hints[2], &ett_hints[3], &ett_answer };

    proto_sipwhy = proto;
    proto_register_field_array(proto, fields, array_length(fields));
    proto_register_subtree_array(subtrees, array_length(subtrees));
    expert_register_field_array(expert_register_protocol(proto), items, array_length(items));
}

void
training_register_preferences(module_t *module)
{
    static const enum_val_t modes[] = { { "off", "Off", TRAINING_OFF },
                                        { "hints", "Questions and hints", TRAINING_HINTS },
                                        { "quiz", "Questions, hints and choices", TRAINING_QUIZ },
                                        { NULL, NULL, 0 } };

    prefs_register_enum_preference(
        module, "training", "Training",
        "Packets ask for the cause, give hints, and tell it when the last item is unfolded; "
        "fields, expert items and reports do not tell it",
        &mode, modes, FALSE);
    prefs_register_uint_preference(module, "training_seed", "Seed of the choices",
                                   "The same number gives the same choices in the same order", 10,
                                   &seed);
}

/* ---- lines ---- */

/* A text without a value, on as many lines as it needs. @return its first line */
static proto_item *
add_line(proto_tree *tree, tvbuff_t *tvb, int hf, const char *text)
{
    size_t length = text_line_length(text, TEXT_ROOM);
    proto_item *first = proto_tree_add_none_format(tree, hf, tvb, 0, 0, "%.*s", (int)length, text);

    proto_item_set_generated(first);
    for (text += length; *text; text += length) {
        text += *text == ' ';
        length = text_line_length(text, TEXT_ROOM - strlen(CONTINUED));
        proto_item_set_generated(
            proto_tree_add_none_format(tree, hf, tvb, 0, 0, CONTINUED "%.*s", (int)length, text));
    }
    return first;
}

static proto_item *
add_labelled(proto_tree *tree, tvbuff_t *tvb, int hf, const char *label, const char *text)
{
    char *line = g_strdup_printf("%s: %s", label, text);
    proto_item *item = add_line(tree, tvb, hf, line);

    g_free(line);
    return item;
}

/* ---- question, hints, answer: each folded under the one before ---- */

static proto_tree *
add_question(proto_tree *tree, tvbuff_t *tvb, const struct question *question)
{
    proto_item *item = proto_tree_add_string_format(
        tree, hf_question, tvb, 0, 0, question->text, "%.*s",
        (int)text_line_length(question->text, LINE_ROOM), question->text);

    proto_item_set_generated(item);
    return proto_item_add_subtree(item, ett_hints[0]);
}

static void
add_choices(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
            const struct question *question)
{
    guint i;

    for (i = 0; i < question->options->len; i++) {
        const struct question_option *option = g_ptr_array_index(question->options, i);
        char *label = training_text(table, "choice", "letter", question_letter(i));

        add_labelled(tree, tvb, hf_choice, label, option->text);
        g_free(label);
    }
}

/* @return where the answer goes */
static proto_tree *
add_hints(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
          const struct question *question)
{
    guint i;

    for (i = 0; i < QUESTION_HINTS; i++) {
        char number[16], *label;

        snprintf(number, sizeof(number), "%u", i + 1);
        label = training_text(table, "hint", "number", number);
        tree = proto_item_add_subtree(add_labelled(tree, tvb, hf_hint, label, question->hints[i]),
                                      ett_hints[i + 1]);
        g_free(label);
    }
    return tree;
}

static void
add_judgements(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
               const struct question *question)
{
    guint i;

    for (i = 0; i < question->options->len; i++) {
        char *text = question_judge(table, question, i);

        add_line(tree, tvb, hf_answer, text);
        g_free(text);
    }
}

/* Of several lines of a kind. */
static void
add_texts(proto_tree *tree, tvbuff_t *tvb, const char *label, const GPtrArray *texts)
{
    guint i;

    for (i = 0; i < texts->len; i++) {
        add_labelled(tree, tvb, hf_answer, label, g_ptr_array_index(texts, i));
    }
}

static void
add_evidence(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
             const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        add_labelled(tree, tvb, hf_answer, explanation_label(table, "evidence"), evidence->text);
    }
}

static void
add_steps(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
          const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);
        char *text = g_strdup_printf("(%s) %s", step->label, step->text);

        add_labelled(tree, tvb, hf_answer, explanation_label(table, "fix"), text);
        g_free(text);
    }
}

static void
add_answer(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
           const struct question *question, const struct explanation *explanation)
{
    char *label = training_text(table, "answer", "", NULL);
    proto_tree *own = proto_item_add_subtree(add_line(tree, tvb, hf_answer, label), ett_answer);

    g_free(label);
    add_labelled(own, tvb, hf_answer, explanation_label(table, "verdict"), explanation->verdict);
    if (mode == TRAINING_QUIZ) {
        add_judgements(own, tvb, table, question);
    }
    add_texts(own, tvb, explanation_label(table, "why"), explanation->why);
    add_evidence(own, tvb, table, explanation);
    add_steps(own, tvb, table, explanation);
    add_labelled(own, tvb, hf_answer, explanation_label(table, "cause"), explanation->cause);
    add_labelled(own, tvb, hf_answer, explanation_label(table, "confidence"),
                 explanation->confidence);
}

static void
fold(uint32_t frame)
{
    gsize i;

    if (frame == folded_frame) {
        return;
    }
    folded_frame = frame;
    for (i = 0; i < G_N_ELEMENTS(ett_hints); i++) {
        tree_expanded_set(ett_hints[i], FALSE);
    }
    tree_expanded_set(ett_answer, FALSE);
}

/* ---- a packet ---- */

/* Of the same code table and history. */
static struct question *
make_question(const struct training_subject *given, const struct explanation *explanation,
              uint64_t own_seed)
{
    struct subject subject;
    const struct question_source source = {
        .subject = &subject, .finding = given->finding, .explanation = explanation, .seed = own_seed
    };

    diagnosis_subject(given->table, given->history, given->message, given->sip, &subject);
    return question_new(&source);
}

static struct explanation *
explain(const struct training_subject *given)
{
    return explanation_new(given->table, given->finding, given->sip->reason_phrase);
}

static proto_item *
show_question(proto_tree *tree, tvbuff_t *tvb, const struct training_subject *given)
{
    struct explanation *explanation = explain(given);
    struct question *question = make_question(given, explanation, seed);
    proto_item *item =
        proto_tree_add_protocol_format(tree, proto_sipwhy, tvb, 0, 0, "%s", question->title);
    proto_tree *own = proto_item_add_subtree(item, ett_item);
    proto_tree *deeper;

    proto_item_set_generated(item);
    fold(question->frame);
    deeper = add_question(own, tvb, question);
    if (mode == TRAINING_QUIZ) {
        add_choices(own, tvb, given->table, question);
    }
    deeper = add_hints(deeper, tvb, given->table, question);
    add_answer(deeper, tvb, given->table, question, explanation);
    display_code(own, tvb, given->table, explanation);
    question_free(question);
    explanation_free(explanation);
    return item;
}

void
training_show(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
              const struct training_subject *given)
{
    const struct finding *finding = given->finding;
    proto_item *item = tree ? show_question(tree, tvb, given) : NULL;
    char *why = question_why(given->table, finding);

    if (finding->is_response) {
        expert_add_info_format(pinfo, item, &ei_question, "%u: %s", finding->code, why);
    } else {
        expert_add_info_format(pinfo, item, &ei_question, "%s", why);
    }
    g_free(why);
}

void
training_write(struct json_writer *json, const struct training_subject *given, uint64_t own_seed)
{
    struct explanation *explanation = explain(given);
    struct question *question = make_question(given, explanation, own_seed);

    question_to_json(json, question, explanation);
    question_free(question);
    explanation_free(explanation);
}
