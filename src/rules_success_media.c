/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Answers that leave no audio (RFC 3264 section 6).
 */
#include "facts.h"
#include "rules_success.h"
#include "sip_body.h"
#include "sip_syntax.h"

/* More formats or streams are not compared: then nothing is said. */
#define MOST_FORMATS 64
#define MOST_STREAMS 32

enum match { MATCH_USABLE, MATCH_REFUSED, MATCH_NO_CODEC, MATCH_PROFILE };

static bool
is_for_signals(struct span name)
{
    return span_equal_nocase(name, SPAN("telephone-event")) ||
           span_equal_nocase(name, SPAN("CN")) || span_equal_nocase(name, SPAN("red"));
}

/* True if the stream has the codec, or if that cannot be told. */
static bool
has_codec(const struct sdp_media *media, struct span wanted, uint32_t wanted_rate)
{
    struct span rest = media->formats, format, name;
    uint32_t rate;
    int looked_at = 0;

    while ((format = sip_word_next(&rest)).text) {
        if (++looked_at > MOST_FORMATS || !sdp_codec_find(media, format, &name, &rate)) {
            return true;
        }
        if (span_equal_nocase(name, wanted) && (rate == wanted_rate || !rate || !wanted_rate)) {
            return true;
        }
    }
    return false;
}

/* True if the answer has a codec of the offer, or if that cannot be told. */
static bool
shares_codec(const struct sdp_media *offer, const struct sdp_media *answer)
{
    struct span rest = answer->formats, format, name;
    uint32_t rate;
    int looked_at = 0;

    while ((format = sip_word_next(&rest)).text) {
        if (++looked_at > MOST_FORMATS || !sdp_codec_find(answer, format, &name, &rate)) {
            return true;
        }
        if (!is_for_signals(name) && has_codec(offer, name, rate)) {
            return true;
        }
    }
    return false;
}

static bool
is_secure(const struct sdp_media *media)
{
    return fact_mentions(media->protocol, "SAVP");
}

/* Keys may be given for RTP/AVP as well: then the profile alone proves nothing. */
static bool
has_keys(const struct sdp_media *media)
{
    return fact_mentions(media->lines, "a=crypto") || fact_mentions(media->lines, "a=fingerprint");
}

static enum match
match_of(const struct sdp_media *offer, const struct sdp_media *answer)
{
    if (!answer->port) {
        return MATCH_REFUSED;
    }
    if (is_secure(offer) != is_secure(answer) &&
        !(is_secure(offer) ? has_keys(answer) : has_keys(offer))) {
        return MATCH_PROFILE;
    }
    return shares_codec(offer, answer) ? MATCH_USABLE : MATCH_NO_CODEC;
}

/* Compares stream by stream. @return false if a stream is usable, or nothing can be said */
static bool
no_audio_left(struct span offer, struct span answer, enum match *found)
{
    struct sdp_session offering, answering;
    struct span offered, answered;
    struct sdp_media left, right;
    int streams = 0, audio = 0;

    sdp_session_read(offer, &offering);
    sdp_session_read(answer, &answering);
    offered = offering.media;
    answered = answering.media;
    while (sdp_media_next(&offering, &offered, &left)) {
        if (++streams > MOST_STREAMS || !sdp_media_next(&answering, &answered, &right)) {
            return false;
        }
        if (span_equal_nocase(right.media, SPAN("image")) && right.port) {
            return false;
        }
        if (!span_equal_nocase(left.media, SPAN("audio")) || !left.port) {
            continue;
        }
        if ((*found = match_of(&left, &right)) == MATCH_USABLE) {
            return false;
        }
        audio++;
    }
    return audio > 0;
}

bool
success_no_media(const struct subject *subject, struct cause *cause)
{
    static const char *const keys[] = {
        [MATCH_REFUSED] = "port", [MATCH_NO_CODEC] = "codec", [MATCH_PROFILE] = "profile"
    };
    enum match found = MATCH_USABLE;
    struct span offer, answer;

    if (!subject->request || subject->transaction->in_dialog ||
        (subject->sip->defects & SIP_DEFECT_BODY_CUT)) {
        return false;
    }
    offer = history_session(subject->request);
    answer = sip_body_find(subject->sip, SPAN("application/sdp"));
    if (!offer.text || !answer.text || !no_audio_left(offer, answer, &found)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_show_frame(cause, keys[found], 0);
    cause_show(cause, "offer", subject->request);
    return true;
}
