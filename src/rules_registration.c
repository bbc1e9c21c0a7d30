/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a registrar answers to REGISTER: who is bound, for how long, who is turned away (RFC 3261
 * section 10.3); lifetimes of subscriptions and publications go the same way.
 */
#include "facts_list.h"
#include "facts_registration.h"
#include "rules.h"

static const struct span none = { NULL, 0 };

/* Registrars that list what is left may have lost so much on the way. */
#define ROUNDING_SECONDS 2

/* True unless the server said something before: copies of a request may get other answers. */
static bool
is_first_answer(const struct subject *subject)
{
    return subject->request && subject->transaction->final == subject->message;
}

/* ---- who is bound ---- */

static void
set_aor(const struct subject *subject, struct cause *cause)
{
    struct span to = fact_address_uri(subject->sip->header[SIP_HEADER_TO]);
    struct span user = fact_user(to), host = fact_host(to);
    GString *aor = g_string_new(NULL);

    g_string_append_len(aor, user.text, (gssize)user.length);
    g_string_append(aor, user.text ? "@" : "");
    g_string_append_len(aor, host.text, (gssize)host.length);
    cause_set(cause, "aor", span_of(aor->str));
    g_string_free(aor, TRUE);
}

/* The Contacts that the response lists. */
static void
set_listed(const struct subject *subject, struct cause *cause)
{
    struct fact_list list = fact_list_of(subject->sip, SIP_HEADER_CONTACT);
    struct sip_address contact;
    GString *shown = g_string_new(NULL);

    while (fact_list_next_address(&list, &contact)) {
        fact_list_show(shown, contact.uri);
    }
    cause_set(cause, "listed", span_of(shown->str));
    g_string_free(shown, TRUE);
}

static bool
is_same_instance(const struct sip_address *a, const struct sip_address *b)
{
    struct span instance = sip_parameter_find(a->parameters, SPAN("+sip.instance"));

    return span_is_set(instance) &&
           span_equal(instance, sip_parameter_find(b->parameters, SPAN("+sip.instance")));
}

/* How much a listed Contact is like the one that was asked for. */
enum likeness {
    OTHER_DEVICE,
    SAME_USER,    /* of another address: rewritten, or another device of the user */
    SAME_ADDRESS, /* the one that the REGISTER came from: rewritten by a registrar for NAT */
    SAME_CONTACT,
};

static enum likeness
likeness(const struct sip_address *asked, const struct sip_address *listed,
         const struct endpoint *from)
{
    struct span user = fact_user(asked->uri);
    struct sip_uri uri = { .port = 0 };

    if (sip_uri_equal(asked->uri, listed->uri) || is_same_instance(asked, listed)) {
        return SAME_CONTACT;
    }
    sip_uri_read(listed->uri, &uri);
    if (fact_is_address(uri.host, from) && (uri.port ? uri.port : 5060) == from->port) {
        return SAME_ADDRESS;
    }
    return span_is_set(user) && span_equal(user, fact_user(listed->uri)) ? SAME_USER : OTHER_DEVICE;
}

static bool
lists(struct fact_list list, const struct sip_address *asked, const struct endpoint *from)
{
    struct sip_address listed;

    while (fact_list_next_address(&list, &listed)) {
        if (likeness(asked, &listed, from) != OTHER_DEVICE) {
            return true;
        }
    }
    return false;
}

/* True if the response lists the Contact, here or at another hop (a border controller hides it). */
static bool
is_listed(const struct subject *subject, const struct sip_address *asked)
{
    const struct endpoint *from = &subject->request->path->path.source;
    const struct history_transaction *hops[] = { history_up(subject->transaction),
                                                 history_down(subject->transaction) };
    const struct history_message *success;
    size_t i;

    if (lists(fact_list_of(subject->sip, SIP_HEADER_CONTACT), asked, from)) {
        return true;
    }
    for (i = 0; i < G_N_ELEMENTS(hops); i++) {
        success = hops[i] ? fact_response(hops[i], 200, 299, NULL) : NULL;
        if (success &&
            lists(fact_list_of_value(history_header(success, SIP_HEADER_CONTACT)), asked, from)) {
            return true;
        }
    }
    return false;
}

