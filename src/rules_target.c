/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The target was not found: 404, 410, 480, 484, 485, 604 and what some servers say instead (RFC
 * 3261 sections 10.3, 16.5, 21.4.5).
 */
#include "facts_list.h"
#include "facts_registration.h"
#include "facts_target.h"
#include "rules.h"
#include "rules_target.h"

#include <string.h>

#define RACE_NS (5 * SECONDS_NS)

/* A client waits no longer for an answer (RFC 3261 section 17.1.2.2, Timer F). */
#define ANSWER_NS (32 * SECONDS_NS)
#define GRACE_NS (30 * SECONDS_NS)
#define JUST_NOW_NS (60 * SECONDS_NS)
#define LOCAL_ANSWER_NS (500 * MILLISECONDS_NS)

/* Numbers as long as this are of the telephone network: nobody registers them here. */
#define NETWORK_DIGITS 7

static const struct span none = { NULL, 0 };

static struct span
asked_uri(const struct subject *subject)
{
    return history_request_uri(subject->request);
}

static struct span
sender_user(const struct subject *subject)
{
    return fact_user(fact_address_uri(history_header(subject->request, SIP_HEADER_FROM)));
}

void
target_set(const struct subject *subject, struct cause *cause)
{
    struct span uri = asked_uri(subject);

    cause_set(cause, "uri", uri);
    cause_set(cause, "user", fact_user(uri));
    cause_set(cause, "domain", fact_host(uri));
    cause_set(cause, "method", *subject->transaction->method);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
}

static void
set_aor(struct cause *cause, const struct history_binding *binding)
{
    char *aor = fact_aor(binding);

    cause_set(cause, "aor", span_of(aor));
    cause_set(cause, "contact", *binding->contact);
    g_free(aor);
}

/* ---- registered in another domain ---- */

/* A binding of this user in another domain. @return NULL if there is none, or one in the domain
 * that was asked for */
static const struct history_binding *
binding_elsewhere(const struct subject *subject, struct span user, struct span host)
{
    const struct history_binding *binding =
        fact_bindings_of_user(subject->history, user, subject->request->time_ns);
    const struct history_binding *found = NULL;
    int steps = 0;

    if (!span_is_set(user)) {
        return NULL;
    }
    for (; binding && steps < HISTORY_NEAR;
         binding = history_binding_previous(binding, BINDINGS_OF_NAME), steps++) {
        if (fact_same_host(*binding->host, host)) {
            return NULL;
        }
        if (!found && fact_is_bound(binding, subject->request->time_ns)) {
            found = binding;
        }
    }
    return found;
}

/* True if the caller, or anybody near, shows that the registrar serves the domain as well. */
static bool
is_alias(const struct subject *subject, const struct history_binding *binding,
         const struct history_transaction *asked, struct span host)
{
    const struct history_binding *caller =
        history_bindings_of_user(subject->history, sender_user(subject));
    struct fact_domains domains;
    int steps = 0;

    for (; caller && steps < HISTORY_NEAR;
         caller = history_binding_previous(caller, BINDINGS_OF_NAME), steps++) {
        if (fact_same_host(*caller->host, host)) {
            return true;
        }
    }
    if (fact_is_address(host, &fact_registrar(binding)->endpoint) ||
        fact_is_address(host, &asked->request->path->path.destination)) {
        return true;
    }
    fact_domains(asked, host, &domains);
    return domains.is_served;
}

/* True if the request names the device, or was sent to it, behind the location lookup. */
static bool
is_for_device(const struct subject *subject)
{
    return fact_binding_of_target(subject->history, subject->request) != NULL;
}

/* True if the sender of a response is itself something that registers, or did. */
static bool
is_registered_device(const struct endpoint *sender, const struct history_host *host)
{
    const struct history_binding *binding = host->newest_binding;
    int steps = 0;

    for (; binding && steps < HISTORY_NEAR;
         binding = history_binding_previous(binding, BINDINGS_OF_HOST), steps++) {
        if (binding->path->path.source.port == sender->port) {
            return true;
        }
    }
    return false;
}

static bool
asks_for_own_mailbox(const struct subject *subject)
{
    return fact_is_method(subject->transaction, "SUBSCRIBE") &&
           span_equal_nocase(sender_user(subject), fact_user(asked_uri(subject)));
}

