/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A bar on the standard error, if that is a terminal.
 */
#ifndef SIPWHY_COMMAND_PROGRESS_H
#define SIPWHY_COMMAND_PROGRESS_H

#include <glib.h>

/** A tshark_progress. */
void progress_show(guint done, guint all, gpointer unused);

/** Removes the bar. */
void progress_end(void);

#endif
