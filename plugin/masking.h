/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Pseudonyms in what the plugin adds to packets and reports, as the preferences say. What Wireshark
 * itself shows stays as it is.
 */
#ifndef SIPWHY_MASKING_H
#define SIPWHY_MASKING_H

#include <epan/prefs.h>

#include "sip_message.h"

/** Adds the preferences "mask" and "mask_key". */
void masking_register(module_t *module);

/** To be called before the first packet of a capture: sets up the mask of the preferences. */
void masking_start(void);

/** To be called for each message, before anything of it is shown. */
void masking_message(const struct sip_message *message);

/** To be called when the program ends. */
void masking_end(void);

#endif
