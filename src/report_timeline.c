/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * When the calls were: few of them as a line each, many as columns that count them.
 */
#include "report_page.h"

#include <string.h>

/* More than this are counted instead. */
#define MOST_LINES 40
#define SLOTS 60

/* In pixels. */
#define WIDTH 960
#define LEFT 300 /* of lines, behind their labels */
#define LEFT_OF_COLUMNS 50
#define RIGHT 20
#define TOP 24
#define LINE 22
#define COLUMNS_HEIGHT 140
#define LABEL_COLUMNS 38
#define TICKS 5

struct timeline {
    const struct report_page *page;
    GPtrArray *calls; /* of const struct report_call */
    int64_t first_ns, last_ns;
    int left;
    GString *out;
};

static void
find_extent(struct timeline *timeline)
{
    guint i;

    for (i = 0; i < timeline->calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(timeline->calls, i);

        timeline->first_ns = i ? MIN(timeline->first_ns, call->start_ns) : call->start_ns;
        timeline->last_ns = i ? MAX(timeline->last_ns, call->end_ns) : call->end_ns;
    }
}

/* In nanoseconds; a number that cannot overflow. No extent at all could not be drawn. */
static double
extent(const struct timeline *timeline)
{
    return MAX((double)timeline->last_ns - (double)timeline->first_ns, 1e6);
}

/* From 0 to 1, also of a call that claims to end before it begins. */
static double
share_of(const struct timeline *timeline, int64_t time_ns)
{
    const double share = ((double)time_ns - (double)timeline->first_ns) / extent(timeline);

    return CLAMP(share, 0, 1);
}

static int
position(const struct timeline *timeline, int64_t time_ns)
{
    return timeline->left +
           (int)(share_of(timeline, time_ns) * (WIDTH - RIGHT - timeline->left) + 0.5);
}

static const char *
class_of(const struct report_call *call)
{
    return report_result_name(call->result);
}

/* ---- the axis ---- */

/* "14:03:07", with as many digits behind it as the whole is short. */
static char *
tick_text(const struct timeline *timeline, int64_t time_ns)
{
    const gsize digits = extent(timeline) >= 20e9 ? 0 : extent(timeline) >= 20e6 ? 3 : 6;
    char *whole = report_time(time_ns), *text, *end;

    text = g_strdup(strchr(whole, 'T') + 1);
    end = strchr(text, '.');
    if (!end || !digits) {
        text[strlen("14:03:07")] = '\0';
    } else {
        end[MIN(digits + 1, strspn(end, ".0123456789"))] = '\0';
    }
    g_free(whole);
    return text;
}

static void
put_axis(const struct timeline *timeline, int bottom)
{
    int i;

    for (i = 0; i < TICKS; i++) {
        const int64_t time_ns = timeline->first_ns + (int64_t)(extent(timeline) / (TICKS - 1) * i);
        const int x = position(timeline, time_ns);
        char *text = tick_text(timeline, time_ns);

        g_string_append_printf(timeline->out,
                               "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"life\"/>"
                               "<text x=\"%d\" y=\"14\" class=\"tick%s\">",
                               x, TOP - 6, x, bottom, x, i == TICKS - 1 ? " end" : "");
        page_text(timeline->out, text);
        g_string_append(timeline->out, "</text>\n");
        g_free(text);
    }
}

/* ---- a line for each call ---- */

static void
put_cross(const struct timeline *timeline, int x, int y)
{
    g_string_append_printf(timeline->out,
                           "<circle cx=\"%d\" cy=\"%d\" r=\"7\" class=\"failed\"/>"
                           "<path d=\"M%d %dl6 6m0 -6l-6 6\" class=\"cross\"/>",
                           x, y, x - 3, y - 3);
}

/* "alice > bob: failed, 486 Busy Here" */
static char *
line_title(const struct timeline *timeline, const struct report_call *call, const char *who)
{
    const struct code_table *table = timeline->page->table;
    char *code = report_code_label(table, call->code, call->phrase);
    char *text = g_strdup_printf("%s: %s, %s", who, report_result_label(table, call->result), code);

    g_free(code);
    return text;
}

static void
put_bar(const struct timeline *timeline, const struct report_call *call, int y)
{
    const int from = position(timeline, call->start_ns), to = position(timeline, call->end_ns);

    g_string_append_printf(timeline->out,
                           "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\" rx=\"2\" "
                           "class=\"%s\"/>",
                           from, y - 6, MAX(to - from, 4), class_of(call));
    if (call->result == RESULT_FAILED) {
        put_cross(timeline, MAX(to, from + 4), y);
    }
}

