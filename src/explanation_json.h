/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Parts of an explanation as JSON, for whatever object they stand in.
 */
#ifndef SIPWHY_EXPLANATION_JSON_H
#define SIPWHY_EXPLANATION_JSON_H

#include "explanation.h"
#include "json_writer.h"

/** The member "why": texts. */
void explanation_write_why(const struct explanation *explanation, struct json_writer *writer);

/** The member "fix": steps with their actors. */
void explanation_write_fix(const struct explanation *explanation, struct json_writer *writer);

/** The member "references": text and url. @param references  of struct explanation_reference */
void explanation_write_references(const GPtrArray *references, struct json_writer *writer);

#endif
