/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_read.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "report_json.h"
#include "span.h"

#define MOST_STEPS 10000 /* of any list: what is longer was not written by sipwhy */

/* ---- values: those of another type are as good as absent ---- */

static JsonNode *
value_of(JsonObject *object, const char *key, GType type)
{
    JsonNode *node = json_object_get_member(object, key);

    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type ? node
                                                                                         : NULL;
}

/* Strings of a report are fit to show, whoever wrote the line. @return NULL if there is none */
static char *
read_string(JsonObject *object, const char *key)
{
    JsonNode *node = value_of(object, key, G_TYPE_STRING);

    return node ? span_to_display(span_of(json_node_get_string(node)), 0) : NULL;
}

static uint64_t
read_number(JsonObject *object, const char *key)
{
    JsonNode *node = value_of(object, key, G_TYPE_INT64);
    gint64 number = node ? json_node_get_int(node) : 0;

    return number > 0 ? (uint64_t)number : 0;
}

static uint32_t
read_small(JsonObject *object, const char *key)
{
    uint64_t number = read_number(object, key);

    return number <= UINT32_MAX ? (uint32_t)number : 0;
}

static bool
read_boolean(JsonObject *object, const char *key)
{
    JsonNode *node = value_of(object, key, G_TYPE_BOOLEAN);

    return node && json_node_get_boolean(node);
}

static bool
read_time(JsonObject *object, const char *key, int64_t *time_ns)
{
    char *text = read_string(object, key);
    bool is_time = text && report_time_read(text, time_ns);

    g_free(text);
    return is_time;
}

/* @return NULL if there is none */
static JsonArray *
array_of(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);

    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

/* @return NULL if it is no object */
static JsonObject *
element_of(JsonArray *array, guint place)
{
    JsonNode *node = json_array_get_element(array, place);

    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static guint
length_of(JsonArray *array)
{
    return array ? MIN(json_array_get_length(array), MOST_STEPS) : 0;
}

/* @return NULL-terminated; without elements if there is none */
static char **
read_strings(JsonObject *object, const char *key)
{
    JsonArray *array = array_of(object, key);
    GPtrArray *strings = g_ptr_array_new();
    guint i;

    for (i = 0; i < length_of(array); i++) {
        JsonNode *node = json_array_get_element(array, i);

        if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING) {
            g_ptr_array_add(strings, span_to_display(span_of(json_node_get_string(node)), 0));
        }
    }
    g_ptr_array_add(strings, NULL);
    return (char **)g_ptr_array_free(strings, FALSE);
}

/* Calls back for each object of an array. */
typedef void read_element(JsonObject *object, gpointer target);

static void
read_elements(JsonObject *object, const char *key, read_element *read, gpointer target)
{
    JsonArray *array = array_of(object, key);
    guint i;

    for (i = 0; i < length_of(array); i++) {
        JsonObject *element = element_of(array, i);

        if (element) {
            read(element, target);
        }
    }
}

/* ---- problems ---- */

static void
read_evidence(JsonObject *object, gpointer target)
{
    char *text = read_string(object, "text");

    if (text) {
        report_add_evidence(target, text, read_string(object, "capture"),
                            read_small(object, "frame"));
    }
}

static void
read_step(JsonObject *object, gpointer target)
{
    char *label = read_string(object, "who"), *text = read_string(object, "text");

    if (text) {
        report_add_step(target, read_strings(object, "actors"), label ? label : g_strdup(""), text);
    } else {
        g_free(label);
    }
}

static enum severity
read_severity(JsonObject *object)
{
    char *name = read_string(object, "severity");
    enum severity severity = SEVERITY_CHAT;

    while (name && severity < SEVERITY_ERROR && strcmp(severity_name(severity), name) != 0) {
        severity++;
    }
    g_free(name);
    return name ? severity : SEVERITY_CHAT;
}

