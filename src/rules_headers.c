/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a response carries besides its code (Reason, Warning, Retry-After), and what the answer to
 * an OPTIONS ping means, whatever its code.
 *
 * observation.c says of every response what these fields hold. What they mean is said by the rule
 * if it comes first, else there.
 */
#include "facts_list.h"
#include "facts_said.h"
#include "rules.h"
#include "sip_values.h"

/* A client cannot know of an answer before it arrived: requests that follow sooner than T1 (RFC
 * 3261 section 17.1.1.1) may have crossed it. */
#define CROSSED_NS (500 * MILLISECONDS_NS)

/* Waiting as long as one was told to, measured by another clock. */
#define CLOCKS_DIFFER_NS (100 * MILLISECONDS_NS)

/* ---- Reason: Q.850 (RFC 6432) ---- */

/* A table text of this number: name or meaning of a cause or warn-code. */
static const char *
text_of_number(const struct subject *subject, const char *group, uint32_t number, const char *key)
{
    char name[32];

    g_snprintf(name, sizeof(name), "%s %u", group, number);
    return code_table_text(subject->table, name, key);
}

static const char *
name_of_location(const struct subject *subject, struct span location)
{
    char *shown = span_to_display(location, 16);
    char *group = g_strconcat("location ", shown, NULL);
    const char *name = code_table_text(subject->table, group, "name");

    g_free(group);
    g_free(shown);
    return name;
}

/* The code that a gateway should have made of the cause, if it made another one (RFC 3398 section
 * 7.2.4.1). */
static const char *
usual_code(const struct subject *subject, uint32_t cause)
{
    const char *const *codes = code_table_codes_of_cause(subject->table, cause);
    char own[16];

    g_snprintf(own, sizeof(own), "%u", subject->code);
    return g_strv_contains(codes, own) ? NULL : codes[0];
}

/* Busy, no answer, absent, refused, moved, no reason: somebody's choice, not a fault. */
static enum severity
severity_of_cause(uint32_t cause)
{
    return (cause >= 16 && cause <= 22) || cause == 31 ? SEVERITY_NOTE : SEVERITY_WARN;
}

static bool
reason_q850_cause(const struct subject *subject, struct cause *cause)
{
    struct sip_reason reason;
    const char *name;

    if (!fact_q850(subject->sip, &reason) ||
        (reason.cause == 16 && subject->code == 487)) { /* a call that was cancelled ends so */
        return false;
    }
    name = text_of_number(subject, "q850", reason.cause, "name");
    cause_is(cause, name ? NULL : "unlisted", CONFIDENCE_LIKELY, severity_of_cause(reason.cause));
    cause_set_number(cause, "cause", reason.cause);
    cause_set_text(cause, "name", name);
    cause_set_text(cause, "means", text_of_number(subject, "q850", reason.cause, "means"));
    cause_set_text(cause, "place", name_of_location(subject, reason.location));
    cause_set_text(cause, "usual", usual_code(subject, reason.cause));
    return true;
}

/* ---- Warning (RFC 3261 section 20.43) ---- */

enum { WARNING_DIAGNOSTIC_OF_SER = 392, WARNING_MISCELLANEOUS = 399 };

static bool
is_telling(const struct subject *subject, const struct sip_warning *warning)
{
    return warning->code != WARNING_DIAGNOSTIC_OF_SER &&
           (warning->code != WARNING_MISCELLANEOUS || span_is_set(span_trim(warning->text))) &&
           text_of_number(subject, "warning", warning->code, "name");
}

/* The first warning with a code that says something, else the first with free text. */
static bool
warning_read(const struct subject *subject, struct sip_warning *found)
{
    struct fact_list list = fact_list_of(subject->sip, SIP_HEADER_WARNING);
    struct sip_warning warning;

    found->code = 0;
    while (fact_list_next_warning(&list, &warning)) {
        if (is_telling(subject, &warning) &&
            (!found->code ||
             (found->code == WARNING_MISCELLANEOUS && warning.code != WARNING_MISCELLANEOUS))) {
            *found = warning;
        }
    }
    return found->code != 0;
}

/* A failure stays as loud as it is without the warning. */
static enum severity
severity_of_code(const struct subject *subject)
{
    return MAX(SEVERITY_NOTE, subject->facts ? subject->facts->severity : SEVERITY_WARN);
}

static bool
warning_code(const struct subject *subject, struct cause *cause)
{
    struct sip_warning warning;

    if (!warning_read(subject, &warning)) {
        return false;
    }
    cause_is(cause, NULL,
             warning.code == WARNING_MISCELLANEOUS ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN,
             subject->code < 300 ? SEVERITY_NOTE : severity_of_code(subject));
    cause_set_number(cause, "warning", warning.code);
    cause_set_text(cause, "name", text_of_number(subject, "warning", warning.code, "name"));
    cause_set_text(cause, "means", text_of_number(subject, "warning", warning.code, "means"));
    cause_set(cause, "agent", warning.agent);
    cause_set(cause, "text", span_trim(warning.text));
    return true;
}

/* ---- Retry-After (RFC 3261 section 20.33) ---- */

/* Behind one address, as both requests have it, many may stand: the same client has the same port
 * too, or speaks for the same user. */
static bool
is_same_client(const struct history_message *a, const struct history_message *b)
{
    struct span caller;

    if (a->path->source == b->path->source) {
        return true;
    }
    caller = fact_address_uri(history_header(a, SIP_HEADER_FROM));
    return span_is_set(caller) &&
           span_equal(caller, fact_address_uri(history_header(b, SIP_HEADER_FROM)));
}

