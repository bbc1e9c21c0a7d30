/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What is wrong with a table file: the one place that knows the sorts of tables.
 */
#ifndef SIPWHY_COMMAND_CHECK_TABLE_H
#define SIPWHY_COMMAND_CHECK_TABLE_H

#include <glib.h>

/**
 * Checks a file of a language, which has a group [language]: it has no group, key or placeholder
 * that the English texts do not have. Any other file is checked as a site table (site_table.h).
 * @param name      as it is to be named in messages
 * @param problems  of strings (g_free), "name:line: what is wrong"; appended to
 */
void check_table(const char *name, const char *bytes, gsize length, GPtrArray *problems);

#endif
