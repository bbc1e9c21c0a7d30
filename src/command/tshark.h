/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Runs tshark with the plugin over many captures, several at once.
 */
#ifndef SIPWHY_COMMAND_TSHARK_H
#define SIPWHY_COMMAND_TSHARK_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

/** What is the same for all captures; all borrowed. */
struct tshark_settings {
    const char *program;   /**< name or path of tshark */
    const char *folder;    /**< of one's own, for what is written in between */
    const char *language;  /**< of the texts: "en" */
    const char *statistic; /**< of -z; NULL: that of reports */
    bool is_known;         /**< what comes later counts from the start: the capture is read twice */
    const char *filter;    /**< of reports: a display filter; NULL: none */
    const char *tls_keys;  /**< NULL: none */
    const char *mask_key;  /**< a file; NULL: nothing is masked */
    bool is_fast;          /**< only look at an excerpt */
    const char *ports;     /**< for it: further ports, as excerpt_make takes them; NULL: none */
    guint jobs;            /**< so many at once */
};

/** What happened to a capture, or to several ones that are read as one. */
struct tshark_run {
    char *path;        /**< of a series that of its first piece */
    char *name;        /**< as the report calls it, fit to show */
    GPtrArray *pieces; /**< of struct tshark_run, in their order; NULL: it is one capture */
    uint64_t octets;   /**< of the files */
    char *output;      /**< path of the lines that were written */
    char *complaint;   /**< what tshark wrote to its standard error; NULL before it ran */
    int status;        /**< its exit status; -1 if it could not be started, or ended by a signal */
    bool is_apart; /**< of a series: it could not be read as one, and so each piece was by itself */
    bool is_cut;   /**< of a piece that was read with the others: it was not whole */
    /* of an excerpt */
    bool is_excerpt;
    char *no_excerpt; /**< why there is none, though it was asked for; NULL if there is no reason */
    uint64_t packets; /**< in the capture itself */
    int64_t first_ns, last_ns;
};

/** @param path, name  copied. @return free it with tshark_run_free */
struct tshark_run *tshark_run_new(const char *path, const char *name);

/** @param pieces  taken over; at least two. @return likewise */
struct tshark_run *tshark_run_new_series(GPtrArray *pieces);
void tshark_run_free(gpointer data);

/** Called by one thread at a time. @param done  of all: how many have ended */
typedef void tshark_progress(guint done, guint all, gpointer context);

/** Runs over all captures, the longest first. @param runs  of struct tshark_run
 *  @return false if the user interrupted it */
bool tshark_run_all(const GPtrArray *runs, const struct tshark_settings *settings,
                    tshark_progress *progress, gpointer context);

/** How it is with the program. */
enum tshark_state { TSHARK_FINE, TSHARK_MISSING, TSHARK_WITHOUT_PLUGIN };

/** Asks tshark for its plugins. */
enum tshark_state tshark_check(const char *program);

#endif