/* The first Contact that the REGISTER wants to bind. @return false if there is none */
static bool
wanted_contact(const struct history_message *request, struct sip_address *contact)
{
    struct fact_list list = fact_list_of_value(history_header(request, SIP_HEADER_CONTACT));
    uint32_t seconds = 0;

    while (fact_list_next_address(&list, contact)) {
        if (!span_equal(contact->uri, SPAN("*")) &&
            !(fact_asked_of_contact(request, contact, &seconds) && !seconds)) {
            return true;
        }
    }
    return false;
}

static struct span
user_of_aor(const struct subject *subject)
{
    return fact_user(fact_address_uri(subject->sip->header[SIP_HEADER_TO]));
}

/* A request outside of dialogs that is addressed to the registered user. */
static bool
is_for_user(const struct history_transaction *transaction, struct span user)
{
    const struct history_message *request = transaction->request;

    return request && !transaction->in_dialog && !request->is_ack &&
           !fact_is_method(transaction, "REGISTER") &&
           span_equal(fact_user(fact_address_uri(history_header(request, SIP_HEADER_TO))), user);
}

/* A request to the user that reaches the device later: it is registered, whatever the list says. */
static bool
is_reached_later(const struct subject *subject)
{
    const struct history_transaction *next = subject->request->path->source->host->newest_received;
    struct span user = user_of_aor(subject);
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->previous_received, steps++) {
        if (next->request && fact_is_before(next->request, subject->message)) {
            return false;
        }
        if (is_for_user(next, user)) {
            return true;
        }
    }
    return false;
}

/* A later call to the user that the registrar refuses. */
static const struct history_message *
refused_later(const struct subject *subject)
{
    const struct history_transaction *next = subject->transaction->next_received;
    struct span user = user_of_aor(subject);
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_received, steps++) {
        if (next->final && (next->final->status_code == 404 || next->final->status_code == 480) &&
            is_for_user(next, user) &&
            span_equal(fact_user(history_request_uri(next->request)), user)) {
            return next->final;
        }
    }
    return NULL;
}

/* The list has others, or nobody, where the asked Contact has to be (RFC 3261 section 10.3 step
 * 8). */
static bool
is_missing(const struct subject *subject, struct cause *cause, const struct sip_address *asked)
{
    struct fact_list list = fact_list_of(subject->sip, SIP_HEADER_CONTACT);
    struct sip_address listed;
    bool is_empty = !fact_list_next_address(&list, &listed);
    const struct history_message *refused;
    enum severity severity = SEVERITY_NOTE;

    if ((subject->sip->defects & SIP_DEFECT_HEADERS_CUT) || subject->request->is_incomplete ||
        is_listed(subject, asked) || is_reached_later(subject)) {
        return false;
    }
    set_aor(subject, cause);
    set_listed(subject, cause);
    cause_set(cause, "contact", asked->uri);
    refused = refused_later(subject);
    if (refused) {
        cause_set_number(cause, "code", refused->status_code);
        cause_show(cause, "refused", refused);
        cause_set_outcome(cause, refused);
        severity = is_empty ? SEVERITY_WARN : SEVERITY_NOTE;
    }
    cause_is(cause, is_empty ? "lost" : "foreign", CONFIDENCE_CERTAIN, severity);
    return true;
}

