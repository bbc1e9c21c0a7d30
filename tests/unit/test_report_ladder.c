/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Ladder diagrams: who stands where, which messages are there, and what is marked.
 */
#include "report_ladder.h"

#include <string.h>

static void
add(struct report_call *call, const char *source, const char *destination, const char *method,
    uint32_t code)
{
    struct report_message *message = report_add_message(call);

    message->frame = call->messages->len;
    message->time_ns = call->start_ns + INT64_C(1500000) * (message->frame - 1);
    message->source = g_strdup(source);
    message->destination = g_strdup(destination);
    message->method = g_strdup(method);
    message->is_response = code != 0;
    message->code = code;
    message->phrase = code == 486 ? g_strdup("Busy Here") : NULL;
    message->sent = 1;
}

static struct report_problem *
problem_at(uint32_t frame, uint32_t code)
{
    struct report_problem *problem = report_problem_new();

    problem->frame = frame;
    problem->code = code;
    return problem;
}

/* alice calls bob through a proxy; he is busy. */
static struct report_call *
busy_call(void)
{
    struct report_call *call = report_call_new();

    call->start_ns = INT64_C(1767225600000000000);
    call->end_ns = call->start_ns + INT64_C(7500000);
    add(call, "alice:5060", "proxy:5060", "INVITE", 0);
    add(call, "proxy:5060", "bob:5060", "INVITE", 0);
    add(call, "bob:5060", "proxy:5060", "INVITE", 486);
    add(call, "proxy:5060", "bob:5060", "ACK", 0);
    add(call, "proxy:5060", "alice:5060", "INVITE", 486);
    add(call, "alice:5060", "proxy:5060", "ACK", 0);
    call->problem = problem_at(5, 486);
    return call;
}

/* Many messages between two, the code in one of them. */
static struct report_call *
long_call(guint messages, guint failure)
{
    struct report_call *call = report_call_new();
    guint i;

    for (i = 1; i <= messages; i++) {
        add(call, i % 2 ? "a:1" : "b:2", i % 2 ? "b:2" : "a:1", "INFO", i == failure ? 486 : 0);
    }
    if (failure) {
        call->problem = problem_at(failure, 486);
    }
    return call;
}

static const struct ladder_row *
row_at(const struct ladder *ladder, guint at)
{
    g_assert_cmpuint(at, <, ladder->rows->len);
    return &g_array_index(ladder->rows, struct ladder_row, at);
}

static guint
count_marks(const struct ladder *ladder, enum ladder_mark mark)
{
    guint i, count = 0;

    for (i = 0; i < ladder->rows->len; i++) {
        count += row_at(ladder, i)->mark == mark;
    }
    return count;
}

static void
end(struct ladder *ladder, struct report_call *call)
{
    ladder_free(ladder);
    report_call_free(call);
}

static void
test_participants(void)
{
    struct report_call *call = busy_call();
    struct ladder *ladder = ladder_new(call);
    static const char *const expected[] = { "alice:5060", "proxy:5060", "bob:5060" };
    static const guint ways[][2] = { { 0, 1 }, { 1, 2 }, { 2, 1 }, { 1, 2 }, { 1, 0 }, { 0, 1 } };
    guint i;

    g_assert_cmpuint(ladder->participants->len, ==, G_N_ELEMENTS(expected));
    for (i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpstr(g_ptr_array_index(ladder->participants, i), ==, expected[i]);
    }
    g_assert_cmpuint(ladder->rows->len, ==, G_N_ELEMENTS(ways));
    for (i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_assert_cmpuint(row_at(ladder, i)->message->frame, ==, i + 1);
        g_assert_cmpuint(row_at(ladder, i)->source, ==, ways[i][0]);
        g_assert_cmpuint(row_at(ladder, i)->destination, ==, ways[i][1]);
    }
    g_assert_cmpuint(ladder->others, ==, 0);
    end(ladder, call);
}

