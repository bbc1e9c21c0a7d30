/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_branch.h"

const struct history_message *
fact_own_ringing(const struct history_message *response)
{
    const struct history_message *message, *found = NULL;
    int steps = 0;

    if (!response->transaction || !response->to_tag) {
        return NULL;
    }
    for (message = response->transaction->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (message->status_code == 180 && message->to_tag &&
            span_equal(*message->to_tag, *response->to_tag) && fact_is_before(message, response)) {
            found = message;
        }
    }
    return found;
}

bool
fact_waits_for_prack(const struct history_transaction *invite, const struct history_message *before)
{
    const struct history_message *message;
    int steps = 0;

    for (message = invite->newest; message && steps < HISTORY_NEAR;
         message = message->previous, steps++) {
        if (message->is_reliable && history_times_sent(message) > 1 &&
            fact_is_before(message, before)) {
            return true;
        }
    }
    return false;
}
