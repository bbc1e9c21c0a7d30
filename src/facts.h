/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What rules ask of the history, in the terms of SIP. Nothing here says what something means.
 *
 * "After" facts are about what was captured so far: in a first pass less is known than in a later
 * one. That something is absent may only be concluded together with fact_covers and fact_sees.
 */
#ifndef SIPWHY_FACTS_H
#define SIPWHY_FACTS_H

#include "rule.h"

#define SECONDS_NS INT64_C(1000000000)
#define MILLISECONDS_NS INT64_C(1000000)

/* ---- time and capture ---- */

/** True if the capture goes on for that long after that time. */
bool fact_covers(const struct subject *subject, int64_t since_ns, int64_t duration_ns);

/** How long the capture goes on after the message. */
int64_t fact_rest(const struct subject *subject);

/** True if the capture sees both directions between the two hosts of this message. */
bool fact_sees(const struct subject *subject, const struct history_message *message);

/** True if the request of a response may lie before the capture: less than 32 s of it came before,
 * for INVITE less than 240 s (RFC 3261 section 16.6 step 11, Timer C). */
bool fact_is_young(const struct subject *subject);

/** How long a client waits for an answer: 64 times T1 (RFC 3261 section 17.1.1.2), T1 measured from
 * the first two transmissions of the request where that is plausible; never less than 32 s. */
int64_t fact_transaction_timeout(const struct history_transaction *transaction);

/** True if a was captured before b. */
bool fact_is_before(const struct history_message *a, const struct history_message *b);

/** Time from a to b. */
int64_t fact_gap(const struct history_message *a, const struct history_message *b);

/* ---- messages of a transaction ---- */

/** True if both are there and the same tag. */
bool fact_same_tag(const struct span *a, const struct span *b);

/** True if the transaction has this method ("INVITE"). */
bool fact_is_method(const struct history_transaction *transaction, const char *method);

/** The first response of the transaction whose code is from..to, captured before `before` (NULL: up
 * to now). @return NULL if there is none */
const struct history_message *fact_response(const struct history_transaction *transaction,
                                            uint32_t from, uint32_t to,
                                            const struct history_message *before);

/** What showed that it rang: the first 180, or without one the first of 181 to 183 (RFC 3261
 * section 21.1); only a 180 proves that a telephone rang. */
const struct history_message *fact_ringing(const struct history_transaction *transaction,
                                           const struct history_message *before);

/** The ACK to a 2xx of this INVITE: a transaction of its own with the same Call-ID, CSeq number and
 * From tag (RFC 3261 section 13.2.2.4). @return the first one captured so far, NULL if none */
const struct history_message *fact_ack_of_success(const struct history_transaction *invite);

/** The ACK to this final response of an INVITE, whichever way. */
const struct history_message *fact_ack(const struct history_message *final);

/** The CANCEL of this INVITE, captured before `before` (NULL: so far). */
const struct history_message *fact_cancel(const struct history_transaction *invite,
                                          const struct history_message *before);

/** True if the response shows that a peer lives which was asked with OPTIONS outside of dialogs, as
 * monitors do (RFC 3261 section 11): any final answer but those that report trouble, and not one of
 * somebody behind the peer. */
bool fact_is_answered_ping(const struct subject *subject);

/* ---- hop chain ---- */

/** The most upstream transaction of the chain in this capture; the transaction itself if it has no
 * other above it. */
const struct history_transaction *fact_most_upstream(const struct history_transaction *transaction);

/** The branch downstream that got a response with this code before the given response: the one that
 * was forwarded. @return NULL if there is none */
const struct history_message *fact_forwarded_from(const struct history_message *response);

/** The same response as it came to the server that sent this one, of a request that the capture
 * lacks: a branch was missed. @return without a request in its transaction; NULL if there is none
 */
const struct history_message *fact_received_unseen(const struct history_message *response);

/** The product name of the agent: what it says in User-Agent or Server, if that is its own. A proxy
 * passes on what others say. @return NULL if it is not known */
