/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Numbers that a server does not know as they are written, or not yet (RFC 3261 sections 19.1.6,
 * 21.4.22; RFC 3966 section 5.1).
 */
#include "facts_registration.h"
#include "facts_target.h"
#include "rules_target.h"

#include <string.h>

#include "sip_values.h"

#define OTHER_SPELLING_NS (60 * SECONDS_NS)
#define DIALLING_NS (20 * SECONDS_NS)

/* Numbers as long as this are of the telephone network, where prefixes matter. */
#define NETWORK_DIGITS 7

/* ---- spelling ---- */

/* A number that the server took. */
struct taken {
    const struct history_message *response; /* NULL: none */
    struct span user;
};

/* What the server did with other numbers. */
struct numbers {
    struct span own;    /* that the request asked for */
    struct taken same;  /* this number in another spelling */
    bool is_own_retry;  /* the same client found it so within a minute */
    bool is_taken;      /* the number was taken as it is written */
    struct taken plus;  /* a number of the telephone network with + */
    struct taken plain; /* one without */
};

static struct span
written(struct span user)
{
    return span_take(user, span_find(user, ';'));
}

/* A number of the telephone network that the server took. */
static void
count_plus(struct numbers *numbers, const struct taken *taken)
{
    char *number;

    if (numbers->plus.response && numbers->plain.response) {
        return;
    }
    number = fact_number(taken->user);
    if (number && number[0] == '+') {
        numbers->plus = *taken;
    } else if (number && strlen(number) >= NETWORK_DIGITS) {
        numbers->plain = *taken;
    }
    g_free(number);
}

/* What is one number has the same last digit: most are told apart by that. */
static bool
ends_alike(struct span a, struct span b)
{
    a = written(a);
    b = written(b);
    return a.length && b.length && a.text[a.length - 1] == b.text[b.length - 1];
}

static void
take_number(struct numbers *numbers, const struct subject *subject, struct span user,
            const struct history_message *response)
{
    const struct history_message *request = response->transaction->request;
    struct span own = numbers->own;
    struct taken taken = { response, user };
    bool is_own = request->path->source->host == subject->request->path->source->host &&
                  fact_is_before(subject->message, request) &&
                  fact_gap(subject->message, request) <= OTHER_SPELLING_NS;

    numbers->is_taken = numbers->is_taken || span_equal(written(user), written(own));
    count_plus(numbers, &taken);
    if (ends_alike(own, user) && fact_is_other_spelling(own, user) &&
        (!numbers->same.response || (is_own && !numbers->is_own_retry))) {
        numbers->same = taken;
        numbers->is_own_retry = is_own;
    }
}

/* One of the requests that the server got. */
static void
look_at(struct numbers *numbers, const struct subject *subject,
        const struct history_transaction *other)
{
    const struct history_message *found = fact_found_target(other);

    if (fact_is_method(other, "REGISTER") && other->final && other->final->status_code / 100 == 2) {
        take_number(numbers, subject,
                    fact_user(fact_address_uri(history_header(other->request, SIP_HEADER_TO))),
                    other->final);
    } else if (found && (fact_is_method(other, "INVITE") || fact_is_method(other, "MESSAGE"))) {
        take_number(numbers, subject, fact_user(history_request_uri(other->request)), found);
    }
}

/* Bindings of the number, and of it without its first digits: found by key, however long ago. */
static void
look_at_bindings(struct numbers *numbers, const struct subject *subject)
{
    char *number = fact_number(fact_user(history_request_uri(subject->request)));
    const char *rest = number;

    for (; rest && strlen(rest) >= NETWORK_DIGITS; rest++) {
        const struct history_binding *binding =
            fact_bindings_of_user(subject->history, span_of(rest), subject->request->time_ns);

        if (binding && fact_is_bound(binding, subject->request->time_ns) &&
            fact_registrar(binding) == subject->message->path->source->host &&
            binding->granted->transaction->request) {
            take_number(numbers, subject, *binding->user, binding->granted);
        }
    }
    g_free(number);
}

static void
numbers_read(struct numbers *numbers, const struct subject *subject)
{
    const struct history_transaction *other = subject->transaction;
    int steps = 0;

    *numbers = (struct numbers){ .own = fact_user(history_request_uri(subject->request)) };
    while (!numbers->is_taken && steps++ < HISTORY_NEAR && (other = other->next_received)) {
        look_at(numbers, subject, other);
    }
    other = subject->transaction;
    for (steps = 0; !numbers->is_taken && steps < HISTORY_NEAR; steps++) {
        other = other->previous_received;
        if (!other) {
            break;
        }
        look_at(numbers, subject, other);
    }
    look_at_bindings(numbers, subject);
}

/* True if the number has characters that stand for nothing in it, or escaped ones. @return the
 * number without them, newly allocated (g_free); NULL if it is written plainly */
static char *
cleaned(struct span user)
{
    struct span text = written(user);
    char *raw = g_strndup(text.text, text.length), *plain = g_uri_unescape_string(raw, NULL);
    char *number = plain ? fact_number(span_of(plain)) : NULL;

    if (number && strcmp(number, raw) == 0) {
        g_clear_pointer(&number, g_free);
    }
    g_free(plain);
    g_free(raw);
    return number;
}

