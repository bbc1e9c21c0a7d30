# SPDX-License-Identifier: GPL-2.0-or-later
"""Refused offers, events and protection. Built: the stacks at hand send none of these."""

from conversation import ALICE, ALICE6, BOB, BOB6, CAROL, PROXY, STRANGER
from conversation import Conversation, Party, Sent, conversation, sdp, stream

DTLS = ("a=fingerprint:sha-256 00:11:22", "a=setup:actpass")
SUITE = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
OTHER_SUITE = "a=crypto:1 AEAD_AES_256_GCM inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
FAX = [["m=image 4000 udptl t38", "a=T38FaxVersion:0"]]


def refuse(call: Conversation, offer: bytes | None, code: int = 488, **parts: object) -> Sent:
    """Let alice call bob, who refuses. Return the refusal."""
    invite = call.request("INVITE", ALICE, BOB, body=offer)
    refused = call.response(invite, code, **parts)
    call.ack(refused)
    return refused


def offers(call: Conversation, who: Party, offer: bytes) -> None:
    """Let somebody call a third party, who has no time: so the capture shows what is offered."""
    call.ack(call.response(call.request("INVITE", who, PROXY, body=offer), 486))


def refuses(call: Conversation, who: Party, offer: bytes, **parts: object) -> Sent:
    """Let alice call somebody who refuses."""
    refused = call.response(call.request("INVITE", ALICE, who, body=offer), 488, **parts)
    call.ack(refused)
    return refused


def bob_offers(call: Conversation, *codecs: str, **audio: object) -> None:
    """Let bob call alice, who has no time: his offer is in frame 1."""
    invite = call.request("INVITE", BOB, ALICE, body=sdp(BOB, *codecs, **audio))
    call.ack(call.response(invite, 486))


# --- Codecs ---


@conversation
def codec_known_from_offer(call: Conversation) -> None:
    """Bob offers PCMU only when he calls, alice offers PCMA and G729."""
    bob_offers(call, "PCMU", "telephone-event")
    refuse(call, sdp(ALICE, "PCMA", "G729", "telephone-event"))


@conversation
def codec_fits(call: Conversation) -> None:
    """Bob's offer had PCMA as well: something else was wrong."""
    bob_offers(call, "PCMU", "PCMA")
    refuse(call, sdp(ALICE, "PCMA"))


@conversation
def codec_known_from_answer_only(call: Conversation) -> None:
    """Bob answered with PCMU once; an answer only picks from the offer."""
    call.answered(ALICE, BOB, answer=sdp(BOB, "PCMU"))
    refuse(call, sdp(ALICE, "G729"))


@conversation
def codec_known_from_options(call: Conversation) -> None:
    """Bob told in a 200 to OPTIONS what he can do."""
    call.response(call.request("OPTIONS", ALICE, BOB), 200, body=sdp(BOB, "PCMU", port=0))
    refuse(call, sdp(ALICE, "G729"))


@conversation
def codec_behind_proxy(call: Conversation) -> None:
    """What a proxy sends on says nothing about bob, whose 488 comes through it."""
    other = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE, "PCMU"))
    sent_on = call.forward(other, BOB)
    call.ack(call.forward(call.response(sent_on, 486)))
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE, "PCMA"))
    refused = call.response(call.forward(invite, BOB), 488, body=sdp(BOB, "G729", port=0))
    call.ack(call.forward(refused))


@conversation
def codec_without_name(call: Conversation) -> None:
    """Alice offers a format that nobody can name: what it is cannot be told."""
    bob_offers(call, "PCMU")
    offer = sdp(ALICE, streams=[["m=audio 4000 RTP/AVP 8 97", "a=rtpmap:8 PCMA/8000"]])
    refuse(call, offer)


@conversation
def codec_server_error(call: Conversation) -> None:
    """A 500 for nothing that has to do with media, and one that speaks of codecs."""
    bob_offers(call, "PCMU")
    refuse(call, sdp(ALICE, "PCMA"), 500)
    refuse(call, sdp(ALICE, "PCMA"), 500, phrase="No common codec")


@conversation
def codec_other_warning(call: Conversation) -> None:
    """The server gives another reason than the media."""
    refuse(call, sdp(ALICE, "PCMA"), headers=['Warning: 399 b.example "Trunk is closed"'])


@conversation
def video_only(call: Conversation) -> None:
    """Alice offers video only, bob has shown audio; another one says it in a Warning."""
    bob_offers(call, "PCMU")
    refuse(call, sdp(ALICE, "H264/90000", kind="video"))
    warning = ['Warning: 304 b.example "Media type not available"']
    refuse(call, sdp(ALICE, "H264/90000", kind="video"), headers=warning)


