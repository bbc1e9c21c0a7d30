/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Hosts, agents (address and port) and the paths between them.
 */
#include "history_private.h"

#include <string.h>

/* A way counts as used for this long around each message on it. */
#define SEES_NS (5 * 60 * INT64_C(1000000000))

/* A span of time in which messages went this way without a longer pause. */
struct history_window {
    int64_t first_ns, last_ns;
    struct history_window *previous;
};

/* From host to host. */
struct history_way {
    const struct history_host *source, *destination;
    struct history_window newest; /* here, where it is looked at with each message */
    bool is_used;                 /* a message was seen on it; else there is no newest one */
};

static guint
hash_bytes(gconstpointer bytes, size_t length)
{
    return intern_hash((struct span){ bytes, length });
}

static guint
hash_endpoint(gconstpointer key)
{
    return hash_bytes(key, sizeof(struct endpoint));
}

static gboolean
endpoints_are_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct endpoint)) == 0;
}

static guint
hash_path(gconstpointer key)
{
    return hash_bytes(key, sizeof(struct path));
}

static gboolean
paths_are_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct path)) == 0;
}

static guint
hash_way(gconstpointer key)
{
    const struct history_way *way = key;

    return history_mix(way->source, way->destination, NULL, 0);
}

static gboolean
ways_are_equal(gconstpointer a, gconstpointer b)
{
    const struct history_way *left = a, *right = b;

    return left->source == right->source && left->destination == right->destination;
}

void
parties_new(struct history *history)
{
    history->paths = g_hash_table_new(hash_path, paths_are_equal);
    history->agents = g_hash_table_new(hash_endpoint, endpoints_are_equal);
    history->hosts = g_hash_table_new(hash_endpoint, endpoints_are_equal);
    history->ways = g_hash_table_new(hash_way, ways_are_equal);
}

void
parties_free(struct history *history)
{
    g_hash_table_destroy(history->ways);
    g_hash_table_destroy(history->hosts);
    g_hash_table_destroy(history->agents);
    g_hash_table_destroy(history->paths);
}

static struct endpoint
without_port(const struct endpoint *endpoint)
{
    struct endpoint host;

    memcpy(&host, endpoint, sizeof(host));
    host.port = 0;
    return host;
}

static struct history_host *
find_host(struct history *history, const struct endpoint *endpoint)
{
    struct endpoint key = without_port(endpoint);
    struct history_host *host = g_hash_table_lookup(history->hosts, &key);

    if (!host) {
        host = ARENA_NEW(history->arena, struct history_host);
        memcpy(&host->endpoint, &key, sizeof(key));
        g_hash_table_add(history->hosts, host);
    }
    return host;
}

static struct history_agent *
find_agent(struct history *history, const struct endpoint *endpoint)
{
    struct history_agent *agent = g_hash_table_lookup(history->agents, endpoint);

    if (!agent) {
        agent = ARENA_NEW(history->arena, struct history_agent);
        memcpy(&agent->endpoint, endpoint, sizeof(*endpoint));
        agent->host = find_host(history, endpoint);
        g_hash_table_add(history->agents, agent);
    }
    return agent;
}

static struct history_way *
find_way(struct history *history, const struct history_host *source,
         const struct history_host *destination)
{
    struct history_way key = { .source = source, .destination = destination };
    struct history_way *way = g_hash_table_lookup(history->ways, &key);

    if (!way) {
        way = ARENA_NEW(history->arena, struct history_way);
        *way = key;
        g_hash_table_add(history->ways, way);
    }
    return way;
}

static struct history_path *
find_path(struct history *history, const struct path *path)
{
    struct history_path *own = g_hash_table_lookup(history->paths, path);

    if (!own) {
        own = ARENA_NEW(history->arena, struct history_path);
        memcpy(&own->path, path, sizeof(*path));
        own->source = find_agent(history, &path->source);
        own->destination = find_agent(history, &path->destination);
        own->way = find_way(history, own->source->host, own->destination->host);
        g_hash_table_add(history->paths, own);
    }
    return own;
}

