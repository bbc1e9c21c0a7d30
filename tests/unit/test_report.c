/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Reports: what is a call, how it ended, what is kept until the end, and what is rendered.
 */
#include "report_json.h"
#include "report_source.h"
#include "report_text.h"

#include "conversation.h"

#define SECONDS_MS 1000

/* A conversation whose messages the store sees. */
struct story {
    struct conversation conversation;
    struct report_store *store;
    struct code_table *table;
    struct report *report;
};

static void
story_start(struct story *story)
{
    memset(story, 0, sizeof(*story));
    conversation_start(&story->conversation);
    story->conversation.time_ns = INT64_C(1767225600) * 1000 * MILLISECONDS;
    story->store = report_store_new();
    story->table = code_table_new("en", NULL);
}

static void
story_end(struct story *story)
{
    report_free(story->report);
    report_store_free(story->store);
    conversation_end(&story->conversation);
    code_table_free(story->table);
}

static const struct history_message *
tell(struct story *story, struct line line)
{
    const struct history_message *message = conversation_add(&story->conversation, &line);

    report_store_add(story->store, message, &story->conversation.message);
    return message;
}

/* Packets that are no SIP go on for so long. */
static void
wait_for(struct story *story, int seconds)
{
    story->conversation.time_ns += (int64_t)seconds * SECONDS_MS * MILLISECONDS;
    history_begin_frame(story->conversation.history, ++story->conversation.frame,
                        story->conversation.time_ns);
}

static const struct report *
report_of(struct story *story, enum report_detail detail)
{
    const struct report_source source = { .table = story->table,
                                          .history = story->conversation.history,
                                          .store = story->store,
                                          .messages = 7,
                                          .detail = detail };

    report_free(story->report);
    story->report = report_new(&source);
    return story->report;
}

static const struct report_call *
only_call(const struct report *report)
{
    g_assert_cmpuint(report->calls->len, ==, 1);
    return g_ptr_array_index(report->calls, 0);
}

#define INVITE "INVITE sip:bob@b.example SIP/2.0"

static void
tell_busy(struct story *story)
{
    tell(story, (struct line){ INVITE });
    tell(story, (struct line){ "SIP/2.0 180 Ringing", .from_bob = true, .to_tag = "bob" });
    tell(story, (struct line){ "SIP/2.0 486 Busy Here", .from_bob = true, .to_tag = "bob" });
    tell(story, (struct line){ "ACK sip:bob@b.example SIP/2.0", .cseq = "1 ACK", .to_tag = "bob" });
}

/* ---- results ---- */

static void
test_failed(void)
{
    struct story story;
    const struct report_call *call;

    story_start(&story);
    tell_busy(&story);
    call = only_call(report_of(&story, REPORT_FULL));
    g_assert_true(call->is_call);
    g_assert_cmpint(call->result, ==, RESULT_FAILED);
    g_assert_cmpint(call->reach, ==, REACH_RINGING);
    g_assert_cmpuint(call->code, ==, 486);
    g_assert_cmpstr(call->from, ==, "sip:alice@a.example");
    g_assert_cmpstr(call->to, ==, "sip:bob@b.example");
    g_assert_cmpstr(call->source, ==, "192.0.2.1:5060");
    g_assert_cmpuint(call->first_frame, ==, 1);
    g_assert_cmpuint(call->last_frame, ==, 4);
    g_assert_nonnull(call->problem);
    g_assert_cmpuint(call->problem->frame, ==, 3);
    g_assert_cmpuint(call->problem->fix->len, >, 0);
    g_assert_cmpuint(call->messages->len, ==, 4);
    story_end(&story);
}

static void
test_worked(void)
{
    struct story story;
    const struct report_call *call;

    story_start(&story);
    tell(&story, (struct line){ INVITE });
    tell(&story, (struct line){ "SIP/2.0 200 OK", .from_bob = true, .to_tag = "bob" });
    tell(&story, (struct line){ "ACK sip:bob@b.example SIP/2.0", .cseq = "1 ACK", .to_tag = "bob",
                                .branch = "z9hG4bK2" });
    call = only_call(report_of(&story, REPORT_ROWS));
    g_assert_cmpint(call->result, ==, RESULT_WORKED);
    g_assert_cmpint(call->reach, ==, REACH_ESTABLISHED);
    g_assert_null(call->problem);
    story_end(&story);
}

static void
test_cancelled(void)
{
    struct story story;

    story_start(&story);
    tell(&story, (struct line){ INVITE });
    tell(&story, (struct line){ "CANCEL sip:bob@b.example SIP/2.0", .cseq = "1 CANCEL" });
    tell(&story, (struct line){ "SIP/2.0 200 OK", .cseq = "1 CANCEL", .from_bob = true });
    tell(&story,
         (struct line){ "SIP/2.0 487 Request Terminated", .from_bob = true, .to_tag = "bob" });
    g_assert_cmpint(only_call(report_of(&story, REPORT_ROWS))->result, ==, RESULT_CANCELLED);
    story_end(&story);
}

