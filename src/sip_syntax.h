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

/** sip_field_next for fields of any form. */
bool sip_field_next_of_any_form(struct span *rest, struct sip_field *field);

/** sip_field_next for a field of the usual form: on one line, which ends in CR LF and has another
 * one behind it, with a name right at its start and before the colon.
 * @return false, with both untouched, if it has another form */
static inline bool
sip_field_next_of_usual_form(struct span *rest, struct sip_field *field)
{
    const char *text = rest->text, *end = text + rest->length, *lf;
    size_t line, colon;

    if (!rest->length || span_is_space(*text)) {
        return false;
    }
    lf = memchr(text, '\n', rest->length);
    if (!lf || lf[-1] != '\r' || lf + 1 == end || lf[1] == ' ' || lf[1] == '\t') {
        return false;
    }
    line = (size_t)(lf - 1 - text);
    colon = span_find((struct span){ text, line }, ':');
    if (colon == line || colon == 0 || span_is_space(text[colon - 1])) {
        return false;
    }
    field->name = (struct span){ text, colon };
    field->value = span_trim((struct span){ text + colon + 1, line - colon - 1 });
    field->bare_lf = field->open = false;
    *rest = (struct span){ lf + 1, (size_t)(end - lf - 1) };
    return true;
}

/**
 * Takes the next field off.
 * @param rest  in: text at the start of a line; out: what follows the field. At a blank line it
 * stays there.
 * @return false, with field untouched, at a blank line or when nothing is left
 */
static inline bool
sip_field_next(struct span *rest, struct sip_field *field)
{
    return sip_field_next_of_usual_form(rest, field) || sip_field_next_of_any_form(rest, field);
}

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
