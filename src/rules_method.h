/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The rules about requests whose form, method, content or size a server does not take stand in
 * several files; rules_method.c has their table.
 */
#ifndef SIPWHY_RULES_METHOD_H
#define SIPWHY_RULES_METHOD_H

#include "rules.h"

/** True if the header of the message, in any of its fields, lists the token. */
bool method_lists(const struct sip_message *sip, enum sip_header header, struct span token);

/** All fields of the header as one list, without parameters, as far as they fit. */
void method_set_list(struct cause *cause, const char *name, const struct sip_message *sip,
                     enum sip_header header);

/** A request, and what the one that looks for it needs. */
typedef bool method_is_wanted(const struct history_transaction *other,
                              const struct history_transaction *own);

/** The nearest other request to the server that was refused the own one, with the same method and a
 * 2xx. @return NULL if there is none */
const struct history_message *method_accepted(const struct history_transaction *own,
                                              method_is_wanted *is_wanted);

/* ---- rules_malformed.c: 400 ---- */

bool rule_malformed_request(const struct subject *subject, struct cause *cause);

/* ---- rules_content.c: 406, 413, 414, 415, 513 ---- */

bool rule_content(const struct subject *subject, struct cause *cause);
bool rule_too_large(const struct subject *subject, struct cause *cause);

/* ---- rules_publication.c: 412 ---- */

bool rule_publish_etag(const struct subject *subject, struct cause *cause);

#endif
