/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_registration.h"

#include "facts_list.h"

const struct history_host *
fact_registrar(const struct history_binding *binding)
{
    return binding->path->destination->host;
}

char *
fact_aor(const struct history_binding *binding)
{
    GString *aor = g_string_new(NULL);

    if (binding->user) {
        g_string_append_len(aor, binding->user->text, (gssize)binding->user->length);
        g_string_append_c(aor, '@');
    }
    g_string_append_len(aor, binding->host->text, (gssize)binding->host->length);
    return g_string_free(aor, FALSE);
}

bool
fact_asked_of_contact(const struct history_message *request, const struct sip_address *contact,
                      uint32_t *seconds)
{
    return sip_seconds_read(sip_parameter_find(contact->parameters, SPAN("expires")), seconds) ||
           sip_seconds_read(history_header(request, SIP_HEADER_EXPIRES), seconds);
}

bool
fact_asked_expires(const struct history_message *request, uint32_t *seconds)
{
    struct fact_list list = fact_list_of_value((struct span){ NULL, 0 });
    struct sip_address contact;
    uint32_t asked;
    bool found = false;

    *seconds = 0;
    if (fact_is_method(request->transaction, "REGISTER")) {
        list = fact_list_of_value(history_header(request, SIP_HEADER_CONTACT));
    }
    while (fact_list_next_address(&list, &contact)) {
        if (fact_asked_of_contact(request, &contact, &asked) &&
            (!*seconds || (asked && asked < *seconds))) {
            *seconds = asked;
            found = true;
        }
    }
    return found || sip_seconds_read(history_header(request, SIP_HEADER_EXPIRES), seconds);
}

/* ---- domains of a server ---- */

/* The response that shows that the server knows the domain it was asked for. */
static const struct history_message *
shows_domain(const struct history_transaction *transaction)
{
    const struct history_message *final = transaction->final;

    if (!transaction->request || transaction->in_dialog) {
        return NULL;
    }
    if (!fact_is_method(transaction, "REGISTER")) {
        return fact_response(transaction, 101, 299, NULL);
    }
    return final && (final->status_code / 100 == 2 || final->status_code == 401 ||
                     final->status_code == 407 || final->status_code == 423)
               ? final
               : NULL;
}

static void
add_domain(struct fact_domains *domains, struct span domain, struct span host,
           const struct history_message *response)
{
    unsigned i;

    if (!span_is_set(host)) {
        return;
    }
    if (fact_same_host(host, domain)) {
        domains->is_served = true;
        return;
    }
    for (i = 0; i < domains->count; i++) {
        if (fact_same_host(domains->others[i], host)) {
            return;
        }
    }
    if (!domains->count) {
        domains->example = response;
    }
    if (domains->count < G_N_ELEMENTS(domains->others)) {
        domains->others[domains->count++] = host;
    }
}

static void
add_domains_of(struct fact_domains *domains, struct span domain,
               const struct history_transaction *transaction)
{
    const struct history_message *response = shows_domain(transaction);
    const struct history_message *request = transaction->request;

    if (!response) {
        return;
    }
    add_domain(domains, domain, fact_host(history_request_uri(request)), response);
    if (fact_is_method(transaction, "REGISTER")) {
        add_domain(domains, domain,
                   fact_host(fact_address_uri(history_header(request, SIP_HEADER_TO))), response);
    }
}

void
fact_domains(const struct history_transaction *transaction, struct span domain,
             struct fact_domains *domains)
{
    const struct history_transaction *before = transaction->previous_received;
    const struct history_transaction *after = transaction->next_received;
    int steps;

    *domains = (struct fact_domains){ .is_served = false };
    for (steps = 0; before && !domains->is_served && steps < HISTORY_NEAR;
         before = before->previous_received, steps++) {
        add_domains_of(domains, domain, before);
    }
    for (steps = 0; after && !domains->is_served && steps < HISTORY_NEAR;
         after = after->next_received, steps++) {
        add_domains_of(domains, domain, after);
    }
    domains->is_complete = !before && !after;
}
