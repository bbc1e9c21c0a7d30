/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * From messages to words: diagnosis and explanation together, as the front ends use them.
 */
#include "conversation.h"
#include "diagnosis.h"
#include "explanation.h"
#include "rule.h"

#define INVITE "INVITE sip:bob@b.example SIP/2.0"

static struct code_table *table;

struct fixture {
    struct conversation conversation;
    struct finding *finding;
    struct explanation *explanation;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    conversation_start(&fixture->conversation);
    fixture->finding = finding_new();
    fixture->explanation = NULL;
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    explanation_free(fixture->explanation);
    finding_free(fixture->finding);
    conversation_end(&fixture->conversation);
}

static void
say(struct fixture *fixture, const struct line *line)
{
    conversation_add(&fixture->conversation, line);
}

/* Adds the response and explains it. */
static const struct explanation *
explain(struct fixture *fixture, const struct line *line)
{
    const struct history_message *message = conversation_add(&fixture->conversation, line);
    guint i;

    explanation_free(fixture->explanation);
    diagnosis_find(table, fixture->conversation.history, message, &fixture->conversation.message,
                   fixture->finding);
    fixture->explanation =
        explanation_new(table, fixture->finding, fixture->conversation.message.reason_phrase);
    for (i = 0; i < fixture->finding->evidence->len; i++) {
        const struct statement *statement =
            &g_array_index(fixture->finding->evidence, struct statement, i);

        g_assert_nonnull(statement->group ? code_table_text(table, statement->group, statement->key)
                                          : rule_text(table, fixture->finding->rule,
                                                      fixture->finding->variant, statement->key));
    }
    return fixture->explanation;
}

static bool
has_evidence(const struct explanation *explanation, const char *text, uint32_t frame)
{
    guint i;

    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        if (strcmp(evidence->text, text) == 0) {
            return evidence->frame == frame;
        }
    }
    return false;
}

static void
assert_evidence(const struct explanation *explanation, const char *text, uint32_t frame)
{
    guint i;

    if (!has_evidence(explanation, text, frame)) {
        for (i = 0; i < explanation->evidence->len; i++) {
            const struct explanation_evidence *evidence =
                g_ptr_array_index(explanation->evidence, i);

            g_test_message("there is: %s (%u)", evidence->text, evidence->frame);
        }
        g_error("no evidence: %s (%u)", text, frame);
    }
}

static void
test_busy(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_step *step;
    const struct explanation_confusion *confusion;
    const struct explanation_reference *reference;
    char *title;

    (void)data;
    say(fixture, &(struct line){ INVITE });
    explanation = explain(fixture, &(struct line){ "SIP/2.0 486 Busy Here", .to_tag = "b",
                                                   .from_bob = true, .after_ms = 1250 });
    g_assert_cmpuint(explanation->code, ==, 486);
    g_assert_cmpstr(explanation->phrase, ==, "Busy Here");
    g_assert_cmpstr(explanation->class_name, ==, "4xx Client Failure");
    g_assert_cmpstr(explanation->verdict, ==, code_text(table, 486, "INVITE", "verdict"));
    title = g_strconcat("SIP Why: 486 Busy Here: ", explanation->verdict, NULL);
    g_assert_cmpstr(explanation->title, ==, title);
    g_free(title);
    g_assert_cmpstr(explanation->cause, ==, "general");
    g_assert_cmpstr(explanation->confidence, ==, "general");
    g_assert_cmpint(explanation->severity, ==, SEVERITY_NOTE);
    g_assert_cmpint(explanation->group, ==, GROUP_RESPONSE_CODE);
    g_assert_cmpuint(explanation->request_frame, ==, 1);
    assert_evidence(explanation,
                    "The INVITE in frame 1 is the request that this answers, sent 1.2 s before.",
                    1);
    assert_evidence(explanation, "Nothing in this capture explains this response further.", 0);
    assert_evidence(explanation,
                    "This capture shows one hop only: whether 192.0.2.2:5060 made this 486 or "
                    "forwarded it cannot be told.",
                    0);
    g_assert_cmpuint(explanation->evidence->len, ==, 3);
    g_assert_cmpuint(explanation->why->len, >=, 2);
    step = g_ptr_array_index(explanation->fix, 0);
    g_assert_nonnull(step->actors[0]);
    g_assert_cmpuint(strlen(step->text), >, 0);
    g_assert_false(g_str_has_prefix(step->text, step->actors[0]));
    g_assert_cmpstr(g_ptr_array_index(explanation->actors, 0), ==, step->actors[0]);
    confusion = g_ptr_array_index(explanation->confusions, 0);
    g_assert_cmpuint(confusion->code, ==, 600);
    g_assert_cmpstr(confusion->phrase, ==, "Busy Everywhere");
    g_assert_cmpstr(confusion->difference, ==, code_difference(table, 486, 600));
    reference = g_ptr_array_index(explanation->references, 0);
    g_assert_cmpstr(reference->text, ==, "RFC 3261 section 21.4.24");
    g_assert_cmpstr(reference->url, ==,
                    "https://www.rfc-editor.org/rfc/rfc3261.html#section-21.4.24");
}

