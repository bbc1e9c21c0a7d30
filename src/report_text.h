/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A report as text for a person: head, causes, failed calls, what else went wrong.
 */
#ifndef SIPWHY_REPORT_TEXT_H
#define SIPWHY_REPORT_TEXT_H

#include "report.h"

/** Where a piece of a rendered report goes. @param text  not ended by NUL */
typedef void (*report_write)(const char *text, gsize length, gpointer context);

#define REPORT_COLUMNS 100

/**
 * @param table  gives the words around the texts of the report
 * @param width  columns; 0: lines are not broken
 * @param write  called several times
 */
void report_to_text(const struct report *report, const struct code_table *table, unsigned width,
                    report_write write, gpointer context);

#endif
