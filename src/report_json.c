/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_json.h"

#include "json_writer.h"

/* Frames count from 1: 0 is none. */
static void
put_frame(struct json_writer *json, const char *key, uint32_t frame)
{
    if (frame) {
        json_unsigned(json, key, frame);
    }
}

static void
put_time(struct json_writer *json, const char *key, int64_t time_ns)
{
    char *text = report_time(time_ns);

    json_string(json, key, text);
    g_free(text);
}

static void
put_strings(struct json_writer *json, const char *key, char **strings)
{
    json_strings(json, key, (const char *const *)strings);
}

/* ---- problems ---- */

static void
put_evidence(struct json_writer *json, const GPtrArray *list)
{
    guint i;

    if (!list->len) {
        return;
    }
    json_array_begin(json, "evidence");
    for (i = 0; i < list->len; i++) {
        const struct report_evidence *evidence = g_ptr_array_index(list, i);

        json_object_begin(json, NULL);
        json_string(json, "text", evidence->text);
        json_string(json, "capture", evidence->capture);
        put_frame(json, "frame", evidence->frame);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_fix(struct json_writer *json, const GPtrArray *list)
{
    guint i;

    if (!list->len) {
        return;
    }
    json_array_begin(json, "fix");
    for (i = 0; i < list->len; i++) {
        const struct report_step *step = g_ptr_array_index(list, i);

        json_object_begin(json, NULL);
        put_strings(json, "actors", step->actors);
        json_string(json, "who", step->label);
        json_string(json, "text", step->text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_problem(struct json_writer *json, const char *key, const struct report_problem *problem)
{
    json_object_begin(json, key);
    json_string(json, "capture", problem->capture);
    json_unsigned(json, "frame", problem->frame);
    put_time(json, "time", problem->time_ns);
    json_string(json, "method", problem->method);
    if (problem->code) {
        json_unsigned(json, "code", problem->code);
        json_string(json, "phrase", problem->phrase);
    }
    json_string(json, "cause", problem->cause);
    json_string(json, "confidence", problem->confidence);
    json_string(json, "severity", severity_name(problem->severity));
    json_string(json, "verdict", problem->verdict);
    json_string(json, "responder", problem->responder);
    json_string(json, "product", problem->product);
    put_frame(json, "request_frame", problem->request_frame);
    json_string(json, "request_capture", problem->request_capture);
    put_frame(json, "outcome_frame", problem->outcome_frame);
    json_string(json, "outcome_capture", problem->outcome_capture);
    put_strings(json, "actors", problem->actors);
    put_evidence(json, problem->evidence);
    json_string(json, "means", problem->means);
    put_strings(json, "why", problem->why);
    put_fix(json, problem->fix);
    put_strings(json, "references", problem->references);
    json_object_end(json);
}

/* ---- calls ---- */

static void
put_leg(struct json_writer *json, const struct report_leg *leg)
{
    json_object_begin(json, NULL);
    json_string(json, "capture", leg->capture);
    json_string(json, "call_id", leg->call_id);
    json_string(json, "from_tag", leg->from_tag);
    json_string(json, "to_tag", leg->to_tag);
    json_string(json, "from", leg->from);
    json_string(json, "to", leg->to);
    json_string(json, "source", leg->source);
    json_string(json, "destination", leg->destination);
    put_frame(json, "frame", leg->frame);
    put_time(json, "start", leg->start_ns);
    json_string(json, "linked_by", leg->linked_by);
    json_object_end(json);
}

static void
put_legs(struct json_writer *json, const GPtrArray *legs)
{
    guint i;

    json_array_begin(json, "legs");
    for (i = 0; i < legs->len; i++) {
        put_leg(json, g_ptr_array_index(legs, i));
    }
    json_array_end(json);
}

static void
put_message(struct json_writer *json, const struct report_message *message)
{
    json_object_begin(json, NULL);
    json_string(json, "capture", message->capture);
    json_unsigned(json, "frame", message->frame);
    json_unsigned(json, "index", message->index);
    put_time(json, "time", message->time_ns);
    json_string(json, "source", message->source);
    json_string(json, "destination", message->destination);
    json_string(json, "method", message->method);
    json_unsigned(json, "cseq", message->cseq);
    if (message->is_response) {
        json_unsigned(json, "code", message->code);
        json_string(json, "phrase", message->phrase);
    }
    json_unsigned(json, "sent", message->sent);
    json_boolean(json, "sdp", message->has_sdp);
    json_object_end(json);
}

static void
put_messages(struct json_writer *json, const struct report_call *call)
{
    guint i;

    if (!call->messages->len) {
        return;
    }
    json_array_begin(json, "messages");
    for (i = 0; i < call->messages->len; i++) {
        put_message(json, g_ptr_array_index(call->messages, i));
    }
    json_array_end(json);
    if (call->messages_omitted) {
        json_unsigned(json, "messages_omitted", call->messages_omitted);
    }
}

static void
put_also(struct json_writer *json, const GPtrArray *problems)
{
    guint i;

    if (!problems->len) {
        return;
    }
    json_array_begin(json, "also");
    for (i = 0; i < problems->len; i++) {
        put_problem(json, NULL, g_ptr_array_index(problems, i));
    }
    json_array_end(json);
}

static void
put_call(struct json_writer *json, const struct report_call *call)
{
    json_object_begin(json, NULL);
    json_string(json, "schema", REPORT_SCHEMA);
    json_string(json, "type", call->is_call ? "call" : "request");
    json_string(json, "capture", call->capture);
    json_string(json, "last_capture", call->last_capture);
    json_string(json, "method", call->method);
    put_time(json, "start", call->start_ns);
    put_time(json, "end", call->end_ns);
    put_frame(json, "first_frame", call->first_frame);
    put_frame(json, "last_frame", call->last_frame);
    json_string(json, "from", call->from);
    json_string(json, "to", call->to);
    json_string(json, "source", call->source);
    json_string(json, "destination", call->destination);
    json_string(json, "result", report_result_name(call->result));
    if (call->is_call) {
        json_string(json, "reach", report_reach_name(call->reach));
    }
    if (call->code) {
        json_unsigned(json, "code", call->code);
        json_string(json, "phrase", call->phrase);
    }
    put_legs(json, call->legs);
    if (call->problem) {
        put_problem(json, "problem", call->problem);
    }
    put_also(json, call->also);
    put_messages(json, call);
    json_object_end(json);
}

/* ---- summary ---- */

static void
put_names(struct json_writer *json, const char *key, const GPtrArray *names)
{
    guint i;

    if (!names->len) {
        return;
    }
    json_array_begin(json, key);
    for (i = 0; i < names->len; i++) {
        json_string(json, NULL, g_ptr_array_index(names, i));
    }
    json_array_end(json);
}

static void
put_notes(struct json_writer *json, const GPtrArray *notes)
{
    guint i;

    if (!notes->len) {
        return;
    }
    json_array_begin(json, "notes");
    for (i = 0; i < notes->len; i++) {
        const struct report_note *note = g_ptr_array_index(notes, i);

        json_object_begin(json, NULL);
        json_string(json, "capture", note->capture);
        json_string(json, "kind", note->kind);
        json_string(json, "text", note->text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_ports(struct json_writer *json, const GPtrArray *ports)
{
    guint i;

    if (!ports->len) {
        return;
    }
    json_array_begin(json, "other_ports");
    for (i = 0; i < ports->len; i++) {
        const struct report_port *port = g_ptr_array_index(ports, i);

        json_object_begin(json, NULL);
        json_unsigned(json, "port", port->port);
        json_unsigned(json, "messages", port->messages);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_causes(struct json_writer *json, const GPtrArray *causes)
{
    guint i, j;

    json_array_begin(json, "causes");
    for (i = 0; i < causes->len; i++) {
        const struct report_cause *cause = g_ptr_array_index(causes, i);

        json_object_begin(json, NULL);
        json_string(json, "cause", cause->cause);
        if (cause->code) {
            json_unsigned(json, "code", cause->code);
            json_string(json, "phrase", cause->phrase);
        }
        json_string(json, "confidence", cause->confidence);
        json_string(json, "severity", severity_name(cause->severity));
        json_string(json, "verdict", cause->verdict);
        put_strings(json, "actors", cause->actors);
        json_unsigned(json, "calls", cause->calls);
        json_unsigned(json, "requests", cause->requests);
        json_unsigned(json, "within_calls", cause->within);
        json_array_begin(json, "frames");
        for (j = 0; j < cause->frames->len; j++) {
            json_unsigned(json, NULL, g_array_index(cause->frames, uint32_t, j));
        }
        json_array_end(json);
        put_names(json, "captures", cause->captures);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_codes(struct json_writer *json, const GPtrArray *codes)
{
    guint i;

    json_array_begin(json, "codes");
    for (i = 0; i < codes->len; i++) {
        const struct report_code *code = g_ptr_array_index(codes, i);

        json_object_begin(json, NULL);
        json_string(json, "method", code->method);
        if (code->code) {
            json_unsigned(json, "code", code->code);
        }
        json_unsigned(json, "count", code->count);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_responders(struct json_writer *json, const GPtrArray *responders)
{
    guint i;

    json_array_begin(json, "responders");
    for (i = 0; i < responders->len; i++) {
        const struct report_responder *responder = g_ptr_array_index(responders, i);

        json_object_begin(json, NULL);
        json_string(json, "address", responder->address);
        json_string(json, "product", responder->product);
        json_unsigned(json, "count", responder->count);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_summary(struct json_writer *json, const struct report *report)
{
    int i;

    json_object_begin(json, NULL);
    json_string(json, "schema", REPORT_SCHEMA);
    json_string(json, "type", "summary");
    json_string(json, "language", report->language);
    put_names(json, "captures", report->captures);
    put_notes(json, report->notes);
    if (report->packets) {
        put_time(json, "start", report->first_ns);
        put_time(json, "end", report->last_ns);
    }
    json_unsigned(json, "packets", report->packets);
    json_unsigned(json, "messages", report->messages);
    json_unsigned(json, "calls", report->call_count);
    for (i = 0; i < RESULT_COUNT; i++) {
        json_unsigned(json, report_result_name((enum report_result)i), report->results[i]);
    }
    json_unsigned(json, "troubled", report->trouble_count);
    json_unsigned(json, "requests", report->request_count);
    put_causes(json, report->causes);
    put_codes(json, report->codes);
    put_responders(json, report->responders);
    put_ports(json, report->ports);
    json_object_end(json);
}

void
report_to_json(const struct report *report, report_write write, gpointer context)
{
    GString *line = g_string_new(NULL);
    struct json_writer json;
    guint i;

    for (i = 0; i <= report->calls->len; i++) {
        g_string_set_size(line, 0);
        json_writer_init(&json, line);
        if (i < report->calls->len) {
            put_call(&json, g_ptr_array_index(report->calls, i));
        } else {
            put_summary(&json, report);
        }
        json_line_end(&json);
        write(line->str, line->len, context);
    }
    g_string_free(line, TRUE);
}
