/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Rules about media that stand in a file of their own.
 */
#ifndef SIPWHY_RULES_MEDIA_H
#define SIPWHY_RULES_MEDIA_H

#include "rules.h"

/* rules_media_offer.c: why an offer was refused */
bool media_no_common_codec(const struct subject *subject, struct cause *cause);
bool media_stream_mismatch(const struct subject *subject, struct cause *cause);
bool media_no_usable_offer(const struct subject *subject, struct cause *cause);

#endif
