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

/** True if the packet may hold SIP of its own: all that other packets cost.
 * @param is_icmp  set to whether it is an ICMP message, which may quote a packet */
bool collector_packet_has_sip(const packet_info *pinfo, bool *is_icmp);

/**
 * Calls back for each SIP message that Wireshark's SIP dissector accepted in this packet, in their
 * order: over datagrams, streams (also reassembled or decrypted) and WebSocket. SIP quoted in ICMP
 * errors is left out: it was not sent again. Messages inside of other messages' bodies are left out
 * too. Call it only if collector_packet_has_sip says so.
 * @param frame_tvb  the packet's first tvb, as a post-dissector gets it
 */
void collect_sip_messages(tvbuff_t *frame_tvb, packet_info *pinfo, sip_message_callback callback,
                          void *context);

#endif
