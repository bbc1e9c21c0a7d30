/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What in a capture speaks against a cause: the CANCEL that is not there, the ACK that is.
 *
 * data/training.ini says by name what would speak against each rule. A fact about what is absent is
 * about what was captured, as its text says.
 */
#ifndef SIPWHY_COUNTER_EVIDENCE_H
#define SIPWHY_COUNTER_EVIDENCE_H

#include "rule.h"

struct counter_evidence {
    const char *name; /**< key of its text in [training against]; static */
    uint32_t frame;   /**< of the message that shows it; 0: something is absent */
    uint64_t number;  /**< bytes, hops: what the text calls {number}; else 0 */
};

/** All names. @return NULL-terminated, free it with g_free (the strings are static) */
const char **counter_evidence_names(void);

/** Whether the capture has it.
 *  @param name  of counter_evidence_names
 *  @param found  filled if the result is true
 *  @return false if it has not, or if that cannot be told */
bool counter_evidence_find(const char *name, const struct subject *subject,
                           struct counter_evidence *found);

#endif