const struct span *fact_product(const struct history_agent *agent);

/** The response as it was first sent: of the captured hops the one farthest downstream. */
const struct history_message *fact_origin(const struct history_message *response);

/* ---- attempts ---- */

/** The next attempt after this final response: within 60 s a later request of the same method with
 * the same Call-ID, a higher CSeq number and the same or no To tag, from the same host (RFC 3261
 * section 8.1.3.5). That with credentials for a challenge is fact_answer. @return the first
 * transmission; NULL if none was captured so far */
const struct history_message *fact_retry(const struct history_message *response);

/** True if both requests are the same client's, at the same hop: from the same address, in the same
 * call or with the same user in From. A nonce alone does not tell: some servers give the same one
 * to all clients within a second. */
bool fact_is_same_client(const struct history_transaction *a, const struct history_transaction *b);

/** True if both requests have the same user in From. */
bool fact_is_same_user(const struct history_transaction *a, const struct history_transaction *b);

/** True if both are the same attempt: one request at two hops, or two branches of it. */
bool fact_is_same_attempt(const struct history_transaction *a, const struct history_transaction *b);

/* ---- URIs and numbers ---- */

/** Parts of a URI; absent if it has none. */
struct span fact_scheme(struct span uri);
struct span fact_user(struct span uri);
struct span fact_host(struct span uri);

/** The host of the first Contact: where its sender wants to be reached. @param message  may be
 * NULL.
 * @return absent if it has no Contact */
struct span fact_contact_host(const struct history_message *message);

/** The URI in a header field of an address (From, To, Contact, Refer-To ...): of its first element.
 * Absent if there is none. */
struct span fact_address_uri(struct span field);

/** True if both name the same domain or address, without regard to case. */
bool fact_same_host(struct span a, struct span b);

/** Reads an IP address, without brackets and port. @return its length: 4, 16; 0 if it is none */
unsigned fact_address_read(struct span host, uint8_t bytes[16]);

/** True if the text is an IP address, not a name. */
bool fact_is_ip(struct span host);

/** True if the text is this address (RFC 3261 section 19.1.4: no name is resolved). */
bool fact_is_address(struct span host, const struct endpoint *endpoint);

/** The text as an address without a port. @return false, endpoint unchanged, if it is none */
bool fact_endpoint(struct span host, struct endpoint *endpoint);

/** The user part as a number: up to the first ';', without visual separators (RFC 3966 section
 * 5.1.1); an optional + and at least three of 0-9*#. @return newly allocated (g_free); NULL if it
 * is no number */
char *fact_number(struct span user);

/** True for addresses that are not routed on the Internet: RFC 1918, RFC 6598, RFC 4193, loopback,
 * link-local. A name is none of them; nor is 0.0.0.0, which means hold (RFC 3264 section 8.4). */
bool fact_is_private(struct span host);

/** True if both have the same address, whatever the port. */
bool fact_same_address(const struct endpoint *a, const struct endpoint *b);

/* ---- texts ---- */

/** True if the text has the words in it, without regard to case. */
bool fact_mentions(struct span text, const char *words);

/* ---- registrations ---- */

/** The newest binding of AORs with this user part that was granted by that time; follow
 * BINDINGS_OF_NAME. @return NULL if there is none */
const struct history_binding *fact_bindings_of_user(const struct history *history, struct span user,
                                                    int64_t time_ns);

/** True if the binding was there at that time. */
bool fact_is_bound(const struct history_binding *binding, int64_t time_ns);

/** The newest binding of this user that was active at that time, whatever its domain.
 * @return NULL if there is none */
const struct history_binding *fact_active_binding(const struct history *history, struct span user,
                                                  int64_t time_ns);

/** A binding that was active at that time and whose Contact the URI names, or whose telephone
 * registered from where the message was sent to. @return NULL if there is none */
const struct history_binding *fact_binding_of_target(const struct history *history,
                                                     const struct history_message *request);

#endif
