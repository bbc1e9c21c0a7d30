/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "collector.h"

#include <epan/proto_data.h>
#include <epan/tvbuff-int.h>

/* The SIP dissector leaves its data under the number of the layer it ran as. Packets with more
 * layers than this are not made by any real stack. */
#define MAXIMUM_LAYERS 64

static int proto_sip, proto_icmp, proto_icmpv6, proto_websocket;

/* The bytes of a message, or of several ones in a row, as one tvb holds them. */
struct candidate {
    const char *bytes;
    unsigned length;
    bool cut;
};

void
collector_init(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    proto_websocket = proto_get_id_by_filter_name("websocket");
}

/* SIP that an ICMP error quotes does not count: that message was not sent again. */
bool
collector_packet_has_sip(const packet_info *pinfo, bool *is_icmp)
{
    wmem_list_frame_t *layer;

    *is_icmp = false;
    for (layer = wmem_list_head(pinfo->layers); layer; layer = wmem_list_frame_next(layer)) {
        int proto = GPOINTER_TO_INT(wmem_list_frame_data(layer));

        if (proto == proto_sip) {
            return true;
        }
        if (proto == proto_icmp || proto == proto_icmpv6) {
            *is_icmp = true;
            return false;
        }
    }
    return false;
}

/* What the layers above SIP say. */
struct layers {
    uint32_t sip;   /* the number of the SIP layer, from 1 */
    bool websocket; /* each WebSocket message is one SIP message (RFC 7118 section 5) */
};

static struct layers
layers_read(const packet_info *pinfo)
{
    struct layers layers = { 0, false };
    wmem_list_frame_t *layer;
    int proto = -1;

    for (layer = wmem_list_head(pinfo->layers); layer && proto != proto_sip;
         layer = wmem_list_frame_next(layer)) {
        proto = GPOINTER_TO_INT(wmem_list_frame_data(layer));
        layers.sip++;
        layers.websocket = layers.websocket || proto == proto_websocket;
    }
    return layers;
}

/* "sip" may be among the layers although the dissector only waits for more of the stream: then it
 * left no data. Its number is mostly that of its place among the layers. */
static bool
sip_accepted_something(packet_info *pinfo, uint32_t likely_layer)
{
    uint32_t layer;

    if (p_get_proto_data(pinfo->pool, pinfo, proto_sip, likely_layer)) {
        return true;
    }
    for (layer = 0; layer < MAXIMUM_LAYERS; layer++) {
        if (p_get_proto_data(pinfo->pool, pinfo, proto_sip, layer)) {
            return true;
        }
    }
    return false;
}

static bool
lies_in(const struct candidate *inner, const struct candidate *outer)
{
    return inner->bytes >= outer->bytes &&
           inner->bytes + inner->length <= outer->bytes + outer->length;
}

/* True if another candidate holds this one: then it is one message of a segment, or a part of a
 * body. */
static bool
is_held(const GArray *candidates, const struct candidate *candidate)
{
    guint i;

    for (i = 0; i < candidates->len; i++) {
        if (lies_in(candidate, &g_array_index(candidates, struct candidate, i))) {
            return true;
        }
    }
    return false;
}

/* Those that the candidate holds itself make room for it. */
static void
add_candidate(GArray *candidates, const struct candidate *candidate)
{
    guint i, place = candidates->len;

    for (i = candidates->len; i > 0; i--) {
        if (lies_in(&g_array_index(candidates, struct candidate, i - 1), candidate)) {
            g_array_remove_index(candidates, i - 1);
            place = i - 1;
        }
    }
    g_array_insert_val(candidates, MIN(place, candidates->len), *candidate);
}

/* A message starts with a method or "SIP/2.0", or with the line ends of a keep-alive; other
 * protocols mostly give themselves away in the first bytes. */
static bool
may_start_message(const char *bytes, unsigned length)
{
    unsigned i;

    for (i = 0; i < MIN(length, 4u); i++) {
        if (!g_ascii_isprint(bytes[i]) && bytes[i] != '\r' && bytes[i] != '\n') {
            return false;
        }
    }
    return true;
}

/* Looks at a tvb. @return false if it cannot hold a message, or touching it would raise an error of
 * the dissection */
static bool
candidate_read(tvbuff_t *tvb, struct candidate *candidate)
{
    if (!tvb->initialized) {
        return false;
    }
    candidate->length = tvb_captured_length(tvb);
    if (!candidate->length) {
        return false;
    }
    candidate->bytes = (const char *)tvb_get_ptr(tvb, 0, (int)candidate->length);
    candidate->cut = candidate->length < tvb_reported_length(tvb);
    return may_start_message(candidate->bytes, candidate->length);
}

/* All tvbs made from a frame hang on its first one: each behind the one that it was made from, and
 * of those that were made from the same one the newest first. So the last candidate holds the first
 * message. */
static void
find_candidates(tvbuff_t *frame_tvb, GArray *candidates)
{
    tvbuff_t *tvb;
    struct candidate candidate;

    g_array_set_size(candidates, 0);
    for (tvb = frame_tvb->next; tvb; tvb = tvb->next) {
        if (candidate_read(tvb, &candidate) && !is_held(candidates, &candidate) &&
            sip_message_starts((struct span){ candidate.bytes, candidate.length }, candidate.cut)) {
            add_candidate(candidates, &candidate);
        }
    }
}

/* The rest of a message that a stream still owes will come as a reassembled tvb in a later packet.
 */
static bool
waits_for_more(const struct sip_message *message, const struct sip_buffer *buffer)
{
    return buffer->stream && !buffer->cut &&
           (message->defects & (SIP_DEFECT_HEADERS_CUT | SIP_DEFECT_BODY_CUT));
}

static uint32_t
read_candidate(packet_info *pinfo, const struct candidate *candidate, bool stream, uint32_t index,
               sip_message_callback callback, void *context)
{
    struct sip_message message;
    struct sip_buffer buffer = { .bytes = { candidate->bytes, candidate->length },
                                 .stream = stream,
                                 .cut = candidate->cut };

    while (buffer.bytes.length && sip_message_read(&buffer, &message) &&
           !waits_for_more(&message, &buffer)) {
        callback(pinfo, &message, index++, context);
        buffer.bytes = span_skip(buffer.bytes, message.octets);
    }
    return index;
}

void
collect_sip_messages(tvbuff_t *frame_tvb, packet_info *pinfo, sip_message_callback callback,
                     void *context)
{
    static GArray *candidates;
    struct layers layers = layers_read(pinfo);
    bool stream = pinfo->ptype == PT_TCP && !layers.websocket;
    uint32_t index = 0;
    guint i;

    if (!sip_accepted_something(pinfo, layers.sip)) {
        return;
    }
    if (!candidates) {
        candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    }
    find_candidates(frame_tvb, candidates);
    for (i = candidates->len; i > 0; i--) {
        index = read_candidate(pinfo, &g_array_index(candidates, struct candidate, i - 1), stream,
                               index, callback, context);
    }
}
