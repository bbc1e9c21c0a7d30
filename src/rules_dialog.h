/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The rules of the family "dialogs and transactions that do not fit"; its table stands in
 * rules_dialog.c.
 */
#ifndef SIPWHY_RULES_DIALOG_H
#define SIPWHY_RULES_DIALOG_H

#include "rule.h"

typedef bool rule_function(const struct subject *subject, struct cause *cause);

/* rules_dialog.c: 481 to a request in a dialog */
rule_function rule_dialog_ended, rule_tag_mismatch, rule_dialog_alive;

/* rules_unseen.c: 481 where the capture holds no dialog; Replaces (RFC 3891) */
rule_function rule_dialog_unseen, rule_replaces_unknown;

/* rules_cancel.c: 487, and 481 to CANCEL (RFC 3261 section 9) */
rule_function rule_cancel_late, rule_cancelled, rule_no_cancel;

/* rules_loop.c: 482, 483 */
rule_function rule_routing_loop, rule_merged_request, rule_hop_budget;

/* rules_glare.c: 491, 500 */
rule_function rule_glare, rule_dialog_order;

#endif