const struct history_binding *
target_elsewhere(const struct subject *subject)
{
    struct span uri = asked_uri(subject), user = fact_user(uri), host = fact_host(uri);
    const struct history_transaction *asked = fact_origin(subject->message)->transaction;
    const struct history_binding *binding;
    char *number;

    if (subject->transaction->in_dialog || !asked->request || asks_for_own_mailbox(subject) ||
        fact_ringing(subject->transaction, subject->message)) {
        return NULL;
    }
    binding = binding_elsewhere(subject, user, host);
    number = binding ? NULL : fact_number(user);
    if (number && !history_bindings_of_user(subject->history, user)) {
        binding = binding_elsewhere(subject, span_of(number), host);
    }
    g_free(number);
    return binding && !is_for_device(subject) &&
                   !fact_was_sent_by(subject->transaction, fact_registrar(binding)) &&
                   !is_alias(subject, binding, asked, host)
               ? binding
               : NULL;
}

/* A later request of the same client to the right address that was taken. */
static const struct history_transaction *
found_later(const struct subject *subject, const struct history_binding *binding)
{
    const struct history_transaction *next = subject->transaction->next_sent;
    struct span uri;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_sent, steps++) {
        uri = history_request_uri(next->request);
        if (fact_found_target(next) && binding->user &&
            fact_same_host(fact_host(uri), *binding->host) &&
            span_equal_nocase(fact_user(uri), *binding->user)) {
            return next;
        }
    }
    return NULL;
}

/* The user exists, but in another domain (RFC 3261 section 10.3 step 5). */
static bool
registered_elsewhere(const struct subject *subject, struct cause *cause)
{
    const struct history_binding *binding = subject->request ? target_elsewhere(subject) : NULL;
    const struct history_transaction *later;

    if (!binding) {
        return false;
    }
    target_set(subject, cause);
    set_aor(cause, binding);
    cause_set(cause, "host", *binding->host);
    cause_show(cause, "binding", binding->granted);
    if (!fact_came_past(subject->message, fact_registrar(binding))) {
        cause_set_endpoint(cause, "registrar", &fact_registrar(binding)->endpoint);
        cause_is(cause, "other-server", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
        return true;
    }
    later = found_later(subject, binding);
    if (later) {
        const struct history_message *found = fact_found_target(later);

        cause_set_number(cause, "code", found->status_code);
        cause_set_frame(cause, "call", later->request->frame);
        cause_show(cause, "found", found);
        cause_set_outcome(cause, found);
    }
    cause_is(cause, NULL, later ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_WARN);
    return true;
}

/* ---- no longer registered ---- */

/* True if the REGISTER was under way, or the server could have known of it a moment before. */
static bool
is_race(const struct history_binding *binding, int64_t time_ns)
{
    const struct history_message *request = binding->granted->transaction->request;

    return request && request->time_ns <= time_ns && request->time_ns >= time_ns - RACE_NS;
}

/* The binding of the address that ended last before the request. @return NULL if there is none, or
 * one that holds, or is just being made */
static const struct history_binding *
ended_binding(const struct subject *subject)
{
    struct span uri = history_request_uri(subject->request), user = fact_user(uri);
    int64_t time_ns = subject->request->time_ns;
    const struct history_binding *binding =
        fact_bindings_of_user(subject->history, user, time_ns + ANSWER_NS);
    const struct history_binding *found = NULL;
    struct span host = fact_host(uri);
    int steps = 0;

    for (; binding && steps < HISTORY_NEAR;
         binding = history_binding_previous(binding, BINDINGS_OF_NAME), steps++) {
        if ((binding->from_ns > time_ns && !is_race(binding, time_ns)) ||
            !fact_same_host(*binding->host, host)) {
            continue;
        }
        if (binding->until_ns > time_ns) {
            return NULL;
        }
        if (!found || binding->until_ns > found->until_ns) {
            found = binding;
        }
    }
    return found;
}

/* True if the device registered this itself, on the path that the binding knows; else it may
 * refresh it elsewhere. */
static bool
is_own_registration(const struct history_binding *binding)
{
    const struct history_message *request = binding->granted->transaction->request;
    struct fact_list list =
        fact_list_of_value(request ? history_header(request, SIP_HEADER_CONTACT) : none);
    struct sip_address contact;

    while (fact_list_next_address(&list, &contact)) {
        if (sip_uri_equal(contact.uri, *binding->contact)) {
            return true;
        }
    }
    return false;
}

/* The last attempt to register again that got nothing. */
static const struct history_message *
failed_refresh(const struct history_binding *binding, const struct history_message *before)
{
    const struct history_transaction *next = binding->granted->transaction->next_in_call;
    const struct history_message *found = NULL;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->request && fact_is_method(next, "REGISTER") &&
            fact_is_before(next->request, before) &&
            (!next->final || next->final->status_code >= 300)) {
            found = next->request;
        }
    }
    return found;
}

