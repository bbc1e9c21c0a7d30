/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Signed caller identity (STIR: RFC 8224): 428, 436, 437, 438, a 403 for a date that is too old,
 * and verdicts about a signature in a Reason (RFC 9410).
 */
#include "facts.h"
#include "facts_identity.h"
#include "facts_list.h"
#include "rules.h"
#include "sip_values.h"

/* A signature is worth nothing after about a minute (RFC 8224 section 6.2). */
#define FRESH_SECONDS 60

/* More values of one header are not read. */
#define READ_VALUES 8

/* The request that whoever sent the response got: at the last hop that the capture shows. */
static const struct history_message *
checked_request(const struct subject *subject)
{
    const struct history_message *response = subject->message, *before;
    int steps = 0;

    while (steps++ < HISTORY_NEAR && (before = fact_forwarded_from(response))) {
        response = before;
    }
    return response->transaction ? response->transaction->request : NULL;
}

/* The same request at the first hop. @return NULL if the capture only shows that it was there */
static const struct history_message *
first_request(const struct history_message *request)
{
    return fact_most_upstream(request->transaction)->request;
}

/* Whom the request says it is from: what a trusted network asserts, else From (RFC 8224 section
 * 4.1). */
static struct span
caller_of(const struct history_message *request)
{
    struct span asserted =
        fact_address_uri(history_header(request, SIP_HEADER_P_ASSERTED_IDENTITY));

    return span_is_set(asserted) ? asserted
                                 : fact_address_uri(history_header(request, SIP_HEADER_FROM));
}

static void
set_caller(struct cause *cause, const struct history_message *request)
{
    struct span uri = caller_of(request), user = fact_user(uri);

    cause_set(cause, "caller", span_is_set(user) ? user : uri);
}

/* ---- 428 ---- */

/* True if all Identity values are of a kind that needs an extension (RFC 8224 section 8); sets the
 * first kind. */
static bool
has_only_extensions(const struct history_message *request, struct cause *cause)
{
    struct span rest = history_header(request, SIP_HEADER_IDENTITY), element;
    int values = 0;

    while (values < READ_VALUES && (element = sip_list_next(&rest)).text) {
        struct identity identity;
        bool is_plain;

        identity_read(element, &identity);
        is_plain = !span_is_set(identity.extension);
        if (!values) {
            cause_set(cause, "extension", identity.extension);
        }
        identity_clear(&identity);
        if (is_plain) {
            return false;
        }
        values++;
    }
    return values > 0;
}

