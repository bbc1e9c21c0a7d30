/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The questions for print: a worksheet, the hints and the answers, each on pages of its own. */
#include "quiz.h"

#define PAGE_BREAK "<div class=\"page\"></div>"

/* Level of the heading of each sheet, and of its questions. */
#define LEVEL_SHEET 1
#define LEVEL_QUESTION 2

static void
add_heading(struct document *document, const struct quiz *quiz, guint place)
{
    char number[16], *text;

    g_snprintf(number, sizeof(number), "%u", place + 1);
    text = quiz_text(quiz, "question", "number", number);
    document_heading(document, LEVEL_QUESTION, NULL, text);
    g_free(text);
}

static void
add_text(struct document *document, const struct quiz *quiz, const char *key, const char *name,
         const char *value)
{
    char *text = quiz_text(quiz, key, name, value);

    document_paragraph(document, text);
    g_free(text);
}

static void
add_sheet(struct document *document, const struct quiz *quiz, const char *key)
{
    char *text = quiz_text(quiz, key, "capture", quiz->capture);

    document_heading(document, LEVEL_SHEET, NULL, text);
    g_free(text);
}

static const struct quiz_question *
question_at(const struct quiz *quiz, guint place)
{
    return g_ptr_array_index(quiz->questions, place);
}

static void
add_options(struct document *document, const struct question *question)
{
    guint i;

    for (i = 0; i < question->options->len; i++) {
        const struct question_option *option = g_ptr_array_index(question->options, i);

        document_item(document, question_letter(i), option->text);
    }
}

static void
add_worksheet(struct document *document, const struct quiz *quiz)
{
    char seed[16];
    guint i;

    g_snprintf(seed, sizeof(seed), "%u", quiz->seed);
    add_sheet(document, quiz, "title");
    add_text(document, quiz, "name", "", NULL);
    for (i = 0; i < quiz->questions->len; i++) {
        add_heading(document, quiz, i);
        document_paragraph(document, question_at(quiz, i)->text);
        add_options(document, question_at(quiz, i)->own);
    }
    add_text(document, quiz, "seed", "seed", seed);
}

static void
add_hints(struct document *document, const struct quiz *quiz)
{
    guint i, j;

    add_sheet(document, quiz, "hints");
    for (i = 0; i < quiz->questions->len; i++) {
        add_heading(document, quiz, i);
        for (j = 0; question_at(quiz, i)->hints[j]; j++) {
            document_step(document, NULL, question_at(quiz, i)->hints[j]);
        }
    }
}

static void
add_answer(struct document *document, const struct quiz *quiz, guint place)
{
    const struct code_table *table = quiz->invocation->table;
    const struct quiz_question *question = question_at(quiz, place);
    char *text = question_judge(table, question->own, question->own->right);
    guint i;

    document_callout(document, TONE_CHAT, text);
    g_free(text);
    text = training_text(table, "verdict", "verdict", question->own->verdict);
    document_paragraph(document, text);
    g_free(text);
    document_paragraph(document, question->why[0]); /* the others are of the code, not the cause */
    for (i = 0; i < question->own->options->len; i++) {
        if (i != question->own->right) {
            text = question_judge(table, question->own, i);
            document_item(document, NULL, text);
            g_free(text);
        }
    }
}

static void
add_answers(struct document *document, const struct quiz *quiz)
{
    guint i;

    add_sheet(document, quiz, "answers");
    for (i = 0; i < quiz->questions->len; i++) {
        add_heading(document, quiz, i);
        add_answer(document, quiz, i);
    }
}

struct document *
quiz_sheets(const struct quiz *quiz)
{
    char *title = quiz_text(quiz, "title", "capture", quiz->capture);
    struct document *document = invocation_document(quiz->invocation, title);

    g_free(title);
    add_worksheet(document, quiz);
    document_html(document, PAGE_BREAK, NULL);
    add_hints(document, quiz);
    document_html(document, PAGE_BREAK, NULL);
    add_answers(document, quiz);
    return document;
}
