/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_text.h"

#include <string.h>

#include "language.h"
#include "report_lines.h"
#include "text_wrap.h"

#define DEEP 5 /* where the text of a numbered entry starts */

/* A report while it is written. */
struct writing {
    const struct report *report;
    const struct code_table *table;
    unsigned width;
    GString *out;
    report_write write;
    gpointer context;
};

static const char *
label(const struct writing *writing, const char *key)
{
    return report_label(writing->table, key);
}

static void
flush(struct writing *writing)
{
    writing->write(writing->out->str, writing->out->len, writing->context);
    g_string_set_size(writing->out, 0);
}

/* ---- lines ---- */

static void
put_line(struct writing *writing, unsigned indent, const char *text)
{
    text_blanks(writing->out, indent);
    text_wrap(writing->out, text, writing->width, indent, indent);
    g_string_append_c(writing->out, '\n');
}

/* "Label: text", the text broken under itself. */
static void
put_field(struct writing *writing, unsigned indent, const char *key, const char *text)
{
    char *line = g_strdup_printf("%s: %s", label(writing, key), text);

    text_blanks(writing->out, indent);
    text_wrap(writing->out, line, writing->width, indent, indent + 2);
    g_string_append_c(writing->out, '\n');
    g_free(line);
}

/* The same of a text that is given away. */
static void
put_text(struct writing *writing, unsigned indent, const char *key, char *text)
{
    put_field(writing, indent, key, text);
    g_free(text);
}

static void
put_item(struct writing *writing, const char *text)
{
    text_blanks(writing->out, DEEP);
    g_string_append(writing->out, "- ");
    text_wrap(writing->out, text, writing->width, DEEP + 2, DEEP + 2);
    g_string_append_c(writing->out, '\n');
}

/* The first line of a numbered entry. */
static void
put_number(struct writing *writing, unsigned number, const char *text)
{
    char head[16];

    g_snprintf(head, sizeof(head), "%3u. ", number);
    g_string_append(writing->out, head);
    text_wrap(writing->out, text, writing->width, (unsigned)strlen(head), DEEP);
    g_string_append_c(writing->out, '\n');
}

static void
put_heading(struct writing *writing, const char *key)
{
    const char *text = label(writing, key);
    unsigned i;

    g_string_append_printf(writing->out, "\n%s\n", text);
    for (i = text_width(text); i > 0; i--) {
        g_string_append_c(writing->out, '-');
    }
    g_string_append_c(writing->out, '\n');
}

static void
put_count(struct writing *writing, const char *key, uint64_t count)
{
    char number[32];

    g_snprintf(number, sizeof(number), "%" G_GUINT64_FORMAT, (guint64)count);
    put_field(writing, 0, key, number);
}

/* ---- head ---- */

static void
put_notes(struct writing *writing)
{
    const GPtrArray *notes = writing->report->notes;
    guint i;

    for (i = 0; i < notes->len; i++) {
        const struct report_note *note = g_ptr_array_index(notes, i);
        char *text = note->capture ? g_strdup_printf("%s: %s", note->capture, note->text)
                                   : g_strdup(note->text);

        put_field(writing, 0, "note", text);
        g_free(text);
    }
}

/* Of many only the number: each is named where something went wrong in it. */
static void
put_captures(struct writing *writing)
{
    const GPtrArray *captures = writing->report->captures;
    guint i;

    if (captures->len > REPORT_NAMED_CAPTURES) {
        put_count(writing, "captures", captures->len);
        return;
    }
    for (i = 0; i < captures->len; i++) {
        put_field(writing, 0, "capture", g_ptr_array_index(captures, i));
    }
}

static void
put_head(struct writing *writing)
{
    const struct report *report = writing->report;
    guint i;

    g_string_append_printf(writing->out, "%s\n", label(writing, "title"));
    for (i = text_width(label(writing, "title")); i > 0; i--) {
        g_string_append_c(writing->out, '=');
    }
    g_string_append_c(writing->out, '\n');
    put_captures(writing);
    put_notes(writing);
    if (report->packets) {
        put_text(writing, 0, "time", report_span_line(report, writing->table));
    }
    put_count(writing, "packets", report->packets);
    put_count(writing, "messages", report->messages);
    put_text(writing, 0, "calls", report_results_line(report, writing->table));
    if (report->trouble_count) {
        put_count(writing, "troubled", report->trouble_count);
    }
    put_count(writing, "requests", report->request_count);
    put_count(writing, "causes", report->causes->len);
}

/* ---- causes ---- */