/* The same code says different things to different methods. */
static void
test_method(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;

    (void)data;
    say(fixture, &(struct line){ "INFO sip:b.example SIP/2.0", .cseq = "1 INFO" });
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 200 OK", .cseq = "1 INFO", .from_bob = true });
    g_assert_cmpstr(explanation->verdict, ==, code_text(table, 200, "INFO", "verdict"));
    say(fixture, &(struct line){ INVITE, .to_tag = "bob", .cseq = "5 INVITE" });
    explanation = explain(fixture, &(struct line){ "SIP/2.0 491 Request Pending", .to_tag = "bob",
                                                   .cseq = "5 INVITE", .from_bob = true });
    g_assert_cmpstr(fixture->finding->method, ==, "re-INVITE");
    g_assert_cmpstr(explanation->verdict, ==, code_text(table, 491, "re-INVITE", "verdict"));
    assert_evidence(
        explanation,
        "The re-INVITE has a To tag, but the capture does not show how its dialog began.", 0);
}

static void
test_unmatched(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;

    (void)data;
    explanation = explain(fixture, &(struct line){ "SIP/2.0 404 Not Found", .from_bob = true });
    g_assert_cmpuint(explanation->request_frame, ==, 0);
    assert_evidence(
        explanation,
        "No request before this frame fits this response: branch, CSeq and Call-ID must "
        "be equal.",
        0);
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 404 Not Found", .cseq = "x", .from_bob = true });
    assert_evidence(explanation,
                    "Via, CSeq or Call-ID is missing, cut or unreadable, so that no request can be "
                    "matched to this response.",
                    0);
    g_assert_null(fixture->finding->method);
}

/* A request that comes after the response, and not only swapped with it, is not what it answers. */
static void
test_request_later(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *response;

    (void)data;
    response = conversation_add(&fixture->conversation,
                                &(struct line){ "SIP/2.0 404 Not Found", .from_bob = true });
    say(fixture, &(struct line){ INVITE, .after_ms = 500 });
    diagnosis_find(table, fixture->conversation.history, response, &fixture->conversation.message,
                   fixture->finding);
    g_assert_cmpuint(fixture->finding->request_frame, ==, 0);
}

static void
test_copies(struct fixture *fixture, gconstpointer data)
{
    const struct line not_found = { "SIP/2.0 404 Not Found", .from_bob = true, .after_ms = 500 };
    struct line again = not_found;
    const struct explanation *explanation;

    (void)data;
    say(fixture, &(struct line){ INVITE });
    explanation = explain(fixture, &not_found);
    g_assert_cmpint(explanation->severity, ==, SEVERITY_WARN);
    explanation = explain(fixture, &not_found);
    g_assert_cmpint(explanation->severity, ==, SEVERITY_NOTE);
    g_assert_cmpint(explanation->group, ==, GROUP_SEQUENCE);
    assert_evidence(
        explanation,
        "Copy 2 of the response in frame 2, between the same addresses, 500.0 ms after it.", 2);
    again.after_ms = 3;
    explanation = explain(fixture, &again);
    g_assert_cmpint(explanation->severity, ==, SEVERITY_CHAT);
    assert_evidence(explanation, "The same packet as frame 3, captured twice.", 3);
}

static void
test_phrase(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;

    (void)data;
    explanation = explain(fixture, &(struct line){ "SIP/2.0 486 Max Calls", .from_bob = true });
    assert_evidence(explanation,
                    "Reason phrase \"Max Calls\". The standard phrase of 486 is \"Busy Here\".", 0);
    g_assert_cmpstr(explanation->phrase, ==, "Busy Here");
    explanation = explain(fixture, &(struct line){ "SIP/2.0 486 ", .from_bob = true });
    assert_evidence(explanation,
                    "The reason phrase is empty. The standard phrase of 486 is \"Busy Here\".", 0);
    /* letter case is no difference */
    explanation = explain(
        fixture, &(struct line){ "SIP/2.0 486 BUSY here", .branch = "z9hG4bK9", .from_bob = true });
    g_assert_cmpuint(explanation->evidence->len, ==, 1);
}

