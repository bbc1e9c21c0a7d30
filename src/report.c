/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <string.h>

static const char *const reaches[REACH_COUNT] = {
    [REACH_NOTHING] = "nothing",   [REACH_TRYING] = "trying",
    [REACH_RINGING] = "ringing",   [REACH_EARLY_MEDIA] = "early-media",
    [REACH_ANSWERED] = "answered", [REACH_ESTABLISHED] = "established",
};

static const char *const results[RESULT_COUNT] = {
    [RESULT_WORKED] = "worked",
    [RESULT_FAILED] = "failed",
    [RESULT_CANCELLED] = "cancelled",
    [RESULT_UNFINISHED] = "unfinished",
};

const char *
report_reach_name(enum report_reach reach)
{
    return reaches[reach];
}

const char *
report_result_name(enum report_result result)
{
    return results[result];
}

/* The place of the name among them; `count` if it is none of them. */
static size_t
name_find(const char *name, const char *const *names, size_t count)
{
    size_t i = 0;

    while (i < count && strcmp(name, names[i]) != 0) {
        i++;
    }
    return i;
}

bool
report_reach_read(const char *name, enum report_reach *reach)
{
    size_t found = name_find(name, reaches, REACH_COUNT);

    if (found < REACH_COUNT) {
        *reach = (enum report_reach)found;
    }
    return found < REACH_COUNT;
}

bool
report_result_read(const char *name, enum report_result *result)
{
    size_t found = name_find(name, results, RESULT_COUNT);

    if (found < RESULT_COUNT) {
        *result = (enum report_result)found;
    }
    return found < RESULT_COUNT;
}

/* ---- what a report consists of ---- */

static void
evidence_free(gpointer data)
{
    struct report_evidence *evidence = data;

    g_free(evidence->text);
    g_free(evidence->capture);
    g_free(evidence);
}

static void
step_free(gpointer data)
{
    struct report_step *step = data;

    g_strfreev(step->actors);
    g_free(step->label);
    g_free(step->text);
    g_free(step);
}

struct report_problem *
report_problem_new(void)
{
    struct report_problem *problem = g_new0(struct report_problem, 1);

    problem->evidence = g_ptr_array_new_with_free_func(evidence_free);
    problem->fix = g_ptr_array_new_with_free_func(step_free);
    return problem;
}

void
report_problem_free(struct report_problem *problem)
{
    if (!problem) {
        return;
    }
    g_free(problem->capture);
    g_free(problem->request_capture);
    g_free(problem->outcome_capture);
    g_free(problem->method);
    g_free(problem->phrase);
    g_free(problem->cause);
    g_free(problem->confidence);
    g_free(problem->verdict);
    g_free(problem->responder);
    g_free(problem->product);
    g_free(problem->means);
    g_strfreev(problem->actors);
    g_strfreev(problem->why);
    g_strfreev(problem->references);
    g_ptr_array_unref(problem->evidence);
    g_ptr_array_unref(problem->fix);
    g_free(problem);
}

void
report_add_evidence(struct report_problem *problem, char *text, char *capture, uint32_t frame)
{
    struct report_evidence *evidence = g_new(struct report_evidence, 1);

    *evidence = (struct report_evidence){ text, capture, frame };
    g_ptr_array_add(problem->evidence, evidence);
}

void
report_add_step(struct report_problem *problem, char **actors, char *label, char *text)
{
    struct report_step *step = g_new(struct report_step, 1);

    *step = (struct report_step){ actors, label, text };
    g_ptr_array_add(problem->fix, step);
}

static void
leg_free(gpointer data)
{
    struct report_leg *leg = data;

    g_free(leg->capture);
    g_free(leg->call_id);
    g_free(leg->from_tag);
    g_free(leg->to_tag);
    g_free(leg->from);
    g_free(leg->to);
    g_free(leg->source);
    g_free(leg->destination);
    g_free(leg->linked_by);
    g_free(leg);
}

static void
message_free(gpointer data)
{
    struct report_message *message = data;

    g_free(message->capture);
    g_free(message->source);
    g_free(message->destination);
    g_free(message->method);
    g_free(message->phrase);
    g_free(message);
}

static void
problem_free(gpointer data)
{
    report_problem_free(data);
}

