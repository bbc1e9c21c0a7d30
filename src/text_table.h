/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Tables in the form of GKeyFile: groups of keys with values. The facts of the code table and the
 * texts of each language are such files; they are embedded in the binary and read on first use. A
 * key may name a language in brackets, verdict[ja]; it is a key like any other here.
 */
#ifndef SIPWHY_TEXT_TABLE_H
#define SIPWHY_TEXT_TABLE_H

#include <stdbool.h>

#include <glib.h>

struct text_table;

/**
 * Reads a table from memory.
 * @param name      of the file, for messages about problems
 * @param bytes     UTF-8, need not end with NUL
 * @param fallback  asked for what this table lacks; NULL if there is none; must outlive the new
 * table
 * @param problems  of strings (g_free): each mistake as "name:line: [group] key: what is wrong" is
 * appended; the rest of the table is used. NULL: not wanted.
 * @return newly made, free it with text_table_free; never NULL
 */
struct text_table *text_table_new(const char *name, const char *bytes, gsize length,
                                  const struct text_table *fallback, GPtrArray *problems);

/** Reads one of the embedded files ("codes.ini"). @return NULL if no file of that name is embedded.
 */
struct text_table *text_table_new_embedded(const char *name, const struct text_table *fallback,
                                           GPtrArray *problems);

void text_table_free(struct text_table *table);

/** An empty table that is filled with text_table_set, for texts that are laid over other ones.
 * @return newly made, free it with text_table_free */
struct text_table *text_table_new_empty(const struct text_table *fallback);

/** Gives a key a value, which is copied. "" hides what the fallback has under that key. */
void text_table_set(struct text_table *table, const char *group, const char *key,
                    const char *value);

/** Takes a group out of the table itself. */
void text_table_remove_group(struct text_table *table, const char *group);

/** Appends the mistake to the problems as text_table_new does, with the line of the key.
 * @param group  NULL: the mistake is the whole file's
 * @param key    NULL: the mistake is the group's
 * @param problems  NULL: nothing is done */
G_GNUC_PRINTF(5, 6)
void text_table_report(const struct text_table *table, GPtrArray *problems, const char *group,
                       const char *key, const char *format, ...);

/** Where a key stands: "name:line: [group] key". Arguments as for text_table_report.
 * @return newly allocated (g_free) */
char *text_table_position(const struct text_table *table, const char *group, const char *key);

/** The value of a key, in the table or its fallback. @return NULL if there is none; owned by the
 * table. */
const char *text_table_find(const struct text_table *table, const char *group, const char *key);

/** True if the table itself, its fallback left out, has the group. */
bool text_table_has_group(const struct text_table *table, const char *group);

/** The value split at ';'. @return NULL-terminated, owned by the table; empty if there is no such
 * key. */
const char *const *text_table_list(const struct text_table *table, const char *group,
                                   const char *key);

/** All groups of the table itself, in the order of the file. @return NULL-terminated; owned by the
 * table. */
const char *const *text_table_groups(const struct text_table *table);

/** All keys of a group of the table itself, in the order of the file if it was read with problems,
 * else in no order.
 *  @return NULL-terminated, free it with g_free (the strings belong to the table); empty for an
 * unknown group. */
const char **text_table_keys(const struct text_table *table, const char *group);

/** A value for a placeholder. */
struct text_argument {
    const char *name;
    const char *value; /**< NULL: the placeholder has no value */
};

/**
 * Fills in placeholders: {name} becomes the value of that argument. What stands between ⟦ and ⟧ is
 * left out if a placeholder in it has no value; outside of such brackets a placeholder without
 * value stays as it stands.
 * @param arguments  ended by one whose name is NULL
 * @return newly allocated (g_free)
 */
char *text_expand(const char *template_text, const struct text_argument *arguments);

#endif
