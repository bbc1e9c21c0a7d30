/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the listeners of the tap share.
 */
#ifndef SIPWHY_REPORTS_PRIVATE_H
#define SIPWHY_REPORTS_PRIVATE_H

#include <epan/tap.h>

#include "report_source.h"
#include "reports.h"

#define REPORTS_TAP "sipwhy"

/** The messages that a listener got: its filter may leave some out. */
struct selection;

/** @param is_filtered  false: it gets all, and need not remember which. @return free it with
 * selection_free */
struct selection *selection_new(bool is_filtered);

void selection_free(struct selection *selection);

/** Makes it empty. */
void selection_clear(struct selection *selection);

/** @param message  what the tap handed out */
void selection_add(struct selection *selection, const void *message);

/** The report about what was selected. @return NULL while no capture is open; free it with
 * report_free */
struct report *selection_report(const struct selection *selection, enum report_detail detail);

/** The table that texts are taken from. */
const struct code_table *reports_table(void);

/** Of the open capture. @return NULL if there is none */
const struct history *reports_history(void);

/** Refuses an argument of -z; tshark ends then. */
void reports_refuse(const char *given, const char *problem);

/** Time of the first packet. @return 0 while no capture is open */
int64_t reports_first_time(void);

/**
 * What Wireshark fills packet by packet (tables, trees), filled at once when all packets were seen:
 * only then it is known what failed. A listener of its own is called before that which shows it, as
 * Wireshark calls the newest listener first; so it has to be the newer one, and is registered when
 * the first packet comes.
 */
struct filler {
    enum report_detail detail;
    void (*fill)(const struct report *report, void *target);
    void *target;
    struct selection *selection;
    bool is_registered;
    bool is_forgotten; /* its target is gone: it goes when its listener does */
};

struct filler *filler_new(enum report_detail detail,
                          void (*fill)(const struct report *report, void *target), void *target);

void filler_free(struct filler *filler);

/** To be called before packets come, again. */
void filler_restart(struct filler *filler);

/** To be called when all packets will come again. */
void filler_clear(struct filler *filler);

/** To be called for each message. */
void filler_add(struct filler *filler, const void *message);

/* The listeners. */
void report_table_register(void);

/** Gives the columns their names in the language of the texts. */
void report_table_name_columns(void);
void report_tree_register(void);

#endif
