/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "join.h"

#include <gio/gio.h>

#include "join_calls.h"
#include "report_read.h"

struct join {
    const struct code_table *table;
    struct report *report;
    GArray *spans; /* of struct join_span: of all captures */
};

/* A file while it is read. */
struct reading {
    struct join *join;
    const char *path;
    const struct join_capture *capture;
    join_complain *complain;
    gpointer context;
    struct report *part; /* about the capture so far */
    bool is_right;
};

static void
span_clear(gpointer data)
{
    g_free(((struct join_span *)data)->capture);
}

struct join *
join_new(const struct code_table *table, const char *language)
{
    struct join *join = g_new(struct join, 1);

    join->table = table;
    join->report = report_empty(language);
    join->spans = g_array_new(FALSE, FALSE, sizeof(struct join_span));
    g_array_set_clear_func(join->spans, span_clear);
    return join;
}

void
join_free(struct join *join)
{
    report_free(join->report);
    g_array_unref(join->spans);
    g_free(join);
}

struct report *
join_report(struct join *join)
{
    return join->report;
}

static void
name_if_none(char **capture, const char *name)
{
    if (!*capture) {
        *capture = g_strdup(name);
    }
}

/* ---- one capture ---- */

static void
name_problem(gpointer data, gpointer name)
{
    name_if_none(&((struct report_problem *)data)->capture, name);
}

static void
name_leg(gpointer data, gpointer name)
{
    name_if_none(&((struct report_leg *)data)->capture, name);
}

static void
name_message(gpointer data, gpointer name)
{
    name_if_none(&((struct report_message *)data)->capture, name);
}

/* Frames without a capture are those of the only one. */
static void
name_call(gpointer data, gpointer name)
{
    struct report_call *call = data;

    name_if_none(&call->capture, name);
    if (call->problem) {
        name_problem(call->problem, name);
    }
    g_ptr_array_foreach(call->also, name_problem, name);
    g_ptr_array_foreach(call->legs, name_leg, name);
    g_ptr_array_foreach(call->messages, name_message, name);
}

static void
name_note(gpointer data, gpointer name)
{
    name_if_none(&((struct report_note *)data)->capture, name);
}

void
join_add_capture(struct join *join, const char *name)
{
    if (!g_ptr_array_find_with_equal_func(join->report->captures, name, g_str_equal, NULL)) {
        g_ptr_array_add(join->report->captures, g_strdup(name));
    }
}

static void
move_all(GPtrArray *from, GPtrArray *to)
{
    guint i;

    g_ptr_array_set_free_func(from, NULL); /* they have another owner now */
    for (i = 0; i < from->len; i++) {
        g_ptr_array_add(to, g_ptr_array_index(from, i));
    }
    g_ptr_array_set_size(from, 0);
}

static void
add_numbers(struct report *total, const struct report *part)
{
    bool is_empty = !total->packets;
    guint i;

    if (part->packets) {
        total->first_ns = is_empty ? part->first_ns : MIN(total->first_ns, part->first_ns);
        total->last_ns = is_empty ? part->last_ns : MAX(total->last_ns, part->last_ns);
    }
    total->packets += part->packets;
    total->messages += part->messages;
    for (i = 0; i < part->codes->len; i++) {
        const struct report_code *code = g_ptr_array_index(part->codes, i);

        report_count_code(total, code->method, code->code, code->count);
    }
    for (i = 0; i < part->ports->len; i++) {
        const struct report_port *port = g_ptr_array_index(part->ports, i);

        report_count_port(total, port->port, port->messages);
    }
}

/* When captures were taken tells which of them follow one another. */
static void
add_span(struct join *join, const struct report *part, const char *name)
{
    struct join_span span = { g_strdup(name), part->first_ns, part->last_ns, 0 };

    g_array_append_val(join->spans, span);
}

static void
take_whole(struct report *part, const struct join_capture *capture)
{
    if (capture->packets) {
        part->packets = capture->packets;
        part->first_ns = capture->first_ns;
        part->last_ns = capture->last_ns;
    }
}

