/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "join.h"
#include "render.h"
#include "subcommand.h"

/* "a.ndjson:17: why" */
static void
complain_line(const char *file, guint64 number, const char *reason, gpointer context)
{
    char *text = g_strdup_printf("%s:%" G_GUINT64_FORMAT ": %s", file, number, reason);

    (void)context;
    complain_plainly(text);
    g_free(text);
}

/* @return false if some of it could not be used */
static bool
add_file(struct join *join, const char *path)
{
    const struct join_capture nothing_known = { .name = NULL };
    GError *error = NULL;
    bool is_right = join_file(join, path, &nothing_known, complain_line, NULL, &error);

    if (error) {
        complain_plainly(error->message);
        g_error_free(error);
        return false;
    }
    return is_right;
}

int
run_merge(struct invocation *invocation)
{
    const char *const *argument;
    enum severity level;
    struct report *report;
    bool are_right = true;
    int status = render_read_level(invocation, &level);
    struct join *join;

    if (status) {
        return status;
    }
    join = join_new(invocation->table, invocation->language);
    for (argument = invocation->arguments; *argument; argument++) {
        are_right &= add_file(join, *argument);
    }
    report = join_finish(join);
    status = render_report(invocation, report);
    report_free(report);
    join_free(join);
    return are_right ? status : EXIT_WRONG;
}
