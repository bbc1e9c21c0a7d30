/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_authentication.h"

/* A client that answers a challenge with credentials for its realm, but not with its nonce. */
#define ANSWER_NS (60 * SECONDS_NS)

/* How long a challenge is left to be answered. */
#define GIVE_UP_NS (32 * SECONDS_NS)

static const enum sip_header challenge_headers[] = { SIP_HEADER_WWW_AUTHENTICATE,
                                                     SIP_HEADER_PROXY_AUTHENTICATE };

/* Where the challenge begins that follows the first one in a field: "Digest realm" is the scheme of
 * the next challenge and its first parameter. */
static size_t
challenge_length(struct span field)
{
    struct span rest = field, name, value;
    bool is_first = true;

    while (sip_parameter_next(&rest, ',', &name, &value)) {
        if (!is_first && span_find(name, ' ') < name.length) {
            return (size_t)(name.text - field.text);
        }
        is_first = false;
    }
    return field.length;
}

/* Nobody can answer a challenge without realm and nonce (RFC 7616 section 3.3): whoever does not is
 * not to be blamed. */
static bool
is_whole(const struct sip_authentication *read)
{
    return span_is_set(read->realm) &&
           (span_is_set(read->nonce) || !span_equal_nocase(read->scheme, SPAN("Digest")));
}

static void
add_challenges(struct span field, bool is_proxy, struct challenges *challenges)
{
    while (span_is_set(field) && challenges->count < MOST_CHALLENGES) {
        size_t length = challenge_length(field);
        struct challenge *challenge = &challenges->list[challenges->count];

        if (sip_authentication_read(span_take(field, length), &challenge->read) &&
            is_whole(&challenge->read)) {
            challenge->is_proxy = is_proxy;
            challenges->count++;
        }
        field = span_skip(field, length);
    }
}

void
fact_challenges(const struct history_message *response, struct challenges *challenges)
{
    size_t i;

    challenges->count = 0;
    for (i = 0; i < G_N_ELEMENTS(challenge_headers); i++) {
        add_challenges(history_header(response, challenge_headers[i]),
                       challenge_headers[i] == SIP_HEADER_PROXY_AUTHENTICATE, challenges);
    }
}

bool
fact_is_for(const struct credentials *credentials, const struct challenge *challenge)
{
    return credentials->own->is_proxy == challenge->is_proxy &&
           span_equal(credentials->read.realm, challenge->read.realm) &&
           span_equal_nocase(credentials->read.scheme, challenge->read.scheme);
}

/* The first credentials of the request. */
static bool
credentials_first(const struct history_transaction *request, struct credentials *credentials)
{
    credentials->own = request->extra ? request->extra->credentials : NULL;
    return credentials->own && sip_authentication_read(credentials->own->value, &credentials->read);
}

static bool
credentials_next(struct credentials *credentials)
{
    credentials->own = credentials->own->next_of_request;
    return credentials->own && sip_authentication_read(credentials->own->value, &credentials->read);
}

struct span
fact_algorithm(const struct sip_authentication *read)
{
    return span_is_set(read->algorithm) ? read->algorithm : SPAN("MD5");
}

bool
fact_is_digest(const struct challenge *challenge)
{
    return span_equal_nocase(challenge->read.scheme, SPAN("Digest"));
}

const struct challenge *
fact_answerable(const struct challenges *challenges)
{
    size_t i;

    for (i = 0; i < challenges->count; i++) {
        const struct sip_authentication *read = &challenges->list[i].read;

        if (fact_is_digest(&challenges->list[i]) &&
            span_equal_nocase(fact_algorithm(read), SPAN("MD5")) &&
            (!span_is_set(read->qop) || sip_list_has(read->qop, SPAN("auth")))) {
            return &challenges->list[i];
        }
    }
    return NULL;
}

bool
fact_credentials_for(const struct history_transaction *request, const struct challenges *challenges,
                     struct credentials *credentials, const struct challenge **challenge)
{
    bool more;
    size_t i;

    for (more = credentials_first(request, credentials); more;
         more = credentials_next(credentials)) {
        for (i = 0; i < challenges->count; i++) {
            if (fact_is_for(credentials, &challenges->list[i])) {
                if (challenge) {
                    *challenge = &challenges->list[i];
                }
                return true;
            }
        }
    }
    return false;
}

bool
fact_credentials_of(const struct history_transaction *request, struct span username,
                    struct span realm, struct credentials *credentials)
{
    bool more;

    for (more = credentials_first(request, credentials); more;
         more = credentials_next(credentials)) {
        if (span_equal(credentials->read.username, username) &&
            span_equal(credentials->read.realm, realm)) {
            return true;
        }
    }
    return false;
}

