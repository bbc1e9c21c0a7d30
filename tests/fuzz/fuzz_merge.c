/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Reports that are joined: lines of JSON that nobody may have written. Files are separated by a
 * record separator; what is joined is rendered in all forms.
 */
#include <unistd.h>

#include <glib/gstdio.h>

#include "command/join.h"
#include "fuzz.h"
#include "report_csv.h"
#include "report_html.h"
#include "report_json.h"
#include "report_junit.h"

#define MOST_FILES 4

static char *folder;
static struct code_table *table;

static void
end(void)
{
    code_table_free(table);
    g_rmdir(folder);
    g_free(folder);
}

static void
begin(void)
{
    folder = g_dir_make_tmp("sipwhy-fuzz-XXXXXX", NULL);
    table = code_table_new("en", NULL);
    FUZZ_CHECK(folder && atexit(end) == 0);
}

static void
complain(const char *file, guint64 number, const char *reason, gpointer context)
{
    (void)context;
    FUZZ_CHECK(file && reason);
    (void)number;
}

static void
add(struct join *join, struct span bytes)
{
    const struct join_capture nothing_known = { .name = NULL };
    char *file = g_build_filename(folder, "fuzz.ndjson", NULL);
    GError *error = NULL;

    FUZZ_CHECK(g_file_set_contents(file, bytes.text, (gssize)bytes.length, NULL));
    join_file(join, file, &nothing_known, complain, NULL, &error);
    g_clear_error(&error);
    g_unlink(file);
    g_free(file);
}

static void
check_text(const char *text, gsize length, gpointer context)
{
    (void)context;
    fuzz_is_fit_to_show(text, (gssize)length, true);
}

/* Lines of CSV end with CR LF (RFC 4180 section 2). */
static void
ignore_text(const char *text, gsize length, gpointer context)
{
    (void)context;
    FUZZ_CHECK(g_utf8_validate(text, (gssize)length, NULL));
}

static void
render(const struct report *report)
{
    GString *page = g_string_new(NULL);

    report_to_text(report, table, REPORT_COLUMNS, check_text, NULL);
    report_to_json(report, check_text, NULL);
    report_to_csv(report, ignore_text, NULL);
    report_to_junit(report, table, SEVERITY_CHAT, check_text, NULL);
    report_to_html(report, table, page);
    fuzz_is_fit_to_show(page->str, (gssize)page->len, true);
    g_string_free(page, TRUE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = fuzz_input(data, size);
    struct report *report;
    struct join *join;
    unsigned files = 0;

    if (!folder) {
        begin();
    }
    join = join_new(table, "en");
    while (rest.length && files++ < MOST_FILES) {
        add(join, fuzz_part(&rest, '\x1e'));
    }
    report = join_finish(join);
    render(report);
    report_free(report);
    join_free(join);
    return 0;
}
