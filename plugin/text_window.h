/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Windows with running text, in Wireshark only.
 */
#ifndef SIPWHY_TEXT_WINDOW_H
#define SIPWHY_TEXT_WINDOW_H

#include "code_table.h"
#include "history.h"

/** The table of now: it changes with the preferences, while a window stays. */
typedef const struct code_table *(*table_getter)(void);

/** Shows all that is known of the response's code, as an answer to its request. */
void text_window_explain(table_getter table, const struct history_message *response);

/** Shows the response's code beside another one: the first of these. Failures of the same call, its
 * other responses, and codes that people mix up with it; buttons change to another one. */
void text_window_compare(table_getter table, const struct history_message *response);

#endif