/* @return NULL if it lacks what every problem has */
static struct report_problem *
read_problem(JsonObject *object)
{
    struct report_problem *problem = report_problem_new();

    problem->capture = read_string(object, "capture");
    problem->frame = read_small(object, "frame");
    problem->method = read_string(object, "method");
    problem->code = read_small(object, "code");
    problem->phrase = read_string(object, "phrase");
    problem->cause = read_string(object, "cause");
    problem->confidence = read_string(object, "confidence");
    problem->severity = read_severity(object);
    problem->verdict = read_string(object, "verdict");
    problem->responder = read_string(object, "responder");
    problem->product = read_string(object, "product");
    problem->request_frame = read_small(object, "request_frame");
    problem->request_capture = read_string(object, "request_capture");
    problem->outcome_frame = read_small(object, "outcome_frame");
    problem->outcome_capture = read_string(object, "outcome_capture");
    problem->actors = read_strings(object, "actors");
    problem->means = read_string(object, "means");
    problem->why = read_strings(object, "why");
    problem->references = read_strings(object, "references");
    read_elements(object, "evidence", read_evidence, problem);
    read_elements(object, "fix", read_step, problem);
    if (!read_time(object, "time", &problem->time_ns) || !problem->cause || !problem->confidence ||
        !problem->verdict) {
        report_problem_free(problem);
        return NULL;
    }
    return problem;
}

static void
read_also(JsonObject *object, gpointer target)
{
    struct report_problem *problem = read_problem(object);

    if (problem) {
        g_ptr_array_add(((struct report_call *)target)->also, problem);
    }
}

/* ---- calls ---- */

static void
read_leg(JsonObject *object, gpointer target)
{
    struct report_leg *leg = report_add_leg(target);

    leg->capture = read_string(object, "capture");
    leg->call_id = read_string(object, "call_id");
    leg->from_tag = read_string(object, "from_tag");
    leg->to_tag = read_string(object, "to_tag");
    leg->from = read_string(object, "from");
    leg->to = read_string(object, "to");
    leg->source = read_string(object, "source");
    leg->destination = read_string(object, "destination");
    leg->frame = read_small(object, "frame");
    leg->linked_by = read_string(object, "linked_by");
    read_time(object, "start", &leg->start_ns);
    if (!leg->call_id) {
        leg->call_id = g_strdup("");
    }
}

/* One that lacks what a ladder shows is left out. */
static void
read_message(JsonObject *object, gpointer target)
{
    GPtrArray *messages = ((struct report_call *)target)->messages;
    struct report_message *message = report_add_message(target);

    message->capture = read_string(object, "capture");
    message->frame = read_small(object, "frame");
    message->index = read_small(object, "index");
    message->source = read_string(object, "source");
    message->destination = read_string(object, "destination");
    message->method = read_string(object, "method");
    message->cseq = read_small(object, "cseq");
    message->is_response = json_object_has_member(object, "code");
    message->code = read_small(object, "code");
    message->phrase = read_string(object, "phrase");
    message->sent = read_small(object, "sent");
    message->has_sdp = read_boolean(object, "sdp");
    read_time(object, "time", &message->time_ns);
    if (!message->source || !message->destination || !message->method) {
        g_ptr_array_remove_index(messages, messages->len - 1);
    }
}

static bool
read_outcome(JsonObject *object, struct report_call *call)
{
    char *result = read_string(object, "result"), *reach = read_string(object, "reach");
    bool is_read = result && report_result_read(result, &call->result) &&
                   (!call->is_call || (reach && report_reach_read(reach, &call->reach)));

    g_free(result);
    g_free(reach);
    return is_read;
}

/* @return NULL if it lacks what every call has */
static struct report_call *
read_call(JsonObject *object, bool is_call)
{
    struct report_call *call = report_call_new();
    JsonNode *problem = json_object_get_member(object, "problem");

    call->is_call = is_call;
    call->capture = read_string(object, "capture");
    call->last_capture = read_string(object, "last_capture");
    call->method = read_string(object, "method");
    call->from = read_string(object, "from");
    call->to = read_string(object, "to");
    call->source = read_string(object, "source");
    call->destination = read_string(object, "destination");
    call->first_frame = read_small(object, "first_frame");
    call->last_frame = read_small(object, "last_frame");
    call->code = read_small(object, "code");
    call->phrase = read_string(object, "phrase");
    call->messages_omitted = read_small(object, "messages_omitted");
    if (problem && JSON_NODE_HOLDS_OBJECT(problem)) {
        call->problem = read_problem(json_node_get_object(problem));
    }
    read_elements(object, "also", read_also, call);
    read_elements(object, "legs", read_leg, call);
    read_elements(object, "messages", read_message, call);
    if (!call->method || !call->source || !call->destination || !call->legs->len ||
        (problem && !call->problem) || !read_outcome(object, call) ||
        !read_time(object, "start", &call->start_ns) || !read_time(object, "end", &call->end_ns)) {
        report_call_free(call);
        return NULL;
    }
    return call;
}

