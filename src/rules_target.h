/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files of the family "target was not found" share.
 */
#ifndef SIPWHY_RULES_TARGET_H
#define SIPWHY_RULES_TARGET_H

#include "rule.h"

/** Sets uri, user, domain, method of the request and the server that answered. */
void target_set(const struct subject *subject, struct cause *cause);

/** The binding that the caller should have asked for: the same user in another domain. @return NULL
 * if there is none, or the domain is not the reason */
const struct history_binding *target_elsewhere(const struct subject *subject);

/* ---- rules_target_number.c ---- */

bool target_number_format(const struct subject *subject, struct cause *cause);
bool target_address_incomplete(const struct subject *subject, struct cause *cause);

/* ---- rules_target_route.c ---- */

bool target_in_dialog_unrouted(const struct subject *subject, struct cause *cause);

#endif
