/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The rules that accompany any code stand in several files; rules_transport.c has their table.
 */
#ifndef SIPWHY_RULES_TRANSPORT_H
#define SIPWHY_RULES_TRANSPORT_H

#include "facts_transport.h"
#include "rules.h"

typedef bool rule_function(const struct subject *subject, struct cause *cause);

/* ---- rules_transport.c: requests that do not arrive ---- */

/** The request that the network could not deliver: of the subject itself, or of a branch that its
 * response stands for. @return NULL if there is none */
const struct history_network_error *transport_undeliverable(const struct subject *subject);

/* ---- rules_transport_size.c ---- */

rule_function rule_oversize_udp;

/* ---- rules_transport_response.c: responses that do not arrive, or more than once ---- */

rule_function rule_not_reaching_client, rule_retransmission, rule_orphan, rule_conflicting_finals,
    rule_final_ack_missing;

/* ---- rules_fork.c ---- */

rule_function rule_fork_masked;

/* ---- rules_nat.c, rules_nat_media.c ---- */

rule_function rule_private_address, rule_private_media;

/** True if the address is of a kind that the source of the packet is not: a private one from a
 * public source, or a loopback one from elsewhere. Routed private networks and tunnels mix the
 * private blocks freely. */
bool nat_is_foreign(struct span host, const struct history_host *source);

/** True if the request, or the response, comes straight from the user agent, so that the addresses
 * in it are its own. */
bool nat_caller_is_user_agent(const struct subject *subject);
bool nat_callee_is_user_agent(const struct subject *subject);

/* ---- rules_scanner.c ---- */

rule_function rule_scanner_probe;

#endif