@conversation
def fax_refused(call: Conversation) -> None:
    """The change to T.38 is refused, the call goes on."""
    final = call.answered(ALICE, BOB)
    change = call.within(final, "INVITE", body=sdp(ALICE, streams=FAX))
    call.ack(call.response(change, 488))
    call.ok(call.within(final, "BYE", after=20.0))


@conversation
def fax_refused_and_ended(call: Conversation) -> None:
    """The change to T.38 is refused, and the fax machine hangs up."""
    final = call.answered(ALICE, BOB)
    change = call.within(final, "INVITE", body=sdp(ALICE, streams=FAX))
    call.ack(call.response(change, 488))
    call.ok(call.within(final, "BYE"))


@conversation
def one_type_missing(call: Conversation) -> None:
    """Of audio and video one is not available, says a Warning that does not tell which; two videos."""
    warning = ['Warning: 304 b.example "Media type not available"']
    streams = [stream("PCMU"), stream("H264/90000", kind="video")]
    refuse(call, sdp(ALICE, streams=streams), headers=warning)
    refuse(call, sdp(ALICE, streams=[streams[1], streams[1]]), headers=warning)


@conversation
def codec_shown_twice(call: Conversation) -> None:
    """Of two offers of bob the newer one tells more about the present."""
    bob_offers(call, "PCMU")
    bob_offers(call, "GSM")
    refuse(call, sdp(ALICE, "G729"))


@conversation
def codec_of_late_offer(call: Conversation) -> None:
    """What bob sends in the 200 to an INVITE without SDP is an offer; in a call it is what was agreed."""
    call.ack(call.ok(call.request("INVITE", ALICE, BOB), body=sdp(BOB, "PCMU")), body=sdp(ALICE, "PCMU"))
    refuse(call, sdp(ALICE, "G729"))
    final = call.answered(ALICE, CAROL, answer=sdp(CAROL, "PCMU"))
    again = call.ok(call.within(final, "INVITE"), body=sdp(CAROL, "PCMU"))
    call.ack(again, body=sdp(ALICE, "PCMU"))
    refuses(call, CAROL, sdp(ALICE, "G729"))


@conversation
def codec_of_type(call: Conversation) -> None:
    """A format without a name for video says nothing about audio; a stream may have no formats."""
    shown = [stream("PCMU"), ["m=video 4000 RTP/AVP 97"]]
    offers(call, BOB, sdp(BOB, streams=shown))
    refuses(call, BOB, sdp(ALICE, "PCMA"))
    refuses(call, CAROL, sdp(ALICE, streams=[["m=audio 4000 RTP/AVP"]]))


@conversation
def events_shown_only(call: Conversation) -> None:
    """Bob's own offer has no codec, only key presses: what he takes is not known."""
    offers(call, BOB, sdp(BOB, "telephone-event"))
    refuses(call, BOB, sdp(ALICE, "PCMA"))


@conversation
def codec_of_other_rate(call: Conversation) -> None:
    """L16 with another clock is another codec; the rate of G722 is written in two ways."""
    offers(call, BOB, sdp(BOB, "L16/44100"))
    refuses(call, BOB, sdp(ALICE, "L16/16000"))
    offers(call, CAROL, sdp(CAROL, "G722/16000"))
    refuses(call, CAROL, sdp(ALICE, "G722"))
    unclocked = sdp(STRANGER, "iLBC").replace(b"iLBC/8000", b"iLBC")
    offers(call, STRANGER, unclocked)
    refuses(call, STRANGER, sdp(ALICE, "iLBC"))
    gateway = Party("gateway", "192.0.2.40")
    offers(call, gateway, sdp(gateway, "iLBC"))
    refuses(call, gateway, unclocked)


@conversation
def codec_shown_without_name(call: Conversation) -> None:
    """Bob's own offer has a format that nobody can name, which may be the one that alice wants."""
    offers(call, BOB, sdp(BOB, streams=[["m=audio 4000 RTP/AVP 0 97", "a=rtpmap:0 PCMU/8000"]]))
    refuses(call, BOB, sdp(ALICE, "PCMA"))


@conversation
def codecs_beyond_count(call: Conversation) -> None:
    """What is too much to be looked at may hold the codec: in an offer, and in what bob has shown."""
    many = ["PCMU", *(f"codec-{number}" for number in range(30))]
    refuses(call, CAROL, sdp(ALICE, *many), body=sdp(CAROL, "G729", port=0))
    offers(call, BOB, sdp(BOB, *many))
    refuses(call, BOB, sdp(ALICE, "G729"))


