/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The questions on a terminal, one after the other. */
#include "quiz.h"

#include <stdio.h>
#include <string.h>

#include "language.h"
#include "terminal.h"
#include "text_wrap.h"

/* Longer lines are no answer. */
#define LINE_BYTES 256

#define OPTION_INDENT 5
#define FRAME_INDENT 2

/* What was typed. */
enum reply { REPLY_CHOICE, REPLY_HINT, REPLY_END, REPLY_OTHER };

/* ---- in and out ---- */

/* @param indent  of the text and of its further lines */
static void
say_indented(const struct quiz *quiz, const char *label, unsigned indent, const char *text)
{
    GString *out = g_string_new(label);

    text_wrap(out, text, terminal_width(quiz->invocation->options->width), text_width(label),
              indent);
    printf("%s\n", out->str);
    g_string_free(out, TRUE);
}

static void
say(const struct quiz *quiz, const char *text)
{
    say_indented(quiz, "", 0, text);
}

static void
say_text(const struct quiz *quiz, const char *key, const char *name, const char *value)
{
    char *text = quiz_text(quiz, key, name, value);

    say(quiz, text);
    g_free(text);
}

/* "A, B, C" */
static char *
letters_of(const struct quiz *quiz, const struct question *question)
{
    const char *letters[QUESTION_OPTIONS + 1] = { NULL };
    guint i;

    for (i = 0; i < question->options->len; i++) {
        letters[i] = question_letter(i);
    }
    return language_join(quiz->invocation->table, letters, LIST_PLAIN);
}

/* Reads a line, the rest of a longer one too. @return false at the end of the input */
static bool
read_line(char line[LINE_BYTES])
{
    int byte = 0;
    size_t length = 0;

    while ((byte = getchar()) != EOF && byte != '\n') {
        if (length + 1 < LINE_BYTES) {
            line[length++] = (char)byte;
        }
    }
    line[length] = '\0';
    return byte != EOF || length;
}

static enum reply
read_reply(const struct quiz *quiz, const struct question *question, guint *choice)
{
    char line[LINE_BYTES], *letters = letters_of(quiz, question);
    char *prompt = quiz_text(quiz, "prompt", "letters", letters);
    bool has_line;

    printf("%s ", prompt);
    fflush(stdout);
    g_free(prompt);
    g_free(letters);
    has_line = read_line(line);
    g_strstrip(line);
    if (!has_line || g_ascii_strcasecmp(line, "q") == 0) {
        printf(has_line ? "" : "\n");
        return REPLY_END;
    }
    if (strcmp(line, "?") == 0) {
        return REPLY_HINT;
    }
    for (*choice = 0; *choice < question->options->len; (*choice)++) {
        if (g_ascii_strcasecmp(line, question_letter(*choice)) == 0) {
            return REPLY_CHOICE;
        }
    }
    return REPLY_OTHER;
}

/* ---- a question ---- */

static void
say_question(const struct quiz *quiz, const struct quiz_question *question, guint place)
{
    char number[16], *heading;
    guint i;

    g_snprintf(number, sizeof(number), "%u", place + 1);
    heading = quiz_text(quiz, "question", "number", number);
    printf("\n");
    say(quiz, heading);
    say(quiz, question->text);
    g_free(heading);
    for (i = 0; i < question->own->options->len; i++) {
        const struct question_option *option = g_ptr_array_index(question->own->options, i);

        char *label = g_strdup_printf("  %s  ", question_letter(i));

        say_indented(quiz, label, OPTION_INDENT, option->text);
        g_free(label);
    }
}

static void
say_hint(const struct quiz *quiz, const struct quiz_question *question, guint *given)
{
    if (question->hints[*given]) {
        say(quiz, question->hints[(*given)++]);
    } else {
        say_text(quiz, "no-hints", "", NULL);
    }
}

static void
say_other(const struct quiz *quiz, const struct question *question)
{
    char *letters = letters_of(quiz, question);

    say_text(quiz, "not-understood", "letters", letters);
    g_free(letters);
}

/* What was chosen, and if it was wrong, what is right. */
static void
say_judgement(const struct quiz *quiz, const struct quiz_question *question, guint choice)
{
    const struct code_table *table = quiz->invocation->table;
    char *text = question_judge(table, question->own, choice);

    say(quiz, text);
    g_free(text);
    if (choice != question->own->right) {
        text = question_judge(table, question->own, question->own->right);
        say(quiz, text);
        g_free(text);
    }
    text = training_text(table, "verdict", "verdict", question->own->verdict);
    say(quiz, text);
    g_free(text);
}

/* @return false if the user ended it */
static bool
ask(const struct quiz *quiz, const struct quiz_question *question, guint place, bool *is_right)
{
    guint choice = 0, hints = 0;

    say_question(quiz, question, place);
    for (;;) {
        switch (read_reply(quiz, question->own, &choice)) {
        case REPLY_CHOICE:
            *is_right = choice == question->own->right;
            say_judgement(quiz, question, choice);
            return true;
        case REPLY_HINT:
            say_hint(quiz, question, &hints);
            break;
        case REPLY_OTHER:
            say_other(quiz, question->own);
            break;
        case REPLY_END:
            return false;
        }
    }
}

/* ---- the score ---- */

static void
say_again(const struct quiz *quiz, const struct quiz_question *question)
{
    char frame[16], *text;
    const struct text_argument arguments[] = { { "frame", frame },
                                               { "frames", question->frames },
                                               { "verdict", question->own->verdict },
                                               { NULL, NULL } };

    g_snprintf(frame, sizeof(frame), "%u", question->frame);
    text = text_expand(code_table_text(quiz->invocation->table, "quiz", "again.frame"), arguments);
    say_indented(quiz, "  ", FRAME_INDENT, text);
    g_free(text);
}

static void
say_score(const struct quiz *quiz, const GPtrArray *wrong, guint answered)
{
    char right[16], all[16], left[16], *text;
    const struct text_argument arguments[] = { { "right", right }, { "all", all }, { NULL, NULL } };
    guint i;

    g_snprintf(right, sizeof(right), "%u", answered - wrong->len);
    g_snprintf(all, sizeof(all), "%u", answered);
    g_snprintf(left, sizeof(left), "%u", quiz->questions->len - answered);
    text = text_expand(code_table_text(quiz->invocation->table, "quiz", "score"), arguments);
    printf("\n");
    say(quiz, text);
    g_free(text);
    if (answered < quiz->questions->len) {
        say_text(quiz, "unanswered", "count", left);
    }
    if (wrong->len) {
        say_text(quiz, "again", "", NULL);
    }
    for (i = 0; i < wrong->len; i++) {
        say_again(quiz, g_ptr_array_index(wrong, i));
    }
}

int
quiz_play(const struct quiz *quiz)
{
    GPtrArray *wrong = g_ptr_array_new();
    guint answered = 0;
    bool is_right = false, is_fine;

    say_text(quiz, "title", "capture", quiz->capture);
    while (answered < quiz->questions->len) {
        struct quiz_question *question = g_ptr_array_index(quiz->questions, answered);

        if (!ask(quiz, question, answered, &is_right)) {
            break;
        }
        if (!is_right) {
            g_ptr_array_add(wrong, question);
        }
        answered++;
    }
    say_score(quiz, wrong, answered);
    is_fine = !wrong->len && answered == quiz->questions->len;
    g_ptr_array_unref(wrong);
    return is_fine ? EXIT_FINE : EXIT_NOTHING;
}
