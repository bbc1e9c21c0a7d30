/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sdp_outline.h"

#include "sip_body.h"
#include "sip_syntax.h"

/* How much of an attribute's value says what the sender can do. */
enum part {
    PART_ALL,
    PART_NAME,      /* that it is there */
    PART_FIRST,     /* its first word: the hash function of a fingerprint */
    PART_FIRST_TWO, /* tag and suite of a crypto line (RFC 4568 section 4), without the key */
};

/* Attributes (RFC 8866 section 6) that are kept; in the order of how often they come. */
static const struct {
    struct span name;
    enum part part;
} attributes[] = {
    { { "rtpmap", 6 }, PART_ALL },       { { "sendrecv", 8 }, PART_NAME },
    { { "ptime", 5 }, PART_ALL },        { { "candidate", 9 }, PART_NAME },
    { { "crypto", 6 }, PART_FIRST_TWO }, { { "fingerprint", 11 }, PART_FIRST },
    { { "setup", 5 }, PART_ALL },        { { "sendonly", 8 }, PART_NAME },
    { { "recvonly", 8 }, PART_NAME },    { { "inactive", 8 }, PART_NAME },
    { { "maxptime", 8 }, PART_ALL },     { { "curr", 4 }, PART_ALL },
    { { "des", 3 }, PART_ALL },          { { "T38FaxVersion", 13 }, PART_NAME },
    { { "key-mgmt", 8 }, PART_NAME },    { { "zrtp-hash", 9 }, PART_NAME },
};

#define ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

static void
append(struct sdp_outline *outline, struct span span)
{
    size_t room = sizeof(outline->text) - outline->length;
    size_t length = span.length < room ? span.length : room;

    if (length) {
        memcpy(outline->text + outline->length, span.text, length);
        outline->length += length;
    }
}

static void
append_line(struct sdp_outline *outline, struct span type, struct span value)
{
    append(outline, type);
    append(outline, value);
    append(outline, SPAN("\n"));
}

/* The first `count` words. */
static struct span
words(struct span text, int count)
{
    struct span rest = text;

    while (count-- > 0 && sip_word_next(&rest).text) {
    }
    return span_take(text, (size_t)(rest.text - text.text));
}

static void
outline_attribute(struct span value, struct sdp_outline *outline)
{
    size_t colon = span_find(value, ':'), i;
    struct span name = span_take(value, colon), rest = span_skip(value, colon + 1);

    for (i = 0; i < ATTRIBUTES; i++) {
        if (span_equal(name, attributes[i].name)) {
            break;
        }
    }
    if (i == ATTRIBUTES) {
        return;
    }
    append(outline, SPAN("a="));
    append(outline, name);
    if (rest.length && attributes[i].part != PART_NAME) {
        append(outline, SPAN(":"));
        append(outline, attributes[i].part == PART_ALL     ? rest
                        : attributes[i].part == PART_FIRST ? words(rest, 1)
                                                           : words(rest, 2));
    }
    append(outline, SPAN("\n"));
}

/* "audio 49170 RTP/AVP 0 8" (RFC 8866 section 5.14); "49170/2" means two ports. */
static void
outline_media(struct span value, struct sdp_outline *outline)
{
    struct span rest = value, media = sip_word_next(&rest), port = sip_word_next(&rest);

    append(outline, SPAN("m="));
    append(outline, media);
    append(outline, span_equal(port, SPAN("0")) ? SPAN(" 0") : SPAN(" 9"));
    append_line(outline, SPAN(""), rest);
}

void
sdp_outline(struct span description, struct sdp_outline *outline)
{
    struct sdp_line line;

    outline->length = 0;
    while (sdp_line_next(&description, &line)) {
        switch (line.type) {
        case 'a':
            outline_attribute(line.value, outline);
            break;
        case 'm':
            outline_media(line.value, outline);
            break;
        case 'c':
            append_line(outline, SPAN("c="), line.value);
            break;
        case 'b':
            append_line(outline, SPAN("b="), line.value);
            break;
        case 'v':
            append_line(outline, SPAN("v="), span_take(line.value, 0));
            break;
        case 'o':
            append_line(outline, SPAN("o="), span_take(line.value, 0));
            break;
        default:
            break;
        }
    }
}
