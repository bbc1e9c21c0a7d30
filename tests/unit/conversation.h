/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Feeds a history from a table of short lines, for the tests of history, diagnosis and explanation.
 */
#ifndef SIPWHY_CONVERSATION_H
#define SIPWHY_CONVERSATION_H

#include <string.h>

#include <glib.h>

#include "history.h"

#define MILLISECONDS INT64_C(1000000)

/** A conversation under construction: the time and number of the next frame. */
struct conversation {
    struct history *history;
    uint32_t frame;
    int64_t time_ns;
    char *text;                 /**< of the last message */
    struct sip_message message; /**< the last one, read again */
};

static inline void
conversation_start(struct conversation *conversation)
{
    memset(conversation, 0, sizeof(*conversation));
    conversation->history = history_new();
}

static inline void
conversation_end(struct conversation *conversation)
{
    history_free(conversation->history);
    g_free(conversation->text);
}

/** What of a message matters to matching. Members that are NULL or 0 take a default. */
struct line {
    const char *start;    /**< "INVITE sip:bob@b.example SIP/2.0" or "SIP/2.0 200 OK" */
    const char *branch;   /**< default z9hG4bK1; "" leaves the parameter out */
    const char *sent_by;  /**< default 192.0.2.1:5060 */
    const char *call_id;  /**< default one@a.example */
    const char *from_tag; /**< default alice */
    const char *to_tag;   /**< default: none */
    const char *cseq;     /**< "1 INVITE" */
    const char *extra;    /**< further header lines, each with CRLF */
    int after_ms;         /**< time since the message before */
    bool from_bob;        /**< 192.0.2.2 to 192.0.2.1, else the other way */
    uint16_t port;        /**< of the sender; default 5060 */
};

static inline struct endpoint
test_endpoint(uint8_t last, uint16_t port)
{
    struct endpoint endpoint;

    memset(&endpoint, 0, sizeof(endpoint));
    memcpy(endpoint.address, "\300\000\002", 3);
    endpoint.address[3] = last;
    endpoint.length = 4;
    endpoint.port = port;
    return endpoint;
}

static inline char *
line_text(const struct line *line)
{
    GString *text = g_string_new(NULL);
    const char *branch = line->branch ? line->branch : "z9hG4bK1";

    g_string_append_printf(text, "%s\r\nVia: SIP/2.0/UDP %s%s%s\r\n", line->start,
                           line->sent_by ? line->sent_by : "192.0.2.1:5060",
                           *branch ? ";branch=" : "", branch);
    g_string_append_printf(text, "From: <sip:alice@a.example>;tag=%s\r\n",
                           line->from_tag ? line->from_tag : "alice");
    g_string_append_printf(text, "To: <sip:bob@b.example>%s%s\r\n", line->to_tag ? ";tag=" : "",
                           line->to_tag ? line->to_tag : "");
    g_string_append_printf(text, "Call-ID: %s\r\nCSeq: %s\r\n%sContent-Length: 0\r\n\r\n",
                           line->call_id ? line->call_id : "one@a.example",
                           line->cseq ? line->cseq : "1 INVITE", line->extra ? line->extra : "");
    return g_string_free(text, FALSE);
}

/** Adds raw text as the next frame. */
static inline const struct history_message *
conversation_add_text(struct conversation *conversation, char *text, const struct line *line)
{
    struct sip_buffer buffer = { .bytes = span_of(text) };
    struct sighting sighting;

    g_free(conversation->text);
    conversation->text = text;
    conversation->frame++;
    conversation->time_ns += line->after_ms * MILLISECONDS;
    g_assert_true(sip_message_read(&buffer, &conversation->message));
    memset(&sighting, 0, sizeof(sighting));
    sighting.frame = conversation->frame;
    sighting.time_ns = conversation->time_ns;
    sighting.path.source = test_endpoint(line->from_bob ? 2 : 1, line->port ? line->port : 5060);
    sighting.path.destination = test_endpoint(line->from_bob ? 1 : 2, 5060);
    sighting.transport = TRANSPORT_UDP;
    history_begin_frame(conversation->history, conversation->frame, conversation->time_ns);
    return history_add(conversation->history, &sighting, &conversation->message);
}

/** Adds the line as the next frame. */
static inline const struct history_message *
conversation_add(struct conversation *conversation, const struct line *line)
{
    return conversation_add_text(conversation, line_text(line), line);
}

#endif