@conversation
def codec_named_twice(call: Conversation) -> None:
    """Opus is offered with two clocks, and comfort noise with it: that is one codec."""
    body = sdp(BOB, "PCMU", port=0)
    refuses(call, BOB, sdp(ALICE, "opus/48000/2", "opus/16000", "CN"), body=body)


@conversation
def refusal_without_streams(call: Conversation) -> None:
    """The SDP of the 488 says nothing about streams; another one only takes audio."""
    refuses(call, BOB, sdp(ALICE, "PCMA"), body=sdp(BOB, streams=[]))
    body = sdp(CAROL, "PCMU", port=0)
    refuses(call, CAROL, sdp(ALICE, "H264/90000", kind="video"), body=body)


@conversation
def fax_over_tcp(call: Conversation) -> None:
    """The change to T.38 is for TCP, not for udptl."""
    final = call.answered(ALICE, BOB)
    fax = [["m=image 4000 tcp t38", "a=T38FaxVersion:0"]]
    change = call.within(final, "INVITE", body=sdp(ALICE, streams=fax))
    call.ack(call.response(change, 488))


# --- Transport of the media ---


@conversation
def two_ways_of_keys(call: Conversation) -> None:
    """Bob exchanges SRTP keys in SDP, alice with DTLS; and the other way round without a key."""
    offers(call, BOB, sdp(BOB, "PCMU", proto="RTP/SAVP", lines=[SUITE]))
    refuses(call, BOB, sdp(ALICE, "PCMU", proto="UDP/TLS/RTP/SAVP", lines=DTLS))
    refuses(call, CAROL, sdp(ALICE, proto="UDP/TLS/RTP/SAVP", lines=[SUITE, DTLS[1]]))
    refuses(call, CAROL, sdp(ALICE, proto="UDP/TLS/RTP/SAVP"))


@conversation
def profile_in_refusal(call: Conversation) -> None:
    """Refusals that say what is taken: AVP only, plain RTP with another codec, another codec."""
    refuses(call, BOB, sdp(ALICE, "PCMU", proto="RTP/AVPF"), body=sdp(BOB, "PCMU", port=0))
    offer = sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=[SUITE])
    refuses(call, BOB, offer, body=sdp(BOB, "G729", port=0))
    refuses(call, BOB, sdp(ALICE, "PCMU", proto="RTP/AVPF"), body=sdp(BOB, "G729", port=0))


@conversation
def profile_of_type(call: Conversation) -> None:
    """What protects bob's video says nothing about his audio."""
    video = stream("H264/90000", kind="video", proto="RTP/SAVP", lines=[SUITE])
    offers(call, BOB, sdp(BOB, streams=[stream("PCMU"), video]))
    refuses(call, BOB, sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=[SUITE]))
    taken = [stream("PCMU", port=0), stream("H264/90000", kind="video", port=0, proto="RTP/AVPF")]
    refuses(call, CAROL, sdp(ALICE, "PCMU", proto="RTP/AVPF"), body=sdp(CAROL, streams=taken))


@conversation
def codec_before_profile(call: Conversation) -> None:
    """Bob's offer has neither the profile nor the codec: without the codec the rest does not matter."""
    offers(call, BOB, sdp(BOB, "PCMU"))
    refuses(call, BOB, sdp(ALICE, "PCMA", proto="RTP/SAVP", lines=[SUITE]))
    refuses(call, BOB, sdp(ALICE, "PCMA", proto="UDP/TLS/RTP/SAVPF", lines=DTLS[:1]))


@conversation
def profile_of_an_answer(call: Conversation) -> None:
    """Bob has only answered a call with plain RTP: that does not tell what else he can do."""
    call.answered(ALICE, BOB)
    refuse(call, sdp(ALICE, proto="RTP/SAVP", lines=[SUITE]))


@conversation
def suites_of_plain_media(call: Conversation) -> None:
    """Keys may be offered for RTP/AVP as well, and need not be used then."""
    offers(call, BOB, sdp(BOB, "PCMU", lines=[OTHER_SUITE]))
    refuses(call, BOB, sdp(ALICE, "PCMU", lines=[SUITE]))


@conversation
def suite_in_refusal(call: Conversation) -> None:
    """The refusal names another suite; carol and alice have keys without a suite (RFC 4567)."""
    mikey = ["a=key-mgmt:mikey AQAFgM0XflABAAAAAAA"]
    offer = sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=[SUITE])
    body = sdp(BOB, "PCMU", port=0, proto="RTP/SAVP", lines=[OTHER_SUITE])
    refuses(call, BOB, offer, body=body)
    offers(call, CAROL, sdp(CAROL, "PCMU", proto="RTP/SAVP", lines=mikey))
    refuses(call, CAROL, offer)
    offers(call, STRANGER, sdp(STRANGER, "PCMU", proto="RTP/SAVP", lines=[SUITE]))
    refuses(call, STRANGER, sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=mikey))


