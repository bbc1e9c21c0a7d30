/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The table of calls: tshark -z sipwhy,calls, Wireshark's menu Telephony, and sharkd.
 */
#include "wireshark_compat.h"

#include <string.h>

#include <epan/stat_tap_ui.h>

#include "language.h"
#include "question.h"
#include "report_label.h"
#include "reports_private.h"
#include "training.h"

enum column {
    COLUMN_START,
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_REACH,
    COLUMN_RESULT,
    COLUMN_CODE,
    COLUMN_CAUSE,
    COLUMN_ACTORS,
    COLUMN_FRAME,
    COLUMN_COUNT
};

/* Names are replaced by those of the language, whose keys these are. */
static stat_tap_table_item columns[COLUMN_COUNT] = {
    [COLUMN_START] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "start", "%-27s " },
    [COLUMN_FROM] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "from", "%-28s " },
    [COLUMN_TO] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "to", "%-28s " },
    [COLUMN_REACH] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "reach", "%-12s " },
    [COLUMN_RESULT] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "result", "%-12s " },
    [COLUMN_CODE] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "code", "%4u " },
    [COLUMN_CAUSE] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "cause", "%-60s " },
    [COLUMN_ACTORS] = { TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "actors", "%-30s " },
    [COLUMN_FRAME] = { TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "frame", "%8u" },
};

static const char table_name[] = "SIP calls";

/* Wireshark knows one table of a kind, however many windows show it. */
static struct filler *filler;

static const char *
column_label(enum column column)
{
    static const char *const keys[COLUMN_COUNT] = {
        [COLUMN_START] = "column.start",   [COLUMN_FROM] = "column.from",
        [COLUMN_TO] = "column.to",         [COLUMN_REACH] = "column.reach",
        [COLUMN_RESULT] = "column.result", [COLUMN_CODE] = "column.code",
        [COLUMN_CAUSE] = "column.cause",   [COLUMN_ACTORS] = "column.actors",
        [COLUMN_FRAME] = "column.frame",
    };

    return report_label(reports_table(), keys[column]);
}

/* ---- rows ---- */

static void
free_item(stat_tap_table *table _U_, guint row _U_, guint column _U_,
          stat_tap_table_item_type *item)
{
    if (item->type == TABLE_ITEM_STRING) {
        g_free((gpointer)item->value.string_value);
        item->value.string_value = NULL;
    }
}

/* Wireshark has no function that takes rows away: its own tables only ever reset their numbers. */
static void
drop_rows(stat_tap_table *table)
{
    guint row, column;

    for (row = 0; row < table->num_elements; row++) {
        for (column = 0; column < table->num_fields; column++) {
            free_item(table, row, column, &table->elements[row][column]);
        }
        g_free(table->elements[row]);
    }
    table->num_elements = 0;
}

/* What explains the call: what made it fail, or the first thing that went wrong in it. */
static const struct report_problem *
problem_of(const struct report_call *call)
{
    if (call->problem) {
        return call->problem;
    }
    return call->also->len ? g_ptr_array_index(call->also, 0) : NULL;
}

static char *
actors_of(const struct report_problem *problem)
{
    GPtrArray *labels = g_ptr_array_new();
    char *text;
    guint i;

    for (i = 0; i < problem->fix->len; i++) {
        const struct report_step *step = g_ptr_array_index(problem->fix, i);

        if (!g_ptr_array_find_with_equal_func(labels, step->label, g_str_equal, NULL)) {
            g_ptr_array_add(labels, step->label);
        }
    }
    g_ptr_array_add(labels, NULL);
    text = language_join(reports_table(), (const char *const *)labels->pdata, LIST_PLAIN);
    g_ptr_array_unref(labels);
    return text;
}

static void
set_string(stat_tap_table_item_type *item, char *text)
{
    item->type = TABLE_ITEM_STRING;
    item->value.string_value = text ? text : g_strdup("");
}

