/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_body.h"

#include "sip_syntax.h"

static const struct span absent = { NULL, 0 };

bool
sdp_line_next(struct span *rest, struct sdp_line *line)
{
    while (rest->length) {
        size_t end = span_find(*rest, '\n');
        struct span text = span_trim(span_take(*rest, end));

        *rest = span_skip(*rest, end + 1);
        if (text.length >= 2 && text.text[1] == '=' && text.text[0] >= 'a' && text.text[0] <= 'z') {
            line->type = text.text[0];
            line->value = span_trim(span_skip(text, 2));
            return true;
        }
    }
    return false;
}

/** The lines up to the next m= line; `rest` is left at that line. */
static struct span
lines_before_media(struct span *rest)
{
    struct span text = *rest, at = *rest;
    struct sdp_line line;

    for (;;) {
        struct span before = at;

        if (!sdp_line_next(&at, &line)) {
            *rest = at;
            return text;
        }
        if (line.type == 'm') {
            *rest = before;
            return span_take(text, (size_t)(before.text - text.text));
        }
    }
}

/** "IN IP4 192.0.2.1/127" (RFC 8866 section 5.7). */
static bool
connection_read(struct span value, struct span *address, bool *is_ip6)
{
    struct span type, word;

    sip_word_next(&value);
    type = sip_word_next(&value);
    word = sip_word_next(&value);
    if (!word.text) {
        return false;
    }
    *address = span_take(word, span_find(word, '/'));
    *is_ip6 = span_equal_nocase(type, SPAN("IP6"));
    return true;
}

static bool
direction_read(struct span attribute, struct span *direction)
{
    const struct span directions[] = { SPAN("sendrecv"), SPAN("sendonly"), SPAN("recvonly"),
                                       SPAN("inactive") };

    for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++) {
        if (span_equal_nocase(attribute, directions[i])) {
            *direction = directions[i];
            return true;
        }
    }
    return false;
}

/** The first address and direction that the lines give; what they do not give stays as it is. */
static void
lines_read(struct span lines, struct span *address, bool *is_ip6, struct span *direction)
{
    struct sdp_line line;
    bool has_address = false, has_direction = false;

    while (sdp_line_next(&lines, &line)) {
        if (line.type == 'c' && !has_address) {
            has_address = connection_read(line.value, address, is_ip6);
        } else if (line.type == 'a' && !has_direction) {
            has_direction = direction_read(line.value, direction);
        }
    }
}

void
sdp_session_read(struct span description, struct sdp_session *session)
{
    struct span lines = lines_before_media(&description);

    session->address = absent;
    session->address_is_ip6 = false;
    session->direction = SPAN("sendrecv");
    session->media = description;
    lines_read(lines, &session->address, &session->address_is_ip6, &session->direction);
}

bool
sdp_media_next(const struct sdp_session *session, struct span *rest, struct sdp_media *media)
{
    struct sdp_line line;
    struct span words, port;
    uint64_t number = 0;

    do {
        if (!sdp_line_next(rest, &line)) {
            return false;
        }
    } while (line.type != 'm');

    words = line.value;
    media->media = sip_word_next(&words);
    port = sip_word_next(&words);
    span_to_unsigned(span_take(port, span_find(port, '/')), UINT32_MAX, &number);
    media->port = (uint32_t)number;
    media->protocol = sip_word_next(&words);
    media->formats = span_trim(words);
    media->lines = lines_before_media(rest);
    media->address = session->address;
    media->address_is_ip6 = session->address_is_ip6;
    media->direction = session->direction;
    lines_read(media->lines, &media->address, &media->address_is_ip6, &media->direction);
    return true;
}

struct codec {
    const char *name;
    uint32_t rate;
};

/** RFC 3551 section 6, tables 4 and 5. G722 has a clock of 8000 Hz by a mistake that became the
 * standard (section 4.5.2). */
static const struct codec static_codecs[] = {
    [0] = { "PCMU", 8000 },   [3] = { "GSM", 8000 },    [4] = { "G723", 8000 },
    [5] = { "DVI4", 8000 },   [6] = { "DVI4", 16000 },  [7] = { "LPC", 8000 },
    [8] = { "PCMA", 8000 },   [9] = { "G722", 8000 },   [10] = { "L16", 44100 },
    [11] = { "L16", 44100 },  [12] = { "QCELP", 8000 }, [13] = { "CN", 8000 },
    [14] = { "MPA", 90000 },  [15] = { "G728", 8000 },  [16] = { "DVI4", 11025 },
    [17] = { "DVI4", 22050 }, [18] = { "G729", 8000 },  [25] = { "CelB", 90000 },
    [26] = { "JPEG", 90000 }, [28] = { "nv", 90000 },   [31] = { "H261", 90000 },
    [32] = { "MPV", 90000 },  [33] = { "MP2T", 90000 }, [34] = { "H263", 90000 },
};

/** "rtpmap:96 opus/48000/2" for that format (RFC 8866 section 6.6). */
static bool
rtpmap_read(struct span attribute, struct span format, struct span *name, uint32_t *rate)
{
    struct span word, encoding, clock;
    uint64_t number = 0;
    size_t slash;

    if (!span_starts_nocase(attribute, SPAN("rtpmap:"))) {
        return false;
    }
    attribute = span_skip(attribute, sizeof("rtpmap:") - 1);
    word = sip_word_next(&attribute);
    encoding = sip_word_next(&attribute);
    slash = span_find(encoding, '/');
    if (!span_equal(word, format) || !slash) {
        return false;
    }
    clock = span_skip(encoding, slash + 1);
    span_to_unsigned(span_take(clock, span_find(clock, '/')), UINT32_MAX, &number);
    *name = span_take(encoding, slash);
    *rate = (uint32_t)number;
    return true;
}

/** "RTP/AVP", "UDP/TLS/RTP/SAVPF" ...: a profile of RTP has RTP among its parts. */
static bool
protocol_is_rtp(struct span protocol)
{
    while (protocol.length) {
        size_t slash = span_find(protocol, '/');

        if (span_equal_nocase(span_take(protocol, slash), SPAN("RTP"))) {
            return true;
        }
        protocol = span_skip(protocol, slash + 1);
    }
    return false;
}

bool
sdp_codec_find(const struct sdp_media *media, struct span format, struct span *name, uint32_t *rate)
{
    struct span rest = media->lines;
    struct sdp_line line;
    uint64_t number;

    if (!format.length) {
        return false;
    }
    while (sdp_line_next(&rest, &line)) {
        if (line.type == 'a' && rtpmap_read(line.value, format, name, rate)) {
            return true;
        }
    }
    if (!protocol_is_rtp(media->protocol) ||
        !span_to_unsigned(format, sizeof(static_codecs) / sizeof(static_codecs[0]) - 1, &number) ||
        !static_codecs[number].name) {
        return false;
    }
    *name = span_of(static_codecs[number].name);
    *rate = static_codecs[number].rate;
    return true;
}
