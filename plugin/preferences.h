/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The preferences of the protocol that say which texts and tables are used.
 */
#ifndef SIPWHY_PREFERENCES_H
#define SIPWHY_PREFERENCES_H

#include <epan/packet.h>
#include <epan/prefs.h>

#include "site_table.h"

/**
 * Registers sipwhy.language, sipwhy.site_tables, and sipwhy.pack.NAME for each pack.
 * @param changed  called when one of them got another value, before packets are dissected anew
 * @return the module, for further preferences
 */
module_t *preferences_register(int proto, void (*changed)(void));

/** What the preferences ask for. @param choice  out; valid until a preference changes or the next
 * call */
void preferences_choice(struct site_choice *choice);

/** True if they ask for something else than when preferences_choice was called last: sharkd changes
 * a preference without saying so. Cheap. */
bool preferences_differ(void);

/** Frees what the others keep. */
void preferences_end(void);

#endif
