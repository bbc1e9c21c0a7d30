/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Languages: which there are, which one to use, and how it writes lists.
 *
 * A language is an embedded file data/<id>.ini whose id is an ISO 639 code, with "_" and a script
 * or country if it needs one: "ja", "pt", "zh_Hans". Its group [language] says:
 *
 *   name       of the language in itself
 *   direction  ltr or rtl
 *   list       how a list is written: {before} and {next}, without a word between them
 *   and, or    the same for the last word of a list
 *   sentence   the same for sentences
 */
#ifndef SIPWHY_LANGUAGE_H
#define SIPWHY_LANGUAGE_H

#include <stdbool.h>

#include "code_table.h"

/** The ids of all languages, English first, then in the order of the alphabet.
 *  @return NULL-terminated, free it with g_free (the strings are static) */
const char **language_ids(void);

/** The name of the language in itself, without reading its whole file. @param id  of language_ids.
 *  @return newly allocated (g_free) */
char *language_own_name(const char *id);

/**
 * The language that a name of a locale stands for.
 * @param locale  "ja", "ja_JP.UTF-8", "pt-BR", "zh_CN", "C"; any case
 * @return its id, static; NULL if there is none: no file, or the name is NULL or empty
 */
const char *language_find(const char *locale);

/**
 * The language of the environment: what LC_ALL says, else LC_MESSAGES, else LANG (POSIX.1-2017 XBD
 * section 8.2).
 * @param variable  looks a variable up and gives NULL if it is not set: g_getenv
 * @return an id, static; English if there is none for it
 */
const char *language_of_environment(const char *(*variable)(const char *name));

/** True if the language of the table is written from right to left. */
bool language_is_right_to_left(const struct code_table *table);

/** What joins the last two words of a list. */
enum language_list { LIST_PLAIN, LIST_AND, LIST_OR, LIST_SENTENCES };

/** The words as a list: "a, b and c". @param words  NULL-terminated. @return newly allocated
 * (g_free); "" if there are none */
char *language_join(const struct code_table *table, const char *const *words,
                    enum language_list how);

#endif