@conversation
def family_of_signalling(call: Conversation) -> None:
    """Over IPv6 an offer for IPv6 is in order; one for IPv4 is not, if bob only has IPv6."""
    call.ack(call.response(call.request("INVITE", BOB6, ALICE6, body=sdp("192.0.2.20")), 486))
    call.ack(call.response(call.request("INVITE", ALICE6, BOB6, body=sdp(ALICE6)), 488))
    offers(call, STRANGER, sdp("2001:db8::66", "PCMU"))
    refuses(call, STRANGER, sdp("2001:db8::10", "PCMU"))
    carol = Party("carol", "2001:db8::30")
    call.ack(call.response(call.request("INVITE", carol, ALICE6, body=sdp(carol)), 486))
    call.ack(call.response(call.request("INVITE", ALICE6, carol, body=sdp("192.0.2.10")), 488))


@conversation
def ptime_of_no_weight(call: Conversation) -> None:
    """Bob names no length; carol has another codec, and the stranger another profile besides.

    The gateway names one for its audio, which alice once does not do.
    """
    offer = sdp(ALICE, "PCMU", lines=["a=ptime:60"])
    offers(call, BOB, sdp(BOB, "PCMU"))
    refuses(call, BOB, offer)
    offers(call, CAROL, sdp(CAROL, "G729", lines=["a=ptime:20"]))
    refuses(call, CAROL, offer)
    offers(call, STRANGER, sdp(STRANGER, "PCMU", proto="RTP/AVPF", lines=["a=ptime:20"]))
    refuses(call, STRANGER, offer)
    gateway = Party("gateway", "192.0.2.40")
    shown = [stream("PCMU", lines=["a=ptime:20"]), stream("H264/90000", kind="video")]
    offers(call, gateway, sdp(gateway, streams=shown))
    refuses(call, gateway, sdp(ALICE, "PCMU"))
    refuses(call, gateway, offer)


@conversation
def transport_warned_of_other_type(call: Conversation) -> None:
    """Bob has shown audio, alice offers video: nothing of his stands against its transport."""
    bob_offers(call, "PCMU")
    warning = ['Warning: 302 b.example "Not available"']
    refuse(call, sdp(ALICE, "H264/90000", kind="video"), headers=warning)


@conversation
def browser_calls_trunk(call: Conversation) -> None:
    """Alice offers DTLS-SRTP, bob has offered plain RTP with the same codec."""
    bob_offers(call, "PCMU")
    refuse(call, sdp(ALICE, "PCMU", proto="UDP/TLS/RTP/SAVPF", lines=DTLS))


@conversation
def encrypted_or_plain(call: Conversation) -> None:
    """Alice offers both, so bob could have taken the plain stream."""
    bob_offers(call, "PCMU")
    streams = [stream("PCMU", proto="RTP/SAVP", lines=[SUITE]), stream("PCMU")]
    refuse(call, sdp(ALICE, streams=streams))


@conversation
def feedback_only(call: Conversation) -> None:
    """AVPF instead of AVP: hardly a reason."""
    bob_offers(call, "PCMU")
    refuse(call, sdp(ALICE, "PCMU", proto="RTP/AVPF"))


@conversation
def transport_warned(call: Conversation) -> None:
    """The server itself says what does not fit, in four ways."""
    for code in (302, 301, 370, 303):
        refuse(call, sdp(ALICE), headers=[f'Warning: {code} b.example "Not available"'])


@conversation
def dtls_without_role(call: Conversation) -> None:
    """A fingerprint, but no a=setup."""
    refuse(call, sdp(ALICE, proto="UDP/TLS/RTP/SAVPF", lines=DTLS[:1]))


@conversation
def dtls_for_all_streams(call: Conversation) -> None:
    """Fingerprint and role stand above the streams, which is allowed."""
    refuse(call, sdp(ALICE, proto="UDP/TLS/RTP/SAVPF", session=DTLS))


@conversation
def key_of_mikey(call: Conversation) -> None:
    """The key comes with MIKEY (RFC 4567), and one with ZRTP (RFC 6189)."""
    refuse(call, sdp(ALICE, proto="RTP/SAVP", lines=["a=key-mgmt:mikey AQAFgM0XflABAAAAAAA"]))
    refuse(call, sdp(ALICE, proto="RTP/SAVP", lines=["a=zrtp-hash:1.10 fe30efd02423cb05"]))


