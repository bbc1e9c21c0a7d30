/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Server trouble: 503 and the private codes 477 to 479 of SER and its descendants.
 */
#include "rules.h"

#include <string.h>

#include "facts.h"
#include "sip_values.h"

/* Failures of the network on the way that are asked about, newest first. */
#define FAILURES 16

/* What the server says in its own words. */
static const struct {
    const char *words, *also; /* both have to be there; also may be NULL */
    const char *variant;
} phrases[] = {
    { "unresolvable destination", NULL, "unresolvable" },
    { "no dns results", NULL, "unresolvable" },
    { "dns", "fail", "unresolvable" },
    { "dns", "error", "unresolvable" },
    { "dns", "not found", "unresolvable" },
    { "error on sending", NULL, "send-error" },
};

static const char *const route_words[] = { "route", "gateway", "trunk", "circuit" };

static const char *
variant_of_phrase(struct span phrase)
{
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(phrases); i++) {
        if (fact_mentions(phrase, phrases[i].words) &&
            (!phrases[i].also || fact_mentions(phrase, phrases[i].also))) {
            return phrases[i].variant;
        }
    }
    return NULL;
}

static bool
names_route(struct span text)
{
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(route_words); i++) {
        if (fact_mentions(text, route_words[i])) {
            return true;
        }
    }
    return false;
}

/* The phrase, unless it is the usual one ("Bad Gateway"), or a warning for people (RFC 3261 section
 * 20.43) speaks of a route. */
static struct span
text_about_route(const struct subject *subject)
{
    const struct sip_message *sip = subject->sip;
    struct span rest = sip->header[SIP_HEADER_WARNING], element;
    struct sip_warning warning;

    if (names_route(sip->reason_phrase) &&
        !(subject->facts &&
          span_equal_nocase(sip->reason_phrase, span_of(subject->facts->phrase)))) {
        return sip->reason_phrase;
    }
    while ((element = sip_list_next(&rest)).text) {
        if (sip_warning_read(element, &warning) && warning.code == 399 &&
            names_route(warning.text)) {
            return warning.text;
        }
    }
    return (struct span){ NULL, 0 };
}

/* A branch that was answered was reached. */
static bool
has_answered_branch(const struct subject *subject)
{
    const struct history_transaction *down = history_down(subject->transaction);
    int steps = 0;

    for (; down && steps < HISTORY_NEAR; down = history_next_down(down), steps++) {
        if (fact_response(down, 100, 699, subject->message)) {
            return true;
        }
    }
    return false;
}

static bool
is_about_target(const struct history_network_error *failure, struct span host, bool is_explained_so)
{
    if (failure->kind == NETWORK_NO_NAME) {
        return fact_same_host(*failure->name, host);
    }
    return is_explained_so || fact_is_address(host, &failure->sender);
}

/* What the server tried between request and response, and could not do. @param is_explained_so  its
 * phrase or code says that sending failed: then the connection need not name the target */
static const struct history_network_error *
failure_on_the_way(const struct subject *subject, enum network_error_kind kind,
                   bool is_explained_so)
{
    const struct endpoint *server = &subject->message->path->source->host->endpoint;
    struct span host = fact_host(history_request_uri(subject->request));
    int64_t since = subject->request->time_ns, until = subject->message->time_ns;
    const struct history_network_error *failure;
    int steps;

    for (steps = 0; steps < FAILURES && until >= since; steps++) {
        failure = history_failure_near(subject->history, kind, server, until, until - since);
        if (!failure) {
            return NULL;
        }
        if (fact_same_address(&failure->peer, server) &&
            is_about_target(failure, host, is_explained_so)) {
            return failure;
        }
        until = failure->time_ns - 1;
    }
    return NULL;
}

static const char *
rcode_name(uint8_t rcode)
{
    static const char *const names[] = { "NOERROR",  "FORMERR", "SERVFAIL",
                                         "NXDOMAIN", "NOTIMP",  "REFUSED" };

    return rcode < G_N_ELEMENTS(names) ? names[rcode] : NULL;
}

/* The variant that a frame proves. @return NULL if none does */
static const char *
prove(const struct subject *subject, const char *variant, struct cause *cause)
{
    static const enum network_error_kind kinds[] = { NETWORK_REFUSED, NETWORK_RESET,
                                                     NETWORK_UNREACHABLE };
    bool is_send_error = subject->code == 477 || (variant && strcmp(variant, "send-error") == 0);
    const struct history_network_error *failure =
        failure_on_the_way(subject, NETWORK_NO_NAME, false);
    size_t i;

    if (failure) {
        cause_set(cause, "name", *failure->name);
        cause_set_text(cause, "rcode", rcode_name(failure->code));
        cause_show_frame(cause, "dns", failure->frame);
        return "unresolvable";
    }
    for (i = 0; i < G_N_ELEMENTS(kinds); i++) {
        failure = failure_on_the_way(subject, kinds[i], is_send_error);
        if (failure) {
            cause_set_endpoint(cause, "hop", &failure->sender);
            cause_show_frame(cause, "refused", failure->frame);
            return "send-error";
        }
    }
    return NULL;
}

static void
fill(const struct subject *subject, struct cause *cause)
{
    const struct endpoint *server = &subject->message->path->path.source;

    cause_set_endpoint(cause, "server", server);
    cause_set(cause, "target", history_request_uri(subject->request));
    cause_set_number(cause, "code", subject->code);
}

/* 477: sending failed; 478: the name has no address; 479: the URI leads nowhere. No registry has
 * these codes, so they are as clear as a phrase. */
static bool
is_private_code(uint32_t code)
{
    return code >= 477 && code <= 479;
}

static bool
next_hop_failed(const struct subject *subject, struct cause *cause)
{
    const char *variant = variant_of_phrase(subject->sip->reason_phrase), *proved;
    struct span text;
    bool registers;

    if (!subject->request) {
        return false;
    }
    registers = fact_is_method(subject->transaction, "REGISTER");
    fill(subject, cause);
    if (!has_answered_branch(subject)) {
        proved = prove(subject, variant, cause);
        if (!variant && is_private_code(subject->code) && !registers) {
            variant = "private-code";
        }
        if (proved || variant) {
            cause_is(cause, proved ? proved : variant,
                     proved ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_ERROR);
            cause_set(cause, "phrase", subject->sip->reason_phrase);
            return true;
        }
    }
    text = text_about_route(subject);
    if (!text.text || registers) {
        return false;
    }
    cause_is(cause, "no-route", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
    cause_set(cause, "text", text);
    return true;
}

const struct rule rules_server[] = {
    { "next-hop-failed", "477 478 479 500 502 503 480", NULL, next_hop_failed,
      "RFC 3261 section 16.9; RFC 3261 section 18.4; RFC 3261 section 8.1.3.1; "
      "RFC 3263 section 4" },
    { .id = NULL },
};