/* The same code at another hop, and the ACK in the same dialog, are not what decided. */
static void
test_marks(void)
{
    struct report_call *call = busy_call();
    struct ladder *ladder;

    g_ptr_array_add(call->also, problem_at(2, 0));
    ladder = ladder_new(call);
    g_assert_cmpuint(count_marks(ladder, MARK_FAILED), ==, 1);
    g_assert_cmpuint(count_marks(ladder, MARK_ALSO), ==, 1);
    g_assert_cmpint(row_at(ladder, 4)->mark, ==, MARK_FAILED);
    g_assert_cmpint(row_at(ladder, 1)->mark, ==, MARK_ALSO);
    g_assert_true(ladder->failed == row_at(ladder, 4));
    end(ladder, call);
}

static void
test_nothing(void)
{
    struct report_call *call = report_call_new();

    g_assert_null(ladder_new(call));
    report_call_free(call);
    ladder_free(NULL);
}

/* A server that forks to more phones than there are lines. */
static void
test_many_participants(void)
{
    struct report_call *call = report_call_new();
    struct ladder *ladder;
    guint i;

    for (i = 0; i < 20; i++) {
        char *phone = g_strdup_printf("phone%u:5060", i);

        add(call, "server:5060", phone, "INVITE", 0);
        g_free(phone);
    }
    add(call, "phone19:5060", "phone18:5060", "INVITE", 0);
    ladder = ladder_new(call);
    g_assert_cmpuint(ladder->participants->len, ==, LADDER_PARTICIPANTS + 1);
    g_assert_null(g_ptr_array_index(ladder->participants, LADDER_PARTICIPANTS));
    g_assert_cmpuint(ladder->others, ==, 21 - LADDER_PARTICIPANTS);
    g_assert_cmpuint(row_at(ladder, 6)->destination, ==, 7);
    g_assert_cmpuint(row_at(ladder, 7)->destination, ==, LADDER_PARTICIPANTS);
    g_assert_cmpuint(row_at(ladder, 20)->source, ==, LADDER_PARTICIPANTS);
    g_assert_cmpuint(row_at(ladder, 20)->destination, ==, LADDER_PARTICIPANTS);
    end(ladder, call);
}

/* Whatever is left out is counted, and what failed is never left out. */
static void
test_long(void)
{
    static const guint failures[] = { 0, 1, 20, 21, 50, 61, 100, 199, 200 };
    guint i, j;

    for (i = 0; i < G_N_ELEMENTS(failures); i++) {
        struct report_call *call = long_call(200, failures[i]);
        struct ladder *ladder;
        guint shown = 0, omitted = 0, last = 0;

        call->messages_omitted = 7;
        ladder = ladder_new(call);
        for (j = 0; j < ladder->rows->len; j++) {
            const struct ladder_row *row = row_at(ladder, j);

            if (row->message) {
                g_assert_cmpuint(row->message->frame, >, last);
                last = row->message->frame;
                shown++;
            }
            omitted += row->omitted;
        }
        g_assert_cmpuint(shown, ==, LADDER_MESSAGES);
        g_assert_cmpuint(shown + omitted, ==, 207);
        g_assert_cmpuint(count_marks(ladder, MARK_FAILED), ==, failures[i] ? 1 : 0);
        end(ladder, call);
    }
}

static void
test_long_enough(void)
{
    guint i;

    for (i = LADDER_MESSAGES - 1; i <= LADDER_MESSAGES + 1; i++) {
        struct report_call *call = long_call(i, i);
        struct ladder *ladder = ladder_new(call);

        g_assert_cmpuint(ladder->rows->len, ==, i <= LADDER_MESSAGES ? i : LADDER_MESSAGES + 1);
        g_assert_cmpuint(count_marks(ladder, MARK_FAILED), ==, 1);
        end(ladder, call);
    }
}

static void
assert_label(struct report_message *message, const char *expected)
{
    char *label = ladder_message_label(message);

    g_assert_cmpstr(label, ==, expected);
    g_free(label);
}

