/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The subcommands. A row of the table drives dispatch, help and completion; a test compares the
 * manual page with it. Their words are the groups [help NAME] of the texts.
 */
#ifndef SIPWHY_COMMAND_SUBCOMMAND_H
#define SIPWHY_COMMAND_SUBCOMMAND_H

#include "invocation.h"

#define ANY_NUMBER G_MAXUINT

struct subcommand {
    const char *name;                          /**< NULL ends the table */
    const char *arguments;                     /**< as the help shows them: "[CLASS]" */
    guint minimum, maximum;                    /**< so many arguments */
    const char *options;                       /**< those that it takes, separated by blanks */
    candidates_function *candidates;           /**< what an argument may be; NULL: a file */
    candidates_function *formats;              /**< what --format may be; NULL: not taken */
    int (*run)(struct invocation *invocation); /**< @return the exit code */
    bool is_hidden;                            /**< not for people: not in the help */
};

extern const struct subcommand subcommands[];

/** "text", "markdown" ... by enum output_format, NULL-terminated. */
extern const char *const output_format_names[];

/** @return NULL if there is none of that name */
const struct subcommand *subcommand_find(const char *name);

/** True if it takes the option of this name. */
bool subcommand_takes(const struct subcommand *subcommand, const char *option);

/** What it does, on one line. */
const char *subcommand_summary(const struct code_table *table, const struct subcommand *subcommand);

/* ---- what they do, each in the file of its name ---- */

int run_explain(struct invocation *invocation);
int run_compare(struct invocation *invocation);
int run_list(struct invocation *invocation);
int run_search(struct invocation *invocation);
int run_cause(struct invocation *invocation);
int run_check(struct invocation *invocation);
int run_languages(struct invocation *invocation);
int run_report(struct invocation *invocation);
int run_merge(struct invocation *invocation);
int run_quiz(struct invocation *invocation);
int run_handbook(struct invocation *invocation);
int run_help(struct invocation *invocation);
int run_complete(struct invocation *invocation);

#endif
