/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counter_evidence.h"

#include <string.h>

#include "facts.h"
#include "facts_authentication.h"
#include "facts_transport.h"

/* With less a request may have been passed on too often. */
#define PLENTY_OF_HOPS 20

#define HOPS_ABSENT 255

/* True if there is such a message, which is shown. */
static bool
shows(const struct history_message *message, struct counter_evidence *found)
{
    found->frame = message ? message->frame : 0;
    return message != NULL;
}

/* ---- delivery ---- */

static bool
was_answered(const struct subject *subject, struct counter_evidence *found)
{
    return subject->transaction &&
           shows(fact_response(subject->transaction, 100, 699, NULL), found);
}

static bool
has_no_network_error(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && subject->transaction && !fact_undeliverable(subject->transaction);
}

static bool
is_small(const struct subject *subject, struct counter_evidence *found)
{
    found->number = subject->message->size;
    return !subject->message->is_incomplete && subject->message->size <= UDP_BYTES;
}

static bool
has_no_trying(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->transaction && !fact_response(subject->transaction, 100, 100, NULL);
}

static bool
was_sent_once(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return history_times_sent(subject->message) == 1;
}

static bool
has_request(const struct subject *subject, struct counter_evidence *found)
{
    return shows(subject->request, found);
}

static bool
has_one_final(const struct subject *subject, struct counter_evidence *found)
{
    const struct history_message *message =
        subject->transaction ? subject->transaction->newest : NULL;
    unsigned finals = 0;
    int steps = 0;

    (void)found;
    for (; message && steps < HISTORY_NEAR; message = message->previous, steps++) {
        finals += message->status_code >= 200;
    }
    return finals == 1 && !message;
}

static bool
has_one_hop(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && !history_up(subject->transaction) &&
           !history_down(subject->transaction);
}

/* ---- the transaction ---- */

static bool
has_ack(const struct subject *subject, struct counter_evidence *found)
{
    return subject->code >= 200 && subject->transaction &&
           fact_is_method(subject->transaction, "INVITE") &&
           shows(fact_ack(subject->message), found);
}

static bool
has_no_cancel(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && fact_is_method(subject->transaction, "INVITE") &&
           !fact_cancel(subject->transaction, subject->message);
}

static bool
has_cancel(const struct subject *subject, struct counter_evidence *found)
{
    return subject->transaction && fact_is_method(subject->transaction, "INVITE") &&
           shows(fact_cancel(subject->transaction, subject->message), found);
}

static bool
did_not_ring(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && !fact_ringing(subject->transaction, subject->message);
}

static bool
did_ring(const struct subject *subject, struct counter_evidence *found)
{
    return subject->transaction &&
           shows(fact_ringing(subject->transaction, subject->message), found);
}

/* ---- the call ---- */

/* The first request of the method that belongs to the call and came after the response's. */
static const struct history_message *
next_request(const struct subject *subject, const char *method)
{
    const struct history_transaction *next = subject->transaction;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (next->request && fact_is_method(next, method)) {
            return next->request;
        }
    }
    return NULL;
}

static bool
has_no_notify(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->transaction && !next_request(subject, "NOTIFY");
}

static bool
has_notify(const struct subject *subject, struct counter_evidence *found)
{
    return shows(next_request(subject, "NOTIFY"), found);
}

static bool
is_outside_of_calls(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && !subject->transaction->in_dialog;
}

/* ---- who asks whom ---- */

static bool
has_no_credentials(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && !subject->transaction->has_credentials &&
           !subject->transaction->has_other_credentials;
}

static bool
has_credentials(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && subject->transaction->has_credentials;
}

static bool
was_repeated(const struct subject *subject, struct counter_evidence *found)
{
    struct challenges challenges;

    if (!subject->request || (subject->code != 401 && subject->code != 407)) {
        return false;
    }
    fact_challenges(subject->message, &challenges);
    return shows(fact_answer(subject->history, subject->message, &challenges), found);
}

/* The user who is called. */
static struct span
called_user(const struct subject *subject)
{
    struct span none = { NULL, 0 };

    return subject->request ? fact_user(history_request_uri(subject->request)) : none;
}

