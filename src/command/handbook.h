/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The handbook: all that the texts say, on one HTML page that needs nothing else: the decision
 * guide, the entry of every code, every cause, and any two codes compared. What it looks like
 * stands in data/handbook.html, .css and .js.
 */
#ifndef SIPWHY_COMMAND_HANDBOOK_H
#define SIPWHY_COMMAND_HANDBOOK_H

#include "code_table.h"

/** Appends the page. @param language  id of the table's language */
void handbook_write(const struct code_table *table, const char *language, GString *out);

/**
 * Appends what the page's script compares and searches with: one JSON object, which may stand in a
 * script element.
 *
 *   words  of [handbook] and [entry] that the script shows
 *   codes  each with code, phrase, tone, verdict, means, why and fix (an actor and a step)
 *   texts  the sentences of comparisons; {a} and {b} stand for the two codes, the smaller first
 *   links  text and URL of each reference
 *   pairs  of codes (0,1), (0,2) ... (1,2) ...: summary, differences, when to expect the first, the
 *          second, what to do about the first, the second, related codes, references; each a place
 *          in texts, codes or links
 */
void handbook_write_data(const struct code_table *table, GString *out);

#endif
