/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Authentication and permission: 401, 407, 403 (RFC 3261 section 22, RFC 7616).
 */
#include "facts.h"
#include "rules.h"
#include "sip_values.h"

/* The realm of the first challenge of the response. */
static struct span
challenged_realm(const struct subject *subject)
{
    enum sip_header header =
        subject->code == 407 ? SIP_HEADER_PROXY_AUTHENTICATE : SIP_HEADER_WWW_AUTHENTICATE;
    struct sip_authentication challenge;

    return sip_authentication_read(subject->sip->header[header], &challenge)
               ? challenge.realm
               : (struct span){ NULL, 0 };
}

/* A server that takes the credentials goes on to something else than asking again or refusing. */
static bool
is_accepted(uint32_t code)
{
    return code != 400 && code != 401 && code != 403 && code != 407 && code / 100 != 5;
}

/* The normal first step (RFC 3261 sections 22.1 to 22.3). */
static bool
challenge_answered(const struct subject *subject, struct cause *cause)
{
    const struct history_message *retry, *final;
    struct sip_authentication credentials;

    if (!subject->request || subject->transaction->has_credentials) {
        return false;
    }
    cause_set(cause, "realm", challenged_realm(subject));
    retry = fact_retry(subject->history, subject->message);
    if (!retry || !retry->transaction->has_credentials) {
        cause_is(cause, "open", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        return !fact_covers(subject, subject->message->time_ns, 32 * SECONDS_NS);
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    sip_authentication_read(retry->transaction->extra->credentials->value, &credentials);
    cause_set(cause, "username", credentials.username);
    cause_show(cause, "retry", retry);
    cause_set_outcome(cause, retry);
    final = fact_response(retry->transaction, 200, 699, NULL);
    if (final) {
        cause_set_outcome(cause, final);
        cause_set_number(cause, "code", final->status_code);
        cause_show(cause, is_accepted(final->status_code) ? "accepted" : "result", final);
    }
    return true;
}

const struct rule rules_authentication[] = {
    { "401-challenge-answered", "401 407", NULL, challenge_answered,
      "RFC 3261 section 22.1; RFC 3261 section 22.2; RFC 3261 section 22.3" },
    { .id = NULL },
};
