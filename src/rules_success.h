/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Rules of the family success that stand in files of their own.
 */
#ifndef SIPWHY_RULES_SUCCESS_H
#define SIPWHY_RULES_SUCCESS_H

#include "rule.h"

/** rules_success_session.c: session timers. */
bool success_session_expired(const struct subject *subject, struct cause *cause);

/** rules_success_media.c: offer and answer. */
bool success_no_media(const struct subject *subject, struct cause *cause);

#endif
