/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Registrations (RFC 3261 section 10): what a 2xx to REGISTER binds, for how long, and what it
 * takes away.
 */
#include "history_private.h"

#define SECOND_NS INT64_C(1000000000)

/* Without any other word (RFC 3261 section 10.2.1.1 leaves it to the registrar; 3600 is what its
 * section 10.3 step 7 and most servers take). */
#define DEFAULT_SECONDS 3600

/* More contacts in one message, or bindings of one name, than this are not looked at. */
#define MOST_CONTACTS 32

/* A user part that somebody registered, or that a registered Contact has. */
struct history_name {
    struct span user; /* lower case */
    struct history_binding *newest_of_name, *newest_of_contact;
    struct history_binding *newest_open; /* of the name; follow previous_open */
};

/* The parts of a 2xx to REGISTER and of its request. */
struct registration {
    const struct history_message *response;
    const struct span *user, *host; /* of the AOR, interned */
    struct history_name *name;      /* of the user */
    struct span asked;              /* Contact list of the request */
    struct span granted;            /* of the 2xx */
    struct span asked_expires, granted_expires;
};

void
registrations_new(struct history *history)
{
    history->names = g_hash_table_new(history_hash_span, history_spans_are_equal);
}

void
registrations_free(struct history *history)
{
    g_hash_table_destroy(history->names);
}

static struct history_name *
name_find(const struct history *history, struct span user)
{
    char *lower = g_ascii_strdown(user.text ? user.text : "", (gssize)user.length);
    struct span key = { lower, user.length };
    struct history_name *name = g_hash_table_lookup(history->names, &key);

    g_free(lower);
    return name;
}

static struct history_name *
name_of(struct history *history, struct span user)
{
    struct history_name *name = name_find(history, user);
    char *lower;

    if (!name) {
        lower = g_ascii_strdown(user.text ? user.text : "", (gssize)user.length);
        name = ARENA_NEW(history->arena, struct history_name);
        name->user = intern_copy(history->strings, (struct span){ lower, user.length });
        g_hash_table_add(history->names, name);
        g_free(lower);
    }
    return name;
}

const struct history_binding *
history_bindings_of_user(const struct history *history, struct span user)
{
    struct history_name *name = name_find(history, user);

    return name ? name->newest_of_name : NULL;
}

const struct history_binding *
history_bindings_of_contact(const struct history *history, struct span user)
{
    struct history_name *name = name_find(history, user);

    return name ? name->newest_of_contact : NULL;
}

static bool
is_same_aor(const struct history_binding *binding, const struct registration *registration)
{
    return binding->user == registration->user && binding->host == registration->host;
}

static void
binding_end_at(struct history *history, struct history_binding *binding, enum binding_end end,
               const struct history_message *response)
{
    if (binding->until_ns > response->time_ns) {
        JOURNAL_SET(history->journal, binding->until_ns, response->time_ns);
        JOURNAL_SET(history->journal, binding->end, end);
        JOURNAL_SET(history->journal, binding->ended, response);
    }
}

/* The list element whose URI is this one; absent if there is none. */
static bool
list_has_uri(struct span list, struct span uri, struct sip_address *found)
{
    struct span element;
    int looked_at = 0;

    while (looked_at++ < MOST_CONTACTS && (element = sip_list_next(&list)).text) {
        if (sip_address_read(element, found) && sip_uri_equal(found->uri, uri)) {
            return true;
        }
    }
    return false;
}

static bool
expires_of(struct span list, struct span uri, uint32_t *seconds)
{
    struct sip_address address;

    return list_has_uri(list, uri, &address) &&
           sip_seconds_read(sip_parameter_find(address.parameters, SPAN("expires")), seconds);
}

/* RFC 3261 section 10.2.1.1, section 10.3 steps 7 and 8.
 * @param granted  the element of the 2xx that grants it; NULL: not found yet */
static uint32_t
lifetime(const struct registration *registration, struct span uri,
         const struct sip_address *granted)
{
    uint32_t seconds;

    if ((granted &&
         sip_seconds_read(sip_parameter_find(granted->parameters, SPAN("expires")), &seconds)) ||
        (!granted && expires_of(registration->granted, uri, &seconds)) ||
        sip_seconds_read(registration->granted_expires, &seconds) ||
        expires_of(registration->asked, uri, &seconds) ||
        sip_seconds_read(registration->asked_expires, &seconds)) {
        return seconds;
    }
    return DEFAULT_SECONDS;
}

