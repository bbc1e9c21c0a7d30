/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Session descriptions: the readers, the outline, and what the rules make of them.
 */
#include "facts_media.h"
#include "fuzz.h"
#include "sdp_outline.h"
#include "sip_body.h"

static void
check_media(const struct sdp_media *media, struct span description)
{
    struct span rest = media->formats, name = { NULL, 0 };
    uint32_t rate;

    fuzz_lies_in(media->media, description);
    fuzz_lies_in(media->protocol, description);
    fuzz_lies_in(media->formats, description);
    fuzz_lies_in(media->lines, description);
    fuzz_lies_in(media->address, description);
    fuzz_is_readable(media->direction);
    if (sdp_codec_find(media, span_take(rest, span_find(rest, ' ')), &name, &rate)) {
        fuzz_is_readable(name);
    }
}

static void
check_description(struct span description)
{
    struct sdp_session session;
    struct sdp_media media;
    struct span rest;

    sdp_session_read(description, &session);
    fuzz_lies_in(session.address, description);
    fuzz_is_readable(session.direction);
    rest = session.media;
    while (sdp_media_next(&session, &rest, &media)) {
        check_media(&media, description);
    }
}

static void
check_facts(struct span description, struct span other)
{
    struct media offer = { 0 }, known = { 0 };
    unsigned i;

    media_add(&offer, description, true);
    media_add(&known, other, false);
    FUZZ_CHECK(offer.stream_count <= MEDIA_STREAMS && offer.codec_count <= MEDIA_CODECS &&
               offer.suite_count <= MEDIA_SUITES);
    for (i = 0; i < offer.stream_count; i++) {
        media_has_type(&known, offer.streams[i].media);
        media_has_protocol(&known, offer.streams[i].media, offer.streams[i].protocol);
        media_codecs_fit(&offer, i, &known);
    }
    g_free(media_codec_names(&offer, &known, &known));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = fuzz_input(data, size), offer = fuzz_part(&rest, '\x1e');
    struct sdp_outline outline;

    check_description(offer);
    check_description(rest);
    check_facts(offer, rest);
    sdp_outline(offer, &outline);
    FUZZ_CHECK(outline.length <= sizeof(outline.text));
    check_description((struct span){ outline.text, outline.length });
    return 0;
}
