/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts.h"

#include <arpa/inet.h>
#include <string.h>

#include "sip_values.h"

#define TRANSACTION_TIMEOUT_NS (32 * SECONDS_NS)
#define RETRY_NS (60 * SECONDS_NS)

/* The request of a late response may lie this long before the capture. */
#define YOUNG_NS (32 * SECONDS_NS)
#define YOUNG_INVITE_NS (240 * SECONDS_NS)

bool
fact_covers(const struct subject *subject, int64_t since_ns, int64_t duration_ns)
{
    return history_last_time(subject->history) - since_ns >= duration_ns;
}

int64_t
fact_rest(const struct subject *subject)
{
    return history_last_time(subject->history) - subject->message->time_ns;
}

bool
fact_sees(const struct subject *subject, const struct history_message *message)
{
    return history_sees(subject->history, message->path, message->time_ns);
}

bool
fact_is_young(const struct subject *subject)
{
    int64_t age = subject->message->time_ns - history_first_time(subject->history);

    return age < (subject->transaction && fact_is_method(subject->transaction, "INVITE")
                      ? YOUNG_INVITE_NS
                      : YOUNG_NS);
}

int64_t
fact_transaction_timeout(const struct history_transaction *transaction)
{
    (void)transaction; /* a T1 below the default is never counted, a longer one is rare */
    return TRANSACTION_TIMEOUT_NS;
}

bool
fact_is_before(const struct history_message *a, const struct history_message *b)
{
    return history_compare(a, b->frame, b->index) < 0;
}

int64_t
fact_gap(const struct history_message *a, const struct history_message *b)
{
    return b->time_ns - a->time_ns;
}

bool
fact_same_tag(const struct span *a, const struct span *b)
{
    return a && b && (a == b || span_equal(*a, *b));
}

bool
fact_is_method(const struct history_transaction *transaction, const char *method)
{
    return span_equal(*transaction->method, span_of(method));
}

const struct history_message *
fact_response(const struct history_transaction *transaction, uint32_t from, uint32_t to,
              const struct history_message *before)
{
    const struct history_message *message, *found = NULL;
    int steps = 0;

    for (message = transaction->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (message->status_code >= from && message->status_code <= to &&
            (!before || fact_is_before(message, before))) {
            found = message;
        }
    }
    return found;
}

const struct history_message *
fact_ringing(const struct history_transaction *transaction, const struct history_message *before)
{
    const struct history_message *ringing = fact_response(transaction, 180, 180, before);

    return ringing ? ringing : fact_response(transaction, 181, 183, before);
}

const struct history_message *
fact_ack_of_success(const struct history_transaction *invite)
{
    const struct history_transaction *next;
    int steps = 0;

    for (next = invite->next_in_call; next && steps < HISTORY_NEAR;
         next = next->next_in_call, steps++) {
        if (next->request && next->request->is_ack && next->cseq == invite->cseq &&
            fact_same_tag(next->from_tag, invite->from_tag)) {
            return next->request;
        }
    }
    return NULL;
}

const struct history_message *
fact_ack(const struct history_message *final)
{
    return final->status_code < 300 ? fact_ack_of_success(final->transaction)
                                    : history_ack(final->transaction);
}

const struct history_message *
fact_cancel(const struct history_transaction *invite, const struct history_message *before)
{
    const struct history_message *cancel = invite->counterpart && fact_is_method(invite, "INVITE")
                                               ? invite->counterpart->request
                                               : NULL;

    return cancel && (!before || fact_is_before(cancel, before)) ? cancel : NULL;
}

/* Time-outs, lost connections, overload, trouble further on (430: RFC 5626, 477 to 479: SER
 * family). */
static bool
reports_trouble(uint32_t code)
{
    static const uint32_t codes[] = { 408, 430, 477, 478, 479, 500, 502, 503, 504 };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (code == codes[i]) {
            return true;
        }
    }
    return false;
}

bool
fact_is_answered_ping(const struct subject *subject)
{
    const struct history_transaction *ping = subject->transaction;

    return subject->request && fact_is_method(ping, "OPTIONS") && !ping->in_dialog &&
           subject->code >= 200 && !reports_trouble(subject->code) && !history_down(ping) &&
           (subject->code != 483 || ping->max_forwards == 0);
}

const struct history_transaction *
fact_most_upstream(const struct history_transaction *transaction)
{
    const struct history_transaction *up = history_up(transaction);
    int steps = 0;

    while (up && steps++ < HISTORY_NEAR) {
        transaction = up;
        up = history_up(transaction);
    }
    return transaction;
}

const struct history_message *
fact_forwarded_from(const struct history_message *response)
{
    const struct history_transaction *down =
        response->transaction ? history_down(response->transaction) : NULL;
    int steps = 0;

    for (; down && steps < HISTORY_NEAR; down = history_next_down(down), steps++) {
        const struct history_message *found =
            fact_response(down, response->status_code, response->status_code, NULL);

        if (found && found->time_ns <= response->time_ns + HISTORY_SIMULTANEOUS_NS) {
            return found;
        }
    }
    return NULL;
}

