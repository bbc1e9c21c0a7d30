/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_html.h"

#include "document.h"
#include "language.h"
#include "report_lines.h"
#include "report_page.h"

/* ---- summary ---- */

static void
put_tile(GString *out, const char *class, uint64_t number, const char *label)
{
    g_string_append_printf(out, "<li class=\"%s\"><b>%" G_GUINT64_FORMAT "</b> ", class,
                           (guint64)number);
    page_text(out, label);
    g_string_append(out, "</li>\n");
}

void
page_summary(const struct report_page *page, GString *out)
{
    const struct report *report = page->report;
    const struct code_table *table = page->table;

    g_string_append(out, "<ul class=\"tiles\">\n");
    put_tile(out, "plain", report->messages, report_label(table, "messages"));
    put_tile(out, "plain", report->call_count, report_label(table, "calls"));
    put_tile(out, report->results[RESULT_FAILED] ? "error" : "chat", report->results[RESULT_FAILED],
             report_label(table, "failed-calls"));
    put_tile(out, report->trouble_count ? "warn" : "chat", report->trouble_count,
             page_label(table, "troubled"));
    put_tile(out, report->request_count ? "warn" : "chat", report->request_count,
             report_label(table, "requests"));
    g_string_append(out, "</ul>\n");
}

static void
add_field(struct document *document, const char *label, char *value)
{
    document_field(document, label, value);
    g_free(value);
}

/* Of many only the number: each is named where something went wrong in it. */
static void
add_captures(struct document *document, const struct report_page *page)
{
    const GPtrArray *captures = page->report->captures;
    guint i;

    if (captures->len > REPORT_NAMED_CAPTURES) {
        add_field(document, report_label(page->table, "captures"),
                  g_strdup_printf("%u", captures->len));
        return;
    }
    for (i = 0; i < captures->len; i++) {
        add_field(document, report_label(page->table, "capture"),
                  page_fit(g_ptr_array_index(captures, i)));
    }
}

static void
add_facts(struct document *document, const struct report_page *page)
{
    const struct report *report = page->report;
    const struct code_table *table = page->table;

    add_captures(document, page);
    if (report->packets) {
        add_field(document, report_label(table, "time"), report_span_line(report, table));
    }
    add_field(document, report_label(table, "packets"),
              g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)report->packets));
    add_field(document, report_label(table, "calls"), report_results_line(report, table));
    add_field(document, report_label(table, "causes"), g_strdup_printf("%u", report->causes->len));
}

/* ---- parts ---- */

/* Something that is written as HTML. */
static void
add_part(struct document *document, const struct report_page *page,
         void (*write)(const struct report_page *, GString *))
{
    GString *html = g_string_new(NULL);

    write(page, html);
    document_html(document, html->str, NULL);
    g_string_free(html, TRUE);
}

static void
add_charts(struct document *document, const struct report_page *page)
{
    if (page->report->causes->len) {
        document_heading(document, 2, "causes", report_label(page->table, "causes"));
        add_part(document, page, page_cause_bars);
    } else {
        document_callout(document, TONE_CHAT, page_label(page->table, "quiet"));
    }
    if (page->report->calls->len) {
        document_heading(document, 2, "timeline", page_label(page->table, "timeline"));
        add_part(document, page, page_timeline);
    }
    if (page->report->codes->len) {
        document_heading(document, 2, "codes", report_label(page->table, "tree.codes"));
        add_part(document, page, page_code_bars);
    }
}

/* ---- calls ---- */

static const struct report_call *
call_at(const struct report_page *page, guint at)
{
    return g_ptr_array_index(page->report->calls, at);
}

/* Those that are explained, in the order of the page. */
static void
number_calls(struct report_page *page)
{
    gsize section;
    guint i;

    page->numbers = g_new0(guint, page->report->calls->len);
    for (section = 0; section < REPORT_SECTIONS; section++) {
        for (i = 0; i < page->report->calls->len; i++) {
            if (page->explained < REPORT_HTML_EXPLAINED &&
                report_sections[section].holds(call_at(page, i))) {
                page->numbers[i] = ++page->explained;
            }
        }
    }
}

static void
add_section(struct document *document, const struct report_page *page,
            const struct report_section *section)
{
    GString *html = g_string_new(NULL);
    guint i;

    for (i = 0; i < page->report->calls->len; i++) {
        if (page->numbers[i] && section->holds(call_at(page, i))) {
            page_call(page, call_at(page, i), page->numbers[i], html);
        }
    }
    if (html->len) {
        document_heading(document, 2, section->heading,
                         report_label(page->table, section->heading));
        document_html(document, html->str, NULL);
    }
    g_string_free(html, TRUE);
}

/* ---- calls beyond the limit ---- */

/* Went wrong, and is not explained. */
static bool
is_further(const struct report_page *page, guint at)
{
    gsize section;

    for (section = 0; section < REPORT_SECTIONS; section++) {
        if (report_sections[section].holds(call_at(page, at))) {
            return !page->numbers[at];
        }
    }
    return false;
}

static void
add_row(struct document *document, const struct report_page *page, const struct report_call *call)
{
    uint32_t at;
    char *line = page_headline(page->table, call, &at);
    char *start = report_shown_time(call->start_ns), *from = page_fit(call->from);
    char *to = page_fit(call->to), *cause = page_fit(line);
    char *frame = at ? g_strdup_printf("%u", at) : g_strdup("");
    const char *const cells[] = { start, from, to, cause, frame, NULL };

    document_row(document, cells, NULL);
    g_free(frame);
    g_free(cause);
    g_free(to);
    g_free(from);
    g_free(start);
    g_free(line);
}

static void
add_count(struct document *document, const struct report_page *page, const char *key,
          uint64_t count)
{
    char *text = page_count(page->table, key, "count", count);

    document_paragraph(document, text);
    g_free(text);
}

static void
add_further(struct document *document, const struct report_page *page)
{
    const struct code_table *table = page->table;
    const char *const header[] = {
        report_label(table, "column.start"), report_label(table, "column.from"),
        report_label(table, "column.to"),    report_label(table, "column.cause"),
        report_label(table, "column.frame"), NULL
    };
    guint i, further = 0;

    for (i = 0; i < page->report->calls->len; i++) {
        if (!is_further(page, i)) {
            continue;
        }
        if (!further++) {
            document_heading(document, 2, "further", page_label(table, "further"));
            add_count(document, page, "limit.explained", page->explained);
            document_table(document, header);
        }
        if (further <= REPORT_HTML_LISTED) {
            add_row(document, page, call_at(page, i));
        }
    }
    if (further > REPORT_HTML_LISTED) {
        add_count(document, page, "limit.listed", further - REPORT_HTML_LISTED);
    }
}

void
report_to_html(const struct report *report, const struct code_table *table, GString *out)
{
    struct report_page page = { .report = report,
                                .table = table,
                                .right_to_left = language_is_right_to_left(table) };
    struct document *document =
        document_new(report->language, page.right_to_left, report_label(table, "title"));
    gsize i;

    number_calls(&page);
    document_style(document, "report.css");
    document_heading(document, 1, NULL, report_label(table, "title"));
    add_part(document, &page, page_summary);
    add_facts(document, &page);
    add_charts(document, &page);
    for (i = 0; i < REPORT_SECTIONS; i++) {
        add_section(document, &page, &report_sections[i]);
    }
    add_further(document, &page);
    document_to_html(document, out);
    document_free(document);
    g_free(page.numbers);
}