bool
fact_credentials_like(const struct history_transaction *request,
                      const struct credentials *credentials)
{
    struct credentials other;
    bool more;

    for (more = credentials_first(request, &other); more; more = credentials_next(&other)) {
        if (other.own->is_proxy == credentials->own->is_proxy &&
            span_equal(other.read.username, credentials->read.username) &&
            span_equal(other.read.realm, credentials->read.realm)) {
            return true;
        }
    }
    return false;
}

/* True if one of the challenges has the nonce. */
static bool
has_nonce(const struct challenges *challenges, struct span nonce)
{
    size_t i;

    for (i = 0; i < challenges->count; i++) {
        if (span_equal(challenges->list[i].read.nonce, nonce)) {
            return true;
        }
    }
    return false;
}

/* The next attempt of the same call with credentials for a challenge, with whatever nonce. */
static const struct history_message *
answer_in_call(const struct history_message *response, const struct challenges *challenges)
{
    const struct history_transaction *own = response->transaction, *next = own->next_in_call;
    struct credentials credentials;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->method == own->method && next->cseq > own->cseq && next->has_credentials &&
            fact_is_same_client(own, next) && fact_is_before(response, next->request) &&
            fact_credentials_for(next, challenges, &credentials, NULL) &&
            fact_gap(response, next->request) <= ANSWER_NS) {
            return next->request;
        }
    }
    return NULL;
}

/* The first use of the challenge's nonce by the same client after the response. */
static const struct history_message *
first_use(const struct history *history, const struct history_message *response,
          const struct challenge *challenge)
{
    const struct history_token *token = history_token_find(history, challenge->read.nonce);
    const struct history_credentials *use = token ? token->newest_use : NULL;
    const struct history_transaction *own = response->transaction;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; use && steps < HISTORY_NEAR; use = use->previous_of_nonce, steps++) {
        if (use->transaction->method == own->method && use->is_proxy == challenge->is_proxy &&
            fact_is_same_client(own, use->transaction) &&
            fact_is_before(response, use->transaction->request)) {
            found = use->transaction->request;
        }
    }
    return found;
}

const struct history_message *
fact_answer(const struct history *history, const struct history_message *response,
            const struct challenges *challenges)
{
    const struct history_message *found;
    size_t i;

    if (!response->transaction || !response->transaction->request) {
        return NULL;
    }
    found = answer_in_call(response, challenges);
    for (i = 0; !found && i < challenges->count; i++) {
        found = first_use(history, response, &challenges->list[i]);
    }
    return found;
}

/* True if a server that sends the code has looked at the credentials, and let them pass. What a
 * proxy looks at before them says nothing: 416, 483, 482 and 420 (RFC 3261 section 16.3). */
static bool
shows_acceptance(uint32_t code)
{
    static const uint16_t others[] = { 400, 401, 403, 407, 416, 420, 482, 483 };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(others); i++) {
        if (code == others[i]) {
            return false;
        }
    }
    return code / 100 != 5;
}

const struct history_message *
fact_accepted(const struct history_transaction *request)
{
    return request->final && shows_acceptance(request->final->status_code)
               ? request->final
               : fact_response(request, 101, 199, NULL);
}

static bool
is_from(const struct history_message *message, const struct history_message *like)
{
    return fact_same_address(&message->path->path.source, &like->path->path.source);
}

/* True if the response comes from the same server as the other one, by the same proxy: what is
 * behind a proxy has credentials, accounts and nonces of its own. */
static bool
is_of_server(const struct history_message *response, const struct history_message *like)
{
    return is_from(response, like) && is_from(fact_origin(response), fact_origin(like));
}

/* True if the response asks for these credentials. */
static bool
asks_for(const struct history_message *response, const struct history_credentials *own)
{
    struct challenges challenges;
    size_t i;

    if (!response || response->transaction->method != own->transaction->method ||
        !fact_is_before(response, own->transaction->request)) {
        return false;
    }
    fact_challenges(response, &challenges);
    for (i = 0; i < challenges.count; i++) {
        if (challenges.list[i].is_proxy == own->is_proxy &&
            span_equal(challenges.list[i].read.nonce, own->nonce->value)) {
            return true;
        }
    }
    return false;
}

bool
fact_was_asked(const struct history_credentials *own)
{
    const struct history_transaction *before = own->transaction->previous_in_call;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (asks_for(before->final, own)) {
            return true;
        }
    }
    return asks_for(own->nonce->granted, own);
}

