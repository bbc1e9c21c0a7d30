/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "sipwhy report CAPTURE...": tshark with the plugin writes JSON about each capture, which is
 * joined as "sipwhy merge" does it. */
#include <string.h>

#include <glib/gstdio.h>

#include "captures.h"
#include "excerpt.h"
#include "progress.h"
#include "render.h"
#include "reporting.h"
#include "span.h"
#include "subcommand.h"

#define KEY_WORDS 8
#define MOST_JOBS 1024
#define MOST_OCTETS (UINT64_C(512) << 20)
#define PACKED 4

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
read_join(const struct invocation *invocation, enum series_join *join)
{
    const char *wanted = invocation->options->join;
    char *near;
    int status;

    for (*join = SERIES_NAMED; wanted && series_join_names[*join]; (*join)++) {
        if (strcmp(wanted, series_join_names[*join]) == 0) {
            return EXIT_FINE;
        }
    }
    if (!wanted) {
        return EXIT_FINE;
    }
    near = candidates_near(candidates_joins, invocation->table, wanted);
    status = complain(invocation->table, "unknown-join", wanted, near);
    g_free(near);
    return status;
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

/* A path may name somebody. */
static char *
name_of(const struct options *options, const GPtrArray *paths, const char *path)
{
    guint place = 0;

    if (!options->mask && !options->mask_key) {
        char *name = g_filename_display_name(path), *shown = span_to_display(span_of(name), 0);

        g_free(name);
        return shown;
    }
    while (g_ptr_array_index(paths, place) != path) {
        place++;
    }
    return g_strdup_printf("capture-%u", place + 1);
}

/* @param pieces  taken over */
static void
add_run(struct reporting *reporting, GPtrArray *pieces)
{
    if (pieces->len > 1) {
        g_ptr_array_add(reporting->runs, tshark_run_new_series(pieces));
    } else {
        g_ptr_array_add(reporting->runs, g_ptr_array_steal_index(pieces, 0));
        g_ptr_array_unref(pieces);
    }
}

/* tshark keeps something of every packet in memory: of a series that is too long so much is read
 * as one. Compressed files hold some times as much. */
static uint64_t
weight_of(const struct tshark_run *run)
{
    return g_str_has_suffix(run->path, ".gz") ? run->octets * PACKED : run->octets;
}

static void
add_runs_of(struct reporting *reporting, const GPtrArray *paths, const GPtrArray *series)
{
    GPtrArray *pieces = g_ptr_array_new_with_free_func(tshark_run_free);
    uint64_t weight = 0;
    guint i;

    for (i = 0; i < series->len; i++) {
        const char *path = g_ptr_array_index(series, i);
        char *name = name_of(reporting->invocation->options, paths, path);
        struct tshark_run *run = tshark_run_new(path, name);

        weight += weight_of(run);
        if (pieces->len && weight > MOST_OCTETS && reporting->series == SERIES_NAMED) {
            add_run(reporting, pieces);
            pieces = g_ptr_array_new_with_free_func(tshark_run_free);
            weight = weight_of(run);
            reporting->is_split = true;
        }
        g_ptr_array_add(pieces, run);
        g_free(name);
    }
    add_run(reporting, pieces);
}

static void
add_runs(struct reporting *reporting, const GPtrArray *paths)
{
    GPtrArray *lists = series_find(paths, reporting->series);
    guint i;

    for (i = 0; i < lists->len; i++) {
        add_runs_of(reporting, paths, g_ptr_array_index(lists, i));
    }
    g_ptr_array_unref(lists);
}

static int
find_captures(struct reporting *reporting)
{
    const struct invocation *invocation = reporting->invocation;
    const char *missing;
    GPtrArray *paths = captures_find(invocation->arguments, &missing);

    add_runs(reporting, paths);
    g_ptr_array_unref(paths);
    if (missing) {
        return complain(invocation->table, "no-capture", missing, NULL);
    }
    return reporting->runs->len ? EXIT_FINE
                                : complain(invocation->table, "no-captures", NULL, NULL);
}

/* ---- the command ---- */

static int
report(struct reporting *reporting)
{
    int status = read_join(reporting->invocation, &reporting->series);

    status = status ? status : find_captures(reporting);
    status = status ? status : prepare(reporting);
    if (status) {
        return status;
    }
    if (!tshark_run_all(reporting->runs, &reporting->settings, progress_show, NULL)) {
        progress_end();
        return EXIT_WRONG;
    }
    progress_end();
    return reporting_show(reporting);
}

static void
remove_output(const struct tshark_run *run)
{
    if (run->output) {
        g_unlink(run->output);
    }
}

static void
clean_up(struct reporting *reporting)
{
    guint i, j;

    for (i = 0; i < reporting->runs->len; i++) {
        const struct tshark_run *run = g_ptr_array_index(reporting->runs, i);

        remove_output(run);
        for (j = 0; run->pieces && j < run->pieces->len; j++) {
            remove_output(g_ptr_array_index(run->pieces, j));
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