/* True if the answer to a refresh may have gone past the capture. */
static bool
is_answer_unseen(const struct subject *subject, const struct history_message *refresh)
{
    return refresh && !refresh->transaction->final &&
           !history_sees(subject->history, refresh->path, refresh->time_ns);
}

static void
show_end(const struct subject *subject, struct cause *cause, const struct history_binding *binding,
         const struct history_message *refresh)
{
    cause_set_duration(cause, "gap", subject->request->time_ns - binding->until_ns);
    cause_set_number(cause, "lifetime",
                     (uint64_t)((binding->until_ns - binding->from_ns) / SECONDS_NS));
    cause_show(cause, "binding", binding->granted);
    if (binding->end == BINDING_REMOVED) {
        cause_show(cause, "end", binding->ended);
        return;
    }
    if (refresh) {
        cause_show(cause, "refresh", refresh);
        if (refresh->transaction->final) {
            cause_set_number(cause, "refused-code", refresh->transaction->final->status_code);
            cause_show(cause, "refused", refresh->transaction->final);
        }
    }
}

/* True if a phone was found, or refused itself. */
static bool
was_found(const struct subject *subject)
{
    const struct history_message *origin = fact_origin(subject->message);

    return fact_response(subject->transaction, 101, 199, subject->message) != NULL ||
           (origin->transaction && history_down(origin->transaction)) ||
           is_registered_device(&origin->path->path.source, origin->path->source->host) ||
           is_for_device(subject);
}

static bool
is_gone(const struct subject *subject, struct cause *cause, const struct history_binding *binding)
{
    int64_t gap = subject->request->time_ns - binding->until_ns;
    bool is_removed = binding->end == BINDING_REMOVED;
    const struct history_message *refresh = failed_refresh(binding, subject->request);
    bool is_registrar = fact_came_past(subject->message, fact_registrar(binding));

    if (binding->end == BINDING_REPLACED || (!is_removed && gap < GRACE_NS) ||
        !is_own_registration(binding) || is_answer_unseen(subject, refresh)) {
        return false;
    }
    target_set(subject, cause);
    set_aor(cause, binding);
    show_end(subject, cause, binding, refresh);
    cause_is(cause, is_removed ? "removed" : "expired",
             is_registrar ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE,
             is_removed && gap < JUST_NOW_NS ? SEVERITY_NOTE : SEVERITY_WARN);
    if (cause->confidence == CONFIDENCE_POSSIBLE) {
        cause->variant = is_removed ? "maybe-removed" : "maybe-expired";
    }
    return true;
}

/* What the registrar did with others of the domain. */
struct others {
    const struct history_message *example; /* a 2xx to REGISTER */
    int64_t longest_ns;                    /* lifetime */
    bool has_user;                         /* the user tried as well */
};

static int64_t
lifetime_of(const struct history_message *success)
{
    struct fact_list list = fact_list_of_value(history_header(success, SIP_HEADER_CONTACT));
    struct sip_address contact;
    uint32_t seconds, longest = 0;

    if (sip_seconds_read(history_header(success, SIP_HEADER_EXPIRES), &seconds)) {
        longest = seconds;
    }
    while (fact_list_next_address(&list, &contact)) {
        if (sip_seconds_read(sip_parameter_find(contact.parameters, SPAN("expires")), &seconds)) {
            longest = MAX(longest, seconds);
        }
    }
    return (longest ? longest : 3600) * SECONDS_NS;
}

