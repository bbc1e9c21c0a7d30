/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The decision guide: from what somebody notices, by questions, to response codes and to rules of
 * the diagnosis. Where the questions lead stands in data/guide.ini, their texts in
 * data/<language>.ini.
 */
#ifndef SIPWHY_GUIDE_H
#define SIPWHY_GUIDE_H

#include "code_table.h"

enum guide_kind {
    GUIDE_CODE, /**< a response code */
    GUIDE_RULE, /**< a rule of the diagnosis */
    GUIDE_PAIR  /**< two codes that look alike */
};

/** One place that a question leads to. */
struct guide_target {
    enum guide_kind kind;
    const char *name; /**< as in guide.ini: "404", "404-number-format", "202-vs-404" */
    uint32_t code;    /**< of a code; of a pair the first one; 0 for a rule */
    uint32_t other;   /**< of a pair the second one, else 0 */
    const char *text; /**< a sentence: why it leads there; NULL if there is none */
};

struct guide_question {
    const char *text;
    GPtrArray *targets; /**< of struct guide_target, the likeliest first */
};

/** What somebody notices. */
struct guide_symptom {
    const char *name; /**< "transfer-fails": the same in all languages */
    const char *title;
    const char *text;     /**< what is meant, or what to look at first */
    GPtrArray *questions; /**< of struct guide_question */
};

struct guide;

/** The guide in the table's language. @return newly made; must not outlive the table; free it with
 * guide_free */
struct guide *guide_new(const struct code_table *table);

void guide_free(struct guide *guide);

/** All symptoms in the order in which to show them. @return of const struct guide_symptom, owned by
 * the guide */
const GPtrArray *guide_symptoms(const struct guide *guide);

#endif
