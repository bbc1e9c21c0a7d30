/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Provisional responses to INVITE: early media (RFC 3960), reliability (RFC 3262), the end of one
 * early dialog (RFC 6228).
 */
#include "facts.h"
#include "facts_dialog_route.h"
#include "rules.h"
#include "sip_body.h"
#include "sip_syntax.h"
#include "sip_values.h"

/* ---- 18x-early-media ---- */

#define MOST_STREAMS 32

/* A stream that the callee can send into. */
static bool
can_carry_tones(const struct sdp_media *media)
{
    return media->port && span_is_set(media->address) &&
           !span_equal(media->address, SPAN("0.0.0.0")) &&
           !span_equal(media->address, SPAN("::")) &&
           (span_equal(media->direction, SPAN("sendrecv")) ||
            span_equal(media->direction, SPAN("sendonly")));
}

/* Preconditions (RFC 3312): resources are negotiated, nothing is played yet. */
static bool
negotiates_resources(struct span description)
{
    return fact_mentions(description, "\na=curr:") || fact_mentions(description, "\na=des:");
}

static bool
early_stream(struct span description, struct sdp_media *media)
{
    struct sdp_session session;
    struct span rest;
    int looked_at = 0;

    sdp_session_read(description, &session);
    rest = session.media;
    while (looked_at++ < MOST_STREAMS && sdp_media_next(&session, &rest, media)) {
        if (can_carry_tones(media)) {
            return true;
        }
    }
    return false;
}

static bool
early_media(const struct subject *subject, struct cause *cause)
{
    struct span description = sip_body_find(subject->sip, SPAN("application/sdp"));
    struct sdp_media media;
    struct span rest, codec;
    uint32_t rate;

    if (!description.text || negotiates_resources(description) ||
        !early_stream(description, &media)) {
        return false;
    }
    rest = media.formats;
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_CHAT);
    cause_set(cause, "address", media.address);
    cause_set_number(cause, "port", media.port);
    if (sdp_codec_find(&media, sip_word_next(&rest), &codec, &rate)) {
        cause_set(cause, "codec", codec);
    }
    if (subject->message->is_reliable) {
        cause_set(cause, "rseq", subject->sip->header[SIP_HEADER_RSEQ]);
    }
    if (subject->transaction->final) {
        cause_set_number(cause, "code", subject->transaction->final->status_code);
        cause_show(cause, "final", subject->transaction->final);
    }
    return true;
}

/* ---- 18x-prack-problem (RFC 3262) ---- */

/* From 1 on (RFC 3262 section 7.1). @return 0 if it has none: then no PRACK can confirm it */
static uint32_t
sequence_of(const struct history_message *provisional)
{
    uint64_t number = 0;

    span_to_unsigned(span_trim(history_header(provisional, SIP_HEADER_RSEQ)), UINT32_MAX, &number);
    return (uint32_t)number;
}

/* True if any response to the INVITE with this To tag has this RSeq. */
static bool
has_sequence(const struct history_transaction *invite, const struct span *to_tag, uint32_t sequence)
{
    const struct history_message *other = invite->newest;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous, steps++) {
        if (fact_same_tag(other->to_tag, to_tag) && sequence_of(other) == sequence) {
            return true;
        }
    }
    return false;
}

/* The INVITE of the same side with that CSeq number, of several hops the first; or another request,
 * whose responses have no RSeq. @return NULL if there is none */
static const struct history_transaction *
invite_of(const struct history_transaction *own, uint32_t cseq)
{
    const struct history_transaction *other = own->call->oldest;
    int steps = 0;

    if (cseq == own->cseq) {
        return own;
    }
    for (; other && steps < HISTORY_NEAR; other = other->next_in_call, steps++) {
        if (other->cseq == cseq && fact_same_tag(other->from_tag, own->from_tag)) {
            return other;
        }
    }
    return NULL;
}

