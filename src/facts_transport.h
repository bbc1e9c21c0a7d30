/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the rules about lost, repeated and stray messages ask of the history.
 */
#ifndef SIPWHY_FACTS_TRANSPORT_H
#define SIPWHY_FACTS_TRANSPORT_H

#include "facts.h"

/** Above this size a request should not go over UDP (RFC 3261 section 18.1.1). */
#define UDP_BYTES 1300

/** How many transmissions of the message were captured later than that time, counted up to
 * HISTORY_NEAR. @param earliest  receives the earliest of them; unchanged if there is none */
unsigned fact_sent_after(const struct history_message *message, int64_t time_ns,
                         const struct history_message **earliest);

/** The newest transmission of the message that was captured before that time, or at the same time.
 * @return NULL if there is none */
const struct history_message *fact_sent_until(const struct history_message *message,
                                              int64_t time_ns);

/** True if a response to the request was captured, whatever its code. */
bool fact_is_answered(const struct history_transaction *transaction);

/** The first error of this kind about the transaction's request. @return NULL if there is none */
const struct history_network_error *fact_error(const struct history_transaction *transaction,
                                               enum network_error_kind kind);

/** The first error of this kind about this response. @param count  receives how many there are.
 * @return NULL if there is none */
const struct history_network_error *fact_error_of_response(const struct history_message *response,
                                                           enum network_error_kind kind,
                                                           uint32_t *count);

/** That the request could not be delivered: unreachable, or its connection was reset. @return NULL
 * if nothing says so */
const struct history_network_error *
fact_undeliverable(const struct history_transaction *transaction);

/** The first error that says that the request, over UDP, does not fit, or did not arrive wholly. A
 * sender that was told so repeats it in fragments (RFC 1191 section 3): then it does not count that
 * the request did not fit before. @return NULL if there is none */
const struct history_network_error *fact_too_big(const struct history_transaction *transaction);

/** True if an error of kind NETWORK_TOO_BIG says that fragments got lost, whatever the size:
 * "fragment reassembly time exceeded" (RFC 792, RFC 4443 section 3.3). */
bool fact_are_parts_missing(const struct history_network_error *error);

/** True if the address stands for several hosts (RFC 5771, RFC 4291 section 2.7), or for all. */
bool fact_is_group(const struct endpoint *endpoint);

/** Both hosts are the same as those of the other path, whatever the ports. */
bool fact_same_hosts(const struct history_path *a, const struct history_path *b);

#endif
