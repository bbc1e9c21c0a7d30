/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_junit.h"

#include <string.h>

#include "intern.h"
#include "report_label.h"

/* A suite, while it is written. */
struct suite {
    const struct report *report;
    const struct code_table *table;
    enum severity least;
    const char *capture;
    GString *out;
};

enum severity
report_call_severity(const struct report_call *call)
{
    enum severity worst = call->problem ? call->problem->severity : SEVERITY_CHAT;
    guint i;

    for (i = 0; i < call->also->len; i++) {
        const struct report_problem *problem = g_ptr_array_index(call->also, i);

        worst = MAX(worst, problem->severity);
    }
    return worst;
}

/* Strings of a report have no control characters: what is left is what XML 1.0 forbids. */
static void
put_escaped(GString *out, const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);

        switch (c) {
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        default:
            g_string_append_unichar(out, c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
        }
    }
}

/* @param value  NULL: nothing is written */
static void
put_attribute(GString *out, const char *name, const char *value)
{
    if (value) {
        g_string_append_printf(out, " %s=\"", name);
        put_escaped(out, value);
        g_string_append_c(out, '"');
    }
}

static const char *
capture_of(const struct report *report, const struct report_call *call)
{
    if (call->capture) {
        return call->capture;
    }
    return report->captures->len ? g_ptr_array_index(report->captures, 0) : "";
}

/* ---- cases ---- */

static void
put_problem(struct suite *suite, const struct report_problem *problem)
{
    char *code = report_code_label(suite->table, problem->code, problem->phrase);
    guint i;

    put_escaped(suite->out, code);
    g_string_append(suite->out, ": ");
    put_escaped(suite->out, problem->verdict);
    g_string_append_c(suite->out, '\n');
    for (i = 0; i < problem->evidence->len; i++) {
        const struct report_evidence *evidence = g_ptr_array_index(problem->evidence, i);

        g_string_append(suite->out, "- ");
        put_escaped(suite->out, evidence->text);
        g_string_append_c(suite->out, '\n');
    }
    for (i = 0; i < problem->fix->len; i++) {
        const struct report_step *step = g_ptr_array_index(problem->fix, i);

        if (step->label && *step->label) {
            put_escaped(suite->out, step->label);
            g_string_append(suite->out, ": ");
        }
        put_escaped(suite->out, step->text);
        g_string_append_c(suite->out, '\n');
    }
    g_free(code);
}

static const struct report_problem *
worst_of(const struct report_call *call)
{
    const struct report_problem *worst = call->problem;
    guint i;

    for (i = 0; i < call->also->len; i++) {
        const struct report_problem *problem = g_ptr_array_index(call->also, i);

        if (!worst || problem->severity > worst->severity) {
            worst = problem;
        }
    }
    return worst;
}

static void
put_failure(struct suite *suite, const struct report_call *call)
{
    const struct report_problem *worst = worst_of(call);
    guint i;

    g_string_append(suite->out, "      <failure");
    put_attribute(suite->out, "type", severity_name(worst->severity));
    put_attribute(suite->out, "message", worst->verdict);
    g_string_append_c(suite->out, '>');
    if (call->problem) {
        put_problem(suite, call->problem);
    }
    for (i = 0; i < call->also->len; i++) {
        put_problem(suite, g_ptr_array_index(call->also, i));
    }
    g_string_append(suite->out, "</failure>\n");
}

/* "sip:alice@a.example > sip:bob@b.example, frame 3": each case has a name of its own. */
static char *
name_of(const struct suite *suite, const struct report_call *call)
{
    const char *unknown = report_label(suite->table, "unknown");

    return g_strdup_printf("%s %s > %s (%s %u)", call->method, call->from ? call->from : unknown,
                           call->to ? call->to : unknown, report_label(suite->table, "frame"),
                           call->first_frame);
}

