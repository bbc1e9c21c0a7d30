/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A report as one page of HTML that needs nothing else: no script, no other file, no network. To be
 * attached to a ticket, read on any screen, and printed.
 */
#ifndef SIPWHY_REPORT_HTML_H
#define SIPWHY_REPORT_HTML_H

#include "report.h"

/* A page has to stay usable, whatever the capture holds. What is beyond these limits is counted in
 * the page, so that nobody takes it for complete. */
#define REPORT_HTML_OPEN 10        /**< calls that are unfolded when the page is opened */
#define REPORT_HTML_EXPLAINED 100  /**< calls and requests with explanation and ladder diagram */
#define REPORT_HTML_LISTED 1000    /**< further ones, with a row each */
#define REPORT_HTML_BARS 40        /**< causes; and codes */
#define REPORT_HTML_PROBLEMS 8     /**< that are explained in one call */
#define REPORT_HTML_ENTRIES 30     /**< of one list in an explanation; and legs of a call */
#define REPORT_HTML_TEXT_BYTES 800 /**< of one text; what is longer is cut, and ends with "…" */

/**
 * Appends the page. The same report gives the same bytes. To have ladder diagrams and reasons in
 * it, make the report with REPORT_FULL.
 * @param report  finished. Its strings may hold anything that is UTF-8: they are shown as text
 * @param table   gives the words around the texts of the report, and the phrases of codes
 */
void report_to_html(const struct report *report, const struct code_table *table, GString *out);

#endif