@conversation
def other_suite(call: Conversation) -> None:
    """Both use SDES, with other suites."""
    bob_offers(call, "PCMU", proto="RTP/SAVP", lines=[OTHER_SUITE])
    refuse(call, sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=[SUITE]))


@conversation
def same_suite(call: Conversation) -> None:
    """Both use SDES with the same suite."""
    bob_offers(call, "PCMU", proto="RTP/SAVP", lines=[SUITE])
    refuse(call, sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=[SUITE]))


@conversation
def other_family(call: Conversation) -> None:
    """Alice offers an IPv6 address, bob has only shown IPv4; with ICE it would not matter."""
    bob_offers(call, "PCMU")
    refuse(call, sdp("2001:db8::10", "PCMU"))
    candidate = "a=candidate:1 1 UDP 1 192.0.2.10 4000 typ host"
    refuse(call, sdp("2001:db8::10", "PCMU", lines=[candidate]))


@conversation
def other_ptime(call: Conversation) -> None:
    """Only the length of the packets differs."""
    bob_offers(call, "PCMU", lines=["a=ptime:20"])
    refuse(call, sdp(ALICE, "PCMU", lines=["a=ptime:60"]))


@conversation
def same_ptime(call: Conversation) -> None:
    """The length of the packets is the same."""
    bob_offers(call, "PCMU", lines=["a=ptime:20"])
    refuse(call, sdp(ALICE, "PCMU", lines=["a=ptime:20"]))


# --- The offer itself ---


@conversation
def delayed_offer_taken_elsewhere(call: Conversation) -> None:
    """Bob takes another INVITE without an offer, so that is not the reason."""
    refuse(call, None)
    taken = call.request("INVITE", ALICE, BOB)
    call.ack(call.ok(taken, body=sdp(BOB)), body=sdp(ALICE))


@conversation
def delayed_offer_bad_request(call: Conversation) -> None:
    """A 400 without a word about media, and one that wants SDP."""
    refuse(call, None, 400)
    refuse(call, None, 400, phrase="Missing SDP")


@conversation
def offer_without_streams(call: Conversation) -> None:
    """There is no m= line."""
    refuse(call, sdp(ALICE, streams=[]))


@conversation
def broken_offers(call: Conversation) -> None:
    """SDP without c=, without o=, and with a dynamic format that has no name."""
    refuse(call, sdp(ALICE).replace(b"c=IN IP4 192.0.2.10\r\n", b""))
    refuse(call, sdp(ALICE).replace(b"o=-", b"i=-"), 400)
    refuse(call, sdp(ALICE, streams=[["m=audio 4000 RTP/AVP 97"]]))


@conversation
def odd_offers(call: Conversation) -> None:
    """SDP without v=, a static format that nobody knows, and no m= line for a 400 without a reason."""
    offer = sdp(ALICE).replace(b"v=0\r\n", b"")
    invite = call.request("INVITE", ALICE, BOB, body=offer, content_type="application/sdp")
    call.ack(call.response(invite, 488))
    refuse(call, sdp(ALICE, streams=[["m=audio 4000 RTP/AVP 77"]]))
    refuse(call, sdp(ALICE, streams=[]), 400)


