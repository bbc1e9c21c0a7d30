/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Which calls are legs of one, for filters.
 */
#include "wireshark_compat.h"

#include <epan/funnel.h>

#include "mask.h"
#include "report.h"
#include "reports_private.h"

static tap_packet_status
reader_packet(void *reader _U_, packet_info *pinfo _U_, epan_dissect_t *dissection _U_,
              const void *message _U_, tap_flags_t flags _U_)
{
    return TAP_PACKET_DONT_REDRAW;
}

/* What proves that calls are legs of one is taken note of while somebody listens. */
static void
read_again(void)
{
    static int reader; /* its address stands for this listener */
    const funnel_ops_t *operations = funnel_get_funnel_ops();
    GString *error = register_tap_listener(REPORTS_TAP, &reader, NULL, TL_REQUIRES_NOTHING, NULL,
                                           reader_packet, NULL, NULL);

    if (error) {
        g_string_free(error, TRUE);
        return;
    }
    operations->retap_packets(operations->ops_id);
    remove_tap_listener(&reader);
}

static void
add_call_id(GHashTable *call_ids, const struct history_message *message)
{
    const struct history_transaction *transaction = message->transaction;

    if (transaction && transaction->call) {
        g_hash_table_add(call_ids, g_strndup(transaction->call->call_id.text,
                                             transaction->call->call_id.length));
    }
}

/* The report has a Call-ID in the form that is shown, cut and perhaps masked. */
static bool
is_of_leg(const struct history_message *message, const struct report_leg *leg)
{
    const struct history_transaction *transaction = message->transaction;
    char *shown;
    bool is_same;

    if (!transaction || !transaction->call) {
        return false;
    }
    shown = mask_display_call_id(transaction->call->call_id, REPORT_CALL_ID_BYTES);
    is_same = g_strcmp0(shown, leg->call_id) == 0;
    g_free(shown);
    return is_same;
}

static void
add_leg(GHashTable *call_ids, const struct report_leg *leg)
{
    const struct history_message *message;
    uint32_t index;

    for (index = 0; (message = history_find(reports_history(), leg->frame, index)); index++) {
        if (is_of_leg(message, leg)) {
            add_call_id(call_ids, message);
        }
    }
}

static void
add_legs(GHashTable *call_ids, const struct selection *selection)
{
    struct report *report = selection_report(selection, REPORT_ROWS);
    guint i, j;

    for (i = 0; report && i < report->calls->len; i++) {
        const struct report_call *call = g_ptr_array_index(report->calls, i);

        for (j = 0; j < call->legs->len; j++) {
            add_leg(call_ids, g_ptr_array_index(call->legs, j));
        }
    }
    report_free(report);
}

GHashTable *
reports_call_ids(const GPtrArray *messages, bool may_read_again)
{
    GHashTable *call_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct selection *selection = selection_new(true);
    guint i;

    for (i = 0; i < messages->len; i++) {
        add_call_id(call_ids, g_ptr_array_index(messages, i));
        selection_add(selection, g_ptr_array_index(messages, i));
    }
    if (g_hash_table_size(call_ids) > 0) {
        if (may_read_again && !reports_are_wanted() && reports_are_in_gui()) {
            read_again();
        }
        add_legs(call_ids, selection);
    }
    selection_free(selection);
    return call_ids;
}
