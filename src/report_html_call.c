/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the page says of one call: its explanation beside its ladder diagram.
 */
#include "report_page.h"

#include "document.h"
#include "explanation.h"
#include "language.h"
#include "report_ladder.h"

/* Foreign text goes in fitted. Each of these adds one block. */

static void
add_field(struct document *document, const char *label, const char *value)
{
    char *fit = page_fit(value);

    document_field(document, label, fit);
    g_free(fit);
}

static void
add_item(struct document *document, const char *text)
{
    char *fit = page_fit(text);

    document_item(document, NULL, fit);
    g_free(fit);
}

/* The title of a part of the explanation. */
static void
add_title(struct document *document, const char *text)
{
    document_heading(document, 4, NULL, text);
}

/* ---- problems ---- */

static enum document_tone
tone_of(enum severity severity)
{
    static const enum document_tone tones[] = { [SEVERITY_CHAT] = TONE_CHAT,
                                                [SEVERITY_NOTE] = TONE_NOTE,
                                                [SEVERITY_WARN] = TONE_WARN,
                                                [SEVERITY_ERROR] = TONE_ERROR };

    return tones[severity];
}

static void
add_verdict(struct document *document, const struct code_table *table,
            const struct report_problem *problem)
{
    char *line = report_cause_line(table, problem->code, problem->phrase, problem->verdict);
    char *fit = page_fit(line), *frame = report_frame(problem->frame, problem->capture);

    document_callout(document, tone_of(problem->severity), fit);
    add_field(document, report_label(table, "frame"), frame);
    if (problem->responder) {
        char *who = problem->product
                        ? g_strdup_printf("%s (%s)", problem->responder, problem->product)
                        : g_strdup(problem->responder);

        add_field(document, page_label(table, problem->code ? "responder" : "responder.silent"),
                  who);
        g_free(who);
    }
    g_free(frame);
    g_free(fit);
    g_free(line);
}

static void
add_reasons(struct document *document, const struct code_table *table,
            const struct report_problem *problem)
{
    char *means = page_fit(problem->means);
    gsize i;

    document_paragraph(document, means);
    if (problem->why && *problem->why) {
        add_title(document, explanation_label(table, "why"));
    }
    for (i = 0; problem->why && problem->why[i] && i < REPORT_HTML_ENTRIES; i++) {
        add_item(document, problem->why[i]);
    }
    g_free(means);
}

static void
add_evidence(struct document *document, const struct code_table *table,
             const struct report_problem *problem)
{
    guint i;

    if (problem->evidence->len) {
        add_title(document, report_label(table, "evidence"));
    }
    for (i = 0; i < MIN(problem->evidence->len, REPORT_HTML_ENTRIES); i++) {
        char *line = report_evidence_line(table, g_ptr_array_index(problem->evidence, i));

        add_item(document, line);
        g_free(line);
    }
}

static void
add_fix(struct document *document, const struct code_table *table,
        const struct report_problem *problem)
{
    guint i;

    if (problem->fix->len) {
        add_title(document, report_label(table, "fix"));
    }
    for (i = 0; i < MIN(problem->fix->len, REPORT_HTML_ENTRIES); i++) {
        const struct report_step *step = g_ptr_array_index(problem->fix, i);
        char *actor = page_fit(step->label), *text = page_fit(step->text);

        document_step(document, actor, text);
        g_free(actor);
        g_free(text);
    }
}

static void
add_references(struct document *document, const struct code_table *table,
               const struct report_problem *problem)
{
    gsize i;

    if (!problem->references || !*problem->references) {
        return;
    }
    add_title(document, explanation_label(table, "reference"));
    for (i = 0; i < REPORT_HTML_ENTRIES && problem->references[i]; i++) {
        char *text = page_fit(problem->references[i]), *url = reference_url(text);

        document_link(document, NULL, text, url);
        g_free(url);
        g_free(text);
    }
}

static void
add_problem(struct document *document, const struct code_table *table,
            const struct report_problem *problem)
{
    add_verdict(document, table, problem);
    add_reasons(document, table, problem);
    add_evidence(document, table, problem);
    add_fix(document, table, problem);
    add_references(document, table, problem);
}

