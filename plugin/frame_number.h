/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The numbers that frames have for the user. A capture may be an excerpt of a longer one, which
 * "sipwhy report --fast" makes: then a preference names a file with the numbers in the longer one.
 * Or it is several captures that "sipwhy report" lets tshark read as one: then another preference
 * names a file with their names and how many frames each has.
 */
#ifndef SIPWHY_FRAME_NUMBER_H
#define SIPWHY_FRAME_NUMBER_H

#include <epan/packet.h>
#include <epan/prefs.h>

#include "frame_places.h"

/** Adds the preference "frame_numbers": a file of 32-bit numbers in the byte order of the machine,
 * ascending, one for each frame; and "frame_places": a file as frame_places_read takes it. */
void frame_number_register(module_t *module);

/** To be called before the first packet of a capture: reads the files. */
void frame_number_start(void);

/** Where the frames lie. @return NULL if the capture is read by itself */
const struct frame_places *frame_number_places(void);

/** @return that of Wireshark, if the capture is no excerpt */
uint32_t frame_number(const packet_info *pinfo);

#endif