/* The newest challenge with the nonce that the client got in the same call, before its request. */
static const struct history_message *
issued_in_call(const struct credentials *credentials, const struct history_message *response)
{
    const struct history_transaction *own = credentials->own->transaction;
    const struct history_transaction *before = own->previous_in_call;
    struct challenges challenges;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->final && fact_is_challenge(before->final) &&
            is_of_server(before->final, response) && fact_is_before(before->final, own->request)) {
            fact_challenges(before->final, &challenges);
            if (has_nonce(&challenges, credentials->read.nonce)) {
                return before->final;
            }
        }
    }
    return NULL;
}

const struct history_message *
fact_issued(const struct credentials *credentials, const struct history_message *response)
{
    const struct history_message *granted = credentials->own->nonce->granted;
    const struct history_message *found = issued_in_call(credentials, response);
    const struct history_transaction *up;
    int steps = 0;

    if (found || !granted || !fact_is_before(granted, credentials->own->transaction->request)) {
        return found;
    }
    if (is_of_server(granted, response)) {
        return granted;
    }
    up = history_up(granted->transaction);
    for (; up && steps < HISTORY_NEAR; up = history_up(up), steps++) {
        if (up->final && fact_is_challenge(up->final) && is_of_server(up->final, response)) {
            return up->final;
        }
    }
    return NULL;
}

const struct history_message *
fact_asked_for(const struct subject *subject, struct credentials *credentials)
{
    const struct history_message *issued;
    bool more;

    if (!subject->request) {
        return NULL;
    }
    for (more = credentials_first(subject->transaction, credentials); more;
         more = credentials_next(credentials)) {
        issued = fact_issued(credentials, subject->message);
        if (issued) {
            return issued;
        }
    }
    return NULL;
}

const struct history_message *
fact_accepted_before(const struct credentials *credentials)
{
    const struct history_transaction *own = credentials->own->transaction;
    const struct history_credentials *use = credentials->own->previous_of_nonce;
    struct credentials other;
    const struct history_message *accepted;
    int steps = 0;

    for (; use && steps < HISTORY_NEAR; use = use->previous_of_nonce, steps++) {
        if (!use->transaction->request || fact_is_same_attempt(use->transaction, own) ||
            !is_from(use->transaction->request, own->request) ||
            !fact_credentials_of(use->transaction, credentials->read.username,
                                 credentials->read.realm, &other)) {
            continue;
        }
        accepted = fact_accepted(use->transaction);
        if (accepted && fact_is_before(accepted, own->request)) {
            return accepted;
        }
    }
    return NULL;
}

/* True if the same user, or the same call, uses a nonce of the challenges afterwards, from wherever
 * and for whatever: it can answer. */
static bool
is_used_somewhere(const struct history *history, const struct history_message *response,
                  const struct challenges *challenges)
{
    const struct history_transaction *own = response->transaction;
    const struct history_token *token;
    const struct history_credentials *use;
    size_t i;
    int steps;

    for (i = 0; i < challenges->count; i++) {
        token = history_token_find(history, challenges->list[i].read.nonce);
        use = token ? token->newest_use : NULL;
        for (steps = 0; use && steps < HISTORY_NEAR; use = use->previous_of_nonce, steps++) {
            if (use->transaction->request && fact_is_before(response, use->transaction->request) &&
                (use->transaction->call == own->call || fact_is_same_user(use->transaction, own))) {
                return true;
            }
        }
    }
    return false;
}

/* What is asked of the credentials of another request. */
typedef bool (*fits)(const struct history_transaction *request,
                     const struct challenges *challenges);

static bool
answers(const struct history_transaction *request, const struct challenges *challenges)
{
    struct credentials credentials;

    return fact_credentials_for(request, challenges, &credentials, NULL);
}

/* The same terms as those that the client has met before. */
static bool
is_computable(const struct challenges *challenges, const struct sip_authentication *known)
{
    const struct sip_authentication *asked = &challenges->list[0].read;

    return fact_answerable(challenges) ||
           (span_equal_nocase(fact_algorithm(known), fact_algorithm(asked)) &&
            (!span_is_set(asked->qop) || sip_list_has(asked->qop, known->qop)));
}

/* For the realm of the only challenge. */
static bool
knows_realm(const struct history_transaction *request, const struct challenges *challenges)
{
    struct credentials credentials;
    bool more;

    for (more = credentials_first(request, &credentials); more;
         more = credentials_next(&credentials)) {
        if (span_equal(credentials.read.realm, challenges->list[0].read.realm) &&
            is_computable(challenges, &credentials.read)) {
            return true;
        }
    }
    return false;
}

