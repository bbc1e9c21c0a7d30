/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Media, events and protection: 488, 606, 489, 493, 494, 580 (RFC 3261 section 21.4.26; RFC 6665;
 * RFC 3329; RFC 3312).
 */
#include "facts_branch.h"
#include "facts_list.h"
#include "facts_media.h"
#include "facts_said.h"
#include "rules_media.h"

static void
show_agent(struct cause *cause, const struct subject *subject)
{
    cause_set_endpoint(cause, "agent", &fact_origin(subject->message)->path->path.source);
}

/* ---- 489 ---- */

/* Event packages compare byte by byte (RFC 6665 section 8.2.1). */
static bool
lists_event(const struct sip_message *sip, struct span event)
{
    struct span field, rest, element;
    int count = 0;

    for (field = sip->header[SIP_HEADER_ALLOW_EVENTS]; field.text;
         field = sip_message_next(sip, SIP_HEADER_ALLOW_EVENTS, field)) {
        for (rest = field; count < 64 && (element = sip_list_next(&rest)).text; count++) {
            if (span_equal(element, event)) {
                return true;
            }
        }
    }
    return false;
}

/* A NOTIFY that nobody subscribed to: mailbox lamp, keep-alive, check-sync. */
static bool
is_unasked_notify(const struct history_transaction *transaction)
{
    return fact_is_method(transaction, "NOTIFY") && !transaction->dialog;
}

static bool
bad_event(const struct subject *subject, struct cause *cause)
{
    struct span event, offered = subject->sip->header[SIP_HEADER_ALLOW_EVENTS];
    enum severity severity;

    if (!subject->request || subject->request->is_incomplete) {
        return false;
    }
    severity = is_unasked_notify(subject->transaction) ? SEVERITY_NOTE : SEVERITY_WARN;
    event = sip_value_read(history_header(subject->request, SIP_HEADER_EVENT)).value;
    cause_set(cause, "event", event);
    cause_set(cause, "method", *subject->transaction->method);
    cause_set(cause, "events", offered);
    show_agent(cause, subject);
    cause_show(cause, "asked", subject->request);
    if (!span_is_set(event)) {
        cause_is(cause, "no-event", CONFIDENCE_CERTAIN, severity);
    } else if (!span_is_set(offered)) {
        cause_is(cause, NULL, CONFIDENCE_LIKELY, severity);
    } else if (!lists_event(subject->sip, event)) {
        cause_is(cause, "not-allowed", CONFIDENCE_CERTAIN, severity);
    } else {
        cause_is(cause, "type", CONFIDENCE_POSSIBLE, severity);
        cause_set(cause, "accept", history_header(subject->request, SIP_HEADER_ACCEPT));
    }
    return true;
}

/* ---- 493, 494 ---- */

static bool
security_undecipherable(const struct subject *subject, struct cause *cause)
{
    struct span type = subject->request ? history_header(subject->request, SIP_HEADER_CONTENT_TYPE)
                                        : (struct span){ NULL, 0 };

    if (!fact_mentions(type, "pkcs7") && !span_starts_nocase(type, SPAN("multipart/"))) {
        return false;
    }
    cause_is(cause, "undecipherable",
             fact_mentions(type, "pkcs7") ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY, SEVERITY_WARN);
    cause_set(cause, "type", sip_value_read(type).value);
    cause_show(cause, "encrypted", subject->request);
    return true;
}

static bool
security_agreement(const struct subject *subject, struct cause *cause)
{
    const struct history_message *retry = fact_retry(subject->message);
    const struct history_message *accepted =
        retry ? fact_response(retry->transaction, 200, 299, NULL) : NULL;
    struct span offered = subject->sip->header[SIP_HEADER_SECURITY_SERVER];

    if (!span_is_set(offered)) {
        return false;
    }
    cause_is(cause, accepted ? "agreed" : "agreement", CONFIDENCE_CERTAIN,
             accepted ? SEVERITY_CHAT : SEVERITY_WARN);
    cause_set(cause, "mechanisms", offered);
    if (retry) {
        cause_show(cause, "retry", retry);
    }
    if (accepted) {
        cause_show(cause, "accepted", accepted);
        cause_set_outcome(cause, accepted);
    }
    return true;
}

static bool
security(const struct subject *subject, struct cause *cause)
{
    show_agent(cause, subject);
    return subject->code == 493 ? security_undecipherable(subject, cause)
                                : security_agreement(subject, cause);
}

/* ---- 580 ---- */

