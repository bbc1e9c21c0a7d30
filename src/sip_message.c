/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_message.h"

#include "sip_syntax.h"

#include <string.h>

/** What the start line and the headers say about the length of the body. */
struct content_length {
    bool given;
    bool wrong; /**< no number, or two that differ */
    uint64_t octets;
};

/** Length of the token at the start (RFC 3261 section 25.1). Bit n of word n / 32 is set if the
 * byte may stand in it. */
static size_t
token_length(struct span text)
{
    static const uint32_t token_bytes[8] = {
        0, 0x03FF6CA2, /* ! % ' * + - . 0-9 */
        0x87FFFFFE,    /* A-Z _ */
        0x47FFFFFF,    /* ` a-z ~ */
    };

    size_t i = 0;

    while (i < text.length) {
        unsigned char byte = (unsigned char)text.text[i];

        if (!(token_bytes[byte / 32] >> (byte % 32) & 1)) {
            break;
        }
        i++;
    }
    return i;
}

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/** "SIP/2.0 404 Not Found" (RFC 3261 section 7.2). */
static bool
status_line_read(struct span line, struct sip_message *message)
{
    const struct span start = SPAN("SIP/2.0 ");
    struct span code;
    size_t digits = 0;
    uint64_t number;

    if (!span_starts_nocase(line, start)) {
        return false;
    }
    code = span_skip(line, start.length);
    while (digits < code.length && code.text[digits] >= '0' && code.text[digits] <= '9') {
        digits++;
    }
    if (!digits) {
        return false;
    }
    if (!span_to_unsigned(span_take(code, digits), UINT32_MAX, &number)) {
        number = UINT32_MAX;
    }
    message->is_response = true;
    message->version = span_take(line, start.length - 1);
    message->status_code = (uint32_t)number;
    message->reason_phrase = span_trim(span_skip(code, digits));
    if (digits != 3 || number < 100 || number > 699 ||
        (digits < code.length && !is_blank(code.text[digits]))) {
        message->defects |= SIP_DEFECT_STATUS_CODE;
    }
    return true;
}

/** "INVITE sip:bob@example.com SIP/2.0" (RFC 3261 section 7.1). */
static bool
request_line_read(struct span line, struct sip_message *message)
{
    const struct span version = SPAN("SIP/2.0");
    size_t method_end = token_length(line), uri_end;

    if (!method_end || line.length < method_end + version.length + 2 ||
        !is_blank(line.text[method_end])) {
        return false;
    }
    uri_end = line.length - version.length - 1;
    if (!is_blank(line.text[uri_end]) ||
        !span_equal_nocase(span_skip(line, uri_end + 1), version)) {
        return false;
    }
    message->method = span_take(line, method_end);
    message->request_uri = span_trim(span_skip(span_take(line, uri_end), method_end));
    message->version = span_skip(line, uri_end + 1);
    return true;
}

/** Takes the start line off. Writes only the members that are about it, and adds to the defects. */
static bool
start_line_read(struct span *rest, bool cut, struct sip_message *message)
{
    size_t end = span_find(*rest, '\n');
    struct span line = span_trim(span_take(*rest, end));

    if (end == rest->length && cut) {
        return false;
    }
    if (!status_line_read(line, message) && !request_line_read(line, message)) {
        return false;
    }
    if (end < rest->length && (end == 0 || rest->text[end - 1] != '\r')) {
        message->defects |= SIP_DEFECT_BARE_LF;
    }
    *rest = span_skip(*rest, end + 1);
    return true;
}

static void
content_length_add(struct content_length *length, struct span value)
{
    uint64_t octets;

    if (!span_to_unsigned(value, UINT64_MAX, &octets)) {
        length->wrong = true;
    } else if (length->given && length->octets != octets) {
        length->wrong = true;
    } else {
        length->octets = octets;
        length->given = true;
    }
}

/** Takes the header fields off, up to the blank line or the end. */
static void
headers_read(struct span *rest, bool cut, struct sip_message *message,
             struct content_length *length)
{
    const char *start = rest->text, *end = start + rest->length;
    struct sip_field field;

    message->head = *rest;
    for (; sip_field_next(rest, &field); start = rest->text) {
        enum sip_header header;

        if (field.open && cut) {
            *rest = (struct span){ start, (size_t)(end - start) };
            break;
        }
        if (field.bare_lf) {
            message->defects |= SIP_DEFECT_BARE_LF;
        }
        if (!field.name.length) {
            message->defects |= SIP_DEFECT_LINE;
            continue;
        }
        header = sip_header_find(field.name);
        if (header == SIP_HEADER_OTHER) {
            continue;
        }
        if (!message->header[header].text) {
            message->header[header] = field.value;
        }
        message->repeated |= message->present & SIP_HEADER_BIT(header);
        message->present |= SIP_HEADER_BIT(header);
        if (header == SIP_HEADER_CONTENT_LENGTH) {
            content_length_add(length, field.value);
        }
    }
    message->head.length = (size_t)(rest->text - message->head.text);
    if (length->wrong) {
        message->defects |= SIP_DEFECT_CONTENT_LENGTH;
    }
}