static void
put_cause(struct writing *writing, unsigned number, const struct report_cause *cause)
{
    char *line = report_cause_line(writing->table, cause->code, cause->phrase, cause->verdict);
    char *counts = report_cause_counts(writing->table, cause);
    char *actors =
        language_join(writing->table, (const char *const *)cause->actor_labels, LIST_PLAIN);

    put_number(writing, number, line);
    put_line(writing, DEEP, counts);
    if (*actors) {
        put_field(writing, DEEP, "actors", actors);
    }
    put_text(writing, DEEP, "first-frames", report_cause_frames(cause));
    g_free(actors);
    g_free(counts);
    g_free(line);
}

static void
put_causes(struct writing *writing)
{
    const GPtrArray *causes = writing->report->causes;
    guint i;

    if (!causes->len) {
        return;
    }
    put_heading(writing, "causes");
    for (i = 0; i < causes->len; i++) {
        put_cause(writing, i + 1, g_ptr_array_index(causes, i));
    }
}

/* ---- calls ---- */

static void
put_step(struct writing *writing, const struct report_step *step)
{
    char *text =
        *step->label ? g_strdup_printf("%s: %s", step->label, step->text) : g_strdup(step->text);

    put_item(writing, text);
    g_free(text);
}

static void
put_problem(struct writing *writing, const struct report_problem *problem)
{
    char *line =
        report_cause_line(writing->table, problem->code, problem->phrase, problem->verdict);
    char *place = report_frame(problem->frame, problem->capture);
    guint i;

    put_field(writing, DEEP, "cause", line);
    put_field(writing, DEEP, "frame", place);
    if (problem->evidence->len) {
        put_line(writing, DEEP, label(writing, "evidence"));
    }
    for (i = 0; i < problem->evidence->len; i++) {
        char *text = report_evidence_line(writing->table, g_ptr_array_index(problem->evidence, i));

        put_item(writing, text);
        g_free(text);
    }
    if (problem->fix->len) {
        put_line(writing, DEEP, label(writing, "fix"));
    }
    for (i = 0; i < problem->fix->len; i++) {
        put_step(writing, g_ptr_array_index(problem->fix, i));
    }
    g_free(place);
    g_free(line);
}

static void
put_legs(struct writing *writing, const GPtrArray *legs)
{
    guint i;

    for (i = 0; i < legs->len; i++) {
        const struct report_leg *leg = g_ptr_array_index(legs, i);
        char *text;

        if (!leg->linked_by) {
            put_field(writing, DEEP, "call-id", leg->call_id);
            continue;
        }
        text = g_strdup_printf("%s (%s)", leg->call_id, leg->linked_by);
        put_field(writing, DEEP, "leg", text);
        g_free(text);
    }
}

static void
put_call(struct writing *writing, unsigned number, const struct report_call *call)
{
    char *who = report_parties(writing->table, call->from, call->to);
    char *time = report_shown_time(call->start_ns);
    char *line = call->is_call ? g_strdup(who) : g_strdup_printf("%s %s", call->method, who);
    char *where = g_strdup_printf("%s > %s", call->source, call->destination);
    guint i;

    put_number(writing, number, line);
    put_field(writing, DEEP, "start", time);
    put_field(writing, DEEP, "hosts", where);
    put_legs(writing, call->legs);
    if (call->is_call) {
        put_field(writing, DEEP, "reach", report_reach_label(writing->table, call->reach));
    }
    if (call->problem) {
        put_problem(writing, call->problem);
    }
    for (i = 0; i < call->also->len; i++) {
        put_problem(writing, g_ptr_array_index(call->also, i));
    }
    flush(writing);
    g_free(where);
    g_free(line);
    g_free(who);
    g_free(time);
}

/* ---- sections ---- */

static void
put_section(struct writing *writing, const struct report_section *section)
{
    const GPtrArray *calls = writing->report->calls;
    unsigned number = 0;
    guint i;

    for (i = 0; i < calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(calls, i);

        if (!section->holds(call)) {
            continue;
        }
        if (!number++) {
            put_heading(writing, section->heading);
        }
        put_call(writing, number, call);
    }
}

void
report_to_text(const struct report *report, const struct code_table *table, unsigned width,
               report_write write, gpointer context)
{
    struct writing writing = { .report = report,
                               .table = table,
                               .width = width,
                               .out = g_string_new(NULL),
                               .write = write,
                               .context = context };
    gsize i;

    put_head(&writing);
    put_causes(&writing);
    flush(&writing);
    for (i = 0; i < REPORT_SECTIONS; i++) {
        put_section(&writing, &report_sections[i]);
    }
    flush(&writing);
    g_string_free(writing.out, TRUE);
}
