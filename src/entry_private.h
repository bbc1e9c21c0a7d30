/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What an entry is made of, for its renderers.
 */
#ifndef SIPWHY_ENTRY_PRIVATE_H
#define SIPWHY_ENTRY_PRIVATE_H

#include "entry.h"

/* So many codes are named beside an unknown one. */
#define ENTRY_NEAR 3

struct entry {
    const struct code_table *table;
    uint32_t code;
    const char *method;             /* NULL: any */
    const struct code_facts *facts; /* NULL: the table does not know the code */
    char *title;
    struct finding *finding; /* the general one */
    struct explanation *explanation;
    GPtrArray *methods; /* of const char *: requests that have texts of their own; none if the
                           entry is about one of them */
};

/* A sentence of the group with the values; "" if there is none. @return newly allocated */
char *entry_sentence(const struct entry *entry, const char *group, const char *key,
                     const struct text_argument *arguments);

/* A Q.850 cause with its name: "17 (user busy)". @return newly allocated */
char *entry_cause(const struct entry *entry, const char *cause);

/* What the code's own text says about sending the request again. @return newly allocated; NULL if
 * there is none */
char *entry_retry(const struct entry *entry);

#endif