/** What follows the body in its datagram. Line ends, and what a C string ends with, are no part of
 * a body that somebody cut off. */
static size_t
surplus_of(struct span behind)
{
    size_t i;

    for (i = 0; i < behind.length; i++) {
        if (behind.text[i] && !span_is_space(behind.text[i])) {
            return behind.length;
        }
    }
    return 0;
}

/** Takes the blank line and the body off. */
static void
body_read(struct span *rest, bool stream, const struct content_length *length,
          struct sip_message *message)
{
    size_t blank_line = sip_line_end(*rest);
    struct span body = span_skip(*rest, blank_line ? blank_line : rest->length);

    message->body = *rest = body;
    if (!blank_line) {
        message->defects |= SIP_DEFECT_HEADERS_CUT;
        return;
    }
    if (blank_line == 1) {
        message->defects |= SIP_DEFECT_BARE_LF;
    }
    if (length->given && !length->wrong) {
        if (length->octets > body.length) {
            message->defects |= SIP_DEFECT_BODY_CUT;
        } else {
            message->body.length = (size_t)length->octets;
            message->surplus = stream ? 0 : surplus_of(span_skip(body, message->body.length));
        }
    } else if (stream) {
        message->body.length = 0;
    }
    *rest = span_skip(body, stream ? message->body.length : body.length);
}

/** What follows the line ends that may stand before a start line (RFC 3261 section 7.5). */
static struct span
line_ends_skip(struct span bytes)
{
    size_t count = 0;

    while (count < bytes.length && (bytes.text[count] == '\r' || bytes.text[count] == '\n')) {
        count++;
    }
    return span_skip(bytes, count);
}

bool
sip_message_starts(struct span bytes, bool cut)
{
    struct span rest = line_ends_skip(bytes);
    struct sip_message message; /* most of it is left as it is: it is large */

    message.defects = 0;
    return rest.length && start_line_read(&rest, cut, &message);
}

bool
sip_message_read(const struct sip_buffer *buffer, struct sip_message *message)
{
    struct span rest = line_ends_skip(buffer->bytes);
    struct content_length length = { .given = false };
    const char *start;

    if (!rest.length) {
        return false;
    }
    memset(message, 0, sizeof(*message));
    start = rest.text;
    if (!start_line_read(&rest, buffer->cut, message)) {
        return false;
    }
    headers_read(&rest, buffer->cut, message, &length);
    if (memchr(start, '\0', (size_t)(rest.text - start))) {
        message->defects |= SIP_DEFECT_NUL;
    }
    body_read(&rest, buffer->stream, &length, message);
    message->octets = (size_t)(rest.text - buffer->bytes.text);
    return true;
}

/* The fields behind a value; none if the value is from elsewhere: then its offset is beyond the
 * end. */
static struct span
fields_behind(const struct sip_message *message, struct span value)
{
    uintptr_t offset = (uintptr_t)value.text + value.length - (uintptr_t)message->head.text;

    return sip_field_skip(span_skip(message->head, offset));
}

struct span
sip_message_next(const struct sip_message *message, enum sip_header header, struct span value)
{
    struct span rest;
    struct sip_field field;

    if (!value.text || header >= SIP_HEADER_COUNT ||
        !(message->repeated & SIP_HEADER_BIT(header))) {
        return (struct span){ NULL, 0 };
    }
    rest = fields_behind(message, value);
    while (sip_field_next(&rest, &field)) {
        if (sip_header_find(field.name) == header) {
            return field.value;
        }
    }
    return (struct span){ NULL, 0 };
}

/* The first field of that name among those that are left. */
static struct span
find_among(struct span rest, struct span name)
{
    struct sip_field field;

    while (name.length && sip_field_next(&rest, &field)) {
        if (span_equal_nocase(field.name, name)) {
            return field.value;
        }
    }
    return (struct span){ NULL, 0 };
}

struct span
sip_message_find(const struct sip_message *message, struct span name)
{
    return find_among(message->head, name);
}

struct span
sip_message_find_next(const struct sip_message *message, struct span name, struct span value)
{
    return value.text ? find_among(fields_behind(message, value), name) : value;
}
