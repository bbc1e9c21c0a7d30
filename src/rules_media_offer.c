/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Refused offers: 488, 606 and what else servers use for them (RFC 3261 sections 21.4.26, 21.6.4;
 * RFC 3264).
 */
#include "facts_branch.h"
#include "facts_media.h"
#include "facts_said.h"
#include "rules_media.h"

/* A BYE so soon after a refused change ends the call because of it. */
#define HANG_UP_NS (2 * SECONDS_NS)

/* Warnings about single parts of a session description (RFC 3261 section 20.43). */
enum {
    WARNING_NETWORK = 300,
    WARNING_ADDRESS = 301,
    WARNING_TRANSPORT = 302,
    WARNING_BANDWIDTH_UNIT = 303,
    WARNING_MEDIA_TYPE = 304,
    WARNING_MEDIA_FORMAT = 305,
    WARNING_BANDWIDTH = 370,
    WARNING_VENDOR = 392 /* diagnostic data of SER-family servers */
};

/* What a rule about a refused offer looks at. Rules that compare streams first make sure that there
 * is one. */
struct refusal {
    const struct subject *subject;
    const struct history_message *origin; /* the response where it was made */
    const struct history_message *request;
    struct media offer; /* its live streams, as they arrived there */
    bool has_offer;
    bool is_cut; /* Content-Length lets the end of the SDP be left out */
    struct fact_capabilities able;
};

static bool
is_media_code(uint32_t code)
{
    return code == 488 || code == 606;
}

/* Codes that speak of media only if the server says so. */
static bool
is_about_media(const struct subject *subject)
{
    static const char *const words[] = { "codec", "media", "sdp", "session description", NULL };
    struct sip_warning warning;

    return is_media_code(subject->code) || fact_warning(subject->sip, 300, 307, &warning) ||
           fact_warning(subject->sip, WARNING_BANDWIDTH, WARNING_BANDWIDTH, &warning) ||
           fact_server_mentions(subject, words);
}

static bool
has_warning(const struct subject *subject, uint16_t from, uint16_t to)
{
    struct sip_warning warning;

    return fact_warning(subject->sip, from, to, &warning);
}

/* @return false if there is no request to compare with */
static bool
refusal_read(const struct subject *subject, struct refusal *refusal)
{
    struct span description;

    *refusal = (struct refusal){ .has_offer = false };
    if (!subject->request) {
        return false;
    }
    refusal->subject = subject;
    refusal->origin = fact_origin(subject->message);
    refusal->request = refusal->origin->transaction->request;
    if (!refusal->request) {
        return false;
    }
    description = history_session(refusal->request);
    refusal->is_cut = history_surplus(refusal->request) > 0;
    refusal->has_offer = description.text != NULL;
    media_add(&refusal->offer, description, false);
    fact_capabilities_find(refusal->origin, &refusal->able);
    return true;
}

/* What all verdicts about an offer name. */
static void
show_refusal(struct cause *cause, const struct refusal *refusal)
{
    const struct history_transaction *transaction = refusal->request->transaction;
    char *offered = media_codec_names(&refusal->offer, NULL, &refusal->able.media);

    cause_set_endpoint(cause, "agent", &refusal->origin->path->path.source);
    if (offered) {
        cause_set_text(cause, "offered", offered);
    } else if (refusal->offer.stream_count) { /* no format has a name */
        cause_set(cause, "offered", refusal->offer.streams[0].media);
    }
    cause_set(cause, "method", *transaction->method);
    if (transaction->in_dialog && fact_is_method(transaction, "INVITE")) {
        cause_set_text(cause, "method", "re-INVITE");
    }
    if (refusal->has_offer) {
        cause_show(cause, "offer", refusal->request);
    }
    if (transaction->dialog && transaction->dialog->confirmed) {
        cause_show(cause, "call", transaction->dialog->confirmed);
    }
    g_free(offered);
}

