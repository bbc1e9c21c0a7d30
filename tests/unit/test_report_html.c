/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The HTML page of a report: what is in it, its limits, and that foreign text stays text.
 *
 * With SIPWHY_PAGES in the environment the pages are written to that folder too, for a browser.
 */
#include "report_html.h"
#include "report_lines.h"

#include <string.h>

#define SECOND INT64_C(1000000000)
#define START (INT64_C(1767225600) * SECOND)

/* What an attacker puts into a header field: all of it has to be seen, and none to act. */
#define HOSTILE                                                                                    \
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)></title>"       \
    "</style><!--\033[31mred\033]0;t\007\342\200\256evil\342\201\246\303\050\377&lt;{count}⟦"

static struct report_call *
call_new(const char *from, int64_t start_ns)
{
    struct report_call *call = report_call_new();
    struct report_leg *leg = report_add_leg(call);

    call->is_call = true;
    call->method = g_strdup("INVITE");
    call->from = g_strdup(from);
    call->to = g_strdup("sip:bob@b.example");
    call->source = g_strdup("192.0.2.10:5060");
    call->destination = g_strdup("192.0.2.1:5060");
    call->start_ns = start_ns;
    call->end_ns = start_ns + SECOND;
    leg->call_id = g_strdup("call@192.0.2.10");
    return call;
}

static struct report_message *
add_message(struct report_call *call, uint32_t frame, const char *method, uint32_t code)
{
    struct report_message *message = report_add_message(call);

    message->frame = frame;
    message->time_ns = call->start_ns + frame * INT64_C(1000000);
    message->source = g_strdup(code ? "192.0.2.1:5060" : "192.0.2.10:5060");
    message->destination = g_strdup(code ? "192.0.2.10:5060" : "192.0.2.1:5060");
    message->method = g_strdup(method);
    message->is_response = code != 0;
    message->code = code;
    message->phrase = code ? g_strdup("Busy Here") : NULL;
    message->sent = 1;
    return message;
}

static char **
strings(const char *only)
{
    const char *const list[] = { only, NULL };

    return g_strdupv((char **)list);
}

/* All texts of it are the same. */
static struct report_problem *
problem_new(const char *text)
{
    struct report_problem *problem = report_problem_new();

    problem->frame = 2;
    problem->code = 486;
    problem->phrase = g_strdup("Busy Here");
    problem->cause = g_strdup("486-general");
    problem->confidence = g_strdup("general");
    problem->severity = SEVERITY_WARN;
    problem->verdict = g_strdup(text);
    problem->responder = g_strdup("192.0.2.1:5060");
    problem->product = g_strdup(text);
    problem->actors = strings("callee");
    problem->means = g_strdup(text);
    problem->why = strings(text);
    problem->references = strings("RFC 3261 section 21.4.24");
    report_add_evidence(problem, g_strdup(text), NULL, 7);
    report_add_step(problem, strings("callee"), g_strdup("callee"), g_strdup(text));
    return problem;
}

static struct report_call *
failed_call(const char *text, int64_t start_ns)
{
    struct report_call *call = call_new(text, start_ns);

    call->result = RESULT_FAILED;
    call->code = 486;
    call->phrase = g_strdup("Busy Here");
    call->problem = problem_new(text);
    add_message(call, 1, "INVITE", 0);
    add_message(call, 2, "INVITE", 486)->sent = 3;
    add_message(call, 3, "ACK", 0);
    return call;
}

static struct report *
sample(guint failed, const char *text)
{
    struct report *report = report_empty("en");
    guint i;

    g_ptr_array_add(report->captures, g_strdup(text));
    report->first_ns = START;
    report->last_ns = START + 100 * SECOND;
    report->packets = 1000;
    report->messages = 900;
    for (i = 0; i < failed; i++) {
        g_ptr_array_add(report->calls, failed_call(text, START + i * SECOND / 10));
    }
    g_ptr_array_add(report->calls, call_new("sip:carol@a.example", START));
    report_count_code(report, "INVITE", 486, failed);
    report_count_code(report, "INVITE", 200, 1);
    report_finish(report);
    return report;
}

/* @return newly allocated (g_free) */
static char *
page_in(const struct report *report, const char *language)
{
    struct code_table *table = code_table_new(language, NULL);
    GString *out = g_string_new(NULL);

    report_to_html(report, table, out);
    code_table_free(table);
    g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
    g_assert_true(g_str_has_prefix(out->str, "<!DOCTYPE html>"));
    g_assert_true(g_str_has_suffix(out->str, "</html>\n"));
    return g_string_free(out, FALSE);
}

