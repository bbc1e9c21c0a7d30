/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis.h"

#include "observation.h"
#include "sip_values.h"

/* How loud a code is that the table does not know. */
static enum severity
severity_of_class(uint32_t code)
{
    if (!code_is_valid(code)) {
        return SEVERITY_WARN;
    }
    return code < 300 ? SEVERITY_CHAT : code < 400 ? SEVERITY_NOTE : SEVERITY_WARN;
}

/* The method that the response answers: of the request if it was captured, else of the response's
 * CSeq (RFC 3261 section 8.2.6.2 copies it). */
static const char *
method_of(const struct observed *observed, struct finding *finding)
{
    const struct history_transaction *transaction = observed->message->transaction;
    struct sip_cseq cseq;
    const char *kept;
    char *shown;

    if (observed->request && transaction->in_dialog &&
        span_equal(*transaction->method, SPAN("INVITE"))) {
        return "re-INVITE";
    }
    if (!sip_cseq_read(observed->sip->header[SIP_HEADER_CSEQ], &cseq)) {
        return NULL;
    }
    shown = span_to_display(cseq.method, 32);
    kept = g_string_chunk_insert(finding->strings, shown);
    g_free(shown);
    return kept;
}

/* A copy tells nothing new: it must not be louder than a note, a packet that was captured twice not
 * heard at all. */
static enum severity
lowered_for_copies(const struct history_message *message, enum severity severity)
{
    if (history_duplicate_of(message)) {
        return SEVERITY_CHAT;
    }
    return message->copy > 1 ? MIN(severity, SEVERITY_NOTE) : severity;
}

static enum severity
severity_of(const struct code_facts *facts, const struct history_message *message, uint32_t code)
{
    /* normal life stays quiet */
    if (observed_first_challenge(message) || observed_cancel(message)) {
        return SEVERITY_CHAT;
    }
    return lowered_for_copies(message, facts ? facts->severity : severity_of_class(code));
}

enum severity
diagnosis_severity(const struct code_table *table, const struct history_message *message,
                   const struct sip_message *sip)
{
    return severity_of(code_table_find(table, sip->status_code), message, sip->status_code);
}

void
diagnosis_find(const struct code_table *table, const struct history_message *message,
               const struct sip_message *sip, struct finding *finding)
{
    struct observed observed = { .table = table,
                                 .message = message,
                                 .sip = sip,
                                 .request = observed_request(message),
                                 .facts = code_table_find(table, sip->status_code) };

    finding_clear(finding);
    finding->code = sip->status_code;
    finding->method = method_of(&observed, finding);
    finding->cause = "general";
    finding->confidence = CONFIDENCE_GENERAL;
    finding->severity = severity_of(observed.facts, message, finding->code);
    finding->group =
        message->copy > 1 && !history_duplicate_of(message) ? GROUP_SEQUENCE : GROUP_RESPONSE_CODE;
    finding->request_frame = observed.request ? observed.request->frame : 0;
    observe(&observed, finding);
}
