/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "collector.h"

#include <string.h>

#include <epan/proto_data.h>
#include <epan/tvbuff-int.h>

/* The SIP dissector leaves its data under the number of the layer it ran as. Packets with more
 * layers than this are not made by any real stack. */
#define MAXIMUM_LAYERS 64

/* Back from RTP: over UDP and IP to what carries IP. */
#define LAYERS_TO_ICMP 3

static int proto_sip, proto_icmp, proto_icmpv6, proto_websocket;
static int proto_rtp, proto_rtcp;

/* The bytes of a message, or of several ones in a row, as one tvb holds them. */
struct candidate {
    const char *bytes;
    unsigned length;
    bool cut;
};

/* Those of a packet, in the order of their tvbs. */
struct candidates {
    struct candidate *items; /* owned, and kept for the next packet */
    size_t count, room;
    struct candidate first; /* the last one that was looked at while there was none */
    struct sip_message first_message;
};

void
collector_init(void)
{
    proto_sip = proto_get_id_by_filter_name("sip");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
    proto_websocket = proto_get_id_by_filter_name("websocket");
    proto_rtp = proto_get_id_by_filter_name("rtp");
    proto_rtcp = proto_get_id_by_filter_name("rtcp");
}

static int
protocol_of(wmem_list_frame_t *layer)
{
    return GPOINTER_TO_INT(wmem_list_frame_data(layer));
}

static bool
is_icmp(int proto)
{
    return proto == proto_icmp || proto == proto_icmpv6;
}

/* The last layer tells it. It mostly runs on UDP and IP; an ICMP error would stand before those. */
bool
collector_is_media(const packet_info *pinfo)
{
    wmem_list_frame_t *layer = wmem_list_tail(pinfo->layers);
    int proto = layer ? protocol_of(layer) : 0;
    int i;

    if (proto != proto_rtp && proto != proto_rtcp) {
        return false;
    }
    for (i = 0; i < LAYERS_TO_ICMP && layer; i++) {
        layer = wmem_list_frame_prev(layer);
    }
    return !layer || !is_icmp(protocol_of(layer));
}

