/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The names in a message: of all header fields, known to the project or not, for names stand in
 * many.
 */
#include "mask_private.h"

#include <string.h>

#define SHORTEST 2 /* one letter names nobody */

/* What stands for itself in texts about SIP is not a name, even if somebody has it. */
static bool
is_vocabulary(const char *word)
{
    static const char *const words[] = {
        "ack",     "anonymous", "bye",     "cancel", "info",     "invite", "message", "notify",
        "options", "prack",     "publish", "refer",  "register", "sip",    "sips",    "subscribe",
        "tcp",     "tel",       "tls",     "udp",    "update",   "ws",     "wss",     NULL,
    };

    return g_strv_contains(words, word);
}

static void
learn_word(struct mask *mask, enum mask_kind kind, struct span word)
{
    char *lower = g_ascii_strdown(word.text, (gssize)word.length);
    gpointer before;

    if (word.length < SHORTEST || is_vocabulary(lower) ||
        (g_hash_table_lookup_extended(mask->known, lower, NULL, &before) &&
         GPOINTER_TO_INT(before) <= (int)kind)) {
        g_free(lower);
        return;
    }
    g_hash_table_replace(mask->known, lower, GINT_TO_POINTER((int)kind));
}

/* Each word of a name: text may mention one of them only. */
static void
learn(struct mask *mask, enum mask_kind kind, struct span name)
{
    while (name.length) {
        size_t length = mask_word(name);

        if (length) {
            learn_word(mask, kind, span_take(name, length));
        }
        name = span_skip(name, MAX(length, 1));
    }
}

/* Addresses are known by their form. */
static void
learn_host(struct mask *mask, struct span host)
{
    if (host.text && host.length && *host.text != '[' &&
        !g_ascii_isdigit(host.text[host.length - 1])) {
        learn_word(mask, MASK_HOST, host);
    }
}

static void
learn_uri(struct mask *mask, struct span text, bool is_number)
{
    struct mask_uri uri;

    mask_uri_read(text, is_number, &uri);
    learn(mask, MASK_USER, uri.user);
    learn_host(mask, uri.host);
}

/* What stands before '<' up to where the field or the element before began. */
static void
learn_display_name(struct mask *mask, struct span line, size_t bracket)
{
    size_t start = bracket;

    while (start && !strchr(",:\r\n", line.text[start - 1])) {
        start--;
    }
    learn(mask, MASK_NAME, span_take(span_skip(line, start), bracket - start));
}

static void
learn_uris(struct mask *mask, struct span text)
{
    size_t i;

    for (i = 0; i < text.length; i++) {
        struct span rest = span_skip(text, i);
        size_t scheme = i && g_ascii_isalnum(text.text[i - 1]) ? 0 : mask_scheme(rest);

        if (scheme) {
            learn_uri(mask, span_skip(rest, scheme), span_starts_nocase(rest, SPAN("tel:")));
            if (i && text.text[i - 1] == '<') {
                learn_display_name(mask, text, i - 1);
            }
        }
    }
}

static void
learn_vias(struct mask *mask, const struct sip_message *message)
{
    struct span via = message->header[SIP_HEADER_VIA];

    for (; via.text; via = sip_message_next(message, SIP_HEADER_VIA, via)) {
        struct span rest = span_trim(span_skip(via, span_find(via, ' ')));
        size_t length = 0;

        while (length < rest.length && !strchr(":;, \t", rest.text[length])) {
            length++;
        }
        learn_host(mask, span_take(rest, length));
    }
}

/* username="alice", and what has a host or somebody behind '@': Call-IDs, o= of a session. */
static void
learn_user_names(struct mask *mask, struct span head)
{
    static const char key[] = "username=\"";
    size_t i;

    for (i = 0; i + sizeof(key) < head.length; i++) {
        struct span rest = span_skip(head, i);

        if (span_starts_nocase(rest, SPAN(key))) {
            rest = span_skip(rest, sizeof(key) - 1);
            learn(mask, MASK_USER, span_take(rest, span_find(rest, '"')));
        }
    }
}

static void
learn_call_id(struct mask *mask, struct span call_id)
{
    struct span host = span_skip(call_id, span_find(call_id, '@') + 1);

    learn_host(mask, span_take(host, mask_word(host)));
}

/* The line of a session description that begins with "o=" or "c=" (RFC 8866 section 5). */
static void
learn_session_line(struct mask *mask, struct span line)
{
    static const char *const families[] = { "IN IP4 ", "IN IP6 " };
    size_t i;

    if (span_starts_nocase(line, SPAN("o="))) {
        struct span user = span_skip(line, 2);

        learn(mask, MASK_USER, span_take(user, span_find(user, ' ')));
    }
    for (i = 0; i < G_N_ELEMENTS(families); i++) {
        size_t at = span_find(line, ' ');
        struct span rest = line;

        while (at < rest.length && !span_starts_nocase(rest, span_of(families[i]))) {
            rest = span_skip(rest, at + 1);
            at = span_find(rest, ' ');
        }
        if (span_starts_nocase(rest, span_of(families[i]))) {
            rest = span_skip(rest, strlen(families[i]));
            learn_host(mask, span_take(rest, mask_word(rest)));
        }
    }
}

static void
learn_session(struct mask *mask, struct span body)
{
    while (body.length) {
        size_t length = span_find(body, '\n');
        struct span line = span_trim(span_take(body, length));

        if (span_starts_nocase(line, SPAN("o=")) || span_starts_nocase(line, SPAN("c="))) {
            learn_session_line(mask, line);
        }
        body = span_skip(body, length + 1);
    }
}

void
mask_learn(struct mask *mask, const struct sip_message *message)
{
    learn_uris(mask, message->request_uri);
    learn_uris(mask, message->head);
    learn_uris(mask, message->body);
    learn_vias(mask, message);
    learn_user_names(mask, message->head);
    learn_call_id(mask, message->header[SIP_HEADER_CALL_ID]);
    learn_session(mask, message->body);
}
