/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_lines.h"

#include <string.h>

/* ---- lines ---- */

char *
report_shown_time(int64_t time_ns)
{
    char *text = report_time(time_ns - time_ns % 1000000);
    char *point = strchr(text, '.');

    text[10] = ' ';
    if (point && strlen(point) > 4) {
        point[4] = '\0';
    }
    point = g_strconcat(text, " UTC", NULL);
    g_free(text);
    return point;
}

char *
report_span_line(const struct report *report, const struct code_table *table)
{
    char *from = report_shown_time(report->first_ns), *to = report_shown_time(report->last_ns);
    const struct text_argument arguments[] = { { "from", from }, { "to", to }, { NULL, NULL } };
    char *text = text_expand(report_label(table, "span"), arguments);

    g_free(from);
    g_free(to);
    return text;
}

char *
report_results_line(const struct report *report, const struct code_table *table)
{
    char numbers[RESULT_COUNT + 1][16];
    struct text_argument arguments[RESULT_COUNT + 2] = { { NULL, NULL } };
    int i;

    for (i = 0; i < RESULT_COUNT; i++) {
        g_snprintf(numbers[i], sizeof(numbers[i]), "%u", report->results[i]);
        arguments[i] =
            (struct text_argument){ report_result_name((enum report_result)i), numbers[i] };
    }
    g_snprintf(numbers[i], sizeof(numbers[i]), "%u", report->call_count);
    arguments[i] = (struct text_argument){ "calls", numbers[i] };
    return text_expand(report_label(table, "results"), arguments);
}

char *
report_cause_line(const struct code_table *table, uint32_t code, const char *phrase,
                  const char *verdict)
{
    char *head = report_code_label(table, code, phrase);
    char *line = g_strdup_printf("%s: %s", head, verdict);

    g_free(head);
    return line;
}

static void
append_count(GString *line, const struct code_table *table, const char *key, uint32_t count)
{
    if (count) {
        g_string_append_printf(line, "%s%s: %u", line->len ? ", " : "", report_label(table, key),
                               count);
    }
}

char *
report_cause_counts(const struct code_table *table, const struct report_cause *cause)
{
    GString *counts = g_string_new(NULL);

    append_count(counts, table, "failed-calls", cause->calls);
    append_count(counts, table, "other-requests", cause->requests);
    append_count(counts, table, "within-calls", cause->within);
    return g_string_free(counts, FALSE);
}

char *
report_cause_frames(const struct report_cause *cause)
{
    GString *text = g_string_new(NULL);
    const char *capture = NULL, *before;
    guint i;

    for (i = 0; i < cause->frames->len; i++) {
        before = capture;
        if (i < cause->captures->len) {
            capture = g_ptr_array_index(cause->captures, i);
        }
        if (g_strcmp0(before, capture) != 0) {
            g_string_append_printf(text, "%s%s ", i ? "; " : "", capture);
        } else if (i) {
            g_string_append(text, ", ");
        }
        g_string_append_printf(text, "%u", g_array_index(cause->frames, uint32_t, i));
    }
    return g_string_free(text, FALSE);
}

char *
report_frame(uint32_t frame, const char *capture)
{
    return capture ? g_strdup_printf("%u (%s)", frame, capture) : g_strdup_printf("%u", frame);
}

/* True if the text names the frame already. */
static bool
names_frame(const char *text, uint32_t frame)
{
    char number[16];
    const char *found;
    gsize length = (gsize)g_snprintf(number, sizeof(number), "%u", frame);

    for (found = strstr(text, number); found; found = strstr(found + 1, number)) {
        if ((found == text || !g_ascii_isdigit(found[-1])) && !g_ascii_isdigit(found[length])) {
            return true;
        }
    }
    return false;
}

char *
report_evidence_line(const struct code_table *table, const struct report_evidence *evidence)
{
    char *frame = report_frame(evidence->frame, evidence->capture);
    const struct text_argument arguments[] = { { "text", evidence->text },
                                               { "frame", frame },
                                               { NULL, NULL } };
    bool is_named = !evidence->frame || names_frame(evidence->text, evidence->frame);
    char *line = is_named ? g_strdup(evidence->text)
                          : text_expand(report_label(table, "evidence-in"), arguments);

    g_free(frame);
    return line;
}

char *
report_parties(const struct code_table *table, const char *from, const char *to)
{
    const char *unknown = report_label(table, "unknown");

    return g_strdup_printf("%s > %s", from ? from : unknown, to ? to : unknown);
}

/* ---- sections ---- */

static bool
is_failed(const struct report_call *call)
{
    return call->is_call && call->result == RESULT_FAILED;
}

static bool
is_troubled(const struct report_call *call)
{
    return call->is_call && call->result != RESULT_FAILED && call->also->len > 0;
}

static bool
is_request(const struct report_call *call)
{
    return !call->is_call;
}

const struct report_section report_sections[REPORT_SECTIONS] = {
    { "section-failed", is_failed },
    { "section-troubled", is_troubled },
    { "section-requests", is_request },
};
