/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What of a session description (RFC 8866) stays the same from call to call of one user agent.
 */
#ifndef SIPWHY_SDP_OUTLINE_H
#define SIPWHY_SDP_OUTLINE_H

#include "span.h"

/** Where an outline is written to; what has no room is left out. */
struct sdp_outline {
    char text[4096];
    size_t length;
};

/**
 * Writes the description, reduced to what tells what its sender can do: media with port 9 in place
 * of any other than 0, profiles, formats, rtpmap, addresses, bandwidth, directions, ptime, keying
 * without the keys, preconditions; of ICE candidates only that there are some. v= and o= stay,
 * empty. The readers of sip_body.h read the result.
 */
void sdp_outline(struct span description, struct sdp_outline *outline);

#endif
