/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>

#include "excerpt.h"
#include "render.h"
#include "report_label.h"
#include "reporting.h"

static bool
is_empty(const struct tshark_run *run)
{
    GStatBuf found;

    return g_stat(run->output, &found) != 0 || found.st_size == 0;
}

static void
complain_line(const char *file, guint64 number, const char *reason, gpointer context)
{
    (void)file;
    (void)number;
    complain(((struct reporting *)context)->invocation->table, "wrong-output", reason, NULL);
}

static void
add_note(struct reporting *reporting, const char *capture, const char *kind,
         const struct text_argument *arguments)
{
    char *key = g_strconcat("note.", kind, NULL);

    report_add_note(join_report(reporting->join), g_strdup(capture), g_strdup(kind),
                    text_expand(report_label(reporting->invocation->table, key), arguments));
    g_free(key);
}

static void
add_plain_note(struct reporting *reporting, const char *capture, const char *kind)
{
    const struct text_argument none[] = { { NULL, NULL } };

    add_note(reporting, capture, kind, none);
    g_ptr_array_add(reporting->unread, g_strdup(capture));
}

/* tshark's own words, on the standard error only: they have the path. */
static void
repeat_complaint(const struct tshark_run *run)
{
    const char *words = run->complaint && *run->complaint ? run->complaint : "tshark";
    char *text = g_strdup_printf("%s: %s", run->path, words);

    complain_plainly(text);
    g_free(text);
}

static void
take_excerpt(struct reporting *reporting, const struct tshark_run *run)
{
    if (run->no_excerpt) {
        const char *known =
            code_table_text(reporting->invocation->table, "command", run->no_excerpt);
        const struct text_argument arguments[] = { { "reason", known ? known : run->no_excerpt },
                                                   { NULL, NULL } };

        add_note(reporting, run->name, "no-excerpt", arguments);
    }
}

static void
take_lines(struct reporting *reporting, const struct tshark_run *run)
{
    const struct join_capture capture = { .name = run->pieces ? NULL : run->name,
                                          .is_series = run->pieces != NULL,
                                          .packets = run->is_excerpt ? run->packets : 0,
                                          .first_ns = run->first_ns,
                                          .last_ns = run->last_ns };
    GError *error = NULL;

    if (!join_file(reporting->join, run->output, &capture, complain_line, reporting, &error)) {
        g_ptr_array_add(reporting->unread, g_strdup(run->name));
    }
    if (error) {
        complain_plainly(error->message);
        g_error_free(error);
    }
}

static void
take_run(struct reporting *reporting, const struct tshark_run *run)
{
    if (is_empty(run)) {
        join_add_capture(reporting->join, run->name);
        add_plain_note(reporting, run->name, "unreadable");
        repeat_complaint(run);
    } else {
        take_lines(reporting, run);
        take_excerpt(reporting, run);
        if (run->status != 0) {
            add_plain_note(reporting, run->name, "damaged");
            repeat_complaint(run);
        }
    }
}

/* Each piece by itself. */
static void
take_apart(struct reporting *reporting, const struct tshark_run *series)
{
    const struct text_argument none[] = { { NULL, NULL } };
    guint i;

    for (i = 0; i < series->pieces->len; i++) {
        take_run(reporting, g_ptr_array_index(series->pieces, i));
    }
    add_note(reporting, series->name, "apart", none);
}

static void
take_series(struct reporting *reporting, const struct tshark_run *series)
{
    guint i;

    take_lines(reporting, series);
    for (i = 0; i < series->pieces->len; i++) {
        const struct tshark_run *piece = g_ptr_array_index(series->pieces, i);

        if (piece->is_cut) {
            add_plain_note(reporting, piece->name, "damaged");
        }
    }
}

static void
take(struct reporting *reporting, const struct tshark_run *run)
{
    if (!run->pieces) {
        take_run(reporting, run);
    } else if (run->is_apart) {
        take_apart(reporting, run);
    } else {
        take_series(reporting, run);
    }
}

/* What holds for all captures. */
static void
add_notes(struct reporting *reporting)
{
    struct report *report = join_report(reporting->join);
    GString *ports = g_string_new(NULL);
    struct text_argument arguments[] = { { "ports", reporting->settings.ports }, { NULL, NULL } };
    guint i;

    if (reporting->is_split) {
        add_note(reporting, NULL, "split", arguments + 1);
    }
    if (reporting->settings.is_fast) {
        add_note(reporting, NULL, "excerpt", arguments);
    } else if (report->ports->len) {
        for (i = 0; i < report->ports->len; i++) {
            const struct report_port *port = g_ptr_array_index(report->ports, i);

            g_string_append_printf(ports, "%s%u", i ? ", " : "", port->port);
        }
        arguments[0].value = ports->str;
        add_note(reporting, NULL, "other-ports", arguments);
    }
    g_string_free(ports, TRUE);
}

static bool
has_nothing(const struct tshark_run *run)
{
    bool has = is_empty(run);
    guint i;

    if (!run->is_apart) {
        return has;
    }
    for (i = 0, has = false; i < run->pieces->len; i++) {
        has = has || is_empty(g_ptr_array_index(run->pieces, i));
    }
    return has;
}

/* If nothing came of a capture, perhaps it is not the capture's fault. */
static int
check_tshark(const struct reporting *reporting)
{
    const struct invocation *invocation = reporting->invocation;
    bool is_doubtful = false;
    guint i;

    for (i = 0; i < reporting->runs->len; i++) {
        is_doubtful = is_doubtful || has_nothing(g_ptr_array_index(reporting->runs, i));
    }
    if (!is_doubtful) {
        return EXIT_FINE;
    }
    switch (tshark_check(reporting->settings.program)) {
    case TSHARK_MISSING:
        return complain(invocation->table, "no-tshark", reporting->settings.program, NULL);
    case TSHARK_WITHOUT_PLUGIN:
        return complain(invocation->table, "no-plugin", reporting->settings.program, NULL);
    case TSHARK_FINE:
        break;
    }
    return EXIT_FINE;
}

/* At the end, where it is not overlooked. */
static int
complain_unread(const struct reporting *reporting)
{
    char *names;
    int status;

    g_ptr_array_add(reporting->unread, NULL);
    names = g_strjoinv(", ", (char **)reporting->unread->pdata);
    status = complain(reporting->invocation->table, "unread", names, NULL);
    g_free(names);
    return status;
}

int
reporting_show(struct reporting *reporting)
{
    struct report *report;
    int status = check_tshark(reporting);
    guint i;

    if (status) {
        return status;
    }
    for (i = 0; i < reporting->runs->len; i++) {
        take(reporting, g_ptr_array_index(reporting->runs, i));
    }
    add_notes(reporting);
    report = join_finish(reporting->join);
    status = render_report(reporting->invocation, report);
    report_free(report);
    return reporting->unread->len ? complain_unread(reporting) : status;
}
