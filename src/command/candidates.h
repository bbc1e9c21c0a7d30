/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Words that may stand in a place of the command line: for completion in the shell, and to say what
 * a mistyped word may have meant.
 */
#ifndef SIPWHY_COMMAND_CANDIDATES_H
#define SIPWHY_COMMAND_CANDIDATES_H

#include "code_table.h"

struct candidate {
    char *word;
    char *description; /**< NULL if there is none */
};

/** @return an empty list of struct candidate; free it with g_ptr_array_unref */
GPtrArray *candidates_new(void);

/** @param description  NULL: none */
void candidates_add(GPtrArray *list, const char *word, const char *description);

/** Appends the words of one kind. */
typedef void candidates_function(const struct code_table *table, GPtrArray *list);

candidates_function candidates_codes, candidates_classes, candidates_rules, candidates_formats,
    candidates_report_formats, candidates_levels, candidates_joins, candidates_languages,
    candidates_methods, candidates_packs, candidates_commands, candidates_commands_and_codes;

/** Whether the word is one of them, in any case. @return the candidate's own spelling, static or of
 * the table; NULL if it is none */
const char *candidates_match(candidates_function *function, const struct code_table *table,
                             const char *word);

/** Those that are written nearly as the word, joined by "or" in the table's language.
 *  @return newly allocated (g_free); NULL if nothing is near */
char *candidates_near(candidates_function *function, const struct code_table *table,
                      const char *word);

#endif