static void
set_number(stat_tap_table_item_type *item, guint number)
{
    item->type = TABLE_ITEM_UINT;
    item->value.uint_value = number;
}

static void
add_row(stat_tap_table *table, const struct report_call *call)
{
    const struct report_problem *problem = problem_of(call);
    const struct code_table *texts = reports_table();
    stat_tap_table_item_type row[COLUMN_COUNT];

    memset(row, 0, sizeof(row));
    set_string(&row[COLUMN_START], report_time(call->start_ns));
    set_string(&row[COLUMN_FROM], g_strdup(call->from));
    set_string(&row[COLUMN_TO], g_strdup(call->to));
    set_string(&row[COLUMN_REACH], g_strdup(report_reach_label(texts, call->reach)));
    set_string(&row[COLUMN_RESULT], g_strdup(report_result_label(texts, call->result)));
    set_number(&row[COLUMN_CODE], call->code);
    set_string(&row[COLUMN_CAUSE], problem ? g_strdup(problem->verdict) : NULL);
    set_string(&row[COLUMN_ACTORS], problem ? actors_of(problem) : NULL);
    set_number(&row[COLUMN_FRAME], problem ? problem->frame : call->first_frame);
    stat_tap_init_table_row(table, table->num_elements, COLUMN_COUNT, row);
}

/* The only row while training is on. */
static void
add_notice(stat_tap_table *table)
{
    stat_tap_table_item_type row[COLUMN_COUNT];
    guint i;

    memset(row, 0, sizeof(row));
    for (i = 0; i < COLUMN_COUNT; i++) {
        if (columns[i].type == TABLE_ITEM_STRING) {
            set_string(&row[i],
                       i == COLUMN_CAUSE ? g_strdup(training_notice(reports_table())) : NULL);
        } else {
            set_number(&row[i], 0);
        }
    }
    stat_tap_init_table_row(table, table->num_elements, COLUMN_COUNT, row);
}

static void
fill(const struct report *report, void *target)
{
    stat_tap_table *table = stat_tap_find_table(target, table_name);
    guint i;

    if (!table) {
        return;
    }
    drop_rows(table);
    if (training_is_on()) {
        add_notice(table);
    }
    for (i = 0; i < report->calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(report->calls, i);

        if (call->is_call) {
            add_row(table, call);
        }
    }
}

/* ---- the table ---- */

void
report_table_name_columns(void)
{
    guint i;

    for (i = 0; i < COLUMN_COUNT; i++) {
        columns[i].column_name = column_label((enum column)i);
    }
}

static void
table_init(stat_tap_table_ui *table)
{
    report_table_name_columns();
    if (!filler) {
        filler = filler_new(REPORT_ROWS, fill, table);
    }
    filler_restart(filler);
    if (!stat_tap_find_table(table, table_name)) {
        stat_tap_add_table(table, stat_tap_init_table(table_name, COLUMN_COUNT, 0, NULL));
    }
}

static tap_packet_status
table_packet(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *dissection _U_,
             const void *message, tap_flags_t flags _U_)
{
    filler_add(filler, message);
    return TAP_PACKET_REDRAW;
}

static void
table_reset(stat_tap_table *table)
{
    drop_rows(table);
    filler_clear(filler);
}

void
report_table_register(void)
{
    static tap_param parameters[] = { { PARAM_FILTER, "filter", "Filter", NULL, true } };
    static stat_tap_table_ui table = {
        .group = WS_GROUP_TELEPHONY,
        .title = "SIP Why: calls",
        .tap_name = REPORTS_TAP,
        .cli_string = "sipwhy,calls",
        .stat_tap_init_cb = table_init,
        .packet_func = table_packet,
        .stat_tap_reset_table_cb = table_reset,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = COLUMN_COUNT,
        .fields = columns,
        .nparams = G_N_ELEMENTS(parameters),
        .params = parameters,
    };

    register_stat_tap_table_ui(&table);
}
