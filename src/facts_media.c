/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts_media.h"

#include "finding.h"
#include "sip_body.h"
#include "sip_syntax.h"

/* Descriptions of one user agent that are looked at. */
#define MOST_DESCRIPTIONS 16

/* Formats of a stream that are looked at. */
#define MOST_FORMATS 24

/* ---- reading ---- */

/* The value of an attribute line, if it has this name; absent if it has another one. */
static struct span
attribute(struct sdp_line line, const char *name)
{
    size_t colon = span_find(line.value, ':');

    return line.type == 'a' && span_equal(span_take(line.value, colon), span_of(name))
               ? span_skip(line.value, colon + 1)
               : (struct span){ NULL, 0 };
}

static bool
is_attribute(struct sdp_line line, const char *name)
{
    return attribute(line, name).text != NULL;
}

/* The suite in "1 AES_CM_128_HMAC_SHA1_80". */
static void
add_suite(struct media *media, struct span crypto)
{
    sip_word_next(&crypto);
    if (media->suite_count == MEDIA_SUITES) {
        media->is_cut = true;
        return;
    }
    media->suites[media->suite_count++] = sip_word_next(&crypto);
}

/* Preconditions (RFC 3312 section 5); in a refusal "failure" names what failed (section 8). */
static void
read_precondition(struct media_stream *stream, struct sdp_line line)
{
    struct span desired = attribute(line, "des");

    if (!stream->desired.text || fact_mentions(desired, "failure")) {
        stream->desired = desired;
    }
}

/* What stands at the level of the session goes for all streams. */
static void
read_line(struct media *media, struct media_stream *stream, struct sdp_line line)
{
    struct span crypto = attribute(line, "crypto");

    if (crypto.text) {
        add_suite(media, crypto);
    }
    if (crypto.text || is_attribute(line, "key-mgmt") || is_attribute(line, "zrtp-hash")) {
        stream->has_key = true;
    } else if (is_attribute(line, "fingerprint")) {
        stream->has_fingerprint = true;
    } else if (is_attribute(line, "setup")) {
        stream->has_setup = true;
    } else if (is_attribute(line, "candidate")) {
        stream->has_candidates = true;
    } else if (is_attribute(line, "ptime")) {
        stream->ptime = attribute(line, "ptime");
    }
    read_precondition(stream, line);
}

static void
add_codec(struct media *media, struct span name, uint32_t rate, unsigned stream)
{
    if (media->codec_count == MEDIA_CODECS) {
        media->is_cut = true;
        return;
    }
    media->codecs[media->codec_count++] =
        (struct media_codec){ .name = name, .rate = rate, .stream = stream };
}

static bool
is_rtp(struct span protocol)
{
    return fact_mentions(protocol, "RTP/");
}

/* Payload types without a meaning of their own (RFC 3551 section 6). */
static bool
is_dynamic(struct span format)
{
    uint64_t number;

    return span_to_unsigned(format, 127, &number) && number >= 96;
}

static void
read_formats(struct media *media, struct media_stream *stream, const struct sdp_media *read)
{
    unsigned index = media->stream_count;
    struct span formats = read->formats, format, name;
    uint32_t rate;
    int count = 0, nameless = 0;

    while ((format = sip_word_next(&formats)).text) {
        if (count++ == MOST_FORMATS) {
            media->is_cut = true;
            break;
        }
        if (!is_rtp(read->protocol)) {
            add_codec(media, format, 0, index);
        } else if (!sdp_codec_find(read, format, &name, &rate)) {
            stream->has_unknown_format = true;
            nameless += is_dynamic(format);
        } else if (media_is_codec(name)) {
            add_codec(media, name, rate, index);
        }
    }
    stream->has_only_nameless = count && nameless == count;
}

static void
add_stream(struct media *media, const struct media_stream *session, const struct sdp_media *read)
{
    struct media_stream *stream;
    struct span lines = read->lines;
    struct sdp_line line;

    if (media->stream_count == MEDIA_STREAMS) {
        media->is_cut = true;
        return;
    }
    stream = &media->streams[media->stream_count];
    *stream = *session;
    stream->media = read->media;
    stream->protocol = read->protocol;
    stream->has_address = read->address.text != NULL;
    stream->is_ip6 = read->address_is_ip6;
    stream->lines = lines;
    while (sdp_line_next(&lines, &line)) {
        read_line(media, stream, line);
    }
    read_formats(media, stream, read);
    media->stream_count++;
}

