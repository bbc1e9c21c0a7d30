/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_said.h"

#include "facts_list.h"

/* More values than this in one header are not read. */
#define MOST_VALUES 32

bool
fact_q850(const struct sip_message *sip, struct sip_reason *reason)
{
    struct fact_list list = fact_list_of(sip, SIP_HEADER_REASON);

    while (fact_list_next_reason(&list, reason)) {
        if (span_equal_nocase(reason->protocol, SPAN("Q.850")) && reason->cause >= 1 &&
            reason->cause <= 127) {
            return true;
        }
    }
    return false;
}

uint32_t
fact_q850_cause(const struct sip_message *sip)
{
    struct sip_reason reason;

    return fact_q850(sip, &reason) ? reason.cause : 0;
}

bool
fact_warning(const struct sip_message *sip, uint16_t from, uint16_t to, struct sip_warning *warning)
{
    struct fact_list list = fact_list_of(sip, SIP_HEADER_WARNING);

    while (fact_list_next_warning(&list, warning)) {
        if (warning->code >= from && warning->code <= to) {
            return true;
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

bool
fact_names_own_trouble(const struct subject *subject)
{
    static const char *const words[] = { "out of order", "registrar", "maximum calls", "max calls",
                                         "too many",     "capacity",  "limit",         "overload",
                                         "busy",         "paused",    "maintenance",   NULL };

    return fact_server_mentions(subject, words);
}