static void
put_case(struct suite *suite, const struct report_call *call)
{
    const struct report_problem *worst = worst_of(call);
    char *name = name_of(suite, call);

    g_string_append(suite->out, "    <testcase");
    put_attribute(suite->out, "classname", suite->capture);
    put_attribute(suite->out, "name", name);
    g_string_append_printf(suite->out, " time=\"%.3f\"",
                           (double)(call->end_ns - call->start_ns) / 1e9);
    if (worst && report_call_severity(call) >= suite->least) {
        g_string_append(suite->out, ">\n");
        put_failure(suite, call);
        g_string_append(suite->out, "    </testcase>\n");
    } else {
        g_string_append(suite->out, "/>\n");
    }
    g_free(name);
}

/* ---- suites ---- */

static bool
is_failure(const struct report_call *call, enum severity least)
{
    return worst_of(call) && report_call_severity(call) >= least;
}

static void
count(const struct report *report, const char *capture, enum severity least, unsigned *cases,
      unsigned *failures)
{
    guint i;

    *cases = *failures = 0;
    for (i = 0; i < report->calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(report->calls, i);

        if (!capture || strcmp(capture_of(report, call), capture) == 0) {
            ++*cases;
            *failures += is_failure(call, least);
        }
    }
}

/* Notes that a capture was cut stand where test runners show what a suite wrote. */
static void
put_notes(struct suite *suite)
{
    const GPtrArray *notes = suite->report->notes;
    guint i;

    for (i = 0; i < notes->len; i++) {
        const struct report_note *note = g_ptr_array_index(notes, i);

        if (!note->capture || strcmp(note->capture, suite->capture) == 0) {
            g_string_append(suite->out, "    <system-err>");
            put_escaped(suite->out, note->text);
            g_string_append(suite->out, "</system-err>\n");
        }
    }
}

static void
put_suite(struct suite *suite, const GPtrArray *calls)
{
    unsigned cases, failures;
    guint i;

    count(suite->report, suite->capture, suite->least, &cases, &failures);
    g_string_append(suite->out, "  <testsuite");
    put_attribute(suite->out, "name", suite->capture);
    g_string_append_printf(suite->out, " tests=\"%u\" failures=\"%u\" errors=\"0\">\n", cases,
                           failures);
    for (i = 0; calls && i < calls->len; i++) {
        put_case(suite, g_ptr_array_index(calls, i));
    }
    put_notes(suite);
    g_string_append(suite->out, "  </testsuite>\n");
}

static void
list_free(gpointer data)
{
    g_ptr_array_unref(data);
}

/* Of the name of a capture to its calls. */
static GHashTable *
calls_by_capture(const struct report *report)
{
    GHashTable *lists = g_hash_table_new_full(intern_hash_string, g_str_equal, NULL, list_free);
    guint i;

    for (i = 0; i < report->calls->len; i++) {
        struct report_call *call = g_ptr_array_index(report->calls, i);
        const char *capture = capture_of(report, call);
        GPtrArray *list = g_hash_table_lookup(lists, capture);

        if (!list) {
            list = g_ptr_array_new();
            g_hash_table_insert(lists, (gpointer)capture, list);
        }
        g_ptr_array_add(list, call);
    }
    return lists;
}

static void
put_suite_of(struct suite *suite, GHashTable *lists, const char *capture, report_write write,
             gpointer context)
{
    suite->capture = capture;
    put_suite(suite, g_hash_table_lookup(lists, capture));
    write(suite->out->str, suite->out->len, context);
    g_string_set_size(suite->out, 0);
}

void
report_to_junit(const struct report *report, const struct code_table *table, enum severity least,
                report_write write, gpointer context)
{
    struct suite suite = { report, table, least, NULL, g_string_new(NULL) };
    GHashTable *lists = calls_by_capture(report);
    unsigned cases, failures;
    guint i;

    count(report, NULL, least, &cases, &failures);
    g_string_append_printf(suite.out,
                           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sipwhy\""
                           " tests=\"%u\" failures=\"%u\" errors=\"0\">\n",
                           cases, failures);
    for (i = 0; i < report->captures->len; i++) {
        put_suite_of(&suite, lists, g_ptr_array_index(report->captures, i), write, context);
    }
    if (!report->captures->len) {
        put_suite_of(&suite, lists, "", write, context);
    }
    g_string_append(suite.out, "</testsuites>\n");
    write(suite.out->str, suite.out->len, context);
    g_hash_table_destroy(lists);
    g_string_free(suite.out, TRUE);
}
