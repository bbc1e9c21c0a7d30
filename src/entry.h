/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Everything that the code table knows about a code, put into words, without any capture.
 */
#ifndef SIPWHY_ENTRY_H
#define SIPWHY_ENTRY_H

#include "document.h"
#include "explanation.h"
#include "json_writer.h"

struct entry;

/**
 * @param code    100 to 699; one that the table does not know is explained by its class
 * @param method  the request that it answers, one of entry_methods; NULL: any
 * @return newly made; holds on to the table; free it with entry_free
 */
struct entry *entry_new(const struct code_table *table, uint32_t code, const char *method);

void entry_free(struct entry *entry);

/** "404 Not Found"; with the method if there is one. */
const char *entry_title(const struct entry *entry);

/** Appends the whole entry. Its heading has the id "code-404". @param level  of the heading */
void entry_to_document(const struct entry *entry, struct document *document, unsigned level);

/** Writes it as the members of an object that the caller began. */
void entry_to_json(const struct entry *entry, struct json_writer *writer);

/** The requests that texts or facts of any code speak of: "INVITE", "re-INVITE", "REGISTER" ...
 *  @return NULL-terminated, in the order of the alphabet; owned by the table's strings, free the
 * list with g_free */
const char **entry_methods(const struct code_table *table);

/** The codes of the same class whose numbers are nearest to this one, at most `maximum`.
 *  @return of const struct code_facts, free it with g_ptr_array_unref */
GPtrArray *entry_near(const struct code_table *table, uint32_t code, guint maximum);

#endif
