/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a report needs beyond the history: the bytes of messages that may have to be explained at
 * the end, when all that came later is known, and what proves that two calls are legs of one.
 *
 * Bytes are given up as soon as their message cannot matter any more: a request when it is
 * answered, a challenge when the client repeats its request with credentials.
 */
#ifndef SIPWHY_REPORT_STORE_H
#define SIPWHY_REPORT_STORE_H

#include <glib.h>

#include "history.h"

struct report_store;

/** @return free it with report_store_free, before the history of its messages is gone */
struct report_store *report_store_new(void);

void report_store_free(struct report_store *store);

/** Takes note of a message; to do it again changes nothing.
 * @param message  as the history knows it
 * @param sip      the same; borrowed */
void report_store_add(struct report_store *store, const struct history_message *message,
                      const struct sip_message *sip);

/** Reads a message again. @param sip  spans into the store. @return false if it was not kept */
bool report_store_read(const struct report_store *store, const struct history_message *message,
                       struct sip_message *sip);

/** All that have a Call-ID of their own, in the order of the capture: of struct history_call. */
const GPtrArray *report_store_calls(const struct report_store *store);

/** What marks a call as a leg of another one. */
struct report_mark {
    const char *header; /**< name of the header field; static */
    char *value;        /**< legs of one call have the same value */
    bool is_call_id;    /**< the value is the Call-ID of the other leg */
};

/** @return of struct report_mark; NULL if there is none */
const GArray *report_store_marks(const struct report_store *store, const struct history_call *call);

#endif
