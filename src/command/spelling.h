/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * How much two words differ.
 */
#ifndef SIPWHY_COMMAND_SPELLING_H
#define SIPWHY_COMMAND_SPELLING_H

/** Longer words are compared by their first bytes only. */
#define SPELLING_LONGEST 64

/** The least number of bytes to insert, to delete, to replace, or to swap with the next one, that
 * makes one of the other; upper and lower case of ASCII are the same. */
unsigned spelling_distance(const char *a, const char *b);

/** The distance up to which another word may be what was meant: a third of its length. */
unsigned spelling_tolerance(const char *word);

#endif