/* True if the RAck names another response of the dialog, perhaps to another INVITE. */
static bool
names_other(const struct history_message *provisional, const struct sip_rack *rack)
{
    const struct history_transaction *own = provisional->transaction;
    const struct history_transaction *invite = invite_of(own, rack->cseq.number);

    if (!invite || !rack->rseq || (invite == own && rack->rseq == sequence_of(provisional))) {
        return false;
    }
    return has_sequence(invite, provisional->to_tag, rack->rseq);
}

/* The PRACKs for one reliable response. */
struct confirmation {
    const struct history_message *prack;   /* the newest with its RSeq */
    const struct history_message *refused; /* the first that was refused, for it or for no response
                                              that there is */
    bool is_accepted;
};

/* Either side may send INVITEs, and then PRACKs (RFC 3262 section 4). */
static bool
is_prack_of_caller(const struct history_transaction *next,
                   const struct history_message *provisional, struct sip_rack *rack)
{
    return next->request && fact_is_method(next, "PRACK") &&
           fact_same_tag(next->from_tag, provisional->transaction->from_tag) &&
           fact_same_tag(next->request->to_tag, provisional->to_tag) &&
           sip_rack_read(history_header(next->request, SIP_HEADER_RACK), rack);
}

/* A 481 to a PRACK after the end of the INVITE, or its CANCEL, is a race. */
static bool
is_refused(const struct history_transaction *prack, const struct history_transaction *invite)
{
    const struct history_message *final = prack->final;
    const struct history_message *cancel = fact_cancel(invite, prack->request);

    if (!final || final->status_code < 300 || final->status_code == 401 ||
        final->status_code == 407) {
        return false;
    }
    return final->status_code != 481 ||
           (!cancel && !(invite->final && fact_is_before(invite->final, prack->request)));
}

static void
find_confirmation(const struct history_message *provisional, struct confirmation *found)
{
    const struct history_transaction *next = provisional->transaction->next_in_call;
    uint32_t sequence = sequence_of(provisional);
    struct sip_rack rack;
    int steps = 0;

    *found = (struct confirmation){ NULL, NULL, false };
    for (; next && steps < HISTORY_NEAR; next = next->next_in_call, steps++) {
        if (!is_prack_of_caller(next, provisional, &rack) || names_other(provisional, &rack)) {
            continue;
        }
        if (rack.rseq == sequence) {
            found->prack = next->request;
            found->is_accepted |= next->final && next->final->status_code < 300;
        }
        if (!found->refused && is_refused(next, provisional->transaction)) {
            found->refused = next->request;
        }
    }
}

static bool
knows_reliability(const struct history_message *invite)
{
    return sip_list_has(history_header(invite, SIP_HEADER_SUPPORTED), SPAN("100rel")) ||
           sip_list_has(history_header(invite, SIP_HEADER_REQUIRE), SPAN("100rel"));
}

/* The second transmission, which a PRACK in time would have prevented. */
static const struct history_message *
second_copy(const struct history_message *provisional)
{
    const struct history_message *copy = history_latest(provisional), *second = NULL;
    int steps = 0;

    while (copy && copy != provisional && steps++ < HISTORY_NEAR) {
        second = copy;
        copy = history_sent_before(copy);
    }
    return second;
}

/* The copies prove it, unless the call had ended before the second one; where PRACK may take
 * another way, only copies that go on do. */
static bool
is_unconfirmed(const struct subject *subject)
{
    const struct history_message *second = second_copy(subject->message);
    const struct history_message *cancel = fact_cancel(subject->transaction, NULL);
    uint32_t times = history_times_sent(subject->message);

    if (!second || !fact_sees(subject, subject->message) ||
        (cancel && fact_is_before(cancel, second)) ||
        (subject->transaction->final && fact_is_before(subject->transaction->final, second))) {
        return false;
    }
    return times >= 4 ||
           (fact_way_back_is_here(subject->message) &&
            fact_covers(subject, history_latest(subject->message)->time_ns, SECONDS_NS));
}

