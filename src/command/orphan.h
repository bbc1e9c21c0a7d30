/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Responses whose request a capture does not hold, because it is in the capture before: that it is
 * missing is no longer what there is to say about them.
 */
#ifndef SIPWHY_COMMAND_ORPHAN_H
#define SIPWHY_COMMAND_ORPHAN_H

#include "code_table.h"
#include "report.h"

/** True if all that was found out is that the request is missing. @param problem  may be NULL */
bool orphan_is(const struct report_problem *problem);

/** Gives such a problem the general explanation of its code; leaves others as they are. */
void orphan_adopt(struct report_problem *problem, const struct code_table *table);

#endif
