/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 412: the server no longer knows the publication that a PUBLISH speaks of (RFC 3903).
 */
#include "facts.h"
#include "rules_method.h"
#include "sip_values.h"

/* What the capture shows of a publication. */
struct publication {
    struct span etag;
    const struct history_message *granted;  /* the newest 2xx that handed out the tag */
    const struct history_message *replaced; /* a 2xx to a PUBLISH that gave the tag back */
    const struct history_message *newer;    /* of a tag that was never seen: the 2xx with the newest
                                               one of the same presentity and event */
    int64_t lifetime_ns;                    /* granted; 0 if unknown */
};

static bool
is_publish(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "PUBLISH");
}

/* The 2xx that answered it. @return NULL if it has another final answer, or none */
static const struct history_message *
success_of(const struct history_transaction *transaction)
{
    return transaction->final && transaction->final->status_code / 100 == 2 ? transaction->final
                                                                            : NULL;
}

/* RFC 3903 section 4.5: such a PUBLISH takes the publication back. */
static bool
is_removal(const struct history_transaction *publish)
{
    uint32_t seconds;

    return sip_seconds_read(history_header(publish->request, SIP_HEADER_EXPIRES), &seconds) &&
           !seconds;
}

/* Both publish the same event of the same user. */
static bool
is_same_publication(const struct history_message *a, const struct history_message *b)
{
    return span_equal(history_request_uri(a), history_request_uri(b)) &&
           span_equal_nocase(sip_value_read(history_header(a, SIP_HEADER_EVENT)).value,
                             sip_value_read(history_header(b, SIP_HEADER_EVENT)).value);
}

/* RFC 3903 section 6: the 2xx says for how long. */
static int64_t
lifetime_of(const struct history_message *granted)
{
    const struct history_message *request = granted->transaction->request;
    uint32_t seconds;

    if (sip_seconds_read(history_header(granted, SIP_HEADER_EXPIRES), &seconds) ||
        (request && sip_seconds_read(history_header(request, SIP_HEADER_EXPIRES), &seconds))) {
        return seconds * SECONDS_NS;
    }
    return 0;
}

/* Follows the tag from the 2xx that handed it out: a refresh hands out another one, or the same. A
 * removal ends it, even if its 2xx names it once more. */
static void
follow_tag(struct publication *publication, const struct history_message *request)
{
    const struct history_transaction *next = publication->granted->transaction;
    int steps = 0;

    while ((next = next->next_sent) && steps++ < HISTORY_NEAR && !publication->replaced &&
           fact_is_before(next->request, request)) {
        const struct history_message *success = is_publish(next) ? success_of(next) : NULL;

        if (!success || !fact_is_before(success, request) ||
            !span_equal(history_header(next->request, SIP_HEADER_SIP_IF_MATCH),
                        publication->etag)) {
            continue;
        }
        if (!is_removal(next) &&
            span_equal(history_header(success, SIP_HEADER_SIP_ETAG), publication->etag)) {
            publication->granted = success;
        } else {
            publication->replaced = success;
        }
    }
}

/* Of a tag that the capture does not show being granted: the newest one that it does show, unless
 * that was taken back. */
static const struct history_message *
newest_tag(const struct history_transaction *own)
{
    const struct history_transaction *before = own->previous_sent;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_sent, steps++) {
        const struct history_message *success = is_publish(before) ? success_of(before) : NULL;

        if (success && fact_is_before(success, own->request) &&
            history_header(success, SIP_HEADER_SIP_ETAG).text &&
            is_same_publication(before->request, own->request)) {
            return is_removal(before) ? NULL : success;
        }
    }
    return NULL;
}

static void
publication_read(const struct subject *subject, struct publication *publication)
{
    const struct history_token *token;

    memset(publication, 0, sizeof(*publication));
    publication->etag = history_header(subject->request, SIP_HEADER_SIP_IF_MATCH);
    token = history_token_find(subject->history, publication->etag);
    if (token && token->granted && token->granted->transaction->request &&
        fact_is_before(token->granted, subject->request)) {
        publication->granted = token->granted;
        follow_tag(publication, subject->request);
        publication->lifetime_ns = lifetime_of(publication->granted);
    } else {
        publication->newer = newest_tag(subject->transaction);
    }
}

/* The PUBLISH that makes a new publication of it. @return the 2xx, NULL if there is none so far */
static const struct history_message *
published_again(const struct subject *subject)
{
    const struct history_transaction *next = subject->transaction->next_sent;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_sent, steps++) {
        if (is_publish(next) && is_same_publication(next->request, subject->request) &&
            fact_is_before(subject->message, next->request) &&
            !history_header(next->request, SIP_HEADER_SIP_IF_MATCH).text) {
            return success_of(next);
        }
    }
    return NULL;
}

static const char *
reason_of(const struct subject *subject, const struct publication *publication)
{
    if (publication->replaced || publication->newer) {
        return "replaced";
    }
    if (!publication->granted) {
        return NULL;
    }
    return publication->lifetime_ns &&
                   fact_gap(publication->granted, subject->request) >= publication->lifetime_ns
               ? "expired"
               : "lost";
}

static void
show_publication(const struct subject *subject, const struct publication *publication,
                 struct cause *cause)
{
    const struct history_message *granted = publication->granted;

    if (granted) {
        if (publication->lifetime_ns) {
            cause_set_duration(cause, "lifetime", publication->lifetime_ns);
        }
        cause_set_duration(cause, "age", fact_gap(granted, subject->request));
        if (granted->path->source != subject->message->path->source) {
            cause_set_endpoint(cause, "grantor", &granted->path->path.source);
        }
        cause_show(cause, "granted", granted);
    }
    if (publication->replaced) {
        cause_show(cause, "replaced", publication->replaced);
    }
    if (publication->newer) {
        cause_set(cause, "other", history_header(publication->newer, SIP_HEADER_SIP_ETAG));
        cause_show(cause, "newer", publication->newer);
    }
}

bool
rule_publish_etag(const struct subject *subject, struct cause *cause)
{
    struct publication publication;
    const struct history_message *again;
    const char *variant;

    if (!subject->request ||
        !span_is_set(history_header(subject->request, SIP_HEADER_SIP_IF_MATCH))) {
        return false;
    }
    publication_read(subject, &publication);
    variant = reason_of(subject, &publication);
    again = published_again(subject);
    cause_is(cause, variant, CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set(cause, "etag", publication.etag);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    show_publication(subject, &publication, cause);
    if (again) {
        cause_is(cause, "renewed", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        cause_show(cause, "again", again);
        cause_set_outcome(cause, again);
    }
    return again || variant;
}
