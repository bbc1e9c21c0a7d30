/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The texts of a site table: which ones of a file are used, and what is wrong with them. A key may
 * name a language, verdict[ja]; a text without one is shown in all languages that have none of
 * their own.
 */
#ifndef SIPWHY_SITE_TEXT_H
#define SIPWHY_SITE_TEXT_H

#include "code_table.h"

/** A file that is being read. */
struct site_reader {
    const struct text_table *file;
    struct code_table *table; /**< to be filled */
    const char *language;     /**< whose texts are wanted */
    GPtrArray *problems;      /**< as for text_table_new */
};

/** What may stand in the texts of a group. */
struct site_grammar {
    /** True if the key, its language left out, may stand in the group as a text. */
    bool (*is_text)(const void *context, const char *key);
    /** True if it may stand there as something else; NULL: no key may. */
    bool (*is_other)(const void *context, const char *key);
    /** True if the placeholder may stand in a text of that key. */
    bool (*is_placeholder)(const void *context, const char *key, const char *name);
};

/** Checks the texts of a group in all languages, and lays those of the wanted language over the
 * table. A text with a strange placeholder is used as it stands; a step that names nobody who acts
 * is left out. why.N and fix.N replace all of the group that they are laid over; they are numbered
 * anew, without gaps.
 * @param group    of the file
 * @param target   the group of the table that gets them; NULL: they are only checked
 * @param context  for the functions of the grammar */
void site_texts_take(const struct site_reader *reader, const char *group, const char *target,
                     const struct site_grammar *grammar, const void *context);

/** The value of a key in the wanted language, else without one. @return NULL if there is none */
const char *site_text_find(const struct site_reader *reader, const char *group, const char *key);

/** True for why.N and fix.N. */
bool site_text_is_numbered(const char *key);

/** Calls back for each placeholder {name} of a text. */
void site_text_placeholders(const char *text, void (*found)(const char *name, void *context),
                            void *context);

/** Takes the texts of a group that the embedded tables know as well: about codes that the table
 * knows
 * ("404", "404 REGISTER", "404 vs 480") or does not ("4xx", "invalid"), of rules ("rule ID",
 * "rule ID/VARIANT"), labels, evidence, Q.850 causes ...
 * @return false if it is none of them */
bool site_text_group_take(const struct site_reader *reader, const char *group);

#endif
