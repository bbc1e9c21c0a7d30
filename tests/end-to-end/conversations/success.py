# SPDX-License-Identifier: GPL-2.0-or-later
"""2xx that hide a failure, or mean less than they seem to. All are built: no stack sent them."""

import packets
from conversation import ALICE, ALICE_AT_HOME, BOB, GATEWAY, PROXY, PROXY2, STRANGER
from conversation import Conversation, Party, Sent, conversation, sdp, stream

COPIES = (0.5, 1, 2, 4, 4, 4, 4, 4, 4)


def answer(call: Conversation) -> Sent:
    """Answer a call; no ACK yet."""
    return call.answered(ALICE, BOB, acked=False)


# --- 200-ack-missing ---


@conversation
def never_acknowledged(call: Conversation) -> None:
    """No ACK: the callee repeats its answer and hangs up."""
    final = answer(call)
    call.repeats(final, *COPIES)
    call.ok(call.within(final, "BYE", BOB, after=4.5))


@conversation
def invite_repeated_too(call: Conversation) -> None:
    """Neither answer nor provisional response reaches the caller."""
    final = answer(call)
    call.repeat(final)
    call.repeat(final.answered, after=0.4)
    call.repeats(final, 0.6, 2, 4)
    call.end(40)


@conversation
def acknowledged_late(call: Conversation) -> None:
    """A slow caller: the copies stop with the ACK."""
    final = answer(call)
    call.repeats(final, 0.5, 1, 2)
    call.ack(final)
    call.end(40)


@conversation
def acknowledged_another_way(call: Conversation) -> None:
    """The proxy is not in the route: it sees three copies and no ACK."""
    final = call.answered(ALICE, BOB, PROXY, acked=False)
    call.repeats(final, 0.5, 1)
    call.end(40)


@conversation
def ack_has_no_effect(call: Conversation) -> None:
    """The ACK is right, but lost behind the place of the capture."""
    final = answer(call)
    ack = call.ack(final)
    for gap in COPIES:
        call.repeat(final, after=gap)
        call.repeat(ack, after=0.001)
    call.ok(call.within(final, "BYE", BOB, after=4.5))


@conversation
def first_ack_lost(call: Conversation) -> None:
    """The first ACK is lost, a later one ends the copies."""
    final = answer(call)
    ack = call.ack(final)
    call.repeats(final, 0.5, 1, 2)
    call.ack(final, branch="z9hG4bK-later")
    assert ack.frame
    call.end(40)


@conversation
def copied_by_the_capture(call: Conversation) -> None:
    """The same answer is captured three times in short: no retransmission comes so soon."""
    final = answer(call)
    call.repeats(final, 0.1, 0.1)
    call.end(40)


# --- 200-ack-misdirected ---


@conversation
def ack_to_request_uri(call: Conversation) -> None:
    """The ACK is built from the INVITE: it has the Request-URI of that."""
    final = answer(call)
    call.ack(final, uri=BOB.uri)
    call.repeats(final, *COPIES)
    call.end(40)


@conversation
def ack_without_route(call: Conversation) -> None:
    """The ACK does not follow Record-Route."""
    final = call.answered(ALICE, BOB, PROXY, record_route=True, acked=False)
    call.ack(final, target=PROXY)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def ack_to_other_host(call: Conversation) -> None:
    """Request-URI and Route are right, but the ACK is sent to another host."""
    final = answer(call)
    call.ack(final, target=PROXY2)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def ack_with_wrong_tag(call: Conversation) -> None:
    """The ACK has another To tag than the answer."""
    final = answer(call)
    call.ack(final, to_tag="other")
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def wrong_ack_taken(call: Conversation) -> None:
    """The callee takes the ACK, whatever it looks like."""
    final = answer(call)
    call.repeats(final, 0.5, 1)
    call.ack(final, uri=BOB.uri)
    call.end(40)


@conversation
def wrong_ack_corrected(call: Conversation) -> None:
    """A proxy passes the ACK on to the callee; it is lost there."""
    final = call.answered(ALICE, BOB, PROXY, record_route=True, acked=False)
    call.forward(call.ack(final, target=PROXY), BOB)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def ack_to_outbound_proxy(call: Conversation) -> None:
    """The caller sends all to its proxy, the ACK too: that is no fault, but it is lost."""
    route = ["Route: <sip:192.0.2.1;lr>"]
    final = call.answered(ALICE, BOB, PROXY, acked=False, headers=route)
    call.ack(final, target=PROXY, headers=route)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def strict_router(call: Conversation) -> None:
    """A router without lr: Request-URI and Route are exchanged."""
    invite = call.request("INVITE", ALICE, PROXY)
    final = call.ok(
        invite, headers=["Record-Route: <sip:192.0.2.1>"], replace={"Contact": f"<{BOB.contact}>"}
    )
    route = [f"<{BOB.contact}>"]
    call.ack(final, uri="sip:192.0.2.1", target=PROXY, route=route)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


