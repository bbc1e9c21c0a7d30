/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Somebody who tries names and numbers (RFC 3261 section 26.1.1).
 */
#include "rules_transport.h"

#include <string.h>

#include <glib.h>

#define WINDOW_NS (60 * SECONDS_NS)

/* An honest client that was refused tries again within this time, and succeeds. */
#define RETRY_NS (10 * SECONDS_NS)

/* So many users, or so many requests with credentials for so many users, are no telephone. */
#define MANY_USERS 10
#define MANY_LOGINS 10
#define MANY_LOGIN_USERS 5
#define SOME_USERS 3

/* Requests that are looked at before and after the one in question. */
#define NEIGHBOURS (HISTORY_NEAR / 2)

/* What scanners call themselves; some are libraries that honest programs use too. */
static const struct {
    const char *name;
    bool is_proof;
} programs[] = {
    { "friendly-scanner", true }, { "sipvicious", true }, { "sundayddr", true },
    { "pplsip", true },           { "sip-scan", true },   { "sipcli", false },
    { "VaxSIPUserAgent", false },
};

/* The attempts of one source within a minute. */
struct attempts {
    GHashTable *users;       /* set of struct span */
    GHashTable *login_users; /* likewise: of REGISTERs with credentials */
    GHashTable *calls;       /* set of Call-IDs */
    const struct history_message *first;
    int64_t first_ns, last_ns;
    unsigned count, logins, refused;
    bool succeeded;
};

static guint
hash_user(gconstpointer key)
{
    return (guint)span_hash(*(const struct span *)key, SPAN_HASH_START);
}

static gboolean
users_are_equal(gconstpointer a, gconstpointer b)
{
    return span_equal(*(const struct span *)a, *(const struct span *)b);
}

static void
attempts_new(struct attempts *attempts)
{
    memset(attempts, 0, sizeof(*attempts));
    attempts->users = g_hash_table_new_full(hash_user, users_are_equal, g_free, NULL);
    attempts->login_users = g_hash_table_new_full(hash_user, users_are_equal, g_free, NULL);
    attempts->calls = g_hash_table_new(NULL, NULL);
}

static void
attempts_free(struct attempts *attempts)
{
    g_hash_table_destroy(attempts->users);
    g_hash_table_destroy(attempts->login_users);
    g_hash_table_destroy(attempts->calls);
}

static void
add_user(GHashTable *users, struct span user)
{
    if (span_is_set(user)) {
        g_hash_table_add(users, g_memdup2(&user, sizeof(user)));
    }
}

static bool
is_refusal(uint32_t code)
{
    static const uint16_t codes[] = { 401, 403, 404, 405, 407, 484, 488, 500, 603 };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (codes[i] == code) {
            return true;
        }
    }
    return false;
}

static bool
is_attempt(const struct history_transaction *transaction)
{
    return !transaction->in_dialog &&
           (fact_is_method(transaction, "REGISTER") || fact_is_method(transaction, "INVITE") ||
            fact_is_method(transaction, "OPTIONS"));
}

/* Whom the request is about: the account to register, else the one to reach. */
static struct span
tried_user(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "REGISTER")
               ? fact_user(fact_address_uri(history_header(transaction->request, SIP_HEADER_TO)))
               : fact_user(history_request_uri(transaction->request));
}

static void
add_attempt(struct attempts *attempts, const struct history_transaction *transaction)
{
    struct span user = tried_user(transaction);
    int64_t time_ns = transaction->request->time_ns;

    if (!attempts->count++ || time_ns < attempts->first_ns) {
        attempts->first_ns = time_ns;
        attempts->first = transaction->request;
    }
    attempts->last_ns = MAX(attempts->last_ns, time_ns);
    g_hash_table_add(attempts->calls, transaction->call);
    add_user(attempts->users, user);
    if (transaction->has_credentials && fact_is_method(transaction, "REGISTER")) {
        attempts->logins++;
        add_user(attempts->login_users, user);
    }
    attempts->refused += transaction->final && is_refusal(transaction->final->status_code);
    attempts->succeeded = attempts->succeeded || fact_response(transaction, 101, 299, NULL) != NULL;
}