static bool
prack_problem(const struct subject *subject, struct cause *cause)
{
    const struct history_message *message = subject->message, *answer;
    struct confirmation found;

    if (!message->is_reliable || !sequence_of(message) || !subject->request) {
        return false;
    }
    find_confirmation(message, &found);
    cause->group = GROUP_PROTOCOL;
    cause_set_number(cause, "rseq", sequence_of(message));
    cause_set_number(cause, "times", history_times_sent(message));
    cause_set_endpoint(cause, "sender", &message->path->path.source);
    if (!subject->request->is_incomplete && !knows_reliability(subject->request)) {
        cause_is(cause, "unexpected", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
        cause_show(cause, "invite", subject->request);
    } else if (found.refused && !found.is_accepted) {
        answer = found.refused->transaction->final;
        cause_is(cause, "rejected", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        cause_set(cause, "rack", history_header(found.refused, SIP_HEADER_RACK));
        cause_set_number(cause, "code", answer->status_code);
        cause_show(cause, "prack", found.refused);
        cause_show(cause, "answer", answer);
    } else if (!found.prack && is_unconfirmed(subject)) {
        cause_is(cause, "missing", CONFIDENCE_CERTAIN, SEVERITY_WARN);
        cause->group = GROUP_SEQUENCE;
        cause_show(cause, "last", history_latest(message));
    } else {
        return false;
    }
    if (subject->transaction->final) {
        cause_set_number(cause, "final-code", subject->transaction->final->status_code);
        cause_show(cause, "final", subject->transaction->final);
        cause_set_outcome(cause, subject->transaction->final);
    }
    return true;
}

/* ---- 199-early-dialog-ended (RFC 6228) ---- */

static const struct history_message *
progress_of_branch(const struct subject *subject)
{
    const struct history_message *other = subject->transaction->newest, *found = NULL;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = other->previous, steps++) {
        if (other->status_code > 100 && other->status_code < 199 &&
            fact_same_tag(other->to_tag, subject->message->to_tag) &&
            fact_is_before(other, subject->message)) {
            found = other;
        }
    }
    return found;
}

static bool
early_dialog_ended(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *invite = subject->transaction;
    const struct history_message *progress = progress_of_branch(subject);
    struct span field = subject->sip->header[SIP_HEADER_REASON];
    struct sip_reason reason;
    bool is_known =
        subject->request &&
        sip_list_has(history_header(subject->request, SIP_HEADER_SUPPORTED), SPAN("199"));

    if (!subject->message->to_tag || fact_response(invite, 200, 699, subject->message)) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN,
             is_known || !subject->request ? SEVERITY_CHAT : SEVERITY_NOTE);
    cause_set(cause, "tag", *subject->message->to_tag);
    if (sip_reason_read(sip_list_next(&field), &reason) && reason.has_cause) {
        cause_set_number(cause, "cause", reason.cause);
    }
    if (progress) {
        cause_set_number(cause, "progress-code", progress->status_code);
        cause_show(cause, "progress", progress);
    }
    if (invite->final) {
        cause_set_number(cause, "code", invite->final->status_code);
        cause_show(cause, "final", invite->final);
        cause_set_outcome(cause, invite->final);
    }
    if (!is_known && subject->request) {
        cause_show(cause, "unasked", subject->request);
    }
    return true;
}

const struct rule rules_provisional[] = {
    { "18x-early-media", "180 181 182 183", "INVITE", early_media,
      "RFC 3261 section 13.2.1; RFC 3261 section 21.1.5; RFC 3960; RFC 3262 section 5" },
    { "18x-prack-problem", "1xx", "INVITE", prack_problem,
      "RFC 3262 section 3; RFC 3262 section 4" },
    { "199-early-dialog-ended", "199", "INVITE", early_dialog_ended,
      "RFC 6228 section 4; RFC 6228 section 5; RFC 6228 section 6" },
    { .id = NULL },
};
