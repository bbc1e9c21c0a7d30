/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Which calls are legs of one: a back-to-back server answers a call on one side and makes another
 * one on the other side, with a Call-ID of its own. Legs are linked where a header field proves it:
 * the same value in both, or the Call-ID of the other one; and where the second was set up while
 * the first one waited for its answer. Later calls of the same session, transfers for example, are
 * calls of their own (RFC 7989 section 10).
 */
#include "report_private.h"

#include "facts.h"
#include "intern.h"

static gboolean
spans_are_equal(gconstpointer a, gconstpointer b)
{
    return span_equal(*(const struct span *)a, *(const struct span *)b);
}

static guint
span_hash_of(gconstpointer key)
{
    return intern_hash(*(const struct span *)key);
}

/* True if the later one was set up before the first one had its final response. */
static bool
overlaps(const struct report_side *first, const struct report_side *later)
{
    return first->attempt && later->attempt && first != later &&
           (!first->attempt->final ||
            !fact_is_before(first->attempt->final, report_first_message(later->attempt)));
}

/* The side of the caller. */
static struct report_side *
root_of(struct report_side *side)
{
    while (side->caller) {
        side = side->caller;
    }
    return side;
}

static void
link_sides(struct report_side *one, struct report_side *other, const char *header)
{
    struct report_side *caller = root_of(one), *leg = root_of(other);

    if (caller == leg) {
        return;
    }
    if (fact_is_before(leg->first, caller->first)) {
        struct report_side *swapped = caller;

        caller = leg;
        leg = swapped;
    }
    if (overlaps(caller, leg)) {
        leg->caller = caller;
        leg->linked_by = header;
    }
}

/* The tables that sides are looked up in. */
struct lookup {
    GHashTable *by_call_id; /* struct span of the call -> struct report_side */
    GHashTable *by_mark;    /* "header value" -> the newest side that is no leg of one before */
};

static void
link_by_call_id(const struct lookup *lookup, struct report_side *side,
                const struct report_mark *mark)
{
    struct span call_id = span_of(mark->value);
    struct report_side *other = g_hash_table_lookup(lookup->by_call_id, &call_id);

    if (other) {
        link_sides(other, side, mark->header);
    }
}

static void
link_by_value(const struct lookup *lookup, struct report_side *side, const struct report_mark *mark)
{
    char *key = g_strdup_printf("%s %s", mark->header, mark->value);
    struct report_side *before = g_hash_table_lookup(lookup->by_mark, key);

    if (before) {
        link_sides(before, side, mark->header);
    }
    if (before && root_of(before) == root_of(side)) {
        g_free(key);
    } else {
        g_hash_table_replace(lookup->by_mark, key, side);
    }
}

static void
link_side(const struct lookup *lookup, const struct report_store *store, struct report_side *side)
{
    const GArray *marks = report_store_marks(store, side->call);
    guint i;

    for (i = 0; marks && i < marks->len; i++) {
        const struct report_mark *mark = &g_array_index(marks, struct report_mark, i);

        if (mark->is_call_id) {
            link_by_call_id(lookup, side, mark);
        } else {
            link_by_value(lookup, side, mark);
        }
    }
}

/* Legs go to the side of the caller, in the order of the capture. */
static void
collect_legs(GPtrArray *sides)
{
    guint i;

    for (i = 0; i < sides->len; i++) {
        struct report_side *side = g_ptr_array_index(sides, i), *root = root_of(side);

        if (side == root) {
            continue;
        }
        if (!root->legs) {
            root->legs = g_ptr_array_new();
        }
        g_ptr_array_add(root->legs, side);
        root->is_selected = root->is_selected || side->is_selected;
    }
}

void
report_link_legs(const struct report_store *store, GPtrArray *sides)
{
    struct lookup lookup = {
        .by_call_id = g_hash_table_new(span_hash_of, spans_are_equal),
        .by_mark = g_hash_table_new_full(intern_hash_string, g_str_equal, g_free, NULL),
    };
    guint i;

    for (i = 0; i < sides->len; i++) {
        struct report_side *side = g_ptr_array_index(sides, i);

        g_hash_table_insert(lookup.by_call_id, (gpointer)&side->call->call_id, side);
    }
    for (i = 0; i < sides->len; i++) {
        link_side(&lookup, store, g_ptr_array_index(sides, i));
    }
    g_hash_table_destroy(lookup.by_call_id);
    g_hash_table_destroy(lookup.by_mark);
    collect_legs(sides);
}
