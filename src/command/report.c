/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "sipwhy report CAPTURE...": tshark with the plugin writes JSON about each capture, which is
 * joined as "sipwhy merge" does it. */
#include <glib/gstdio.h>

#include "captures.h"
#include "excerpt.h"
#include "join.h"
#include "progress.h"
#include "render.h"
#include "report_text.h"
#include "report_label.h"
#include "subcommand.h"
#include "tshark.h"

#define KEY_WORDS 8
#define MOST_JOBS 1024

/* What this call of the command does. */
struct reporting {
    const struct invocation *invocation;
    struct tshark_settings settings;
    char *folder, *key_file; /* own */
    GPtrArray *runs;         /* of struct tshark_run */
    struct join *join;
    GPtrArray *unread; /* of char *: names of captures that were not read wholly */
};

/* ---- settings ---- */

static int
read_jobs(const struct invocation *invocation, guint *jobs)
{
    const char *wanted = invocation->options->jobs;
    guint64 number = g_get_num_processors();

    if (wanted && !g_ascii_string_to_unsigned(wanted, 10, 1, MOST_JOBS, &number, NULL)) {
        return complain(invocation->table, "unknown-jobs", wanted, NULL);
    }
    *jobs = (guint)number;
    return EXIT_FINE;
}

static int
check_fast(const struct invocation *invocation)
{
    const struct options *options = invocation->options;

    if (options->fast && !excerpt_is_possible()) {
        return complain(invocation->table, "no-excerpts", NULL, NULL);
    }
    if (options->port && !excerpt_ports_are_right(options->port)) {
        return complain(invocation->table, "unknown-ports", options->port, NULL);
    }
    return EXIT_FINE;
}

