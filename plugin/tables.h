/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The code table that everything in the plugin asks, as the preferences want it.
 */
#ifndef SIPWHY_TABLES_H
#define SIPWHY_TABLES_H

#include <epan/packet.h>
#include <epan/prefs.h>

#include "code_table.h"

/** Registers the preferences.
 *  @param changed  called when the table was thrown away because a preference changed; may be NULL
 *  @return the module, for further preferences */
module_t *tables_register(int proto, void (*changed)(void));

/** The table; opened when first asked for, so that captures without SIP do not pay. Valid until a
 * preference changes. */
const struct code_table *tables_get(void);

/** To be called before the first packet of a capture: opens the table if the user has tables of his
 * own, and reports their mistakes. Not while packets are dissected: Wireshark shows such a report
 * in a window, and goes on meanwhile. */
void tables_check(void);

/** To be called when packets have been dissected: reports rules that took too long. */
void tables_report(void);

/** Frees all. */
void tables_close(void);

#endif
