/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * In the place of report.c, merge.c and quiz.c, and all that only they need, where json-glib or GIO was not
 * there when this was built.
 */
#include "subcommand.h"

int
run_report(struct invocation *invocation)
{
    return complain(invocation->table, "no-reports", NULL, NULL);
}

int
run_merge(struct invocation *invocation)
{
    return complain(invocation->table, "no-reports", NULL, NULL);
}

int
run_quiz(struct invocation *invocation)
{
    return complain(invocation->table, "no-reports", NULL, NULL);
}
