/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A media address that the other side cannot reach. Servers often relay the media of telephones
 * behind a NAT, so only an address that media was sent to in vain, as ICMP says, is worth a word.
 */
#include "rules_transport.h"

#include "sip_body.h"
#include "sip_syntax.h"

#define MOST_STREAMS 32

/* Who gave which address for media. */
struct media_place {
    const struct history_message *message; /* that has the session description */
    struct span address;
};

static bool
has_candidates(const struct sdp_media *media)
{
    return fact_mentions(media->lines, "a=candidate");
}

/* The first address for media, if none of the description is one that others can reach. */
static bool
place_read(struct media_place *place, const struct history_message *message,
           struct span description)
{
    const struct history_host *source = message->path->source->host;
    struct sdp_session session;
    struct sdp_media media;
    struct span rest;
    int streams = 0;

    *place = (struct media_place){ .message = message };
    sdp_session_read(description, &session);
    rest = session.media;
    while (sdp_media_next(&session, &rest, &media)) {
        if (!media.port) {
            continue;
        }
        if (++streams > MOST_STREAMS || has_candidates(&media) ||
            !nat_is_foreign(media.address, source)) {
            return false;
        }
        if (!place->address.text) {
            place->address = media.address;
        }
    }
    return streams > 0;
}

/* True if the packets that the error is about came from the other side: its host, or where it
 * wants its media. */
static bool
is_from_peer(const struct history_network_error *error, const struct history_message *message,
             struct span peer_description)
{
    struct sdp_session session;
    struct sdp_media media;
    struct span rest;
    int streams = 0;

    if (fact_same_address(&error->peer, &message->path->path.destination)) {
        return true;
    }
    sdp_session_read(peer_description, &session);
    rest = session.media;
    while (++streams <= MOST_STREAMS && sdp_media_next(&session, &rest, &media)) {
        if (fact_is_address(media.address, &error->peer)) {
            return true;
        }
    }
    return false;
}

/* What the network said about media that was sent to that address after the description. */
static const struct history_network_error *
unreachable(const struct subject *subject, const struct media_place *place,
            struct span peer_description)
{
    const struct history_network_error *error;
    struct endpoint target;

    if (!fact_endpoint(place->address, &target)) {
        return NULL;
    }
    for (error = history_unreachable(subject->history, &target); error;
         error = error->previous_of_target) {
        if (error->time_ns >= place->message->time_ns &&
            is_from_peer(error, place->message, peer_description)) {
            return error;
        }
    }
    return NULL;
}

static bool
report(const struct subject *subject, const struct media_place *place, struct span peer_description,
       struct cause *cause)
{
    const struct history_network_error *error = unreachable(subject, place, peer_description);

    if (!error) {
        return false;
    }
    cause_is(cause, "sdp", CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set_endpoint(cause, "party", &place->message->path->path.source);
    cause_set_endpoint(cause, "peer", &error->peer);
    cause_set_endpoint(cause, "reporter", &error->sender);
    cause_set(cause, "address", place->address);
    if (place->message != subject->message) {
        cause_show(cause, "media", place->message);
    }
    cause_show_frame(cause, "error", error->frame);
    cause_set_frame(cause, "error", error->frame);
    return true;
}

bool
rule_private_media(const struct subject *subject, struct cause *cause)
{
    struct span offer, answer;
    struct media_place place;

    if (!history_has_unreachable(subject->history) ||
        !fact_is_method(subject->transaction, "INVITE")) {
        return false;
    }
    offer = history_session(subject->request);
    answer = sip_body_find(subject->sip, SPAN("application/sdp"));
    if (!offer.text || !answer.text) {
        return false;
    }
    return (nat_caller_is_user_agent(subject) && place_read(&place, subject->request, offer) &&
            report(subject, &place, answer, cause)) ||
           (nat_callee_is_user_agent(subject) && place_read(&place, subject->message, answer) &&
            report(subject, &place, offer, cause));
}
