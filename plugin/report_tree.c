/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The statistics tree: tshark -z sipwhy,tree, Wireshark's menu Statistics, and sharkd. Calls by
 * result, causes by code, codes by method, and who responded.
 */
#include "wireshark_compat.h"

#include <epan/stats_tree.h>
#include <epan/stats_tree_priv.h>

#include "report_label.h"
#include "question.h"
#include "reports_private.h"
#include "training.h"

#ifdef STATS_TREE_MENU_SEPARATOR
#define TREE_NAME "SIP Why" STATS_TREE_MENU_SEPARATOR "Causes and codes"
#else
#define TREE_NAME "SIP Why/Causes and codes"
#endif

#define MILLISECOND_NS 1e6

/* A tree that is shown. */
struct shown_tree {
    stats_tree *tree;
    struct filler *filler;
    int calls, causes, codes, responders; /* its branches */
};

/* All that there are, by stats_tree *. */
static GHashTable *shown_trees;

static int
add_branch(stats_tree *tree, const char *key)
{
    return stats_tree_create_node(tree, report_label(reports_table(), key), 0, STAT_DT_INT, TRUE);
}

/* ---- filling ---- */

/* The tree works bursts out of the time at which it counts. */
static void
set_time(stats_tree *tree, int64_t time_ns)
{
    tree->now = (double)(time_ns - reports_first_time()) / MILLISECOND_NS;
}

static void
count_problem(struct shown_tree *shown, const struct report_problem *problem)
{
    char *code = report_code_label(reports_table(), problem->code, problem->phrase);
    char *who;
    int node;

    increase_stat_node(shown->tree, report_label(reports_table(), "tree.causes"), 0, TRUE, 1);
    node = increase_stat_node(shown->tree, code, shown->causes, TRUE, 1);
    increase_stat_node(shown->tree, problem->cause, node, FALSE, 1);
    if (problem->responder) {
        who = problem->product ? g_strdup_printf("%s (%s)", problem->responder, problem->product)
                               : g_strdup(problem->responder);
        increase_stat_node(shown->tree, report_label(reports_table(), "tree.responders"), 0, TRUE,
                           1);
        node = increase_stat_node(shown->tree, who, shown->responders, TRUE, 1);
        increase_stat_node(shown->tree, code, node, FALSE, 1);
        g_free(who);
    }
    g_free(code);
}

static void
count_call(struct shown_tree *shown, const struct report_call *call)
{
    guint i;

    set_time(shown->tree, call->start_ns);
    if (call->is_call) {
        increase_stat_node(shown->tree, report_label(reports_table(), "tree.calls"), 0, TRUE, 1);
        increase_stat_node(shown->tree, report_result_label(reports_table(), call->result),
                           shown->calls, FALSE, 1);
    }
    if (call->problem) {
        count_problem(shown, call->problem);
    }
    for (i = 0; i < call->also->len; i++) {
        count_problem(shown, g_ptr_array_index(call->also, i));
    }
}

static void
count_code(struct shown_tree *shown, const struct report_code *code)
{
    const struct code_facts *facts = code_table_find(reports_table(), code->code);
    char *label = report_code_label(reports_table(), code->code, facts ? facts->phrase : NULL);
    int count = (int)MIN(code->count, G_MAXINT);
    int node;

    increase_stat_node(shown->tree, report_label(reports_table(), "tree.codes"), 0, TRUE, count);
    node = increase_stat_node(shown->tree, code->method, shown->codes, TRUE, count);
    increase_stat_node(shown->tree, label, node, FALSE, count);
    g_free(label);
}

static void
fill(const struct report *report, void *target)
{
    struct shown_tree *shown = target;
    double now = shown->tree->now, start = shown->tree->start, elapsed = shown->tree->elapsed;
    guint i;

    /* nodes stay, with nothing counted: Wireshark's window points to them */
    stats_tree_reset(shown->tree);
    if (training_is_on()) {
        increase_stat_node(shown->tree, training_notice(reports_table()), 0, FALSE, 1);
    }
    for (i = 0; i < report->calls->len; i++) {
        count_call(shown, g_ptr_array_index(report->calls, i));
    }
    for (i = 0; i < report->codes->len; i++) {
        count_code(shown, g_ptr_array_index(report->codes, i));
    }
    shown->tree->now = now;
    shown->tree->start = start;
    shown->tree->elapsed = elapsed;
}

/* ---- the tree ---- */

static void
tree_init(stats_tree *tree)
{
    struct shown_tree *shown = g_hash_table_lookup(shown_trees, tree);

    if (!shown) {
        shown = g_new0(struct shown_tree, 1);
        shown->tree = tree;
        shown->filler = filler_new(REPORT_BRIEF, fill, shown);
        g_hash_table_insert(shown_trees, tree, shown);
    }
    if (shown->filler) {
        filler_restart(shown->filler);
    }
    shown->calls = add_branch(tree, "tree.calls");
    shown->causes = add_branch(tree, "tree.causes");
    shown->codes = add_branch(tree, "tree.codes");
    shown->responders = add_branch(tree, "tree.responders");
}

static tap_packet_status
tree_packet(stats_tree *tree, packet_info *pinfo _U_, epan_dissect_t *dissection _U_,
            const void *message, tap_flags_t flags _U_)
{
    struct shown_tree *shown = g_hash_table_lookup(shown_trees, tree);

    if (shown) {
        filler_add(shown->filler, message);
    }
    return TAP_PACKET_REDRAW;
}

static void
tree_cleanup(stats_tree *tree)
{
    g_hash_table_remove(shown_trees, tree);
}

static void
shown_tree_free(gpointer data)
{
    struct shown_tree *shown = data;

    filler_free(shown->filler);
    g_free(shown);
}

void
report_tree_register(void)
{
    shown_trees = g_hash_table_new_full(NULL, NULL, NULL, shown_tree_free);
    stats_tree_register_plugin(REPORTS_TAP, "sipwhy", TREE_NAME, 0, tree_packet, tree_init,
                               tree_cleanup);
}