@conversation
def cut_offer(call: Conversation) -> None:
    """The capture holds a part of the INVITE: whether it had an offer is not known."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE), snap=300)
    call.ack(call.response(invite, 488))


@conversation
def refused_update(call: Conversation) -> None:
    """An UPDATE without SDP is a refresh, no offer that was forgotten."""
    final = call.answered(ALICE, BOB)
    call.response(call.within(final, "UPDATE"), 488)


# --- Events ---


@conversation
def event_refused(call: Conversation) -> None:
    """Without Allow-Events, without Event, and with the event in Allow-Events."""
    asked = call.request("SUBSCRIBE", ALICE, BOB, headers=["Event: dialog"])
    call.response(asked, 489)
    call.response(call.request("SUBSCRIBE", ALICE, BOB), 489)
    headers = ["Event: dialog", "Accept: application/example"]
    asked = call.request("SUBSCRIBE", ALICE, BOB, headers=headers)
    call.response(asked, 489, headers=["Allow-Events: presence", "Allow-Events: refer, dialog"])


@conversation
def event_of_unasked_notify(call: Conversation) -> None:
    """A server uses NOTIFY as a keep-alive."""
    headers = ["Event: keep-alive", "Subscription-State: active"]
    asked = call.request("NOTIFY", PROXY, BOB, headers=headers)
    call.response(asked, 489, headers=["Allow-Events: refer"])


@conversation
def event_without_request(call: Conversation) -> None:
    """The SUBSCRIBE was not captured."""
    asked = call.request("SUBSCRIBE", ALICE, BOB, headers=["Event: dialog"], captured=False)
    call.response(asked, 489)


@conversation
def event_cut(call: Conversation) -> None:
    """The capture holds a part of the SUBSCRIBE: it may have an Event."""
    lines = [f"Subject: {'x' * 400}", "Event: dialog"]
    call.response(call.request("SUBSCRIBE", ALICE, BOB, headers=lines, snap=400), 489)


# --- Protection ---


@conversation
def part_not_decrypted(call: Conversation) -> None:
    """One part of a body may be what bob cannot decrypt."""
    kind = "multipart/mixed;boundary=x"
    sent = call.request("MESSAGE", ALICE, BOB, body=b"--x\r\n", content_type=kind)
    call.response(sent, 493)


@conversation
def body_not_decrypted(call: Conversation) -> None:
    """An S/MIME body that bob cannot decrypt, and a 493 to a plain one."""
    kind = "application/pkcs7-mime; smime-type=enveloped-data"
    sent = call.request("MESSAGE", ALICE, BOB, body=b"0...", content_type=kind)
    call.response(sent, 493)
    call.response(call.request("MESSAGE", ALICE, BOB, body=b"Hello"), 493)


@conversation
def agreement_made(call: Conversation) -> None:
    """The client repeats the request with Security-Verify, which is accepted."""
    first = call.send_register(ALICE)
    call.response(first, 494, headers=["Security-Server: tls;q=0.2"])
    again = call.again(first, headers=["Security-Verify: tls;q=0.2"])
    call.registered(again)


@conversation
def agreement_without_offer(call: Conversation) -> None:
    """A 494 that offers nothing tells nothing."""
    call.response(call.send_register(ALICE), 494)


# --- Preconditions ---


@conversation
def precondition_failed(call: Conversation) -> None:
    """The second stream is named in the 580; another 580 has nothing to do with the offer."""
    lines = ("a=curr:qos local none", "a=des:qos mandatory local sendrecv")
    streams = [stream("PCMU"), stream("H264/90000", kind="video", lines=lines)]
    failed = ("a=curr:qos local none", "a=des:qos failure local sendrecv")
    named = [stream("PCMU"), stream("H264/90000", kind="video", lines=failed)]
    refuse(call, sdp(ALICE, streams=streams), 580, body=sdp(BOB, streams=named))
    refuse(call, sdp(ALICE), 580)


@conversation
def preconditions_of_both_ends(call: Conversation) -> None:
    """Each end has a precondition, the second one failed."""
    local, remote = "a=curr:qos local sendrecv", "a=curr:qos remote none"
    desired = ("a=des:qos optional local sendrecv", "a=des:qos mandatory remote sendrecv")
    failed = (desired[0], "a=des:qos failure remote sendrecv", "a=des:qos none local sendrecv")
    offer = sdp(ALICE, lines=[local, remote, *desired])
    refuse(call, offer, 580, body=sdp(BOB, lines=[local, remote, *failed]))


@conversation
def precondition_given_up(call: Conversation) -> None:
    """The caller cancels, since its network could not reserve what it needs."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    call.response(invite, 183, body=sdp(BOB))
    call.ok(call.cancel(invite, headers=["Reason: SIP;cause=580;text=\"Precondition Failure\""]))
    call.ack(call.response(invite, 487))
    call.end(40)


@conversation
def precondition_lost(call: Conversation) -> None:
    """The network takes the resources back, and the callee ends the call."""
    final = call.answered(ALICE, BOB)
    reason = "Reason: Q.850;cause=47, SIP;cause=580"
    call.ok(call.within(final, "BYE", BOB, ALICE, headers=[reason]))
    call.end(40)