/* Takes the report. */
static char *
page_of(struct report *report, const char *name)
{
    const char *folder = g_getenv("SIPWHY_PAGES");
    char *page = page_in(report, "en"), *file;

    if (folder) {
        file = g_strdup_printf("%s/%s.html", folder, name);
        g_assert_true(g_file_set_contents(file, page, -1, NULL));
        g_free(file);
    }
    report_free(report);
    return page;
}

static guint
count_of(const char *page, const char *text)
{
    guint count = 0;

    for (page = strstr(page, text); page; page = strstr(page + 1, text)) {
        count++;
    }
    return count;
}

static void
assert_has(const char *page, const char *text, guint times)
{
    if (count_of(page, text) != times) {
        g_error("\"%s\": %u times, not %u", text, count_of(page, text), times);
    }
}

static void
test_parts(void)
{
    char *page = page_of(sample(2, "bob was in a call"), "sample");

    assert_has(page, "<details class=\"call\" id=\"call-", 2);
    assert_has(page, "<svg class=\"ladder\"", 2);
    assert_has(page, "<svg class=\"timeline\"", 1);
    assert_has(page, "<a href=\"#call-2\">", 1);
    assert_has(page, "486 Busy Here ×3</text>", 2);
    assert_has(page, "<strong class=\"actor\">callee:</strong> bob was in a call", 2);
    assert_has(page, "bob was in a call (frame 7)", 2);
    assert_has(page, "href=\"https://www.rfc-editor.org/rfc/rfc3261.html#section-21.4.24\"", 2);
    assert_has(page, "<b>2</b> Failed calls", 1);
    assert_has(page, "default-src 'none'; style-src 'unsafe-inline'\"", 1);
    assert_has(page, "<script", 0);
    g_free(page);
}

/* Only what the page itself writes is markup. */
static void
test_hostile(void)
{
    char *page = page_of(sample(1, HOSTILE), "hostile");

    assert_has(page, "<script", 0);
    assert_has(page, "<img", 0);
    assert_has(page, "<svg/onload", 0);
    assert_has(page, "<!--", 0);
    assert_has(page, "</title>", 1 + 1 + 1 + 1 + 2 + 3 + 1);
    assert_has(page, "</style>", 1);
    assert_has(page, "\033", 0);
    assert_has(page, "\007", 0);
    assert_has(page, "\342\200\256", 0);
    assert_has(page, "\342\201\246", 0);
    g_assert_cmpuint(count_of(page, "&lt;script&gt;alert(1)&lt;/script&gt;"), >=, 8);
    g_assert_cmpuint(count_of(page, "{count}"), >=, 8);
    g_free(page);
}

static void
test_long_texts(void)
{
    char *text = g_strnfill(1000000, 'x'), *page;
    guint plain;

    page = page_of(sample(1, "x"), "short-texts");
    plain = (guint)strlen(page);
    g_free(page);
    page = page_of(sample(1, text), "long-texts");
    g_assert_cmpuint(strlen(page), <, plain + 20 * REPORT_HTML_TEXT_BYTES);
    g_free(page);
    g_free(text);
}

static void
test_many_calls(void)
{
    const guint calls = REPORT_HTML_EXPLAINED + REPORT_HTML_LISTED + 5;
    char *page = page_of(sample(calls, "bob was in a call"), "many-calls");

    assert_has(page, "<details class=\"call\" id=\"call-", REPORT_HTML_EXPLAINED);
    assert_has(page, "\" open>", REPORT_HTML_OPEN);
    assert_has(page, "<svg class=\"ladder\"", REPORT_HTML_EXPLAINED);
    assert_has(page, "Only the first 100 are explained above", 1);
    assert_has(page, "5 more are not in this page", 1);
    assert_has(page, "<td>486 Busy Here: bob was in a call</td>", REPORT_HTML_LISTED);
    g_assert_cmpuint(strlen(page), <, 3000000);
    g_free(page);
}

/* At the limit nothing is said of more. */
static void
test_just_enough(void)
{
    char *page = page_of(sample(REPORT_HTML_EXPLAINED, "busy"), "just-enough");

    assert_has(page, "<details class=\"call\" id=\"call-", REPORT_HTML_EXPLAINED);
    assert_has(page, "Only the first", 0);
    g_free(page);
}

