/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_values.h"

#include <stddef.h>

#include "sip_syntax.h"

static bool
number_read(struct span text, uint32_t *number)
{
    uint64_t result;

    if (!span_to_unsigned(text, UINT32_MAX, &result)) {
        return false;
    }
    *number = (uint32_t)result;
    return true;
}

static size_t
digits_count(struct span text)
{
    size_t i = 0;

    while (i < text.length && text.text[i] >= '0' && text.text[i] <= '9') {
        i++;
    }
    return i;
}

bool
sip_cseq_read(struct span value, struct sip_cseq *cseq)
{
    struct span rest = value, method;
    uint32_t number;

    if (!number_read(sip_word_next(&rest), &number)) {
        return false;
    }
    method = sip_word_next(&rest);
    if (!method.text) {
        return false;
    }
    *cseq = (struct sip_cseq){ .number = number, .method = method };
    return true;
}

bool
sip_rack_read(struct span value, struct sip_rack *rack)
{
    struct span rest = value;
    struct sip_rack result;

    if (!number_read(sip_word_next(&rest), &result.rseq) || !sip_cseq_read(rest, &result.cseq)) {
        return false;
    }
    *rack = result;
    return true;
}

#define MEMBER(name) offsetof(struct sip_authentication, name)

/** Where the value of a parameter goes; NULL for one that nobody asks for. */
static struct span *
authentication_member(struct sip_authentication *authentication, struct span name)
{
    static const struct {
        struct span name;
        size_t member;
    } rows[] = {
        { { "realm", 5 }, MEMBER(realm) },         { { "nonce", 5 }, MEMBER(nonce) },
        { { "algorithm", 9 }, MEMBER(algorithm) }, { { "qop", 3 }, MEMBER(qop) },
        { { "opaque", 6 }, MEMBER(opaque) },       { { "stale", 5 }, MEMBER(stale) },
        { { "username", 8 }, MEMBER(username) },   { { "uri", 3 }, MEMBER(uri) },
        { { "response", 8 }, MEMBER(response) },   { { "cnonce", 6 }, MEMBER(cnonce) },
        { { "nc", 2 }, MEMBER(nonce_count) },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (name.length == rows[i].name.length && span_equal_nocase(name, rows[i].name)) {
            return (struct span *)(void *)((char *)authentication + rows[i].member);
        }
    }
    return NULL;
}

static bool
has_white_space(struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (span_is_space(text.text[i])) {
            return true;
        }
    }
    return false;
}

bool
sip_authentication_read(struct span value, struct sip_authentication *authentication)
{
    struct span text = span_trim(value), rest, name, found;
    size_t end = 0;

    while (end < text.length && !span_is_space(text.text[end]) && text.text[end] != ',') {
        if (text.text[end] == '=' || text.text[end] == '"') {
            return false; /* a parameter where the scheme should be */
        }
        end++;
    }
    if (!end) {
        return false;
    }
    *authentication = (struct sip_authentication){ .scheme = span_take(text, end) };
    rest = span_skip(text, end);
    while (sip_parameter_next(&rest, ',', &name, &found)) {
        struct span *member;

        if (has_white_space(name)) {
            break; /* "Basic realm": a second challenge, joined against RFC 3261 section 7.3.1 */
        }
        member = authentication_member(authentication, name);
        if (member && !member->text) {
            *member = found;
        }
    }
    return true;
}

/** Takes a comment off, which may hold others (RFC 3261 section 25.1). Absent if there is none;
 * without its end it goes up to the end of the text. */
static struct span
comment_next(struct span *rest)
{
    struct span text = span_trim(*rest), comment;
    size_t depth = 0;

    if (!text.length || text.text[0] != '(') {
        return (struct span){ NULL, 0 };
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.text[i] == '\\') {
            i++;
        } else if (text.text[i] == '(') {
            depth++;
        } else if (text.text[i] == ')' && --depth == 0) {
            comment = span_skip(span_take(text, i), 1);
            *rest = span_skip(text, i + 1);
            return comment;
        }
    }
    *rest = span_skip(text, text.length);
    return span_skip(text, 1);
}

bool
sip_retry_after_read(struct span value, struct sip_retry_after *retry_after)
{
    struct span text = span_trim(value), rest;
    struct sip_retry_after result = { .duration = 0 };
    size_t digits = digits_count(text);

    if (!number_read(span_take(text, digits), &result.seconds)) {
        return false;
    }
    rest = span_skip(text, digits);
    if (rest.length && !span_is_space(rest.text[0]) && rest.text[0] != '(' && rest.text[0] != ';') {
        return false;
    }
    result.comment = comment_next(&rest);
    rest = span_skip(rest, span_find(rest, ';'));
    number_read(sip_parameter_find(rest, SPAN("duration")), &result.duration);
    *retry_after = result;
    return true;
}

bool
sip_reason_read(struct span element, struct sip_reason *reason)
{
    struct sip_value parts = sip_value_read(element);
    struct sip_reason result = { .protocol = parts.value };
    struct span rest = parts.parameters, name, value;

    if (!result.protocol.length) {
        return false;
    }
    while (sip_parameter_next(&rest, ';', &name, &value)) {
        if (!result.has_cause && span_equal_nocase(name, SPAN("cause"))) {
            result.has_cause = number_read(value, &result.cause);
        } else if (!result.text.text && span_equal_nocase(name, SPAN("text"))) {
            result.text = value;
        } else if (!result.location.text && span_equal_nocase(name, SPAN("location"))) {
            result.location = value;
        }
    }
    *reason = result;
    return true;
}

bool
sip_warning_read(struct span element, struct sip_warning *warning)
{
    struct span rest = span_trim(element), text;
    struct sip_warning result = { .code = 0 };
    uint32_t code;

    if (digits_count(rest) != 3 || (rest.length > 3 && !span_is_space(rest.text[3])) ||
        !number_read(span_take(rest, 3), &code)) {
        return false;
    }
    result.code = (uint16_t)code;
    rest = span_trim(span_skip(rest, 3));
    if (rest.length && rest.text[0] != '"') {
        result.agent = sip_word_next(&rest);
        rest = span_trim(rest);
    }
    if (sip_quoted_next(&rest, &text)) {
        result.text = text;
    } else if (rest.length) { /* the quotes are missing, or one of them */
        result.text = rest.text[0] == '"' ? span_skip(rest, 1) : rest;
    }
    *warning = result;
    return true;
}