static bool
is_same_number(const struct subject *subject, struct cause *cause, const struct numbers *numbers)
{
    const struct history_transaction *other = numbers->same.response->transaction;

    if (subject->code == 403 && !numbers->is_own_retry) {
        return false;
    }
    cause_set(cause, "spelling", numbers->same.user);
    cause_set_number(cause, "code", numbers->same.response->status_code);
    cause_show(cause, fact_is_method(other, "REGISTER") ? "registered" : "call", other->request);
    cause_set_frame(cause, "known", other->request->frame);
    if (numbers->is_own_retry) {
        cause_set_outcome(cause, numbers->same.response);
    }
    cause_is(cause, NULL, numbers->is_own_retry ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
             SEVERITY_WARN);
    return true;
}

static void
set_unusual(struct cause *cause, const char *variant, const struct taken *example)
{
    const struct history_message *request = example->response->transaction->request;

    cause_set(cause, "example", example->user);
    cause_set_frame(cause, "known", request->frame);
    cause_show(cause, "taken", request);
    cause_is(cause, variant, CONFIDENCE_POSSIBLE, SEVERITY_WARN);
}

/* Nothing proves that it is the spelling, but the server took only numbers of another form. */
static bool
is_unusual(struct cause *cause, const struct numbers *numbers, struct span user)
{
    const struct taken *other = numbers->plus.response ? &numbers->plus : &numbers->plain;
    char *clean = cleaned(user), *number = fact_number(user);
    const char *variant = NULL;

    if (clean) {
        variant = "characters";
        cause_set(cause, "clean", span_of(clean));
    } else if (number && number[0] == '+' && !numbers->plus.response) {
        variant = "plus";
    } else if (number && strlen(number) >= NETWORK_DIGITS && number[0] != '+' &&
               !numbers->plain.response) {
        variant = "no-plus";
    }
    g_free(clean);
    g_free(number);
    if (!variant || !other->response) {
        return false;
    }
    set_unusual(cause, variant, other);
    return true;
}

/* True for a number in any spelling; most users are none. */
static bool
is_number(struct span user)
{
    char *number = fact_number(user);
    bool result;

    if (!number && span_find(user, '%') < user.length) {
        number = cleaned(user);
    }
    result = number != NULL;
    g_free(number);
    return result;
}

/* The number is written in another way than the server knows it (RFC 3261 section 19.1.4 compares
 * user parts byte by byte). */
bool
target_number_format(const struct subject *subject, struct cause *cause)
{
    struct numbers numbers;
    struct span user;

    if (!subject->request || subject->transaction->in_dialog ||
        fact_response(subject->transaction, 101, 199, subject->message)) {
        return false;
    }
    user = fact_user(history_request_uri(subject->request));
    if (!is_number(user)) {
        return false;
    }
    numbers_read(&numbers, subject);
    if (numbers.is_taken || target_elsewhere(subject)) {
        return false;
    }
    target_set(subject, cause);
    if (numbers.same.response) {
        return is_same_number(subject, cause, &numbers);
    }
    return subject->code != 403 && is_unusual(cause, &numbers, user);
}

/* ---- dialling ---- */

static bool
starts_with(struct span text, struct span start)
{
    return text.length > start.length && start.length &&
           span_equal(span_take(text, start.length), start);
}

/* A request of the same user from the same host, near in time, whose number goes on where the other
 * one ends. */
static bool
goes_on_dialling(const struct history_transaction *other, const struct subject *subject,
                 bool is_longer)
{
    const struct history_transaction *own = subject->transaction;
    struct span number = fact_user(history_request_uri(subject->request)), with;
    int64_t gap;

    if (!other->request || other->method != own->method || other->in_dialog) {
        return false;
    }
    gap = fact_gap(subject->request, other->request);
    with = fact_user(history_request_uri(other->request));
    return (is_longer ? gap : -gap) <= DIALLING_NS &&
           (is_longer ? starts_with(with, number) : starts_with(number, with)) &&
           sip_uri_equal(fact_address_uri(history_header(other->request, SIP_HEADER_FROM)),
                         fact_address_uri(history_header(subject->request, SIP_HEADER_FROM)));
}

static const struct history_message *
overlapping(const struct subject *subject, bool is_longer)
{
    const struct history_transaction *other = subject->transaction;
    int steps = 0;

    while (steps++ < HISTORY_NEAR &&
           (other = is_longer ? other->next_sent : other->previous_sent)) {
        if (goes_on_dialling(other, subject, is_longer)) {
            return other->request;
        }
    }
    return NULL;
}

/* Digits are missing (RFC 3261 section 21.4.22, RFC 3578). */
bool
target_address_incomplete(const struct subject *subject, struct cause *cause)
{
    const struct history_message *next, *before;

    if (!subject->request) {
        return false;
    }
    target_set(subject, cause);
    if (!span_is_set(fact_user(history_request_uri(subject->request)))) {
        cause_is(cause, "empty", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        return span_is_set(fact_host(history_request_uri(subject->request)));
    }
    next = overlapping(subject, true);
    before = overlapping(subject, false);
    if (!next && !before) {
        cause_is(cause, "short", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
        return true;
    }
    if (before) {
        cause_set(cause, "shorter", fact_user(history_request_uri(before)));
        cause_show(cause, "before", before);
    }
    if (next) {
        cause_set(cause, "longer", fact_user(history_request_uri(next)));
        cause_show(cause, "next", next);
        cause_set_outcome(cause, next);
    }
    cause_is(cause, "overlap", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    return true;
}