/* Lines above the first m= line. */
static void
read_session(struct media *media, struct media_stream *session, struct span description)
{
    struct sdp_line line;

    while (sdp_line_next(&description, &line) && line.type != 'm') {
        media->has_version |= line.type == 'v';
        media->has_origin |= line.type == 'o';
        read_line(media, session, line);
    }
}

void
media_add(struct media *media, struct span description, bool with_off)
{
    struct media_stream shared = { .has_key = false };
    struct sdp_session session;
    struct sdp_media read;
    struct span rest;

    read_session(media, &shared, description);
    sdp_session_read(description, &session);
    rest = session.media;
    while (sdp_media_next(&session, &rest, &read)) {
        media->lines_of_media++;
        if (read.port || with_off) {
            add_stream(media, &shared, &read);
        }
    }
}

/* ---- comparing ---- */

bool
media_is_codec(struct span name)
{
    static const char *const others[] = { "telephone-event", "CN",      "red",  "rtx",
                                          "ulpfec",          "flexfec", "tone", "parityfec" };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(others); i++) {
        if (span_starts_nocase(name, span_of(others[i]))) {
            return false;
        }
    }
    return true;
}

/* The rate of G722 is 8000 by definition (RFC 3551 section 4.5.2), which not all follow. */
static bool
is_same_codec(const struct media_codec *a, const struct media_codec *b)
{
    return span_equal_nocase(a->name, b->name) &&
           (!a->rate || !b->rate || a->rate == b->rate || span_equal_nocase(a->name, SPAN("G722")));
}

bool
media_has_type(const struct media *known, struct span type)
{
    unsigned i;

    for (i = 0; i < known->stream_count; i++) {
        if (span_equal_nocase(known->streams[i].media, type)) {
            return true;
        }
    }
    return false;
}

bool
media_has_protocol(const struct media *known, struct span type, struct span protocol)
{
    unsigned i;

    for (i = 0; i < known->stream_count; i++) {
        if (span_equal_nocase(known->streams[i].media, type) &&
            span_equal_nocase(known->streams[i].protocol, protocol)) {
            return true;
        }
    }
    return false;
}

static bool
has_codec(const struct media *known, struct span type, const struct media_codec *codec)
{
    unsigned i;

    for (i = 0; i < known->codec_count; i++) {
        if (span_equal_nocase(known->streams[known->codecs[i].stream].media, type) &&
            is_same_codec(&known->codecs[i], codec)) {
            return true;
        }
    }
    return false;
}

enum media_fit
media_codecs_fit(const struct media *offer, unsigned stream, const struct media *known)
{
    const struct media_stream *offered = &offer->streams[stream];
    unsigned i;

    for (i = 0; i < offer->codec_count; i++) {
        if (offer->codecs[i].stream == stream &&
            has_codec(known, offered->media, &offer->codecs[i])) {
            return MEDIA_FITS;
        }
    }
    if (offered->has_unknown_format || offer->is_cut || known->is_cut) {
        return MEDIA_FITS_UNKNOWN;
    }
    for (i = 0; i < known->stream_count; i++) {
        if (known->streams[i].has_unknown_format &&
            span_equal_nocase(known->streams[i].media, offered->media)) {
            return MEDIA_FITS_UNKNOWN;
        }
    }
    return MEDIA_FITS_NOT;
}

static bool
is_named_before(const struct media *media, unsigned codec)
{
    unsigned i;

    for (i = 0; i < codec; i++) {
        if (span_equal_nocase(media->codecs[i].name, media->codecs[codec].name)) {
            return true;
        }
    }
    return false;
}

/* True if the other description has a codec of this name with another rate. */
static bool
differs_in_rate(const struct media_codec *codec, const struct media *other)
{
    unsigned i;

    for (i = 0; i < other->codec_count; i++) {
        if (span_equal_nocase(other->codecs[i].name, codec->name) &&
            !is_same_codec(&other->codecs[i], codec)) {
            return true;
        }
    }
    return false;
}

