/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What rules ask about the target of a request: how numbers are written, what else a server found.
 */
#ifndef SIPWHY_FACTS_TARGET_H
#define SIPWHY_FACTS_TARGET_H

#include "facts.h"

/** True if the two user parts are one number, written differently: with or without +, zeros of a
 * prefix, country or area code, or separators; at least seven digits have to agree, unless only
 * separators or the + differ, counted from the end. */
bool fact_is_other_spelling(struct span a, struct span b);

/** True if a request outside of dialogs was taken: something rang, or a 2xx. @return the response
 */
const struct history_message *fact_found_target(const struct history_transaction *transaction);

/** True if the host sent the response, here or at a hop downstream that is captured. */
bool fact_came_past(const struct history_message *response, const struct history_host *host);

/** True if the request, here or at another hop, was sent by this host. */
bool fact_was_sent_by(const struct history_transaction *transaction,
                      const struct history_host *host);

#endif
