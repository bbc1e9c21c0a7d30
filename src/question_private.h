/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the parts of a question share.
 */
#ifndef SIPWHY_QUESTION_PRIVATE_H
#define SIPWHY_QUESTION_PRIVATE_H

#include "question.h"

/** What data/training.ini says of a rule. @param group  "look" or "against". @return NULL if it
 * says nothing; kept for good */
const char *training_fact(const char *group, const char *rule);

/** A text of [training]. @return newly allocated (g_free) */
char *training_expand(const struct code_table *table, const char *key,
                      const struct text_argument *arguments);

/** @return empty, of struct question_option */
GPtrArray *question_options_new(void);

/** Gives the question its options. */
void question_choose_options(struct question *question, const struct question_source *source);

#endif
