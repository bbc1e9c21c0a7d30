/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The frames of a report about captures that were read as one: from numbers that count through all
 * of them to numbers in each.
 */
#include "report_private.h"

/* @param capture  set, if the frame has one */
static void
place(const struct frame_places *places, uint32_t *frame, char **capture)
{
    struct frame_place found = frame_places_find(places, *frame);

    *frame = found.frame;
    *capture = g_strdup(found.capture);
}

/* Without a capture a frame is in that of its problem. */
static void
place_beside(const struct frame_places *places, const struct report_problem *problem,
             uint32_t *frame, char **capture)
{
    place(places, frame, capture);
    if (g_strcmp0(*capture, problem->capture) == 0) {
        g_clear_pointer(capture, g_free);
    }
}

static void
place_problem(gpointer data, gpointer context)
{
    struct report_problem *problem = data;
    const struct frame_places *places = context;
    guint i;

    place(places, &problem->frame, &problem->capture);
    place_beside(places, problem, &problem->request_frame, &problem->request_capture);
    place_beside(places, problem, &problem->outcome_frame, &problem->outcome_capture);
    for (i = 0; i < problem->evidence->len; i++) {
        struct report_evidence *evidence = g_ptr_array_index(problem->evidence, i);

        place_beside(places, problem, &evidence->frame, &evidence->capture);
    }
}

static void
place_leg(gpointer data, gpointer places)
{
    struct report_leg *leg = data;

    place(places, &leg->frame, &leg->capture);
}

static void
place_message(gpointer data, gpointer places)
{
    struct report_message *message = data;

    place(places, &message->frame, &message->capture);
}

static void
place_call(gpointer data, gpointer places)
{
    struct report_call *call = data;

    place(places, &call->first_frame, &call->capture);
    place(places, &call->last_frame, &call->last_capture);
    if (g_strcmp0(call->last_capture, call->capture) == 0) {
        g_clear_pointer(&call->last_capture, g_free);
    }
    if (call->problem) {
        place_problem(call->problem, places);
    }
    g_ptr_array_foreach(call->also, place_problem, places);
    g_ptr_array_foreach(call->legs, place_leg, places);
    g_ptr_array_foreach(call->messages, place_message, places);
}

void
report_place_frames(struct report *report, const struct frame_places *places)
{
    const GPtrArray *captures = frame_places_captures(places);
    guint i;

    for (i = 0; i < captures->len; i++) {
        g_ptr_array_add(report->captures, g_strdup(g_ptr_array_index(captures, i)));
    }
    g_ptr_array_foreach(report->calls, place_call, (gpointer)places);
}
