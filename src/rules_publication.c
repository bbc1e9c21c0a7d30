/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 412: the server no longer knows the publication that a PUBLISH speaks of (RFC 3903).
 */
#include "facts.h"
#include "rules_method.h"
#include "sip_values.h"

#define UNKNOWN_NS (-1)

/* What the capture shows of a publication. */
struct publication {
    struct span etag;
    const struct history_message *granted;  /* the newest 2xx that handed out the tag */
    const struct history_message *replaced; /* a 2xx to a PUBLISH that gave the tag back */
    const struct history_message *newer;    /* of a tag that was never seen: the 2xx with the newest
                                               one of the same presentity and event */
    int64_t lifetime_ns;                    /* granted; UNKNOWN_NS if no message tells */
    bool may_be_replaced; /* a PUBLISH that gave the tag back has no answer so far */
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

/* RFC 3903 section 6: the 2xx says for how long. */
static int64_t
lifetime_of(const struct history_message *granted)
{
    const struct history_message *request = granted->transaction->request;
    uint32_t seconds;

    return sip_seconds_read(history_header(granted, SIP_HEADER_EXPIRES), &seconds) ||
                   sip_seconds_read(history_header(request, SIP_HEADER_EXPIRES), &seconds)
               ? seconds * SECONDS_NS
               : UNKNOWN_NS;
}

/* RFC 3903 section 4.5: such a PUBLISH takes the publication back; so does a 2xx for no time. */
static bool
is_removal(const struct history_message *granted)
{
    uint32_t seconds;

    return lifetime_of(granted) == 0 ||
           (sip_seconds_read(history_header(granted->transaction->request, SIP_HEADER_EXPIRES),
                             &seconds) &&
            !seconds);
}

/* Several devices publish for one user, each has a tag of its own (RFC 3903 section 4.1): they may
 * share an address, or send through the same proxy. */
static bool
is_same_device(const struct history_message *a, const struct history_message *b)
{
    return a->transaction->call == b->transaction->call ||
           (a->is_only_via && b->is_only_via && a->path->source == b->path->source);
}

/* Both publish the same event of the same user, from the same device. */
static bool
is_same_publication(const struct history_message *a, const struct history_message *b)
{
    return is_same_device(a, b) && span_equal(history_request_uri(a), history_request_uri(b)) &&
           span_equal_nocase(sip_value_read(history_header(a, SIP_HEADER_EVENT)).value,
                             sip_value_read(history_header(b, SIP_HEADER_EVENT)).value);
}

/* A PUBLISH that gave the tag back was accepted. */
static void
take_success(struct publication *publication, const struct history_message *success)
{
    bool has_tag = span_equal(history_header(success, SIP_HEADER_SIP_ETAG), publication->etag);

    publication->may_be_replaced = false;
    if (has_tag && !is_removal(success)) {
        publication->granted = success;
        publication->replaced = NULL;
    } else {
        publication->replaced = success;
    }
}

/* Follows the tag from the 2xx that handed it out: a refresh hands out another one, or the same. A
 * removal ends it, even if its 2xx names it once more. */
static void
follow_tag(struct publication *publication, const struct history_message *request)
{
    const struct history_transaction *next = publication->granted->transaction;
    int steps = 0;

    while ((next = next->next_sent) && steps++ < HISTORY_NEAR &&
           fact_is_before(next->request, request)) {
        bool is_answered = next->final && fact_is_before(next->final, request);

        if (!is_publish(next) || !span_equal(history_header(next->request, SIP_HEADER_SIP_IF_MATCH),
                                             publication->etag)) {
            continue;
        }
        if (!is_answered) {
            publication->may_be_replaced = true;
        } else if (success_of(next)) {
            take_success(publication, next->final);
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
            return is_removal(success) ? NULL : success;
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
    if (!publication->granted || publication->may_be_replaced ||
        publication->lifetime_ns == UNKNOWN_NS) {
        return NULL;
    }
    if (!publication->lifetime_ns) {
        return "removed";
    }
    return fact_gap(publication->granted, subject->request) >= publication->lifetime_ns ? "expired"
                                                                                        : "lost";
}

static void
show_publication(const struct subject *subject, const struct publication *publication,
                 struct cause *cause)
{
    const struct history_message *granted = publication->granted;

    if (granted) {
        if (publication->lifetime_ns != UNKNOWN_NS) {
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
