/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a comparison says around the differences where nothing was written for the pair: private to
 * comparison.c. All texts are newly allocated (g_free).
 */
#ifndef SIPWHY_COMPARISON_TEXTS_H
#define SIPWHY_COMPARISON_TEXTS_H

#include "code_table.h"

/** What both are about, in one or two sentences. @param first_facts  of the smaller code */
char *comparison_summary(const struct code_table *table, const struct code_facts *first_facts,
                         const struct code_facts *second_facts);

/** As an answer to what, and from whom, to expect the code. */
char *comparison_expect(const struct code_table *table, const struct code_facts *facts);

/** What the table says about sending the request again, else what to wait for. @param method  may
 * be NULL */
char *comparison_remedy(const struct code_table *table, uint32_t code, const char *method);

#endif