struct report_call *
report_call_new(void)
{
    struct report_call *call = g_new0(struct report_call, 1);

    call->also = g_ptr_array_new_with_free_func(problem_free);
    call->legs = g_ptr_array_new_with_free_func(leg_free);
    call->messages = g_ptr_array_new_with_free_func(message_free);
    return call;
}

void
report_call_free(struct report_call *call)
{
    if (!call) {
        return;
    }
    g_free(call->method);
    g_free(call->capture);
    g_free(call->last_capture);
    g_free(call->from);
    g_free(call->to);
    g_free(call->source);
    g_free(call->destination);
    g_free(call->phrase);
    report_problem_free(call->problem);
    g_ptr_array_unref(call->also);
    g_ptr_array_unref(call->legs);
    g_ptr_array_unref(call->messages);
    g_free(call);
}

struct report_leg *
report_add_leg(struct report_call *call)
{
    struct report_leg *leg = g_new0(struct report_leg, 1);

    g_ptr_array_add(call->legs, leg);
    return leg;
}

struct report_message *
report_add_message(struct report_call *call)
{
    struct report_message *message = g_new0(struct report_message, 1);

    g_ptr_array_add(call->messages, message);
    return message;
}

/* ---- the report ---- */

static void
call_free(gpointer data)
{
    report_call_free(data);
}

static void
code_free(gpointer data)
{
    g_free(((struct report_code *)data)->method);
    g_free(data);
}

static void
cause_free(gpointer data)
{
    struct report_cause *cause = data;

    g_free(cause->cause);
    g_free(cause->phrase);
    g_free(cause->confidence);
    g_free(cause->verdict);
    g_strfreev(cause->actors);
    g_strfreev(cause->actor_labels);
    g_array_unref(cause->frames);
    g_ptr_array_unref(cause->captures);
    g_free(cause);
}

static void
responder_free(gpointer data)
{
    struct report_responder *responder = data;

    g_free(responder->address);
    g_free(responder->product);
    g_free(responder);
}

static void
note_free(gpointer data)
{
    struct report_note *note = data;

    g_free(note->capture);
    g_free(note->kind);
    g_free(note->text);
    g_free(note);
}

struct report *
report_empty(const char *language)
{
    struct report *report = g_new0(struct report, 1);

    report->language = g_strdup(language);
    report->captures = g_ptr_array_new_with_free_func(g_free);
    report->notes = g_ptr_array_new_with_free_func(note_free);
    report->ports = g_ptr_array_new_with_free_func(g_free);
    report->calls = g_ptr_array_new_with_free_func(call_free);
    report->codes = g_ptr_array_new_with_free_func(code_free);
    report->causes = g_ptr_array_new_with_free_func(cause_free);
    report->responders = g_ptr_array_new_with_free_func(responder_free);
    return report;
}

void
report_free(struct report *report)
{
    if (!report) {
        return;
    }
    g_free(report->language);
    g_ptr_array_unref(report->captures);
    g_ptr_array_unref(report->notes);
    g_ptr_array_unref(report->ports);
    g_ptr_array_unref(report->calls);
    g_ptr_array_unref(report->codes);
    g_ptr_array_unref(report->causes);
    g_ptr_array_unref(report->responders);
    g_free(report);
}

void
report_count_code(struct report *report, const char *method, uint32_t code, uint64_t count)
{
    struct report_code *found;
    guint i;

    for (i = 0; i < report->codes->len; i++) {
        found = g_ptr_array_index(report->codes, i);
        if (found->code == code && strcmp(found->method, method) == 0) {
            found->count += count;
            return;
        }
    }
    found = g_new(struct report_code, 1);
    *found = (struct report_code){ g_strdup(method), code, count };
    g_ptr_array_add(report->codes, found);
}

void
report_count_port(struct report *report, uint32_t port, uint64_t messages)
{
    struct report_port *found;
    guint i;

    for (i = 0; i < report->ports->len; i++) {
        found = g_ptr_array_index(report->ports, i);
        if (found->port == port) {
            found->messages += messages;
            return;
        }
    }
    found = g_new(struct report_port, 1);
    *found = (struct report_port){ port, messages };
    g_ptr_array_add(report->ports, found);
}

void
report_add_note(struct report *report, char *capture, char *kind, char *text)
{
    struct report_note *note = g_new(struct report_note, 1);

    *note = (struct report_note){ capture, kind, text };
    g_ptr_array_add(report->notes, note);
}
