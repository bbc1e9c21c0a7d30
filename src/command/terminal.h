/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the standard output is connected to.
 */
#ifndef SIPWHY_COMMAND_TERMINAL_H
#define SIPWHY_COMMAND_TERMINAL_H

#include <stdbool.h>

/** Columns to fill: those asked for, else $COLUMNS, else those of the terminal, else 80.
 *  @param asked  a number; NULL if nobody asked. 0: lines are not broken */
unsigned terminal_width(const char *asked);

/** True on a terminal that knows colours, unless $NO_COLOR is set (https://no-color.org). */
bool terminal_has_colours(void);

#endif
