/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a signed caller identity says: the Identity header field (RFC 8224) and the token in it, a
 * PASSporT (RFC 8225). The signature itself is not checked: the capture has no certificates.
 */
#ifndef SIPWHY_FACTS_IDENTITY_H
#define SIPWHY_FACTS_IDENTITY_H

#include <glib.h>

#include "facts.h"

/** One Identity value. Spans point into the header field, but for those of claims. */
struct identity {
    struct span info; /**< where the certificate is, without angle brackets; absent if not given */
    struct span extension; /**< ppt: the kind of PASSporT ("shaken"); absent for a plain one */
    struct span orig;      /**< claim: number or URI of the caller; absent in the compact form */
    struct span dest;      /**< claim: the JSON array, or string, of called numbers or URIs */
    int64_t signed_at;     /**< claim iat, seconds since the Unix epoch; 0 if it is not there */
    char *claims;          /**< the decoded token; private */
};

/** @param element  one element of the field (sip_list_next). Free it with identity_clear. */
void identity_read(struct span element, struct identity *identity);

void identity_clear(struct identity *identity);

/** True if the claims name called parties, and none of them is this URI or has its number. */
bool identity_is_for_others(const struct identity *identity, struct span uri);

/** True if the claims name a caller, who is not this URI and does not have its number. */
bool identity_is_of_another(const struct identity *identity, struct span uri);

/** The first party that the claims name as called, for a text; absent if there is none. */
struct span identity_first_dest(const struct identity *identity);

/** When the request was signed, seconds since the Unix epoch: by the token, or without one by its
 * Date (RFC 8224 section 5.1). @return 0 if neither tells */
int64_t identity_time(const struct identity *identity, const struct history_message *request);

/** Seconds since the Unix epoch of a Date (RFC 3261 section 20.17). @return 0 if it is none */
int64_t identity_date(struct span date);

#endif
