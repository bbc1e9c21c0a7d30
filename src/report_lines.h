/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a report says in whole lines, for all forms in which people read it.
 */
#ifndef SIPWHY_REPORT_LINES_H
#define SIPWHY_REPORT_LINES_H

#include "report_label.h"

/* All of these lines are newly allocated (g_free). */

/** "2026-11-20 14:03:07.123 UTC" */
char *report_shown_time(int64_t time_ns);

/** From when to when the packets are. */
char *report_span_line(const struct report *report, const struct code_table *table);

/** How many calls there are, and how they ended. */
char *report_results_line(const struct report *report, const struct code_table *table);

/** "486 Busy Here: bob was already in a call". @param code  0 without a response */
char *report_cause_line(const struct code_table *table, uint32_t code, const char *phrase,
                        const char *verdict);

/** "Failed calls: 2, Other requests: 1" */
char *report_cause_counts(const struct code_table *table, const struct report_cause *cause);

/** "3, 9, 12"; of several captures "a.pcap 3, 9; b.pcap 12" */
char *report_cause_frames(const struct report_cause *cause);

/** "3", "3 (a.pcap)". @param capture  that the frame is of; NULL: that need not be said */
char *report_frame(uint32_t frame, const char *capture);

/** Its text, with the frame unless the text names it. */
char *report_evidence_line(const struct code_table *table, const struct report_evidence *evidence);

/** "sip:alice@a.example > sip:bob@b.example". @param from, to  may be NULL */
char *report_parties(const struct code_table *table, const char *from, const char *to);

/** A kind of calls that stand together under a heading. */
struct report_section {
    const char *heading; /**< key of report_label */
    bool (*holds)(const struct report_call *call);
};

#define REPORT_SECTIONS 3

/** Captures that the head of a report names; of more it gives the number. */
#define REPORT_NAMED_CAPTURES 10

/** In the order in which they are shown: calls that failed, calls in which something went wrong,
 * other requests. No call is in two; those that went well are in none. */
extern const struct report_section report_sections[REPORT_SECTIONS];

#endif
