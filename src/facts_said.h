/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Facts about what a response says besides its code: Reason, Warning, the phrase, lists of tokens.
 */
#ifndef SIPWHY_FACTS_SAID_H
#define SIPWHY_FACTS_SAID_H

#include "facts.h"
#include "sip_values.h"

/** The first Reason of protocol Q.850 whose cause is one of its numbers, 1 to 127 (RFC 6432).
 * @return false if there is none */
bool fact_q850(const struct sip_message *sip, struct sip_reason *reason);

/** Its cause. @return 0 if there is none */
uint32_t fact_q850_cause(const struct sip_message *sip);

/** The first warning with a code from..to. @return false if there is none */
bool fact_warning(const struct sip_message *sip, uint16_t from, uint16_t to,
                  struct sip_warning *warning);

/** True if the server's own words have one of these in them, without regard to case: the reason
 * phrase, unless it is the standard one of the code, the texts of Warning and Reason.
 * @param words  ended by NULL */
bool fact_server_mentions(const struct subject *subject, const char *const *words);

/** True if the server's own words name a trouble of its own: overload, a limit, maintenance. Then
 * no request that it sent on explains the response. */
bool fact_names_own_trouble(const struct subject *subject);

#endif