/* Names what the agent can do, and where it shows that. */
static void
show_capabilities(struct cause *cause, const struct refusal *refusal)
{
    char *known = media_codec_names(&refusal->able.media, &refusal->offer, &refusal->offer);

    cause_set_text(cause, "known", known);
    if (refusal->able.is_of_response) {
        cause_show_frame(cause, "told", /* 0: in this very message */
                         refusal->origin == refusal->subject->message ? 0 : refusal->origin->frame);
    } else {
        cause_show(cause, "shown", refusal->able.whole);
    }
    g_free(known);
}

/* The line that is missing in a description (RFC 8866 section 5). @return NULL if none is */
static const char *
fault_of(const struct media *offer)
{
    unsigned i;

    if (!offer->has_version) {
        return "v=";
    }
    if (!offer->has_origin) {
        return "o=";
    }
    for (i = 0; i < offer->stream_count; i++) {
        if (!offer->streams[i].has_address) {
            return "c=";
        }
    }
    for (i = 0; i < offer->stream_count; i++) {
        if (!offer->streams[i].has_only_nameless) {
            return NULL;
        }
    }
    return offer->stream_count ? "a=rtpmap" : NULL;
}

/* ---- codecs ---- */

/* True if the offer is for fax only: T.38 in place of the voice (ITU-T T.38 annex D). */
static bool
is_fax_only(const struct media *offer)
{
    unsigned i;

    for (i = 0; i < offer->stream_count; i++) {
        if (!span_equal_nocase(offer->streams[i].media, SPAN("image")) ||
            !span_equal_nocase(offer->streams[i].protocol, SPAN("udptl"))) {
            return false;
        }
    }
    return true;
}

static bool
ends_at_once(const struct refusal *refusal)
{
    const struct history_dialog *dialog = refusal->request->transaction->dialog;

    return dialog && dialog->ended && fact_gap(refusal->origin, dialog->ended) < HANG_UP_NS;
}

/* True if the agent has shown a codec of an offered type. */
static bool
has_shown_codec(const struct refusal *refusal)
{
    char *names = media_codec_names(&refusal->able.media, &refusal->offer, &refusal->offer);
    bool is_shown = names != NULL;

    g_free(names);
    return is_shown;
}

/* True if no offered stream has a codec that the agent is known to have. */
static bool
fits_nowhere(const struct refusal *refusal)
{
    const struct media *able = &refusal->able.media;
    unsigned i;

    for (i = 0; i < refusal->offer.stream_count; i++) {
        if (media_codecs_fit(&refusal->offer, i, able) != MEDIA_FITS_NOT) {
            return false;
        }
    }
    return has_shown_codec(refusal);
}

/* True if the agent has shown a stream, but none of an offered type. */
static bool
lacks_media_types(const struct refusal *refusal)
{
    const struct media *able = &refusal->able.media;
    unsigned i;

    for (i = 0; i < refusal->offer.stream_count; i++) {
        if (media_has_type(able, refusal->offer.streams[i].media)) {
            return false;
        }
    }
    return able->stream_count > 0;
}

static bool
is_type_of_earlier(const struct media *media, unsigned stream)
{
    unsigned i;

    for (i = 0; i < stream; i++) {
        if (span_equal_nocase(media->streams[i].media, media->streams[stream].media)) {
            return true;
        }
    }
    return false;
}

/* The types of all streams, each once: "video, application". */
static void
set_types(struct cause *cause, const char *name, const struct media *media)
{
    GString *types = g_string_new(NULL);
    unsigned i;

    for (i = 0; i < media->stream_count; i++) {
        if (!is_type_of_earlier(media, i)) {
            g_string_append(types, types->len ? ", " : "");
            g_string_append_len(types, media->streams[i].media.text,
                                (gssize)media->streams[i].media.length);
        }
    }
    cause_set(cause, name, (struct span){ types->str, types->len });
    g_string_free(types, TRUE);
}

/* Only of such an offer it is known which type a Warning is about. */
static bool
offers_one_type(const struct media *offer)
{
    unsigned i;

    for (i = 1; i < offer->stream_count; i++) {
        if (!span_equal_nocase(offer->streams[i].media, offer->streams[0].media)) {
            return false;
        }
    }
    return true;
}

