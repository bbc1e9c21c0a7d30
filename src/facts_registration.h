/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What rules ask about registrations (RFC 3261 section 10) and about the domains of a server.
 */
#ifndef SIPWHY_FACTS_REGISTRATION_H
#define SIPWHY_FACTS_REGISTRATION_H

#include "facts.h"
#include "sip_values.h"

/** Who took the REGISTER of the binding: the registrar, or the server before it. */
const struct history_host *fact_registrar(const struct history_binding *binding);

/** "bob@a.example". @return newly allocated (g_free) */
char *fact_aor(const struct history_binding *binding);

/** The lifetime that a REGISTER asks for this element of its Contact list: its expires parameter,
 * else the Expires field (RFC 3261 section 10.2.1.1). @return false if it names none */
bool fact_asked_of_contact(const struct history_message *request, const struct sip_address *contact,
                           uint32_t *seconds);

/** The shortest lifetime above 0 that a REGISTER, SUBSCRIBE or PUBLISH asks for; 0 if it only takes
 * back. @return false if it names none */
bool fact_asked_expires(const struct history_message *request, uint32_t *seconds);

/** Domains that a server serves, as far as the requests near one show it. */
struct fact_domains {
    bool is_served;                        /**< the domain that was asked for is among them */
    bool is_complete;                      /**< all requests that the server got were looked at */
    struct span others[4];                 /**< other domains */
    unsigned count;                        /**< of them */
    const struct history_message *example; /**< the response that shows the first of them */
};

/** Reads what the server of `transaction` did with other requests, before and after: it serves what
 * it registers or asks credentials for, and whom it finds (RFC 3261 section 10.3 step 1). */
void fact_domains(const struct history_transaction *transaction, struct span domain,
                  struct fact_domains *domains);

#endif