static void
others_read(const struct subject *subject, struct others *others)
{
    const struct history_transaction *asked = fact_origin(subject->message)->transaction;
    const struct history_transaction *before = asked->previous_received;
    struct span uri = asked_uri(subject), user = fact_user(uri), host = fact_host(uri), to;
    int steps = 0;

    *others = (struct others){ .example = NULL };
    for (; before && steps < HISTORY_NEAR; before = before->previous_received, steps++) {
        if (!fact_is_method(before, "REGISTER") || !before->request) {
            continue;
        }
        to = fact_address_uri(history_header(before->request, SIP_HEADER_TO));
        if (!fact_same_host(fact_host(to), host)) {
            continue;
        }
        others->has_user = others->has_user || span_equal_nocase(fact_user(to), user);
        if (before->final && before->final->status_code / 100 == 2) {
            others->example = before->final;
            others->longest_ns = MAX(others->longest_ns, lifetime_of(before->final));
        }
    }
}

/* Numbers of the telephone network, and service codes, never register. */
static bool
may_register(struct span user)
{
    char *number = fact_number(user);
    bool result = span_is_set(user) &&
                  (!number || (strlen(number) < NETWORK_DIGITS && number[0] != '*' &&
                               number[0] != '#' && number[0] != '+' && strlen(number) > 3));

    g_free(number);
    return result;
}

static bool
has_registered(const struct subject *subject)
{
    return history_bindings_of_user(subject->history, fact_user(asked_uri(subject))) != NULL;
}

