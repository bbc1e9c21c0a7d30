/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Finds the captures that arguments name: files, and folders with all that is below them.
 */
#ifndef SIPWHY_COMMAND_CAPTURES_H
#define SIPWHY_COMMAND_CAPTURES_H

#include <stdbool.h>

#include <glib.h>

/** Paths, each once, in the order of their names.
 *  @param missing  set to the first argument that is neither a file nor a folder, or a folder that
 * cannot be read; borrowed. NULL: all could be read
 *  @return of char *; free it with g_ptr_array_unref */
GPtrArray *captures_find(const char *const *arguments, const char **missing);

#endif
