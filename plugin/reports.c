/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <epan/funnel.h>
#include <epan/stat_tap_ui.h>

#include "frame_number.h"
#include "question_json.h"
#include "report_html.h"
#include "report_json.h"
#include "report_source.h"
#include "report_store.h"
#include "report_text.h"
#include "reports_private.h"
#include "training.h"

static const struct reports_owner *owner;
static int tap = -1;

/* Of the open capture, while somebody listens. */
static struct report_store *store;

/* All that there are: they point into the history. */
static GSList *selections;

/* ---- messages ---- */

bool
reports_are_wanted(void)
{
    return have_tap_listener(tap);
}

void
reports_message(packet_info *pinfo, const struct history_message *message,
                const struct sip_message *sip)
{
    if (!store) {
        store = report_store_new();
    }
    report_store_add(store, message, sip);
    tap_queue_packet(tap, pinfo, message);
}

/* Wireshark reads the columns' names before the table is asked for. */
void
reports_start(void)
{
    if (reports_are_in_gui()) {
        report_table_name_columns();
    }
}

void
reports_forget(void)
{
    GSList *item;

    for (item = selections; item; item = item->next) {
        selection_clear(item->data);
    }
    report_store_free(store);
    store = NULL;
}

bool
reports_are_in_gui(void)
{
    const funnel_ops_t *operations = funnel_get_funnel_ops();

    return operations && operations->redissect_packets;
}

/* ---- selections ---- */

struct selection {
    GHashTable *calls; /* set of const struct history_call *; NULL: all */
    const struct history_call *latest;
    uint64_t messages;
    GHashTable *ports; /* as in struct report_source */
};

struct selection *
selection_new(bool is_filtered)
{
    struct selection *selection = g_new0(struct selection, 1);

    if (is_filtered) {
        selection->calls = g_hash_table_new(NULL, NULL);
    }
    selection->ports = g_hash_table_new(NULL, NULL);
    selections = g_slist_prepend(selections, selection);
    return selection;
}

void
selection_free(struct selection *selection)
{
    selections = g_slist_remove(selections, selection);
    if (selection->calls) {
        g_hash_table_destroy(selection->calls);
    }
    g_hash_table_destroy(selection->ports);
    g_free(selection);
}

void
selection_clear(struct selection *selection)
{
    selection->messages = 0;
    selection->latest = NULL;
    g_hash_table_remove_all(selection->ports);
    if (selection->calls) {
        g_hash_table_remove_all(selection->calls);
    }
}

static bool
is_sip_port(uint16_t port)
{
    return port == 5060 || port == 5061; /* RFC 3261 section 18.1.1, 26.2.2 */
}

/* That of the server: clients often use any. */
static void
count_port(struct selection *selection, const struct history_message *message)
{
    const struct path *path = &message->path->path;
    uint16_t port = message->is_response ? path->source.port : path->destination.port;
    gpointer key = GUINT_TO_POINTER(port);

    if (!is_sip_port(path->source.port) && !is_sip_port(path->destination.port)) {
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(selection->ports, key));

        g_hash_table_insert(selection->ports, key, GUINT_TO_POINTER(count + 1));
    }
}

void
selection_add(struct selection *selection, const void *message)
{
    const struct history_message *seen = message;
    const struct history_call *call = seen->transaction ? seen->transaction->call : NULL;

    selection->messages++;
    count_port(selection, seen);
    if (selection->calls && call && call != selection->latest) {
        g_hash_table_add(selection->calls, (gpointer)call);
        selection->latest = call;
    }
}

struct report *
selection_report(const struct selection *selection, enum report_detail detail)
{
    struct report_source source = { .table = owner->table(),
                                    .history = owner->history(),
                                    .selected = selection->calls,
                                    .messages = selection->messages,
                                    .ports = selection->ports,
                                    .detail = detail,
                                    .places = frame_number_places() };
    struct report_store *empty = NULL;
    struct report *report;

    if (!source.history) {
        return NULL;
    }
    if (!store) {
        empty = report_store_new();
    }
    source.store = store ? store : empty;
    report = report_new(&source);
    report_store_free(empty);
    return report;
}

const struct code_table *
reports_table(void)
{
    return owner->table();
}

const struct history *
reports_history(void)
{
    return owner->history();
}

int64_t
reports_first_time(void)
{
    return owner->history() ? history_first_time(owner->history()) : 0;
}

/* ---- fillers ---- */

/* Those whose listeners are to be removed when that is safe. */
static GSList *forgotten;

static void
filler_destroy(struct filler *filler)
{
    forgotten = g_slist_remove(forgotten, filler);
    selection_free(filler->selection);
    g_free(filler);
}

/* Wireshark removed the listener. */
static void
filler_finish(void *data)
{
    struct filler *filler = data;

    filler->is_registered = false;
    if (filler->is_forgotten) {
        filler_destroy(filler);
    }
}

static void
remove_forgotten(void)
{
    while (forgotten) {
        remove_tap_listener(forgotten->data); /* which calls filler_finish */
    }
}

static tap_packet_status
filler_packet(void *filler _U_, packet_info *pinfo _U_, epan_dissect_t *dissection _U_,
              const void *message _U_, tap_flags_t flags _U_)
{
    return TAP_PACKET_REDRAW;
}

static void
filler_draw(void *data)
{
    struct filler *filler = data;
    struct report *report;

    if (filler->is_forgotten) {
        return;
    }
    report = training_is_on() ? report_empty(code_table_language(reports_table()))
                              : selection_report(filler->selection, filler->detail);
    if (report) {
        filler->fill(report, filler->target);
        report_free(report);
    }
}