/* ---- summaries ---- */

static void
read_code(JsonObject *object, gpointer target)
{
    char *method = read_string(object, "method");

    if (method) {
        report_count_code(target, method, read_small(object, "code"), read_number(object, "count"));
    }
    g_free(method);
}

static void
read_port(JsonObject *object, gpointer target)
{
    report_count_port(target, read_small(object, "port"), read_number(object, "messages"));
}

static void
read_note(JsonObject *object, gpointer target)
{
    char *capture = read_string(object, "capture");
    char *kind = read_string(object, "kind"), *text = read_string(object, "text");

    if (kind && text) {
        report_add_note(target, capture, kind, text);
    } else {
        g_free(capture);
        g_free(kind);
        g_free(text);
    }
}

/* The time of all packets so far and of these. */
static void
read_span(JsonObject *object, struct report *report)
{
    int64_t first_ns, last_ns;
    bool is_empty = !report->packets;

    report->packets += read_number(object, "packets");
    if (!read_time(object, "start", &first_ns) || !read_time(object, "end", &last_ns)) {
        return;
    }
    report->first_ns = is_empty ? first_ns : MIN(report->first_ns, first_ns);
    report->last_ns = is_empty ? last_ns : MAX(report->last_ns, last_ns);
}

static void
read_summary(JsonObject *object, struct report *report)
{
    char **captures = read_strings(object, "captures");
    char *language = read_string(object, "language");
    gsize i;

    for (i = 0; captures[i]; i++) {
        g_ptr_array_add(report->captures, captures[i]);
    }
    g_free(captures); /* the strings have another owner now */
    if (language) {
        g_free(report->language);
        report->language = language;
    }
    read_span(object, report);
    report->messages += read_number(object, "messages");
    read_elements(object, "codes", read_code, report);
    read_elements(object, "other_ports", read_port, report);
    read_elements(object, "notes", read_note, report);
}

/* ---- lines ---- */

static enum report_line
wrong(char **reason, const char *why)
{
    *reason = g_strdup(why);
    return REPORT_LINE_WRONG;
}

static enum report_line
read_object(JsonObject *object, struct report *report, char **reason)
{
    char *schema = read_string(object, "schema"), *type = read_string(object, "type");
    enum report_line line;

    if (g_strcmp0(schema, REPORT_SCHEMA) != 0) {
        line = wrong(reason, "no \"schema\": \"" REPORT_SCHEMA "\"");
    } else if (g_strcmp0(type, "summary") == 0) {
        read_summary(object, report);
        line = REPORT_LINE_SUMMARY;
    } else if (g_strcmp0(type, "call") == 0 || g_strcmp0(type, "request") == 0) {
        struct report_call *call = read_call(object, strcmp(type, "call") == 0);

        line = call ? REPORT_LINE_CALL
                    : wrong(reason, "a call lacks a member that every call has, or one is wrong");
        if (call) {
            g_ptr_array_add(report->calls, call);
        }
    } else {
        line = wrong(reason, "\"type\" is none of \"call\", \"request\", \"summary\"");
    }
    g_free(schema);
    g_free(type);
    return line;
}

enum report_line
report_read_line(const char *line, gsize length, struct report *report, char **reason)
{
    JsonParser *parser = json_parser_new_immutable();
    GError *error = NULL;
    JsonNode *root;
    enum report_line result;

    *reason = NULL;
    if (!json_parser_load_from_data(parser, line, (gssize)length, &error)) {
        *reason = g_strdelimit(g_strdup(error->message), "\r\n", ' ');
        g_error_free(error);
        result = REPORT_LINE_WRONG;
    } else {
        root = json_parser_get_root(parser);
        result = root && JSON_NODE_HOLDS_OBJECT(root)
                     ? read_object(json_node_get_object(root), report, reason)
                     : wrong(reason, "no JSON object");
    }
    g_object_unref(parser);
    return result;
}
