/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What can be said of every response, whatever its cause: the request that it answers, its copies,
 * its dialog, and what it carries besides the code (reason phrase, Reason, Warning, Retry-After),
 * in words.
 */
#ifndef SIPWHY_OBSERVATION_H
#define SIPWHY_OBSERVATION_H

#include "rule.h"

/** The request that the response answers: captured before it, or so shortly after it that the
 * capture may have swapped the two. @return NULL if there is none */
const struct history_message *observed_request(const struct history_message *response);

/** True for a challenge (401, 407) to a request without credentials: the normal first step of
 * authentication (RFC 3261 section 22.1). */
bool observed_first_challenge(const struct history_message *response);

/** The CANCEL that ended the INVITE which this 487 answers (RFC 3261 section 9.2). @return NULL if
 * there was none before it */
const struct history_message *observed_cancel(const struct history_message *response);

/** Appends to the finding's evidence, reasons and steps what the response shows by itself. */
void observe(const struct subject *subject, struct finding *finding);

#endif