@conversation
def ended_for_another_reason(call: Conversation) -> None:
    """A CANCEL that says why, but something else, and a call that crossed its CANCEL."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ok(call.cancel(invite, headers=["Reason: SIP;cause=200, Q.850;cause=58"]))
    call.ack(call.response(invite, 487))
    crossed = call.request("INVITE", ALICE, BOB)
    call.cancel(crossed, headers=["Reason: SIP;cause=580"])
    call.ack(call.ok(crossed))
    call.end(40)


# --- What is not said, or said with more care ---


@conversation
def two_types_missing(call: Conversation) -> None:
    """Bob has shown audio, alice offers video and a text channel: both are named."""
    bob_offers(call, "PCMU")
    streams = [stream("H264/90000", kind="video"), stream("t140/1000", kind="text")]
    refuse(call, sdp(ALICE, streams=[*streams, streams[0]]))


@conversation
def dtls_with_other_key(call: Conversation) -> None:
    """DTLS is offered with a=crypto in place of a fingerprint; of two streams one lacks it, the other nothing or its role."""
    crypto = stream("PCMU", proto="UDP/TLS/RTP/SAVP", lines=[SUITE, DTLS[1]])
    refuse(call, sdp(ALICE, streams=[crypto]))
    refuse(call, sdp(ALICE, streams=[crypto, stream("PCMU", proto="UDP/TLS/RTP/SAVP", lines=DTLS)]))
    half = stream("PCMU", proto="UDP/TLS/RTP/SAVP", lines=DTLS[:1])
    refuse(call, sdp(ALICE, streams=[stream("PCMU", proto="UDP/TLS/RTP/SAVP"), half]))


@conversation
def dtls_besides(call: Conversation) -> None:
    """SRTP has its key: a fingerprint besides needs no role."""
    refuse(call, sdp(ALICE, proto="RTP/SAVP", lines=[SUITE, DTLS[0]]))


@conversation
def suites_beside_dtls(call: Conversation) -> None:
    """Both use DTLS; the suites of a=crypto, which differ, do not matter then."""
    bob_offers(call, "PCMU", proto="UDP/TLS/RTP/SAVP", lines=[*DTLS, OTHER_SUITE])
    refuse(call, sdp(ALICE, "PCMU", proto="UDP/TLS/RTP/SAVP", lines=[*DTLS, SUITE]))


@conversation
def offer_cut_by_length(call: Conversation) -> None:
    """A device in between made the SDP longer: its end is lost, or all of it; in one call nothing but line ends."""
    offer = sdp(ALICE, "opus/48000/2")
    encrypted = sdp(ALICE, "PCMU", proto="RTP/SAVP", lines=[SUITE])
    for body, length, code in (
        (offer, len(offer) - 10, 488),
        (offer, 30, 488),
        (offer, 0, 488),
        (offer + b"\r\n\r\n", len(offer), 488),
        (encrypted, len(encrypted) - len(SUITE), 488),
        (offer, 30, 500),
        (offer, len(offer) - len("a=rtpmap:96 opus/48000/2\r\n"), 488),
    ):
        call.ack(call.response(call.request("INVITE", ALICE, BOB, body=body, length=length), code))


@conversation
def family_without_address(call: Conversation) -> None:
    """Neither a stream that is only listed nor an offer without c= tells a family, nor an answer without streams."""
    listed = sdp(BOB, "PCMU", port=0).replace(b"c=IN IP4 192.0.2.20\r\n", b"")
    refuses(call, BOB, sdp("2001:db8::10", "PCMU"), body=listed)
    refuses(call, BOB, sdp("2001:db8::10", "PCMU"), body=sdp(BOB, streams=[]))
    call.ack(call.response(call.request("INVITE", BOB6, ALICE6, body=sdp(BOB6, "PCMU")), 486))
    unknown = sdp(ALICE6, "PCMU").replace(b"c=IN IP6 2001:db8::10\r\n", b"")
    call.ack(call.response(call.request("INVITE", ALICE6, BOB6, body=unknown), 488))


@conversation
def fax_as_audio(call: Conversation) -> None:
    """The change is for udptl, but not for an image."""
    final = call.answered(ALICE, BOB)
    change = call.within(final, "INVITE", body=sdp(ALICE, streams=[["m=audio 4000 udptl t38"]]))
    call.ack(call.response(change, 488))


@conversation
def other_ptime_before_direction(call: Conversation) -> None:
    """Only the length of the packets differs, and it is not the last line."""
    bob_offers(call, "PCMU", lines=["a=ptime:20", "a=sendrecv"])
    refuse(call, sdp(ALICE, "PCMU", lines=["a=ptime:60", "a=sendrecv"]))


@conversation
def codec_of_other_type(call: Conversation) -> None:
    """Bob's audio has a codec that there is for video as well; of two streams one has it, the other the profile."""
    shown = [stream("mpeg4-generic/90000"), stream("H264/90000", kind="video")]
    offers(call, BOB, sdp(BOB, streams=shown))
    refuses(call, BOB, sdp(ALICE, "mpeg4-generic/90000", kind="video"))
    offers(call, CAROL, sdp(CAROL, "PCMU"))
    keys = {"proto": "RTP/SAVP", "lines": [SUITE]}
    refuses(call, CAROL, sdp(ALICE, streams=[stream("PCMA", **keys), stream("PCMU", **keys)]))


@conversation
def codecs_beyond_count_told(call: Conversation) -> None:
    """The refusal lists more than is looked at, the codec may be among it."""
    many = ["PCMU", *(f"codec-{number}" for number in range(30))]
    refuses(call, BOB, sdp(ALICE, "G729"), body=sdp(BOB, *many, port=0))


