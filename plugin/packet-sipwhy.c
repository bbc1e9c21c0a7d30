/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "packet-sipwhy.h"

#include <string.h>

#include <epan/column-info.h>
#include <epan/prefs.h>
#include <epan/tap.h>

#include "collector.h"
#include "diagnosis.h"
#include "display.h"
#include "frame_number.h"
#include "history.h"
#include "masking.h"
#include "menus.h"
#include "network.h"
#include "reports.h"
#include "tables.h"
#include "training.h"

#define NO_PROTOCOL (-1)

static int proto_sipwhy = -1;
static int proto_expert = -1;
static protocol_t *protocol;
static int expert_tap;

/* Of the open capture: made before its first packet, thrown away when it is closed or dissected
 * anew. */
static struct history *history;

static struct finding *finding; /* scratch, used for one response after the other */

/* The loudest expert item that this capture has got, for the lamp in Wireshark's status bar: while
 * nobody looks at single items, only a louder one than all before is raised. */
static int loudest_severity;

/* What one packet's messages are handed. */
struct packet {
    tvbuff_t *tvb;
    proto_tree *tree;   /* NULL if nobody looks at our item */
    bool expert_wanted; /* somebody looks at expert items */
};

/* Not before a capture is opened: Wireshark registers its expert items after the plugins. */
static void
look_up_expert(void)
{
    expert_tap = find_tap_id("expert");
    proto_expert = proto_get_id_by_filter_name("_ws.expert");
}

static bool
is_referenced(proto_tree *tree, int proto)
{
    return tree && proto >= 0 && proto_field_is_referenced(tree, proto);
}

static void
history_start(void)
{
    masking_start();
    frame_number_start();
    tables_check();
    history = history_new();
    loudest_severity = -1;
    look_up_expert();
    reports_start();
}

static void
history_stop(void)
{
    reports_forget();
    training_forget();
    history_free(history);
    history = NULL;
    tables_report();
}

static void
sighting_read(const packet_info *pinfo, uint32_t index, size_t octets, struct sighting *sighting)
{
    memset(sighting, 0, sizeof(*sighting)); /* padding too: paths are compared byte by byte */
    sighting->frame = frame_number(pinfo);
    sighting->index = index;
    sighting->time_ns = network_time(pinfo);
    sighting->transport = pinfo->ptype == PT_UDP ? TRANSPORT_UDP : TRANSPORT_STREAM;
    sighting->incomplete = pinfo->fd->cap_len < pinfo->fd->pkt_len;
    /* only reassembly makes a datagram longer than its packet */
    sighting->fragmented = pinfo->ptype == PT_UDP && octets > pinfo->fd->pkt_len;
    network_endpoint(&sighting->path.source, &pinfo->src, pinfo->srcport);
    network_endpoint(&sighting->path.destination, &pinfo->dst, pinfo->destport);
}

/* The same as a question. @return false if that is not wanted */
static bool
show_question(packet_info *pinfo, const struct packet *packet, const struct sip_message *message,
              const struct history_message *seen)
{
    const struct training_subject subject = { .table = tables_get(),
                                              .history = history,
                                              .message = seen,
                                              .sip = message,
                                              .finding = finding };

    if (training_is_quiz_wanted()) {
        training_take(&subject);
    }
    if (training_is_on()) {
        training_show(packet->tree, packet->tvb, pinfo, &subject);
    }
    return training_is_on();
}

/* Shows what was found out about the message. */
static void
show(packet_info *pinfo, const struct packet *packet, const struct sip_message *message,
     const struct history_message *seen)
{
    const struct code_table *code_table = tables_get();
    proto_item *item = NULL;
    char *verdict;

    if (show_question(pinfo, packet, message, seen)) {
        return;
    }
    if (packet->tree) {
        struct explanation *explanation =
            explanation_new(code_table, finding, message->reason_phrase);

        item = display_explanation(packet->tree, packet->tvb, code_table, explanation);
        explanation_free(explanation);
    }
    verdict = explanation_verdict(code_table, finding);
    display_expert(pinfo, item, finding, verdict);
    g_free(verdict);
}

/* True if this response's explanation may be seen now. */
static bool
is_wanted(const struct packet *packet, const struct sip_message *message,
          const struct history_message *seen)
{
    if (packet->tree || packet->expert_wanted || training_is_quiz_wanted()) {
        return true;
    }
    if (training_is_on()) { /* all are as loud */
        return loudest_severity < 0;
    }
    return (int)diagnosis_severity(tables_get(), seen, message) > loudest_severity;
}

