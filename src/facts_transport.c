/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_transport.h"

unsigned
fact_sent_after(const struct history_message *message, int64_t time_ns,
                const struct history_message **earliest)
{
    const struct history_message *sent = history_latest(message);
    unsigned count = 0;

    for (; sent && sent->time_ns > time_ns && count < HISTORY_NEAR;
         sent = history_sent_before(sent)) {
        *earliest = sent;
        count++;
    }
    return count;
}

const struct history_message *
fact_sent_until(const struct history_message *message, int64_t time_ns)
{
    const struct history_message *sent = history_latest(message);
    int steps = 0;

    while (sent && sent->time_ns > time_ns) {
        sent = steps++ < HISTORY_NEAR ? history_sent_before(sent) : NULL;
    }
    return sent;
}

bool
fact_is_answered(const struct history_transaction *transaction)
{
    return fact_response(transaction, 100, 699, NULL) != NULL;
}

const struct history_network_error *
fact_error(const struct history_transaction *transaction, enum network_error_kind kind)
{
    const struct history_network_error *error =
        transaction->extra ? transaction->extra->errors : NULL;
    const struct history_network_error *first = NULL;
    int steps = 0;

    for (; error && steps < HISTORY_NEAR; error = error->previous_of_request, steps++) {
        if (error->kind == kind && error->message && !error->message->is_response &&
            !error->message->is_ack) {
            first = error;
        }
    }
    return first;
}

const struct history_network_error *
fact_error_of_response(const struct history_message *response, enum network_error_kind kind,
                       uint32_t *count)
{
    const struct history_network_error *error =
        response->transaction && response->transaction->extra ? response->transaction->extra->errors
                                                              : NULL;
    const struct history_network_error *first = NULL;
    uint32_t found = 0;
    int steps = 0;

    for (; error && steps < HISTORY_NEAR; error = error->previous_of_request, steps++) {
        if (error->kind == kind && error->message == history_first(response)) {
            first = error;
            found++;
        }
    }
    *count = found;
    return first;
}

const struct history_network_error *
fact_undeliverable(const struct history_transaction *transaction)
{
    const struct history_network_error *error = fact_error(transaction, NETWORK_UNREACHABLE);

    return error ? error : fact_error(transaction, NETWORK_RESET);
}

bool
fact_are_parts_missing(const struct history_network_error *error)
{
    return error->type == (error->is_ipv6 ? 3 : 11);
}

const struct history_network_error *
fact_too_big(const struct history_transaction *transaction)
{
    const struct history_message *request = transaction->request;
    const struct history_network_error *error = fact_error(transaction, NETWORK_TOO_BIG);
    bool is_split = !request->is_fragmented && history_latest(request)->is_fragmented;

    return error && request->is_udp && (fact_are_parts_missing(error) || !is_split) ? error : NULL;
}

bool
fact_is_group(const struct endpoint *endpoint)
{
    return endpoint->length == 4 ? endpoint->address[0] >= 224 : endpoint->address[0] == 0xFF;
}

bool
fact_same_hosts(const struct history_path *a, const struct history_path *b)
{
    return a->source->host == b->source->host && a->destination->host == b->destination->host;
}