struct history_path *
parties_way_back(struct history *history, struct history_path *path)
{
    struct path back;

    if (!path->back) {
        memset(&back, 0, sizeof(back));
        memcpy(&back.source, &path->path.destination, sizeof(back.source));
        memcpy(&back.destination, &path->path.source, sizeof(back.destination));
        path->back = find_path(history, &back);
        path->back->back = path;
    }
    return path->back;
}

/* Most messages go the way of another message of their transaction, or back. */
struct history_path *
parties_path(struct history *history, const struct history_path *likely, const struct path *path)
{
    struct history_path *way = (struct history_path *)(gpointer)likely;

    if (way && !paths_are_equal(&way->path, path)) {
        way = parties_way_back(history, way);
    }
    return way && paths_are_equal(&way->path, path) ? way : find_path(history, path);
}

static void
way_used(struct history *history, struct history_way *way, int64_t time_ns)
{
    struct history_window *newest = &way->newest, *older;

    if (way->is_used && time_ns - newest->last_ns < SEES_NS) {
        if (time_ns > newest->last_ns) {
            JOURNAL_SET(history->journal, newest->last_ns, time_ns);
        }
        return;
    }
    if (way->is_used) {
        older = ARENA_NEW(history->arena, struct history_window);
        *older = *newest;
        JOURNAL_SET(history->journal, newest->previous, older);
    }
    JOURNAL_SET(history->journal, newest->first_ns, time_ns);
    JOURNAL_SET(history->journal, newest->last_ns, time_ns);
    JOURNAL_SET(history->journal, way->is_used, true);
}

static bool
way_is_used(const struct history_way *way, int64_t time_ns)
{
    const struct history_window *window = way && way->is_used ? &way->newest : NULL;

    while (window && window->first_ns - SEES_NS > time_ns) {
        window = window->previous;
    }
    return window && time_ns <= window->last_ns + SEES_NS;
}

bool
history_sees(const struct history *history, const struct history_path *path, int64_t time_ns)
{
    struct history_way back = { .source = path->destination->host,
                                .destination = path->source->host };

    return way_is_used(path->way, time_ns) &&
           way_is_used(g_hash_table_lookup(history->ways, &back), time_ns);
}

const struct history_host *
history_host_find(const struct history *history, const struct endpoint *endpoint)
{
    struct endpoint key = without_port(endpoint);

    return g_hash_table_lookup(history->hosts, &key);
}

static void
note_product(struct history *history, struct history_agent *agent, const struct sip_message *sip)
{
    struct span product = sip->header[SIP_HEADER_USER_AGENT];

    if (sip->is_response && sip->header[SIP_HEADER_SERVER].text) {
        product = sip->header[SIP_HEADER_SERVER];
    }
    if (!span_is_set(product) || (agent->product && span_equal(*agent->product, product))) {
        return;
    }
    if (agent->product && !agent->has_several_products) {
        JOURNAL_SET(history->journal, agent->has_several_products, true);
    }
    JOURNAL_SET(history->journal, agent->product, intern(history->strings, product));
}

void
parties_message(struct history *history, const struct sip_message *sip,
                struct history_message *message)
{
    struct history_agent *sender = message->path->source;

    way_used(history, message->path->way, message->time_ns);
    if (!sip->is_response && message->transaction && !message->is_only_via && !sender->forwards) {
        JOURNAL_SET(history->journal, sender->forwards, true);
    }
    note_product(history, sender, sip);
}

void
parties_request(struct history *history, struct history_transaction *transaction)
{
    struct history_host *source = transaction->request->path->source->host;
    struct history_host *destination = transaction->request->path->destination->host;

    transaction->previous_sent = source->newest_sent;
    if (source->newest_sent) {
        JOURNAL_SET(history->journal, source->newest_sent->next_sent, transaction);
    }
    JOURNAL_SET(history->journal, source->newest_sent, transaction);
    transaction->previous_received = destination->newest_received;
    if (destination->newest_received) {
        JOURNAL_SET(history->journal, destination->newest_received->next_received, transaction);
    }
    JOURNAL_SET(history->journal, destination->newest_received, transaction);
}