/* Of chance: so pseudonyms are the same in this run only. GLib takes the seed from the system. */
static bool
write_key(const char *path, GError **error)
{
    guint32 key[KEY_WORDS];
    gsize i;

    for (i = 0; i < KEY_WORDS; i++) {
        key[i] = g_random_int();
    }
    return g_file_set_contents_full(path, (const char *)key, sizeof(key),
                                    G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static int
complain_error(GError *error)
{
    int status = complain_plainly(error->message);

    g_error_free(error);
    return status;
}

static int
prepare_mask(struct reporting *reporting)
{
    const struct options *options = reporting->invocation->options;
    GError *error = NULL;
    char *key;

    if (options->mask_key) {
        if (!g_file_get_contents(options->mask_key, &key, NULL, &error)) {
            return complain_error(error);
        }
        g_free(key);
        reporting->settings.mask_key = options->mask_key;
    } else if (options->mask) {
        reporting->key_file = g_build_filename(reporting->folder, "key", NULL);
        if (!write_key(reporting->key_file, &error)) {
            return complain_error(error);
        }
        reporting->settings.mask_key = reporting->key_file;
    }
    return EXIT_FINE;
}

static int
prepare(struct reporting *reporting)
{
    const struct invocation *invocation = reporting->invocation;
    const struct options *options = invocation->options;
    enum severity level;
    GError *error = NULL;
    int status = read_jobs(invocation, &reporting->settings.jobs);

    status = status ? status : check_fast(invocation);
    status = status ? status : render_read_level(invocation, &level);
    if (status) {
        return status;
    }
    reporting->folder = g_dir_make_tmp("sipwhy-XXXXXX", &error);
    if (!reporting->folder) {
        return complain_error(error);
    }
    reporting->settings.program = options->tshark ? options->tshark : "tshark";
    reporting->settings.folder = reporting->folder;
    reporting->settings.language = invocation->language;
    reporting->settings.filter = options->filter;
    reporting->settings.tls_keys = options->tls_keys;
    reporting->settings.is_fast = options->fast;
    reporting->settings.ports = options->port;
    return prepare_mask(reporting);
}

static int
find_captures(struct reporting *reporting)
{
    const struct invocation *invocation = reporting->invocation;
    const char *missing;
    GPtrArray *paths = captures_find(invocation->arguments, &missing);
    guint i;

    for (i = 0; i < paths->len; i++) {
        g_ptr_array_add(reporting->runs, tshark_run_new(g_ptr_array_index(paths, i)));
    }
    g_ptr_array_unref(paths);
    if (missing) {
        return complain(invocation->table, "no-capture", missing, NULL);
    }
    return reporting->runs->len ? EXIT_FINE
                                : complain(invocation->table, "no-captures", NULL, NULL);
}

/* ---- results ---- */

/* A path may name somebody, and it may have been chosen by who sent the capture. */
static char *
name_of(const struct reporting *reporting, guint place)
{
    const struct tshark_run *run = g_ptr_array_index(reporting->runs, place);
    char *name, *shown;

    if (reporting->settings.mask_key) {
        return g_strdup_printf("capture-%u", place + 1);
    }
    name = g_filename_display_name(run->path);
    shown = span_to_display(span_of(name), 0);
    g_free(name);
    return shown;
}

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
take_excerpt(struct reporting *reporting, const struct tshark_run *run, const char *name)
{
    if (run->no_excerpt) {
        const char *known =
            code_table_text(reporting->invocation->table, "command", run->no_excerpt);
        const struct text_argument arguments[] = { { "reason", known ? known : run->no_excerpt },
                                                   { NULL, NULL } };

        add_note(reporting, name, "no-excerpt", arguments);
    }
}

static void
take_lines(struct reporting *reporting, const struct tshark_run *run, const char *name)
{
    const struct join_capture capture = { .name = name,
                                          .packets = run->is_excerpt ? run->packets : 0,
                                          .first_ns = run->first_ns,
                                          .last_ns = run->last_ns };
    GError *error = NULL;

    if (!join_file(reporting->join, run->output, &capture, complain_line, reporting, &error)) {
        g_ptr_array_add(reporting->unread, g_strdup(name));
    }
    if (error) {
        complain_error(error);
    }
}

static void
take_run(struct reporting *reporting, guint place)
{
    const struct tshark_run *run = g_ptr_array_index(reporting->runs, place);
    char *name = name_of(reporting, place);

    if (is_empty(run)) {
        join_add_capture(reporting->join, name);
        add_plain_note(reporting, name, "unreadable");
        repeat_complaint(run);
    } else {
        take_lines(reporting, run, name);
        take_excerpt(reporting, run, name);
        if (run->status != 0) {
            add_plain_note(reporting, name, "damaged");
            repeat_complaint(run);
        }
    }
    g_free(name);
}

/* What holds for all captures. */
static void
add_notes(struct reporting *reporting)
{
    struct report *report = join_report(reporting->join);
    GString *ports = g_string_new(NULL);
    struct text_argument arguments[] = { { "ports", reporting->settings.ports }, { NULL, NULL } };
    guint i;

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

/* If nothing came of a capture, perhaps it is not the capture's fault. */
static int
check_tshark(const struct reporting *reporting)
{
    const struct invocation *invocation = reporting->invocation;
    bool is_doubtful = false;
    guint i;

    for (i = 0; i < reporting->runs->len; i++) {
        is_doubtful = is_doubtful || is_empty(g_ptr_array_index(reporting->runs, i));
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

static int
show(struct reporting *reporting)
{
    struct report *report;
    int status;
    guint i;

    for (i = 0; i < reporting->runs->len; i++) {
        take_run(reporting, i);
    }
    add_notes(reporting);
    report = join_finish(reporting->join);
    status = render_report(reporting->invocation, report);
    report_free(report);
    return reporting->unread->len ? complain_unread(reporting) : status;
}

/* ---- the command ---- */

static int
report(struct reporting *reporting)
{
    int status = find_captures(reporting);

    status = status ? status : prepare(reporting);
    if (status) {
        return status;
    }
    if (!tshark_run_all(reporting->runs, &reporting->settings, progress_show, NULL)) {
        progress_end();
        return EXIT_WRONG;
    }
    progress_end();
    status = check_tshark(reporting);
    return status ? status : show(reporting);
}

static void
clean_up(struct reporting *reporting)
{
    guint i;

    for (i = 0; i < reporting->runs->len; i++) {
        const struct tshark_run *run = g_ptr_array_index(reporting->runs, i);

        if (run->output) {
            g_unlink(run->output);
        }
    }
    if (reporting->key_file) {
        g_unlink(reporting->key_file);
    }
    if (reporting->folder) {
        g_rmdir(reporting->folder);
    }
    g_free(reporting->key_file);
    g_free(reporting->folder);
    g_ptr_array_unref(reporting->runs);
    g_ptr_array_unref(reporting->unread);
    join_free(reporting->join);
}

int
run_report(struct invocation *invocation)
{
    struct reporting reporting = { .invocation = invocation,
                                   .runs = g_ptr_array_new_with_free_func(tshark_run_free),
                                   .join = join_new(invocation->table, invocation->language),
                                   .unread = g_ptr_array_new_with_free_func(g_free) };
    int status = report(&reporting);

    clean_up(&reporting);
    return status;
}
