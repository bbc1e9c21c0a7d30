/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The words that reports are shown with.
 */
#ifndef SIPWHY_REPORT_LABEL_H
#define SIPWHY_REPORT_LABEL_H

#include "report.h"

/** A word or sentence about reports in the table's language. @return never NULL: the key itself if
 * there is no text; owned by the table */
const char *report_label(const struct code_table *table, const char *key);

/** How far it got, and how it ended, in the table's language. Likewise. */
const char *report_reach_label(const struct code_table *table, enum report_reach reach);
const char *report_result_label(const struct code_table *table, enum report_result result);

/** "486 Busy Here", or that there was no response. @return newly allocated (g_free) */
char *report_code_label(const struct code_table *table, uint32_t code, const char *phrase);

#endif