/* Whether nobody answers is known only when time has passed; in the end the bytes are there. */
static void
test_unanswered(void)
{
    struct story story;
    const struct report_call *call;
    int i;

    story_start(&story);
    tell(&story, (struct line){ INVITE });
    g_assert_cmpint(only_call(report_of(&story, REPORT_ROWS))->result, ==, RESULT_UNFINISHED);
    for (i = 0; i < 4; i++) {
        tell(&story, (struct line){ INVITE, .after_ms = 500 << i });
    }
    wait_for(&story, 60);
    call = only_call(report_of(&story, REPORT_ROWS));
    g_assert_cmpint(call->result, ==, RESULT_FAILED);
    g_assert_cmpint(call->reach, ==, REACH_NOTHING);
    g_assert_cmpuint(call->code, ==, 0);
    g_assert_cmpuint(call->problem->code, ==, 0);
    g_assert_cmpstr(call->problem->cause, ==, "tx-no-response/invite");
    g_assert_cmpstr(call->problem->responder, ==, "192.0.2.2:5060");
    story_end(&story);
}

/* A challenge that was answered is no failure, nor is the attempt that followed another call. */
static void
test_challenge(void)
{
    struct story story;
    const struct report *report;

    story_start(&story);
    tell(&story, (struct line){ "REGISTER sip:a.example SIP/2.0", .cseq = "1 REGISTER" });
    tell(&story, (struct line){ "SIP/2.0 401 Unauthorized", .cseq = "1 REGISTER", .from_bob = true,
                                .to_tag = "bob",
                                .extra = "WWW-Authenticate: Digest realm=\"a\", nonce=\"n\"\r\n" });
    tell(&story, (struct line){
                     "REGISTER sip:a.example SIP/2.0", .cseq = "2 REGISTER", .branch = "z9hG4bK2",
                     .extra = "Authorization: Digest username=\"alice\", realm=\"a\", "
                              "nonce=\"n\", uri=\"sip:a.example\", response=\"00\"\r\n" });
    tell(&story, (struct line){ "SIP/2.0 200 OK", .cseq = "2 REGISTER", .branch = "z9hG4bK2",
                                .from_bob = true, .to_tag = "bob2" });
    report = report_of(&story, REPORT_ROWS);
    g_assert_cmpuint(report->calls->len, ==, 0);
    g_assert_cmpuint(report->codes->len, ==, 2);
    story_end(&story);
}

/* ---- what is kept ---- */

static void
test_store(void)
{
    const struct history_message *request, *final;
    struct sip_message sip;
    struct story story;

    story_start(&story);
    request = tell(&story, (struct line){ INVITE });
    g_assert_true(report_store_read(story.store, request, &sip));
    g_assert_true(span_equal(sip.method, SPAN("INVITE")));
    final = tell(&story, (struct line){ "SIP/2.0 486 Busy Here", .from_bob = true, .to_tag = "bob",
                                        .extra = "Reason: Q.850;cause=17\r\n" });
    g_assert_false(report_store_read(story.store, request, &sip));
    g_assert_true(report_store_read(story.store, final, &sip));
    g_assert_cmpuint(sip.status_code, ==, 486);
    g_assert_true(span_equal(sip.header[SIP_HEADER_REASON], SPAN("Q.850;cause=17")));
    g_assert_cmpuint(report_store_calls(story.store)->len, ==, 1);
    story_end(&story);
}

/* ---- rendering ---- */

static void
collect(const char *text, gsize length, gpointer context)
{
    g_string_append_len(context, text, (gssize)length);
}

static void
test_text(void)
{
    GString *out = g_string_new(NULL);
    char **lines;
    struct story story;
    gsize i;

    story_start(&story);
    tell_busy(&story);
    report_to_text(report_of(&story, REPORT_BRIEF), story.table, 60, collect, out);
    g_assert_nonnull(strstr(out->str, "\nCalls: 1 (0 worked, 1 failed, 0 cancelled, 0 unf"));
    g_assert_nonnull(strstr(out->str, "  1. sip:alice@a.example > sip:bob@b.example\n"));
    g_assert_nonnull(strstr(out->str, "Start: 2026-01-01 00:00:00.000 UTC\n"));
    g_assert_nonnull(strstr(out->str, "Got as far as: ringing\n"));
    lines = g_strsplit(out->str, "\n", -1);
    for (i = 0; lines[i]; i++) {
        g_assert_cmpuint(strlen(lines[i]), <=, 60);
    }
    g_strfreev(lines);
    g_string_free(out, TRUE);
    story_end(&story);
}

