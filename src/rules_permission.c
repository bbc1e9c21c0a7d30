/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * 403: the server will not do it (RFC 3261 section 21.4.4).
 */
#include <string.h>

#include "facts_identity.h"
#include "rules_authentication.h"

/* Numbers in the form of E.164 have at least so many digits, and no more than that. */
#define FEWEST_DIGITS 7
#define MOST_DIGITS 15

/* A signature of a time this far off is stale (RFC 8224 section 6.2.2). */
#define STALE_SECONDS 60

/* So many refusals without one success speak of the address. */
#define ALWAYS 3

/* Words that servers say why with. */
static const struct {
    const char *words;
    const char *variant;
    bool is_whole; /* else it may go on: "relaying" */
} named[] = {
    { "caller", "caller-id", false }, { "origination", "caller-id", false },
    { "cli", "caller-id", true },     { "destination", "destination", false },
    { "relay", "no-relay", false },   { "stale date", "stale-date", false },
    { "channel", "limit", false },    { "limit", "limit", false },
    { "balance", "limit", false },    { "credit", "limit", true },
};

/* True if the words stand in the text, at the beginning of a word. */
static bool
has_words(struct span text, const char *words, bool is_whole)
{
    size_t length = strlen(words), i;

    for (i = 0; i + length <= text.length; i++) {
        struct span rest = span_skip(text, i);

        if ((i == 0 || !g_ascii_isalnum(text.text[i - 1])) &&
            span_starts_nocase(rest, span_of(words)) &&
            (!is_whole || rest.length == length || !g_ascii_isalnum(rest.text[length]))) {
            return true;
        }
    }
    return false;
}

/* What the server says why in words: in the phrase, a Reason or a Warning.
 * @param text  out: where it says it. @return the variant, NULL if it says nothing */
static const char *
named_reason(const struct subject *subject, struct span *text)
{
    struct sip_reason reason = { .has_cause = false };
    struct sip_warning warning = { .code = 0 };
    struct span reasons = subject->sip->header[SIP_HEADER_REASON];
    struct span warnings = subject->sip->header[SIP_HEADER_WARNING];
    size_t i, j;

    sip_reason_read(sip_list_next(&reasons), &reason);
    sip_warning_read(sip_list_next(&warnings), &warning);
    for (i = 0; i < G_N_ELEMENTS(named); i++) {
        const struct span said[] = { subject->sip->reason_phrase, reason.text, warning.text };

        for (j = 0; j < G_N_ELEMENTS(said); j++) {
            if (has_words(said[j], named[i].words, named[i].is_whole)) {
                *text = said[j];
                return named[i].variant;
            }
        }
    }
    return NULL;
}

/* ---- 403-credentials-refused ---- */

static struct span
registered_uri(const struct subject *subject)
{
    return fact_address_uri(subject->sip->header[SIP_HEADER_TO]);
}

/* Other devices that are registered under the same address. */
static unsigned
other_bindings(const struct subject *subject, const struct history_binding **one)
{
    struct span uri = registered_uri(subject), host = fact_host(uri);
    const struct history_binding *binding =
        fact_bindings_of_user(subject->history, fact_user(uri), subject->message->time_ns);
    unsigned count = 0;
    int steps = 0;

    for (; binding && steps < HISTORY_NEAR;
         binding = history_binding_previous(binding, BINDINGS_OF_NAME), steps++) {
        if (fact_is_bound(binding, subject->message->time_ns) &&
            fact_same_host(*binding->host, host) &&
            !fact_same_address(&binding->path->path.source, &subject->request->path->path.source)) {
            *one = binding;
            count++;
        }
    }
    return count;
}

static bool
is_register(const struct subject *subject)
{
    return fact_is_method(subject->transaction, "REGISTER");
}

static const char *
refusal(const struct subject *subject, const struct credentials *credentials, struct cause *cause)
{
    struct span name = credentials->read.username;
    struct span user = fact_user(registered_uri(subject));
    const struct history_binding *other = NULL;
    unsigned count;

    if (is_register(subject) && span_is_set(user) &&
        !span_equal(user, span_take(name, span_find(name, '@')))) {
        return "register-identity";
    }
    if (fact_mentions(subject->sip->reason_phrase, "replay") ||
        fact_mentions(subject->sip->header[SIP_HEADER_WARNING], "replay")) {
        return "replay";
    }
    count = is_register(subject) ? other_bindings(subject, &other) : 0;
    if (count) {
        cause_set_number(cause, "count", count);
        cause_show(cause, "binding", other->granted);
        return "register-limit";
    }
    return "after-login";
}

