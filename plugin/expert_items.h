/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The expert items: one for each cause and severity, as Wireshark's dialog puts together what has
 * the same item.
 */
#ifndef SIPWHY_EXPERT_ITEMS_H
#define SIPWHY_EXPERT_ITEMS_H

#include <epan/expert.h>

#include "finding.h"

/** Once, when protocols are registered. */
void expert_items_register(int proto);

/** The texts are others now, of another language or of the user: the summaries follow when an item
 * is used next. */
void expert_items_change_texts(void);

/** The item of the finding's cause, or if it has none of its code. @return registered; never NULL
 */
expert_field *expert_items_of(const struct finding *finding);

#endif
