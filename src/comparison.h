/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Two response codes next to each other: what each means, what tells them apart, which one to
 * expect when, and what to do for each. Front ends show this one structure. What was written for a
 * pair comes first; the rest is derived from the facts of the code table.
 */
#ifndef SIPWHY_COMPARISON_H
#define SIPWHY_COMPARISON_H

#include "document.h"
#include "explanation.h"
#include "json_writer.h"

/** One of the two codes. */
struct comparison_side {
    uint32_t code;
    const struct code_facts *facts; /**< NULL if the table does not know the code */
    /** The general explanation: phrase, class_name, verdict, means, why, fix. */
    const struct explanation *entry;
    char *expect; /**< when to expect this one and not the other */
    char *remedy; /**< what to do about this one */
};

/** A sentence or two that tell both apart. */
struct comparison_difference {
    char *text;
    const char *kind; /**< of the derived ones, the same in all languages: "retry.changed-later";
                         NULL if the text was written for the pair */
    uint32_t subject; /**< the code that a derived text begins with or is mostly about; 0 if it was
                         written for the pair */
};

struct comparison_related {
    uint32_t code;
    const char *phrase;
};

/** Strings are UTF-8, on one line, fit to show. Arrays are never NULL. */
struct comparison {
    struct comparison_side first, second; /**< the smaller code first */
    bool by_hand;                         /**< everything was written for this pair */
    char *summary;
    GPtrArray *differences; /**< of struct comparison_difference, the most helpful first */
    GPtrArray *related;     /**< of struct comparison_related: confused with one of both, rising */
    GPtrArray *references;  /**< of const struct explanation_reference: what defines both codes
                               first */
    const struct code_table *table; /**< private: borrowed */
    struct finding *findings[2];    /**< private: the explanations borrow from them */
    struct explanation *entries[2]; /**< private: owned */
    struct code_facts *unknown[2];  /**< private: facts of codes that the table does not know */
};

/**
 * Compares two codes; the order of the arguments does not matter.
 * @param method  the texts about each code are those for an answer to it, if there are any:
 * "REGISTER", "re-INVITE"; NULL: general ones
 * @return newly made; must not outlive the table; free it with comparison_free. NULL if both are
 * the same code, or one is not from 100 to 699
 */
struct comparison *comparison_new(const struct code_table *table, uint32_t code, uint32_t other,
                                  const char *method);

void comparison_free(struct comparison *comparison);

/** "202 Accepted and 404 Not Found". @return newly allocated (g_free) */
char *comparison_title(const struct comparison *comparison);

/** Appends all of it. Its heading has the id "compare-202-404". @param level  of the heading */
void comparison_to_document(const struct comparison *comparison, struct document *document,
                            unsigned level);

/** Writes it as the members of an object that the caller began. */
void comparison_to_json(const struct comparison *comparison, struct json_writer *writer);

#endif
