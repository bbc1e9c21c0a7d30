/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Text in columns of a terminal: how wide it is, and where a line may end.
 */
#ifndef SIPWHY_TEXT_WRAP_H
#define SIPWHY_TEXT_WRAP_H

#include <glib.h>

/** Columns that a text takes: two for each wide East Asian character, none for a combining one.
 *  @param text  UTF-8 on one line, without control characters */
unsigned text_width(const char *text);

/**
 * Appends a text, broken into lines that fit. A line ends at a blank, or beside an East Asian wide
 * character unless that would part brackets or punctuation from what they belong to; never within
 * what the reader sees as one character. A word that is longer than a line stays whole, so that
 * addresses can be copied.
 * @param text    as for text_width
 * @param width   columns of a line; 0: lines are not broken
 * @param column  where the first line starts
 * @param indent  where the following lines start
 */
void text_wrap(GString *out, const char *text, unsigned width, unsigned column, unsigned indent);

/** Appends blanks. */
void text_blanks(GString *out, unsigned count);

#endif
