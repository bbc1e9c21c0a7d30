/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Facts about the branches of a forwarded request (RFC 3261 section 16.6) and about ringing.
 */
#ifndef SIPWHY_FACTS_BRANCH_H
#define SIPWHY_FACTS_BRANCH_H

#include "facts.h"

/** The first 180 with the To tag of this response, before it in the same transaction: who sent the
 * response had rung. @return NULL if there is none */
const struct history_message *fact_own_ringing(const struct history_message *response);

/** True if a reliable provisional response of the INVITE was repeated before this message: its
 * sender waits for a PRACK (RFC 3262 section 3). */
bool fact_waits_for_prack(const struct history_transaction *invite,
                          const struct history_message *before);

#endif
