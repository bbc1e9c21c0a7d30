/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The post-dissector: feeds the history while packets are dissected for the first time, and
 * explains the responses of a packet whenever it is dissected.
 */
#ifndef SIPWHY_PACKET_SIPWHY_H
#define SIPWHY_PACKET_SIPWHY_H

/** Registers protocol, fields, expert items and the post-dissector. */
void proto_register_sipwhy(void);

/** Looks up the protocols that it builds on. */
void proto_reg_handoff_sipwhy(void);

#endif
