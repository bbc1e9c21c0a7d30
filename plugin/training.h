/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Training: packets show a question and hints instead of the cause, and "tshark -z sipwhy,quiz"
 * writes all questions of a capture.
 *
 * While training is on, nothing but the folded answer may tell a cause: whoever shows findings in
 * another way has to ask training_is_on.
 */
#ifndef SIPWHY_TRAINING_H
#define SIPWHY_TRAINING_H

#include <epan/prefs.h>

#include "finding.h"
#include "json_writer.h"
#include "sip_message.h"

/** A finding, and what it is about; all borrowed. */
struct training_subject {
    const struct code_table *table;
    const struct history *history;
    const struct history_message *message;
    const struct sip_message *sip;
    const struct finding *finding;
};

/** Registers the fields of questions. */
void training_register(int proto);

/** Registers the preferences sipwhy.training and sipwhy.training_seed. */
void training_register_preferences(module_t *module);

/** Registers -z sipwhy,quiz: when taps are registered. */
void training_register_listener(void);

/** True if causes have to wait until they are asked for. */
bool training_is_on(void);

/** Adds the question to the packet, if a tree is wanted, and an expert item that tells nothing.
 * @param tree  NULL if no tree is wanted */
void training_show(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo,
                   const struct training_subject *given);

/** True if somebody wants all questions of the capture. */
bool training_is_quiz_wanted(void);

/** Hands a finding to who wants questions; it is left out if it is not worth one. */
void training_take(const struct training_subject *given);

/** To be called before the history is thrown away. */
void training_forget(void);

/** Writes the finding as a question of that seed. */
void training_write(struct json_writer *json, const struct training_subject *given,
                    uint64_t own_seed);

#endif
