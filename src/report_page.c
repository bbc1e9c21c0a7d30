/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_page.h"

#include "document.h"
#include "span.h"
#include "text_wrap.h"

const char *
page_label(const struct code_table *table, const char *key)
{
    const char *text = code_table_text(table, "page", key);

    return text ? text : key;
}

char *
page_count(const struct code_table *table, const char *key, const char *name, uint64_t count)
{
    char number[32];
    const struct text_argument arguments[] = { { name, number }, { NULL, NULL } };

    g_snprintf(number, sizeof(number), "%" G_GUINT64_FORMAT, (guint64)count);
    return text_expand(page_label(table, key), arguments);
}

char *
page_fit(const char *text)
{
    return span_to_display(span_of(text), REPORT_HTML_TEXT_BYTES);
}

char *
page_cut(const char *text, unsigned columns)
{
    char *fit = page_fit(text), *cut;
    glong length = g_utf8_strlen(fit, -1);

    if (text_width(fit) <= columns) {
        return fit;
    }
    do {
        *g_utf8_offset_to_pointer(fit, --length) = '\0';
    } while (length && text_width(fit) >= columns);
    cut = g_strconcat(fit, "\342\200\246", NULL);
    g_free(fit);
    return cut;
}

void
page_text(GString *out, const char *text)
{
    char *fit = page_fit(text);

    document_escape_html(out, fit);
    g_free(fit);
}

void
page_text_cut(GString *out, const char *text, unsigned columns)
{
    char *cut = page_cut(text, columns);

    document_escape_html(out, cut);
    g_free(cut);
}

char *
page_seconds(int64_t from_ns, int64_t to_ns, bool fine)
{
    /* times that somebody made up may be centuries apart: without a sign it may wrap around */
    const int64_t elapsed = (int64_t)((uint64_t)to_ns - (uint64_t)from_ns);
    const int64_t second = 1000000000, unit = fine ? 1000 : 1000000;

    return g_strdup_printf("%s%" G_GINT64_FORMAT ".%0*d", elapsed <= -unit ? "-" : "",
                           ABS(elapsed / second), fine ? 6 : 3, (int)ABS(elapsed % second / unit));
}

void
page_describe(GString *out, const char *id, const char *title, const char *description)
{
    g_string_append_printf(out,
                           " role=\"img\" aria-labelledby=\"%s-title %s-about\">\n"
                           "<title id=\"%s-title\">",
                           id, id, id);
    page_text(out, title);
    g_string_append_printf(out, "</title>\n<desc id=\"%s-about\">", id);
    page_text(out, description);
    g_string_append(out, "</desc>\n");
}

char *
page_headline(const struct code_table *table, const struct report_call *call, uint32_t *frame)
{
    const struct report_problem *problem = call->problem;

    if (!problem && call->also->len) {
        problem = g_ptr_array_index(call->also, 0);
    }
    if (frame) {
        *frame = problem ? problem->frame : 0;
    }
    return problem ? report_cause_line(table, problem->code, problem->phrase, problem->verdict)
                   : report_code_label(table, call->code, call->phrase);
}