/* A request that should not have been sent while the server wants to be left alone (RFC 3261
 * section 21.5.4). A ping to find out whether it is back does no harm. */
static bool
is_new_request(const struct history_transaction *next, const struct history_message *response)
{
    const struct history_transaction *own = response->transaction;

    return !next->in_dialog && !next->request->is_ack && !fact_is_method(next, "CANCEL") &&
           !fact_is_method(next, "OPTIONS") &&
           next->request->path->destination == own->request->path->destination &&
           fact_gap(response, next->request) > CROSSED_NS &&
           is_same_client(next->request, own->request);
}

/* @return NULL if none was captured so far */
static const struct history_message *
next_request(const struct history_message *response)
{
    const struct history_transaction *next = response->transaction->next_sent;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_sent, steps++) {
        if (is_new_request(next, response)) {
            return next->request;
        }
    }
    return NULL;
}

/* What the client sent next to the server that asked for patience. After a 503 it may go on with
 * another server (RFC 3261 section 21.5.4); one which the server only passed on speaks of somebody
 * behind it. */
static const struct history_message *
next_attempt(const struct subject *subject)
{
    const struct history_message *retry, *next;

    if (!subject->request) {
        return NULL;
    }
    retry = fact_retry(subject->message);
    if (subject->code != 503) {
        return retry;
    }
    if (retry && retry->path->destination != subject->request->path->destination) {
        retry = NULL;
    }
    if (history_down(subject->transaction)) {
        return retry;
    }
    next = next_request(subject->message);
    return !retry || (next && fact_is_before(next, retry)) ? next : retry;
}

/* Other rules know more: a request inside a call that came too early (RFC 3261 sections 14.2,
 * 21.4.27), a registrar that takes no more addresses. */
static bool
is_about_something_else(const struct subject *subject, uint32_t seconds)
{
    const struct sip_message *sip = subject->sip;

    if ((subject->code == 491 || subject->code == 500) && seconds <= 10 && subject->transaction &&
        subject->transaction->in_dialog) {
        return true;
    }
    return subject->transaction && fact_is_method(subject->transaction, "REGISTER") &&
           (sip->header[SIP_HEADER_P_REGISTRAR_ERROR].text ||
            sip->header[SIP_HEADER_CONTACT].text || fact_mentions(sip->reason_phrase, "too many") ||
            fact_mentions(sip->header[SIP_HEADER_WARNING], "too many"));
}

static bool
retry_after(const struct subject *subject, struct cause *cause)
{
    struct sip_retry_after wait;
    const struct history_message *next;
    int64_t gap;

    if (!sip_retry_after_read(subject->sip->header[SIP_HEADER_RETRY_AFTER], &wait) ||
        !wait.seconds || is_about_something_else(subject, wait.seconds)) {
        return false;
    }
    cause_set_number(cause, "seconds", wait.seconds);
    cause_set(cause, "comment", wait.comment);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    next = next_attempt(subject);
    if (!next) {
        cause_is(cause, "open", CONFIDENCE_CERTAIN, severity_of_code(subject));
        return true;
    }
    gap = fact_gap(subject->message, next);
    if (gap < wait.seconds * SECONDS_NS - CLOCKS_DIFFER_NS) {
        cause_is(cause, "ignored", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    } else {
        cause_is(cause, "respected", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    }
    cause_set_duration(cause, "gap", gap);
    cause_set(cause, "method", *next->transaction->method);
    cause_show(cause, "next", next);
    cause_set_outcome(cause, next);
    return true;
}

/* ---- OPTIONS as a ping (RFC 3261 section 11) ---- */

/* The OPTIONS before, between the same two. */
static const struct history_message *
ping_before(const struct history_transaction *ping)
{
    const struct history_transaction *before = ping->previous_sent;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_sent, steps++) {
        if (before->method == ping->method && !before->in_dialog &&
            before->request->path == ping->request->path) {
            return before->request;
        }
    }
    return NULL;
}

static bool
options_probe_answered(const struct subject *subject, struct cause *cause)
{
    const struct history_message *before;
    bool is_refused = subject->code == 401 || subject->code == 403 || subject->code == 407;

    if (!fact_is_answered_ping(subject)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, is_refused ? SEVERITY_NOTE : SEVERITY_CHAT);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    cause_set_number(cause, "code", subject->code);
    if (subject->message->time_ns >= subject->request->time_ns) {
        cause_set_duration(cause, "elapsed", fact_gap(subject->request, subject->message));
    }
    before = ping_before(subject->transaction);
    if (before) {
        struct statement *statement = cause_show(cause, "before", before);

        statement_set_duration(cause->finding, statement, "interval",
                               fact_gap(before, subject->request));
    }
    return true;
}

const struct rule rules_headers[] = {
    { "reason-q850-cause", "rejected", NULL, reason_q850_cause,
      "RFC 3326 section 2; RFC 6432 section 3; RFC 8606 section 4; RFC 3398 section 7.2.4.1" },
    { "warning-code", "any", NULL, warning_code, "RFC 3261 section 20.43; RFC 5630 section 5",
      .only_adds = true },
    { "retry-after", "rejected", NULL, retry_after,
      "RFC 3261 section 20.33; RFC 3261 section 21.5.4; RFC 3263 section 4.3", .only_adds = true },
    { "options-probe-answered", "final", "OPTIONS", options_probe_answered,
      "RFC 3261 section 11; RFC 3261 section 11.2" },
    { .id = NULL },
};