static bool
identity_required(const struct subject *subject, struct cause *cause)
{
    const struct history_message *request = checked_request(subject), *first;

    /* of requests in a dialog, which need no signature, it is not known whether they had one */
    if (!request || request->transaction->in_dialog || request->is_incomplete) {
        return false;
    }
    set_caller(cause, request);
    cause_set(cause, "method", *request->transaction->method);
    cause_is(cause, "none", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    if (history_header(request, SIP_HEADER_IDENTITY).text) {
        cause->variant = "unsupported-ppt";
        cause_show(cause, "request", request);
        return has_only_extensions(request, cause);
    }
    first = first_request(request);
    if (first && history_header(first, SIP_HEADER_IDENTITY).text) {
        cause->variant = "removed";
        cause_show(cause, "first", first);
    }
    cause_show(cause, "request", request);
    return true;
}

/* ---- 436, 437, 438, 403, Reason ---- */

/* How old the signature was, or how far in the future, if that is too much. */
static void
show_age(struct cause *cause, const struct history_message *request,
         const struct identity *identity)
{
    int64_t since = identity_time(identity, request);
    int64_t age = request->time_ns / SECONDS_NS - since;

    if (!since || ABS(age) <= FRESH_SECONDS) {
        return;
    }
    cause_set_duration(cause, age > 0 ? "age" : "ahead", ABS(age) * SECONDS_NS);
    cause_show(cause, age > 0 ? "old" : "early", request);
}

static void
show_parties(struct cause *cause, const struct history_message *request,
             const struct identity *identity)
{
    struct span called = history_request_uri(request);
    struct span to = fact_address_uri(history_header(request, SIP_HEADER_TO));

    if (identity_is_for_others(identity, called) &&
        (!span_is_set(to) || identity_is_for_others(identity, to))) {
        cause_set(cause, "dest", identity_first_dest(identity));
        cause_set(cause, "called", span_is_set(fact_user(called)) ? fact_user(called) : called);
        cause_show(cause, "dest-differs", request);
    }
    if (identity_is_of_another(identity, caller_of(request)) &&
        identity_is_of_another(identity,
                               fact_address_uri(history_header(request, SIP_HEADER_FROM)))) {
        cause_set(cause, "orig", identity->orig);
        cause_show(cause, "orig-differs", request);
    }
}

/* A field that the signature covers was another one at the first hop. */
static void
show_change(struct cause *cause, const struct history_message *request)
{
    static const enum sip_header headers[] = { SIP_HEADER_DATE, SIP_HEADER_FROM, SIP_HEADER_TO };
    const struct history_message *first = first_request(request);
    size_t i;

    for (i = 0; first && i < G_N_ELEMENTS(headers); i++) {
        struct span before = history_header(first, headers[i]);
        struct span after = history_header(request, headers[i]);

        if (headers[i] != SIP_HEADER_DATE) {
            before = fact_address_uri(before);
            after = fact_address_uri(after);
        }
        if (span_is_set(before) && span_is_set(after) && !span_equal(before, after)) {
            cause_set_text(cause, "field", sip_header_name(headers[i]));
            cause_set(cause, "before", before);
            cause_set(cause, "after", after);
            cause_show(cause, "changed", first);
            return;
        }
    }
}

static void
show_clues(const struct subject *subject, struct cause *cause)
{
    const struct history_message *request = checked_request(subject);
    struct identity identity;
    struct span field;

    if (!request) {
        return;
    }
    set_caller(cause, request);
    field = history_header(request, SIP_HEADER_IDENTITY);
    identity_read(sip_list_next(&field), &identity);
    cause_set(cause, "info", identity.info);
    if (subject->code == 438 || subject->code == 403) {
        show_age(cause, request, &identity);
    }
    if (subject->code == 438) {
        show_parties(cause, request, &identity);
        show_change(cause, request);
    }
    identity_clear(&identity);
}

/* The verdict about the signature in a Reason (RFC 9410). */
static bool
reason_read(const struct sip_message *sip, struct sip_reason *reason)
{
    struct fact_list list = fact_list_of(sip, SIP_HEADER_REASON);

    while (fact_list_next_reason(&list, reason)) {
        if (reason->has_cause && span_equal_nocase(reason->protocol, SPAN("STIR"))) {
            return true;
        }
    }
    return false;
}

static const char *
variant_of_code(const struct subject *subject)
{
    struct span phrase = subject->sip->reason_phrase;

    switch (subject->code) {
    case 403:
        return fact_mentions(phrase, "stale date") ? "stale" : NULL;
    case 429: /* FreeSWITCH, where others send 436 */
        return fact_mentions(phrase, "bad identity info") ? "certificate-unreachable" : NULL;
    case 436:
        return "certificate-unreachable";
    case 437:
        return "certificate-untrusted";
    case 438:
        return "invalid";
    default:
        return NULL;
    }
}

static bool
refused_in_reason(const struct subject *subject, struct cause *cause)
{
    const struct code_facts *facts;
    struct sip_reason reason;

    if (!reason_read(subject->sip, &reason) || reason.cause / 100 != 4) {
        return false;
    }
    facts = code_table_find(subject->table, reason.cause);
    cause_is(cause, "in-reason", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause_set_number(cause, "cause", reason.cause);
    cause_set_text(cause, "name", facts ? facts->phrase : NULL);
    cause_set(cause, "text", reason.text);
    if (subject->code < 300) {
        cause_set_number(cause, "going-on", subject->code);
    }
    return true;
}

static bool
identity_rejected(const struct subject *subject, struct cause *cause)
{
    const char *variant = variant_of_code(subject);

    if (!variant) {
        return refused_in_reason(subject, cause);
    }
    cause_is(cause, variant, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    show_clues(subject, cause);
    return true;
}

const struct rule rules_identity[] = {
    { "428-identity-required", "428", NULL, identity_required,
      "RFC 8224 section 6.2; RFC 8224 section 6.2.2; RFC 8588 section 7" },
    { "436-438-identity-rejected", "any", NULL, identity_rejected,
      "RFC 8224 section 6.1.1; RFC 8224 section 6.2; RFC 8224 section 6.2.2; RFC 8225 section 5; "
      "RFC 9410 section 3" },
    { .id = NULL },
};