static void
response_found(packet_info *pinfo, const struct packet *packet, const struct sip_message *message,
               const struct history_message *seen)
{
    if (is_wanted(packet, message, seen)) {
        diagnosis_find(tables_get(), history, seen, message, finding);
        loudest_severity = MAX(loudest_severity, (int)finding->severity);
        show(pinfo, packet, message, seen);
    }
}

/* That nobody answered is only known when what follows was read. */
static void
request_found(packet_info *pinfo, const struct packet *packet, const struct sip_message *message,
              const struct history_message *seen)
{
    if (pinfo->fd->visited &&
        (packet->tree || packet->expert_wanted || training_is_quiz_wanted())) {
        if (diagnosis_find_unanswered(tables_get(), history, seen, message, finding)) {
            show(pinfo, packet, message, seen);
        }
    }
}

static void
message_found(packet_info *pinfo, const struct sip_message *message, uint32_t index, void *context)
{
    const struct history_message *seen;
    struct sighting sighting;

    masking_message(message);
    if (pinfo->fd->visited) {
        seen = history_find(history, frame_number(pinfo), index);
    } else {
        sighting_read(pinfo, index, message->octets, &sighting);
        seen = history_add(history, &sighting, message);
    }
    if (seen && reports_are_wanted()) {
        reports_message(pinfo, seen, message);
    }
    if (seen && message->is_response) {
        response_found(pinfo, context, message, seen);
    } else if (seen) {
        request_found(pinfo, context, message, seen);
    }
}

/* Expert items are listened to by a tap, or shown in a column of the packet list. */
static bool
expert_is_wanted(const packet_info *pinfo)
{
    return have_tap_listener(expert_tap) ||
           (pinfo->cinfo && pinfo->cinfo->col_first[COL_EXPERT] >= 0);
}

/* Apart from its caller, which is left at once for most packets: what those do not need is not set
 * up for them. */
G_GNUC_NO_INLINE static void
look_into_packet(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    struct packet packet = { .tvb = tvb };
    const char *dissecting = pinfo->current_proto;
    const struct sip_layer layer = collector_find_sip(pinfo);

    if (!pinfo->fd->visited) {
        network_packet(history, tvb, pinfo, layer.icmp);
    }
    if (!layer.number || !proto_is_protocol_enabled(protocol)) {
        return;
    }
    /* fields of expert items are looked for inside of the items that they belong to */
    if (is_referenced(tree, proto_sipwhy) || is_referenced(tree, proto_expert)) {
        packet.tree = tree;
    }
    packet.expert_wanted = expert_is_wanted(pinfo);
    pinfo->current_proto =
        proto_get_protocol_short_name(protocol); /* whose expert items these are */
    collect_sip_messages(tvb, pinfo, layer, message_found, &packet);
    pinfo->current_proto = dissecting;
}

static int
dissect_sipwhy(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    if (!pinfo->fd->visited) {
        history_begin_frame(history, frame_number(pinfo), network_time(pinfo));
    }
    if (!collector_is_media(pinfo)) {
        look_into_packet(tvb, pinfo, tree);
    }
    return 0;
}

/* The finding points into the table, and the texts are others. */
static void
table_changed(void)
{
    finding_clear(finding);
    display_change_texts();
}

static const struct history *
current_history(void)
{
    return history;
}

static void
unload(void)
{
    masking_end();
    tables_close();
    finding_free(finding);
    finding = NULL;
}

void
proto_register_sipwhy(void)
{
    static const struct reports_owner owner = { current_history, tables_get };
    module_t *module;

    proto_sipwhy =
        proto_register_protocol("SIP Why: explanations of SIP responses", "SIP Why", "sipwhy");
    display_register(proto_sipwhy);
    training_register(proto_sipwhy);
    module = tables_register(proto_sipwhy, table_changed);
    training_register_preferences(module);
    masking_register(module);
    frame_number_register(module);
    finding = finding_new();
    reports_register(&owner);
    menus_register(proto_sipwhy, &owner);
    register_init_routine(history_start);
    register_cleanup_routine(history_stop);
    register_postseq_cleanup_routine(tables_report);
    register_shutdown_routine(unload);
    protocol = find_protocol_by_id(proto_sipwhy);
    /* without a protocol: else Wireshark notes it as a layer of every packet, SIP or not */
    register_postdissector(create_dissector_handle(dissect_sipwhy, NO_PROTOCOL));
}

void
proto_reg_handoff_sipwhy(void)
{
    collector_init();
}
