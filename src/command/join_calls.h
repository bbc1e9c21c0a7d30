/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Calls that began in one capture and went on in the next one, as rotation cuts them.
 */
#ifndef SIPWHY_COMMAND_JOIN_CALLS_H
#define SIPWHY_COMMAND_JOIN_CALLS_H

#include "code_table.h"
#include "report.h"

/** When a capture was taken. */
struct join_span {
    char *capture;
    int64_t first_ns, last_ns;
    guint series; /**< private */
};

/** Makes one call of rows that have the same Call-ID and no different tags, and are of captures of
 * which each begins after the one before has ended.
 *  @param spans  of struct join_span
 *  @param table  for what is said about a response whose request is in the capture before */
void join_calls(struct report *report, GArray *spans, const struct code_table *table);

#endif
