/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_store.h"

#include <string.h>

#include "byte_pool.h"
#include "facts.h"
#include "observation.h"
#include "sip_syntax.h"
#include "sip_values.h"

/* So many earlier requests of a call are looked at for the challenge that a request answers. */
#define CHALLENGES_BACK 8

/* The bytes of a message, from its start line on. */
struct kept {
    uint32_t length;
    char bytes[];
};

struct report_store {
    struct byte_pool *pool; /* of struct kept */
    GPtrArray *kept;        /* of struct kept, by the number of the message; NULL: not kept */
    GHashTable *marks;      /* of GArray *, by const struct history_call * */
    GHashTable *known;      /* set of const struct history_call * */
    GPtrArray *calls;       /* likewise, in the order of the capture */
    const struct history_call *latest;
};

static size_t
kept_size(size_t length)
{
    return sizeof(struct kept) + length;
}

static void
mark_clear(gpointer data)
{
    g_free(((struct report_mark *)data)->value);
}

static void
marks_free(gpointer data)
{
    g_array_unref(data);
}

struct report_store *
report_store_new(void)
{
    struct report_store *store = g_new0(struct report_store, 1);

    store->pool = byte_pool_new();
    store->kept = g_ptr_array_new();
    store->marks = g_hash_table_new_full(NULL, NULL, NULL, marks_free);
    store->known = g_hash_table_new(NULL, NULL);
    store->calls = g_ptr_array_new();
    return store;
}

void
report_store_free(struct report_store *store)
{
    if (!store) {
        return;
    }
    g_ptr_array_unref(store->kept); /* the pool has them all */
    g_hash_table_destroy(store->marks);
    g_hash_table_destroy(store->known);
    g_ptr_array_unref(store->calls);
    byte_pool_free(store->pool);
    g_free(store);
}

/* ---- bytes ---- */

/* The message without what stands before it and behind it. Read again it gives the same. */
static struct span
bytes_of(const struct sip_message *sip)
{
    const char *start = sip->is_response ? sip->version.text : sip->method.text;
    struct span last = sip->defects & SIP_DEFECT_HEADERS_CUT ? sip->head : sip->body;

    return (struct span){ start, (size_t)(last.text + last.length - start) };
}

static struct kept *
kept_at(const struct report_store *store, uint32_t number)
{
    return number < store->kept->len ? g_ptr_array_index(store->kept, number) : NULL;
}

static void
give_up(struct report_store *store, const struct history_message *message)
{
    uint32_t number = message ? history_message_number(message) : 0;
    struct kept *kept = message ? kept_at(store, number) : NULL;

    if (kept) {
        byte_pool_give_back(store->pool, kept, kept_size(kept->length));
        store->kept->pdata[number] = NULL;
    }
}

static void
keep(struct report_store *store, const struct history_message *message,
     const struct sip_message *sip)
{
    uint32_t number = history_message_number(message);
    struct span bytes = bytes_of(sip);
    struct kept *kept;

    give_up(store, message); /* one that the history took back stood in its place */
    if (bytes.length > UINT32_MAX) {
        return;
    }
    kept = byte_pool_take(store->pool, kept_size(bytes.length));
    kept->length = (uint32_t)bytes.length;
    memcpy(kept->bytes, bytes.text, bytes.length);
    if (number >= store->kept->len) {
        g_ptr_array_set_size(store->kept, (gint)number + 1);
    }
    store->kept->pdata[number] = kept;
}

bool
report_store_read(const struct report_store *store, const struct history_message *message,
                  struct sip_message *sip)
{
    const struct kept *kept = kept_at(store, history_message_number(message));
    struct sip_buffer buffer;

    if (!kept) {
        return false;
    }
    buffer = (struct sip_buffer){ .bytes = { kept->bytes, kept->length } };
    return sip_message_read(&buffer, sip) && sip->status_code == message->status_code;
}

/* The client goes on: what it was asked for before is answered. */
static void
give_up_challenges(struct report_store *store, const struct history_transaction *answer)
{
    const struct history_transaction *before = answer->previous_in_call;
    int steps = 0;

    for (; before && steps < CHALLENGES_BACK; before = before->previous_in_call, steps++) {
        if (before->method == answer->method && before->final &&
            observed_first_challenge(before->final)) {
            give_up(store, before->final);
        }
    }
}

static void
add_request(struct report_store *store, const struct history_message *request,
            const struct sip_message *sip)
{
    const struct history_transaction *transaction = request->transaction;

    if (request->is_ack) {
        return;
    }
    if (transaction->has_credentials) {
        give_up_challenges(store, transaction);
    }
    if (!transaction->final) {
        keep(store, request, sip);
    }
}

/* A 2xx to INVITE that is sent again at another hop, where the ACK may be lost. */
static bool
is_repeated_success(const struct history_message *response)
{
    return response->copy == 2 && response->status_code >= 200 && response->status_code < 300 &&
           fact_is_method(response->transaction, "INVITE");
}

