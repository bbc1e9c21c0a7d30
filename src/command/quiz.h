/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the parts of "sipwhy quiz" share: the questions of a capture as tshark -z sipwhy,quiz wrote
 * them, asked on a terminal or printed on sheets.
 */
#ifndef SIPWHY_COMMAND_QUIZ_H
#define SIPWHY_COMMAND_QUIZ_H

#include "invocation.h"
#include "question.h"

/** Like struct question, with the letters' sentences made by question_judge. */
struct quiz_question {
    char *line; /**< the JSON it was read from */
    uint32_t frame;
    char *text;
    char **hints;         /**< NULL-terminated, like all lists here */
    char *frames;         /**< "3, 6, 12"; NULL: there are none */
    struct question *own; /**< options, right, verdict */
    char **why;
};

struct quiz {
    const struct invocation *invocation;
    const char *capture; /**< as the user named it, fit to show */
    uint32_t seed;
    GPtrArray *questions; /**< of struct quiz_question, in the order in which they are asked */
};

/** @param line  JSON, ended by NUL. @return NULL if it is no question; free it with
 * quiz_question_free */
struct quiz_question *quiz_question_read(const struct code_table *table, const char *line);
void quiz_question_free(gpointer data);

/** A text of the group [quiz]. @return newly allocated (g_free) */
char *quiz_text(const struct quiz *quiz, const char *key, const char *name, const char *value);

/** Asks on the standard output and reads from the standard input. @return the exit code */
int quiz_play(const struct quiz *quiz);

/** Makes worksheet, hints and answers, each on pages of its own. */
struct document *quiz_sheets(const struct quiz *quiz);

#endif
