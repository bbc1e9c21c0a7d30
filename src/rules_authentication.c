/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Authentication and permission: 401, 407, 403 (RFC 3261 section 22, RFC 7616). Here is the table,
 * and what the first challenge leads to.
 */
#include "rules_authentication.h"

#include "rules.h"

/* How long a challenge is left to be answered. */
#define OPEN_NS (32 * SECONDS_NS)

/* Reads the challenges. @return false if there is nothing to say: no challenge, no request, or not
 * all of the request, so that it may have credentials that the capture lacks */
static bool
read_challenges(const struct subject *subject, struct challenges *challenges)
{
    if (!subject->request || subject->request->is_incomplete ||
        fact_is_method(subject->transaction, "CANCEL")) {
        return false;
    }
    fact_challenges(subject->message, challenges);
    return challenges->count > 0;
}

/* Reads the challenges of a request that has no credentials for any of them. */
static bool
read_first_challenges(const struct subject *subject, struct challenges *challenges)
{
    struct credentials credentials;

    return read_challenges(subject, challenges) && !subject->transaction->has_other_credentials &&
           !fact_credentials_for(subject->transaction, challenges, &credentials, NULL);
}

/* What the capture shows of the user agent that asked. A proxy acknowledges a response at its own
 * hop, whatever it then tells the client. */
static void
show_client(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *top = fact_most_upstream(subject->transaction);
    const struct history_message *ack = history_ack(top);

    if (!top->request || !top->request->is_only_via) {
        cause_set(cause, "client",
                  fact_address_uri(history_header(subject->request, SIP_HEADER_FROM)));
        cause->confidence = CONFIDENCE_POSSIBLE;
        return;
    }
    cause_set_endpoint(cause, "client", &top->request->path->path.source);
    if (ack) {
        cause_show(cause, "ack", ack);
    }
}

static void
set_method(const struct subject *subject, struct cause *cause)
{
    cause_set(cause, "method", *subject->transaction->method);
}

/* How the answer to the challenge ended. */
static void
show_result(struct cause *cause, const struct history_transaction *answer)
{
    const struct history_message *accepted = fact_accepted(answer);
    const struct history_message *result = accepted ? accepted : answer->final;

    if (result) {
        cause_set_outcome(cause, result);
        cause_set_number(cause, "code", result->status_code);
        cause_show(cause, accepted ? "accepted" : "result", result);
    }
}

/* The normal first step (RFC 3261 sections 22.1 to 22.3). What goes wrong afterwards is told at the
 * answer to the repeated request. */
