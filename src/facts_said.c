/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_said.h"

/* More values than this in one header are not read. */
#define MOST_VALUES 32

uint32_t
fact_q850_cause(const struct sip_message *sip)
{
    struct span field, rest, element;
    struct sip_reason reason;
    int count = 0;

    for (field = sip->header[SIP_HEADER_REASON]; field.text;
         field = sip_message_next(sip, SIP_HEADER_REASON, field)) {
        for (rest = field; count < MOST_VALUES && (element = sip_list_next(&rest)).text; count++) {
            if (sip_reason_read(element, &reason) && reason.has_cause &&
                span_equal_nocase(reason.protocol, SPAN("Q.850"))) {
                return reason.cause;
            }
        }
    }
    return 0;
}

bool
fact_warning(const struct sip_message *sip, uint16_t from, uint16_t to, struct sip_warning *warning)
{
    struct span field, rest, element;
    int count = 0;

    for (field = sip->header[SIP_HEADER_WARNING]; field.text;
         field = sip_message_next(sip, SIP_HEADER_WARNING, field)) {
        for (rest = field; count < MOST_VALUES && (element = sip_list_next(&rest)).text; count++) {
            if (sip_warning_read(element, warning) && warning->code >= from &&
                warning->code <= to) {
                return true;
            }
        }
    }
    return false;
}

static bool
mentions_any(struct span text, const char *const *words)
{
    for (; *words; words++) {
        if (fact_mentions(text, *words)) {
            return true;
        }
    }
    return false;
}

bool
fact_server_mentions(const struct subject *subject, const char *const *words)
{
    static const enum sip_header headers[] = { SIP_HEADER_WARNING, SIP_HEADER_REASON };
    const struct sip_message *sip = subject->sip;
    struct span field;
    size_t i;
    int count;

    if (!(subject->facts &&
          span_equal_nocase(sip->reason_phrase, span_of(subject->facts->phrase))) &&
        mentions_any(sip->reason_phrase, words)) {
        return true;
    }
    for (i = 0; i < G_N_ELEMENTS(headers); i++) {
        count = 0;
        for (field = sip->header[headers[i]]; field.text && count < MOST_VALUES;
             field = sip_message_next(sip, headers[i], field), count++) {
            if (mentions_any(field, words)) {
                return true;
            }
        }
    }
    return false;
}
