/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What became of a REFER (RFC 3515) or SUBSCRIBE (RFC 6665): the NOTIFYs that report on it, and the
 * call that a REFER ordered.
 */
#ifndef SIPWHY_FACTS_TRANSFER_H
#define SIPWHY_FACTS_TRANSFER_H

#include "facts.h"

/** The reports of one subscription, which a REFER or SUBSCRIBE made. A report is the request of a
 * NOTIFY; of the same one at several hops that of the subscriber's own hop. */
struct subscription {
    const struct history_transaction *order;  /**< the REFER or SUBSCRIBE */
    const struct history_message *accepted;   /**< its 2xx; NULL if not captured */
    const struct history_message *newest;     /**< newest report */
    const struct history_message *result;     /**< newest report with a final code (sipfrag) */
    const struct history_message *terminated; /**< first report of state terminated */
    const struct history_message *active;     /**< first report of state active */
    /** First report that was refused, and none was accepted after it; a challenge that was answered
     * does not count. */
    const struct history_message *refused;
    const struct history_message
        *bye;               /**< first BYE in the dialog after the order, of either side */
    bool has_other_reports; /**< NOTIFYs for the subscriber with tags of another notifier */
};

/** Collects the reports on a REFER or SUBSCRIBE, up to the next accepted one of the same dialog and
 * event. */
void fact_subscription(const struct history_transaction *order, struct subscription *subscription);

/** The REFER that a NOTIFY reports on: event refer, the same dialog, and the id, if it has one, is
 * the CSeq number (RFC 3515 section 2.4.6). @return NULL if it was not captured */
const struct history_transaction *fact_reported_refer(const struct history_message *notify);

/** True if the NOTIFY's event package is refer. */
bool fact_is_refer_report(const struct history_message *notify);

/** True if the Subscription-State of the NOTIFY is this ("terminated"). */
bool fact_has_state(const struct history_message *notify, const char *state);

/** The reason parameter of Subscription-State; absent if there is none. */
struct span fact_state_reason(const struct history_message *notify);

/** The final answer to the report, from 200 on; NULL if there is none so far. */
const struct history_message *fact_report_answer(const struct history_message *notify);

/** Who the REFER asks to call. */
struct transfer_target {
    struct span uri;    /**< without its header part */
    struct span method; /**< absent if it is a call */
    bool is_call;       /**< a SIP or tel URI without method, or INVITE: a transfer */
    bool is_attended;   /**< with Replaces (RFC 3891) */
};

void fact_transfer_target(const struct history_transaction *refer, struct transfer_target *target);

/** The call that the REFER ordered. */
struct transfer_attempt {
    const struct history_message *invite; /**< NULL if there is none so far */
    const struct history_message *final;  /**< its final response; NULL if there is none so far */
    bool is_known; /**< all that the referee sent in the time after the REFER was looked at */
};

void fact_transfer_attempt(const struct subscription *transfer,
                           const struct transfer_target *target, struct transfer_attempt *attempt);

/** The REFER that ordered this INVITE, by what its sender reported on it. @return NULL if it was
 * not found */
const struct history_transaction *fact_ordering_refer(const struct history_message *invite);

#endif