static bool
challenge_answered(const struct subject *subject, struct cause *cause)
{
    struct challenges challenges;
    struct credentials credentials;
    const struct challenge *challenge;
    const struct history_message *answer;

    if (!read_first_challenges(subject, &challenges)) {
        return false;
    }
    cause_set(cause, "realm", challenges.list[0].read.realm);
    answer = fact_answer(subject->history, subject->message, &challenges);
    if (!answer) {
        cause_is(cause, "open", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        return !fact_covers(subject, subject->message->time_ns, OPEN_NS);
    }
    cause_is(cause, subject->transaction->has_credentials ? "second-server" : NULL,
             CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    cause_set_outcome(cause, answer);
    if (fact_credentials_for(answer->transaction, &challenges, &credentials, &challenge)) {
        cause_set(cause, "realm", challenge->read.realm);
        cause_set(cause, "username", credentials.read.username);
    }
    cause_show(cause, "answer", answer);
    show_result(cause, answer->transaction);
    return true;
}

/* The REGISTER that bound the host at its peer, if that came from the host itself. */
static const struct history_message *
registered_at(const struct history_host *host, const struct endpoint *peer,
              const struct history_message *before)
{
    const struct history_binding *binding =
        history_binding_until(host->newest_binding, BINDINGS_OF_HOST, before->time_ns);
    int steps = 0;

    for (; binding && steps < HISTORY_NEAR;
         binding = history_binding_previous(binding, BINDINGS_OF_HOST), steps++) {
        const struct history_message *request = binding->granted->transaction->request;

        if (request && request->is_only_via &&
            fact_same_address(&request->path->path.destination, peer)) {
            return request;
        }
    }
    return NULL;
}

/* A request of the host's own that its peer challenged. */
static const struct history_message *
challenged_by(const struct history_host *host, const struct endpoint *peer,
              const struct history_message *before)
{
    const struct history_transaction *sent = host->newest_sent;
    int steps = 0;

    for (; sent && steps < HISTORY_NEAR; sent = sent->previous_sent, steps++) {
        if (sent->request && sent->request->is_only_via && sent->final &&
            fact_is_challenge(sent->final) && fact_is_before(sent->final, before) &&
            fact_same_address(&sent->request->path->path.destination, peer)) {
            return sent->final;
        }
    }
    return NULL;
}

/* A phone system asks its provider to log in, in front of which it logs in itself. */
static bool
is_peer(const struct history_message *origin, const struct history_message **registered,
        const struct history_message **challenged)
{
    const struct history_host *host = origin->path->source->host;
    const struct endpoint *peer = &origin->path->path.destination;

    if (fact_same_address(&origin->path->path.source, peer)) {
        return false; /* all on one host: addresses do not tell who is who */
    }
    *registered = registered_at(host, peer, origin);
    *challenged = *registered ? NULL : challenged_by(host, peer, origin);
    return *registered || *challenged;
}

static bool
peer_challenged(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin, *registered, *challenged;
    struct challenges challenges;

    if (!read_first_challenges(subject, &challenges) || subject->transaction->in_dialog ||
        !fact_covers(subject, subject->message->time_ns, OPEN_NS) ||
        !fact_sees(subject, subject->message) ||
        fact_answer(subject->history, subject->message, &challenges)) {
        return false;
    }
    origin = fact_origin(subject->message);
    if (!is_peer(origin, &registered, &challenged)) {
        return false;
    }
    cause_is(cause, challenged ? "challenged" : NULL, CONFIDENCE_LIKELY,
             fact_is_method(subject->transaction, "OPTIONS") ? SEVERITY_NOTE : SEVERITY_WARN);
    cause_set_endpoint(cause, "server", &origin->path->path.source);
    cause_set_endpoint(cause, "peer", &origin->path->path.destination);
    if (origin != subject->message) {
        cause_show(cause, "origin", origin);
    }
    if (registered) {
        cause_show(cause, "registered", registered);
    } else {
        cause_show(cause, "challenged", challenged);
    }
    return true;
}

/* The client got the challenge and gave up. */
static bool
challenge_unanswered(const struct subject *subject, struct cause *cause)
{
    const struct history_message *registered, *challenged, *account;
    const struct challenge *challenge;
    struct challenges challenges;

    if (!read_first_challenges(subject, &challenges) || subject->transaction->has_credentials ||
        !fact_gave_up(subject, &challenges) ||
        is_peer(fact_origin(subject->message), &registered, &challenged)) {
        return false;
    }
    account = fact_account(subject->transaction, &challenges, &challenge);
    challenge = account ? challenge : fact_answerable(&challenges);
    if (!challenge) {
        return false; /* see challenge_not_computable */
    }
    cause_is(cause, account ? "known" : NULL, CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set(cause, "realm", challenge->read.realm);
    cause_set_number(cause, "code", subject->code);
    show_client(subject, cause);
    set_method(subject, cause);
    if (account) {
        cause_show(cause, "account", account);
    }
    return true;
}

/* The realms that the request has credentials for. */
static char *
realms_of(const struct history_transaction *request)
{
    const struct history_credentials *own = request->extra->credentials;
    struct sip_authentication read;
    GString *text = g_string_new(NULL);

    for (; own; own = own->next_of_request) {
        if (sip_authentication_read(own->value, &read) && span_is_set(read.realm)) {
            char *realm = finding_display(read.realm);

            g_string_append_printf(text, "%s\"%s\"", text->len ? ", " : "", realm);
            g_free(realm);
        }
    }
    return g_string_free(text, FALSE);
}

/* A challenge of a realm that the request has credentials for: in the header field where such a
 * challenge wants them, or in the other one.
 * @param found  out: the credentials. @return NULL if there is none */
static const struct challenge *
challenge_of_realm(const struct history_transaction *request, const struct challenges *challenges,
                   bool is_in_other, const struct history_credentials **found)
{
    const struct history_credentials *own = request->extra->credentials;
    struct sip_authentication read;
    size_t i;

    for (; own; own = own->next_of_request) {
        for (i = 0; i < challenges->count; i++) {
            if (sip_authentication_read(own->value, &read) &&
                span_equal(read.realm, challenges->list[i].read.realm) &&
                (own->is_proxy != challenges->list[i].is_proxy) == is_in_other) {
                *found = own;
                return &challenges->list[i];
            }
        }
    }
    return NULL;
}

static const char *
header_of_credentials(bool is_proxy)
{
    return sip_header_name(is_proxy ? SIP_HEADER_PROXY_AUTHORIZATION : SIP_HEADER_AUTHORIZATION);
}

/* Credentials for the realm in the header field that the challenge does not ask for: an answer to
 * another challenge, or one in the wrong place. */
static void
set_header(struct cause *cause, const struct challenge *challenge,
           const struct history_credentials *own)
{
    if (fact_was_asked(own)) {
        cause_is(cause, "as-well", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    } else {
        cause_is(cause, "header", own->nonce->granted ? CONFIDENCE_CERTAIN : CONFIDENCE_POSSIBLE,
                 SEVERITY_WARN);
    }
    cause_set_text(cause, "found", header_of_credentials(own->is_proxy));
    cause_set_text(cause, "needed", header_of_credentials(challenge->is_proxy));
}

/* Credentials for somebody else. A second server that asks on the same path is normal as long as it
 * gets its answer. */
static bool
realm_mismatch(const struct subject *subject, struct cause *cause)
{
    struct challenges challenges;
    const struct history_credentials *own;
    const struct challenge *challenge;
    char *realms;

    if (!read_first_challenges(subject, &challenges) || !subject->transaction->has_credentials ||
        !fact_gave_up(subject, &challenges)) {
        return false;
    }
    if (challenge_of_realm(subject->transaction, &challenges, false, &own)) {
        return false; /* neither realm nor header is wrong: the challenge has another scheme, say */
    }
    challenge = challenge_of_realm(subject->transaction, &challenges, true, &own);
    cause_is(cause, "realm", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set_endpoint(cause, "server", &fact_origin(subject->message)->path->path.source);
    cause_set_number(cause, "code", subject->code);
    cause_set(cause, "realm", (challenge ? challenge : &challenges.list[0])->read.realm);
    if (challenge) {
        set_header(cause, challenge, own);
    }
    realms = realms_of(subject->transaction);
    cause_set(cause, "realms", span_of(realms));
    g_free(realms);
    cause_show(cause, "request", subject->request);
    return true;
}

const struct rule rules_authentication[] = {
    { "401-challenge-answered", "401 407", NULL, challenge_answered,
      "RFC 3261 section 22.1; RFC 3261 section 22.2; RFC 3261 section 22.3" },
    { "401-challenge-unanswered", "401 407", NULL, challenge_unanswered,
      "RFC 3261 section 22.2; RFC 3261 section 22.3; RFC 3261 section 8.1.3.5" },
    { "401-credentials-rejected", "401 407", NULL, credentials_rejected,
      "RFC 3261 section 22.1; RFC 3261 section 22.4; RFC 7616 section 3.4" },
    { "401-nonce-expired", "401 407", NULL, nonce_expired,
      "RFC 7616 section 3.3; RFC 3261 section 22.1" },
    { "401-realm-mismatch", "401 407", NULL, realm_mismatch,
      "RFC 3261 section 22.1; RFC 3261 section 22.3; RFC 8760 section 2.4" },
    { "401-challenge-not-computable", "401 407 400 403", NULL, challenge_not_computable,
      "RFC 8760 section 2.1; RFC 8760 section 2.4; RFC 7616 section 3.4; RFC 3261 section 22.4; "
      "RFC 8898 section 2.1.1" },
    { "401-nonce-count", "401 407 403", NULL, nonce_count,
      "RFC 7616 section 3.4; RFC 7616 section 5.5" },
    { "401-peer-challenged", "401 407", "INVITE OPTIONS MESSAGE", peer_challenged,
      "RFC 3261 section 22.1" },
    { "403-credentials-refused", "403", NULL, credentials_refused,
      "RFC 3261 section 22.1; RFC 3261 section 10.3; RFC 3261 section 21.4.4" },
    { "403-policy", "403", NULL, refused_by_policy,
      "RFC 3261 section 21.4.4; RFC 8224 section 6.2.2; RFC 3325" },
    { .id = NULL },
};
