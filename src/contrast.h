/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What tells two response codes apart, read off the facts of the code table. A contrast holds no
 * sentence, only the key of one in the group "compare difference" and the values for it.
 */
#ifndef SIPWHY_CONTRAST_H
#define SIPWHY_CONTRAST_H

#include "language.h"

/** The group of texts with short names for those who make responses. */
#define CONTRAST_SENDERS "compare sender"

/** One way in which two codes differ. */
struct contrast {
    const char *topic; /**< of contrasts with the same topic one is enough */
    const char *key;   /**< of the text; static */
    unsigned weight;   /**< the larger, the more it helps to tell these two apart */
    /** The text speaks of {one} and {other}: which of the two codes is which depends on the facts,
     * not on the order in which they were asked for. */
    const struct code_facts *one, *other;
    char *of_one, *of_other; /**< values of the placeholders of the same names; may be NULL */
};

/**
 * Looks for one kind of contrast.
 * @param first    with the smaller code
 * @param contrast empty; key, weight, one, other and the values are to be set
 * @return false if the two do not differ in this way, or nothing true and useful can be said
 */
typedef bool contrast_function(const struct code_table *table, const struct code_facts *first,
                               const struct code_facts *second, struct contrast *contrast);

/** A row of the table of all kinds. */
struct contrast_kind {
    const char *topic;
    /** True if it may stand next to a text that was written for the pair: such a text says what
     * both are about. */
    bool beside_written;
    contrast_function *find;
};

/** All kinds, ended by one whose topic is NULL. */
extern const struct contrast_kind contrast_kinds[];

/**
 * All contrasts of two codes, the heaviest first, one of each topic.
 * @param beside_written  only those that may stand next to a written text
 * @return of struct contrast; free it with g_ptr_array_unref
 */
GPtrArray *contrasts_find(const struct code_table *table, const struct code_facts *first,
                          const struct code_facts *second, bool beside_written);

/** The sentence in the table's language. @return newly allocated (g_free) */
char *contrast_text(const struct code_table *table, const struct contrast *contrast);

/** True if a list of the facts has the word. */
bool contrast_list_has(const char *const *list, const char *word);

/**
 * The first words of a list in the table's language: "REGISTER, SUBSCRIBE and PUBLISH".
 * @param group    of the texts that has the words; NULL: they are the same in all languages
 * @param maximum  so many words are taken
 * @return newly allocated (g_free); "" for an empty list
 */
char *contrast_list_text(const struct code_table *table, const char *const *list, const char *group,
                         enum language_list how, guint maximum);

/** What a client that does not know the code has to take it for (RFC 3261 section 8.1.3.2). */
uint32_t contrast_treated_as(uint32_t code);

#endif
