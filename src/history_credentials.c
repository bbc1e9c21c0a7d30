/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Challenges and their answers (RFC 3261 section 22), entity tags and their use (RFC 3903 section
 * 6): what a server hands out and a client sends back.
 */
#include "history_private.h"

/* More credentials in one request than this are not kept. */
#define MOST_CREDENTIALS 8

void
credentials_new(struct history *history)
{
    history->tokens = g_hash_table_new(history_hash_span, history_spans_are_equal);
}

void
credentials_free(struct history *history)
{
    g_hash_table_destroy(history->tokens);
}

static struct history_token *
token_of(struct history *history, struct span value)
{
    struct history_token *token = g_hash_table_lookup(history->tokens, &value);

    if (!token) {
        token = ARENA_NEW(history->arena, struct history_token);
        token->value = intern_copy(history->strings, value);
        g_hash_table_add(history->tokens, token);
    }
    return token;
}

const struct history_token *
history_token_find(const struct history *history, struct span value)
{
    return span_is_set(value) ? g_hash_table_lookup(history->tokens, &value) : NULL;
}

static void
add_credentials(struct history *history, struct history_transaction *transaction, struct span field,
                bool is_proxy)
{
    struct history_extra *extra;
    struct sip_authentication read;
    struct history_credentials *own;

    if (!sip_authentication_read(field, &read)) {
        return;
    }
    if (!span_equal_nocase(read.scheme, SPAN("Digest"))) {
        JOURNAL_SET(history->journal, transaction->has_other_credentials, true);
        return;
    }
    if (!span_is_set(read.nonce) || !span_is_set(read.response)) {
        return; /* the name alone, see has_credentials */
    }
    extra = history_extra(history, transaction);
    own = ARENA_NEW(history->arena, struct history_credentials);
    own->transaction = transaction;
    own->value = intern_copy(history->strings, field);
    own->is_proxy = is_proxy;
    own->next_of_request = extra->credentials;
    own->nonce = token_of(history, read.nonce);
    own->previous_of_nonce = own->nonce->newest_use;
    JOURNAL_SET(history->journal, own->nonce->newest_use, own);
    JOURNAL_SET(history->journal, extra->credentials, own);
    JOURNAL_SET(history->journal, transaction->has_credentials, true);
}

void
credentials_request(struct history *history, struct history_transaction *transaction,
                    const struct sip_message *sip)
{
    static const enum sip_header headers[] = { SIP_HEADER_AUTHORIZATION,
                                               SIP_HEADER_PROXY_AUTHORIZATION };
    struct span field;
    size_t i;
    int count;

    for (i = 0; i < G_N_ELEMENTS(headers); i++) {
        field = sip->header[headers[i]];
        for (count = 0; field.text && count < MOST_CREDENTIALS; count++) {
            add_credentials(history, transaction, field,
                            headers[i] == SIP_HEADER_PROXY_AUTHORIZATION);
            field = sip_message_next(sip, headers[i], field);
        }
    }
}

static void
token_granted(struct history *history, struct span value, const struct history_message *response)
{
    struct history_token *token;

    if (span_is_set(value)) {
        token = token_of(history, value);
        if (!token->granted) {
            JOURNAL_SET(history->journal, token->granted, response);
        }
    }
}

void
credentials_response(struct history *history, const struct sip_message *sip,
                     const struct history_message *response)
{
    enum sip_header header =
        response->status_code == 407 ? SIP_HEADER_PROXY_AUTHENTICATE : SIP_HEADER_WWW_AUTHENTICATE;
    struct sip_authentication challenge;
    struct span field = sip->header[header];
    int count;

    if (response->status_code == 401 || response->status_code == 407) {
        for (count = 0; field.text && count < MOST_CREDENTIALS; count++) {
            if (sip_authentication_read(field, &challenge)) {
                token_granted(history, challenge.nonce, response);
            }
            field = sip_message_next(sip, header, field);
        }
    }
    if (response->status_code / 100 == 2) {
        token_granted(history, sip->header[SIP_HEADER_SIP_ETAG], response);
    }
}
