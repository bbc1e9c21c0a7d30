/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Shows an explanation as a subtree of the packet and as an expert item.
 */
#ifndef SIPWHY_DISPLAY_H
#define SIPWHY_DISPLAY_H

#include <epan/packet.h>

#include "explanation.h"

/** Registers the fields and expert items of the protocol. */
void display_register(int proto);

/** The texts are others now, of another language or of the user. */
void display_change_texts(void);

/** Adds the tree item. @return it, for the expert item; NULL if the tree does not want it */
proto_item *display_explanation(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
                                const struct explanation *explanation);

/** Adds the code and its class, which tell nothing that the message does not. */
void display_code(proto_tree *tree, tvbuff_t *tvb, const struct code_table *table,
                  const struct explanation *explanation);

/** Raises the one expert item of a response. @param item  NULL if no tree is wanted */
void display_expert(packet_info *pinfo, proto_item *item, const struct finding *finding,
                    const char *verdict);

#endif