const struct history_message *
fact_received_unseen(const struct history_message *response)
{
    const struct history_transaction *own = response->transaction, *other = own->next_in_call;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->next_in_call, steps++) {
        const struct history_message *final = other->request ? NULL : other->final;

        if (other->request && fact_is_before(response, other->request)) {
            return NULL;
        }
        if (final && other->method == own->method && other->cseq == own->cseq &&
            other->from_tag == own->from_tag && final->status_code == response->status_code &&
            final->path->destination->host == response->path->source->host &&
            fact_is_before(final, response)) {
            return final;
        }
    }
    return NULL;
}

const struct span *
fact_product(const struct history_agent *agent)
{
    return agent->has_several_products || agent->forwards ? NULL : agent->product;
}

const struct history_message *
fact_origin(const struct history_message *response)
{
    const struct history_message *from;
    int steps = 0;

    while ((from = fact_forwarded_from(response)) && steps++ < HISTORY_NEAR) {
        response = from;
    }
    return response;
}

static bool
is_attempt_after(const struct history_transaction *next, const struct history_message *response)
{
    const struct history_transaction *transaction = response->transaction;
    const struct history_message *request = transaction->request;

    return next->request && next->method == transaction->method && next->cseq > transaction->cseq &&
           next->in_dialog == transaction->in_dialog &&
           fact_same_address(&next->request->path->path.source, &request->path->path.source) &&
           fact_is_before(response, next->request) && fact_gap(response, next->request) <= RETRY_NS;
}

const struct history_message *
fact_retry(const struct history_message *response)
{
    const struct history_transaction *next = response->transaction && response->transaction->request
                                                 ? response->transaction->next_in_call
                                                 : NULL;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (is_attempt_after(next, response)) {
            return next->request;
        }
    }
    return NULL;
}

bool
fact_is_same_user(const struct history_transaction *a, const struct history_transaction *b)
{
    struct span user;

    if (!a->request || !b->request) {
        return false;
    }
    user = fact_user(fact_address_uri(history_header(a->request, SIP_HEADER_FROM)));
    return span_is_set(user) &&
           span_equal(user,
                      fact_user(fact_address_uri(history_header(b->request, SIP_HEADER_FROM))));
}

bool
fact_is_same_client(const struct history_transaction *a, const struct history_transaction *b)
{
    return a->request && b->request &&
           fact_same_address(&a->request->path->path.source, &b->request->path->path.source) &&
           (a->call == b->call || fact_is_same_user(a, b));
}

bool
fact_is_same_attempt(const struct history_transaction *a, const struct history_transaction *b)
{
    return a->call == b->call && a->cseq == b->cseq && a->method == b->method;
}

struct span
fact_scheme(struct span uri)
{
    struct sip_uri read;

    return sip_uri_read(uri, &read) ? read.scheme : (struct span){ NULL, 0 };
}

struct span
fact_user(struct span uri)
{
    return sip_uri_user(uri);
}

struct span
fact_host(struct span uri)
{
    return sip_uri_host(uri);
}

struct span
fact_contact_host(const struct history_message *message)
{
    static const struct span none = { NULL, 0 };

    return message ? fact_host(fact_address_uri(history_header(message, SIP_HEADER_CONTACT)))
                   : none;
}

struct span
fact_address_uri(struct span field)
{
    struct sip_address address;

    return sip_address_read(sip_list_next(&field), &address) ? address.uri
                                                             : (struct span){ NULL, 0 };
}

bool
fact_same_host(struct span a, struct span b)
{
    return span_is_set(a) && span_equal_nocase(a, b);
}

bool
fact_same_address(const struct endpoint *a, const struct endpoint *b)
{
    return a->length == b->length && memcmp(a->address, b->address, sizeof(a->address)) == 0;
}