static void
test_unknown_code(struct fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *start, *title, *reference;
        enum severity severity;
    } rows[] = {
        { "SIP/2.0 499 My Own",
          "SIP Why: 499 My Own: an unregistered refusal of this request, to be "
          "treated as 400",
          "RFC 3261 section 8.1.3.2", SEVERITY_WARN },
        { "SIP/2.0 150 ",
          "SIP Why: 150 not registered: an unregistered provisional response, to be "
          "treated as 183",
          "RFC 3261 section 8.1.3.2", SEVERITY_CHAT },
        { "SIP/2.0 399 Elsewhere",
          "SIP Why: 399 Elsewhere: an unregistered redirection, to be "
          "treated as 300",
          "RFC 3261 section 8.1.3.2", SEVERITY_NOTE },
        { "SIP/2.0 700 What", "SIP Why: 700 What: 700 is no SIP status code",
          "RFC 3261 section 7.2", SEVERITY_WARN },
        { "SIP/2.0 042 What", "SIP Why: 42 What: 42 is no SIP status code", "RFC 3261 section 7.2",
          SEVERITY_WARN },
    };
    gsize i;

    (void)data;
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *branch = g_strdup_printf("z9hG4bK-%zu", i);
        const struct line line = { rows[i].start, .branch = branch, .from_bob = true };
        const struct explanation *explanation;
        const struct explanation_reference *reference;

        say(fixture, &(struct line){ INVITE, .branch = branch });
        explanation = explain(fixture, &line);
        g_free(branch);
        reference = g_ptr_array_index(explanation->references, 0);
        g_assert_cmpstr(explanation->title, ==, rows[i].title);
        g_assert_cmpint(explanation->severity, ==, rows[i].severity);
        g_assert_cmpstr(reference->text, ==, rows[i].reference);
        g_assert_null(strchr(explanation->means, '{'));
    }
}

static void
test_reason(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;

    (void)data;
    say(fixture, &(struct line){ INVITE });
    explanation = explain(
        fixture,
        &(struct line){ "SIP/2.0 503 Service Unavailable", .from_bob = true,
                        .extra = "Reason: Q.850;cause=34;text=\"No circuit, sorry\";location=LN, "
                                 "SIP ;cause=486 ;text=\"Busy\"\r\n"
                                 "Reason: preemption ;cause=1\r\nReason: X\r\n" });
    assert_evidence(explanation,
                    "Reason header: Q.850 cause 34, no circuit available, released in the public "
                    "network of the local user (LN), text \"No circuit, sorry\".",
                    0);
    assert_evidence(explanation, "Reason header: SIP 486 Busy Here, text \"Busy\".", 0);
    assert_evidence(explanation, "Reason header: preemption, cause 1.", 0);
    assert_evidence(explanation, "Reason header: X.", 0);
    /* what the cause means is the first reason, before the general ones of 503 */
    g_assert_cmpstr(g_ptr_array_index(explanation->why, 0), ==,
                    code_table_text(table, "q850 34", "means"));
}

/* Nothing is said that begins with these words. */
static void
assert_no_evidence(const struct explanation *explanation, const char *start)
{
    guint i;

    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        g_assert_false(g_str_has_prefix(evidence->text, start));
    }
}

/* RFC 3398 makes 503 of cause 34, 403 or 603 of cause 21, and nothing of cause 16. */
static void
test_reason_code(struct fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *start, *extra, *evidence;
    } rows[] = {
        { "SIP/2.0 480 Temporarily Unavailable", "Reason: Q.850;cause=34\r\n",
          "A gateway should make 503 of cause 34 (RFC 3398 section 7.2.4.1). This response is 480: "
          "trust the cause more than the code." },
        { "SIP/2.0 503 Service Unavailable", "Reason: Q.850;cause=34\r\n", NULL },
        { "SIP/2.0 603 Decline", "Reason: Q.850;cause=21\r\n", NULL },
        { "SIP/2.0 480 Temporarily Unavailable", "Reason: Q.850;cause=16\r\n", NULL },
        { "SIP/2.0 183 Session Progress", "Reason: Q.850;cause=34\r\n", NULL },
    };
    gsize i;

    (void)data;
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *branch = g_strdup_printf("z9hG4bK%zu", i);
        const struct line line = { rows[i].start, .branch = branch, .extra = rows[i].extra,
                                   .from_bob = true };
        const struct explanation *explanation;

        say(fixture, &(struct line){ INVITE, .branch = branch });
        explanation = explain(fixture, &line);
        if (rows[i].evidence) {
            assert_evidence(explanation, rows[i].evidence, 0);
        } else {
            assert_no_evidence(explanation, "A gateway should make");
        }
        g_free(branch);
    }
}