static bool
is_near(const struct history_transaction *transaction, const struct history_message *request)
{
    return ABS(transaction->request->time_ns - request->time_ns) <= WINDOW_NS / 2;
}

static void
collect_attempts(const struct subject *subject, struct attempts *attempts)
{
    const struct history_message *request = subject->request;
    const struct history_transaction *sent = subject->transaction;
    int steps;

    for (steps = 0; sent && is_near(sent, request) && steps < NEIGHBOURS; steps++) {
        if (is_attempt(sent)) {
            add_attempt(attempts, sent);
        }
        sent = sent->previous_sent;
    }
    sent = subject->transaction->next_sent;
    for (steps = 0; sent && is_near(sent, request) && steps < NEIGHBOURS; steps++) {
        if (is_attempt(sent)) {
            add_attempt(attempts, sent);
        }
        sent = sent->next_sent;
    }
}

/* That none of them succeeded is known when the next attempts would have been made. */
static bool
looks_like_a_scan(const struct subject *subject, const struct attempts *attempts,
                  unsigned few_users)
{
    unsigned users = g_hash_table_size(attempts->users);
    unsigned login_users = g_hash_table_size(attempts->login_users);

    if (attempts->succeeded || attempts->refused * 10 < attempts->count * 8 ||
        !fact_covers(subject, attempts->last_ns, RETRY_NS)) {
        return false;
    }
    return (users >= few_users && g_hash_table_size(attempts->calls) >= users) ||
           (attempts->logins >= MANY_LOGINS && login_users >= MANY_LOGIN_USERS);
}

/* A server sends requests to its telephones and to other servers, not to scanners. */
static bool
is_known(const struct subject *subject)
{
    const struct history_host *source = subject->request->path->source->host;
    const struct history_transaction *received = source->newest_received;
    int steps = 0;

    for (; received && steps < HISTORY_NEAR; received = received->previous_received, steps++) {
        if (received->request->path->source->host == subject->request->path->destination->host) {
            return true;
        }
    }
    return source->newest_binding != NULL;
}

/* @return the program's name in the table; -1 if it is none of them, or not known: of several names
 * that came from the address any may belong to the request */
static int
program_of(const struct history_agent *source)
{
    int i;

    if (!source->product || source->has_several_products) {
        return -1;
    }
    for (i = 0; i < (int)G_N_ELEMENTS(programs); i++) {
        if (fact_mentions(*source->product, programs[i].name)) {
            return i;
        }
    }
    return -1;
}

static void
describe(const struct subject *subject, const struct attempts *attempts, struct cause *cause)
{
    struct endpoint source = subject->request->path->source->host->endpoint;
    unsigned users = g_hash_table_size(attempts->users);

    cause_set_endpoint(cause, "source", &source);
    if (users > 1) {
        cause_set_number(cause, "attempts", attempts->count);
        cause_set_number(cause, "users", users);
        cause_set_duration(cause, "span", attempts->last_ns - attempts->first_ns);
        cause_show(cause, "start", attempts->first);
    }
}

bool
rule_scanner_probe(const struct subject *subject, struct cause *cause)
{
    const struct history_agent *source;
    struct attempts attempts;
    bool named, scans;
    int program;

    /* with more Vias the source is a proxy: whoever scans is behind it */
    if (!subject->request || !is_attempt(subject->transaction) || subject->transaction->vias > 1 ||
        is_known(subject)) {
        return false;
    }
    source = subject->request->path->source;
    program = program_of(source);
    named = program >= 0 && programs[program].is_proof;
    attempts_new(&attempts);
    collect_attempts(subject, &attempts);
    scans = looks_like_a_scan(subject, &attempts, program >= 0 ? SOME_USERS : MANY_USERS);
    if (named || scans) {
        cause_is(cause, named ? "named" : NULL, named ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
                 SEVERITY_NOTE);
        describe(subject, &attempts, cause);
        if (program >= 0) {
            cause_set(cause, "program", *source->product);
            cause_show_frame(cause, "name", subject->request->frame);
        }
    }
    attempts_free(&attempts);
    return named || scans;
}
