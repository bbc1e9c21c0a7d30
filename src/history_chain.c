/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Hop chains: which transaction forwards which (RFC 3261 section 16.6). A proxy puts its own Via on
 * top, so the Via entries below the first one name the transactions upstream.
 */
#include "history_private.h"

/* More Via entries than this are not counted. */
#define MOST_VIAS UINT8_MAX

/* The next Via element, in this field or the next one. */
static struct span
next_via(const struct sip_message *sip, struct span *field, struct span *rest)
{
    struct span element = sip_list_next(rest);

    while (!element.text && field->text) {
        *field = sip_message_next(sip, SIP_HEADER_VIA, *field);
        *rest = *field;
        element = sip_list_next(rest);
    }
    return element;
}

static void
link_branch(struct history *history, struct history_transaction *up,
            struct history_transaction *down)
{
    struct history_extra *upper = history_extra(history, up), *lower = history_extra(history, down);

    lower->up = up;
    lower->next_down = upper->newest_down;
    JOURNAL_SET(history->journal, upper->newest_down, down);
}

void
chain_request(struct history *history, struct history_transaction *transaction,
              const struct sip_message *sip)
{
    struct span field = sip->header[SIP_HEADER_VIA], rest = field, element;
    struct history_transaction *up = NULL;
    struct sip_via via;

    transaction->vias = 1;
    if (transaction->request->is_only_via) {
        return;
    }
    next_via(sip, &field, &rest);
    while (transaction->vias < MOST_VIAS && (element = next_via(sip, &field, &rest)).text) {
        transaction->vias++;
        if (!up && transaction->vias <= LOOKED_AT && sip_via_read_key(element, &via)) {
            up = history_transaction_via(history, transaction, &via);
        }
    }
    if (up && up != transaction && up->request) {
        link_branch(history, up, transaction);
    }
}
