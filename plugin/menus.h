/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What Wireshark's menus offer for the selected packet: its code explained, compared with another
 * code of the call, and the call shown alone; and the conversation filter.
 */
#ifndef SIPWHY_MENUS_H
#define SIPWHY_MENUS_H

#include "reports.h"

/** Registers all of it, when protocols are registered.
 *  @param owner  borrowed for good */
void menus_register(int proto, const struct reports_owner *owner);

#endif
