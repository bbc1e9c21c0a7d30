/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A report as newline-delimited JSON: an object for each call and for each other request that went
 * wrong, in the order of their start, and at the end one that summarizes. data/report.schema.json
 * says what is in them. All that other renderers show is there.
 */
#ifndef SIPWHY_REPORT_JSON_H
#define SIPWHY_REPORT_JSON_H

#include "report_text.h"

#define REPORT_SCHEMA "sipwhy/1"

/** @param write  called once for each line */
void report_to_json(const struct report *report, report_write write, gpointer context);

#endif
