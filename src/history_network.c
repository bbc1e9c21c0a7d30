/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the network says about SIP messages: ICMP errors, refused and reset connections, names that
 * do not resolve.
 */
#include "history_private.h"

#include <string.h>

/* An error comes at most so long after the message that it is about: a host waits up to a minute
 * for the rest of a fragmented datagram (RFC 8200 section 4.5), routers answer at once. */
#define UNDER_WAY_NS (60 * INT64_C(1000000000))

/* How many addresses that media did not reach are kept: more calls than that fail in no capture. */
#define MOST_UNREACHABLE 65536

static struct history_network_error *
error_new(struct history *history, const struct history_network_error *error)
{
    struct history_network_error *own = ARENA_NEW(history->arena, struct history_network_error);

    *own = *error;
    own->message = NULL;
    own->previous_of_request = NULL;
    own->previous_of_target = NULL;
    memset(&own->target, 0, sizeof(own->target));
    return own;
}

static void
add_to_transaction(struct history *history, struct history_transaction *transaction,
                   const struct history_network_error *error, const struct history_message *message)
{
    struct history_network_error *own = error_new(history, error);
    struct history_extra *extra = history_extra(history, transaction);

    own->message = message;
    own->previous_of_request = extra->errors;
    JOURNAL_SET(history->journal, extra->errors, own);
}

static guint
hash_target(gconstpointer key)
{
    const struct history_network_error *error = key;

    return (guint)span_hash(
        (struct span){ (const char *)error->target.address, error->target.length }, 0);
}

static bool
is_same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static gboolean
targets_are_equal(gconstpointer a, gconstpointer b)
{
    const struct history_network_error *left = a, *right = b;

    return is_same_endpoint(&left->target, &right->target);
}

void
network_new(struct history *history)
{
    history->unreachable = g_hash_table_new(hash_target, targets_are_equal);
    history->failures = g_ptr_array_new();
}

void
network_free(struct history *history)
{
    g_hash_table_destroy(history->unreachable);
    g_ptr_array_unref(history->failures);
}

/* The address as errors are looked up by. */
static void
target_set(struct history_network_error *error, const struct endpoint *address)
{
    memset(&error->target, 0, sizeof(error->target)); /* padding too: it is compared byte by byte */
    memcpy(error->target.address, address->address, sizeof(error->target.address));
    error->target.length = address->length;
}

const struct history_network_error *
history_unreachable(const struct history *history, const struct endpoint *target)
{
    struct history_network_error key;

    target_set(&key, target);
    return g_hash_table_lookup(history->unreachable, &key);
}

bool
history_has_unreachable(const struct history *history)
{
    return g_hash_table_size(history->unreachable) > 0;
}

/* Keeps the first error about packets from here to there. Hosts that are told by the thousand that
 * nobody is there scan a network. */
static void
add_to_target(struct history *history, const struct history_network_error *error,
              const struct path *path)
{
    const struct history_network_error *newest = history_unreachable(history, &path->destination);
    const struct history_network_error *before = newest;
    struct history_network_error *own;
    int looked_at = 0;

    for (; before; before = before->previous_of_target) {
        if (is_same_endpoint(&before->peer, &error->peer) || ++looked_at == LOOKED_AT) {
            return;
        }
    }
    if (!newest && g_hash_table_size(history->unreachable) >= MOST_UNREACHABLE) {
        return;
    }
    own = error_new(history, error);
    target_set(own, &path->destination);
    own->previous_of_target = (struct history_network_error *)newest;
    journal_set_add(history->journal, history->unreachable, own, (gpointer)newest);
}

static bool
went_this_way(const struct history_message *message, const struct path *path)
{
    return memcmp(&message->path->path, path, sizeof(*path)) == 0;
}

/* The newest message of the transaction that went this way and starts like the quoted one. */
static const struct history_message *
quoted_message(const struct history *history, const struct history_transaction *transaction,
               const struct path *path, const struct sip_message *quoted)
{
    const struct history_message *message = transaction->newest;
    bool is_ack =
        !quoted->is_response && span_equal(quoted->method, *history->methods[SIP_METHOD_ACK]);
    int looked_at = 0;

    for (; message && looked_at < LOOKED_AT; message = message->previous, looked_at++) {
        if (message->is_response == quoted->is_response &&
            message->status_code == quoted->status_code && message->is_ack == is_ack &&
            went_this_way(message, path)) {
            return message;
        }
    }
    return NULL;
}

