/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Causes that one may think of, and that the capture does not show.
 */
#ifndef SIPWHY_SILENT_RULES_H
#define SIPWHY_SILENT_RULES_H

#include "rule.h"

/** The built-in rules of that topic that speak about this code and method, and do not hold here.
 * @return of const struct rule *, in the order of their weight; free it with g_ptr_array_unref */
GPtrArray *silent_rules(const struct subject *subject, enum rule_topic topic);

#endif