/* The first stream with a precondition that failed; without one that is named, the first that has
 * a precondition at all. @return the number of streams if there is none */
static unsigned
find_precondition(const struct media *media, bool failed)
{
    unsigned i = 0;

    while (i < media->stream_count &&
           !(media->streams[i].desired.text &&
             (!failed || fact_mentions(media->streams[i].desired, "failure")))) {
        i++;
    }
    return i;
}

/* What the offer demands of the stream: of several preconditions the one that failed. */
static struct span
desired_of(const struct media_stream *stream, struct span failed)
{
    struct span desired = media_precondition(stream, "des", failed);

    return desired.text ? desired : stream->desired;
}

/* Streams of a refusal stand in the order of the offer (RFC 3312 section 8, RFC 3264 section 6). */
static bool
precondition(const struct subject *subject, struct cause *cause)
{
    struct media offer = { .stream_count = 0 }, refused = { .stream_count = 0 };
    struct span desired, failed = { NULL, 0 };
    unsigned stream;

    if (!subject->request) {
        return false;
    }
    media_add(&offer, history_session(subject->request), true);
    media_add(&refused, history_session(subject->message), true);
    stream = find_precondition(&refused, true);
    if (stream == refused.stream_count) {
        stream = find_precondition(&offer, false);
    } else {
        cause_set_number(cause, "stream", stream + 1);
        failed = refused.streams[stream].desired;
    }
    if (stream >= offer.stream_count || !offer.streams[stream].desired.text) {
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set(cause, "media", offer.streams[stream].media);
    desired = desired_of(&offer.streams[stream], failed);
    cause_set(cause, "desired", desired);
    cause_set(cause, "current", media_precondition(&offer.streams[stream], "curr", desired));
    cause_set(cause, "failed", failed);
    cause_show(cause, "offer", subject->request);
    return true;
}

/* CANCEL and BYE may give 580 as their reason (RFC 3312 section 8, RFC 3326 section 2). */
static bool
says_precondition(const struct history_message *request)
{
    struct fact_list list = fact_list_of_value(history_header(request, SIP_HEADER_REASON));
    struct sip_reason reason;

    while (fact_list_next_reason(&list, &reason)) {
        if (reason.cause == 580 && span_equal_nocase(reason.protocol, SPAN("SIP"))) {
            return true;
        }
    }
    return false;
}

/* The attempt, or the call, was ended because the resources are not there. */
static bool
precondition_ended(const struct subject *subject, struct cause *cause)
{
    const struct history_message *request = subject->request;

    if (subject->code == 487) { /* the CANCEL says it, whether the INVITE was captured or not */
        request = fact_cancel(subject->transaction, subject->message);
    }
    if (!request || !says_precondition(request)) {
        return false;
    }
    cause_is(cause, "ended", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set(cause, "method", *request->transaction->method);
    cause_set_endpoint(cause, "agent", &request->path->path.source);
    cause_show(cause, "ended", request);
    return true;
}

static bool
precondition_failed(const struct subject *subject, struct cause *cause)
{
    return subject->code == 580 ? precondition(subject, cause) : precondition_ended(subject, cause);
}

const struct rule rules_media[] = {
    { "488-no-common-codec", "488 606 415 500 503", "INVITE UPDATE", media_no_common_codec,
      "RFC 3261 section 13.3.1.3; RFC 3261 section 21.4.26; RFC 3264 section 6" },
    { "488-stream-mismatch", "488 606 415 500 503", "INVITE UPDATE", media_stream_mismatch,
      "RFC 3264 section 6; RFC 4568 section 5.1; RFC 5763 section 5; RFC 3261 section 20.43" },
    { "488-no-usable-offer", "488 606 400 415 500", "INVITE UPDATE", media_no_usable_offer,
      "RFC 3261 section 13.2.1; RFC 3264 section 5; RFC 8866 section 5" },
    { "489-bad-event", "489", "SUBSCRIBE NOTIFY PUBLISH", bad_event,
      "RFC 6665 section 4.2.1.1; RFC 6665 section 4.2.3; RFC 6665 section 4.4.4; RFC 6665 section "
      "8.3.2; RFC 3903 section "
      "6" },
    { "493-494-security", "493 494", NULL, security,
      "RFC 3261 section 21.4.28; RFC 3261 section 23.2; RFC 3329 section 2.3" },
    { "580-precondition", "580 487 2xx", "INVITE UPDATE CANCEL BYE", precondition_failed,
      "RFC 3312 section 5; RFC 3312 section 8; RFC 3312 section 9" },
    { .id = NULL },
};
