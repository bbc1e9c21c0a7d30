/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A ladder diagram of a call: who takes part, and which message went from where to where, in which
 * order. Laid out here, drawn by report_ladder_to_svg.
 */
#ifndef SIPWHY_REPORT_LADDER_H
#define SIPWHY_REPORT_LADDER_H

#include "report.h"

/* What a reader can take in, and a screen can show. */
#define LADDER_PARTICIPANTS 8 /**< addresses with a line of their own */
#define LADDER_MESSAGES 60    /**< rows */

/** What a row says. */
enum ladder_mark {
    MARK_NONE,
    MARK_ALSO,  /**< something else that went wrong */
    MARK_FAILED /**< what decided that the call failed */
};

struct ladder_row {
    const struct report_message *message; /**< NULL: here messages are left out */
    uint32_t omitted;                     /**< so many; 0 if there is a message */
    guint source, destination;            /**< participants, from 0 */
    enum ladder_mark mark;
};

struct ladder {
    GPtrArray *participants; /**< of const char *: addresses, in the order of their first message;
                                the last one is NULL if it stands for all that have no line */
    guint others;            /**< how many those are */
    GArray *rows;            /**< of struct ladder_row */
    int64_t start_ns;        /**< that offsets of time count from */
    bool fine;               /**< it is over so soon that microseconds tell the messages apart */
    const struct ladder_row *failed; /**< the row that is marked so; NULL if there is none */
};

/** Lays out the messages of a call. @param call  borrowed by the ladder. @return NULL if it has no
 * messages; free it with ladder_free */
struct ladder *ladder_new(const struct report_call *call);

void ladder_free(struct ladder *ladder);

/** "INVITE", "200 OK", "486 Busy Here ×4": what is written at the arrow. @return newly allocated
 * (g_free) */
char *ladder_message_label(const struct report_message *message);

/**
 * Appends the diagram as inline SVG.
 * @param table   gives the words
 * @param number  of the call in its page, from 1: parts of the drawing have ids
 */
void report_ladder_to_svg(const struct ladder *ladder, const struct code_table *table,
                          unsigned number, GString *out);

/** Appends the same as a table, for readers who cannot see it, and for small screens. */
void report_ladder_to_table(const struct ladder *ladder, const struct code_table *table,
                            GString *out);

#endif
