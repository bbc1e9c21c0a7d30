/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Why a response is there, or why a request got none: a pure function of what the history knows and
 * of the message itself. All rules that speak about the code and method are asked; the one that
 * proves most is the cause.
 */
#ifndef SIPWHY_DIAGNOSIS_H
#define SIPWHY_DIAGNOSIS_H

#include "finding.h"
#include "history.h"
#include "rule.h"

/**
 * @param message  the response, as the history knows it
 * @param sip      the same response, read again
 * @param finding  from finding_new; cleared and filled
 */
void diagnosis_find(const struct code_table *table, const struct history *history,
                    const struct history_message *message, const struct sip_message *sip,
                    struct finding *finding);

/**
 * The same for who only wants what is bad: of the others it is not told what they show by
 * themselves.
 * @param least  severity of what is wanted
 * @return false if it is less bad: then the finding is not to be used
 */
bool diagnosis_find_at_least(const struct code_table *table, const struct history *history,
                             const struct history_message *message, const struct sip_message *sip,
                             enum severity least, struct finding *finding);

/**
 * Asks the rules about requests that nobody answered.
 * @param message  a request
 * @return false if there is nothing to say about it: then the finding is not filled
 */
bool diagnosis_find_unanswered(const struct code_table *table, const struct history *history,
                               const struct history_message *message, const struct sip_message *sip,
                               struct finding *finding);

/** A guess of the severity that diagnosis_find would find, at no cost: that of the code. */
enum severity diagnosis_severity(const struct code_table *table,
                                 const struct history_message *message,
                                 const struct sip_message *sip);

/** What the rules look at, for those who ask further questions about the same message.
 * @param message  a response, or the first transmission of a request
 * @param subject  filled; borrows all the others */
void diagnosis_subject(const struct code_table *table, const struct history *history,
                       const struct history_message *message, const struct sip_message *sip,
                       struct subject *subject);

#endif
