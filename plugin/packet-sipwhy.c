/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "packet-sipwhy.h"

#include <string.h>

#include "collector.h"
#include "diagnosis.h"
#include "display.h"
#include "history.h"

#define DEFAULT_LANGUAGE "en"

static int proto_sipwhy = -1;

/* Of the open capture: made before its first packet, thrown away when it is closed or dissected anew. */
static struct history *history;

/* Read when the first response is explained; kept until the program ends. */
static struct code_table *code_table;
static struct finding *finding; /* scratch, used for one response after the other */

/* What one packet's messages are handed. */
struct packet {
    tvbuff_t *tvb;
    proto_tree *tree; /* NULL if nobody looks at our item */
};

static void
history_start(void)
{
    history = history_new();
}

static void
history_stop(void)
{
    history_free(history);
    history = NULL;
}

static void
endpoint_set(struct endpoint *endpoint, const address *from, uint32_t port)
{
    if ((from->type == AT_IPv4 || from->type == AT_IPv6) &&
        from->len <= (int)sizeof(endpoint->address)) {
        memcpy(endpoint->address, from->data, (size_t)from->len);
        endpoint->length = (uint8_t)from->len;
    }
    endpoint->port = (uint16_t)port;
}

static void
sighting_read(const packet_info *pinfo, uint32_t index, struct sighting *sighting)
{
    memset(sighting, 0, sizeof(*sighting)); /* padding too: paths are compared byte by byte */
    sighting->frame = pinfo->num;
    sighting->index = index;
    sighting->time_ns = (int64_t)pinfo->abs_ts.secs * 1000000000 + pinfo->abs_ts.nsecs;
    endpoint_set(&sighting->path.source, &pinfo->src, pinfo->srcport);
    endpoint_set(&sighting->path.destination, &pinfo->dst, pinfo->destport);
}

static void
explain(packet_info *pinfo, const struct packet *packet, const struct sip_message *message,
        const struct history_message *seen)
{
    proto_item *item = NULL;
    char *verdict;

    if (!code_table) {
        code_table = code_table_new(DEFAULT_LANGUAGE, NULL);
        finding = finding_new();
    }
    diagnosis_find(code_table, seen, message, finding);
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

static void
message_found(packet_info *pinfo, const struct sip_message *message, uint32_t index, void *context)
{
    const struct history_message *seen;
    struct sighting sighting;

    if (pinfo->fd->visited) {
        seen = history_find(history, pinfo->num, index);
    } else {
        sighting_read(pinfo, index, &sighting);
        seen = history_add(history, &sighting, message);
    }
    if (seen && message->is_response) {
        explain(pinfo, context, message, seen);
    }
}

static int
dissect_sipwhy(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    struct packet packet = { .tvb = tvb, .tree = NULL };

    if (!pinfo->fd->visited) {
        history_begin_frame(history, pinfo->num);
    }
    if (tree && proto_field_is_referenced(tree, proto_sipwhy)) {
        packet.tree = tree;
    }
    collect_sip_messages(tvb, pinfo, message_found, &packet);
    return 0;
}

static void
unload(void)
{
    code_table_free(code_table);
    finding_free(finding);
    code_table = NULL;
    finding = NULL;
}

void
proto_register_sipwhy(void)
{
    proto_sipwhy = proto_register_protocol("SIP Why: explanations of SIP responses", "SIP Why",
                                           "sipwhy");
    display_register(proto_sipwhy);
    register_init_routine(history_start);
    register_cleanup_routine(history_stop);
    register_shutdown_routine(unload);
    register_postdissector(create_dissector_handle(dissect_sipwhy, proto_sipwhy));
}

void
proto_reg_handoff_sipwhy(void)
{
    collector_init();
}
