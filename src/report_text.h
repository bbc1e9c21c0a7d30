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

/** A word or sentence about reports in the table's language. @return never NULL: the key itself if
 * there is no text; owned by the table */
const char *report_label(const struct code_table *table, const char *key);

/** How far it got, and how it ended, in the table's language. Likewise. */
const char *report_reach_label(const struct code_table *table, enum report_reach reach);
const char *report_result_label(const struct code_table *table, enum report_result result);

/** "486 Busy Here", or that there was no response. @return newly allocated (g_free) */
char *report_code_label(const struct code_table *table, uint32_t code, const char *phrase);

#endif
