/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Joins reports about several captures into one. The order in which they come does not matter.
 * Memory grows with the number of calls only.
 */
#ifndef SIPWHY_COMMAND_JOIN_H
#define SIPWHY_COMMAND_JOIN_H

#include "report.h"

struct join;

/** @param table  borrowed; in the language. @return free it with join_free */
struct join *join_new(const struct code_table *table, const char *language);

void join_free(struct join *join);

/** Says what is wrong with a line. @param number  from 1 */
typedef void join_complain(const char *file, guint64 number, const char *reason, gpointer context);

/** What is known about a capture besides its report. Zero: nothing. */
struct join_capture {
    const char *name; /**< borrowed; NULL: it is in the report, or that of the file is taken */
    /** Of the whole capture, if the report is about an excerpt of it; packets 0: it is not. */
    uint64_t packets;
    int64_t first_ns, last_ns;
    bool is_series; /**< it is several captures that were read as one; their names are in the report
                     */
};

/**
 * Adds the lines of a file: the reports of one or several captures. Wrong lines are left out.
 * @param complain  called for each wrong line, and for a file that ends before its summary
 * @return false, with an error, if the file cannot be read; else whether all lines were right
 */
bool join_file(struct join *join, const char *path, const struct join_capture *capture,
               join_complain *complain, gpointer context, GError **error);

/** Of all captures so far, for notes. */
struct report *join_report(struct join *join);

/** A capture of which there is nothing but a note. */
void join_add_capture(struct join *join, const char *name);

/** Makes one call of what is one, and finishes the report. @return the caller's: report_free */
struct report *join_finish(struct join *join);

#endif