/* The server got the credentials that it had asked for, and refuses all the same. */
bool
credentials_refused(const struct subject *subject, struct cause *cause)
{
    struct credentials credentials;
    const struct history_message *issued = fact_asked_for(subject, &credentials);
    struct span text;

    if (!issued || !span_is_set(credentials.read.username) || named_reason(subject, &text) ||
        nonce_count_used(&credentials, issued)) {
        return false;
    }
    cause_is(cause, refusal(subject, &credentials, cause), CONFIDENCE_POSSIBLE, SEVERITY_WARN);
    cause_set_endpoint(cause, "server", &fact_origin(subject->message)->path->path.source);
    cause_set(cause, "username", credentials.read.username);
    cause_set(cause, "method", *subject->transaction->method);
    cause_set(cause, "to", registered_uri(subject));
    cause_show(cause, "issued", issued);
    cause_show(cause, "request", subject->request);
    return true;
}

/* ---- 403-policy ---- */

/* The address that the network is told of the caller. */
static struct span
caller_of(const struct history_message *request)
{
    struct span asserted = history_header(request, SIP_HEADER_P_ASSERTED_IDENTITY);

    return fact_user(
        fact_address_uri(asserted.text ? asserted : history_header(request, SIP_HEADER_FROM)));
}

static bool
is_international(struct span user)
{
    char *number = fact_number(user);
    size_t length = number ? strlen(number) : 0;
    bool result = number && number[0] == '+' && length > FEWEST_DIGITS && length <= MOST_DIGITS + 1;

    g_free(number);
    return result;
}

static bool
is_long_number(struct span user)
{
    char *number = fact_number(user);
    bool result = number && strlen(number) >= FEWEST_DIGITS;

    g_free(number);
    return result;
}

/* How other requests of the client fared at the same server. */
struct comparison {
    const struct history_message *other_caller;      /* accepted: with an international number */
    const struct history_message *other_destination; /* accepted: another target, same caller */
    unsigned refused;                                /* with 403, this one included */
    bool is_always;                                  /* none fared otherwise */
};

static void
compare_one(const struct subject *subject, const struct history_transaction *other,
            struct comparison *comparison)
{
    const struct history_message *request = subject->request, *accepted;

    if (!other->request || other->in_dialog || other->method != subject->transaction->method ||
        fact_is_same_attempt(other, subject->transaction) ||
        !fact_same_address(&other->request->path->path.destination,
                           &request->path->path.destination)) {
        return;
    }
    accepted = fact_response(other, 101, 299, NULL);
    if (other->final) {
        comparison->refused += other->final->status_code == 403;
        comparison->is_always &= other->final->status_code == 403;
    } else if (accepted) {
        comparison->is_always = false;
    }
    if (!accepted) {
        return;
    }
    if (!comparison->other_caller && is_international(caller_of(other->request))) {
        comparison->other_caller = accepted;
    }
    if (!comparison->other_destination && fact_is_same_user(other, subject->transaction) &&
        !span_equal(fact_user(history_request_uri(other->request)),
                    fact_user(history_request_uri(request)))) {
        comparison->other_destination = accepted;
    }
}

static struct comparison
compare(const struct subject *subject)
{
    struct comparison comparison = { .refused = 1, .is_always = true };
    const struct history_transaction *other = subject->transaction->previous_sent;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_sent, steps++) {
        compare_one(subject, other, &comparison);
    }
    other = subject->transaction->next_sent;
    for (steps = 0; other && steps < HISTORY_NEAR; other = other->next_sent, steps++) {
        compare_one(subject, other, &comparison);
    }
    return comparison;
}

/* What the server is responsible for. */
struct served {
    bool any;                             /* it served some domain */
    bool caller, target;                  /* the domain of From, of the Request-URI */
    bool incomplete;                      /* there are more requests than were looked at */
    const struct history_message *others; /* accepted: a request from somewhere else */
};

/* True if the response shows that the server is responsible for the domain that was asked for. */
static bool
shows_service(const struct history_transaction *other)
{
    uint32_t code = other->final ? other->final->status_code : 0;

    if (fact_is_method(other, "REGISTER")) {
        return code / 100 == 2 || code == 401 || code == 407 || code == 423;
    }
    return !other->in_dialog && fact_response(other, 101, 299, NULL);
}

static void
serve_one(const struct subject *subject, const struct history_transaction *other,
          struct served *served)
{
    const struct history_message *request = subject->request;
    const struct history_message *accepted;
    struct span domain, caller;

    if (!other->request) {
        return;
    }
    accepted = fact_response(other, 101, 299, NULL);
    if (accepted && other->method == subject->transaction->method &&
        !fact_same_address(&other->request->path->path.source, &request->path->path.source)) {
        served->others = accepted;
    }
    if (!shows_service(other)) {
        return;
    }
    domain = fact_host(history_request_uri(other->request));
    caller = fact_host(fact_address_uri(history_header(request, SIP_HEADER_FROM)));
    served->any = true;
    served->caller |= fact_same_host(domain, caller);
    served->target |= fact_same_host(domain, fact_host(history_request_uri(request)));
}

