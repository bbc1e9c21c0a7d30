/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What rules ask about dialogs. A dialog may have several uses, each with a life of its own: the
 * call, which a BYE ends, and subscriptions, which end with a NOTIFY of state terminated (RFC 5057
 * section 3, RFC 6665 section 4.4.1).
 *
 * "Before" means captured before that message; the same request at another hop does not count.
 */
#ifndef SIPWHY_FACTS_DIALOG_H
#define SIPWHY_FACTS_DIALOG_H

#include "facts.h"

/* ---- messages ---- */

/** True if both are one request, perhaps at two hops (RFC 3261 section 16.6 copies all of this). */
bool fact_same_request(const struct history_transaction *a, const struct history_transaction *b);

/** True if both messages went from the same host to the same host. */
bool fact_same_hop(const struct history_message *a, const struct history_message *b);

/** True if the messages went between the same two hosts, in opposite directions. */
bool fact_opposite_hop(const struct history_message *a, const struct history_message *b);

/** The newest message in this call that came from the host before that message. @return NULL if
 * there is none */
const struct history_message *fact_last_heard(const struct history_transaction *transaction,
                                              const struct history_host *host,
                                              const struct history_message *before);

/* ---- dialogs ---- */

/** The other tag of a dialog; NULL if the tag is none of its two. */
const struct span *fact_other_tag(const struct history_dialog *dialog, const struct span *tag);

/** Another dialog of the same call that fits the request but for one tag, which differs or is
 * missing. One whose beginning was captured is preferred. @return NULL if there is none */
const struct history_dialog *fact_near_dialog(const struct history_transaction *transaction);

/** True if the same INVITE led to several dialogs (RFC 3261 section 12.1). */
bool fact_is_forked(const struct history_dialog *dialog);

/* ---- the call in a dialog ---- */

/** The 2xx to the INVITE of the dialog. @return NULL if there is none before */
const struct history_message *fact_call_answer(const struct history_dialog *dialog,
                                               const struct history_message *before);

/** The same between the two hosts of that message. */
const struct history_message *fact_call_answer_at(const struct history_dialog *dialog,
                                                  const struct history_message *hop);

/** True if the host sent the INVITE of the dialog or its 2xx, at any hop. */
bool fact_call_has_party(const struct history_dialog *dialog, const struct history_host *host);

/** What ended the call: BYE, the final response that ended it while it rang, or a 481 or 408 to a
 * request in it. @return NULL if nothing did before */
const struct history_message *fact_call_end(const struct history_dialog *dialog,
                                            const struct history_message *before);

/** The newest 2xx between caller and callee in the dialog before the request, of an in-dialog
 * request at the same hop, either direction. @return NULL if there is none */
const struct history_message *fact_last_exchange(const struct history_message *request);

/* ---- subscriptions ---- */

/** What is known about the subscription that a NOTIFY or SUBSCRIBE belongs to. */
struct subscription_facts {
    const struct history_message *grant; /**< newest 2xx to SUBSCRIBE, or accepted NOTIFY; NULL if
                                            there was no such subscription */
    const struct history_message *end;   /**< what ended it after that; NULL if nothing did */
    bool has_expiry;
    uint32_t expires;   /**< seconds that it was granted for */
    int64_t expires_ns; /**< when it runs out */
};

/** The subscription (dialog, Event and its id) as it stood before that request. */
struct subscription_facts fact_subscription_state(const struct history_message *request);

/* ---- requests of one side ---- */

/** The request with the highest CSeq number that the same side sent in the same dialog at the same
 * hop before this one; ACK and CANCEL, which share a number, do not count. @return NULL if there is
 * none */
const struct history_message *fact_highest_cseq(const struct history_message *request);

/** An INVITE or UPDATE in the same dialog, captured before the response to that request, that was
 * not yet over when the request came: it had no final response, or an INVITE no ACK.
 * @param own  of the side that sent the request; else of the other side.
 * @return NULL if there is none */
const struct history_message *fact_pending(const struct history_message *request,
                                           const struct history_message *response, bool own);

#endif
