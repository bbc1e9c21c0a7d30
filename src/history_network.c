/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the network says about SIP messages: ICMP errors, refused and reset connections, names that
 * do not resolve.
 */
#include "history_private.h"

#include <string.h>

static struct history_network_error *
error_new(struct history *history, const struct history_network_error *error)
{
    struct history_network_error *own = ARENA_NEW(history->arena, struct history_network_error);

    *own = *error;
    own->message = NULL;
    own->previous_of_request = NULL;
    return own;
}

/* The newest message of the transaction that went this way and is of this kind. */
static const struct history_message *
quoted_message(const struct history_transaction *transaction, const struct path *path,
               uint32_t status_code)
{
    const struct history_message *message = transaction->newest;
    int looked_at = 0;

    for (; message && looked_at < LOOKED_AT; message = message->previous, looked_at++) {
        if (message->status_code == status_code &&
            memcmp(&message->path->path, path, sizeof(*path)) == 0) {
            return message;
        }
    }
    return NULL;
}

void
history_add_icmp(struct history *history, const struct history_network_error *error,
                 const struct path *path, const struct sip_message *quoted)
{
    struct history_transaction *transaction = history_transaction_find(history, quoted);
    struct history_network_error *own;
    struct history_extra *extra;

    if (!transaction) {
        return;
    }
    extra = history_extra(history, transaction);
    own = error_new(history, error);
    own->message = quoted_message(transaction, path, quoted->status_code);
    own->previous_of_request = extra->errors;
    JOURNAL_SET(history->journal, extra->errors, own);
}

void
history_add_failure(struct history *history, const struct history_network_error *error,
                    const struct path *path)
{
    struct history_network_error *own = error_new(history, error);
    const struct endpoint *host =
        error->kind == NETWORK_NO_NAME ? &path->destination : &path->source;

    memcpy(&own->sender, host, sizeof(own->sender));
    if (error->name) {
        own->name = intern(history->strings, *error->name);
    }
    journal_array_add(history->journal, history->failures, own);
}

static bool
is_of_host(const struct history_network_error *error, const struct endpoint *host)
{
    return error->sender.length == host->length &&
           memcmp(error->sender.address, host->address, sizeof(host->address)) == 0 &&
           (error->kind == NETWORK_NO_NAME || !host->port || error->sender.port == host->port);
}

/* How many failures were captured at that time or before. */
static guint
failures_until(const struct history *history, int64_t time_ns)
{
    guint low = 0, high = history->failures->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct history_network_error *error = g_ptr_array_index(history->failures, middle);

        if (error->time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct history_network_error *
history_failure_near(const struct history *history, enum network_error_kind kind,
                     const struct endpoint *host, int64_t time_ns, int64_t within_ns)
{
    guint i = failures_until(history, time_ns);
    int looked_at = 0;

    for (; i > 0 && looked_at < HISTORY_NEAR; i--, looked_at++) {
        const struct history_network_error *error = g_ptr_array_index(history->failures, i - 1);

        if (error->time_ns < time_ns - within_ns) {
            return NULL;
        }
        if (error->kind == kind && is_of_host(error, host)) {
            return error;
        }
    }
    return NULL;
}
