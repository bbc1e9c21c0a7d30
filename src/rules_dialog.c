/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Dialogs and transactions that do not fit: 481, 482, 483, 487, 491, 500.
 */
#include "facts.h"
#include "rules.h"

const struct rule rules_dialog[] = {
    { .id = NULL },
};