/* The nearest other request of the user, from the same host, that fits. */
static const struct history_message *
request_near(const struct history_transaction *own, const struct challenges *challenges, fits fit)
{
    const struct history_transaction *other = own->previous_sent;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_sent, steps++) {
        if (fact_is_same_user(own, other) && fit(other, challenges)) {
            return other->request;
        }
    }
    other = own->next_sent;
    for (steps = 0; other && steps < HISTORY_NEAR; other = other->next_sent, steps++) {
        if (fact_is_same_user(own, other) && fit(other, challenges)) {
            return other->request;
        }
    }
    return NULL;
}

/* True if the user has credentials for one of the challenges in another request, with whatever
 * nonce: then there is an account, and the challenge may have been lost. */
static bool
has_account(const struct history_transaction *own, const struct challenges *challenges)
{
    return request_near(own, challenges, answers) != NULL;
}

const struct history_message *
fact_account(const struct history_transaction *request, const struct challenges *challenges,
             const struct challenge **challenge)
{
    const struct history_message *found;
    size_t i;

    for (i = 0; i < challenges->count; i++) {
        struct challenges one = { { challenges->list[i] }, 1 };

        found = fact_is_digest(&one.list[0]) ? request_near(request, &one, knows_realm) : NULL;
        if (found) {
            *challenge = &challenges->list[i];
            return found;
        }
    }
    return NULL;
}

/* True if the client went on to another request after the response: then it got that. */
static bool
went_on(const struct history_transaction *own, const struct history_message *response)
{
    const struct history_transaction *next = own->next_sent;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_sent, steps++) {
        if (next->request && fact_is_before(response, next->request) &&
            !fact_is_same_attempt(next, own) &&
            (fact_is_same_client(own, next) ||
             next->request->path->path.source.port == own->request->path->path.source.port)) {
            return true;
        }
    }
    return false;
}

/* True if the user agent that sent the request got the challenge. */
static bool
arrived(const struct history_message *response)
{
    const struct history_transaction *top = fact_most_upstream(response->transaction);

    if (!top->final || !fact_is_challenge(top->final)) {
        return false; /* a proxy went on in another way */
    }
    return history_ack(top) || went_on(top, top->final);
}

/* True if another branch of the request was answered. */
static bool
is_answered_elsewhere(const struct history_transaction *own)
{
    const struct history_transaction *other;
    int steps = 0;

    for (other = own->previous_in_call; other && steps < HISTORY_NEAR; steps++) {
        if (fact_is_same_attempt(own, other) && other->final &&
            other->final->status_code / 100 == 2) {
            return true;
        }
        other = other->previous_in_call;
    }
    for (other = own->next_in_call, steps = 0; other && steps < HISTORY_NEAR; steps++) {
        if (fact_is_same_attempt(own, other) && other->final &&
            other->final->status_code / 100 == 2) {
            return true;
        }
        other = other->next_in_call;
    }
    return false;
}

/* True if the server takes the same from the same user soon after, whatever way that came: copies
 * of a challenge may be left over on another path. */
static bool
is_accepted_soon(const struct history_message *response)
{
    const struct history_transaction *own = response->transaction, *next = own->next_received;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_received, steps++) {
        if (!next->request || fact_gap(response, next->request) > GIVE_UP_NS) {
            break;
        }
        if (next->method == own->method && fact_is_same_user(own, next) && fact_accepted(next)) {
            return true;
        }
    }
    for (next = own->next_sent, steps = 0; next && steps < HISTORY_NEAR; steps++) {
        if (!next->request || fact_gap(response, next->request) > GIVE_UP_NS) {
            break;
        }
        if (next->method == own->method && fact_is_same_user(own, next) && fact_accepted(next) &&
            fact_same_address(&next->request->path->path.destination,
                              &own->request->path->path.destination)) {
            return true;
        }
        next = next->next_sent;
    }
    return false;
}

/* Keepalives are not meant to be let in. */
static bool
is_probe(const struct history_transaction *request)
{
    return fact_is_method(request, "OPTIONS") && !request->in_dialog;
}

bool
fact_gave_up(const struct subject *subject, const struct challenges *challenges)
{
    const struct history_message *response = subject->message;
    const struct history_transaction *own = subject->transaction;

    return subject->request && challenges->count && !is_probe(own) && !own->has_other_credentials &&
           fact_covers(subject, response->time_ns, GIVE_UP_NS) && fact_sees(subject, response) &&
           !fact_cancel(own, NULL) && !fact_answer(subject->history, response, challenges) &&
           !is_used_somewhere(subject->history, response, challenges) &&
           !has_account(own, challenges) && arrived(response) && !is_answered_elsewhere(own) &&
           !is_accepted_soon(response);
}