static bool
is_codec_proven(const struct subject *subject, struct cause *cause, const struct refusal *refusal)
{
    bool told = refusal->able.is_of_response;

    if (has_warning(subject, WARNING_MEDIA_TYPE, WARNING_MEDIA_TYPE) &&
        offers_one_type(&refusal->offer)) {
        cause_is(cause, "media-type", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        cause_set(cause, "type", refusal->offer.streams[0].media);
        return true;
    }
    if (!refusal->able.whole) {
        return false;
    }
    if (lacks_media_types(refusal)) {
        cause_is(cause, "media-type", told ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_WARN);
        set_types(cause, "type", &refusal->offer); /* and what the agent has in their place */
        set_types(cause, "known-type", &refusal->able.media);
        show_capabilities(cause, refusal);
        return true;
    }
    if (fits_nowhere(refusal)) {
        cause_is(cause, told ? "proved" : "inferred", told ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
                 SEVERITY_WARN);
        show_capabilities(cause, refusal);
        return true;
    }
    return false;
}

static bool mismatch_find(const struct subject *subject, struct cause *cause,
                          const struct refusal *refusal);

/* Nothing shows what the other side takes, or it says no more than that a format does not fit. */
static bool
is_codec_suspected(const struct subject *subject, struct cause *cause,
                   const struct refusal *refusal)
{
    if (has_warning(subject, WARNING_MEDIA_FORMAT, WARNING_MEDIA_FORMAT)) {
        cause_is(cause, "warned", CONFIDENCE_LIKELY, SEVERITY_WARN);
        return true;
    }
    if (!is_media_code(subject->code) || refusal->is_cut || refusal->able.whole ||
        refusal->able.media.is_cut || has_warning(subject, 100, 391) ||
        has_warning(subject, WARNING_VENDOR + 1, 999) || fact_q850_cause(subject->sip) ||
        fault_of(&refusal->offer) || mismatch_find(subject, cause, refusal)) {
        return false;
    }
    cause_is(cause, "unknown", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
    return true;
}

/* True if the other rule knows for certain that it is not the codec. */
static bool
is_mismatch_certain(const struct subject *subject, const struct refusal *refusal)
{
    struct cause other = { .confidence = CONFIDENCE_GENERAL };

    return mismatch_find(subject, &other, refusal) && other.confidence == CONFIDENCE_CERTAIN;
}

bool
media_no_common_codec(const struct subject *subject, struct cause *cause)
{
    struct refusal refusal;

    if (!is_about_media(subject) || !refusal_read(subject, &refusal) ||
        !refusal.offer.stream_count || is_mismatch_certain(subject, &refusal)) {
        return false;
    }
    if (is_fax_only(&refusal.offer) && refusal.request->transaction->in_dialog) {
        cause_is(cause, "fax", CONFIDENCE_LIKELY,
                 ends_at_once(&refusal) ? SEVERITY_WARN : SEVERITY_NOTE);
    } else if (!is_codec_proven(subject, cause, &refusal) &&
               !is_codec_suspected(subject, cause, &refusal)) {
        return false;
    }
    show_refusal(cause, &refusal);
    return true;
}

/* ---- transport of the media ---- */

/* True if the stream is encrypted, but tells no key: neither SDES (RFC 4568 section 5.1) nor DTLS
 * (RFC 5763 section 5) nor another way. */
static bool
lacks_key(const struct media_stream *stream)
{
    return media_is_secure(stream->protocol) && !stream->has_fingerprint && !stream->has_key;
}

/* The key of another way does not help, for the profile is that of DTLS (RFC 5763 section 5). */
static bool
lacks_fingerprint(const struct media_stream *stream)
{
    return media_is_dtls(stream->protocol) && !stream->has_fingerprint;
}

/* DTLS cannot start without a role (RFC 5763 section 5). */
static bool
lacks_role(const struct media_stream *stream)
{
    return media_is_dtls(stream->protocol) && stream->has_fingerprint && !stream->has_setup;
}

/* Protection differs, not only feedback (RFC 4585), which most agents do not care for. */
static bool
is_protected_otherwise(struct span a, struct span b)
{
    return media_is_secure(a) != media_is_secure(b) || media_is_dtls(a) != media_is_dtls(b);
}

/* True if the agent has no stream of this type that is protected in the same way. */
static bool
lacks_protection(const struct media *able, const struct media_stream *stream)
{
    unsigned i;

    for (i = 0; i < able->stream_count; i++) {
        if (span_equal_nocase(able->streams[i].media, stream->media) &&
            !is_protected_otherwise(able->streams[i].protocol, stream->protocol)) {
            return false;
        }
    }
    return true;
}

/* @param told  the refusal itself says which profiles it takes */
static bool
lacks_profile(const struct media *able, const struct media_stream *stream, bool told)
{
    return told ? media_has_type(able, stream->media) &&
                      !media_has_protocol(able, stream->media, stream->protocol)
                : lacks_protection(able, stream);
}

typedef bool (*stream_test)(const struct refusal *refusal, unsigned stream);

static bool
is_without_key(const struct refusal *refusal, unsigned stream)
{
    return lacks_key(&refusal->offer.streams[stream]);
}

static bool
is_without_fingerprint(const struct refusal *refusal, unsigned stream)
{
    return lacks_fingerprint(&refusal->offer.streams[stream]);
}

static bool
is_without_role(const struct refusal *refusal, unsigned stream)
{
    return lacks_role(&refusal->offer.streams[stream]);
}

/* Of another profile, with a codec that would fit. */
static bool
is_of_other_profile(const struct refusal *refusal, unsigned stream)
{
    const struct media_stream *offered = &refusal->offer.streams[stream];
    const struct media *able = &refusal->able.media;
    bool told = refusal->able.is_of_response;

    return lacks_profile(able, offered, told) &&
           ((told && lacks_protection(able, offered)) ||
            media_codecs_fit(&refusal->offer, stream, able) == MEDIA_FITS);
}

/* An offer names one family even if the agent has both, so the way of the signalling counts too. A
 * stream that is only listed, with port 0, may name none. */
static bool
is_of_other_family(const struct refusal *refusal, unsigned stream)
{
    const struct media_stream *offered = &refusal->offer.streams[stream];
    const struct media *able = &refusal->able.media;
    bool is_signalled_by_ip6 = refusal->origin->path->path.source.length == 16;
    unsigned i;

    for (i = 0; i < able->stream_count; i++) {
        if (!able->streams[i].has_address || able->streams[i].is_ip6 == offered->is_ip6) {
            return false;
        }
    }
    return offered->has_address && !offered->has_candidates &&
           offered->is_ip6 != is_signalled_by_ip6;
}

/* True if it holds for each stream of the offer: one that would do can be accepted alone. */
static bool
holds_for_all(const struct refusal *refusal, stream_test test)
{
    unsigned i;

    for (i = 0; i < refusal->offer.stream_count; i++) {
        if (!test(refusal, i)) {
            return false;
        }
    }
    return true;
}

static bool
has_common_suite(const struct refusal *refusal)
{
    const struct media *offer = &refusal->offer, *able = &refusal->able.media;
    unsigned i, j;

    for (i = 0; i < offer->suite_count; i++) {
        for (j = 0; j < able->suite_count; j++) {
            if (span_equal_nocase(offer->suites[i], able->suites[j])) {
                return true;
            }
        }
    }
    return false;
}

/* Both use SDES, with other suites (RFC 4568 section 6.2). */
static bool
is_of_other_suite(const struct refusal *refusal, unsigned stream)
{
    return media_is_secure(refusal->offer.streams[stream].protocol) &&
           !media_is_dtls(refusal->offer.streams[stream].protocol) && refusal->offer.suite_count &&
           refusal->able.media.suite_count && !has_common_suite(refusal);
}

/* The same in all, but for the length of the packets. */
static bool
is_of_other_ptime(const struct refusal *refusal, unsigned stream)
{
    const struct media_stream *offered = &refusal->offer.streams[stream];
    const struct media *able = &refusal->able.media;
    unsigned i;

    if (!offered->ptime.text || !media_has_protocol(able, offered->media, offered->protocol) ||
        media_codecs_fit(&refusal->offer, stream, able) != MEDIA_FITS) {
        return false;
    }
    for (i = 0; i < able->stream_count; i++) {
        if (span_equal_nocase(able->streams[i].media, offered->media) &&
            (!able->streams[i].ptime.text || span_equal(able->streams[i].ptime, offered->ptime))) {
            return false;
        }
    }
    return true;
}

/* What the server itself says (RFC 3261 section 20.43). */
static bool
is_warned(const struct subject *subject, struct cause *cause)
{
    static const struct {
        uint16_t code;
        const char *variant;
        enum confidence confidence;
    } rows[] = {
        { WARNING_TRANSPORT, "profile", CONFIDENCE_CERTAIN },
        { WARNING_NETWORK, "family", CONFIDENCE_CERTAIN },
        { WARNING_ADDRESS, "family", CONFIDENCE_CERTAIN },
        { WARNING_BANDWIDTH, "bandwidth", CONFIDENCE_LIKELY },
        { WARNING_BANDWIDTH_UNIT, "bandwidth", CONFIDENCE_LIKELY },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (has_warning(subject, rows[i].code, rows[i].code)) {
            cause_is(cause, rows[i].variant, rows[i].confidence, SEVERITY_WARN);
            return true;
        }
    }
    return false;
}

/* Sets variant and confidence only. */
static bool
mismatch_find(const struct subject *subject, struct cause *cause, const struct refusal *refusal)
{
    bool told = refusal->able.is_of_response;
    bool known = refusal->able.whole && refusal->able.media.stream_count > 0;

    if (refusal->is_cut) {
        return false; /* what is missing may stand in the rest */
    }
    if (holds_for_all(refusal, is_without_key)) {
        cause_is(cause, "keying", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    } else if (holds_for_all(refusal, is_without_fingerprint)) {
        cause_is(cause, "fingerprint", CONFIDENCE_LIKELY, SEVERITY_WARN);
    } else if (holds_for_all(refusal, is_without_role)) {
        cause_is(cause, "role", CONFIDENCE_LIKELY, SEVERITY_WARN);
    } else if (is_warned(subject, cause)) {
        return true;
    } else if (!known) {
        return false;
    } else if (holds_for_all(refusal, is_of_other_profile)) {
        cause_is(cause, "profile", told ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_WARN);
    } else if (holds_for_all(refusal, is_of_other_suite)) {
        cause_is(cause, "suite", told ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_WARN);
    } else if (holds_for_all(refusal, is_of_other_family)) {
        cause_is(cause, "family", CONFIDENCE_LIKELY, SEVERITY_WARN);
    } else if (holds_for_all(refusal, is_of_other_ptime)) {
        cause_is(cause, "ptime", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
    } else {
        return false;
    }
    return true;
}

/* What of the agent stands against the first offered stream. */
static void
show_mismatch(struct cause *cause, const struct refusal *refusal)
{
    const struct media *offer = &refusal->offer, *able = &refusal->able.media;
    const struct media_stream *known;
    unsigned i = 0;

    cause_set(cause, "protocol", offer->streams[0].protocol);
    cause_set_text(cause, "family", offer->streams[0].is_ip6 ? "IPv6" : "IPv4");
    cause_set(cause, "ptime", offer->streams[0].ptime);
    cause_set(cause, "suite", offer->suites[0]); /* absent if there is none */
    while (i < able->stream_count &&
           !span_equal_nocase(able->streams[i].media, offer->streams[0].media)) {
        i++;
    }
    if (!refusal->able.whole || i == able->stream_count) {
        return;
    }
    known = &able->streams[i];
    cause_set(cause, "known-protocol", known->protocol);
    cause_set_text(cause, "known-family", known->is_ip6 ? "IPv6" : "IPv4");
    cause_set(cause, "known-ptime", known->ptime);
    cause_set(cause, "known-suite", able->suites[0]);
    show_capabilities(cause, refusal);
}

bool
media_stream_mismatch(const struct subject *subject, struct cause *cause)
{
    struct refusal refusal;
    struct sip_warning warning;

    if (!is_about_media(subject) || !refusal_read(subject, &refusal) ||
        !refusal.offer.stream_count || !mismatch_find(subject, cause, &refusal)) {
        return false;
    }
    show_refusal(cause, &refusal);
    show_mismatch(cause, &refusal);
    if (fact_warning(subject->sip, WARNING_NETWORK, WARNING_BANDWIDTH, &warning)) {
        cause_set_number(cause, "warning", warning.code);
    }
    return true;
}

/* ---- the offer itself ---- */

/* True if who refused takes INVITEs without an offer from others. */
static bool
accepts_without_offer(const struct history_message *request)
{
    const struct history_transaction *near[] = { request->transaction, request->transaction };
    const struct history_transaction *other;
    int steps = 0;

    while ((near[0] || near[1]) && steps++ < HISTORY_NEAR) {
        int side = steps % 2; /* before and after in turn */

        other = near[side];
        if (!other) {
            continue;
        }
        near[side] = side ? other->next_received : other->previous_received;
        if (other->request && fact_is_method(other, "INVITE") && fact_has_no_body(other->request) &&
            other->request->path->destination == request->path->destination &&
            other->in_dialog == request->transaction->in_dialog &&
            fact_response(other, 200, 299, NULL)) {
            return true;
        }
    }
    return false;
}

/* Who refused has not seen what Content-Length lets be left out: that explains it, whatever else is
 * missing, and for certain if nothing usable is left. */
static void
show_cut(const struct subject *subject, struct cause *cause, const struct refusal *refusal)
{
    bool is_usable = refusal->offer.stream_count && !fault_of(&refusal->offer);
    uint64_t body = history_body_length(refusal->request);

    cause_is(cause, "cut",
             is_usable || !is_media_code(subject->code) ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN,
             SEVERITY_WARN);
    cause_set_number(cause, "length", body - history_surplus(refusal->request));
    cause_set_number(cause, "body", body);
}

static bool
find_offer_fault(const struct subject *subject, struct cause *cause, const struct refusal *refusal)
{
    const char *fault;

    if (refusal->is_cut) {
        show_cut(subject, cause, refusal);
        return is_about_media(subject); /* of a 400 another rule tells it */
    }
    if (!refusal->has_offer) {
        cause_is(cause, "delayed", CONFIDENCE_LIKELY, SEVERITY_WARN);
        return fact_is_method(refusal->request->transaction, "INVITE") && is_about_media(subject) &&
               fact_has_no_body(refusal->request) && !accepts_without_offer(refusal->request);
    }
    fault = fault_of(&refusal->offer);
    if (fault) {
        cause_set_text(cause, "fault", fault);
        cause_is(cause, "broken",
                 is_media_code(subject->code) ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
                 SEVERITY_WARN);
        return true;
    }
    cause_is(cause, refusal->offer.lines_of_media ? "zero-port" : "no-stream", CONFIDENCE_CERTAIN,
             SEVERITY_WARN);
    return !refusal->offer.stream_count && is_about_media(subject);
}

bool
media_no_usable_offer(const struct subject *subject, struct cause *cause)
{
    struct refusal refusal;

    if ((subject->code != 400 && !is_about_media(subject)) || !refusal_read(subject, &refusal) ||
        history_header(refusal.request, SIP_HEADER_CONTENT_ENCODING).text ||
        !find_offer_fault(subject, cause, &refusal)) {
        return false;
    }
    show_refusal(cause, &refusal);
    if (refusal.is_cut) {
        cause_show(cause, "cut", refusal.request);
    } else if (!refusal.has_offer) {
        cause_show(cause, "empty", refusal.request);
    }
    return true;
}