static void
test_labels(void)
{
    struct report_message message = { .method = (char *)"INVITE", .sent = 1 };

    assert_label(&message, "INVITE");
    message.sent = 7;
    message.is_response = true;
    message.code = 486;
    message.code = 486;
    assert_label(&message, "486 ×7");
    message.phrase = (char *)"Busy Here";
    assert_label(&message, "486 Busy Here ×7");
}

/* ---- the drawing ---- */

static char *
drawing_of(const struct report_call *call)
{
    struct code_table *table = code_table_new("en", NULL);
    struct ladder *ladder = ladder_new(call);
    GString *out = g_string_new(NULL);

    report_ladder_to_svg(ladder, table, 3, out);
    report_ladder_to_table(ladder, table, out);
    ladder_free(ladder);
    code_table_free(table);
    return g_string_free(out, FALSE);
}

static void
assert_has(const char *drawing, const char *text, guint times)
{
    guint count = 0;

    for (const char *at = strstr(drawing, text); at; at = strstr(at + 1, text)) {
        count++;
    }
    if (count != times) {
        g_error("%s: %u times instead of %u in %s", text, count, times, drawing);
    }
}

static void
test_drawing(void)
{
    struct report_call *call = busy_call();
    char *drawing = drawing_of(call);

    assert_has(drawing, "class=\"arrow", 6);
    assert_has(drawing, "arrow response error", 1);
    assert_has(drawing, "<circle ", 1);
    assert_has(drawing, "class=\"band\"", 1);
    assert_has(drawing, ">486 Busy Here</text>", 2);
    assert_has(drawing, "<title id=\"ladder-3-title\">Messages of call 3</title>", 1);
    assert_has(drawing, "Marked: 486 Busy Here in frame 5.", 1);
    assert_has(drawing, "<tr class=\"failed\"><td>0.006000</td><td>5</td>", 1);
    g_free(drawing);
    report_call_free(call);
}

/* Milliseconds are enough for a longer call. */
static void
test_drawing_of_times(void)
{
    struct report_call *call = busy_call();
    char *drawing;

    call->end_ns = call->start_ns + INT64_C(3000000000);
    drawing = drawing_of(call);
    assert_has(drawing, "<tr class=\"failed\"><td>0.006</td><td>5</td>", 1);
    g_free(drawing);
    call->start_ns += INT64_C(10000000);
    drawing = drawing_of(call);
    assert_has(drawing, "<td>-0.004</td><td>5</td>", 1);
    g_free(drawing);
    report_call_free(call);
}

/* A proxy that sends a request to itself. */
static void
test_drawing_of_loop(void)
{
    struct report_call *call = report_call_new();
    char *drawing;

    add(call, "a:1", "b:2", "INVITE", 0);
    add(call, "b:2", "b:2", "INVITE", 0);
    drawing = drawing_of(call);
    assert_has(drawing, "class=\"bow\"", 1);
    assert_has(drawing, "label start", 1);
    g_free(drawing);
    report_call_free(call);
}

static void
test_drawing_of_gap(void)
{
    struct report_call *call = long_call(100, 100);
    char *drawing = drawing_of(call);

    assert_has(drawing, "40 messages are not shown here", 2);
    g_free(drawing);
    report_call_free(call);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report-ladder/participants", test_participants);
    g_test_add_func("/report-ladder/participants/many", test_many_participants);
    g_test_add_func("/report-ladder/marks", test_marks);
    g_test_add_func("/report-ladder/nothing", test_nothing);
    g_test_add_func("/report-ladder/long", test_long);
    g_test_add_func("/report-ladder/long/enough", test_long_enough);
    g_test_add_func("/report-ladder/labels", test_labels);
    g_test_add_func("/report-ladder/drawing", test_drawing);
    g_test_add_func("/report-ladder/drawing/times", test_drawing_of_times);
    g_test_add_func("/report-ladder/drawing/loop", test_drawing_of_loop);
    g_test_add_func("/report-ladder/drawing/gap", test_drawing_of_gap);
    return g_test_run();
}
