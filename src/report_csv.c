/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_csv.h"

#include <string.h>

static const char header[] =
    "type,capture,start,end,first_frame,last_frame,method,from,to,source,destination,call_id,"
    "result,reach,code,phrase,cause,confidence,severity,verdict,actors,frame,responder,product,"
    "fix,frame_capture\r\n";

static bool
is_formula(const char *text)
{
    return *text && strchr("=+-@\t\r", *text);
}

/* @param text  NULL: an empty cell */
static void
put_text(GString *row, const char *text)
{
    if (row->len) {
        g_string_append_c(row, ',');
    }
    if (!text) {
        return;
    }
    g_string_append(row, "\"");
    if (is_formula(text)) {
        g_string_append_c(row, '\'');
    }
    for (; *text; text++) {
        g_string_append_c(row, *text);
        if (*text == '"') {
            g_string_append_c(row, '"');
        }
    }
    g_string_append_c(row, '"');
}

/* @param number  0: an empty cell */
static void
put_number(GString *row, uint32_t number)
{
    g_string_append_c(row, ',');
    if (number) {
        g_string_append_printf(row, "%u", number);
    }
}

static void
put_time(GString *row, int64_t time_ns)
{
    char *text = report_time(time_ns);

    put_text(row, text);
    g_free(text);
}

static void
put_actors(GString *row, char **actors)
{
    char *joined = actors ? g_strjoinv("; ", actors) : NULL;

    put_text(row, joined);
    g_free(joined);
}

/* "caller: Do this. network: Do that." */
static void
put_fix(GString *row, const GPtrArray *fix)
{
    GString *text = g_string_new(NULL);
    guint i;

    for (i = 0; i < fix->len; i++) {
        const struct report_step *step = g_ptr_array_index(fix, i);
        bool names_actor = step->label && *step->label;

        g_string_append_printf(text, "%s%s%s%s", i ? " " : "", names_actor ? step->label : "",
                               names_actor ? ": " : "", step->text);
    }
    put_text(row, text->str);
    g_string_free(text, TRUE);
}

/* What decided; of a call that did not fail what went wrong in it first. */
static const struct report_problem *
problem_of(const struct report_call *call)
{
    if (call->problem) {
        return call->problem;
    }
    return call->also->len ? g_ptr_array_index(call->also, 0) : NULL;
}

static void
put_problem(GString *row, const struct report_problem *problem, const char *capture)
{
    int empty = 10;

    if (!problem) {
        for (; empty; empty--) {
            g_string_append_c(row, ',');
        }
        return;
    }
    put_text(row, problem->cause);
    put_text(row, problem->confidence);
    put_text(row, severity_name(problem->severity));
    put_text(row, problem->verdict);
    put_actors(row, problem->actors);
    put_number(row, problem->frame);
    put_text(row, problem->responder);
    put_text(row, problem->product);
    put_fix(row, problem->fix);
    put_text(row, problem->capture ? problem->capture : capture);
}

static void
put_call(GString *row, const struct report *report, const struct report_call *call)
{
    const struct report_leg *leg = call->legs->len ? g_ptr_array_index(call->legs, 0) : NULL;
    const char *only = report->captures->len ? g_ptr_array_index(report->captures, 0) : NULL;
    const char *capture = call->capture ? call->capture : only;

    put_text(row, call->is_call ? "call" : "request");
    put_text(row, capture);
    put_time(row, call->start_ns);
    put_time(row, call->end_ns);
    put_number(row, call->first_frame);
    put_number(row, call->last_frame);
    put_text(row, call->method);
    put_text(row, call->from);
    put_text(row, call->to);
    put_text(row, call->source);
    put_text(row, call->destination);
    put_text(row, leg ? leg->call_id : NULL);
    put_text(row, report_result_name(call->result));
    put_text(row, call->is_call ? report_reach_name(call->reach) : NULL);
    put_number(row, call->code);
    put_text(row, call->phrase);
    put_problem(row, problem_of(call), capture);
}

void
report_to_csv(const struct report *report, report_write write, gpointer context)
{
    GString *row = g_string_new(NULL);
    guint i;

    write(header, sizeof(header) - 1, context);
    for (i = 0; i < report->calls->len; i++) {
        g_string_set_size(row, 0);
        put_call(row, report, g_ptr_array_index(report->calls, i));
        g_string_append(row, "\r\n");
        write(row->str, row->len, context);
    }
    g_string_free(row, TRUE);
}
