/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_text.h"

#include <stdlib.h>
#include <string.h>

#include "language.h"
#include "report_label.h"
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

/* "2026-11-20 14:03:07.123 UTC" */
static char *
shown_time(int64_t time_ns)
{
    char *text = report_time(time_ns - time_ns % 1000000);
    char *point = strchr(text, '.');

    text[10] = ' ';
    if (point && strlen(point) > 4) {
        point[4] = '\0';
    }
    point = g_strconcat(text, " UTC", NULL);
    g_free(text);
    return point;
}

/* ---- head ---- */

static void
put_span(struct writing *writing)
{
    const struct report *report = writing->report;
    char *from = shown_time(report->first_ns), *to = shown_time(report->last_ns);
    const struct text_argument arguments[] = { { "from", from }, { "to", to }, { NULL, NULL } };
    char *text = text_expand(label(writing, "span"), arguments);

    put_field(writing, 0, "time", text);
    g_free(text);
    g_free(from);
    g_free(to);
}

static void
put_results(struct writing *writing)
{
    const struct report *report = writing->report;
    char numbers[RESULT_COUNT + 1][16];
    struct text_argument arguments[RESULT_COUNT + 2] = { { NULL, NULL } };
    char *text;
    int i;

    for (i = 0; i < RESULT_COUNT; i++) {
        g_snprintf(numbers[i], sizeof(numbers[i]), "%u", report->results[i]);
        arguments[i] =
            (struct text_argument){ report_result_name((enum report_result)i), numbers[i] };
    }
    g_snprintf(numbers[i], sizeof(numbers[i]), "%u", report->call_count);
    arguments[i] = (struct text_argument){ "calls", numbers[i] };
    text = text_expand(label(writing, "results"), arguments);
    put_field(writing, 0, "calls", text);
    g_free(text);
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
    for (i = 0; i < report->captures->len; i++) {
        put_field(writing, 0, "capture", g_ptr_array_index(report->captures, i));
    }
    if (report->packets) {
        put_span(writing);
    }
    put_count(writing, "packets", report->packets);
    put_count(writing, "messages", report->messages);
    put_results(writing);
    if (report->trouble_count) {
        put_count(writing, "troubled", report->trouble_count);
    }
    put_count(writing, "requests", report->request_count);
    put_count(writing, "causes", report->causes->len);
}

/* ---- causes ---- */

/* "486 Busy Here: bob was already in a call" */
static char *
cause_line(const struct writing *writing, uint32_t code, const char *phrase, const char *verdict)
{
    char *head = report_code_label(writing->table, code, phrase);
    char *line = g_strdup_printf("%s: %s", head, verdict);

    g_free(head);
    return line;
}

static void
append_count(GString *line, const struct writing *writing, const char *key, uint32_t count)
{
    if (count) {
        g_string_append_printf(line, "%s%s: %u", line->len ? ", " : "", label(writing, key), count);
    }
}

static void
put_frames(struct writing *writing, const GArray *frames)
{
    GString *text = g_string_new(NULL);
    guint i;

    for (i = 0; i < frames->len; i++) {
        g_string_append_printf(text, "%s%u", i ? ", " : "", g_array_index(frames, uint32_t, i));
    }
    put_field(writing, DEEP, "first-frames", text->str);
    g_string_free(text, TRUE);
}

static void
put_cause(struct writing *writing, unsigned number, const struct report_cause *cause)
{
    char *line = cause_line(writing, cause->code, cause->phrase, cause->verdict);
    GString *counts = g_string_new(NULL);
    char *actors =
        language_join(writing->table, (const char *const *)cause->actor_labels, LIST_PLAIN);

    put_number(writing, number, line);
    append_count(counts, writing, "failed-calls", cause->calls);
    append_count(counts, writing, "other-requests", cause->requests);
    append_count(counts, writing, "within-calls", cause->within);
    put_line(writing, DEEP, counts->str);
    if (*actors) {
        put_field(writing, DEEP, "actors", actors);
    }
    put_frames(writing, cause->frames);
    g_free(actors);
    g_string_free(counts, TRUE);
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

/* True if the text names the frame already. */
static bool
names_frame(const char *text, uint32_t frame)
{
    char number[16];
    const char *found;
    gsize length = (gsize)g_snprintf(number, sizeof(number), "%u", frame);

    for (found = strstr(text, number); found; found = strstr(found + 1, number)) {
        if ((found == text || !g_ascii_isdigit(found[-1])) && !g_ascii_isdigit(found[length])) {
            return true;
        }
    }
    return false;
}

static void
put_evidence(struct writing *writing, const struct report_evidence *evidence)
{
    char number[16];
    const struct text_argument arguments[] = { { "text", evidence->text },
                                               { "frame", number },
                                               { NULL, NULL } };
    char *text;

    g_snprintf(number, sizeof(number), "%u", evidence->frame);
    if (!evidence->frame || names_frame(evidence->text, evidence->frame)) {
        put_item(writing, evidence->text);
        return;
    }
    text = text_expand(label(writing, "evidence-in"), arguments);
    put_item(writing, text);
    g_free(text);
}

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
    char *line = cause_line(writing, problem->code, problem->phrase, problem->verdict);
    char number[16];
    guint i;

    g_snprintf(number, sizeof(number), "%u", problem->frame);
    put_field(writing, DEEP, "cause", line);
    put_field(writing, DEEP, "frame", number);
    if (problem->evidence->len) {
        put_line(writing, DEEP, label(writing, "evidence"));
    }
    for (i = 0; i < problem->evidence->len; i++) {
        put_evidence(writing, g_ptr_array_index(problem->evidence, i));
    }
    if (problem->fix->len) {
        put_line(writing, DEEP, label(writing, "fix"));
    }
    for (i = 0; i < problem->fix->len; i++) {
        put_step(writing, g_ptr_array_index(problem->fix, i));
    }
    g_free(line);
}

/* "sip:alice@a.example > sip:bob@b.example" */
static char *
parties(const struct writing *writing, const char *from, const char *to)
{
    const char *unknown = label(writing, "unknown");

    return g_strdup_printf("%s > %s", from ? from : unknown, to ? to : unknown);
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
    char *who = parties(writing, call->from, call->to), *time = shown_time(call->start_ns);
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

static bool
is_failed(const struct report_call *call)
{
    return call->is_call && call->result == RESULT_FAILED;
}

static bool
is_troubled(const struct report_call *call)
{
    return call->is_call && call->result != RESULT_FAILED && call->also->len > 0;
}

static bool
is_request(const struct report_call *call)
{
    return !call->is_call;
}

static void
put_section(struct writing *writing, const char *key, bool (*belongs)(const struct report_call *))
{
    const GPtrArray *calls = writing->report->calls;
    unsigned number = 0;
    guint i;

    for (i = 0; i < calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(calls, i);

        if (!belongs(call)) {
            continue;
        }
        if (!number++) {
            put_heading(writing, key);
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

    put_head(&writing);
    put_causes(&writing);
    flush(&writing);
    put_section(&writing, "section-failed", is_failed);
    put_section(&writing, "section-troubled", is_troubled);
    put_section(&writing, "section-requests", is_request);
    flush(&writing);
    g_string_free(writing.out, TRUE);
}
