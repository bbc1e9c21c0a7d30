/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report_csv.h"
#include "report_json.h"
#include "report_junit.h"
#include "report_text.h"
#include "terminal.h"

#if defined(SIPWHY_REPORT_HTML)
#include "report_html.h"
#endif

/* A report while it is written. */
struct rendering {
    const struct invocation *invocation;
    const struct report *report;
    FILE *file;
    int error; /* errno of the first failure; 0: none */
};

static void
write_piece(const char *text, gsize length, gpointer context)
{
    struct rendering *rendering = context;

    if (!rendering->error && fwrite(text, 1, length, rendering->file) != length) {
        rendering->error = errno;
    }
}

/* ---- formats ---- */

static void
render_text(struct rendering *rendering)
{
    const struct options *options = rendering->invocation->options;
    bool is_terminal_wide = !options->out || options->width;
    unsigned width = is_terminal_wide ? terminal_width(options->width) : REPORT_COLUMNS;

    report_to_text(rendering->report, rendering->invocation->table, width, write_piece, rendering);
}

static void
render_json(struct rendering *rendering)
{
    report_to_json(rendering->report, write_piece, rendering);
}

#if defined(SIPWHY_REPORT_HTML)
static void
render_html(struct rendering *rendering)
{
    GString *page = g_string_new(NULL);

    report_to_html(rendering->report, rendering->invocation->table, page);
    write_piece(page->str, page->len, rendering);
    g_string_free(page, TRUE);
}
#endif

static void
render_csv(struct rendering *rendering)
{
    report_to_csv(rendering->report, write_piece, rendering);
}

/* What the exit status calls fine is no failure in the file either. */
static void
render_junit(struct rendering *rendering)
{
    enum severity least = SEVERITY_WARN;

    render_read_level(rendering->invocation, &least);
    report_to_junit(rendering->report, rendering->invocation->table, least, write_piece, rendering);
}

static void (*const renderers[])(struct rendering *) = {
    [FORMAT_TEXT] = render_text, [FORMAT_JSON] = render_json,
#if defined(SIPWHY_REPORT_HTML)
    [FORMAT_HTML] = render_html,
#endif
    [FORMAT_CSV] = render_csv,   [FORMAT_JUNIT] = render_junit,
};

/* ---- judgement ---- */

enum severity
report_severity(const struct report *report)
{
    enum severity worst = SEVERITY_CHAT;
    guint i;

    for (i = 0; i < report->calls->len; i++) {
        worst = MAX(worst, report_call_severity(g_ptr_array_index(report->calls, i)));
    }
    return worst;
}

int
render_read_level(const struct invocation *invocation, enum severity *least)
{
    const char *wanted = invocation->options->fail_on, *match;
    enum severity level = SEVERITY_CHAT;

    if (!wanted) {
        return EXIT_FINE;
    }
    match = candidates_match(candidates_levels, invocation->table, wanted);
    if (!match) {
        char *near = candidates_near(candidates_levels, invocation->table, wanted);
        int status = complain(invocation->table, "unknown-level", wanted, near);

        g_free(near);
        return status;
    }
    while (strcmp(severity_name(level), match) != 0) {
        level++;
    }
    *least = level;
    return EXIT_FINE;
}

static int
judge(const struct invocation *invocation, const struct report *report)
{
    enum severity least = SEVERITY_CHAT;

    if (!invocation->options->fail_on || render_read_level(invocation, &least) != EXIT_FINE) {
        return EXIT_FINE;
    }
    return report_severity(report) >= least ? EXIT_NOTHING : EXIT_FINE;
}

/* ---- files ---- */

static int
close_file(struct rendering *rendering)
{
    bool is_stdout = !rendering->invocation->options->out;
    int status = is_stdout ? fflush(stdout) : fclose(rendering->file);

    if (status != 0 && !rendering->error) {
        rendering->error = errno;
    }
    if (!rendering->error) {
        return EXIT_FINE;
    }
    return rendering->error == EPIPE ? EXIT_WRONG
                                     : complain(rendering->invocation->table, "write-error",
                                                g_strerror(rendering->error), NULL);
}

int
render_report(const struct invocation *invocation, const struct report *report)
{
    const char *path = invocation->options->out;
    struct rendering rendering = { invocation, report, path ? fopen(path, "wb") : stdout, 0 };
    int status;

    if (!rendering.file) {
        char *text = g_strdup_printf("%s: %s", path, g_strerror(errno));

        status = complain(invocation->table, "write-error", text, NULL);
        g_free(text);
        return status;
    }
    renderers[invocation->format](&rendering);
    status = close_file(&rendering);
    return status == EXIT_FINE ? judge(invocation, report) : status;
}
