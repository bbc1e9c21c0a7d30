/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files of the history share. Every change of a struct or table goes through the journal,
 * so that it can be taken back; only names (hosts, paths, Call-IDs, strings), which state nothing,
 * stay.
 */
#ifndef SIPWHY_HISTORY_PRIVATE_H
#define SIPWHY_HISTORY_PRIVATE_H

#include <glib.h>

#include "arena.h"
#include "history.h"
#include "history_journal.h"
#include "intern.h"
#include "sip_method.h"
#include "sip_values.h"

/* More of one message is not kept. */
#define KEPT_BYTES 8192

struct kept_fields {
    uint8_t bytes[KEPT_BYTES];
    size_t used;
};

struct history_tag {
    struct span value; /* first: pointers to it are pointers to this */
    struct history_tag *next;
};

/* The earliest and the latest time of some frames. */
struct time_span {
    int64_t first_ns, last_ns; /* first_ns is 0 if there is no frame */
};

struct history {
    struct journal *journal; /* of the newest frame */
    uint32_t newest_frame;
    struct time_span times;        /* of all frames */
    struct time_span times_before; /* of all but the newest one */
    struct intern_pool *strings;
    GString *scratch;         /* for the name of a transaction while it is looked for */
    struct kept_fields *kept; /* the fields of a message while they are collected */
    struct arena *arena;      /* holds all structs */
    GPtrArray *blocks;        /* of struct message_block, in the order of frames */
    uint32_t messages;        /* how many there are */
    GHashTable *calls;        /* set of struct history_call */
    GHashTable
        *transactions;  /* set of transactions, by all of their key but sent-by: the newest one */
    GHashTable *paths;  /* set of struct history_path */
    GHashTable *agents; /* set of struct history_agent */
    GHashTable *hosts;  /* set of struct history_host */
    GHashTable *ways;   /* set of struct history_way */
    GHashTable *tokens; /* set of struct history_token */
    GHashTable *names;  /* set of struct history_name: user parts of registered addresses */
    GHashTable *unreachable; /* set of struct history_network_error, by target: the newest sender */
    GPtrArray *failures;     /* of struct history_network_error, that no message is quoted in */
    const struct span *methods[SIP_METHOD_COUNT]; /* interned */
};

/* How many transactions that differ by sent-by alone, how many different messages of one
 * transaction, how many tags and dialogs of one call are looked at: more than any real conversation
 * has, so that nobody can make looking take long. */
#define LOOKED_AT 64

/** A hash of three pointers to interned strings or the like, and a number. */
guint history_mix(gconstpointer a, gconstpointer b, gconstpointer c, guint number);

/** The hash and equality of a struct that begins with a struct span. */
guint history_hash_span(gconstpointer key);
gboolean history_spans_are_equal(gconstpointer a, gconstpointer b);

/** The string as the call keeps it; NULL if it is empty. */
const struct span *history_tag(struct history *history, struct history_call *call, struct span tag);

/** True if both are the same tag. Beyond LOOKED_AT tags a call may hold one twice. */
bool history_same_tag(const struct span *a, const struct span *b);

/** The optional part of the transaction, made if it has none. */
struct history_extra *history_extra(struct history *history,
                                    struct history_transaction *transaction);

/* ---- history.c ---- */

/** The transaction that a message belongs to, if it is there. */
struct history_transaction *history_transaction_find(struct history *history,
                                                     const struct sip_message *message);

/** The transaction with the key of `like`, but for the Via. */
struct history_transaction *history_transaction_via(struct history *history,
                                                    const struct history_transaction *like,
                                                    const struct sip_via *via);

/* ---- history_parties.c: hosts, agents, paths ---- */

void parties_new(struct history *history);
void parties_free(struct history *history);

/** The path of a message; `likely` is NULL or that of another message of the transaction. */
struct history_path *parties_path(struct history *history, const struct history_path *likely,
                                  const struct path *path);

/** The same path, in the other direction. */
struct history_path *parties_way_back(struct history *history, struct history_path *path);

/** Notes what the message says about its sender, and that its path was used. */
void parties_message(struct history *history, const struct sip_message *sip,
                     struct history_message *message);

/** Links the transaction, whose request was just captured, to those of its two hosts. */
void parties_request(struct history *history, struct history_transaction *transaction);

/* ---- history_network.c ---- */

void network_new(struct history *history);
void network_free(struct history *history);

/* ---- history_kept.c ---- */

/** Keeps what later readers may ask of a first transmission. */
void kept_take(struct history *history, const struct sip_message *sip,
               struct history_message *message);

/* ---- history_dialog.c ---- */

/** What the first transmission of a request does to dialogs. */
void dialogs_request(struct history *history, struct history_transaction *transaction,
                     const struct history_message *request);

/** What the first transmission of a response does to dialogs. */
void dialogs_response(struct history *history, struct history_transaction *transaction,
                      const struct history_message *response);

/* ---- history_chain.c ---- */

/** Counts the request's Via entries, reads Max-Forwards and looks for the transaction that it
 * forwards. */
void chain_request(struct history *history, struct history_transaction *transaction,
                   const struct sip_message *sip);

/* ---- history_credentials.c ---- */

void credentials_new(struct history *history);
void credentials_free(struct history *history);
void credentials_request(struct history *history, struct history_transaction *transaction,
                         const struct sip_message *sip);
void credentials_response(struct history *history, const struct sip_message *sip,
                          const struct history_message *response);

/* ---- history_registration.c ---- */

void registrations_new(struct history *history);
void registrations_free(struct history *history);

/** What a 2xx to REGISTER binds. */
void registrations_response(struct history *history, const struct sip_message *sip,
                            const struct history_message *response);

#endif