static void
put_line(const struct timeline *timeline, const struct report_call *call, guint number, int y)
{
    char *parties = report_parties(timeline->page->table, call->from, call->to);
    char *who = call->is_call ? g_strdup(parties) : g_strdup_printf("%s %s", call->method, parties);
    char *title = line_title(timeline, call, who);

    if (number) {
        g_string_append_printf(timeline->out, "<a href=\"#call-%u\">", number);
    }
    g_string_append(timeline->out, "<g><title>");
    page_text(timeline->out, title);
    g_string_append_printf(timeline->out, "</title><text x=\"0\" y=\"%d\" class=\"label start\">",
                           y + 4);
    page_text_cut(timeline->out, who, LABEL_COLUMNS);
    g_string_append(timeline->out, "</text>");
    put_bar(timeline, call, y);
    g_string_append(timeline->out, number ? "</g></a>\n" : "</g>\n");
    g_free(title);
    g_free(who);
    g_free(parties);
}

static void
put_lines(const struct timeline *timeline)
{
    guint i;

    for (i = 0; i < timeline->calls->len; i++) {
        put_line(timeline, g_ptr_array_index(timeline->calls, i), timeline->page->numbers[i],
                 TOP + LINE * (int)i + LINE / 2);
    }
}

/* ---- columns ---- */

struct slot {
    guint results[RESULT_COUNT];
    guint count;
};

static guint
count_slots(const struct timeline *timeline, struct slot *slots)
{
    guint i, most = 0;

    for (i = 0; i < timeline->calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(timeline->calls, i);
        const int at = MIN((int)(share_of(timeline, call->start_ns) * SLOTS), SLOTS - 1);

        slots[at].results[call->result]++;
        slots[at].count++;
        most = MAX(most, slots[at].count);
    }
    return most;
}

static int
put_part(const struct timeline *timeline, int slot, enum report_result result, int bottom,
         int height)
{
    const int width = WIDTH - RIGHT - timeline->left;
    const int from = timeline->left + width * slot / SLOTS;
    const int to = timeline->left + width * (slot + 1) / SLOTS;

    if (height) {
        g_string_append_printf(
            timeline->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\"/>",
            from + 1, bottom - height, to - from - 2, height, report_result_name(result));
    }
    return bottom - height;
}

/* What failed stands at the bottom, where it can be compared. */
static void
put_column(const struct timeline *timeline, int at, const struct slot *slot, guint most)
{
    static const enum report_result order[] = { RESULT_FAILED, RESULT_CANCELLED, RESULT_UNFINISHED,
                                                RESULT_WORKED };
    int bottom = TOP + COLUMNS_HEIGHT;
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(order); i++) {
        const guint count = slot->results[order[i]];
        const int height = (int)((double)count / most * COLUMNS_HEIGHT + 0.5);

        bottom = put_part(timeline, at, order[i], bottom, count ? MAX(height, 2) : 0);
    }
}

static void
put_columns(const struct timeline *timeline)
{
    struct slot slots[SLOTS] = { { { 0 }, 0 } };
    const guint most = count_slots(timeline, slots);
    int i;

    g_string_append_printf(timeline->out,
                           "<text x=\"%d\" y=\"%d\" class=\"time\">%u</text>"
                           "<text x=\"%d\" y=\"%d\" class=\"time\">0</text>\n",
                           timeline->left - 6, TOP + 10, most, timeline->left - 6,
                           TOP + COLUMNS_HEIGHT);
    for (i = 0; i < SLOTS; i++) {
        put_column(timeline, i, &slots[i], most);
    }
    g_string_append_c(timeline->out, '\n');
}

/* ---- the whole ---- */

static void
put_legend(const struct timeline *timeline)
{
    int i;

    g_string_append(timeline->out, "<ul class=\"legend\">");
    for (i = 0; i < RESULT_COUNT; i++) {
        g_string_append_printf(timeline->out, "<li><i class=\"%s\"></i> ",
                               report_result_name((enum report_result)i));
        page_text(timeline->out, report_result_label(timeline->page->table, (enum report_result)i));
        g_string_append(timeline->out, "</li>");
    }
    g_string_append(timeline->out, "</ul>\n");
}

static void
open_drawing(const struct timeline *timeline, int height)
{
    const struct code_table *table = timeline->page->table;
    char *results = report_results_line(timeline->page->report, table);

    g_string_append_printf(timeline->out,
                           "<div class=\"wide\" dir=\"ltr\" tabindex=\"0\" role=\"group\" "
                           "aria-labelledby=\"timeline-title\">\n<svg class=\"timeline\" "
                           "viewBox=\"0 0 %d %d\"",
                           WIDTH, height);
    page_describe(timeline->out, "timeline", page_label(table, "timeline"), results);
    g_free(results);
}

void
page_timeline(const struct report_page *page, GString *out)
{
    struct timeline timeline = { .page = page, .calls = page->report->calls, .out = out };
    const bool few = timeline.calls->len <= MOST_LINES;
    const int bottom = TOP + (few ? LINE * (int)timeline.calls->len : COLUMNS_HEIGHT);

    timeline.left = few ? LEFT : LEFT_OF_COLUMNS;
    find_extent(&timeline);
    put_legend(&timeline);
    open_drawing(&timeline, bottom + 10);
    put_axis(&timeline, bottom + 4);
    if (few) {
        put_lines(&timeline);
    } else {
        put_columns(&timeline);
    }
    g_string_append(out, "</svg>\n</div>\n");
}
