/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files share that make a report of a history.
 */
#ifndef SIPWHY_REPORT_PRIVATE_H
#define SIPWHY_REPORT_PRIVATE_H

#include "finding.h"
#include "report_source.h"

/** A report under construction. */
struct report_making {
    const struct report_source *source;
    struct report *report;
    struct finding *finding; /**< of one message after the other */
    GHashTable *counts;      /**< set of struct report_count */
    GHashTable *general;     /**< of struct report_general, by code and method in one string */
};

/** The steps of all problems of one code and method of which nothing else is known: most problems
 * are such. */
struct report_general {
    GPtrArray *fix; /**< shared by the problems */
    char **actors;
};

/** How often a method got a code, while it is counted. */
struct report_count {
    const struct span *method; /**< interned */
    uint32_t code;
    uint64_t count;
};

/** More of those that went before are not compared with. */
#define REPORT_WALK_BACK 8

/** A walk along the requests of a call, each once: a request may lie at several hops, and hops that
 * the capture does not link look like several requests. ACKs are left out. */
struct report_walk {
    const struct history_transaction *next; /**< where to start */
    const struct history_transaction *before[REPORT_WALK_BACK];
    size_t count;
};

/** @return NULL when there are no more */
const struct history_transaction *report_walk_next(struct report_walk *walk);

/** One side of a back-to-back server, or a whole call, judged by itself. */
struct report_side {
    const struct history_call *call;
    /** The last attempt to set it up, and of its branches the one that counts; NULL if the capture
     * has none. */
    const struct history_transaction *attempt;
    const struct history_message *first; /**< its first message */
    const struct history_message *final; /**< what decided; NULL if there is none */
    enum report_result result;
    enum report_reach reach;
    struct report_problem *problem; /**< what made it fail; NULL if it did not */
    GPtrArray *also;                /**< of struct report_problem; NULL before it is judged */
    bool is_selected;
    /* legs */
    struct report_side *caller; /**< the side that this is a leg of; NULL if it is none */
    const char *linked_by;      /**< the header field that proves it */
    GPtrArray *legs;            /**< of struct report_side, in the order of the capture; or NULL */
};

/** The oldest message of the transaction. */
const struct history_message *report_first_message(const struct history_transaction *transaction);

/* ---- report_places.c ---- */

/** Names the captures of a report that is not finished, and gives each frame its own. */
void report_place_frames(struct report *report, const struct frame_places *places);

/* ---- report_problem.c ---- */

/** How the diagnosis judges a response; making->finding holds what it found. @return false if it is
 * less bad than `least`, or its bytes were not kept */
bool report_diagnose(struct report_making *making, const struct history_message *response,
                     enum severity least);

/** What went wrong in a transaction: its final response, or that it has none.
 * @return NULL if nothing did that is at least as bad as a note, with a 2xx as a warning */
struct report_problem *report_problem_of(struct report_making *making,
                                         const struct history_transaction *transaction);

/** The destructor of making->general. */
void report_general_free(gpointer data);

/** Puts making->finding into words. */
struct report_problem *report_problem_make(struct report_making *making,
                                           const struct history_message *message);

/* ---- report_call.c ---- */

/** Fills attempt and first of a side that has its call. */
void report_find_attempt(struct report_side *side);

/** Judges a call: fills how it ended, and what went wrong. */
void report_judge_call(struct report_making *making, struct report_side *side);

/* ---- report_legs.c ---- */

/** Finds the legs among calls, in the order of the capture: of struct report_side. */
void report_link_legs(const struct report_store *store, GPtrArray *sides);

/* ---- report_row.c ---- */

/** Makes the row of a call, with all of its legs, of the side of its caller. */
struct report_call *report_row_of_call(struct report_making *making, struct report_side *side);

/** Makes the row of another request that went wrong. @param problem  taken over */
struct report_call *report_row_of_request(struct report_making *making,
                                          const struct history_transaction *transaction,
                                          struct report_problem *problem);

#endif
