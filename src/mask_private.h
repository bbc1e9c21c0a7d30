/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the files of the mask share.
 */
#ifndef SIPWHY_MASK_PRIVATE_H
#define SIPWHY_MASK_PRIVATE_H

#include "mask.h"

/** What a name is of. A name that was seen as several is that which stands first. */
enum mask_kind { MASK_USER, MASK_HOST, MASK_NAME, MASK_CALL, MASK_TAG };

struct mask {
    GBytes *key;
    GHashTable *known; /* char *, lower case: a word of a name, to enum mask_kind */
};

/** The pseudonym of a name. @return newly allocated (g_free) */
char *mask_name(const struct mask *mask, enum mask_kind kind, struct span name);

/** A word of text: letters, digits, some signs that user parts and host names are made of. Other
 * signs at its ends do not belong to it. @return its length; 0 if none begins here */
size_t mask_word(struct span text);

/** The length of "sip:", "tel:" ... at the start of the text, or 0. */
size_t mask_scheme(struct span text);

/** The parts of what follows a scheme. */
struct mask_uri {
    struct span user; /**< without a password; absent if there is none */
    struct span host; /**< without a port; absent behind "tel:" */
    size_t length;    /**< of all that was read */
};

/** @param is_number  a tel URI: user part only */
void mask_uri_read(struct span text, bool is_number, struct mask_uri *uri);

#endif
