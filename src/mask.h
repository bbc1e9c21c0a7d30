/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Pseudonyms for what names persons and hosts: user parts, numbers, display names, host names,
 * addresses, Call-IDs. The same name gets the same pseudonym wherever the same key is used, for a
 * pseudonym is a keyed hash (HMAC, RFC 2104) of the name; without the key nobody can tell whether a
 * name that he guesses is the one.
 *
 *   user-k3f9a2c1  number-...  +number-...  name-...  host-....example  call-...  tag-...
 *   240.0.0.0/4 (reserved, RFC 1112 section 4)  2001:db8::/32 (RFC 3849)
 *
 * Names are replaced when values enter sentences, so that the sentences themselves stay. Addresses
 * and URIs are recognised by their form, everything else by having been seen in a message
 * (mask_learn): so Reason, Warning and phrases lose the names that they mention, and products keep
 * theirs.
 */
#ifndef SIPWHY_MASK_H
#define SIPWHY_MASK_H

#include <glib.h>

#include "history.h"
#include "sip_message.h"

struct mask;

/** @param key  borrowed; any length @return free it with mask_free */
struct mask *mask_new(const void *key, gsize length);

/** Ends its use, if it is in use. @param mask  NULL: nothing is done */
void mask_free(struct mask *mask);

/** From now on the mask stands before all foreign text that is shown: there is one for the whole
 * program, as there is one language. @param mask  borrowed; NULL: nothing is masked */
void mask_use(struct mask *mask);

/** The mask in use; NULL if there is none. */
struct mask *mask_in_use(void);

/** Forgets the names of all messages, but not the key: for another capture. @param mask  NULL:
 * nothing is done */
void mask_forget(struct mask *mask);

/** Takes note of all names in a message. To do it again changes nothing. */
void mask_learn(struct mask *mask, const struct sip_message *message);

/** Foreign text with pseudonyms. @return newly allocated (g_free) */
char *mask_text(const struct mask *mask, struct span text);

/** The pseudonym of an IP address, with the port kept. @param endpoint  of 4 or 16 octets */
void mask_endpoint(const struct mask *mask, const struct endpoint *endpoint,
                   struct endpoint *masked);

/** span_to_display of foreign text, behind the mask if one is in use. */
char *mask_display(struct span text, size_t maximum);

/** Likewise for Call-IDs and tags, which are masked as a whole. */
char *mask_display_call_id(struct span call_id, size_t maximum);
char *mask_display_tag(struct span tag, size_t maximum);

#endif
