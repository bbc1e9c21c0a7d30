/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files of the history share. Every change of a struct or table goes through the journal,
 * so that it can be taken back.
 */
#ifndef SIPWHY_HISTORY_PRIVATE_H
#define SIPWHY_HISTORY_PRIVATE_H

#include <glib.h>

#include "arena.h"
#include "history.h"
#include "history_journal.h"
#include "intern.h"

/* The usual methods; the first ones are asked for by name. */
enum method {
    METHOD_INVITE,
    METHOD_ACK,
    METHOD_BYE,
    METHOD_CANCEL,
    METHOD_REFER,
    METHOD_SUBSCRIBE,
    METHOD_NOTIFY,
    METHOD_REGISTER,
    METHOD_OPTIONS,
    METHOD_COUNT
};

struct history {
    struct journal *journal; /* of the newest frame */
    uint32_t newest_frame;
    struct intern_pool *strings;
    GString *scratch;    /* for the name of a transaction while it is looked for */
    struct arena *arena; /* holds messages, transactions, dialogs, paths */
    GPtrArray *messages; /* in the order of frames */
    GHashTable *paths;   /* set of struct path */
    GHashTable
        *transactions;   /* set of transactions, by all of their key but sent-by: the newest one */
    GHashTable *dialogs; /* set of dialogs */
    const struct span *methods[METHOD_COUNT]; /* interned */
};

/* How many transactions that differ by sent-by alone, and how many different messages of one
 * transaction, are looked at: more than any real conversation has, so that nobody can make looking
 * take long. */
#define LOOKED_AT 64

/** A hash of three pointers to interned strings or the like, and a number. */
guint history_mix(gconstpointer a, gconstpointer b, gconstpointer c, guint number);

/** Which of two places in the capture comes first: negative if the message's, positive if the given
 * one, 0 if they are the same. */
int history_compare(const struct history_message *message, uint32_t frame, uint32_t index);

/* ---- history_dialog.c ---- */

/** @return an empty set of dialogs, for history->dialogs */
GHashTable *dialogs_new(void);

/** What the first transmission of a request does to dialogs. */
void dialogs_request(struct history *history, struct history_transaction *transaction,
                     const struct history_message *request);

/** What the first transmission of a response does to dialogs. */
void dialogs_response(struct history *history, struct history_transaction *transaction,
                      const struct history_message *response);

#endif