# --- 200-cancel-crossed-answer, 200-cancel-is-not-answer ---


@conversation
def cancelled_while_answered(call: Conversation) -> None:
    """The answer comes after the CANCEL was sent; the caller hangs up as it has to."""
    invite = call.request("INVITE", ALICE, BOB)
    cancel = call.cancel(invite)
    final = call.ok(invite)
    call.ok(cancel)
    call.ack(final)
    call.ok(call.within(final, "BYE"))


@conversation
def cancelled_after_answer(call: Conversation) -> None:
    """The CANCEL is refused, for the call was just answered; nobody hangs up."""
    invite = call.request("INVITE", ALICE, BOB)
    final = call.ok(invite)
    call.response(call.cancel(invite, after=0.01), 481)
    call.ack(final)
    call.end(40)


@conversation
def cancel_crossed_short_capture(call: Conversation) -> None:
    """The capture ends before a BYE is due."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ok(call.cancel(invite))
    call.ack(call.ok(invite))
    call.end(5)


@conversation
def cancel_long_after_answer(call: Conversation) -> None:
    """The CANCEL comes when the call has been up for a while."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ack(call.ok(invite))
    call.response(call.cancel(invite, after=5), 481)


@conversation
def change_cancelled(call: Conversation) -> None:
    """A re-INVITE is cancelled: the call goes on."""
    final = call.answered(ALICE, BOB)
    change = call.within(final, "INVITE", body=sdp(ALICE, version=2))
    cancel = call.cancel(change)
    done = call.ok(change, body=sdp(BOB))
    call.ok(cancel)
    call.ack(done)
    call.end(40)


@conversation
def cancelled_in_time(call: Conversation) -> None:
    """The 200 to CANCEL is no answer to the call."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ok(call.cancel(invite))
    call.ack(call.response(invite, 487))


@conversation
def hung_up_behind_a_proxy(call: Conversation) -> None:
    """The callee hangs up, the BYE passes the proxy."""
    final = call.answered(ALICE, BOB, PROXY, record_route=True)
    bye = call.forward(call.within(final, "BYE", BOB, PROXY, route=True, after=7), ALICE)
    call.forward(call.ok(bye))


# --- 200-bye-session-expired ---


def timed_call(call: Conversation, interval: str = "90;refresher=uac") -> Sent:
    """Answer a call with a session timer."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: timer"])
    final = call.ok(invite, headers=["Require: timer", f"Session-Expires: {interval}"])
    call.ack(final)
    return final


@conversation
def never_refreshed(call: Conversation) -> None:
    """The caller should have refreshed the session."""
    final = timed_call(call)
    call.ok(call.within(final, "BYE", BOB, after=60))


@conversation
def refresh_refused(call: Conversation) -> None:
    """The refresh is refused, and the session runs out."""
    final = timed_call(call, "1800;refresher=uas")
    call.response(call.within(final, "UPDATE", BOB, after=900), 500)
    call.ok(call.within(final, "BYE", after=868))


@conversation
def refreshed(call: Conversation) -> None:
    """The session was refreshed in time; then somebody hangs up."""
    final = timed_call(call)
    again = call.within(final, "UPDATE", after=45, headers=["Session-Expires: 90;refresher=uac"])
    call.ok(again, headers=["Session-Expires: 90;refresher=uac"])
    call.ok(call.within(final, "BYE", BOB, after=20))


@conversation
def hung_up_early(call: Conversation) -> None:
    """Somebody hangs up long before the session expires, although a third of it is left."""
    final = timed_call(call, "1800;refresher=uac")
    call.ok(call.within(final, "BYE", after=1300))


@conversation
def hung_up_with_reason(call: Conversation) -> None:
    """The BYE says why."""
    final = timed_call(call)
    reason = ['Reason: Q.850;cause=16;text="Normal call clearing"']
    call.ok(call.within(final, "BYE", BOB, headers=reason, after=60))


@conversation
def timer_switched_off(call: Conversation) -> None:
    """The last re-INVITE was accepted without a timer."""
    final = timed_call(call)
    call.ack(call.ok(call.within(final, "INVITE", BOB, after=10)))
    call.ok(call.within(final, "BYE", BOB, after=60))


