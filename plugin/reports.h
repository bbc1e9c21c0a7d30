/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Reports about a whole capture: the tap "sipwhy", which gets each SIP message, and what listens to
 * it. Nothing of it costs anything while nobody asked for a report.
 */
#ifndef SIPWHY_REPORTS_H
#define SIPWHY_REPORTS_H

#include <epan/packet.h>

#include "code_table.h"
#include "history.h"

/** What the reports need of the post-dissector. */
struct reports_owner {
    const struct history *(*history)(void); /**< of the open capture; NULL if there is none */
    const struct code_table *(*table)(void);
};

/** Registers the tap, the table and the statistics tree: when protocols are registered.
 *  @param owner  borrowed for good */
void reports_register(const struct reports_owner *owner);

/** Registers the arguments of tshark's -z: when taps are registered. */
void reports_register_listeners(void);

/** To be called when a capture is opened. */
void reports_start(void);

/** True if somebody listens. */
bool reports_are_wanted(void);

/** To be called for each SIP message, whenever its packet is dissected, if somebody listens. */
void reports_message(packet_info *pinfo, const struct history_message *message,
                     const struct sip_message *sip);

/** True in Wireshark, false in tshark and sharkd. */
bool reports_are_in_gui(void);

/**
 * The Call-IDs of the calls of messages, and of all legs of these. Legs are known while a report is
 * open, or when the packets were read again for it.
 * @param messages    of const struct history_message, of the open capture
 * @param may_read_again  read the packets again if need be; in Wireshark only, as long as a display
 *                    filter takes
 * @return set of newly allocated char *, free it with g_hash_table_destroy
 */
GHashTable *reports_call_ids(const GPtrArray *messages, bool may_read_again);

/** To be called before the history is thrown away. */
void reports_forget(void);

#endif