struct filler *
filler_new(enum report_detail detail, void (*fill)(const struct report *report, void *target),
           void *target)
{
    struct filler *filler = g_new0(struct filler, 1);

    remove_forgotten();
    filler->detail = detail;
    filler->fill = fill;
    filler->target = target;
    filler->selection = selection_new(true);
    return filler;
}

void
filler_clear(struct filler *filler)
{
    selection_clear(filler->selection);
}

void
filler_restart(struct filler *filler)
{
    if (filler->is_registered) {
        remove_tap_listener(filler); /* which calls filler_finish */
    }
    selection_clear(filler->selection);
}

void
filler_free(struct filler *filler)
{
    filler->is_forgotten = true;
    if (filler->is_registered) {
        /* Wireshark may be going through its listeners, to remove them all */
        forgotten = g_slist_prepend(forgotten, filler);
    } else {
        filler_destroy(filler);
    }
}

void
filler_add(struct filler *filler, const void *message)
{
    selection_add(filler->selection, message);
    if (!filler->is_registered) {
        GString *error = register_tap_listener(REPORTS_TAP, filler, NULL, TL_REQUIRES_NOTHING, NULL,
                                               filler_packet, filler_draw, filler_finish);

        filler->is_registered = !error;
        if (error) {
            g_string_free(error, TRUE);
        }
    }
}

/* ---- tshark -z sipwhy,report, -z sipwhy,json and -z sipwhy,html ---- */

struct output {
    const char *argument; /* of -z */
    enum report_detail detail;
    void (*render)(const struct report *report, report_write write, gpointer context);
    /* says that training is on */
    void (*decline)(const struct code_table *table, report_write write, gpointer context);
    struct selection *selection;
};

static void
write_out(const char *text, gsize length, gpointer context)
{
    fwrite(text, 1, length, context);
}

static void
render_text(const struct report *report, report_write write, gpointer context)
{
    report_to_text(report, reports_table(), REPORT_COLUMNS, write, context);
}

static void
render_html(const struct report *report, report_write write, gpointer context)
{
    GString *page = g_string_new(NULL);

    report_to_html(report, reports_table(), page);
    write(page->str, page->len, context);
    g_string_free(page, TRUE);
}

static void
decline_text(const struct code_table *table, report_write write, gpointer context)
{
    char *line = g_strconcat(training_notice(table), "\n", NULL);

    write(line, strlen(line), context);
    g_free(line);
}

static void
output_reset(void *data)
{
    selection_clear(((struct output *)data)->selection);
}

static tap_packet_status
output_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *dissection _U_,
              const void *message, tap_flags_t flags _U_)
{
    selection_add(((struct output *)data)->selection, message);
    return TAP_PACKET_REDRAW;
}

static void
output_draw(void *data)
{
    const struct output *output = data;
    struct report *report =
        training_is_on() ? NULL : selection_report(output->selection, output->detail);

    if (training_is_on()) {
        output->decline(reports_table(), write_out, stdout);
        fflush(stdout);
    } else if (report) {
        output->render(report, write_out, stdout);
        fflush(stdout);
        report_free(report);
    }
}

static void
output_finish(void *data)
{
    selection_free(((struct output *)data)->selection);
    g_free(data);
}

/* The filter behind the argument: NULL if there is none. @return false if something else follows */
static bool
filter_read(const char *given, const char *argument, const char **filter)
{
    const char *rest = given + strlen(argument);

    if (!g_str_has_prefix(given, argument) || (*rest && *rest != ',')) {
        return false;
    }
    *filter = *rest && rest[1] ? rest + 1 : NULL;
    return true;
}

void
reports_refuse(const char *given, const char *problem)
{
    fprintf(stderr, "tshark: \"-z %s\": %s\n", given, problem);
    /* in the GUI nothing reads what is printed, and to end the program would be rude */
    if (!reports_are_in_gui()) {
        exit(1);
    }
}

static ws_tap_init_result
output_init(const char *given, void *data)
{
    const struct output *kind = data;
    const char *filter;
    struct output *output;
    GString *error;

    if (!filter_read(given, kind->argument, &filter)) {
        reports_refuse(given, "only a comma and a display filter may follow");
        WS_TAP_INIT_RETURN(false);
    }
    output = g_new(struct output, 1);
    *output = *kind;
    output->selection = selection_new(filter != NULL);
    error = register_tap_listener(REPORTS_TAP, output, filter, TL_REQUIRES_NOTHING, output_reset,
                                  output_packet, output_draw, output_finish);
    if (error) {
        output_finish(output);
        reports_refuse(given, error->str);
        g_string_free(error, TRUE);
        WS_TAP_INIT_RETURN(false);
    }
    WS_TAP_INIT_RETURN(true);
}

void
reports_register(const struct reports_owner *reports_owner)
{
    owner = reports_owner;
    tap = register_tap(REPORTS_TAP);
    report_table_register();
    report_tree_register();
}

void
reports_register_listeners(void)
{
    static struct output outputs[] = {
        { "sipwhy,report", REPORT_BRIEF, render_text, decline_text, NULL },
        { "sipwhy,json", REPORT_FULL, report_to_json, training_notice_to_json, NULL },
        { "sipwhy,html", REPORT_FULL, render_html, decline_text, NULL },
    };
    static stat_tap_ui interfaces[] = {
        { REGISTER_PACKET_STAT_GROUP_UNSORTED, NULL, "sipwhy,report", output_init, 0, NULL },
        { REGISTER_PACKET_STAT_GROUP_UNSORTED, NULL, "sipwhy,json", output_init, 0, NULL },
        { REGISTER_PACKET_STAT_GROUP_UNSORTED, NULL, "sipwhy,html", output_init, 0, NULL },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(outputs); i++) {
        register_stat_tap_ui(&interfaces[i], &outputs[i]);
    }
}
