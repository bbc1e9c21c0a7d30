/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "history_private.h"

#include <string.h>

#include "sip_values.h"

/* Two identical messages between the same endpoints closer than this were captured twice, not sent
 * twice: retransmissions start at T1, 500 ms by default (RFC 3261 section 17.1.1.1). */
#define CAPTURED_TWICE_NS (20 * INT64_C(1000000))

#define DEFAULT_SIP_PORT 5060

#define MESSAGES_PER_BLOCK 128 /* what history_message.slot can count */

/* Messages side by side. */
struct message_block {
    uint32_t first; /* number of the first one */
    struct history_message messages[MESSAGES_PER_BLOCK];
};

/* Host names are at most 255 bytes long (RFC 1035 section 2.3.4); what is beyond does not count. */
#define HOST_BYTES 256

/* What the headers of one message say about where it belongs, as it stands in the message. */
struct place {
    struct history_call call; /* of the key, until the real one is known */
    struct history_transaction key;
    struct span from_tag, to_tag, sent_by;
    char sent_by_bytes[HOST_BYTES + sizeof(uint16_t)];
    bool has_key;
    bool has_one_via;
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

guint
history_hash_span(gconstpointer key)
{
    return intern_hash(*(const struct span *)key);
}

gboolean
history_spans_are_equal(gconstpointer a, gconstpointer b)
{
    return span_equal(*(const struct span *)a, *(const struct span *)b);
}

static struct span
branch_span(const struct history_transaction *transaction)
{
    return (struct span){ transaction->branch, transaction->branch_length };
}

static uint32_t
fold_hash(uint64_t hash)
{
    return (uint32_t)(hash ^ (hash >> 32));
}

static guint
hash_transaction(gconstpointer key)
{
    const struct history_transaction *transaction = key;

    return history_mix(transaction->method, NULL, NULL, transaction->cseq ^ transaction->hash);
}

static gboolean
transactions_are_equal(gconstpointer a, gconstpointer b)
{
    const struct history_transaction *left = a, *right = b;

    return left->cseq == right->cseq && left->method == right->method &&
           span_equal(branch_span(left), branch_span(right)) &&
           (left->call == right->call || span_equal(left->call->call_id, right->call->call_id));
}

static guint
hash_call(gconstpointer key)
{
    return fold_hash(((const struct history_call *)key)->hash);
}

static struct history_call
call_key(struct span call_id)
{
    return (struct history_call){ .call_id = call_id, .hash = span_hash(call_id, SPAN_HASH_START) };
}

struct history *
history_new(void)
{
    struct history *history = g_new0(struct history, 1);
    enum sip_method method;

    history->journal = journal_new();
    history->strings = intern_pool_new();
    history->scratch = g_string_new(NULL);
    history->kept = g_new(struct kept_fields, 1);
    history->arena = arena_new();
    history->blocks = g_ptr_array_new();
    network_new(history);
    history->calls = g_hash_table_new(hash_call, history_spans_are_equal);
    history->transactions = g_hash_table_new(hash_transaction, transactions_are_equal);
    parties_new(history);
    credentials_new(history);
    registrations_new(history);
    for (method = 0; method < SIP_METHOD_COUNT; method++) {
        history->methods[method] = intern(history->strings, sip_method_name(method));
    }
    return history;
}

void
history_free(struct history *history)
{
    if (!history) {
        return;
    }
    registrations_free(history);
    credentials_free(history);
    parties_free(history);
    g_hash_table_destroy(history->transactions);
    g_hash_table_destroy(history->calls);
    network_free(history);
    g_ptr_array_unref(history->blocks);
    arena_free(history->arena);
    g_free(history->kept);
    g_string_free(history->scratch, TRUE);
    intern_pool_free(history->strings);
    journal_free(history->journal);
    g_free(history);
}

void
history_begin_frame(struct history *history, uint32_t frame, int64_t time_ns)
{
    struct time_span *times = &history->times;

    if (frame == history->newest_frame) {
        journal_roll_back(history->journal);
        *times = history->times_before;
    } else {
        journal_commit(history->journal);
        history->times_before = *times;
        history->newest_frame = frame;
    }
    if (!times->first_ns || time_ns < times->first_ns) {
        times->first_ns = time_ns;
    }
    times->last_ns = MAX(times->last_ns, time_ns);
}

int64_t
history_first_time(const struct history *history)
{
    return history->times.first_ns;
}

int64_t
history_last_time(const struct history *history)
{
    return history->times.last_ns;
}

uint32_t
history_last_frame(const struct history *history)
{
    return history->newest_frame;
}

/* A hash of what a retransmission has in common with the first one besides tags and code: the body,
 * and the number of a reliable provisional response (RFC 3262 section 3). */
static uint32_t
content_hash(const struct sip_message *message)
{
    uint64_t hash = SPAN_HASH_START;

    if (message->present & SIP_HEADER_BIT(SIP_HEADER_RSEQ)) {
        hash = span_hash(message->header[SIP_HEADER_RSEQ], hash);
    }
    if (message->body.length) {
        hash = span_hash(message->body, hash);
    }
    return fold_hash(hash);
}

/* The same message, sent again. */
static bool
is_copy(const struct history_message *a, const struct history_message *b)
{
    return a->path == b->path && history_same_tag(a->to_tag, b->to_tag) &&
           a->is_response == b->is_response && a->status_code == b->status_code &&
           a->is_ack == b->is_ack && a->content == b->content;
}

/* sent-by in one form: lower case, port 5060 written out (RFC 3261 section 18.2.2). */
static struct span
sent_by_read(const struct sip_via *via, char buffer[HOST_BYTES + sizeof(uint16_t)])
{
    uint16_t port = via->port ? via->port : DEFAULT_SIP_PORT;
    size_t length;

    for (length = 0; length < via->host.length && length < HOST_BYTES; length++) {
        char byte = via->host.text[length];

        buffer[length] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
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
keep_method(struct history *history, struct span name)
{
    enum sip_method method = sip_method_find(name);

    return method < SIP_METHOD_COUNT ? history->methods[method] : intern(history->strings, name);
}

static void
key_set_via(struct history *history, struct place *place, const struct sip_via *via)
{
    struct span branch = branch_of(history, via, place->from_tag);

    place->key.branch = branch.text;
    place->key.branch_length = (uint32_t)MIN(branch.length, UINT32_MAX);
    /* the Call-ID too: some clients have the same branch in all requests, and anybody can */
    place->key.hash = fold_hash(span_hash(branch_span(&place->key), place->call.hash));
    place->sent_by = sent_by_read(via, place->sent_by_bytes);
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
    place->call = call_key(message->header[SIP_HEADER_CALL_ID]);
    place->key.call = &place->call;
    place->has_key = span_is_set(place->call.call_id) &&
                     sip_cseq_read(message->header[SIP_HEADER_CSEQ], &cseq) &&
                     sip_via_read_key(sip_list_next(&rest), &via);
    place->has_one_via =
        place->has_key && !rest.length && !(message->repeated & SIP_HEADER_BIT(SIP_HEADER_VIA));
    if (place->has_key) {
        place->key.cseq = cseq.number;
        place->key.method = keep_method(history, cseq.method);
        key_set_via(history, place, &via);
    }
}

bool
history_same_tag(const struct span *a, const struct span *b)
{
    return a == b || (a && b && span_equal(*a, *b));
}

#define LONG_TEXT 1024

/* Takes a struct with room for its text right behind it, where the cache finds both; a very long
 * text stands apart. */
static void *
new_with_text(struct history *history, size_t size, struct span text)
{
    return arena_take(history->arena, size + (text.length > LONG_TEXT ? 0 : text.length));
}

/* Copies the text to the room behind its struct. */
static struct span
text_behind(struct history *history, void *room, struct span text)
{
    return text.length > LONG_TEXT
               ? intern_copy(history->strings, text)
               : (struct span){ memcpy(room, text.text, text.length), text.length };
}

const struct span *
history_tag(struct history *history, struct history_call *call, struct span tag)
{
    struct history_tag *own;
    int looked_at = 0;

    if (!span_is_set(tag)) {
        return NULL;
    }
    for (own = call->tags; own && looked_at < LOOKED_AT; own = own->next, looked_at++) {
        if (span_equal(own->value, tag)) {
            return &own->value;
        }
    }
    own = new_with_text(history, sizeof(*own), tag);
    own->value = text_behind(history, own + 1, tag);
    own->next = call->tags;
    call->tags = own;
    return &own->value;
}

struct history_extra *
history_extra(struct history *history, struct history_transaction *transaction)
{
    if (!transaction->extra) {
        JOURNAL_SET(history->journal, transaction->extra,
                    ARENA_NEW(history->arena, struct history_extra));
    }
    return transaction->extra;
}

static struct history_call *
call_of(struct history *history, const struct history_call *key)
{
    struct history_call *call = g_hash_table_lookup(history->calls, key);

    if (!call) {
        call = new_with_text(history, sizeof(*call), key->call_id);
        call->call_id = text_behind(history, call + 1, key->call_id);
        call->hash = key->hash;
        g_hash_table_add(history->calls, call);
    }
    return call;
}

const struct history_call *
history_call_find(const struct history *history, struct span call_id)
{
    struct history_call key = call_key(call_id);

    return g_hash_table_lookup(history->calls, &key);
}

static void
link_to_call(struct history *history, struct history_transaction *transaction)
{
    struct history_call *call = transaction->call;

    transaction->previous_in_call = call->newest;
    if (call->newest) {
        JOURNAL_SET(history->journal, call->newest->next_in_call, transaction);
    } else {
        JOURNAL_SET(history->journal, call->oldest, transaction);
    }
    JOURNAL_SET(history->journal, call->newest, transaction);
}

/* Mostly that of the transaction before. */
static const struct span *
keep_sent_by(struct history *history, const struct history_call *call, struct span sent_by)
{
    return call->newest && span_equal(*call->newest->sent_by, sent_by)
               ? call->newest->sent_by
               : intern(history->strings, sent_by);
}

/* @param other  the newest one with the same key but for sent-by; NULL if there is none */
static struct history_transaction *
transaction_new(struct history *history, const struct place *place,
                struct history_transaction *other)
{
    const struct history_transaction *key = &place->key;
    struct history_transaction *transaction =
        new_with_text(history, sizeof(*transaction), branch_span(key));
    struct span branch = text_behind(history, transaction + 1, branch_span(key));

    transaction->other_sent_by = other;
    transaction->call = other ? other->call : call_of(history, &place->call);
    transaction->method = key->method;
    transaction->cseq = key->cseq;
    transaction->branch = branch.text;
    transaction->branch_length = (uint32_t)branch.length;
    transaction->hash = key->hash;
    transaction->sent_by = keep_sent_by(history, transaction->call, place->sent_by);
    transaction->from_tag = history_tag(history, transaction->call, place->from_tag);
    transaction->max_forwards = UINT8_MAX;
    journal_set_add(history->journal, history->transactions, transaction, other);
    link_to_call(history, transaction);
    return transaction;
}

/* The transaction of this place. @param newest  if set, receives the newest one with any sent-by;
 * NULL if there is none */
static struct history_transaction *
transaction_find(struct history *history, const struct place *place,
                 struct history_transaction **newest)
{
    struct history_transaction *transaction =
        g_hash_table_lookup(history->transactions, &place->key);
    int looked_at = 0;

    if (newest) {
        *newest = transaction;
    }
    while (transaction && !span_equal(*transaction->sent_by, place->sent_by)) {
        transaction = ++looked_at < LOOKED_AT ? transaction->other_sent_by : NULL;
    }
    return transaction;
}

/* The INVITE that an ACK or CANCEL at this place speaks of (RFC 3261 sections 17.1.1.3, 9.1). */
static struct history_transaction *
invite_of(struct history *history, struct place *place)
{
    const struct span *method = place->key.method;
    struct history_transaction *invite;

    place->key.method = history->methods[SIP_METHOD_INVITE];
    invite = transaction_find(history, place, NULL);
    place->key.method = method;
    return invite;
}

/* The transaction of a message, if it is there. @param newest  as in transaction_find */
static struct history_transaction *
transaction_of(struct history *history, const struct sip_message *message, struct place *place,
               struct history_transaction **newest)
{
    struct history_transaction *transaction = NULL;

    if (!message->is_response && place->key.method == history->methods[SIP_METHOD_ACK]) {
        transaction = invite_of(history, place);
    }
    if (!transaction) {
        transaction = transaction_find(history, place, newest);
        if (!transaction && message->is_response) {
            transaction = *newest; /* the sent-by may have been rewritten on the way */
        }
    }
    return transaction;
}

struct history_transaction *
history_transaction_find(struct history *history, const struct sip_message *message)
{
    struct history_transaction *newest = NULL;
    struct place place;

    place_read(history, message, &place);
    return place.has_key ? transaction_of(history, message, &place, &newest) : NULL;
}

struct history_transaction *
history_transaction_via(struct history *history, const struct history_transaction *like,
                        const struct sip_via *via)
{
    struct place place;

    place.call = *like->call;
    place.key = *like;
    place.key.call = &place.call;
    place.from_tag = like->from_tag ? *like->from_tag : (struct span){ NULL, 0 };
    key_set_via(history, &place, via);
    return transaction_find(history, &place, NULL);
}

const struct history_message *
history_ack(const struct history_transaction *invite)
{
    const struct history_message *message, *ack = NULL;
    int looked_at = 0;

    for (message = invite->newest; message && looked_at < LOOKED_AT;
         message = message->previous, looked_at++) {
        if (message->is_ack) {
            ack = message;
        }
    }
    return ack;
}

static void
request_arrived(struct history *history, struct history_transaction *transaction,
                struct place *place, const struct sip_message *sip,
                const struct history_message *request)
{
    if (request->is_ack && transaction->method == history->methods[SIP_METHOD_INVITE]) {
        return;
    }
    if (transaction->request) {
        return;
    }
    JOURNAL_SET(history->journal, transaction->request, request);
    if (place->key.method == history->methods[SIP_METHOD_CANCEL]) {
        JOURNAL_SET(history->journal, transaction->counterpart, invite_of(history, place));
        if (transaction->counterpart && !transaction->counterpart->counterpart) {
            JOURNAL_SET(history->journal, transaction->counterpart->counterpart, transaction);
        }
    }
    parties_request(history, transaction);
    chain_request(history, transaction, sip);
    credentials_request(history, transaction, sip);
    dialogs_request(history, transaction, request);
}

static void
response_arrived(struct history *history, struct history_transaction *transaction,
                 const struct sip_message *sip, const struct history_message *response)
{
    if (response->status_code >= 200 && !transaction->final) {
        JOURNAL_SET(history->journal, transaction->final, response);
    }
    dialogs_response(history, transaction, response);
    credentials_response(history, sip, response);
    if (transaction->method == history->methods[SIP_METHOD_REGISTER]) {
        registrations_response(history, sip, response);
    }
}

static struct history_message *
first_copy_find(const struct history_message *message)
{
    struct history_message *first = message->transaction->newest;
    int looked_at = 0;

    while (first && !is_copy(first, message) && ++looked_at < LOOKED_AT) {
        first = first->previous;
    }
    return looked_at < LOOKED_AT ? first : NULL;
}

static struct history_copies *
copies_of(struct history *history, struct history_message *first)
{
    if (!first->copies) {
        JOURNAL_SET(history->journal, first->copies,
                    ARENA_NEW(history->arena, struct history_copies));
        first->copies->first = first;
        first->copies->latest = first;
        first->copies->count = 1;
    }
    return first->copies;
}

/* Finds out which transmission this is. @return true if it is the first one */
static bool
count_copy(struct history *history, struct history_message *message)
{
    struct history_message *first = first_copy_find(message), *latest;

    if (!first) {
        message->previous = message->transaction->newest;
        JOURNAL_SET(history->journal, message->transaction->newest, message);
        return true;
    }
    message->copies = copies_of(history, first);
    message->copy = (uint16_t)MIN(message->copies->count, UINT16_MAX);
    latest = message->copies->latest;
    message->previous = latest;
    if (message->size == latest->size &&
        ABS(message->time_ns - latest->time_ns) < CAPTURED_TWICE_NS) {
        message->is_duplicate = true;
        return false;
    }
    message->previous = latest;
    JOURNAL_SET(history->journal, message->copies->count, message->copies->count + 1);
    JOURNAL_SET(history->journal, message->copies->latest, message);
    message->copy = (uint16_t)MIN(message->copies->count, UINT16_MAX);
    return false;
}

static struct history_message *
message_at(const struct history *history, uint32_t place)
{
    struct message_block *block = g_ptr_array_index(history->blocks, place / MESSAGES_PER_BLOCK);

    return &block->messages[place % MESSAGES_PER_BLOCK];
}

uint32_t
history_message_number(const struct history_message *message)
{
    const char *first = (const char *)(message - message->slot);
    const struct message_block *block =
        (gconstpointer)(first - offsetof(struct message_block, messages));

    return block->first + message->slot;
}

/* The next record, with its slot: what was taken back before leaves its record to the next one. */
static struct history_message *
message_take(struct history *history)
{
    uint32_t place = history->messages;
    struct history_message *message;

    if (place / MESSAGES_PER_BLOCK == history->blocks->len) {
        struct message_block *block = ARENA_NEW(history->arena, struct message_block);

        block->first = place;
        g_ptr_array_add(history->blocks, block);
    }
    JOURNAL_SET(history->journal, history->messages, place + 1);
    message = message_at(history, place);
    message->slot = place % MESSAGES_PER_BLOCK & 127;
    return message;
}

static struct history_message *
message_new(struct history *history, const struct sighting *sighting, const struct sip_message *sip)
{
    struct history_message *own = message_take(history);
    uint32_t content = content_hash(sip);
    bool is_ack = !sip->is_response && span_equal(sip->method, *history->methods[SIP_METHOD_ACK]);
    bool is_reliable = sip->is_response && sip->status_code / 100 == 1 &&
                       sip_list_has(sip->header[SIP_HEADER_REQUIRE], SPAN("100rel"));

    *own = (struct history_message){
        .time_ns = sighting->time_ns,
        .frame = sighting->frame,
        .index = sighting->index & INT32_MAX,
        .is_response = sip->is_response,
        .status_code = sip->status_code,
        .size = (uint32_t)MIN(sip->octets, UINT32_MAX),
        .content = content,
        .copy = 1,
        .is_ack = is_ack,
        .is_incomplete = sighting->incomplete,
        .is_fragmented = sighting->fragmented,
        .is_udp = sighting->transport == TRANSPORT_UDP,
        .is_stream = sighting->transport == TRANSPORT_STREAM,
        .is_reliable = is_reliable,
        .slot = own->slot,
    };
    return own;
}

const struct history_message *
history_add(struct history *history, const struct sighting *sighting,
            const struct sip_message *message)
{
    struct history_message *own = message_new(history, sighting, message);
    struct history_transaction *transaction, *newest = NULL;
    struct place place;

    place_read(history, message, &place);
    if (!place.has_key) {
        own->path = parties_path(history, NULL, &sighting->path);
        own->to_tag = intern(history->strings, place.to_tag);
        parties_message(history, message, own);
        return own;
    }
    transaction = transaction_of(history, message, &place, &newest);
    own->transaction = transaction ? transaction : transaction_new(history, &place, newest);
    own->path = parties_path(
        history, own->transaction->newest ? own->transaction->newest->path : NULL, &sighting->path);
    own->to_tag = history_tag(history, own->transaction->call, place.to_tag);
    own->is_only_via = place.has_one_via;
    parties_message(history, message, own);
    if (!count_copy(history, own)) {
        return own;
    }
    kept_take(history, message, own);
    if (message->is_response) {
        response_arrived(history, own->transaction, message, own);
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
    uint32_t low = 0, high = history->messages;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct history_message *message = message_at(history, middle);
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