/* "Registered", but not with this address (RFC 3261 section 10.3). */
static bool
binding_absent(const struct subject *subject, struct cause *cause)
{
    struct span contacts;
    struct sip_address asked;

    if (!subject->request) {
        return false;
    }
    contacts = history_header(subject->request, SIP_HEADER_CONTACT);
    if (wanted_contact(subject->request, &asked)) {
        return is_missing(subject, cause, &asked);
    }
    set_aor(subject, cause);
    set_listed(subject, cause);
    if (!contacts.text) {
        cause_is(cause, "query", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        return !subject->request->is_incomplete;
    }
    if (!span_equal(contacts, SPAN("*"))) {
        cause_set(cause, "contact", fact_address_uri(contacts));
    }
    cause_is(cause, "removed", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    return true;
}

/* ---- for how long ---- */

/* What the response grants this Contact: the most of those that are most like it, for other devices
 * of the user may be listed with what is left of their time. A copy, which may count down, says
 * what the first one did. @return 0 if it names nothing */
static uint32_t
granted_of_contact(const struct subject *subject, const struct sip_address *asked)
{
    struct fact_list list =
        fact_list_of_value(history_header(subject->message, SIP_HEADER_CONTACT));
    const struct endpoint *from = &subject->request->path->path.source;
    enum likeness best = OTHER_DEVICE;
    struct sip_address listed;
    uint32_t granted = 0, seconds;

    while (fact_list_next_address(&list, &listed)) {
        enum likeness one = likeness(asked, &listed, from);

        if (one != OTHER_DEVICE && one >= best &&
            sip_seconds_read(sip_parameter_find(listed.parameters, SPAN("expires")), &seconds) &&
            (one > best || seconds > granted)) {
            granted = seconds;
            best = one;
        }
    }
    if (best == OTHER_DEVICE) {
        sip_seconds_read(history_header(subject->message, SIP_HEADER_EXPIRES), &granted);
    }
    return granted;
}

/* What was asked for and granted; 0 if it is not named. */
static void
lifetimes(const struct subject *subject, uint32_t *asked, uint32_t *granted)
{
    struct sip_address contact;

    *asked = *granted = 0;
    if (!fact_is_method(subject->transaction, "REGISTER")) {
        sip_seconds_read(history_header(subject->request, SIP_HEADER_EXPIRES), asked);
        sip_seconds_read(history_header(subject->message, SIP_HEADER_EXPIRES), granted);
    } else if (wanted_contact(subject->request, &contact) &&
               fact_asked_of_contact(subject->request, &contact, asked)) {
        *granted = granted_of_contact(subject, &contact);
    }
}

/* True if the request refreshes what the other one made: the same client, Call-ID and Contact (RFC
 * 3261 section 10.2.4) or dialog (RFC 6665 section 4.1.2.2). */
static bool
refreshes(const struct history_transaction *next, const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction;
    struct span contact = history_header(subject->request, SIP_HEADER_CONTACT);
    uint32_t asked;

    if (!next->request || next->method != own->method || next->cseq <= own->cseq ||
        next->request->path->source->host != subject->request->path->source->host ||
        next->request->path->destination->host != subject->request->path->destination->host) {
        return false;
    }
    if (fact_is_method(own, "REGISTER")) {
        return sip_uri_equal(fact_address_uri(contact),
                             fact_address_uri(history_header(next->request, SIP_HEADER_CONTACT))) &&
               !(fact_asked_expires(next->request, &asked) && !asked);
    }
    return next->in_dialog; /* never of a PUBLISH, which is sent outside of dialogs */
}

static const struct history_message *
next_refresh(const struct subject *subject)
{
    const struct history_transaction *next = subject->transaction->next_in_call;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (refreshes(next, subject)) {
            return next->request;
        }
    }
    return NULL;
}

/* The server grants less than the client asked for (RFC 3261 section 10.3 step 7). */
static bool
expires_shortened(const struct subject *subject, struct cause *cause)
{
    const struct history_message *refresh;
    uint32_t asked, granted;
    int64_t gap;

    if (!is_first_answer(subject)) {
        return false;
    }
    lifetimes(subject, &asked, &granted);
    if (!granted || (int64_t)granted + ROUNDING_SECONDS >= asked) {
        return false;
    }
    cause_set_number(cause, "asked", asked);
    cause_set_number(cause, "granted", granted);
    cause_set(cause, "method", *subject->transaction->method);
    refresh = next_refresh(subject);
    if (!refresh) {
        return true;
    }
    gap = fact_gap(subject->message, refresh);
    cause_set_duration(cause, "gap", gap);
    if (gap <= granted * SECONDS_NS) {
        cause_show(cause, "refresh", refresh);
    } else if (gap > (granted + INT64_C(1)) * SECONDS_NS && gap < 2 * granted * SECONDS_NS) {
        cause_set_duration(cause, "over", gap - granted * SECONDS_NS);
        cause_show(cause, "late", refresh);
        cause_set_outcome(cause, refresh);
        cause_is(cause, "refreshed-late", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    }
    return true;
}

/* ---- who is turned away ---- */

/* Too many requests, hops or attempts are something else. */
static bool
says_too_many(struct span text)
{
    return (fact_mentions(text, "too many") || fact_mentions(text, "max")) &&
           (fact_mentions(text, "contact") || fact_mentions(text, "binding") ||
            fact_mentions(text, "device") || fact_mentions(text, "registrations")) &&
           !fact_mentions(text, "attempt");
}

/* What the server says about it; absent if it says nothing. */
static struct span
words_about_limit(const struct subject *subject)
{
    const struct sip_message *sip = subject->sip;
    struct fact_list warnings = fact_list_of(sip, SIP_HEADER_WARNING);
    struct sip_warning warning;

    if (says_too_many(sip->header[SIP_HEADER_P_REGISTRAR_ERROR])) {
        return sip->header[SIP_HEADER_P_REGISTRAR_ERROR];
    }
    while (fact_list_next_warning(&warnings, &warning)) {
        if (says_too_many(warning.text)) {
            return warning.text;
        }
    }
    return says_too_many(sip->reason_phrase) ? sip->reason_phrase : none;
}

static bool
lists_uri(struct fact_list list, struct span uri)
{
    struct sip_address listed;

    while (fact_list_next_address(&list, &listed)) {
        if (sip_uri_equal(listed.uri, uri)) {
            return true;
        }
    }
    return false;
}

/* The REGISTERs that hold the places, as far as the response lists them. */
static void
show_holders(const struct subject *subject, struct cause *cause)
{
    const struct history_binding *binding =
        fact_bindings_of_user(subject->history, user_of_aor(subject), subject->message->time_ns);
    int steps = 0, shown = 0;

    for (; binding && steps < HISTORY_NEAR && shown < 2;
         binding = history_binding_previous(binding, BINDINGS_OF_NAME), steps++) {
        if (fact_is_bound(binding, subject->message->time_ns) &&
            fact_same_host(*binding->host,
                           fact_host(fact_address_uri(subject->sip->header[SIP_HEADER_TO]))) &&
            lists_uri(fact_list_of(subject->sip, SIP_HEADER_CONTACT), *binding->contact)) {
            struct statement *statement = cause_show(cause, "holder", binding->granted);

            statement_set(cause->finding, statement, "held", *binding->contact);
            statement_set_frame(cause->finding, statement, "frame", binding->granted->frame);
            shown++;
        }
    }
}

/* Too many devices for one account: the list in the response has others only. */
static bool
registrar_full(const struct subject *subject, struct cause *cause)
{
    struct span words = words_about_limit(subject);
    bool has_list = fact_list_count(fact_list_of(subject->sip, SIP_HEADER_CONTACT)) > 0;
    struct sip_retry_after retry_after;
    struct sip_address asked;

    if (!is_first_answer(subject) || !wanted_contact(subject->request, &asked) ||
        (!words.text && (!has_list || is_listed(subject, &asked)))) {
        return false;
    }
    set_aor(subject, cause);
    set_listed(subject, cause);
    cause_set(cause, "contact", asked.uri);
    cause_set(cause, "words", words);
    if (sip_retry_after_read(subject->sip->header[SIP_HEADER_RETRY_AFTER], &retry_after)) {
        cause_set_number(cause, "seconds", retry_after.seconds);
    }
    if (words.text) {
        cause_show_frame(cause, "words-said", 0);
    }
    show_holders(subject, cause);
    cause_is(cause, words.text ? NULL : "listed",
             words.text ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_WARN);
    return true;
}

const struct rule rules_registration[] = {
    { "200-register-binding-absent", "2xx", "REGISTER", binding_absent,
      "RFC 3261 section 10.3; RFC 3261 section 10.2.3; RFC 3261 section 10.2.2" },
    { "200-register-expires-shortened", "2xx", "REGISTER SUBSCRIBE PUBLISH", expires_shortened,
      "RFC 3261 section 10.2.4; RFC 3261 section 10.3; RFC 6665 section 4.2.1.1; RFC 3903 section "
      "6" },
    { "503-registrar-full", "403 500 503 603", "REGISTER", registrar_full,
      "RFC 3261 section 10.3; RFC 3261 section 10.2.2; RFC 3261 section 21.5.4; "
      "RFC 5626 section 4.2; RFC 5626 section 6" },
    { .id = NULL },
};
