/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files of the handbook share: private to handbook.c and handbook_sections.c.
 */
#ifndef SIPWHY_COMMAND_HANDBOOK_PRIVATE_H
#define SIPWHY_COMMAND_HANDBOOK_PRIVATE_H

#include <stdbool.h>

#include "code_table.h"

/* The page that is being written. */
struct handbook {
    const struct code_table *table;
    const char *language;
    bool right_to_left;
    char *style;
    const char *script;
    GString *out;
};

/* A word of the group [handbook]. @return NULL if there is none */
const char *handbook_word(const struct handbook *handbook, const char *key);

/* The parts of the page that are made of the tables. */
void handbook_write_symptoms(const struct handbook *handbook);
void handbook_write_contents(const struct handbook *handbook); /* short links to all codes */
void handbook_write_options(const struct handbook *handbook);  /* all codes, to choose from */
void handbook_write_entries(const struct handbook *handbook);
void handbook_write_rules(const struct handbook *handbook);

#endif
