/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The options of all subcommands. A row of the table drives parsing, help and completion; a
 * subcommand names those that it takes.
 */
#ifndef SIPWHY_COMMAND_OPTIONS_H
#define SIPWHY_COMMAND_OPTIONS_H

#include <glib.h>

#include "candidates.h"

/** The values. Strings are as they were given, in any encoding; NULL: not given. */
struct options {
    char *format;
    char *language;
    char *method;
    char *no_pack; /**< names with commas between them */
    char *width;
    char *out;
    char *filter;
    char *fail_on;
    char *jobs;
    char *join;
    char *tls_keys;
    char *mask_key;
    char *tshark;
    char *port;
    char *seed;
    char *count;
    gboolean mask;
    gboolean fast;
    gboolean help;
    gboolean version;
};

struct option_row {
    const char *name;  /**< without "--"; NULL ends the table; its help is [option] NAME */
    char letter;       /**< 0: none */
    const char *value; /**< its name in the help: "FORMAT"; NULL: a flag */
    gsize offset;      /**< in struct options: of a gboolean for a flag, else of a char pointer */
    candidates_function *candidates; /**< what the value may be; NULL: not for a list to say */
};

extern const struct option_row option_rows[];

/** @return NULL if there is no such option */
const struct option_row *option_find(const char *name);

/** True if it was given. */
gboolean option_is_given(const struct options *options, const struct option_row *row);

/**
 * Takes the options out of the arguments.
 * @param arguments  of main; what is no option is left
 * @param error      as in GOptionContext
 * @return FALSE if an option is not known or lacks its value
 */
gboolean options_parse(struct options *options, char ***arguments, GError **error);

void options_clear(struct options *options);

#endif
