/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Extensions and intervals: 420, 421, 422, 423 (RFC 3261 section 8.2.2.3, RFC 4028, RFC 3261
 * section 10.3, RFC 6665 section 4.2.1.1).
 */
#include "facts.h"
#include "facts_list.h"
#include "facts_registration.h"
#include "rules.h"

/* A client repeats such a request at once, or never. */
#define NO_RETRY_NS (32 * SECONDS_NS)

/* RFC 4028 section 4: the absolute minimum of a session interval. */
#define LEAST_SESSION_SECONDS 90

/* From one hour on nothing is too brief for a registration or a new subscription. */
#define HOUR_SECONDS 3600

/* The header section was captured wholly: only then a header that is not there is missing. */
static bool
is_whole(const struct subject *subject)
{
    return !(subject->sip->defects & SIP_DEFECT_HEADERS_CUT);
}

/* What came of the retry: a success or what precedes one. */
static const struct history_message *
accepted(const struct history_message *retry)
{
    return fact_response(retry->transaction, 101, 299, NULL);
}

/* ---- option tags ---- */

/* Tags of the response's field that the other list has, or has not. NULL if there are none. */
static char *
tags(const struct subject *subject, enum sip_header header, struct span other, bool has)
{
    struct fact_list list = fact_list_of(subject->sip, header);
    GString *found = g_string_new(NULL);
    struct span tag;

    while ((tag = fact_list_next(&list)).text) {
        if (sip_list_has(other, tag) == has) {
            fact_list_show(found, tag);
        }
    }
    return g_string_free(found, found->len == 0);
}

static bool
set_tags(struct cause *cause, char *found)
{
    bool is_set = found != NULL;

    cause_set(cause, "tags", span_of(found));
    g_free(found);
    return is_set;
}

/* What the request demanded and the server does not know. */
static const char *
refused_variant(const struct subject *subject, struct cause *cause)
{
    struct span require = history_header(subject->request, SIP_HEADER_REQUIRE);
    struct span proxy_require = history_header(subject->request, SIP_HEADER_PROXY_REQUIRE);

    if (!subject->sip->header[SIP_HEADER_UNSUPPORTED].text) {
        cause_set(cause, "tags", require.text ? require : proxy_require);
        return is_whole(subject) ? "unnamed" : NULL;
    }
    if (set_tags(cause, tags(subject, SIP_HEADER_UNSUPPORTED, require, true))) {
        return "unsupported";
    }
    if (set_tags(cause, tags(subject, SIP_HEADER_UNSUPPORTED, proxy_require, true))) {
        return "proxy";
    }
    return NULL;
}

/* What the server demands and the request did not offer. */
static const char *
demanded_variant(const struct subject *subject, struct cause *cause)
{
    struct span supported = history_header(subject->request, SIP_HEADER_SUPPORTED);

    cause_set(cause, "supported", supported);
    return set_tags(cause, tags(subject, SIP_HEADER_REQUIRE, supported, false)) ? "required" : NULL;
}

/* True if the request demands (420) or lacks (421) one of the tags. */
static bool
still_differs(const struct subject *subject, const struct history_message *request)
{
    bool is_demand = subject->code == 421;
    struct fact_list list =
        fact_list_of(subject->sip, is_demand ? SIP_HEADER_REQUIRE : SIP_HEADER_UNSUPPORTED);
    struct span tag;

    while ((tag = fact_list_next(&list)).text) {
        bool has = is_demand
                       ? sip_list_has(history_header(request, SIP_HEADER_SUPPORTED), tag) ||
                             sip_list_has(history_header(request, SIP_HEADER_REQUIRE), tag)
                       : sip_list_has(history_header(request, SIP_HEADER_REQUIRE), tag) ||
                             sip_list_has(history_header(request, SIP_HEADER_PROXY_REQUIRE), tag);

        if (has != is_demand) {
            return true;
        }
    }
    return false;
}

/* An extension that only one side has (RFC 3261 sections 8.2.2.3, 21.4.15, 21.4.16). */
static bool
option_tag(const struct subject *subject, struct cause *cause)
{
    const struct history_message *retry, *success;
    enum severity severity = SEVERITY_WARN;
    const char *variant;

    if (!subject->request) {
        return false;
    }
    variant =
        subject->code == 420 ? refused_variant(subject, cause) : demanded_variant(subject, cause);
    if (!variant) {
        return false;
    }
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    cause_set(cause, "method", *subject->transaction->method);
    retry = fact_retry(subject->message);
    if (retry && strcmp(variant, "unnamed") != 0 && !still_differs(subject, retry)) {
        cause_show(cause, "retry", retry);
        cause_set_outcome(cause, retry);
        success = accepted(retry);
        if (success) {
            cause_set_number(cause, "code", success->status_code);
            cause_show(cause, "accepted", success);
            cause_set_outcome(cause, success);
            severity = SEVERITY_CHAT;
        }
    }
    cause_is(cause, variant,
             strcmp(variant, "unnamed") == 0 ? CONFIDENCE_POSSIBLE : CONFIDENCE_CERTAIN, severity);
    return true;
}

/* ---- intervals ---- */

/* True if nobody can come back any more, and the capture would have seen it. */
static bool
is_given_up(const struct subject *subject)
{
    return fact_covers(subject, subject->message->time_ns, NO_RETRY_NS) &&
           fact_sees(subject, subject->request);
}