# --- 200-answer-no-media ---


def answered_with(call: Conversation, offer: bytes, body: bytes) -> None:
    """Answer an offer."""
    call.ack(call.ok(call.request("INVITE", ALICE, BOB, body=offer), body=body))


@conversation
def audio_refused(call: Conversation) -> None:
    """The answer has port 0."""
    answered_with(call, sdp(ALICE), sdp(BOB, port=0))


@conversation
def answered_with_other_codec(call: Conversation) -> None:
    """The answer has only a codec that was not offered."""
    answered_with(call, sdp(ALICE, "PCMU", "telephone-event"), sdp(BOB, "G729", "telephone-event"))


@conversation
def answered_without_encryption(call: Conversation) -> None:
    """Encryption was offered, the answer has none."""
    keys = ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxx"]
    answered_with(call, sdp(ALICE, proto="RTP/SAVP", lines=keys), sdp(BOB))


@conversation
def answered_with_fax(call: Conversation) -> None:
    """Fax in place of audio."""
    offer = [stream("PCMU"), ["m=image 4002 udptl t38"]]
    body = [stream("PCMU", port=0), ["m=image 4002 udptl t38"]]
    answered_with(call, sdp(ALICE, streams=offer), sdp(BOB, streams=body))


@conversation
def answered_with_dynamic_codec(call: Conversation) -> None:
    """The same codec under another number, and keys for RTP/AVP."""
    keys = ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxx"]
    offer = sdp(ALICE, "iLBC", "opus/48000/2", lines=keys)
    answered_with(call, offer, sdp(BOB, "opus/48000/2", proto="RTP/SAVP", lines=keys))


@conversation
def answered_with_noise(call: Conversation) -> None:
    """Answers with comfort noise only, redundancy only, and a codec of another clock."""
    answered_with(call, sdp(ALICE, "PCMU", "CN"), sdp(BOB, "CN"))
    answered_with(call, sdp(ALICE, "PCMU", "red"), sdp(BOB, "red"))
    answered_with(call, sdp(ALICE, "L16/44100"), sdp(BOB, "L16/16000"))


@conversation
def answered_without_fax(call: Conversation) -> None:
    """Neither audio nor fax is accepted."""
    offer = [stream("PCMU"), ["m=image 4002 udptl t38"]]
    body = [stream("PCMU", port=0), ["m=image 0 udptl t38"]]
    answered_with(call, sdp(ALICE, streams=offer), sdp(BOB, streams=body))


@conversation
def answered_as_far_as_known(call: Conversation) -> None:
    """Formats without a name or clock may be the same codec; an answer may lack a stream."""
    unclocked = sdp(ALICE, "iLBC").replace(b"iLBC/8000", b"iLBC")
    answered_with(call, unclocked, sdp(BOB, "iLBC"))
    answered_with(call, sdp(ALICE, "iLBC"), unclocked)
    nameless = sdp(BOB, streams=[["m=audio 4000 RTP/AVP 97"]])
    answered_with(call, sdp(ALICE, "G729"), nameless)
    answered_with(call, nameless, sdp(BOB, "G729"))
    two = sdp(ALICE, streams=[stream("PCMU"), stream("PCMU")])
    answered_with(call, two, sdp(BOB, "PCMU", port=0))


@conversation
def answered_in_another_profile(call: Conversation) -> None:
    """Plain RTP by name, but with the fingerprint of DTLS."""
    keys = ["a=fingerprint:sha-256 00:11:22"]
    offer = sdp(ALICE, "PCMU", proto="UDP/TLS/RTP/SAVPF", lines=keys)
    answered_with(call, offer, sdp(BOB, "PCMU", lines=keys))


@conversation
def answered_without_video(call: Conversation) -> None:
    """No audio is lost where none was offered: a call with video only, and audio that is off."""
    video = stream("H264/90000", kind="video")
    off = stream("H264/90000", kind="video", port=0)
    answered_with(call, sdp(ALICE, streams=[video]), sdp(BOB, streams=[off]))
    quiet = [stream("PCMU", port=0), video]
    answered_with(call, sdp(ALICE, streams=quiet), sdp(BOB, streams=quiet))


@conversation
def held_by_port(call: Conversation) -> None:
    """A re-INVITE takes the audio away from a call that is up."""
    final = call.answered(ALICE, BOB)
    change = call.within(final, "INVITE", body=sdp(ALICE, version=2, lines=["a=sendonly"]))
    call.ack(call.ok(change, body=sdp(BOB, port=0)))


# --- nat-private-address ---


