/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Rules of the family transfer that stand in rules_transfer_other.c: what was accepted, and is done
 * later.
 */
#ifndef SIPWHY_RULES_TRANSFER_H
#define SIPWHY_RULES_TRANSFER_H

#include "rule.h"

bool transfer_subscribe_outcome(const struct subject *subject, struct cause *cause);

bool transfer_message_stored(const struct subject *subject, struct cause *cause);

#endif
