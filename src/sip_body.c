/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_body.h"

#include "sip_syntax.h"
#include "sip_values.h"

static const struct span absent = { NULL, 0 };

/** True if the Content-Type value names the media type; white space may stand around the slash (RFC
 * 3261 section 25.1). */
static bool
media_type_is(struct span content_type, struct span media_type)
{
    struct span type = span_take(content_type, span_find(content_type, ';'));
    size_t slash = span_find(type, '/'), wanted_slash = span_find(media_type, '/');

    return slash < type.length &&
           span_equal_nocase(span_trim(span_take(type, slash)),
                             span_take(media_type, wanted_slash)) &&
           span_equal_nocase(span_trim(span_skip(type, slash + 1)),
                             span_skip(media_type, wanted_slash + 1));
}

/** RFC 2046 section 5.1.1 allows 70. There must be a limit: a long boundary that almost matches at
 * every line would make the search quadratic. */
#define BOUNDARY_MAXIMUM 256

/** The boundary of a multipart body; absent if it is none, or lacks a usable one. */
static struct span
multipart_boundary(struct span content_type)
{
    struct span boundary;

    if (!span_starts_nocase(span_trim(content_type), SPAN("multipart"))) {
        return absent;
    }
    boundary = sip_parameter_find(sip_value_read(content_type).parameters, SPAN("boundary"));
    return boundary.length && boundary.length <= BOUNDARY_MAXIMUM ? boundary : absent;
}

/**
 * Takes the lines up to the next delimiter line off, and that line too.
 * @param last  set if the delimiter is the closing one or missing
 * @return the lines, without the line end before the delimiter, which belongs to it
 */
static struct span
multipart_lines_next(struct span *rest, struct span boundary, bool *last)
{
    struct span text = *rest;
    size_t start = 0;

    *last = true;
    while (start < text.length) {
        struct span line = span_skip(text, start);
        struct span after = span_skip(line, boundary.length + 2);
        size_t next = start + span_find(line, '\n') + 1;

        if (line.length >= boundary.length + 2 && line.text[0] == '-' && line.text[1] == '-' &&
            span_equal(span_take(span_skip(line, 2), boundary.length), boundary) &&
            (!after.length || after.text[0] == '-' || span_is_space(after.text[0]))) {
            *last = after.length && after.text[0] == '-';
            *rest = span_skip(text, next);
            if (start && text.text[start - 1] == '\n') {
                start -= start > 1 && text.text[start - 2] == '\r' ? 2 : 1;
            }
            return span_take(text, start);
        }
        start = next;
    }
    *rest = span_skip(text, text.length);
    return text;
}

struct body_part {
    struct span content_type; /**< absent if the part has none */
    struct span content;
};

/** Takes the next part off; the body starts behind a delimiter line. */
static bool
multipart_part_next(struct span *rest, struct span boundary, struct body_part *part)
{
    struct sip_field field;
    size_t blank_line;
    bool last;

    if (!rest->length) {
        return false;
    }
    part->content = multipart_lines_next(rest, boundary, &last);
    part->content_type = absent;
    if (last) {
        *rest = span_skip(*rest, rest->length);
    }
    while (sip_field_next(&part->content, &field)) {
        if (!part->content_type.text && (span_equal_nocase(field.name, SPAN("Content-Type")) ||
                                         span_equal_nocase(field.name, SPAN("c")))) {
            part->content_type = field.value;
        }
    }
    blank_line = sip_line_end(part->content);
    part->content = span_skip(part->content, blank_line ? blank_line : part->content.length);
    return true;
}

/** The text behind the first delimiter line; empty if there is none. */
static struct span
multipart_start(struct span body, struct span boundary)
{
    bool last;

    multipart_lines_next(&body, boundary, &last);
    return last ? span_skip(body, body.length) : body;
}

static struct span
multipart_find(struct span body, struct span boundary, struct span media_type)
{
    struct span rest = multipart_start(body, boundary);
    struct body_part part, inner;

    while (multipart_part_next(&rest, boundary, &part)) {
        struct span inner_boundary = multipart_boundary(part.content_type), inner_rest;

        if (media_type_is(part.content_type, media_type)) {
            return part.content;
        }
        if (!inner_boundary.text) {
            continue;
        }
        inner_rest = multipart_start(part.content, inner_boundary);
        while (multipart_part_next(&inner_rest, inner_boundary, &inner)) {
            if (media_type_is(inner.content_type, media_type)) {
                return inner.content;
            }
        }
    }
    return absent;
}

struct span
sip_body_find(const struct sip_message *message, struct span media_type)
{
    struct span content_type = message->header[SIP_HEADER_CONTENT_TYPE], boundary;

    if (!message->body.length) {
        return absent;
    }
    if (media_type_is(content_type, media_type)) {
        return message->body;
    }
    boundary = multipart_boundary(content_type);
    return boundary.text ? multipart_find(message->body, boundary, media_type) : absent;
}

bool
sip_fragment_status(struct span fragment, uint32_t *code, struct span *phrase)
{
    const struct sip_buffer buffer = { .bytes = fragment };
    struct sip_message message;

    if (!sip_message_read(&buffer, &message) || !message.is_response ||
        message.defects & SIP_DEFECT_STATUS_CODE) {
        return false;
    }
    *code = message.status_code;
    *phrase = message.reason_phrase;
    return true;
}
