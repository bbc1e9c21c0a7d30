/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The summary of a report: causes and responders, those that hit most first, and numbers.
 */
#include "report.h"

#include <string.h>

#include "intern.h"

/* So many frames of a cause are named. */
#define FIRST_FRAMES 5

/* Causes by id and code, responders by address and product, while they are collected. */
struct tables {
    struct report *report;
    GHashTable *causes, *responders;
};

static char *
cause_key(const struct report_problem *problem)
{
    return g_strdup_printf("%u %s", problem->code, problem->cause);
}

/* The labels of the steps, each once. */
static char **
labels_of(const struct report_problem *problem)
{
    GPtrArray *labels = g_ptr_array_new();
    guint i;

    for (i = 0; i < problem->fix->len; i++) {
        const struct report_step *step = g_ptr_array_index(problem->fix, i);

        if (step->label && *step->label &&
            !g_ptr_array_find_with_equal_func(labels, step->label, g_str_equal, NULL)) {
            g_ptr_array_add(labels, g_strdup(step->label));
        }
    }
    g_ptr_array_add(labels, NULL);
    return (char **)g_ptr_array_free(labels, FALSE);
}

static struct report_cause *
cause_new(const struct report_problem *problem)
{
    struct report_cause *cause = g_new0(struct report_cause, 1);

    cause->cause = g_strdup(problem->cause);
    cause->code = problem->code;
    cause->phrase = g_strdup(problem->phrase);
    cause->confidence = g_strdup(problem->confidence);
    cause->verdict = g_strdup(problem->verdict);
    cause->actors = g_strdupv(problem->actors);
    cause->actor_labels = labels_of(problem);
    cause->frames = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    cause->captures = g_ptr_array_new_with_free_func(g_free);
    return cause;
}

static struct report_cause *
cause_of(struct tables *tables, const struct report_problem *problem)
{
    char *key = cause_key(problem);
    struct report_cause *cause = g_hash_table_lookup(tables->causes, key);

    if (cause) {
        g_free(key);
    } else {
        cause = cause_new(problem);
        g_ptr_array_add(tables->report->causes, cause);
        g_hash_table_insert(tables->causes, key, cause);
    }
    cause->severity = MAX(cause->severity, problem->severity);
    if (cause->frames->len < FIRST_FRAMES) {
        g_array_append_val(cause->frames, problem->frame);
        if (problem->capture) {
            g_ptr_array_add(cause->captures, g_strdup(problem->capture));
        }
    }
    return cause;
}

static void
count_responder(struct tables *tables, const struct report_problem *problem)
{
    struct report_responder *responder;
    char *key;

    if (!problem->responder) {
        return;
    }
    key = g_strdup_printf("%s %s", problem->responder, problem->product ? problem->product : "");
    responder = g_hash_table_lookup(tables->responders, key);
    if (responder) {
        g_free(key);
    } else {
        responder = g_new0(struct report_responder, 1);
        responder->address = g_strdup(problem->responder);
        responder->product = g_strdup(problem->product);
        g_ptr_array_add(tables->report->responders, responder);
        g_hash_table_insert(tables->responders, key, responder);
    }
    responder->count++;
}

static void
count_call(struct tables *tables, const struct report_call *call)
{
    guint i;

    if (call->problem) {
        struct report_cause *cause = cause_of(tables, call->problem);

        cause->calls += call->is_call;
        cause->requests += !call->is_call;
        count_responder(tables, call->problem);
    }
    for (i = 0; i < call->also->len; i++) {
        cause_of(tables, g_ptr_array_index(call->also, i))->within++;
        count_responder(tables, g_ptr_array_index(call->also, i));
    }
    if (!call->is_call) {
        tables->report->request_count++;
        return;
    }
    tables->report->call_count++;
    tables->report->results[call->result]++;
    tables->report->trouble_count += call->result != RESULT_FAILED && call->also->len > 0;
}

/* ---- order ---- */

static int
compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const char *
first_call_id(const struct report_call *call)
{
    const struct report_leg *leg = call->legs->len ? g_ptr_array_index(call->legs, 0) : NULL;

    return leg && leg->call_id ? leg->call_id : "";
}

static gint
compare_calls(gconstpointer left, gconstpointer right)
{
    const struct report_call *a = *(struct report_call *const *)left;
    const struct report_call *b = *(struct report_call *const *)right;
    int order = compare_numbers(a->start_ns, b->start_ns);

    if (!order) {
        order = g_strcmp0(a->capture, b->capture);
    }
    if (!order) {
        order = compare_numbers(a->first_frame, b->first_frame);
    }
    if (!order) {
        order = strcmp(first_call_id(a), first_call_id(b));
    }
    return order ? order : strcmp(a->method, b->method);
}

static gint
compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static gint
compare_notes(gconstpointer left, gconstpointer right)
{
    const struct report_note *a = *(struct report_note *const *)left;
    const struct report_note *b = *(struct report_note *const *)right;
    int order = g_strcmp0(a->capture, b->capture);

    return order ? order : strcmp(a->text, b->text);
}

static gint
compare_ports(gconstpointer left, gconstpointer right)
{
    const struct report_port *a = *(struct report_port *const *)left;
    const struct report_port *b = *(struct report_port *const *)right;

    return compare_numbers(a->port, b->port);
}

static gint
compare_codes(gconstpointer left, gconstpointer right)
{
    const struct report_code *a = *(struct report_code *const *)left;
    const struct report_code *b = *(struct report_code *const *)right;
    int order = strcmp(a->method, b->method);

    return order ? order : compare_numbers(a->code, b->code);
}

/* Calls that failed weigh more than other requests. */
static gint
compare_causes(gconstpointer left, gconstpointer right)
{
    const struct report_cause *a = *(struct report_cause *const *)left;
    const struct report_cause *b = *(struct report_cause *const *)right;
    int order = compare_numbers(b->calls, a->calls);

    if (!order) {
        order = compare_numbers((int64_t)b->requests + b->within, (int64_t)a->requests + a->within);
    }
    if (!order) {
        order = compare_numbers(b->severity, a->severity);
    }
    if (!order) {
        order = compare_numbers(a->code, b->code);
    }
    return order ? order : strcmp(a->cause, b->cause);
}

static gint
compare_responders(gconstpointer left, gconstpointer right)
{
    const struct report_responder *a = *(struct report_responder *const *)left;
    const struct report_responder *b = *(struct report_responder *const *)right;
    int order = compare_numbers(b->count, a->count);

    if (!order) {
        order = strcmp(a->address, b->address);
    }
    return order ? order : g_strcmp0(a->product, b->product);
}

void
report_finish(struct report *report)
{
    struct tables tables = {
        .report = report,
        .causes = g_hash_table_new_full(intern_hash_string, g_str_equal, g_free, NULL),
        .responders = g_hash_table_new_full(intern_hash_string, g_str_equal, g_free, NULL),
    };
    guint i;

    g_ptr_array_sort(report->calls, compare_calls);
    g_ptr_array_sort(report->codes, compare_codes);
    g_ptr_array_sort(report->captures, compare_names);
    g_ptr_array_sort(report->notes, compare_notes);
    g_ptr_array_sort(report->ports, compare_ports);
    for (i = 0; i < report->calls->len; i++) {
        count_call(&tables, g_ptr_array_index(report->calls, i));
    }
    g_ptr_array_sort(report->causes, compare_causes);
    g_ptr_array_sort(report->responders, compare_responders);
    g_hash_table_destroy(tables.causes);
    g_hash_table_destroy(tables.responders);
}