@conversation
def offers_beyond_count(call: Conversation) -> None:
    """Bob has made more offers than are looked at: of the first one nothing is known any more."""
    offers(call, BOB, sdp("2001:db8::20", "PCMU", "GSM"))
    for number in range(16):
        offers(call, BOB, sdp(BOB, "PCMU", f"codec-{number}"))
    refuses(call, BOB, sdp(ALICE, "GSM"))
    refuses(call, BOB, sdp("2001:db8::10", "PCMU"))


@conversation
def codec_in_early_offer(call: Conversation) -> None:
    """What bob sends in a reliable 183 to an INVITE without SDP is an offer (RFC 3262)."""
    early = call.request("INVITE", ALICE, BOB, headers=["Supported: 100rel"])
    offered = call.response(early, 183, headers=["Require: 100rel", "RSeq: 1"], body=sdp(BOB, "PCMU"))
    call.ok(call.prack(offered, body=sdp(ALICE, "PCMU")))
    call.ack(call.response(early, 486))
    refuse(call, sdp(ALICE, "G729"))


@conversation
def codec_of_change(call: Conversation) -> None:
    """What bob sends in the 200 to a re-INVITE without SDP is what the call has, not all that he can do."""
    final = call.answered(ALICE, BOB, answer=sdp(BOB, "PCMU"))
    again = call.ok(call.within(final, "INVITE"), body=sdp(BOB, "PCMA"))
    call.ack(again, body=sdp(ALICE, "PCMA"))
    refuse(call, sdp(ALICE, "G729"))


@conversation
def refused_by_proxy(call: Conversation) -> None:
    """The proxy refuses itself; what it sent on before are the codecs of others."""
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE, "PCMU"))
    call.ack(call.forward(call.response(call.forward(invite, BOB), 486)))
    refuses(call, PROXY, sdp(ALICE, "G729"))


@conversation
def refused_by_proxy_of_two_addresses(call: Conversation) -> None:
    """The proxy sends on from another address than it receives at; what it brings back are the codecs of bob."""
    inside = Party("proxy", "192.0.2.2", server=True)
    asked = call.request("INVITE", ALICE, PROXY)
    answer = call.ok(call.forward(asked, BOB, source=inside), body=sdp(BOB, "PCMU"), target=inside)
    call.ack(call.forward(answer), body=sdp(ALICE, "PCMU"))
    again = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE, "G729"))
    call.forward(again, BOB, source=inside)
    call.ack(call.response(again, 488))


@conversation
def refused_by_phone_system(call: Conversation) -> None:
    """Phones stand behind the system: it sends what they offer, and passes their names on."""
    for name in ("phone-a/1.0", "phone-b/2.0"):
        body = sdp(CAROL, "PCMU")
        invite = call.request("INVITE", CAROL, PROXY, body=body, headers=[f"User-Agent: {name}"])
        call.ack(call.response(invite, 486))
    refuses(call, CAROL, sdp(ALICE, "G729"))


@conversation
def delayed_offer_taken_before(call: Conversation) -> None:
    """Bob took an INVITE without an offer before, so that is not the reason."""
    taken = call.request("INVITE", ALICE, BOB)
    call.ack(call.ok(taken, body=sdp(BOB)), body=sdp(ALICE))
    call.ack(call.response(call.request("INVITE", ALICE, BOB, body=sdp(ALICE)), 486))
    refuse(call, None)


@conversation
def precondition_of_second_stream(call: Conversation) -> None:
    """Of two streams with a precondition the second one failed; in the next call none was asked for it."""
    wanted = ("a=curr:qos local none", "a=des:qos mandatory local sendrecv")
    failed = ("a=curr:qos local none", "a=des:qos failure local sendrecv")
    video = {"kind": "video"}
    offer = [stream("PCMU", lines=wanted), stream("H264/90000", lines=wanted, **video)]
    named = [stream("PCMU", lines=wanted), stream("H264/90000", lines=failed, **video)]
    refuse(call, sdp(ALICE, streams=offer), 580, body=sdp(BOB, streams=named))
    plain = [offer[0], stream("H264/90000", **video)]
    refuse(call, sdp(ALICE, streams=plain), 580, body=sdp(BOB, streams=named))


@conversation
def precondition_of_two_kinds(call: Conversation) -> None:
    """Security and resources at the same end: the state of the resources is told."""
    lines = ("a=curr:sec e2e sendrecv", "a=curr:qos e2e none", "a=des:qos mandatory e2e sendrecv")
    refuse(call, sdp(ALICE, lines=lines), 580)
