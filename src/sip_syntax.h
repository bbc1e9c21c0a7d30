/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Pieces of RFC 3261 grammar that several readers share. Private to the SIP reader: other code
 * wants sip_message.h, sip_values.h or sip_body.h. All of it is linear in the bytes that it passes
 * over.
 */
#ifndef SIPWHY_SIP_SYNTAX_H
#define SIPWHY_SIP_SYNTAX_H

#include "span.h"

/** A header field with the lines that continue it (RFC 3261 section 7.3.1; MIME part headers have
 * the same form). */
struct sip_field {
    struct span name;  /**< trimmed; empty if the line has no colon, or nothing before it */
    struct span value; /**< trimmed, folds in it; not absent */
    bool bare_lf;      /**< at least one of its lines ends without CR */
    bool open; /**< the text ends before the byte that shows that no continuation line follows */
};

/**
 * Takes the next field off.
 * @param rest  in: text at the start of a line; out: what follows the field. At a blank line it
 * stays there.
 * @return false, with field untouched, at a blank line or when nothing is left
 */
bool sip_field_next(struct span *rest, struct sip_field *field);

/** What follows the field in which `text` starts, its continuation lines left out too. */
struct span sip_field_skip(struct span text);

/** Length of the line end at the start of the text: 2 for CR LF, 1 for LF, 0 if there is none. */
size_t sip_line_end(struct span text);

/**
 * Takes a quoted-string off, which starts at the first byte.
 * @param content  without the quotes, escapes left in it
 * @return false, with both untouched, if there is no quote at that place or no closing one
 */
bool sip_quoted_next(struct span *rest, struct span *content);

/** Takes the next word off, which ends at white space. Absent when nothing is left. */
struct span sip_word_next(struct span *rest);

/** Reads `host [":" port]`, white space around the colon allowed (sent-by and URI: RFC 3261
 * section 25.1). An IPv6 address should stand in brackets, which are taken off; without them more
 * than one colon makes it one. */
void sip_hostport_read(struct span text, struct span *host, uint16_t *port);

#endif