/* A message of the transaction that went this way, had this size and was sent not long before. */
static const struct history_message *
message_of_size(const struct history_transaction *transaction, const struct path *path,
                uint32_t size, int64_t time_ns)
{
    const struct history_message *message = transaction->newest, *latest;
    int looked_at = 0;

    for (; message && looked_at < LOOKED_AT; message = message->previous, looked_at++) {
        latest = history_latest(message);
        if ((message->size == size || latest->size == size) && went_this_way(message, path) &&
            time_ns - latest->time_ns <= UNDER_WAY_NS) {
            return message;
        }
    }
    return NULL;
}

/* The newest message of this size on this way: of a request from there or to there. */
static const struct history_message *
find_by_size(struct history *history, const struct path *path, uint32_t size, int64_t time_ns)
{
    const struct history_host *host = history_host_find(history, &path->source);
    const struct history_transaction *sent = host ? host->newest_sent : NULL;
    const struct history_transaction *received = host ? host->newest_received : NULL;
    const struct history_message *message = NULL;
    int looked_at;

    for (looked_at = 0; sent && !message && looked_at < LOOKED_AT; looked_at++) {
        message = message_of_size(sent, path, size, time_ns);
        sent = sent->previous_sent;
    }
    for (looked_at = 0; received && !message && looked_at < LOOKED_AT; looked_at++) {
        message = message_of_size(received, path, size, time_ns);
        received = received->previous_received;
    }
    return message;
}

void
history_add_icmp(struct history *history, const struct history_network_error *error,
                 const struct path *path, const struct sip_message *quoted, uint32_t size)
{
    struct history_transaction *transaction =
        quoted ? history_transaction_find(history, quoted) : NULL;
    const struct history_message *message =
        transaction ? quoted_message(history, transaction, path, quoted) : NULL;

    if (!transaction && size) {
        message = find_by_size(history, path, size, error->time_ns);
        transaction = message ? message->transaction : NULL;
    }
    if (transaction) {
        add_to_transaction(history, transaction, error, message);
    } else if (!quoted && error->kind == NETWORK_UNREACHABLE) {
        add_to_target(history, error, path);
    }
}

/* Requests that were sent over the connection and had no answer yet. */
static void
reset_requests(struct history *history, const struct history_host *client,
               const struct history_network_error *error)
{
    struct history_transaction *sent = client->newest_sent;
    int looked_at = 0;

    for (; sent && looked_at < LOOKED_AT; sent = sent->previous_sent, looked_at++) {
        const struct path *path = &sent->request->path->path;

        if (sent->request->is_stream && sent->newest == sent->request &&
            error->time_ns - sent->request->time_ns <= UNDER_WAY_NS &&
            is_same_endpoint(&path->source, &error->peer) &&
            is_same_endpoint(&path->destination, &error->sender)) {
            add_to_transaction(history, sent, error, sent->request);
        }
    }
}

void
history_add_failure(struct history *history, const struct history_network_error *error,
                    const struct path *path)
{
    const struct history_host *client = history_host_find(history, &path->destination);
    struct history_network_error *own;

    if (!client) {
        return;
    }
    own = error_new(history, error);
    memcpy(&own->sender, &path->source, sizeof(own->sender));
    memcpy(&own->peer, &path->destination, sizeof(own->peer));
    if (error->name) {
        own->name = intern(history->strings, *error->name);
    }
    journal_array_add(history->journal, history->failures, own);
    if (error->kind == NETWORK_RESET) {
        reset_requests(history, client, own);
    }
}

static bool
is_at_host(const struct endpoint *endpoint, const struct endpoint *host)
{
    return endpoint->length == host->length &&
           memcmp(endpoint->address, host->address, sizeof(host->address)) == 0 &&
           (!host->port || endpoint->port == host->port);
}

static bool
is_of_host(const struct history_network_error *error, const struct endpoint *host)
{
    struct endpoint asked;

    if (error->kind != NETWORK_NO_NAME) {
        return is_at_host(&error->sender, host) || is_at_host(&error->peer, host);
    }
    memcpy(&asked, host, sizeof(asked));
    asked.port = 0;
    return is_at_host(&error->peer, &asked);
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