static void
test_warning(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_step *step;

    (void)data;
    say(fixture, &(struct line){ INVITE });
    explanation = explain(
        fixture,
        &(struct line){ "SIP/2.0 410 Gone", .from_bob = true,
                        .extra = "Warning: 305 b.example \"no codec\", 399 b \"see log\"\r\n"
                                 "Warning: 398 b \"?\"\r\nWarning: nonsense\r\n" });
    assert_evidence(explanation,
                    "Warning header: 305, media format incompatible, from b.example, text \"no "
                    "codec\".",
                    0);
    assert_evidence(explanation, "Warning header: 398, from b, text \"?\".", 0);
    g_assert_cmpstr(g_ptr_array_index(explanation->why, 0), ==,
                    code_table_text(table, "warning 305", "means"));
    step = g_ptr_array_index(explanation->fix, 0);
    g_assert_true(g_str_has_suffix(code_table_text(table, "warning 305", "fix.1"), step->text));
}

static void
test_retry_after(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_step *step;

    (void)data;
    say(fixture, &(struct line){ INVITE });
    explanation = explain(
        fixture, &(struct line){ "SIP/2.0 503 Service Unavailable", .from_bob = true,
                                 .extra = "Retry-After: 120 (in a meeting);duration=60\r\n" });
    assert_evidence(explanation,
                    "Retry-After header: 120 s, comment \"in a meeting\", duration 60 s.", 0);
    step = g_ptr_array_index(explanation->fix, 0);
    g_assert_cmpstr(step->text, ==,
                    "Send the request again only after the 120 s that Retry-After names have "
                    "passed.");
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 503 Service Unavailable", .from_bob = true,
                                         .extra = "Retry-After: soon\r\n" });
    assert_no_evidence(explanation, "Retry-After");
}

/* A first challenge and the 487 after a CANCEL are normal life; a challenge to credentials is not.
 */
static void
test_quiet(struct fixture *fixture, gconstpointer data)
{
    const char *user_only = "Authorization: Digest username=\"alice\", realm=\"a\", nonce=\"\", "
                            "uri=\"sip:a\", response=\"\"\r\n";
    const char *credentials = "Proxy-Authorization: Digest username=\"alice\", realm=\"a\", "
                              "nonce=\"n\", uri=\"sip:a\", response=\"r\"\r\n";
    const struct explanation *explanation;

    (void)data;
    say(fixture, &(struct line){ INVITE, .extra = user_only });
    explanation = explain(
        fixture, &(struct line){ "SIP/2.0 407 Proxy Authentication Required", .from_bob = true });
    g_assert_cmpint(explanation->severity, ==, SEVERITY_CHAT);
    assert_evidence(explanation,
                    "The INVITE in frame 1 has no credentials: this is the first challenge, which "
                    "the client should answer.",
                    1);
    say(fixture,
        &(struct line){ INVITE, .branch = "z9hG4bK2", .cseq = "2 INVITE", .extra = credentials });
    explanation = explain(fixture, &(struct line){ "SIP/2.0 407 Proxy Authentication Required",
                                                   .branch = "z9hG4bK2", .cseq = "2 INVITE",
                                                   .from_bob = true });
    g_assert_cmpint(explanation->severity, ==, SEVERITY_NOTE);
    assert_evidence(explanation,
                    "The INVITE in frame 3 has credentials already, and is challenged again.", 3);
    say(fixture, &(struct line){ INVITE, .branch = "z9hG4bK3", .cseq = "3 INVITE" });
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 487 Request Terminated", .branch = "z9hG4bK3",
                                         .cseq = "3 INVITE", .to_tag = "b", .from_bob = true });
    g_assert_cmpint(explanation->severity, ==, SEVERITY_NOTE);
    say(fixture, &(struct line){ INVITE, .branch = "z9hG4bK4", .cseq = "4 INVITE" });
    say(fixture, &(struct line){ "CANCEL sip:bob@b.example SIP/2.0", .branch = "z9hG4bK4",
                                 .cseq = "4 CANCEL", .after_ms = 100 });
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 487 Request Terminated", .branch = "z9hG4bK4",
                                         .cseq = "4 INVITE", .to_tag = "c", .from_bob = true,
                                         .after_ms = 2000 });
    g_assert_cmpint(explanation->severity, ==, SEVERITY_CHAT);
    assert_evidence(explanation, "The INVITE was cancelled by the CANCEL in frame 8, 2.0 s before.",
                    8);
}

