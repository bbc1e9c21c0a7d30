/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Dialogs (RFC 3261 section 12; RFC 6665 section 4.4).
 */
#include "history_private.h"

/* A dialog is the same from both sides, so the order of the tags must not matter. */
static bool
is_dialog(const struct history_dialog *dialog, const struct span *tag, const struct span *other_tag)
{
    return (history_same_tag(dialog->caller_tag, tag) &&
            history_same_tag(dialog->callee_tag, other_tag)) ||
           (history_same_tag(dialog->caller_tag, other_tag) &&
            history_same_tag(dialog->callee_tag, tag));
}

static struct history_dialog *
dialog_find(const struct history_call *call, const struct span *tag, const struct span *other_tag)
{
    struct history_dialog *dialog = tag && other_tag ? call->newest_dialog : NULL;
    int looked_at = 0;

    while (dialog && !is_dialog(dialog, tag, other_tag)) {
        dialog = ++looked_at < LOOKED_AT ? dialog->previous_of_call : NULL;
    }
    return dialog;
}

static struct history_dialog *
dialog_new(struct history *history, struct history_transaction *transaction,
           const struct span *caller_tag, const struct span *callee_tag)
{
    struct history_dialog *dialog = ARENA_NEW(history->arena, struct history_dialog);
    struct history_call *call = transaction->call;

    dialog->call = call;
    dialog->caller_tag = caller_tag;
    dialog->callee_tag = callee_tag;
    if (transaction->request && !transaction->in_dialog) {
        dialog->forming = transaction;
    }
    dialog->previous_of_call = call->newest_dialog;
    JOURNAL_SET(history->journal, call->newest_dialog, dialog);
    return dialog;
}

/* The response makes its dialog early or confirms it (RFC 3261 section 12.1; RFC 6665
 * sections 4.1.2.4, 4.4.1). A notifier that answers no SUBSCRIBE is the callee, so the tags of a
 * NOTIFY stand the other way round. */
static struct history_dialog *
dialog_of_success(struct history *history, struct history_transaction *transaction,
                  const struct span *to_tag)
{
    const struct span *from_tag = transaction->from_tag;
    struct history_dialog *dialog;

    if (!from_tag || !to_tag) {
        return NULL;
    }
    dialog = dialog_find(transaction->call, from_tag, to_tag);
    if (dialog) {
        return dialog;
    }
    return transaction->method == history->methods[SIP_METHOD_NOTIFY]
               ? dialog_new(history, transaction, to_tag, from_tag)
               : dialog_new(history, transaction, from_tag, to_tag);
}

static bool
forms_dialog(const struct history *history, const struct span *method, uint32_t code)
{
    if (method == history->methods[SIP_METHOD_INVITE]) {
        return code > 100 && code < 300;
    }
    return code >= 200 && code < 300 &&
           (method == history->methods[SIP_METHOD_SUBSCRIBE] ||
            method == history->methods[SIP_METHOD_REFER] ||
            method == history->methods[SIP_METHOD_NOTIFY]);
}

static void
dialog_progress(struct history *history, struct history_transaction *transaction,
                const struct history_message *response)
{
    struct history_dialog *dialog = dialog_of_success(history, transaction, response->to_tag);

    if (!dialog) {
        return;
    }
    if (response->status_code >= 200) {
        if (!dialog->confirmed) {
            JOURNAL_SET(history->journal, dialog->confirmed, response);
        }
    } else if (!dialog->early && !dialog->confirmed) {
        JOURNAL_SET(history->journal, dialog->early, response);
    }
}

static void
dialog_end(struct history *history, struct history_dialog *dialog,
           const struct history_message *message)
{
    if (dialog && !dialog->ended) {
        JOURNAL_SET(history->journal, dialog->ended, message);
    }
}

/* A non-2xx final ends all early dialogs of its INVITE (RFC 3261 section 12.3). */
static void
early_dialogs_end(struct history *history, struct history_transaction *transaction,
                  const struct history_message *response)
{
    struct history_dialog *dialog = transaction->call->newest_dialog;
    int looked_at = 0;

    for (; dialog && looked_at < LOOKED_AT; dialog = dialog->previous_of_call, looked_at++) {
        if (dialog->early && dialog->early->transaction == transaction && !dialog->confirmed) {
            dialog_end(history, dialog, response);
        }
    }
}

static void
dialog_failure(struct history *history, struct history_transaction *transaction,
               const struct history_message *response)
{
    struct history_dialog *dialog = transaction->dialog;
    uint32_t code = response->status_code;

    if (transaction->method == history->methods[SIP_METHOD_INVITE] && !transaction->in_dialog) {
        early_dialogs_end(history, transaction, response);
    }
    if (!dialog) {
        return;
    }
    if (transaction->method == history->methods[SIP_METHOD_BYE] && (code == 401 || code == 407) &&
        dialog->ended && dialog->ended == transaction->request) {
        JOURNAL_SET(history->journal, dialog->ended, NULL);
    } else if (code == 481 || code == 408) {
        dialog_end(history, dialog, response);
    }
}

void
dialogs_request(struct history *history, struct history_transaction *transaction,
                const struct history_message *request)
{
    if (!request->to_tag || transaction->method == history->methods[SIP_METHOD_CANCEL]) {
        return;
    }
    JOURNAL_SET(history->journal, transaction->in_dialog, true);
    JOURNAL_SET(history->journal, transaction->dialog,
                dialog_find(transaction->call, transaction->from_tag, request->to_tag));
    if (transaction->method == history->methods[SIP_METHOD_BYE]) {
        dialog_end(history, transaction->dialog, request);
    }
}

void
dialogs_response(struct history *history, struct history_transaction *transaction,
                 const struct history_message *response)
{
    if (forms_dialog(history, transaction->method, response->status_code)) {
        dialog_progress(history, transaction, response);
    } else if (response->status_code >= 300) {
        dialog_failure(history, transaction, response);
    }
}

/* The same request, perhaps at another hop (RFC 3261 section 16.6 copies all of this). */
static bool
is_same_request(const struct history_message *a, const struct history_message *b)
{
    const struct history_transaction *left = a->transaction, *right = b->transaction;

    return !a->is_response && !b->is_response && left->call == right->call &&
           history_same_tag(left->from_tag, right->from_tag) && left->cseq == right->cseq &&
           left->method == right->method;
}

static bool
came_before(const struct history_message *event, const struct history_message *message)
{
    return event && history_compare(event, message->frame, message->index) < 0 &&
           !is_same_request(event, message);
}

enum dialog_state
history_dialog_state(const struct history_dialog *dialog, const struct history_message *message)
{
    if (came_before(dialog->ended, message)) {
        return DIALOG_ENDED;
    }
    if (came_before(dialog->confirmed, message)) {
        return DIALOG_CONFIRMED;
    }
    return came_before(dialog->early, message) ? DIALOG_EARLY : DIALOG_NONE;
}