/* Says how the client went on: with an attempt that is enough, or not. @return the variant */
static const char *
next_attempt(const struct subject *subject, struct cause *cause,
             const struct history_message *retry, bool is_enough)
{
    const struct history_message *final;

    if (!retry) {
        return is_given_up(subject) ? "not-retried" : NULL;
    }
    cause_show(cause, "retry", retry);
    cause_set_outcome(cause, retry);
    final = fact_response(retry->transaction, 200, 699, NULL);
    if (final) {
        cause_set_number(cause, "code", final->status_code);
        cause_set_outcome(cause, final);
        if (final->status_code < 300) {
            cause_show(cause, "accepted", final);
        }
    }
    return is_enough ? "retried" : NULL;
}

/* True if the retry, where there is one, asks for enough. It may do without a session timer: that
 * is enough as well. */
static bool
session_retry(struct cause *cause, const struct history_message *retry, uint32_t least)
{
    uint32_t seconds;

    if (!retry || !sip_seconds_read(history_header(retry, SIP_HEADER_SESSION_EXPIRES), &seconds)) {
        return true;
    }
    cause_set_number(cause, "again", seconds);
    return seconds >= least;
}

/* Session-Expires is below the floor of a server (RFC 4028 section 6). */
static bool
session_interval(const struct subject *subject, struct cause *cause)
{
    const struct history_message *retry;
    const char *variant;
    uint32_t asked, least;

    if (!subject->request ||
        !sip_seconds_read(history_header(subject->request, SIP_HEADER_SESSION_EXPIRES), &asked)) {
        return false;
    }
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    cause_set_number(cause, "asked", asked);
    if (!sip_seconds_read(subject->sip->header[SIP_HEADER_MIN_SE], &least)) {
        cause->group = GROUP_PROTOCOL;
        cause_is(cause, "no-minimum", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        return is_whole(subject);
    }
    cause_set_number(cause, "least", least);
    if (asked >= least) {
        cause->group = GROUP_PROTOCOL;
        cause_is(cause, "contradiction", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
        return true;
    }
    retry = fact_retry(subject->message);
    variant = next_attempt(subject, cause, retry, session_retry(cause, retry, least));
    if (!variant && !retry && asked < LEAST_SESSION_SECONDS) {
        variant = "below-90";
    }
    cause_is(cause, variant, CONFIDENCE_CERTAIN,
             g_strcmp0(variant, "retried") == 0 ? SEVERITY_CHAT : SEVERITY_WARN);
    return true;
}

/* RFC 3261 section 10.3 step 7 and RFC 6665 section 4.2.1.1 know the hour; RFC 6665 section 4.2.1.4
 * (refreshes) and RFC 3903 section 6 (publications) do not. */
static bool
is_hour_enough(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "REGISTER") ||
           (fact_is_method(transaction, "SUBSCRIBE") && !transaction->in_dialog);
}

/* The server refuses what it must not refuse, or does not say what it wants. */
static const char *
wrong_refusal(const struct subject *subject, uint32_t asked, const uint32_t *least)
{
    if (!least) {
        return "no-minimum";
    }
    if (!asked || asked >= *least) {
        return "contradiction";
    }
    return asked >= HOUR_SECONDS && is_hour_enough(subject->transaction) ? "hour" : NULL;
}

/* True if the retry asks for enough. */
static bool
interval_retry(struct cause *cause, const struct history_message *retry, uint32_t least)
{
    uint32_t seconds;

    if (!retry || !fact_asked_expires(retry, &seconds)) {
        return false;
    }
    cause_set_number(cause, "again", seconds);
    return seconds >= least;
}

/* The expiry is below the floor of a server (RFC 3261 section 10.3 step 7). */
static bool
interval_too_brief(const struct subject *subject, struct cause *cause)
{
    const struct history_message *retry;
    const char *variant;
    uint32_t asked, least;
    bool has_least = sip_seconds_read(subject->sip->header[SIP_HEADER_MIN_EXPIRES], &least);

    if (!subject->request || !fact_asked_expires(subject->request, &asked) ||
        (!has_least && !is_whole(subject))) {
        return false;
    }
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_number(cause, "asked", asked);
    if (has_least) {
        cause_set_number(cause, "least", least);
    }
    variant = wrong_refusal(subject, asked, has_least ? &least : NULL);
    if (variant) {
        cause->group = GROUP_PROTOCOL;
        cause_is(cause, variant, CONFIDENCE_CERTAIN, SEVERITY_WARN);
        return true;
    }
    retry = fact_retry(subject->message);
    variant = next_attempt(subject, cause, retry, interval_retry(cause, retry, least));
    cause_is(cause, variant, CONFIDENCE_CERTAIN,
             g_strcmp0(variant, "retried") == 0 ? SEVERITY_CHAT : SEVERITY_WARN);
    return true;
}

const struct rule rules_extension[] = {
    { "420-421-option-tag", "420 421", NULL, option_tag,
      "RFC 3261 section 8.2.2.3; RFC 3261 section 8.1.3.5; RFC 3261 section 16.3; "
      "RFC 3261 section 21.4.15; RFC 3261 section 21.4.16; RFC 3262 section 3" },
    { "422-session-interval", "422", "INVITE UPDATE", session_interval,
      "RFC 4028 section 6; RFC 4028 section 5; RFC 4028 section 7.3; RFC 4028 section 8.1" },
    { "423-interval-too-brief", "423", "REGISTER SUBSCRIBE PUBLISH", interval_too_brief,
      "RFC 3261 section 10.3; RFC 3261 section 10.2.8; RFC 3261 section 20.23; "
      "RFC 3261 section 21.4.17; RFC 6665 section 4.2.1.1; RFC 3903 section 6" },
    { .id = NULL },
};
