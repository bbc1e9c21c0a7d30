/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Facts about session descriptions: what is offered, and what a user agent can do as far as its
 * own descriptions show (RFC 3264, RFC 8866).
 */
#ifndef SIPWHY_FACTS_MEDIA_H
#define SIPWHY_FACTS_MEDIA_H

#include "facts.h"

#define MEDIA_STREAMS 32
#define MEDIA_CODECS 128
#define MEDIA_SUITES 16

/** A media description (RFC 8866 section 5.14). */
struct media_stream {
    struct span media, protocol;
    struct span ptime;       /**< value of a=ptime; absent if there is none */
    bool has_key;            /**< keys of its own: crypto, key-mgmt or zrtp-hash */
    bool has_fingerprint;    /**< of DTLS, its own or the session's */
    bool has_setup;          /**< likewise */
    bool has_address;        /**< a c= line, its own or the session's */
    bool is_ip6;             /**< of that line */
    bool has_candidates;     /**< of ICE: then c= is not its only address */
    bool has_unknown_format; /**< a format without a name: what it is cannot be told */
    bool has_only_nameless;  /**< all of its formats are dynamic ones without a=rtpmap */
    struct span desired;     /**< of its first a=des, a failed one before others */
    struct span lines;       /**< its own, below m= */
};

/** A codec of a stream: of RTP by name, of other protocols the format itself. */
struct media_codec {
    struct span name;
    uint32_t rate;   /**< Hz; 0 if unknown */
    unsigned stream; /**< index of its stream */
};

/** One or several session descriptions, taken apart. Spans point into them. */
struct media {
    struct media_stream streams[MEDIA_STREAMS];
    unsigned stream_count;
    struct media_codec codecs[MEDIA_CODECS];
    unsigned codec_count;
    struct span suites[MEDIA_SUITES]; /**< of SRTP (RFC 4568 section 6.2) */
    unsigned suite_count;
    unsigned lines_of_media; /**< m= lines, also of streams that are off */
    bool has_version, has_origin;
    bool is_cut; /**< more than fits: nothing may be concluded from what it lacks */
};

/** Takes a description apart and adds it. @param with_off  also streams with port 0 */
void media_add(struct media *media, struct span description, bool with_off);

/** True if the format is a codec for matching: not events, comfort noise, redundancy or repair,
 * which go along with codecs (RFC 4733, RFC 3389, RFC 2198, RFC 4588, RFC 5109). */
bool media_is_codec(struct span name);

/** True if `known` has a stream of this type. */
bool media_has_type(const struct media *known, struct span type);

/** True if `known` has this protocol for this type. */
bool media_has_protocol(const struct media *known, struct span type, struct span protocol);

enum media_fit { MEDIA_FITS, MEDIA_FITS_NOT, MEDIA_FITS_UNKNOWN };

/** Whether `known` has a codec of the stream of `offer`, for the same type of media. */
enum media_fit media_codecs_fit(const struct media *offer, unsigned stream,
                                const struct media *known);

/** The names of the codecs, each once: "PCMU, PCMA"; with the rate, "L16/44100", if only the rate
 * differs from a codec of `other`. @param types  NULL, or: only those of types that it has.
 * @return newly allocated (g_free); NULL if there are none */
char *media_codec_names(const struct media *media, const struct media *types,
                        const struct media *other);

/** A precondition of a stream that is about the same resources as `other`: of the same kind and
 * end, as "qos remote" (RFC 3312 section 5). @param name  of the attribute: "curr" or "des"
 * @return its value; absent if there is none */
struct span media_precondition(const struct media_stream *stream, const char *name,
                               struct span other);

/** True if the protocol encrypts (RFC 3711, RFC 5764). */
bool media_is_secure(struct span protocol);

/** True if it takes its keys from DTLS (RFC 5764 section 8). */
bool media_is_dtls(struct span protocol);

/** True if the request has no body, so that it offers nothing; false also if that cannot be
 * told. */
bool fact_has_no_body(const struct history_message *request);

/** What the sender of the response can do (RFC 3261 section 21.4.26; RFC 3264 section 9). */
struct fact_capabilities {
    struct media media;
    /** What shows it best: a description of all that it can do; NULL if there is none, then
     * nothing may be concluded from what is lacking. */
    const struct history_message *whole;
    bool is_of_response; /**< the response itself brought it, so it speaks of nothing else */
};

/** Only for who made the response itself and is no proxy or phone system, whose descriptions are
 * those of others; but the description in the response counts whoever sent it. */
void fact_capabilities_find(const struct history_message *response,
                            struct fact_capabilities *capabilities);

#endif
