/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Makes a report of what a history knows.
 */
#ifndef SIPWHY_REPORT_SOURCE_H
#define SIPWHY_REPORT_SOURCE_H

#include "frame_places.h"
#include "history.h"
#include "report.h"
#include "report_store.h"

/** How much of it is wanted. */
enum report_detail {
    REPORT_BRIEF, /**< parties and hosts only of what went wrong: calls that did not are counted */
    REPORT_ROWS,  /**< of all calls */
    REPORT_FULL   /**< also meanings, reasons, references and messages: what a ladder shows */
};

/** What a report is made of; all of it borrowed. */
struct report_source {
    const struct code_table *table;
    const struct history *history;
    const struct report_store *store; /**< has seen every message of the history */
    /** Set of struct history_call: the report is about these, and all legs of a call that one of
     * them belongs to; NULL: about all. */
    GHashTable *selected;
    uint64_t messages; /**< SIP messages to be named in the head */
    /** Of the number of a port, as a pointer, to that of the messages on it: report->ports. NULL:
     * none. */
    GHashTable *ports;
    enum report_detail detail;
    /** Of the frames, if the history is of captures that were read as one; NULL: it is of one. */
    const struct frame_places *places;
};

/** @return newly made and finished; stands for itself. Free it with report_free */
struct report *report_new(const struct report_source *source);

#endif
