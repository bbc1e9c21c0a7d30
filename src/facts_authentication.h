/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What rules ask about challenges and their answers (RFC 3261 section 22, RFC 7616).
 */
#ifndef SIPWHY_FACTS_AUTHENTICATION_H
#define SIPWHY_FACTS_AUTHENTICATION_H

#include "facts.h"
#include "sip_values.h"

/* More challenges of one response than this are not looked at. */
#define MOST_CHALLENGES 8

struct challenge {
    struct sip_authentication read;
    bool is_proxy; /**< Proxy-Authenticate: to be answered in Proxy-Authorization */
};

/** All challenges of a response. */
struct challenges {
    struct challenge list[MOST_CHALLENGES];
    size_t count;
};

/** Credentials of a request, read. */
struct credentials {
    const struct history_credentials *own;
    struct sip_authentication read;
};

/** The challenges of a final response that is no success; those that stand in one field, joined
 * with commas, too. */
void fact_challenges(const struct history_message *response, struct challenges *challenges);

/** The algorithm of a digest: MD5 if it names none (RFC 7616 section 3.3). */
struct span fact_algorithm(const struct sip_authentication *read);

bool fact_is_digest(const struct challenge *challenge);

/** The first challenge that every client can answer: Digest with MD5, and without qop or with that
 * of RFC 2617, "auth". @return NULL if there is none */
const struct challenge *fact_answerable(const struct challenges *challenges);

/** True if the credentials are for the challenge: the right header field, realm and scheme. */
bool fact_is_for(const struct credentials *credentials, const struct challenge *challenge);

/** The credentials of the request for one of the challenges: the right header field, realm and
 * scheme (RFC 3261 sections 22.2, 22.3).
 * @param challenge  may be NULL; out: the challenge that they are for
 * @return false if it has none */
bool fact_credentials_for(const struct history_transaction *request,
                          const struct challenges *challenges, struct credentials *credentials,
                          const struct challenge **challenge);

/** The credentials of the request for this user name and realm. @return false if it has none */
bool fact_credentials_of(const struct history_transaction *request, struct span username,
                         struct span realm, struct credentials *credentials);

/** True if the request has credentials for the same user name and realm in the same header field.
 */
bool fact_credentials_like(const struct history_transaction *request,
                           const struct credentials *credentials);

/** The client's first request of the same method after the response with credentials for one of its
 * challenges. @return NULL if none was captured so far */
const struct history_message *fact_answer(const struct history *history,
                                          const struct history_message *response,
                                          const struct challenges *challenges);

/** What shows that the server took the credentials: a 101 to 199, a success, or a rejection for
 * another reason than the request's form or sender (400, 401, 403, 407, 5xx). @return NULL if
 * nothing does so far */
const struct history_message *fact_accepted(const struct history_transaction *request);

/** True if the client was asked for such credentials, with their nonce and for their header field,
 * when it sent a request of the same method before. */
bool fact_was_asked(const struct history_credentials *own);

/** The challenge that gave the client the nonce of its credentials, if the server that sent the
 * response issued it, as far as the capture shows the hops. @return NULL if it was not captured, or
 * another server issued it */
const struct history_message *fact_issued(const struct credentials *credentials,
                                          const struct history_message *response);

/** The challenge that the request had been given by the server that sent this response, whatever
 * its code. @param credentials  out: those that answer it. @return NULL if there is none */
const struct history_message *fact_asked_for(const struct subject *subject,
                                             struct credentials *credentials);

/** An earlier request, accepted by the server, with the same nonce of the same user. @return what
 * shows that it was accepted; NULL if there is none */
const struct history_message *fact_accepted_before(const struct credentials *credentials);

/** Another request of the same user with credentials for the realm of one of the challenges, in
 * whichever header field, which show that the client can compute the answer, if that is not plain.
 * @param challenge  out: that challenge. @return NULL if there is none near the request */
const struct history_message *fact_account(const struct history_transaction *request,
                                           const struct challenges *challenges,
                                           const struct challenge **challenge);

/** True if the capture proves that the client saw the challenge and went on without answering it,
 * though nothing else ended the request. */
bool fact_gave_up(const struct subject *subject, const struct challenges *challenges);

/** True if the response is 401 or 407. */
static inline bool
fact_is_challenge(const struct history_message *response)
{
    return response->status_code == 401 || response->status_code == 407;
}

#endif