static void
add_problems(struct document *document, const struct code_table *table,
             const struct report_call *call)
{
    const guint room = REPORT_HTML_PROBLEMS - (call->problem ? 1 : 0);
    guint i;

    if (call->problem) {
        add_problem(document, table, call->problem);
        if (call->also->len) {
            document_heading(document, 4, NULL, page_label(table, "mark.also"));
        }
    }
    for (i = 0; i < MIN(call->also->len, room); i++) {
        add_problem(document, table, g_ptr_array_index(call->also, i));
    }
    if (call->also->len > room) {
        char *text = page_count(table, "limit.problems", "count", call->also->len - room);

        document_paragraph(document, text);
        g_free(text);
    }
}

/* ---- the call ---- */

static void
add_legs(struct document *document, const struct code_table *table, const GPtrArray *legs)
{
    guint i;

    for (i = 0; i < MIN(legs->len, REPORT_HTML_ENTRIES); i++) {
        const struct report_leg *leg = g_ptr_array_index(legs, i);
        char *text;

        if (!leg->linked_by) {
            add_field(document, report_label(table, "call-id"), leg->call_id);
            continue;
        }
        text = g_strdup_printf("%s (%s)", leg->call_id, leg->linked_by);
        add_field(document, report_label(table, "leg"), text);
        g_free(text);
    }
}

static void
add_facts(struct document *document, const struct code_table *table, const struct report_call *call)
{
    char *time = report_shown_time(call->start_ns);
    char *hosts = g_strdup_printf("%s > %s", call->source, call->destination);

    add_field(document, report_label(table, "start"), time);
    add_field(document, report_label(table, "hosts"), hosts);
    add_legs(document, table, call->legs);
    if (call->is_call) {
        add_field(document, report_label(table, "reach"), report_reach_label(table, call->reach));
    }
    g_free(hosts);
    g_free(time);
}

static void
put_story(const struct report_page *page, const struct report_call *call, GString *out)
{
    struct document *document = document_new(page->report->language, page->right_to_left, NULL);

    add_facts(document, page->table, call);
    add_problems(document, page->table, call);
    g_string_append(out, "<div class=\"story\">\n");
    document_to_html_blocks(document, out);
    g_string_append(out, "</div>\n");
    document_free(document);
}

static void
put_ladder(const struct report_page *page, const struct report_call *call, guint number,
           GString *out)
{
    struct ladder *ladder = ladder_new(call);

    if (ladder) {
        g_string_append(out, "<div class=\"drawing\">\n");
        report_ladder_to_svg(ladder, page->table, number, out);
        g_string_append(out, "<details class=\"again\"><summary>");
        page_text(out, page_label(page->table, "ladder.table"));
        g_string_append(out, "</summary>\n");
        report_ladder_to_table(ladder, page->table, out);
        g_string_append(out, "</details>\n</div>\n");
    }
    ladder_free(ladder);
}

static void
put_heading(const struct report_page *page, const struct report_call *call, guint number,
            GString *out)
{
    char *parties = report_parties(page->table, call->from, call->to);
    char *line = page_headline(page->table, call, NULL);

    g_string_append_printf(out, "<summary><h3>%u. %s", number, page->right_to_left ? "<bdi>" : "");
    if (!call->is_call) {
        page_text(out, call->method);
        g_string_append_c(out, ' ');
    }
    page_text(out, parties);
    g_string_append(out, page->right_to_left ? "</bdi></h3> <span dir=\"auto\">" : "</h3> <span>");
    page_text(out, line);
    g_string_append(out, "</span></summary>\n");
    g_free(line);
    g_free(parties);
}

void
page_call(const struct report_page *page, const struct report_call *call, guint number,
          GString *out)
{
    g_string_append_printf(out, "<details class=\"call\" id=\"call-%u\"%s>\n", number,
                           number <= REPORT_HTML_OPEN ? " open" : "");
    put_heading(page, call, number, out);
    g_string_append(out, "<div class=\"beside\">\n");
    put_story(page, call, out);
    put_ladder(page, call, number, out);
    g_string_append(out, "</div>\n</details>\n");
}
