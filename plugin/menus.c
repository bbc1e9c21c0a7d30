/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "menus.h"

#include <string.h>

#include <epan/conversation_filter.h>
#include <epan/funnel.h>
#include <epan/plugin_if.h>

#include "text_window.h"

static const struct reports_owner *owner;

/* ---- the selected packet ---- */

static void *
take_number(frame_data *frame, void *context)
{
    *(uint32_t *)context = frame->num;
    return NULL;
}

/* @return 0 if no packet is selected */
static uint32_t
selected_frame(void)
{
    uint32_t frame = 0;

    plugin_if_get_frame_data(take_number, &frame);
    return frame;
}

/* The first response of the selected packet. @return NULL if there is none */
static const struct history_message *
selected_response(void)
{
    const struct history *history = owner->history();
    const struct history_message *message = NULL;
    uint32_t frame = selected_frame(), index = 0;

    if (history && frame) {
        do {
            message = history_find(history, frame, index++);
        } while (message && !message->is_response);
    }
    return message;
}

/* @return of const struct history_message, free it with g_ptr_array_unref */
static GPtrArray *
messages_of(uint32_t frame)
{
    GPtrArray *messages = g_ptr_array_new();
    const struct history *history = owner->history();
    const struct history_message *message;
    uint32_t index;

    for (index = 0; history && (message = history_find(history, frame, index)); index++) {
        g_ptr_array_add(messages, (gpointer)message);
    }
    return messages;
}

/* ---- the filter ---- */

/* As a string of a display filter. */
static void
append_quoted(GString *filter, const char *value)
{
    g_string_append_c(filter, '"');
    for (; *value; value++) {
        if (*value == '"' || *value == '\\') {
            g_string_append_c(filter, '\\');
        }
        g_string_append_c(filter, *value);
    }
    g_string_append_c(filter, '"');
}

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

/* @return newly allocated (g_free); NULL if the packet is of no call */
static char *
filter_of(uint32_t frame, bool read_again)
{
    GPtrArray *messages = messages_of(frame);
    GHashTable *call_ids = reports_call_ids(messages, read_again);
    GList *sorted = g_list_sort(g_hash_table_get_keys(call_ids), compare_strings), *item;
    GString *filter = g_string_new(NULL);

    for (item = sorted; item; item = item->next) {
        g_string_append(filter, item != sorted ? ", "
                                : item->next   ? "sip.Call-ID in {"
                                               : "sip.Call-ID == ");
        append_quoted(filter, item->data);
    }
    if (sorted && sorted->next) {
        g_string_append_c(filter, '}');
    }
    g_list_free(sorted);
    g_hash_table_destroy(call_ids);
    g_ptr_array_unref(messages);
    return g_string_free(filter, filter->len == 0);
}

/* Asked whenever a packet is selected, and so cheap. */
static ws_bool
is_of_call(WS_CONVERSATION_ARGUMENTS(pinfo))
{
    const struct history_message *message =
        owner->history() ? history_find(owner->history(), pinfo->num, 0) : NULL;

    return message && message->transaction && message->transaction->call;
}

static gchar *
conversation_filter(WS_CONVERSATION_ARGUMENTS(pinfo))
{
    return filter_of(pinfo->num, false);
}

/* ---- what the entries do ---- */

static void
explain_code(void)
{
    const struct history_message *response = selected_response();

    if (response) {
        text_window_explain(owner->table, response);
    }
}

static void
compare_code(void)
{
    const struct history_message *response = selected_response();

    if (response) {
        text_window_compare(owner->table, response);
    }
}

static void
show_call(void)
{
    char *filter = filter_of(selected_frame(), true);

    if (filter) {
        plugin_if_apply_filter(filter, TRUE);
        g_free(filter);
    }
}

/* ---- the entries ---- */

struct entry_of_menu {
    const char *label, *in_packet_menu, *tooltip;
    const char *needed; /* field that a packet has */
    void (*act)(void);
};

static const struct entry_of_menu entries[] = {
    { "Explain the code of the selected packet", "SIP Why/Explain this code",
      "What the response code means, why servers send it, and what to do", "sipwhy.code",
      explain_code },
    { "Compare it with another code of the call", "SIP Why/Compare with another code of the call",
      "How to tell two response codes apart", "sipwhy.code", compare_code },
    { "Show the call of the selected packet", "SIP Why/Show the call",
      "Only the messages of this call: all of its requests, hops and legs", "sip.Call-ID",
      show_call },
};

static void
chosen(ext_menubar_gui_type gui _U_, gpointer window _U_, gpointer entry)
{
    ((const struct entry_of_menu *)entry)->act();
}

#if WS_HAS_PACKET_MENU
static void
chosen_for_packet(void *entry, GPtrArray *fields _U_)
{
    ((const struct entry_of_menu *)entry)->act();
}

static void
register_for_packet(const struct entry_of_menu *entry)
{
    struct entry_of_menu *copy = g_new(struct entry_of_menu, 1); /* Wireshark frees it */

    *copy = *entry;
    funnel_register_packet_menu(entry->in_packet_menu, entry->needed, chosen_for_packet, copy,
                                false);
}
#else
static void
register_for_packet(const struct entry_of_menu *entry _U_)
{
}
#endif

void
menus_register(int proto, const struct reports_owner *menus_owner)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto, "SIP Why", TRUE);
    size_t i;

    owner = menus_owner;
    ext_menubar_set_parentmenu(menu, "Telephony");
    for (i = 0; i < G_N_ELEMENTS(entries); i++) {
        ext_menubar_add_entry(menu, entries[i].label, entries[i].tooltip, chosen,
                              (gpointer)&entries[i]);
        register_for_packet(&entries[i]);
    }
    WS_REGISTER_CONVERSATION_FILTER("sipwhy", "SIP Why: call over all hops", is_of_call,
                                    conversation_filter);
}
