/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Finds the SIP messages of a packet, without fields, trees or taps: so it costs nothing on other
 * packets, and works in every pass of every program.
 */
#ifndef SIPWHY_COLLECTOR_H
#define SIPWHY_COLLECTOR_H

#include <epan/packet.h>

#include "sip_message.h"

/** @param index    of the message in its frame, from 0
 *  @param context  as given to collect_sip_messages */
typedef void (*sip_message_callback)(packet_info *pinfo, const struct sip_message *message,
                                     uint32_t index, void *context);

/** Looks up the protocols; call it once, when all are registered. */
void collector_init(void);

/** True if the packet ends with RTP or RTCP, as most do, and is no ICMP error that quotes such a
 * one: then it holds no SIP and says nothing about SIP. False says nothing. */
bool collector_is_media(const packet_info *pinfo);

/** Where SIP stands among the protocols of a packet. */
struct sip_layer {
    uint32_t number; /**< from 1; 0 if the packet holds no SIP of its own */
    bool websocket;  /**< each WebSocket message is one SIP message (RFC 7118 section 5) */
    bool icmp;       /**< it is an ICMP message, which may quote a packet */
};

/** Whether the packet may hold SIP of its own, and where: all that other packets cost. SIP that an
 * ICMP error quotes does not count: that message was not sent again. */
struct sip_layer collector_find_sip(const packet_info *pinfo);

/**
 * Calls back for each SIP message that Wireshark's SIP dissector accepted in this packet, in their
 * order: over datagrams, streams (also reassembled or decrypted) and WebSocket. SIP quoted in ICMP
 * errors is left out: it was not sent again. Messages inside of other messages' bodies are left out
 * too.
 * @param frame_tvb  the packet's first tvb, as a post-dissector gets it
 * @param layer      what collector_find_sip found, if it found any
 */
void collect_sip_messages(tvbuff_t *frame_tvb, packet_info *pinfo, struct sip_layer layer,
                          sip_message_callback callback, void *context);

#endif
