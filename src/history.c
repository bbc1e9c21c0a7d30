/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "history_private.h"

#include <string.h>

#include "sip_values.h"

/* Two identical messages between the same endpoints closer than this were captured twice, not sent
 * twice: retransmissions start at T1, 500 ms by default (RFC 3261 section 17.1.1.1). */
#define CAPTURED_TWICE_NS (20 * INT64_C(1000000))

#define DEFAULT_SIP_PORT 5060

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_INVITE] = "INVITE", [METHOD_ACK] = "ACK",           [METHOD_BYE] = "BYE",
    [METHOD_CANCEL] = "CANCEL", [METHOD_REFER] = "REFER",       [METHOD_SUBSCRIBE] = "SUBSCRIBE",
    [METHOD_NOTIFY] = "NOTIFY", [METHOD_REGISTER] = "REGISTER", [METHOD_OPTIONS] = "OPTIONS",
};

/* Host names are at most 255 bytes long (RFC 1035 section 2.3.4); what is beyond does not count. */
#define HOST_BYTES 256

/* What the headers of one message say about where it belongs, as it stands in the message. Of the
 * key only Call-ID and method are interned. */
struct place {
    struct history_transaction key; /* without tags */
    struct span from_tag, to_tag;
    char sent_by[HOST_BYTES + sizeof(uint16_t)]; /* what the key's points to */
    bool has_key;
};

/* An interned path, and the way back. */
struct kept_path {
    struct path path; /* first: pointers to it are pointers to this */
    struct kept_path *back;
};

guint
history_mix(gconstpointer a, gconstpointer b, gconstpointer c, guint number)
{
    guint64 hash = (guint64)(gsize)a * UINT64_C(0x9e3779b97f4a7c15);

    hash = (hash ^ (hash >> 29) ^ (guint64)(gsize)b) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (hash >> 32) ^ (guint64)(gsize)c) * UINT64_C(0x94d049bb133111eb);
    hash = (hash ^ (hash >> 29) ^ number) * UINT64_C(0x9e3779b97f4a7c15);
    return (guint)(hash >> 32);
}

static guint
hash_transaction(gconstpointer key)
{
    const struct history_transaction *transaction = key;

    return history_mix(transaction->call_id, transaction->method, NULL,
                       transaction->cseq ^ (guint)span_hash(transaction->branch, SPAN_HASH_START));
}

static gboolean
transactions_are_equal(gconstpointer a, gconstpointer b)
{
    const struct history_transaction *left = a, *right = b;

    return left->call_id == right->call_id && left->cseq == right->cseq &&
           left->method == right->method && span_equal(left->branch, right->branch);
}

/* The same message, sent again: what it is about is all the same, but not necessarily each byte. */
static bool
is_copy(const struct history_message *a, const struct history_message *b)
{
    return a->path == b->path && a->to_tag == b->to_tag && a->status_code == b->status_code &&
           a->is_ack == b->is_ack;
}

static guint
hash_path(gconstpointer key)
{
    uint64_t hash = span_hash((struct span){ key, sizeof(struct path) }, SPAN_HASH_START);

    return (guint)(hash ^ (hash >> 32));
}

static gboolean
paths_are_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct path)) == 0;
}

struct history *
history_new(void)
{
    struct history *history = g_new0(struct history, 1);
    size_t i;

    history->journal = journal_new();
    history->strings = intern_pool_new();
    history->scratch = g_string_new(NULL);
    history->arena = arena_new();
    history->messages = g_ptr_array_new();
    history->paths = g_hash_table_new(hash_path, paths_are_equal);
    history->transactions = g_hash_table_new(hash_transaction, transactions_are_equal);
    history->dialogs = dialogs_new();
    for (i = 0; i < METHOD_COUNT; i++) {
        history->methods[i] = intern(history->strings, span_of(method_names[i]));
    }
    return history;
}

void
history_free(struct history *history)
{
    if (!history) {
        return;
    }
    g_hash_table_destroy(history->dialogs);
    g_hash_table_destroy(history->transactions);
    g_hash_table_destroy(history->paths);
    g_ptr_array_unref(history->messages);
    arena_free(history->arena);
    g_string_free(history->scratch, TRUE);
    intern_pool_free(history->strings);
    journal_free(history->journal);
    g_free(history);
}