static void
test_json(void)
{
    GString *out = g_string_new(NULL);
    char **lines;
    struct story story;

    story_start(&story);
    tell_busy(&story);
    report_to_json(report_of(&story, REPORT_FULL), collect, out);
    lines = g_strsplit(out->str, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 3);
    g_assert_true(g_str_has_prefix(lines[0], "{\"schema\":\"sipwhy/1\",\"type\":\"call\","));
    g_assert_nonnull(strstr(lines[0], "\"start\":\"2026-01-01T00:00:00.000000Z\""));
    g_assert_nonnull(strstr(lines[0], "\"result\":\"failed\",\"reach\":\"ringing\",\"code\":486"));
    g_assert_nonnull(strstr(lines[1], "\"type\":\"summary\""));
    g_assert_nonnull(strstr(lines[1], "\"messages\":7,\"calls\":1,\"worked\":0,\"failed\":1"));
    g_assert_null(strstr(out->str, "null"));
    g_strfreev(lines);
    g_string_free(out, TRUE);
    story_end(&story);
}

/* A report that is put together again from its calls is the same, in whatever order they come. */
static void
test_put_together(void)
{
    struct report *report = report_empty("en");
    int i;

    for (i = 2; i >= 0; i--) {
        struct report_call *call = report_call_new();

        call->is_call = true;
        call->method = g_strdup("INVITE");
        call->start_ns = i;
        call->result = i ? RESULT_FAILED : RESULT_WORKED;
        if (i) {
            call->problem = report_problem_new();
            call->problem->capture =
                g_strdup("a.pcapng"); /* LeakSanitizer sees whether it is freed */
            call->problem->cause = g_strdup(i == 1 ? "one" : "two");
            call->problem->confidence = g_strdup("certain");
            call->problem->verdict = g_strdup("verdict");
            call->problem->code = 404;
            call->problem->frame = (uint32_t)i;
            report_add_step(call->problem, NULL, g_strdup("caller"), g_strdup("step"));
        }
        g_ptr_array_add(report->calls, call);
    }
    report_count_code(report, "INVITE", 404, 2);
    report_count_code(report, "INVITE", 200, 1);
    report_count_code(report, "INVITE", 404, 1);
    report_finish(report);
    for (i = 0; i < 3; i++) {
        g_assert_cmpint(
            ((struct report_call *)g_ptr_array_index(report->calls, (guint)i))->start_ns, ==, i);
    }
    g_assert_cmpuint(report->call_count, ==, 3);
    g_assert_cmpuint(report->results[RESULT_FAILED], ==, 2);
    g_assert_cmpuint(report->causes->len, ==, 2);
    g_assert_cmpstr(((struct report_cause *)g_ptr_array_index(report->causes, 0))->cause, ==,
                    "one");
    g_assert_cmpuint(((struct report_code *)g_ptr_array_index(report->codes, 1))->count, ==, 3);
    report_free(report);
}

static void
test_time(void)
{
    static const int64_t times[] = { 0,
                                     1,
                                     -1,
                                     999,
                                     1000,
                                     INT64_C(1767225600123456789),
                                     INT64_C(1767225600123456000),
                                     INT64_C(-1000000001) };
    static const char *const wrong[] = { "",
                                         "2026-01-01T00:00:00Z",
                                         "2026-01-01T00:00:00.Z",
                                         "2026-01-01T00:00:00.5",
                                         "2026-01-01 nonsense.5Z",
                                         "9505-01-01T00:00:00.0Z",
                                         "0001-01-01T00:00:00.0Z" };
    int64_t read = 42;
    char *text;
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(times); i++) {
        text = report_time(times[i]);
        g_assert_true(report_time_read(text, &read));
        g_assert_cmpint(read, ==, times[i]);
        g_free(text);
    }
    text = report_time(INT64_C(1767225600123456789));
    g_assert_cmpstr(text, ==, "2026-01-01T00:00:00.123456789Z");
    g_free(text);
    read = 42;
    for (i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_assert_false(report_time_read(wrong[i], &read));
    }
    g_assert_cmpint(read, ==, 42);
}

static void
test_names(void)
{
    enum report_result result;
    enum report_reach reach;
    int i;

    for (i = 0; i < RESULT_COUNT; i++) {
        g_assert_true(report_result_read(report_result_name((enum report_result)i), &result));
        g_assert_cmpint((int)result, ==, i);
    }
    for (i = 0; i < REACH_COUNT; i++) {
        g_assert_true(report_reach_read(report_reach_name((enum report_reach)i), &reach));
        g_assert_cmpint((int)reach, ==, i);
    }
    g_assert_false(report_result_read("bad", &result));
    g_assert_false(report_reach_read("bad", &reach));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/result/failed", test_failed);
    g_test_add_func("/report/result/worked", test_worked);
    g_test_add_func("/report/result/cancelled", test_cancelled);
    g_test_add_func("/report/result/unanswered", test_unanswered);
    g_test_add_func("/report/result/challenge", test_challenge);
    g_test_add_func("/report/store", test_store);
    g_test_add_func("/report/text", test_text);
    g_test_add_func("/report/json", test_json);
    g_test_add_func("/report/put-together", test_put_together);
    g_test_add_func("/report/time", test_time);
    g_test_add_func("/report/names", test_names);
    return g_test_run();
}
