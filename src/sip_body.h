/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the diagnosis reads of message bodies: session descriptions (RFC 8866), also inside
 * multipart bodies (RFC 5621 section 3), and message fragments (RFC 3420), as NOTIFY carries them
 * after REFER (RFC 3515 section 2.4.5). Allocates nothing; spans point into the body.
 */
#ifndef SIPWHY_SIP_BODY_H
#define SIPWHY_SIP_BODY_H

#include "sip_message.h"

/**
 * The part of the message's body that has this media type: the body itself, or a part of a
 * multipart body (one level of nesting below it is searched too, no more). Compared without regard
 * to case, parameters left out. Content-Encoding is not looked at. The last part of a body that is
 * cut counts as far as it goes.
 * @param media_type  "application/sdp", "message/sipfrag"
 * @return absent if there is none
 */
struct span sip_body_find(const struct sip_message *message, struct span media_type);

/**
 * The status line in a message/sipfrag body; a bare LF or no line end at all is accepted.
 * @param code    100 to 699
 * @param phrase  may be empty
 * @return false if the fragment does not start with a status line
 */
bool sip_fragment_status(struct span fragment, uint32_t *code, struct span *phrase);

/** One line of a session description: type and value ("m", "audio 49170 RTP/AVP 0"). */
struct sdp_line {
    char type;
    struct span value;
};

/** Takes the next line "x=value" off; lines of another form are skipped. @return false when nothing
 * is left. */
bool sdp_line_next(struct span *rest, struct sdp_line *line);

/** A media description (RFC 8866 section 5.14). */
struct sdp_media {
    struct span media;    /**< "audio", "video", "image" ... */
    uint32_t port;        /**< 0: the stream is refused or switched off (RFC 3264 section 6) */
    struct span protocol; /**< "RTP/AVP", "UDP/TLS/RTP/SAVPF" ... */
    struct span formats;  /**< separated by blanks; empty if there are none */
    struct span lines;    /**< the lines below m=, up to the next m= */
    struct span address;  /**< of its own c= line, else of the session's; absent if neither */
    bool address_is_ip6;
    /** "sendrecv", "sendonly", "recvonly", "inactive" (static text, lower case): its own, else the
     * session's, else "sendrecv" */
    struct span direction;
};

/** What stands above the first m= line, read once for all media descriptions. */
struct sdp_session {
    struct span address; /**< of the c= line; absent if there is none */
    bool address_is_ip6;
    struct span direction; /**< "sendrecv" if the session gives none */
    struct span media;     /**< from the first m= line on: what sdp_media_next takes from; empty if
                              there is none */
};

/** Reads the session part of a session description; an absent one gives a session without media. */
void sdp_session_read(struct span description, struct sdp_session *session);

/**
 * Takes the next media description off. One whose m= line lacks fields is returned all the same,
 * for offer and answer are matched by position (RFC 3264 section 6): its port is 0 and what is
 * missing is absent.
 * @param session  for what the media description does not say itself
 * @param rest     in: session->media at first, then what the last call left; out: what follows
 * @return false when there is none left
 */
bool sdp_media_next(const struct sdp_session *session, struct span *rest, struct sdp_media *media);

/**
 * The codec behind a format of an RTP stream: a=rtpmap of the stream, else the static table (RFC
 * 3551 section 6) if the protocol is an RTP profile. Linear in media->lines: a caller that asks for
 * all formats bounds their number.
 * @param format  one word of `formats`
 * @param name    encoding name ("PCMU"); static text or a span into the description
 * @param rate    clock rate in Hz; 0 if unknown
 * @return false if neither knows it
 */
bool sdp_codec_find(const struct sdp_media *media, struct span format, struct span *name,
                    uint32_t *rate);

#endif
