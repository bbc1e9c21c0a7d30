/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A question as JSON; data/report.schema.json says how.
 */
#ifndef SIPWHY_QUESTION_JSON_H
#define SIPWHY_QUESTION_JSON_H

#include "json_writer.h"
#include "question.h"
#include "report_text.h"

/** Writes it as one object, with the explanation as its answer. */
void question_to_json(struct json_writer *json, const struct question *question,
                      const struct explanation *explanation);

/** Writes what stands in the place of a report while training is on. */
void training_notice_to_json(const struct code_table *table, report_write write, gpointer context);

#endif