char *
media_codec_names(const struct media *media, const struct media *types, const struct media *other)
{
    GString *names = g_string_new(NULL);
    unsigned i;

    for (i = 0; i < media->codec_count; i++) {
        char *name;

        if ((types && !media_has_type(types, media->streams[media->codecs[i].stream].media)) ||
            is_named_before(media, i)) {
            continue;
        }
        name = finding_display(media->codecs[i].name);
        g_string_append(names, names->len ? ", " : "");
        g_string_append(names, name);
        if (differs_in_rate(&media->codecs[i], other)) {
            g_string_append_printf(names, "/%u", media->codecs[i].rate);
        }
        g_free(name);
    }
    return g_string_free(names, names->len == 0);
}

/* Kind and end in "qos remote none" or "qos mandatory remote sendrecv". */
static void
read_resources(struct span value, struct span *kind, struct span *end)
{
    struct span words[4];
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(words); i++) {
        words[i] = sip_word_next(&value);
    }
    *kind = words[0];
    *end = words[3].text ? words[2] : words[1];
}

struct span
media_precondition(const struct media_stream *stream, const char *name, struct span other)
{
    struct span rest = stream->lines, value, kind, end, wanted_kind, wanted_end;
    struct sdp_line line;

    read_resources(other, &wanted_kind, &wanted_end);
    while (sdp_line_next(&rest, &line)) {
        value = attribute(line, name);
        read_resources(value, &kind, &end);
        if (value.text && span_equal_nocase(kind, wanted_kind) &&
            span_equal_nocase(end, wanted_end)) {
            return value;
        }
    }
    return (struct span){ NULL, 0 };
}

bool
media_is_secure(struct span protocol)
{
    return fact_mentions(protocol, "SAVP");
}

bool
media_is_dtls(struct span protocol)
{
    return fact_mentions(protocol, "TLS/");
}

/* ---- offers ---- */

bool
fact_has_no_body(const struct history_message *request)
{
    return !request->is_incomplete && !request->has_sdp &&
           !history_header(request, SIP_HEADER_CONTENT_TYPE).text &&
           !history_header(request, SIP_HEADER_CONTENT_LENGTH).text; /* kept of cut bodies only */
}

/* ---- capabilities ---- */

/* True if the description says all that its sender can do: an offer outside of dialogs, also one in
 * a response (RFC 3262 section 5), or what is told in place of an answer. An answer repeats a part
 * of the offer (RFC 3264 section 6), a re-offer often what was agreed. */
static bool
is_whole(const struct history_message *message)
{
    const struct history_transaction *transaction = message->transaction;
    const struct history_message *request = transaction->request;

    if (!message->is_response) {
        return !message->to_tag && fact_is_method(transaction, "INVITE");
    }
    if (message->status_code >= 300) {
        return true;
    }
    return request && (fact_is_method(transaction, "OPTIONS") ||
                       (fact_is_method(transaction, "INVITE") && !transaction->in_dialog &&
                        fact_has_no_body(request)));
}

static void
take_description(struct fact_capabilities *capabilities, const struct history_message *message,
                 struct span description)
{
    bool whole = is_whole(message);

    media_add(&capabilities->media, description, whole);
    if (whole && !capabilities->whole) {
        capabilities->whole = message;
    }
}

void
fact_capabilities_find(const struct history_message *response,
                       struct fact_capabilities *capabilities)
{
    const struct history_agent *agent = response->path->source;
    const struct history_sdp *sdp = agent->newest_sdp;
    struct span own = history_session(response);
    int count;

    *capabilities = (struct fact_capabilities){ .whole = NULL };
    if (own.text) {
        take_description(capabilities, response, own);
        capabilities->is_of_response = true;
        return;
    }
    if (agent->forwards || agent->has_several_products || history_down(response->transaction)) {
        return;
    }
    for (count = 0; sdp && count < MOST_DESCRIPTIONS; sdp = sdp->previous_of_agent, count++) {
        if (sdp->message->transaction) {
            take_description(capabilities, sdp->message, *sdp->outline);
        }
    }
    capabilities->media.is_cut |= sdp != NULL;
    if (capabilities->media.is_cut) {
        capabilities->whole = NULL; /* what was not looked at may be what is lacking */
    }
}