unsigned
fact_address_read(struct span host, uint8_t bytes[16])
{
    char text[INET6_ADDRSTRLEN];

    if (!host.length || host.length >= sizeof(text)) {
        return 0;
    }
    memcpy(text, host.text, host.length);
    text[host.length] = 0;
    if (inet_pton(AF_INET, text, bytes) == 1) {
        return 4;
    }
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

bool
fact_is_ip(struct span host)
{
    uint8_t bytes[16];

    return fact_address_read(host, bytes) != 0;
}

bool
fact_is_address(struct span host, const struct endpoint *endpoint)
{
    uint8_t bytes[16] = { 0 };
    unsigned length = fact_address_read(host, bytes);

    return length && length == endpoint->length && memcmp(bytes, endpoint->address, length) == 0;
}

bool
fact_endpoint(struct span host, struct endpoint *endpoint)
{
    uint8_t bytes[16] = { 0 };
    unsigned length = fact_address_read(host, bytes);

    if (!length) {
        return false;
    }
    memset(endpoint, 0, sizeof(*endpoint)); /* padding too: they are compared byte by byte */
    memcpy(endpoint->address, bytes, sizeof(bytes));
    endpoint->length = (uint8_t)length;
    return true;
}

/* The characters of the number, in place of those that only make it readable.
 * @param number  as long as the text, or NULL: they are only counted. @return how many; 0 if it is
 * no number */
static size_t
take_number(struct span text, char *number)
{
    size_t i, length = 0;

    for (i = 0; i < text.length; i++) {
        char byte = text.text[i];

        if (byte == '-' || byte == '.' || byte == '(' || byte == ')' || byte == ' ') {
            continue;
        }
        if (!g_ascii_isdigit(byte) && byte != '*' && byte != '#' && !(byte == '+' && !length)) {
            return 0;
        }
        if (number) {
            number[length] = byte;
        }
        length++;
    }
    return length;
}

char *
fact_number(struct span user)
{
    struct span text = span_take(user, span_find(user, ';'));
    size_t length = take_number(text, NULL); /* most names are none: they cost no memory */
    char *number;

    if (length < 3) {
        return NULL;
    }
    number = g_malloc0(length + 1);
    take_number(text, number);
    if (number[0] == '+' && length == 3) { /* two digits are too few */
        g_free(number);
        return NULL;
    }
    return number;
}

bool
fact_is_private(struct span host)
{
    static const struct {
        unsigned length; /* of the address */
        uint8_t bytes[4];
        unsigned bits; /* that count */
    } blocks[] = {
        { 4, { 10 }, 8 },       { 4, { 172, 16 }, 12 },     { 4, { 192, 168 }, 16 },
        { 4, { 100, 64 }, 10 }, { 4, { 127 }, 8 },          { 4, { 169, 254 }, 16 },
        { 16, { 0xFC }, 7 },    { 16, { 0xFE, 0x80 }, 10 },
    };
    uint8_t bytes[16] = { 0 };
    unsigned length = fact_address_read(host, bytes), bit;
    size_t i;

    for (i = 0; length && i < G_N_ELEMENTS(blocks); i++) {
        for (bit = 0; bit < blocks[i].bits; bit++) {
            if ((bytes[bit / 8] ^ blocks[i].bytes[bit / 8]) >> (7 - bit % 8) & 1) {
                break;
            }
        }
        if (length == blocks[i].length && bit == blocks[i].bits) {
            return true;
        }
    }
    return false;
}

bool
fact_mentions(struct span text, const char *words)
{
    struct span sought = span_of(words);
    size_t i;

    for (i = 0; i + sought.length <= text.length; i++) {
        if (span_equal_nocase((struct span){ text.text + i, sought.length }, sought)) {
            return true;
        }
    }
    return false;
}

bool
fact_is_bound(const struct history_binding *binding, int64_t time_ns)
{
    return binding->from_ns <= time_ns && time_ns < binding->until_ns;
}

const struct history_binding *
fact_bindings_of_user(const struct history *history, struct span user, int64_t time_ns)
{
    return history_binding_until(history_bindings_of_user(history, user), BINDINGS_OF_NAME,
                                 time_ns);
}

/* The next one of those that were there at that time. */
static const struct history_binding *
next_active(const struct history_binding *binding, enum binding_chain chain, int64_t time_ns)
{
    return history_binding_at(history_binding_previous(binding, chain), chain, time_ns);
}

const struct history_binding *
fact_active_binding(const struct history *history, struct span user, int64_t time_ns)
{
    return history_binding_at(history_bindings_of_user(history, user), BINDINGS_OF_NAME, time_ns);
}

static bool
is_target(const struct history_binding *binding, struct span uri)
{
    return fact_same_host(fact_host(*binding->contact), fact_host(uri)) &&
           span_equal(fact_user(*binding->contact), fact_user(uri));
}

const struct history_binding *
fact_binding_of_target(const struct history *history, const struct history_message *request)
{
    struct span uri = history_request_uri(request);
    int64_t time_ns = request->time_ns;
    const struct history_binding *binding = history_binding_at(
        history_bindings_of_contact(history, fact_user(uri)), BINDINGS_OF_CONTACT, time_ns);
    int steps = 0;

    for (; binding && steps < HISTORY_NEAR;
         binding = next_active(binding, BINDINGS_OF_CONTACT, time_ns), steps++) {
        if (is_target(binding, uri)) {
            return binding;
        }
    }
    binding = history_binding_at(request->path->destination->host->newest_binding, BINDINGS_OF_HOST,
                                 time_ns);
    for (steps = 0; binding && steps < HISTORY_NEAR;
         binding = next_active(binding, BINDINGS_OF_HOST, time_ns), steps++) {
        if (binding->path->path.source.port == request->path->path.destination.port) {
            return binding;
        }
    }
    return NULL;
}