static struct served
served_by(const struct subject *subject)
{
    struct served served = { .any = false };
    const struct history_transaction *other = subject->transaction->previous_received;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous_received, steps++) {
        serve_one(subject, other, &served);
    }
    served.incomplete = other != NULL;
    other = subject->transaction->next_received;
    for (steps = 0; other && steps < HISTORY_NEAR; other = other->next_received, steps++) {
        serve_one(subject, other, &served);
    }
    served.incomplete |= other != NULL;
    served.target |= fact_is_address(fact_host(history_request_uri(subject->request)),
                                     &subject->request->path->path.destination);
    return served;
}

/* The signature of the request is too old, or of a time that has not come yet. */
static bool
has_stale_date(const struct subject *subject, struct cause *cause)
{
    struct span field = history_header(subject->request, SIP_HEADER_IDENTITY);
    struct identity identity;
    int64_t signed_at, gap;

    if (!field.text) {
        return false;
    }
    identity_read(sip_list_next(&field), &identity);
    signed_at = identity_time(&identity, subject->request);
    identity_clear(&identity);
    gap = subject->request->time_ns / SECONDS_NS - signed_at;
    if (!signed_at || ABS(gap) <= STALE_SECONDS) {
        return false;
    }
    cause_set(cause, "date", history_header(subject->request, SIP_HEADER_DATE));
    cause_set_duration(cause, gap > 0 ? "age" : "ahead", ABS(gap) * SECONDS_NS);
    return true;
}

/* What speaks of the server and of the address that the request came from. @return NULL if nothing
 * does, or if the server sent the request on: then somebody behind it refuses. */
static const char *
reason_of_server(const struct subject *subject, const struct comparison *comparison,
                 struct cause *cause)
{
    struct served served;

    if (history_down(subject->transaction)) {
        return NULL;
    }
    served = served_by(subject);
    if (served.any && !served.incomplete && !served.caller && !served.target) {
        cause_set(cause, "host", fact_host(history_request_uri(subject->request)));
        return "no-relay";
    }
    if (comparison->refused >= ALWAYS && comparison->is_always && served.others) {
        cause_set_number(cause, "count", comparison->refused);
        cause_show(cause, "compared", served.others);
        return "address";
    }
    return NULL;
}

/* What the other requests of the capture suggest. */
static const char *
suggested_reason(const struct subject *subject, struct cause *cause)
{
    struct comparison comparison = compare(subject);
    const char *variant;

    if (comparison.other_caller && !is_international(caller_of(subject->request)) &&
        is_long_number(fact_user(history_request_uri(subject->request)))) {
        cause_show(cause, "compared", comparison.other_caller);
        return "caller-id";
    }
    if (comparison.other_destination) {
        cause_show(cause, "compared", comparison.other_destination);
        return "destination";
    }
    variant = reason_of_server(subject, &comparison, cause);
    if (variant) {
        return variant;
    }
    return has_stale_date(subject, cause) ? "stale-date" : "other";
}

/* True if the server had asked for credentials in this call before. */
static bool
was_challenged(const struct history_transaction *own)
{
    const struct history_transaction *before = own->previous_in_call;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->final && fact_is_challenge(before->final)) {
            return true;
        }
    }
    return false;
}

static void
set_number(const struct subject *subject, struct cause *cause)
{
    struct span user = caller_of(subject->request);
    char *number = fact_number(user);

    cause_set(cause, "number", number ? user : span_take(user, 0));
    g_free(number);
}

bool
refused_by_policy(const struct subject *subject, struct cause *cause)
{
    const struct history_message *origin = fact_origin(subject->message);
    const char *variant;
    struct span text;

    if (!subject->request || subject->transaction->in_dialog ||
        fact_is_method(subject->transaction, "NOTIFY")) {
        return false;
    }
    variant = named_reason(subject, &text);
    if (!variant &&
        (subject->transaction->has_credentials || subject->transaction->has_other_credentials ||
         subject->request->is_incomplete || was_challenged(subject->transaction))) {
        return false;
    }
    if (variant) {
        cause_set(cause, "text", text);
    }
    cause_is(cause, variant ? variant : suggested_reason(subject, cause),
             variant ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE, SEVERITY_WARN);
    cause_set_endpoint(cause, "server", &origin->path->path.source);
    cause_set_endpoint(cause, "client", &subject->request->path->path.source);
    cause_set(cause, "method", *subject->transaction->method);
    set_number(subject, cause);
    cause_set(cause, "target", history_request_uri(subject->request));
    if (origin != subject->message) {
        cause_show(cause, "origin", origin);
    }
    return true;
}