static const struct span *
user_of(struct history *history, struct span uri)
{
    struct sip_uri read;

    return sip_uri_read(uri, &read) ? intern(history->strings, read.user) : NULL;
}

static uint32_t
depth_of(const struct history_binding *binding, enum binding_chain chain)
{
    return binding ? binding->link[chain].depth : 0;
}

/* When the last of a binding and those that it skips ends. A binding may still end before its time,
 * never later. */
static int64_t
last_end(const struct history_binding *binding, enum binding_chain chain)
{
    return MAX(binding->until_ns, binding->link[chain].skipped_until_ns);
}

/* Appends the binding to a chain. What it skips grows with the depth as in Myers' applicative
 * random-access stack: so any depth is reached in logarithmic time, and nothing that was linked
 * before changes. */
static void
link_after(struct history_binding *binding, enum binding_chain chain,
           struct history_binding *previous)
{
    struct history_binding_link *link = &binding->link[chain];
    struct history_binding *skip = previous ? previous->link[chain].skip : NULL;
    struct history_binding *next_skip = skip ? skip->link[chain].skip : NULL;
    uint32_t width = depth_of(previous, chain) - depth_of(skip, chain);

    link->previous = previous;
    link->depth = depth_of(previous, chain) + 1;
    if (skip && width == depth_of(skip, chain) - depth_of(next_skip, chain)) {
        link->skip = next_skip;
        link->skipped_until_ns = MAX(last_end(previous, chain), last_end(skip, chain));
    } else {
        link->skip = previous;
        link->skipped_until_ns = INT64_MIN;
    }
}

const struct history_binding *
history_binding_until(const struct history_binding *binding, enum binding_chain chain,
                      int64_t time_ns)
{
    while (binding && binding->from_ns > time_ns) {
        const struct history_binding *skip = binding->link[chain].skip;

        binding = skip && skip->from_ns > time_ns ? skip : binding->link[chain].previous;
    }
    return binding;
}

const struct history_binding *
history_binding_at(const struct history_binding *binding, enum binding_chain chain, int64_t time_ns)
{
    binding = history_binding_until(binding, chain, time_ns);
    while (binding && (binding->from_ns > time_ns || binding->until_ns <= time_ns)) {
        const struct history_binding_link *link = &binding->link[chain];

        binding = link->skipped_until_ns <= time_ns ? link->skip : link->previous;
    }
    return binding;
}

static void
link_binding(struct history *history, struct history_binding *binding, struct history_name *name)
{
    struct history_host *host = binding->path->source->host;

    link_after(binding, BINDINGS_OF_NAME, name->newest_of_name);
    JOURNAL_SET(history->journal, name->newest_of_name, binding);
    binding->previous_open = name->newest_open;
    JOURNAL_SET(history->journal, name->newest_open, binding);
    if (binding->contact_user) {
        if (binding->contact_user != binding->user) {
            name = name_of(history, *binding->contact_user);
        }
        link_after(binding, BINDINGS_OF_CONTACT, name->newest_of_contact);
        JOURNAL_SET(history->journal, name->newest_of_contact, binding);
    }
    link_after(binding, BINDINGS_OF_HOST, host->newest_binding);
    JOURNAL_SET(history->journal, host->newest_binding, binding);
}

static void
bind(struct history *history, const struct registration *registration, struct span uri,
     uint32_t seconds)
{
    const struct history_message *response = registration->response;
    const struct history_message *request = response->transaction->request;
    struct history_binding *binding = ARENA_NEW(history->arena, struct history_binding);

    binding->user = registration->user;
    binding->host = registration->host;
    binding->contact = intern(history->strings, uri);
    binding->contact_user = user_of(history, uri);
    binding->granted = response;
    binding->path =
        request ? request->path
                : parties_way_back(history, (struct history_path *)(gpointer)response->path);
    binding->from_ns = response->time_ns;
    binding->until_ns = response->time_ns + seconds * SECOND_NS;
    binding->end = BINDING_EXPIRED;
    link_binding(history, binding, registration->name);
}

/* Some registrars list a Contact that they were told to remove, with 0 seconds. */
static bool
asks_for_end(const struct registration *registration, struct span uri)
{
    uint32_t seconds;

    return span_equal(registration->asked, SPAN("*")) ||
           ((expires_of(registration->asked, uri, &seconds) ||
             sip_seconds_read(registration->asked_expires, &seconds)) &&
            !seconds);
}

/* Ends the binding if the registrar no longer lists it, or the request took it back. One that goes
 * on is replaced by a newer one of its kind. */