static bool
is_not_registered(const struct subject *subject, struct counter_evidence *found)
{
    struct span user = called_user(subject);

    (void)found;
    return span_is_set(user) && !history_bindings_of_user(subject->history, user) &&
           !history_bindings_of_contact(subject->history, user);
}

static bool
is_no_number(const struct subject *subject, struct counter_evidence *found)
{
    struct span user = called_user(subject);
    char *number = span_is_set(user) ? fact_number(user) : NULL;
    bool is_none = span_is_set(user) && !number;

    (void)found;
    g_free(number);
    return is_none;
}

static bool
names_caller(const struct subject *subject, struct counter_evidence *found)
{
    struct span from, user;

    (void)found;
    if (!subject->request) {
        return false;
    }
    from = history_header(subject->request, SIP_HEADER_FROM);
    user = fact_user(fact_address_uri(from));
    return span_is_set(user) && !fact_mentions(from, "anonymous");
}

static bool
is_signed(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && span_is_set(history_header(subject->request, SIP_HEADER_IDENTITY));
}

static bool
has_plenty_of_hops(const struct subject *subject, struct counter_evidence *found)
{
    if (!subject->request) {
        return false;
    }
    found->number = subject->transaction->max_forwards;
    return found->number >= PLENTY_OF_HOPS && found->number != HOPS_ABSENT;
}

/* ---- what the messages carry ---- */

static bool
lacks(const struct subject *subject, enum sip_header header)
{
    return subject->message->is_response && !(subject->sip->defects & SIP_DEFECT_HEADERS_CUT) &&
           !span_is_set(subject->sip->header[header]);
}

static bool
has_no_reason(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return lacks(subject, SIP_HEADER_REASON);
}

static bool
has_no_warning(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return lacks(subject, SIP_HEADER_WARNING);
}

static bool
has_no_retry_after(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return lacks(subject, SIP_HEADER_RETRY_AFTER);
}

static bool
answer_has_no_sdp(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->message->is_response && !subject->message->is_incomplete &&
           !subject->message->has_sdp;
}

static bool
is_not_reliable(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->message->is_response && !subject->message->is_incomplete &&
           !subject->message->is_reliable;
}

static bool
request_has_no_sdp(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && !subject->request->is_incomplete && !subject->request->has_sdp;
}

static bool
request_has_sdp(const struct subject *subject, struct counter_evidence *found)
{
    (void)found;
    return subject->request && subject->request->has_sdp;
}

/* ---- all of them ---- */

static const struct {
    const char *name;
    bool (*holds)(const struct subject *subject, struct counter_evidence *found);
} kinds[] = {
    { "answered", was_answered },
    { "icmp", has_no_network_error },
    { "small", is_small },
    { "trying", has_no_trying },
    { "once", was_sent_once },
    { "request", has_request },
    { "one-final", has_one_final },
    { "hops", has_one_hop },
    { "ack", has_ack },
    { "reason", has_no_reason },
    { "warning", has_no_warning },
    { "retry-after", has_no_retry_after },
    { "answer-sdp", answer_has_no_sdp },
    { "reliable", is_not_reliable },
    { "cancel", has_no_cancel },
    { "cancelled", has_cancel },
    { "notify", has_no_notify },
    { "notify-there", has_notify },
    { "credentials", has_no_credentials },
    { "credentials-there", has_credentials },
    { "repeated", was_repeated },
    { "registration", is_not_registered },
    { "number", is_no_number },
    { "outside", is_outside_of_calls },
    { "ringing", did_not_ring },
    { "rang", did_ring },
    { "named-caller", names_caller },
    { "max-forwards", has_plenty_of_hops },
    { "sdp", request_has_no_sdp },
    { "offer", request_has_sdp },
    { "signed", is_signed },
};

const char **
counter_evidence_names(void)
{
    const char **names = g_new0(const char *, G_N_ELEMENTS(kinds) + 1);
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(kinds); i++) {
        names[i] = kinds[i].name;
    }
    return names;
}

bool
counter_evidence_find(const char *name, const struct subject *subject,
                      struct counter_evidence *found)
{
    gsize i;

    memset(found, 0, sizeof(*found));
    for (i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            found->name = kinds[i].name;
            return kinds[i].holds(subject, found);
        }
    }
    return false;
}
