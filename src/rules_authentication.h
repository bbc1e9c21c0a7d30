/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Rules of the family authentication that stand in files of their own.
 */
#ifndef SIPWHY_RULES_AUTHENTICATION_H
#define SIPWHY_RULES_AUTHENTICATION_H

#include "facts_authentication.h"

/* rules_credentials.c: how the credentials were judged */
bool credentials_rejected(const struct subject *subject, struct cause *cause);
bool nonce_expired(const struct subject *subject, struct cause *cause);
bool challenge_not_computable(const struct subject *subject, struct cause *cause);
bool nonce_count(const struct subject *subject, struct cause *cause);

/** The earlier request whose count of this nonce was not lower.
 * @param issued  what gave the nonce out last; NULL if not known
 * @return NULL if the credentials count right, or the server does not look at the count */
const struct history_message *nonce_count_used(const struct credentials *credentials,
                                               const struct history_message *issued);

/* rules_permission.c: 403 */
bool credentials_refused(const struct subject *subject, struct cause *cause);
bool refused_by_policy(const struct subject *subject, struct cause *cause);

#endif
