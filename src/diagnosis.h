/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Why a response is there: a pure function of what the history knows and of the response itself.
 */
#ifndef SIPWHY_DIAGNOSIS_H
#define SIPWHY_DIAGNOSIS_H

#include "finding.h"
#include "history.h"

/**
 * @param message  the response, as the history knows it
 * @param sip      the same response, read again
 * @param finding  from finding_new; cleared and filled
 */
void diagnosis_find(const struct code_table *table, const struct history_message *message,
                    const struct sip_message *sip, struct finding *finding);

/** The severity alone of what diagnosis_find would find, cheaply. */
enum severity diagnosis_severity(const struct code_table *table,
                                 const struct history_message *message,
                                 const struct sip_message *sip);

#endif