static void
end_if_old(struct history *history, const struct registration *registration,
           struct history_binding *binding)
{
    const struct history_message *response = registration->response;
    struct sip_address found;

    if (list_has_uri(registration->granted, *binding->contact, &found) &&
        (lifetime(registration, *binding->contact, &found) ||
         !asks_for_end(registration, *binding->contact))) {
        binding_end_at(history, binding, BINDING_REPLACED, response);
    } else if (span_equal(registration->asked, SPAN("*")) ||
               (list_has_uri(registration->asked, *binding->contact, &found) &&
                lifetime(registration, *binding->contact, NULL) == 0)) {
        binding_end_at(history, binding, BINDING_REMOVED, response);
    } else if (list_has_uri(registration->asked, *binding->contact, &found) ||
               (registration->granted.length &&
                binding->path->destination->host == response->path->source->host)) {
        binding_end_at(history, binding, BINDING_REPLACED, response);
    }
}

/* Looks only at bindings that were open until now: a telephone that registers again and again
 * leaves many that ended long ago. */
static void
end_old(struct history *history, const struct registration *registration)
{
    struct history_binding **link = &registration->name->newest_open, *binding;
    int64_t now_ns = registration->response->time_ns;
    int looked_at = 0;

    while ((binding = *link) && looked_at++ < LOOKED_AT) {
        if (binding->until_ns > now_ns && is_same_aor(binding, registration)) {
            end_if_old(history, registration, binding);
        }
        if (binding->until_ns <= now_ns) {
            JOURNAL_SET(history->journal, *link, binding->previous_open);
        } else {
            link = &binding->previous_open;
        }
    }
}

static void
bind_all(struct history *history, const struct registration *registration)
{
    bool is_granted = registration->granted.length > 0;
    struct span list = is_granted ? registration->granted : registration->asked;
    struct sip_address address;
    struct span element;
    uint32_t seconds;
    int count = 0;

    while (count++ < MOST_CONTACTS && (element = sip_list_next(&list)).text) {
        if (!sip_address_read(element, &address) || span_equal(address.uri, SPAN("*"))) {
            continue;
        }
        seconds = lifetime(registration, address.uri, is_granted ? &address : NULL);
        if (seconds) {
            bind(history, registration, address.uri, seconds);
        }
    }
}

/* All Contact fields as one list, in history->scratch. */
static struct span
contacts_joined(struct history *history, const struct sip_message *sip)
{
    struct span field = sip->header[SIP_HEADER_CONTACT];
    int count = 0;

    if (!(sip->repeated & SIP_HEADER_BIT(SIP_HEADER_CONTACT))) {
        return field;
    }
    g_string_truncate(history->scratch, 0);
    for (; field.text && count < MOST_CONTACTS; count++) {
        g_string_append_len(history->scratch, field.text, (gssize)field.length);
        g_string_append(history->scratch, ", ");
        field = sip_message_next(sip, SIP_HEADER_CONTACT, field);
    }
    return (struct span){ history->scratch->str, history->scratch->len };
}

static bool
aor_read(struct history *history, const struct sip_message *sip, struct registration *registration)
{
    static const struct span none = { "", 0 };
    struct sip_address to;
    struct sip_uri uri;
    char *host;

    if (!sip_address_read(sip->header[SIP_HEADER_TO], &to) || !sip_uri_read(to.uri, &uri) ||
        !span_is_set(uri.host)) {
        return false;
    }
    host = g_ascii_strdown(uri.host.text, (gssize)uri.host.length);
    registration->user = intern(history->strings, uri.user);
    registration->name = name_of(history, registration->user ? *registration->user : none);
    registration->host = intern(history->strings, (struct span){ host, uri.host.length });
    g_free(host);
    return true;
}

void
registrations_response(struct history *history, const struct sip_message *sip,
                       const struct history_message *response)
{
    const struct history_message *request = response->transaction->request;
    struct registration registration = { .response = response };

    if (response->status_code / 100 != 2 || !aor_read(history, sip, &registration)) {
        return;
    }
    registration.granted = contacts_joined(history, sip);
    registration.granted_expires = sip->header[SIP_HEADER_EXPIRES];
    if (request) {
        registration.asked = history_header(request, SIP_HEADER_CONTACT);
        registration.asked_expires = history_header(request, SIP_HEADER_EXPIRES);
    }
    end_old(history, &registration);
    if (!span_equal(registration.asked, SPAN("*"))) {
        bind_all(history, &registration);
    }
}