struct sip_layer
collector_find_sip(const packet_info *pinfo)
{
    const struct sip_layer none = { 0, false, false };
    struct sip_layer found = none;
    wmem_list_frame_t *layer;

    for (layer = wmem_list_head(pinfo->layers); layer; layer = wmem_list_frame_next(layer)) {
        int proto = protocol_of(layer);

        found.number++;
        if (proto == proto_sip) {
            return found;
        }
        if (is_icmp(proto)) {
            return (struct sip_layer){ 0, false, true };
        }
        found.websocket = found.websocket || proto == proto_websocket;
    }
    return none;
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
is_held(const struct candidates *candidates, const struct candidate *candidate)
{
    size_t i;

    for (i = 0; i < candidates->count; i++) {
        if (lies_in(candidate, &candidates->items[i])) {
            return true;
        }
    }
    return false;
}

static void
remove_candidate(struct candidates *candidates, size_t place)
{
    struct candidate *item = candidates->items + place;

    candidates->count--;
    memmove(item, item + 1, (candidates->count - place) * sizeof(*item));
}

static void
insert_candidate(struct candidates *candidates, size_t place, const struct candidate *candidate)
{
    struct candidate *item;

    if (candidates->count == candidates->room) {
        candidates->room = candidates->room * 2 + 4;
        candidates->items = g_renew(struct candidate, candidates->items, candidates->room);
    }
    item = candidates->items + place;
    memmove(item + 1, item, (candidates->count - place) * sizeof(*item));
    *item = *candidate;
    candidates->count++;
}

/* Those that the candidate holds itself make room for it. */
static void
add_candidate(struct candidates *candidates, const struct candidate *candidate)
{
    size_t i, place = candidates->count;

    for (i = candidates->count; i > 0; i--) {
        if (lies_in(&candidates->items[i - 1], candidate)) {
            remove_candidate(candidates, i - 1);
            place = i - 1;
        }
    }
    insert_candidate(candidates, MIN(place, candidates->count), candidate);
}

/* A message starts with a method or "SIP/2.0", or with the line ends of a keep-alive; other
 * protocols mostly give themselves away in the first bytes. */
static bool
may_start_message(const struct candidate *candidate)
{
    unsigned i;

    for (i = 0; i < MIN(candidate->length, 4u); i++) {
        char byte = candidate->bytes[i];

        if ((byte < ' ' || byte > '~') && byte != '\r' && byte != '\n') {
            return false;
        }
    }
    return true;
}

/* Looks at a tvb; mostly its bytes are there already. @return false if it holds none, or touching
 * it would raise an error of the dissection */
static bool
candidate_read(tvbuff_t *tvb, struct candidate *candidate)
{
    if (!tvb->initialized || !tvb->length) {
        return false;
    }
    candidate->bytes =
        (const char *)(tvb->real_data ? tvb->real_data : tvb_get_ptr(tvb, 0, (int)tvb->length));
    candidate->length = tvb->length;
    candidate->cut = tvb->length < tvb->reported_length;
    return true;
}

static struct sip_buffer
buffer_of(const struct candidate *candidate, bool stream)
{
    return (struct sip_buffer){ .bytes = { candidate->bytes, candidate->length },
                                .stream = stream,
                                .cut = candidate->cut };
}

/* True if the candidate starts with a message. The first one is mostly the only one, and is read at
 * once. */
static bool
starts_message(struct candidates *candidates, const struct candidate *candidate, bool stream)
{
    struct sip_buffer buffer = buffer_of(candidate, stream);

    if (candidates->count) {
        return sip_message_starts(buffer.bytes, buffer.cut);
    }
    candidates->first = *candidate;
    return sip_message_read(&buffer, &candidates->first_message);
}

/* All tvbs made from a frame hang on its first one: each behind the one that it was made from, and
 * of those that were made from the same one the newest first. So the last candidate holds the first
 * message. */
static void
find_candidates(tvbuff_t *frame_tvb, bool stream, struct candidates *candidates)
{
    tvbuff_t *tvb;
    struct candidate candidate;

    candidates->count = 0;
    for (tvb = frame_tvb->next; tvb; tvb = tvb->next) {
        if (candidate_read(tvb, &candidate) && !is_held(candidates, &candidate) &&
            may_start_message(&candidate) && starts_message(candidates, &candidate, stream)) {
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

/* The message at the start of the buffer, or NULL. */
static const struct sip_message *
read_message(const struct candidates *candidates, const struct sip_buffer *buffer)
{
    static struct sip_message message;
    const struct candidate *first = &candidates->first;

    if (buffer->bytes.text == first->bytes && buffer->bytes.length == first->length &&
        buffer->cut == first->cut) {
        return &candidates->first_message;
    }
    return sip_message_read(buffer, &message) ? &message : NULL;
}

static uint32_t
read_candidate(packet_info *pinfo, const struct candidates *candidates, size_t place, bool stream,
               uint32_t index, sip_message_callback callback, void *context)
{
    struct sip_buffer buffer = buffer_of(&candidates->items[place], stream);

    while (buffer.bytes.length) {
        const struct sip_message *message = read_message(candidates, &buffer);

        if (!message || waits_for_more(message, &buffer)) {
            break;
        }
        callback(pinfo, message, index++, context);
        buffer.bytes = span_skip(buffer.bytes, message->octets);
    }
    return index;
}

void
collect_sip_messages(tvbuff_t *frame_tvb, packet_info *pinfo, struct sip_layer layer,
                     sip_message_callback callback, void *context)
{
    static struct candidates candidates;
    bool stream = pinfo->ptype == PT_TCP && !layer.websocket;
    uint32_t index = 0;
    size_t i;

    if (!sip_accepted_something(pinfo, layer.number)) {
        return;
    }
    find_candidates(frame_tvb, stream, &candidates);
    for (i = candidates.count; i > 0; i--) {
        index = read_candidate(pinfo, &candidates, i - 1, stream, index, callback, context);
    }
}
