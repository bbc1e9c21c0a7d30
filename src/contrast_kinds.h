/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the kinds of contrasts share: private to contrast_kinds.c and contrast_facts.c.
 */
#ifndef SIPWHY_CONTRAST_KINDS_H
#define SIPWHY_CONTRAST_KINDS_H

#include "contrast.h"

/** Something that is true of a code or not. */
typedef bool contrast_property(const struct code_facts *facts);

/** Makes the only code that has the property the contrast's `one`. @return false, with nothing
 * changed, if both or none have it. */
bool contrast_choose(const struct code_facts *first, const struct code_facts *second,
                     contrast_property *has, struct contrast *contrast);

/** Sets key and weight. @return true */
bool contrast_say(struct contrast *contrast, const char *key, unsigned weight);

/** True if the code answers requests of this method. */
bool contrast_answers(const struct code_facts *facts, const char *method);

/** The kinds of contrast_facts.c; what each looks at is said there. */
contrast_function find_methods, find_headers, find_look, find_retry, find_senders, find_busy_tone,
    find_loudness, find_q850, find_deprecated, find_definition, find_http;

#endif