void
history_begin_frame(struct history *history, uint32_t frame)
{
    if (frame == history->newest_frame) {
        journal_roll_back(history->journal);
    } else {
        journal_commit(history->journal);
        history->newest_frame = frame;
    }
}

static struct kept_path *
find_path(struct history *history, const struct path *path)
{
    struct kept_path *own = g_hash_table_lookup(history->paths, path);

    if (!own) {
        own = ARENA_NEW(history->arena, struct kept_path);
        memcpy(&own->path, path, sizeof(*path));
        g_hash_table_add(history->paths, own);
    }
    return own;
}

static struct kept_path *
find_way_back(struct history *history, struct kept_path *path)
{
    struct path back;

    if (!path->back) {
        memset(&back, 0, sizeof(back));
        back.source = path->path.destination;
        back.destination = path->path.source;
        path->back = find_path(history, &back);
        path->back->back = path;
    }
    return path->back;
}

/* Most messages go the way of another message of their transaction, or back. */
static const struct path *
keep_path(struct history *history, const struct history_transaction *transaction,
          const struct path *path)
{
    const struct history_message *other = transaction ? transaction->newest_first : NULL;
    struct kept_path *way;

    if (!other) {
        return &find_path(history, path)->path;
    }
    if (paths_are_equal(other->path, path)) {
        return other->path;
    }
    way = find_way_back(history, (struct kept_path *)(gpointer)other->path);
    return paths_are_equal(&way->path, path) ? &way->path : &find_path(history, path)->path;
}

/* A hash of the whole message. It only decides whether a packet was captured twice. */
static uint64_t
fingerprint(const struct sip_message *message)
{
    const char *start = message->is_response ? message->version.text : message->method.text;
    const char *end = message->head.text + message->head.length;

    if (message->body.length) {
        end = message->body.text + message->body.length;
    }
    return span_hash((struct span){ start, (size_t)(end - start) }, SPAN_HASH_START);
}

/* sent-by in one form: lower case, port 5060 written out (RFC 3261 section 18.2.2). */
static struct span
sent_by_read(const struct sip_via *via, char buffer[HOST_BYTES + sizeof(uint16_t)])
{
    size_t length = MIN(via->host.length, HOST_BYTES), i;
    uint16_t port = via->port ? via->port : DEFAULT_SIP_PORT;

    for (i = 0; i < length; i++) {
        buffer[i] = g_ascii_tolower(via->host.text[i]);
    }
    memcpy(buffer + length, &port, sizeof(port));
    return (struct span){ buffer, length + sizeof(port) };
}

/* Clients of RFC 2543 make no unique branch: there the tag of the caller and the whole top Via
 * stand for it (RFC 3261 section 17.2.3; what only one of request and response has is left out). */
static struct span
branch_of(struct history *history, const struct sip_via *via, struct span from_tag)
{
    GString *text = history->scratch;

    if (span_starts_nocase(via->branch, SPAN("z9hG4bK")) && via->branch.length > 7) {
        return via->branch;
    }
    g_string_truncate(text, 0);
    g_string_append_len(text, from_tag.text, (gssize)from_tag.length);
    g_string_append_c(text, ' ');
    g_string_append_len(text, via->branch.text, (gssize)via->branch.length);
    g_string_append_printf(text, " %u ", via->port);
    g_string_append_len(text, via->host.text, (gssize)via->host.length);
    return (struct span){ text->str, text->len };
}

/* The interned method. The usual ones are compared before they are looked up. */
static const struct span *
keep_method(struct history *history, struct span method)
{
    size_t i;

    for (i = 0; i < METHOD_COUNT; i++) {
        if (span_equal(*history->methods[i], method)) {
            return history->methods[i];
        }
    }
    return intern(history->strings, method);
}

