/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_ladder.h"

#include "report_page.h"

static const char *const columns[] = { "column.time",     "column.frame",   "column.sender",
                                       "column.receiver", "column.message", "column.mark" };

static void
put_cell(GString *out, const char *text)
{
    g_string_append(out, "<td>");
    page_text(out, text);
    g_string_append(out, "</td>");
}

static const char *
mark_label(const struct code_table *table, enum ladder_mark mark)
{
    static const char *const keys[] = { NULL, "mark.also", "mark.failed" };

    return keys[mark] ? page_label(table, keys[mark]) : "";
}

static void
put_message(const struct ladder *ladder, const struct code_table *table,
            const struct ladder_row *row, GString *out)
{
    const struct report_message *message = row->message;
    char *offset = page_seconds(ladder->start_ns, message->time_ns, ladder->fine);
    char *label = ladder_message_label(message);
    char *frame = report_frame(message->frame, message->capture);

    g_string_append(out, row->mark == MARK_FAILED ? "<tr class=\"failed\">" : "<tr>");
    put_cell(out, offset);
    put_cell(out, frame);
    put_cell(out, message->source);
    put_cell(out, message->destination);
    put_cell(out, label);
    put_cell(out, mark_label(table, row->mark));
    g_string_append(out, "</tr>\n");
    g_free(frame);
    g_free(label);
    g_free(offset);
}

static void
put_gap(const struct code_table *table, const struct ladder_row *row, GString *out)
{
    char *text = page_count(table, "ladder.gap", "count", row->omitted);

    g_string_append_printf(out, "<tr><td colspan=\"%u\">", (unsigned)G_N_ELEMENTS(columns));
    page_text(out, text);
    g_string_append(out, "</td></tr>\n");
    g_free(text);
}

void
report_ladder_to_table(const struct ladder *ladder, const struct code_table *table, GString *out)
{
    gsize i;

    g_string_append(out, "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
    for (i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_string_append(out, "<th scope=\"col\">");
        page_text(out, page_label(table, columns[i]));
        g_string_append(out, "</th>");
    }
    g_string_append(out, "</tr></thead>\n<tbody>\n");
    for (i = 0; i < ladder->rows->len; i++) {
        const struct ladder_row *row = &g_array_index(ladder->rows, struct ladder_row, i);

        if (row->message) {
            put_message(ladder, table, row, out);
        } else {
            put_gap(table, row, out);
        }
    }
    g_string_append(out, "</tbody>\n</table></div>\n");
}
