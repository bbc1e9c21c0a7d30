/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What packets that are not SIP say about SIP: ICMP errors, TCP resets, names that do not resolve.
 */
#ifndef SIPWHY_NETWORK_H
#define SIPWHY_NETWORK_H

#include <epan/packet.h>

#include "history.h"

/** Time of the packet, in nanoseconds since the Unix epoch. */
int64_t network_time(const packet_info *pinfo);

/** Sets address and port. The rest stays 0: it has to be so before. */
void network_endpoint(struct endpoint *endpoint, const address *from, uint32_t port);

/**
 * Adds to the history what the packet says. Call it for each packet that is dissected for the first
 * time; a packet that is UDP, but neither DNS nor ICMP, costs a few comparisons.
 * @param frame_tvb  the packet's first tvb, as a post-dissector gets it
 * @param is_icmp    it is an ICMP message
 */
void network_packet(struct history *history, tvbuff_t *frame_tvb, const packet_info *pinfo,
                    bool is_icmp);

#endif
