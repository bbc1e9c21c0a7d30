/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files share that make the HTML page of a report.
 */
#ifndef SIPWHY_REPORT_PAGE_H
#define SIPWHY_REPORT_PAGE_H

#include "report_html.h"
#include "report_lines.h"

/** A page while it is written. */
struct report_page {
    const struct report *report;
    const struct code_table *table;
    bool right_to_left;
    /** By the place of a call in the report: its number in the page, from 1; 0 if it is not
     * explained there. */
    guint *numbers;
    guint explained; /**< how many are */
};

/** A word or sentence that only pages have. @return never NULL; owned by the table */
const char *page_label(const struct code_table *table, const char *key);

/** The same with one number in it. @param name  of the placeholder. @return newly allocated
 * (g_free) */
char *page_count(const struct code_table *table, const char *key, const char *name, uint64_t count);

/** Foreign text in a sensible length. @param text  NULL: "". @return newly allocated (g_free) */
char *page_fit(const char *text);

/** The same for a drawing, where text does not wrap. @param columns  as text_width counts them */
char *page_cut(const char *text, unsigned columns);

/** Appends foreign text to HTML or SVG: fitted and escaped. */
void page_text(GString *out, const char *text);

/** Likewise, cut to columns. */
void page_text_cut(GString *out, const char *text, unsigned columns);

/** "0.532": seconds between two times, the same in all locales. @param fine  with six digits
 * instead of three. @return newly allocated (g_free) */
char *page_seconds(int64_t from_ns, int64_t to_ns, bool fine);

/** Appends what a reader who does not see it is told of a drawing: the attributes that refer to
 * title and description, the end of the tag, and both of them. @param id  unique in the page */
void page_describe(GString *out, const char *id, const char *title, const char *description);

/** What is said first of a call: the code and verdict of what made it fail, else of what else went
 * wrong in it, else its code alone. @param frame  gets that of the problem, 0 if there is none; may
 * be NULL. @return newly allocated (g_free) */
char *page_headline(const struct code_table *table, const struct report_call *call,
                    uint32_t *frame);

/* Parts of the page, as HTML. */
void page_summary(const struct report_page *page, GString *out);
void page_cause_bars(const struct report_page *page, GString *out);
void page_code_bars(const struct report_page *page, GString *out);
void page_timeline(const struct report_page *page, GString *out);
void page_call(const struct report_page *page, const struct report_call *call, guint number,
               GString *out);

#endif
