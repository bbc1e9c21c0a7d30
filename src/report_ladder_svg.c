/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_ladder.h"

#include <stdlib.h>
#include <string.h>

#include "report_page.h"

/* In pixels. */
#define TIME_RIGHT 56   /* where the column of times ends */
#define FRAME_RIGHT 108 /* and that of frames */
#define FIRST_LINE 172  /* the first participant's line */
#define APART 162       /* two lines */
#define MARGIN 68       /* beyond the last line */
#define LOOP_MARGIN 150 /* if a message goes from there to itself */
#define HEAD 52         /* above the first row */
#define ROW 34
#define FOOT 10
#define HEAD_LENGTH 9 /* of an arrow */
#define HEAD_WIDTH 4
#define LOOP 34

/* How many columns of letters fit. */
#define ADDRESS_COLUMNS 21
#define LABEL_COLUMNS 22

/* Numbers as long as these stay within their column. */
#define POSITION(participant) (FIRST_LINE + APART * (int)(participant))

/* A row while it is drawn. */
struct drawing {
    const struct ladder *ladder;
    const struct code_table *table;
    int width;
    GString *out;
};

static void
put_words(const struct drawing *drawing, int x, int y, const char *class, const char *text,
          unsigned columns)
{
    g_string_append_printf(drawing->out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
    page_text_cut(drawing->out, text, columns);
    g_string_append(drawing->out, "</text>");
}

/* ---- participants ---- */

static void
put_line(const struct drawing *drawing, guint at, int bottom)
{
    g_string_append_printf(drawing->out,
                           "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"life\"/>\n",
                           POSITION(at), HEAD - 14, POSITION(at), bottom);
}

/* Address above port. */
static void
put_participant(const struct drawing *drawing, guint at)
{
    const char *address = g_ptr_array_index(drawing->ladder->participants, at);
    const char *port = address ? strrchr(address, ':') : NULL;
    char *text;

    g_string_append(drawing->out, "<g>");
    if (!address) {
        text = page_count(drawing->table, "ladder.others", "count", drawing->ladder->others);
        put_words(drawing, POSITION(at), 16, "who", text, ADDRESS_COLUMNS);
    } else {
        text = port ? g_strndup(address, (gsize)(port - address)) : g_strdup(address);
        g_string_append(drawing->out, "<title>");
        page_text(drawing->out, address);
        g_string_append(drawing->out, "</title>");
        put_words(drawing, POSITION(at), 16, "who", text, ADDRESS_COLUMNS);
        put_words(drawing, POSITION(at), 31, "port", port ? port : "", ADDRESS_COLUMNS);
    }
    g_string_append(drawing->out, "</g>\n");
    g_free(text);
}

/* ---- marks ---- */

/* A cross in a circle: told by its shape too, not by its colour alone. */
static void
put_failed(const struct drawing *drawing, int x, int y)
{
    g_string_append_printf(drawing->out,
                           "<circle cx=\"%d\" cy=\"%d\" r=\"9\" class=\"failed\"/>"
                           "<path d=\"M%d %dl8 8m0 -8l-8 8\" class=\"cross\"/>",
                           x, y, x - 4, y - 4);
}

/* An exclamation mark in a triangle. */
static void
put_also(const struct drawing *drawing, int x, int y)
{
    g_string_append_printf(drawing->out,
                           "<path d=\"M%d %dl9 16h-18z\" class=\"also\"/>"
                           "<path d=\"M%d %dv6m0 2v2\" class=\"cross\"/>",
                           x, y - 9, x, y - 4);
}

/* At who sent the response; a request without one is marked at who did not send it. */
static void
put_mark(const struct drawing *drawing, const struct ladder_row *row, int y)
{
    const int x = POSITION(row->message->is_response ? row->source : row->destination);

    if (row->mark == MARK_FAILED) {
        put_failed(drawing, x, y);
    } else if (row->mark == MARK_ALSO) {
        put_also(drawing, x, y);
    }
}

/* ---- messages ---- */

static const char *
arrow_class(const struct ladder_row *row)
{
    static const char *const requests[] = { "arrow", "arrow warn", "arrow error" };
    static const char *const responses[] = { "arrow response", "arrow response warn",
                                             "arrow response error" };

    return row->message->is_response ? responses[row->mark] : requests[row->mark];
}

static void
put_arrow(const struct drawing *drawing, const struct ladder_row *row, int y)
{
    const int from = POSITION(row->source), to = POSITION(row->destination);
    const int back = to > from ? -HEAD_LENGTH : HEAD_LENGTH;

    g_string_append_printf(drawing->out,
                           "<g class=\"%s\"><line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                           "<path d=\"M%d %dl%d %dv%dz\"/></g>",
                           arrow_class(row), from, y, to + back, y, to, y, back, -HEAD_WIDTH,
                           2 * HEAD_WIDTH);
}

/* From an address to itself. */
static void
put_loop(const struct drawing *drawing, const struct ladder_row *row, int y)
{
    const int x = POSITION(row->source);

    g_string_append_printf(drawing->out,
                           "<g class=\"%s\"><path class=\"bow\" d=\"M%d %dh%dv12h%d\"/>"
                           "<path d=\"M%d %dl%d %dv%dz\"/></g>",
                           arrow_class(row), x, y - 9, LOOP, HEAD_LENGTH - LOOP, x, y + 3,
                           HEAD_LENGTH, -HEAD_WIDTH, 2 * HEAD_WIDTH);
}

static void
put_label(const struct drawing *drawing, const struct ladder_row *row, int y)
{
    const bool loops = row->source == row->destination;
    const unsigned spanned = (unsigned)abs((int)row->source - (int)row->destination);
    const char *class = row->mark == MARK_NONE ? "label" : "label marked";
    char *label = ladder_message_label(row->message);

    if (loops) {
        class = row->mark == MARK_NONE ? "label start" : "label start marked";
        put_words(drawing, POSITION(row->source) + LOOP + 6, y + 1, class, label,
                  LABEL_COLUMNS - 5);
    } else {
        put_words(drawing, (POSITION(row->source) + POSITION(row->destination)) / 2, y - 6, class,
                  label, LABEL_COLUMNS * spanned);
    }
    g_free(label);
}

static void
put_title(const struct drawing *drawing, const struct report_message *message, const char *offset)
{
    char *label = ladder_message_label(message);
    char *frame = report_frame(message->frame, message->capture);
    char *text = g_strdup_printf("%s %s, %s s: %s > %s: %s (CSeq %u %s)%s",
                                 report_label(drawing->table, "frame"), frame, offset,
                                 message->source, message->destination, label, message->cseq,
                                 message->method, message->has_sdp ? ", SDP" : "");

    g_string_append(drawing->out, "<title>");
    page_text(drawing->out, text);
    g_string_append(drawing->out, "</title>");
    g_free(text);
    g_free(frame);
    g_free(label);
}

static void
put_message(const struct drawing *drawing, const struct ladder_row *row, int y)
{
    const struct report_message *message = row->message;
    char *offset = page_seconds(drawing->ladder->start_ns, message->time_ns, drawing->ladder->fine);
    char frame[16];

    g_snprintf(frame, sizeof(frame), "%u", message->frame);
    g_string_append(drawing->out, "<g class=\"message\">");
    put_title(drawing, message, offset);
    if (row->mark == MARK_FAILED) {
        g_string_append_printf(drawing->out,
                               "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"band\"/>",
                               y - 22, drawing->width, ROW);
    }
    put_words(drawing, TIME_RIGHT, y + 4, "time", offset, 9);
    put_words(drawing, FRAME_RIGHT, y + 4, "time", frame, 10);
    if (row->source == row->destination) {
        put_loop(drawing, row, y);
    } else {
        put_arrow(drawing, row, y);
    }
    put_label(drawing, row, y);
    put_mark(drawing, row, y);
    g_string_append(drawing->out, "</g>\n");
    g_free(offset);
}

static void
put_row(const struct drawing *drawing, const struct ladder_row *row, int y)
{
    char *text;

    if (row->message) {
        put_message(drawing, row, y);
        return;
    }
    text = page_count(drawing->table, "ladder.gap", "count", row->omitted);
    put_words(drawing, FIRST_LINE + 12, y, "gap", text, 60);
    g_string_append_c(drawing->out, '\n');
    g_free(text);
}

/* ---- the whole ---- */

static bool
loops_at_the_end(const struct ladder *ladder)
{
    guint i;

    for (i = 0; i < ladder->rows->len; i++) {
        const struct ladder_row *row = &g_array_index(ladder->rows, struct ladder_row, i);

        if (row->message && row->source == row->destination &&
            row->source == ladder->participants->len - 1) {
            return true;
        }
    }
    return false;
}

/* "3 addresses, 12 rows. Marked: frame 8, 486 Busy Here." */
static char *
about(const struct drawing *drawing)
{
    const struct ladder *ladder = drawing->ladder;
    char addresses[16], messages[16], frame[16] = "";
    char *label = ladder->failed ? ladder_message_label(ladder->failed->message) : NULL;
    const struct text_argument arguments[] = { { "addresses", addresses },
                                               { "messages", messages },
                                               { "frame", ladder->failed ? frame : NULL },
                                               { "message", label },
                                               { NULL, NULL } };
    char *text;

    g_snprintf(addresses, sizeof(addresses), "%u", ladder->participants->len);
    g_snprintf(messages, sizeof(messages), "%u", ladder->rows->len);
    if (ladder->failed) {
        g_snprintf(frame, sizeof(frame), "%u", ladder->failed->message->frame);
    }
    text = text_expand(page_label(drawing->table, "ladder.about"), arguments);
    g_free(label);
    return text;
}

static void
open_drawing(const struct drawing *drawing, unsigned number, int height)
{
    char *title = page_count(drawing->table, "ladder.title", "number", number);
    char *description = about(drawing);
    char *id = g_strdup_printf("ladder-%u", number);

    g_string_append_printf(drawing->out,
                           "<div class=\"wide\" dir=\"ltr\" tabindex=\"0\" role=\"group\" "
                           "aria-labelledby=\"%s-title\">\n"
                           "<svg class=\"ladder\" width=\"%d\" height=\"%d\" "
                           "viewBox=\"0 0 %d %d\"",
                           id, drawing->width, height, drawing->width, height);
    page_describe(drawing->out, id, title, description);
    g_free(id);
    g_free(description);
    g_free(title);
}

void
report_ladder_to_svg(const struct ladder *ladder, const struct code_table *table, unsigned number,
                     GString *out)
{
    struct drawing drawing = { .ladder = ladder, .table = table, .out = out };
    const int height = HEAD + ROW * (int)ladder->rows->len + FOOT;
    guint i;

    drawing.width = POSITION(ladder->participants->len - 1) +
                    (loops_at_the_end(ladder) ? LOOP_MARGIN + LOOP : MARGIN);
    open_drawing(&drawing, number, height);
    put_words(&drawing, TIME_RIGHT, 31, "time", page_label(table, "ladder.time"), 9);
    put_words(&drawing, FRAME_RIGHT, 31, "time", report_label(table, "frame"), 10);
    for (i = 0; i < ladder->participants->len; i++) {
        put_line(&drawing, i, height);
        put_participant(&drawing, i);
    }
    for (i = 0; i < ladder->rows->len; i++) {
        put_row(&drawing, &g_array_index(ladder->rows, struct ladder_row, i),
                HEAD + ROW * (int)i + 22);
    }
    g_string_append(out, "</svg>\n</div>\n");
}