static void
test_lists(void)
{
    struct report *report = report_empty("en");
    struct report_call *call = failed_call("one", START);
    guint i;
    char *page;

    for (i = 0; i < 20; i++) {
        g_ptr_array_add(call->also, problem_new("another"));
        report_add_evidence(call->problem, g_strdup("seen"), NULL, 7);
        report_add_evidence(call->problem, g_strdup("seen"), NULL, 7);
    }
    for (i = 0; i < REPORT_NAMED_CAPTURES; i++) {
        g_ptr_array_add(report->captures, g_strdup("file.pcap"));
    }
    g_ptr_array_add(report->calls, call);
    report_finish(report);
    page = page_of(report, "lists");
    assert_has(page, "class=\"callout warn\">486 Busy Here: another", REPORT_HTML_PROBLEMS - 1);
    assert_has(page, "13 more problems of this call", 1);
    assert_has(page, "<li>seen (frame 7)</li>", REPORT_HTML_ENTRIES - 1);
    assert_has(page, "file.pcap", REPORT_NAMED_CAPTURES);
    g_free(page);
}

/* What the head would be full of. */
static void
test_many_captures(void)
{
    struct report *report = report_empty("en");
    guint i;
    char *page;

    for (i = 0; i < REPORT_NAMED_CAPTURES + 3; i++) {
        g_ptr_array_add(report->captures, g_strdup("file.pcap"));
    }
    report_finish(report);
    page = page_of(report, "many-captures");
    assert_has(page, "file.pcap", 0);
    assert_has(page, ">13<", 1);
    g_free(page);
}

/* Made by something else, it may lack what ours has. */
static void
test_incomplete(void)
{
    struct report *report = report_empty("en");
    struct report_call *call = report_call_new();
    char *page;

    call->is_call = true;
    call->result = RESULT_FAILED;
    call->start_ns = INT64_MAX;
    call->end_ns = INT64_MIN;
    g_ptr_array_add(report->calls, call);
    g_ptr_array_add(report->calls, call_new("sip:a@a.example", INT64_MIN));
    report_finish(report);
    page = page_of(report, "incomplete");
    assert_has(page, "<h3>1. unknown &gt; unknown</h3>", 1);
    g_free(page);
}

static void
test_quiet(void)
{
    struct report *report = report_empty("en");
    char *page;

    report_finish(report);
    page = page_of(report, "quiet");
    assert_has(page, "Nothing went wrong in what was captured.", 1);
    assert_has(page, "<svg", 0);
    g_free(page);
}

static void
test_same_bytes(void)
{
    char *first = page_of(sample(60, "busy"), "columns"),
         *second = page_of(sample(60, "busy"), "columns");

    g_assert_cmpstr(first, ==, second);
    g_free(first);
    g_free(second);
}

static void
assert_language(const char *language, const char *direction, const char *title)
{
    struct report *report = sample(2, "\327\251\327\234\327\225\327\235 ですよ Kiel");
    const char *folder = g_getenv("SIPWHY_PAGES");
    char *page, *file, *tag = g_strdup_printf("<html lang=\"%s\" dir=\"%s\">", language, direction);

    g_free(report->language);
    report->language = g_strdup(language);
    page = page_in(report, language);
    if (folder) {
        file = g_strdup_printf("%s/%s.html", folder, language);
        g_assert_true(g_file_set_contents(file, page, -1, NULL));
        g_free(file);
    }
    assert_has(page, tag, 1);
    assert_has(page, title, 1);
    g_free(page);
    g_free(tag);
    report_free(report);
}

static void
test_languages(void)
{
    assert_language("ja", "ltr", "<h2 id=\"timeline\">時間軸で見た呼</h2>");
    assert_language("ar", "rtl", "<h2 id=\"timeline\" dir=\"auto\">Calls over time</h2>");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report-html/parts", test_parts);
    g_test_add_func("/report-html/hostile", test_hostile);
    g_test_add_func("/report-html/long-texts", test_long_texts);
    g_test_add_func("/report-html/many-calls", test_many_calls);
    g_test_add_func("/report-html/just-enough", test_just_enough);
    g_test_add_func("/report-html/lists", test_lists);
    g_test_add_func("/report-html/many-captures", test_many_captures);
    g_test_add_func("/report-html/incomplete", test_incomplete);
    g_test_add_func("/report-html/quiet", test_quiet);
    g_test_add_func("/report-html/same-bytes", test_same_bytes);
    g_test_add_func("/report-html/languages", test_languages);
    return g_test_run();
}