def calls_from_home(call: Conversation) -> Sent:
    """Make a call from behind a NAT, with a Contact that the other side cannot reach."""
    return call.answered(ALICE_AT_HOME, GATEWAY)


@conversation
def private_contact_answers(call: Conversation) -> None:
    """The BYE to the private address is answered in the end: there is a way."""
    bye = call.within(calls_from_home(call), "BYE", GATEWAY, Party("alice", ALICE_AT_HOME.writes))
    call.repeats(bye, 0.5, 1)
    call.ok(bye)
    call.end(40)


@conversation
def private_contact_undeliverable(call: Conversation) -> None:
    """A router says of the BYE to the private address that it does not arrive."""
    bye = call.within(calls_from_home(call), "BYE", GATEWAY, Party("alice", ALICE_AT_HOME.writes))
    call.icmp(bye, PROXY2, 3, 1)
    call.end(40)


@conversation
def private_contact_elsewhere(call: Conversation) -> None:
    """The BYE that fails went to a proxy, not to the private address."""
    bye = call.within(calls_from_home(call), "BYE", GATEWAY, STRANGER)
    call.repeats(bye, 0.5, 1)
    call.end(40)


@conversation
def private_network(call: Conversation) -> None:
    """All of the caller is private, its packets too: the capture is from inside."""
    inside = Party("alice", ALICE_AT_HOME.writes)
    bye = call.within(call.answered(inside, GATEWAY), "BYE", GATEWAY, inside)
    call.repeats(bye, 0.5, 1)
    call.end(40)


def media_in_vain(call: Conversation, address: str) -> None:
    """Send RTP to an address of media; a router says that there is no way."""
    data = packets.udp(bytes(172), GATEWAY.address, address, ports=(4000, 4000))
    call.frame(data)
    call.frame(packets.icmp_error(data, PROXY2.address, 3, 1))


@conversation
def public_media_in_vain(call: Conversation) -> None:
    """Media do not arrive at a public address: that has another reason."""
    invite = call.request("INVITE", GATEWAY, ALICE_AT_HOME, body=sdp(GATEWAY))
    call.ack(call.ok(invite, body=sdp("203.0.113.77")))
    media_in_vain(call, "203.0.113.77")
    call.end(40)


@conversation
def private_media_without_fax(call: Conversation) -> None:
    """Fax is off, so that its public address does not help the audio."""
    audio = [*stream("PCMU")[:1], f"c=IN IP4 {ALICE_AT_HOME.writes}"]
    fax = ["m=image 0 udptl t38", "c=IN IP4 203.0.113.10"]
    invite = call.request("INVITE", GATEWAY, ALICE_AT_HOME, body=sdp(GATEWAY))
    call.ack(call.ok(invite, body=sdp(ALICE_AT_HOME, streams=[audio, fax])))
    media_in_vain(call, ALICE_AT_HOME.writes)
    call.end(40)


# --- What is not said, or said with more care ---


@conversation
def prack_amid_glare(call: Conversation) -> None:
    """Both sides change the call at once, with the same CSeq: the PRACK is for alice's change, not bob's."""
    final = call.answered(ALICE, BOB)
    change = call.within(final, "INVITE", body=sdp(ALICE), cseq=2, headers=["Supported: 100rel"])
    rang = call.response(change, 183, headers=["Require: 100rel", "RSeq: 1"])
    other = call.within(final, "INVITE", BOB, body=sdp(BOB), cseq=2)
    call.ack(call.response(other, 491), after=0.01)
    call.ok(call.prack(rang, cseq=3))
    call.ack(call.ok(change, body=sdp(BOB)))
    call.end(40)


@conversation
def answered_with_encryption(call: Conversation) -> None:
    """Plain RTP without a key was offered, the answer is encrypted."""
    keys = ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxx"]
    answered_with(call, sdp(ALICE, "PCMU"), sdp(BOB, "PCMU", proto="RTP/SAVP", lines=keys))


@conversation
def answer_cut(call: Conversation) -> None:
    """The capture holds a part of the answer: the codec of the offer may stand in the rest."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE, "PCMU"))
    body = sdp(BOB, "G729", "PCMU")
    message = call.ok(invite, body=body, captured=False).link
    call.ok(invite, body=body, snap=message.index(b"RTP/AVP 18 0") + len("RTP/AVP 18"))


@conversation
def answered_twice(call: Conversation) -> None:
    """The answer is captured twice, without an ACK: one copy alone proves nothing."""
    final = answer(call)
    call.repeat(final, after=1.6)
    call.end(40)