static void
test_dialog(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct line bye = { "BYE sip:bob@192.0.2.2 SIP/2.0", .branch = "z9hG4bKb", .to_tag = "b",
                              .cseq = "2 BYE" };
    const struct line bye_again = { "BYE sip:bob@192.0.2.2 SIP/2.0", .branch = "z9hG4bKc",
                                    .to_tag = "b", .cseq = "3 BYE" };

    (void)data;
    say(fixture, &(struct line){ INVITE });
    say(fixture, &(struct line){ "SIP/2.0 200 OK", .to_tag = "b", .from_bob = true });
    say(fixture, &bye);
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 200 OK", .branch = "z9hG4bKb", .to_tag = "b",
                                         .cseq = "2 BYE", .from_bob = true });
    assert_evidence(explanation, "The BYE was sent in the dialog that frame 2 confirmed.", 2);
    say(fixture, &bye_again);
    explanation = explain(fixture, &(struct line){ "SIP/2.0 481 Call/Transaction Does Not Exist",
                                                   .branch = "z9hG4bKc", .to_tag = "b",
                                                   .cseq = "3 BYE", .from_bob = true });
    assert_evidence(explanation, "The dialog that the BYE belongs to had ended with frame 3.", 3);
}

/* What was on the wire is shown as text, whatever it is. */
static void
test_hostile_text(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    char *phrase = g_strnfill(5000, 'x');
    char *start = g_strconcat("SIP/2.0 486 ", phrase, NULL);
    guint i;

    (void)data;
    explanation = explain(fixture, &(struct line){ start, .from_bob = true });
    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        g_assert_cmpuint(strlen(evidence->text), <, 240);
    }
    explanation =
        explain(fixture, &(struct line){ "SIP/2.0 499 \033[31m{code}\377%s\342\200\256abc",
                                         .from_bob = true });
    g_assert_null(strchr(explanation->title, '\033'));
    g_assert_true(g_utf8_validate(explanation->title, -1, NULL));
    g_assert_null(strstr(explanation->title, "\342\200\256"));
    /* text from the wire is no template */
    g_assert_nonnull(strstr(explanation->title, "{code}"));
    g_free(start);
    g_free(phrase);
}

static void
test_damaged(struct fixture *fixture, gconstpointer data)
{
    static const char cut[] =
        "SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\n"
        "Call-ID: a\r\nCSeq: 1 INV";
    struct sip_buffer buffer = { .bytes = SPAN("SIP/2.0 404 Not Found\r\nVia: a"), .cut = true };
    struct history_message message = { .frame = 1, .is_response = true };
    struct sip_message sip;
    GArray *evidence = fixture->finding->evidence;

    (void)data;
    buffer.bytes = (struct span){ cut, sizeof(cut) - 1 };
    g_assert_true(sip_message_read(&buffer, &sip));
    diagnosis_find(table, fixture->conversation.history, &message, &sip, fixture->finding);
    g_assert_null(fixture->finding->method);
    g_assert_cmpstr(g_array_index(evidence, struct statement, evidence->len - 1).key, ==,
                    "headers-cut");
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*function)(struct fixture *, gconstpointer);
    } tests[] = {
        { "/explanation/busy", test_busy },
        { "/explanation/method", test_method },
        { "/explanation/request/unmatched", test_unmatched },
        { "/explanation/request/later", test_request_later },
        { "/explanation/copies", test_copies },
        { "/explanation/phrase", test_phrase },
        { "/explanation/unknown-code", test_unknown_code },
        { "/explanation/header/reason", test_reason },
        { "/explanation/header/reason-code", test_reason_code },
        { "/explanation/header/warning", test_warning },
        { "/explanation/header/retry-after", test_retry_after },
        { "/explanation/quiet", test_quiet },
        { "/explanation/dialog", test_dialog },
        { "/explanation/hostile-text", test_hostile_text },
        { "/explanation/damaged", test_damaged },
    };
    gsize i;
    int result;

    g_test_init(&argc, &argv, NULL);
    table = code_table_new("en", NULL);
    for (i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_test_add(tests[i].path, struct fixture, NULL, set_up, tests[i].function, tear_down);
    }
    result = g_test_run();
    code_table_free(table);
    return result;
}
