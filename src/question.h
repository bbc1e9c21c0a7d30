/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * For training: a finding as a question. Hints lead to the cause step by step, without naming it;
 * the cause is asked as a multiple choice, whose wrong options are rules that speak about the same
 * code and method and do not hold here; and for each of them there is what speaks against it in
 * this very capture.
 *
 * Which rule needs which hint, and what speaks against it, stands in data/training.ini.
 */
#ifndef SIPWHY_QUESTION_H
#define SIPWHY_QUESTION_H

#include "explanation.h"
#include "rule.h"

#define QUESTION_HINTS 3

/** Options of a question, the right one among them: at most so many. */
#define QUESTION_OPTIONS 4

/** One of the causes to choose from. */
struct question_option {
    const char *rule; /**< id of the rule; NULL: that the capture shows no special cause */
    char *text;       /**< a sentence that names the cause */
    char *reason;     /**< why it is wrong; NULL for the right one */
};

/** All strings are UTF-8, on one line, fit to show. */
struct question {
    uint32_t frame;              /**< of the message that is asked about */
    bool is_response;            /**< else a request that nobody answered */
    uint32_t code;               /**< of a response */
    char *title;                 /**< "SIP Why: 404 Not Found: why this answer to INVITE?" */
    char *text;                  /**< the question */
    char *hints[QUESTION_HINTS]; /**< code and request; where to look; the frames that prove it */
    GArray *frames;              /**< of uint32_t: those frames, rising */
    GPtrArray *options;          /**< of struct question_option, in the order to show; 2 to 4 */
    guint right;                 /**< place of the right option */
    const char *cause;           /**< as in the finding */
    char *verdict;
};

/** What a question is made of; all borrowed. */
struct question_source {
    const struct subject *subject;         /**< of diagnosis_subject */
    const struct finding *finding;         /**< about the same message */
    const struct explanation *explanation; /**< of the finding */
    uint64_t seed; /**< of the choice and order of the options; the same for all questions */
};

/** @return newly made; strings of the finding are borrowed: it must not outlive it. Free it with
 * question_free */
struct question *question_new(const struct question_source *source);

/** A question without anything, to be filled by who read one. @return free it with question_free */
struct question *question_new_empty(void);

/** Appends an option. Strings are copied. @param reason  NULL: it is the right one */
void question_add_option(struct question *question, const char *text, const char *reason);

void question_free(struct question *question);

/** The last part of the title, which needs no explanation: "why this answer to INVITE?".
 * @return newly allocated (g_free) */
char *question_why(const struct code_table *table, const struct finding *finding);

/** "A", "B" ...: how the option at that place is called. Static. */
const char *question_letter(guint place);

/** The option as a sentence of the answer: "Right is B: The call was cancelled." or "Not A: ..."
 * with the reason. @return newly allocated (g_free) */
char *question_judge(const struct code_table *table, const struct question *question, guint place);

/** A sentence of front ends in the table's language, [training] KEY, with one placeholder filled
 * in. @return newly allocated (g_free) */
char *training_text(const struct code_table *table, const char *key, const char *name,
                    const char *value);

/** What reports show instead of causes while training is on. Owned by the table. */
const char *training_notice(const struct code_table *table);

#endif
