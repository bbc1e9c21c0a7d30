/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Texts that are longer than the line they are shown on.
 */
#ifndef SIPWHY_TEXT_LINE_H
#define SIPWHY_TEXT_LINE_H

#include <stddef.h>

/**
 * How many bytes of a text go on the next line: up to the last blank that leaves the line at least
 * half full, else up to the end of a character, and never so that the next line starts with a
 * closing bracket or a full stop. What follows is shown on further lines, without the blank at its
 * start.
 * @param text  UTF-8
 * @param room  bytes of the line, at least 16
 * @return all of it if it fits
 */
size_t text_line_length(const char *text, size_t room);

#endif