static void
place_read(struct history *history, const struct sip_message *message, struct place *place)
{
    struct span rest = message->header[SIP_HEADER_VIA];
    struct sip_via via;
    struct sip_cseq cseq;

    memset(&place->key, 0, sizeof(place->key));
    place->from_tag = sip_tag(message->header[SIP_HEADER_FROM]);
    place->to_tag = sip_tag(message->header[SIP_HEADER_TO]);
    place->key.call_id = intern(history->strings, message->header[SIP_HEADER_CALL_ID]);
    place->has_key = place->key.call_id && sip_cseq_read(message->header[SIP_HEADER_CSEQ], &cseq) &&
                     sip_via_read(sip_list_next(&rest), &via);
    if (place->has_key) {
        place->key.cseq = cseq.number;
        place->key.method = keep_method(history, cseq.method);
        place->key.branch = branch_of(history, &via, place->from_tag);
        place->key.sent_by = sent_by_read(&via, place->sent_by);
    }
}

static const struct span *
tag_of_newest(const struct history_transaction *transaction)
{
    return transaction->newest_first ? transaction->newest_first->to_tag : NULL;
}

/* The interned form of a tag, which is mostly that of another message of the transaction. */
static const struct span *
keep_tag(struct history *history, const struct span *likely, struct span tag)
{
    return likely && span_equal(*likely, tag) ? likely : intern(history->strings, tag);
}

static struct history_transaction *
transaction_new(struct history *history, const struct history_transaction *key,
                struct span from_tag)
{
    struct history_transaction *transaction = ARENA_NEW(history->arena, struct history_transaction);

    *transaction = *key;
    transaction->branch = intern_copy(history->strings, key->branch);
    transaction->sent_by = *intern(history->strings, key->sent_by);
    transaction->from_tag = intern(history->strings, from_tag);
    transaction->other_sent_by = g_hash_table_lookup(history->transactions, key);
    journal_set_add(history->journal, history->transactions, transaction);
    return transaction;
}

/* The transaction with this key. @param newest  if set, receives the newest one with any sent-by;
 * NULL if there is none */
static struct history_transaction *
transaction_find(struct history *history, const struct history_transaction *key,
                 struct history_transaction **newest)
{
    struct history_transaction *transaction = g_hash_table_lookup(history->transactions, key);
    int looked_at = 0;

    if (newest) {
        *newest = transaction;
    }
    while (transaction && !span_equal(transaction->sent_by, key->sent_by)) {
        transaction = ++looked_at < LOOKED_AT ? transaction->other_sent_by : NULL;
    }
    return transaction;
}

/* The INVITE that an ACK or CANCEL with this key speaks of (RFC 3261 sections 17.1.1.3, 9.1). */
static struct history_transaction *
invite_of(struct history *history, const struct history_transaction *key)
{
    struct history_transaction invite = *key;

    invite.method = history->methods[METHOD_INVITE];
    return transaction_find(history, &invite, NULL);
}

/* The transaction of a message; made if it is the first one of it. */
static struct history_transaction *
transaction_of(struct history *history, const struct sip_message *message,
               const struct place *place)
{
    const struct history_transaction *key = &place->key;
    struct history_transaction *transaction = NULL, *newest;

    if (!message->is_response && key->method == history->methods[METHOD_ACK]) {
        transaction = invite_of(history, key);
    }
    if (!transaction) {
        transaction = transaction_find(history, key, &newest);
        if (!transaction && message->is_response) {
            transaction = newest; /* the sent-by may have been rewritten on the way */
        }
    }
    return transaction ? transaction : transaction_new(history, key, place->from_tag);
}

static bool
has_credentials(const struct sip_message *message)
{
    static const enum sip_header headers[] = { SIP_HEADER_AUTHORIZATION,
                                               SIP_HEADER_PROXY_AUTHORIZATION };
    struct sip_authentication credentials;
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(headers); i++) {
        if (sip_authentication_read(message->header[headers[i]], &credentials) &&
            span_is_set(credentials.nonce) && span_is_set(credentials.response)) {
            return true;
        }
    }
    return false;
}

