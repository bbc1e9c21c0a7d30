/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Bars of the causes and of the codes: tables, so that they can be read out, and wrap on a phone.
 */
#include "report_page.h"

#include "language.h"

static void
open_table(const struct code_table *table, const char *heading, GString *out)
{
    g_string_append(out, "<table class=\"bars\">\n<thead><tr><th scope=\"col\">");
    page_text(out, heading);
    g_string_append(out, "</th><th scope=\"col\" class=\"number\">");
    page_text(out, page_label(table, "column.count"));
    g_string_append(out, "</th><td></td></tr></thead>\n<tbody>\n");
}

/* In tenths of a percent, without the locale's decimal point. */
static void
put_bar(GString *out, const char *class, uint64_t value, uint64_t most)
{
    const uint64_t share = value * 1000 / MAX(most, 1);

    if (value) {
        g_string_append_printf(out, "<i class=\"%s\" style=\"inline-size:%u.%u%%\"></i>", class,
                               (unsigned)(share / 10), (unsigned)(share % 10));
    }
}

static void
put_number(GString *out, uint64_t number)
{
    g_string_append_printf(
        out, "</th><td class=\"number\">%" G_GUINT64_FORMAT "</td><td class=bar>", (guint64)number);
}

static void
put_more(const struct code_table *table, guint count, GString *out)
{
    char *text;

    if (count > REPORT_HTML_BARS) {
        text = page_count(table, "limit.bars", "count", count - REPORT_HTML_BARS);
        g_string_append(out, "<p>");
        page_text(out, text);
        g_string_append(out, "</p>\n");
        g_free(text);
    }
}

static void
put_detail(GString *out, const char *label, char *text)
{
    if (*text) {
        g_string_append(out, "<br><small>");
        if (label) {
            page_text(out, label);
            g_string_append(out, ": ");
        }
        page_text(out, text);
        g_string_append(out, "</small>");
    }
    g_free(text);
}

/* ---- causes ---- */

static uint64_t
total(const struct report_cause *cause)
{
    return (uint64_t)cause->calls + cause->requests + cause->within;
}

static void
put_cause(const struct code_table *table, const struct report_cause *cause, uint64_t most,
          GString *out)
{
    char *line = report_cause_line(table, cause->code, cause->phrase, cause->verdict);

    g_string_append(out, "<tr><th scope=\"row\" dir=\"auto\">");
    page_text(out, line);
    put_detail(out, NULL, report_cause_counts(table, cause));
    put_detail(out, report_label(table, "actors"),
               language_join(table, (const char *const *)cause->actor_labels, LIST_PLAIN));
    put_detail(out, report_label(table, "first-frames"), report_cause_frames(cause));
    put_number(out, total(cause));
    put_bar(out, "failed", cause->calls, most);
    put_bar(out, "request", cause->requests, most);
    put_bar(out, "within", cause->within, most);
    g_string_append(out, "</td></tr>\n");
    g_free(line);
}

/* What the parts of the bars stand for. */
static void
put_legend(const struct code_table *table, GString *out)
{
    static const char *const classes[] = { "failed", "request", "within" };
    static const char *const keys[] = { "failed-calls", "other-requests", "within-calls" };
    gsize i;

    g_string_append(out, "<ul class=\"legend\">");
    for (i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_string_append_printf(out, "<li><i class=\"%s\"></i> ", classes[i]);
        page_text(out, report_label(table, keys[i]));
        g_string_append(out, "</li>");
    }
    g_string_append(out, "</ul>\n");
}

void
page_cause_bars(const struct report_page *page, GString *out)
{
    const GPtrArray *causes = page->report->causes;
    uint64_t most = 0;
    guint i;

    for (i = 0; i < causes->len; i++) {
        most = MAX(most, total(g_ptr_array_index(causes, i)));
    }
    put_legend(page->table, out);
    open_table(page->table, report_label(page->table, "cause"), out);
    for (i = 0; i < MIN(causes->len, REPORT_HTML_BARS); i++) {
        put_cause(page->table, g_ptr_array_index(causes, i), most, out);
    }
    g_string_append(out, "</tbody>\n</table>\n");
    put_more(page->table, causes->len, out);
}

/* ---- codes ---- */

/* "INVITE: 486 Busy Here" */
static void
put_code(const struct code_table *table, const struct report_code *code, uint64_t most,
         GString *out)
{
    const struct code_facts *facts = code_table_find(table, code->code);
    char *label = report_code_label(table, code->code, facts ? facts->phrase : NULL);
    char *text = g_strdup_printf("%s: %s", code->method, label);

    g_string_append(out, "<tr><th scope=\"row\">");
    page_text(out, text);
    put_number(out, code->count);
    put_bar(out, code->code >= 100 && code->code < 400 ? "worked" : "failed", code->count, most);
    g_string_append(out, "</td></tr>\n");
    g_free(text);
    g_free(label);
}

void
page_code_bars(const struct report_page *page, GString *out)
{
    const GPtrArray *codes = page->report->codes;
    uint64_t most = 0;
    guint i;

    for (i = 0; i < codes->len; i++) {
        most = MAX(most, ((const struct report_code *)g_ptr_array_index(codes, i))->count);
    }
    open_table(page->table, page_label(page->table, "column.code"), out);
    for (i = 0; i < MIN(codes->len, REPORT_HTML_BARS); i++) {
        put_code(page->table, g_ptr_array_index(codes, i), most, out);
    }
    g_string_append(out, "</tbody>\n</table>\n");
    put_more(page->table, codes->len, out);
}
