/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What comes after a 2xx to INVITE in its dialog: the ACK, where it had to go (RFC 3261 sections
 * 13.2.2.4, 12.2.1.1), the copies that follow it, the BYE.
 */
#ifndef SIPWHY_FACTS_DIALOG_ROUTE_H
#define SIPWHY_FACTS_DIALOG_ROUTE_H

#include "facts.h"

/** True if the request has the two tags, whoever of the two sent it. */
bool fact_has_tags(const struct history_message *request, const struct span *tag,
                   const struct span *other);

/** How many transmissions of the message were captured later than that time. */
unsigned fact_copies_after(const struct history_message *message, int64_t time_ns);

/** The first BYE of the dialog that the 2xx made, sent after it by either side. @return NULL if
 * none was captured so far */
const struct history_message *fact_bye_after(const struct history_message *success);

/** The user agent that sent the request, as far upstream as the capture shows. @return NULL if it
 * passed a proxy before */
const struct endpoint *fact_user_agent(const struct history_message *request);

/** True if in-dialog requests from who sent the response to who got it come along the same way:
 * both ends of the hop are the user agents themselves, or put themselves into the route. */
bool fact_way_back_is_here(const struct history_message *success);

/** What a caller does to a 2xx. */
struct acknowledgement {
    /** An ACK after which the 2xx was not sent again: the callee took it, or it came too late to
     * tell; NULL if there is none. */
    const struct history_message *effective;
    /** An ACK as the 2xx asks for it, from who got the 2xx or to who sent it. */
    const struct history_message *right;
    /** One from who got the 2xx, which goes elsewhere than the 2xx asks for. */
    const struct history_message *wrong;
    /** Any ACK for it that was captured at another hop only. */
    const struct history_message *elsewhere;
};

void fact_acknowledgement(const struct history_message *success, struct acknowledgement *found);

/** What is wrong with an ACK, compared with the 2xx that it acknowledges at the same hop; several
 * may be set. */
struct ack_faults {
    bool tag;
    struct span asked_uri, uri;     /**< Contact and Request-URI; absent if they are the same */
    struct span asked_route, route; /**< Record-Route and Route, if one is not the other reversed */
    bool is_route_wrong;
    struct span asked_host; /**< where Route or Request-URI lead; absent if it went there */
};

/** @return true if anything is wrong */
bool fact_ack_faults(const struct history_message *success, const struct history_message *ack,
                     struct ack_faults *faults);

#endif