static void
add_response(struct report_store *store, const struct history_message *response,
             const struct sip_message *sip)
{
    const struct history_transaction *transaction = response->transaction;
    bool is_final = response->status_code >= 200;

    if (is_final) {
        give_up(store, transaction->request);
    }
    if (history_up(transaction)) {
        if (is_repeated_success(response)) {
            keep(store, history_first(response), sip);
        }
    } else if ((is_final || response->is_reliable) && history_is_first(response)) {
        keep(store, response, sip);
    }
}

/* ---- marks of legs ---- */

/* Header fields that back-to-back servers copy to the other leg, or in which they write the Call-ID
 * of the other leg (X-CID, X-Call-ID: what FreeSWITCH, Asterisk and OpenSIPS are told to send so
 * that monitors find both legs). */
static const struct {
    struct span name;
    const char *shown;
    bool is_call_id;
    const char *parameter; /* whose value it is; NULL: what stands before the parameters */
} mark_headers[] = {
    { { "Session-ID", 10 }, "Session-ID", false, NULL }, /* RFC 7989, RFC 7329 */
    { { "P-Charging-Vector", 17 }, "P-Charging-Vector", false, "icid-value" }, /* RFC 7315 5.6 */
    { { "X-BroadWorks-Correlation-Info", 29 }, "X-BroadWorks-Correlation-Info", false, NULL },
    { { "X-CID", 5 }, "X-CID", true, NULL },
    { { "X-Call-ID", 9 }, "X-Call-ID", true, NULL },
};

/* The null UUID stands for a side that is not known yet (RFC 7989 section 5). */
static bool
is_null(struct span value)
{
    size_t i = 0;

    while (i < value.length && value.text[i] == '0') {
        i++;
    }
    return i == value.length;
}

static struct span
mark_value(struct span field, const char *parameter, bool is_call_id)
{
    struct sip_value read;

    if (is_call_id) {
        return field;
    }
    read = sip_value_read(field);
    if (!parameter) {
        return read.value;
    }
    return sip_parameter_find(field, span_of(parameter));
}

static void
add_mark(struct report_store *store, const struct history_call *call, size_t header,
         struct span field)
{
    GArray *marks = g_hash_table_lookup(store->marks, call);
    struct report_mark mark;
    struct span value =
        mark_value(field, mark_headers[header].parameter, mark_headers[header].is_call_id);

    if (!span_is_set(value) || is_null(value)) {
        return;
    }
    if (!marks) {
        marks = g_array_new(FALSE, FALSE, sizeof(struct report_mark));
        g_array_set_clear_func(marks, mark_clear);
        g_hash_table_insert(store->marks, (gpointer)call, marks);
    }
    mark = (struct report_mark){ .header = mark_headers[header].shown,
                                 .value = g_strndup(value.text, value.length),
                                 .is_call_id = mark_headers[header].is_call_id };
    g_array_append_val(marks, mark);
}

static void
find_marks(struct report_store *store, const struct history_call *call,
           const struct sip_message *sip)
{
    struct span rest = sip->head;
    struct sip_field field;
    size_t i;

    while (sip_field_next(&rest, &field)) {
        for (i = 0; i < G_N_ELEMENTS(mark_headers); i++) {
            if (field.name.length == mark_headers[i].name.length &&
                span_equal_nocase(field.name, mark_headers[i].name)) {
                add_mark(store, call, i, field.value);
            }
        }
    }
}

/* ---- calls ---- */

static void
note_call(struct report_store *store, const struct history_call *call)
{
    if (call != store->latest && g_hash_table_add(store->known, (gpointer)call)) {
        g_ptr_array_add(store->calls, (gpointer)call);
    }
    store->latest = call;
}

static bool
is_first_invite(const struct history_message *message)
{
    return !message->is_response && !message->is_ack && !message->transaction->in_dialog &&
           history_is_first(message) && fact_is_method(message->transaction, "INVITE");
}

void
report_store_add(struct report_store *store, const struct history_message *message,
                 const struct sip_message *sip)
{
    const struct history_transaction *transaction = message->transaction;

    if (!transaction || message->is_duplicate) {
        return;
    }
    note_call(store, transaction->call);
    if (is_first_invite(message) && !g_hash_table_contains(store->marks, transaction->call)) {
        find_marks(store, transaction->call, sip);
    }
    if (message->is_response) {
        add_response(store, message, sip);
    } else if (history_is_first(message) && !history_up(transaction)) {
        add_request(store, message, sip);
    }
}

const GPtrArray *
report_store_calls(const struct report_store *store)
{
    return store->calls;
}

const GArray *
report_store_marks(const struct report_store *store, const struct history_call *call)
{
    return g_hash_table_lookup(store->marks, call);
}
