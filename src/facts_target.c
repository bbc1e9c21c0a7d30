/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_target.h"

#include <string.h>

/* So many digits at the end make it one number. */
#define COMMON_DIGITS 7

/* Hops that are looked at. */
#define MOST_HOPS 32

/* Where the number begins, without + and the zeros before area and country codes. */
static const char *
core(const char *number)
{
    return number + strspn(number, "+0");
}

static bool
is_suffix(const char *number, const char *suffix)
{
    size_t length = strlen(number), part = strlen(suffix);

    return part >= COMMON_DIGITS && part <= length && strcmp(number + length - part, suffix) == 0;
}

static bool
are_one_number(const char *a, const char *b)
{
    const char *digits_a = a + (*a == '+'), *digits_b = b + (*b == '+');

    if (strcmp(digits_a, digits_b) == 0) {
        return true;
    }
    return is_suffix(core(a), core(b)) || is_suffix(core(b), core(a));
}

bool
fact_is_other_spelling(struct span a, struct span b)
{
    char *number_a, *number_b;
    bool result;

    if (!span_is_set(a) || !span_is_set(b) ||
        span_equal(span_take(a, span_find(a, ';')), span_take(b, span_find(b, ';')))) {
        return false;
    }
    number_a = fact_number(a);
    number_b = fact_number(b);
    result = number_a && number_b && are_one_number(number_a, number_b);
    g_free(number_a);
    g_free(number_b);
    return result;
}

const struct history_message *
fact_found_target(const struct history_transaction *transaction)
{
    if (!transaction->request || transaction->in_dialog ||
        fact_is_method(transaction, "REGISTER")) {
        return NULL;
    }
    return fact_response(transaction, 180, 299, NULL);
}

bool
fact_came_past(const struct history_message *response, const struct history_host *host)
{
    int steps = 0;

    while (response && steps++ < MOST_HOPS) {
        if (response->path->source->host == host) {
            return true;
        }
        response = fact_forwarded_from(response);
    }
    return false;
}

static bool
is_sender(const struct history_transaction *transaction, const struct history_host *host)
{
    return transaction->request && transaction->request->path->source->host == host;
}

bool
fact_was_sent_by(const struct history_transaction *transaction, const struct history_host *host)
{
    const struct history_transaction *hop;
    int steps = 0;

    if (is_sender(transaction, host)) {
        return true;
    }
    for (hop = history_up(transaction); hop && steps < MOST_HOPS; hop = history_up(hop), steps++) {
        if (is_sender(hop, host)) {
            return true;
        }
    }
    for (hop = history_down(transaction), steps = 0; hop && steps < MOST_HOPS;
         hop = history_down(hop), steps++) {
        if (is_sender(hop, host)) {
            return true;
        }
    }
    return false;
}