static void
request_arrived(struct history *history, struct history_transaction *transaction,
                const struct place *place, const struct sip_message *message,
                const struct history_message *request)
{
    if (request->is_ack && transaction->method == history->methods[METHOD_INVITE]) {
        if (!transaction->ack) {
            JOURNAL_SET(history->journal, transaction->ack, request);
        }
        return;
    }
    if (transaction->request) {
        return;
    }
    JOURNAL_SET(history->journal, transaction->request, request);
    JOURNAL_SET(history->journal, transaction->has_credentials, has_credentials(message));
    if (place->key.method == history->methods[METHOD_CANCEL]) {
        JOURNAL_SET(history->journal, transaction->invite, invite_of(history, &place->key));
        if (transaction->invite && !transaction->invite->cancel) {
            JOURNAL_SET(history->journal, transaction->invite->cancel, transaction);
        }
    }
    dialogs_request(history, transaction, request);
}

static void
response_arrived(struct history *history, struct history_transaction *transaction,
                 const struct history_message *response)
{
    uint32_t code = response->status_code;

    if (!transaction->response) {
        JOURNAL_SET(history->journal, transaction->response, response);
    }
    if (code >= 200 && !transaction->final) {
        JOURNAL_SET(history->journal, transaction->final, response);
    }
    dialogs_response(history, transaction, response);
}

static struct history_message *
first_copy_find(const struct history_message *message)
{
    struct history_message *first = message->transaction->newest_first;
    int looked_at = 0;

    while (first && !is_copy(first, message) && ++looked_at < LOOKED_AT) {
        first = first->previous_first;
    }
    return looked_at < LOOKED_AT ? first : NULL;
}

/* Finds out which transmission this is. @return true if it is the first one */
static bool
count_copy(struct history *history, struct history_message *message)
{
    struct history_message *first = first_copy_find(message);

    if (!first) {
        message->previous_first = message->transaction->newest_first;
        JOURNAL_SET(history->journal, message->transaction->newest_first, message);
        return true;
    }
    message->first = first;
    message->copy = first->copies;
    if (message->fingerprint == first->latest->fingerprint &&
        ABS(message->time_ns - first->latest->time_ns) < CAPTURED_TWICE_NS) {
        message->duplicate_of = first->latest;
        return false;
    }
    message->copy++;
    JOURNAL_SET(history->journal, first->copies, message->copy);
    JOURNAL_SET(history->journal, first->latest, message);
    return false;
}

static struct history_message *
message_new(struct history *history, const struct sighting *sighting,
            const struct sip_message *message)
{
    struct history_message *own = ARENA_NEW(history->arena, struct history_message);

    own->frame = sighting->frame;
    own->index = sighting->index;
    own->time_ns = sighting->time_ns;
    own->status_code = message->status_code;
    own->is_ack =
        !message->is_response && span_equal(message->method, *history->methods[METHOD_ACK]);
    own->fingerprint = fingerprint(message);
    own->copy = own->copies = 1;
    own->first = own->latest = own;
    journal_array_add(history->journal, history->messages, own);
    return own;
}

const struct history_message *
history_add(struct history *history, const struct sighting *sighting,
            const struct sip_message *message)
{
    struct history_message *own = message_new(history, sighting, message);
    struct place place;

    place_read(history, message, &place);
    if (!place.has_key) {
        own->path = keep_path(history, NULL, &sighting->path);
        own->to_tag = intern(history->strings, place.to_tag);
        return own;
    }
    own->transaction = transaction_of(history, message, &place);
    own->path = keep_path(history, own->transaction, &sighting->path);
    own->to_tag = keep_tag(history, tag_of_newest(own->transaction), place.to_tag);
    if (!count_copy(history, own)) {
        return own;
    }
    if (message->is_response) {
        response_arrived(history, own->transaction, own);
    } else {
        request_arrived(history, own->transaction, &place, message, own);
    }
    return own;
}

int
history_compare(const struct history_message *message, uint32_t frame, uint32_t index)
{
    if (message->frame != frame) {
        return message->frame < frame ? -1 : 1;
    }
    if (message->index != index) {
        return message->index < index ? -1 : 1;
    }
    return 0;
}

const struct history_message *
history_find(const struct history *history, uint32_t frame, uint32_t index)
{
    guint low = 0, high = history->messages->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct history_message *message = g_ptr_array_index(history->messages, middle);
        int order = history_compare(message, frame, index);

        if (order == 0) {
            return message;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
