/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A report as a table (RFC 4180): a row for each call and each other request that went wrong. Cells
 * that a spreadsheet would take for a formula begin with an apostrophe.
 */
#ifndef SIPWHY_REPORT_CSV_H
#define SIPWHY_REPORT_CSV_H

#include "report_text.h"

/** Names of columns are the same in all languages. @param write  called once for each row */
void report_to_csv(const struct report *report, report_write write, gpointer context);

#endif