/* The address, of which the capture has no binding, never registered, although others did. */
static bool
never_registered(const struct subject *subject, struct cause *cause)
{
    struct span user = fact_user(asked_uri(subject));
    int64_t age = subject->request->time_ns - history_first_time(subject->history);
    struct others others;

    if (!(subject->code == 404 || subject->code == 480) ||
        !(fact_is_method(subject->transaction, "INVITE") ||
          fact_is_method(subject->transaction, "MESSAGE")) ||
        !may_register(user) || history_bindings_of_contact(subject->history, user) ||
        !fact_origin(subject->message)->transaction) {
        return false;
    }
    others_read(subject, &others);
    if (!others.example || others.has_user || age < others.longest_ns) {
        return false;
    }
    target_set(subject, cause);
    cause_set_duration(cause, "age", age);
    cause_show(cause, "other", others.example);
    cause_is(cause, "never", CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    return true;
}

/* Was registered, is not any more (RFC 3261 sections 10.2.4, 16.5). */
static bool
registration_gone(const struct subject *subject, struct cause *cause)
{
    const struct history_binding *binding;

    if (!subject->request || subject->transaction->in_dialog) {
        return false;
    }
    binding = ended_binding(subject);
    if ((!binding && has_registered(subject)) || was_found(subject)) {
        return false;
    }
    return binding ? is_gone(subject, cause, binding) : never_registered(subject, cause);
}

/* ---- domain ---- */

/* True if the Route leads to somebody else than this server: it is only on the way. */
static bool
is_on_the_way(const struct subject *subject)
{
    struct fact_list route = fact_list_of_value(history_header(subject->request, SIP_HEADER_ROUTE));
    struct sip_address address;

    while (fact_list_next_address(&route, &address)) {
        if (!fact_is_address(fact_host(address.uri), &subject->message->path->path.source)) {
            return true;
        }
    }
    return false;
}

/* True if a user of that name is registered here: then it is not, or not only, the domain. */
static bool
is_known_user(const struct subject *subject)
{
    const struct history_binding *binding = fact_active_binding(
        subject->history, fact_user(asked_uri(subject)), none, subject->request->time_ns);

    return binding && fact_registrar(binding) == subject->message->path->source->host;
}

static bool
speaks_of_domain(struct span phrase)
{
    return span_equal_nocase(span_take(span_trim(phrase), 8), SPAN("not here")) ||
           fact_mentions(phrase, "domain") || fact_mentions(phrase, "relay");
}

/* True if this server itself answered at once, and passed nothing on. */
static bool
is_own_answer(const struct subject *subject)
{
    const struct history_message *request = subject->request;

    return fact_same_address(&subject->message->path->path.source,
                             &request->path->path.destination) &&
           fact_gap(request, subject->message) < LOCAL_ANSWER_NS &&
           !history_down(subject->transaction);
}

static void
set_served(struct cause *cause, const struct fact_domains *domains)
{
    GString *served = g_string_new(NULL);
    unsigned i;

    for (i = 0; i < domains->count; i++) {
        fact_list_show(served, domains->others[i]);
    }
    cause_set(cause, "served", span_of(served->str));
    g_string_free(served, TRUE);
    cause_show(cause, "example", domains->example);
}

/* The server is not responsible (RFC 3261 sections 8.2.2.1, 16.4). */
static bool
domain_not_served(const struct subject *subject, struct cause *cause)
{
    bool speaks = speaks_of_domain(subject->sip->reason_phrase);
    struct fact_domains domains;
    struct span host;

    if (!subject->request || subject->transaction->in_dialog || !is_own_answer(subject) ||
        (!speaks && (subject->code != 404 || fact_is_method(subject->transaction, "OPTIONS")))) {
        return false;
    }
    host = fact_host(asked_uri(subject));
    if (!span_is_set(host) || fact_is_address(host, &subject->message->path->path.source) ||
        fact_response(subject->transaction, 101, 199, NULL) || is_on_the_way(subject) ||
        is_registered_device(&subject->message->path->path.source,
                             subject->message->path->source->host) ||
        is_for_device(subject) || is_known_user(subject)) {
        return false;
    }
    fact_domains(subject->transaction, host, &domains);
    if (domains.is_served || !domains.count || (!domains.is_complete && !speaks)) {
        return false;
    }
    target_set(subject, cause);
    set_served(cause, &domains);
    cause_set(cause, "phrase", subject->sip->reason_phrase);
    cause_is(cause, speaks ? NULL : "unsaid", speaks ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE,
             SEVERITY_WARN);
    return true;
}

/* ---- several users ---- */

/* More than one fits (RFC 3261 section 21.4.23). */
static bool
ambiguous(const struct subject *subject, struct cause *cause)
{
    struct fact_list list = fact_list_of(subject->sip, SIP_HEADER_CONTACT);
    const struct history_transaction *next;
    GString *shown = g_string_new(NULL);
    struct sip_address address;
    int steps = 0;

    while (fact_list_next_address(&list, &address)) {
        fact_list_show(shown, address.uri);
    }
    cause_set(cause, "choices", span_of(shown->str));
    g_string_free(shown, TRUE);
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    if (!subject->request) {
        return true;
    }
    target_set(subject, cause);
    for (next = subject->transaction->next_sent; next && steps < HISTORY_NEAR;
         next = next->next_sent, steps++) {
        list = fact_list_of(subject->sip, SIP_HEADER_CONTACT);
        while (next->method == subject->transaction->method &&
               fact_list_next_address(&list, &address)) {
            if (sip_uri_equal(address.uri, history_request_uri(next->request))) {
                cause_set(cause, "chosen", address.uri);
                cause_show(cause, "next", next->request);
                cause_set_outcome(cause, next->request);
                return true;
            }
        }
    }
    return true;
}

const struct rule rules_target[] = {
    { "404-registered-elsewhere", "404 480 604", "INVITE MESSAGE SUBSCRIBE OPTIONS REFER PUBLISH",
      registered_elsewhere,
      "RFC 3261 section 10.3; RFC 3261 section 16.5; RFC 3261 section 21.4.5" },
    { "registration-gone", "404 408 410 430 480", "INVITE MESSAGE SUBSCRIBE NOTIFY",
      registration_gone,
      "RFC 3261 section 10.2.4; RFC 3261 section 16.5; RFC 3261 section 21.4.18; "
      "RFC 5626 section 4.4; RFC 5626 section 5.3.1" },
    { "404-number-format", "403 404 484 604", "INVITE MESSAGE", target_number_format,
      "RFC 3261 section 19.1.6; RFC 3261 section 19.1.4; RFC 3966 section 5.1.4; "
      "RFC 3966 section 5.1.5" },
    { "404-domain-not-served", "403 404 416 503", NULL, domain_not_served,
      "RFC 3261 section 8.2.2.1; RFC 3261 section 16.4; RFC 3261 section 16.5; "
      "RFC 3261 section 21.4.5; RFC 3263 section 4" },
    { "404-in-dialog-unrouted", "403 404 478 479 481 483", NULL, target_in_dialog_unrouted,
      "RFC 3261 section 12.1.1; RFC 3261 section 12.1.2; RFC 3261 section 12.2.1.1; "
      "RFC 3261 section 16.4; RFC 3261 section 16.12" },
    { "484-address-incomplete", "484", "INVITE", target_address_incomplete,
      "RFC 3261 section 21.4.22; RFC 3578; RFC 3398 section 7.2.4.1" },
    { "485-ambiguous", "485", NULL, ambiguous, "RFC 3261 section 21.4.23" },
    { .id = NULL },
};
