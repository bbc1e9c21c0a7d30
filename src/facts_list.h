/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Header fields that are lists (RFC 3261 section 7.3.1): their elements one after the other, from
 * all fields of that name.
 */
#ifndef SIPWHY_FACTS_LIST_H
#define SIPWHY_FACTS_LIST_H

#include <glib.h>

#include "sip_message.h"
#include "sip_values.h"

/** Where a reader stands in a list. */
struct fact_list {
    const struct sip_message *sip; /* NULL: only `rest` */
    enum sip_header header;
    struct span field, rest;
    unsigned taken;
};

/** The list in the header fields of a message that is read again. */
struct fact_list fact_list_of(const struct sip_message *sip, enum sip_header header);

/** The list in one value: what history_header gives. */
struct fact_list fact_list_of_value(struct span value);

/** The next element. @return absent if there is none, or after very many */
struct span fact_list_next(struct fact_list *list);

/** The next element that is an address. @return false if there is none */
bool fact_list_next_address(struct fact_list *list, struct sip_address *address);

/** The next element that is a Reason value (RFC 3326 section 2). @return false if there is none */
bool fact_list_next_reason(struct fact_list *list, struct sip_reason *reason);

/** The next element that is a Warning value (RFC 3261 section 20.43). @return false if there is
 * none
 */
bool fact_list_next_warning(struct fact_list *list, struct sip_warning *warning);

/** How many elements are left. */
unsigned fact_list_count(struct fact_list list);

/** Adds text to a list that is to be shown: "a, b, c"; beyond five there is only "...". */
void fact_list_show(GString *shown, struct span text);

#endif