/* The summary came: all about the capture is known. */
static void
add_part(struct reading *reading)
{
    struct report *part = reading->part, *total = reading->join->report;
    bool is_one = part->captures->len <= 1;
    char *own = part->captures->len ? NULL : g_path_get_basename(reading->path);
    const char *name = own ? own : g_ptr_array_index(part->captures, 0);
    guint i;

    name = reading->capture->name ? reading->capture->name : name;
    take_whole(part, reading->capture);
    if (is_one || reading->capture->name) {
        g_ptr_array_foreach(part->calls, name_call, (gpointer)name);
        g_ptr_array_foreach(part->notes, name_note, (gpointer)name);
        add_span(reading->join, part, name);
        join_add_capture(reading->join, name);
    } else {
        for (i = 0; i < part->captures->len; i++) {
            join_add_capture(reading->join, g_ptr_array_index(part->captures, i));
            if (reading->capture->is_series) { /* to be followed by other captures only */
                add_span(reading->join, part, g_ptr_array_index(part->captures, i));
            }
        }
    }
    add_numbers(total, part);
    move_all(part->calls, total->calls);
    move_all(part->notes, total->notes);
    g_free(own);
    report_free(part);
    reading->part = report_empty(total->language);
}

/* ---- lines ---- */

static void
complain(struct reading *reading, guint64 number, const char *reason)
{
    reading->is_right = false;
    reading->complain(reading->path, number, reason, reading->context);
}

static void
read_line(struct reading *reading, const char *line, gsize length, guint64 number)
{
    char *reason;

    switch (report_read_line(line, length, reading->part, &reason)) {
    case REPORT_LINE_WRONG:
        complain(reading, number, reason);
        break;
    case REPORT_LINE_CALL:
        break;
    case REPORT_LINE_SUMMARY:
        add_part(reading);
        break;
    }
    g_free(reason);
}

static bool
read_lines(struct reading *reading, GDataInputStream *lines, GError **error)
{
    guint64 number = 0;
    gsize length;
    char *line;

    while ((line = g_data_input_stream_read_line(lines, &length, NULL, error))) {
        number++;
        if (length) {
            read_line(reading, line, length, number);
        }
        g_free(line);
    }
    if (!*error && (reading->part->calls->len || !number)) {
        complain(reading, number, "it ends before a summary: it was cut");
        if (reading->part->calls->len) {
            add_part(reading);
        }
    }
    return !*error && reading->is_right;
}

bool
join_file(struct join *join, const char *path, const struct join_capture *capture,
          join_complain *complain_function, gpointer context, GError **error)
{
    GFile *file = g_file_new_for_path(path);
    GError *problem = NULL;
    GFileInputStream *bytes = g_file_read(file, NULL, &problem);
    struct reading reading = { join, path, capture, complain_function, context, NULL, true };
    bool is_right = false;

    if (bytes) {
        GDataInputStream *lines = g_data_input_stream_new(G_INPUT_STREAM(bytes));

        reading.part = report_empty(join->report->language);
        is_right = read_lines(&reading, lines, &problem);
        report_free(reading.part);
        g_object_unref(lines);
        g_object_unref(bytes);
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    g_object_unref(file);
    return is_right;
}

/* ---- all captures ---- */

static void
forget_problem(gpointer data, gpointer unused)
{
    (void)unused;
    g_clear_pointer(&((struct report_problem *)data)->capture, g_free);
}

static void
forget_leg(gpointer data, gpointer unused)
{
    (void)unused;
    g_clear_pointer(&((struct report_leg *)data)->capture, g_free);
}

static void
forget_message(gpointer data, gpointer unused)
{
    (void)unused;
    g_clear_pointer(&((struct report_message *)data)->capture, g_free);
}

/* Of a single capture the name need not be said again and again. */
static void
forget_capture(gpointer data, gpointer unused)
{
    struct report_call *call = data;

    g_clear_pointer(&call->capture, g_free);
    g_clear_pointer(&call->last_capture, g_free);
    if (call->problem) {
        forget_problem(call->problem, unused);
    }
    g_ptr_array_foreach(call->also, forget_problem, unused);
    g_ptr_array_foreach(call->legs, forget_leg, unused);
    g_ptr_array_foreach(call->messages, forget_message, unused);
}

struct report *
join_finish(struct join *join)
{
    struct report *report = join->report;

    join_calls(report, join->spans, join->table);
    if (report->captures->len <= 1) {
        g_ptr_array_foreach(report->calls, forget_capture, NULL);
    }
    report_finish(report);
    join->report = report_empty(report->language);
    return report;
}
