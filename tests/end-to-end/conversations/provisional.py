# SPDX-License-Identifier: GPL-2.0-or-later
"""Provisional responses to INVITE. All are built: no stack sent them."""

from conversation import ALICE, BOB, CAROL, PROXY, Conversation, Sent, conversation, sdp

RELIABLE = ["Require: 100rel", "RSeq: 7"]


def invited(call: Conversation, supported: str = "100rel") -> Sent:
    """Call with 100rel in Supported."""
    return call.request(
        "INVITE", ALICE, BOB, headers=[f"Supported: {supported}"], body=sdp(ALICE)
    )


# --- 18x-early-media ---


@conversation
def announcement(call: Conversation) -> None:
    """The callee's side can play something before it refuses."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    call.response(invite, 183, body=sdp(BOB))
    call.ack(call.response(invite, 404, after=4))
    call.end(40)


@conversation
def early_media_inactive(call: Conversation) -> None:
    """Nothing can be played into streams that are switched off, or that only receive."""
    for lines in (["a=inactive"], ["a=recvonly"]):
        invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
        call.response(invite, 183, body=sdp(BOB, lines=lines))
        call.ack(call.ok(invite, body=sdp(BOB)))


@conversation
def early_media_precondition(call: Conversation) -> None:
    """The description negotiates resources: nothing is played yet."""
    invite = invited(call, "100rel, precondition")
    lines = ["a=curr:qos local none", "a=des:qos mandatory local sendrecv"]
    call.response(invite, 183, body=sdp(BOB, lines=lines))


# --- 18x-prack-problem ---


@conversation
def prack_never_sent(call: Conversation) -> None:
    """The callee repeats its reliable response until it gives up."""
    invite = invited(call)
    call.repeats(call.response(invite, 183, headers=RELIABLE), 0.5, 1, 2, 4, 8, 16)
    call.ack(call.response(invite, 504))
    call.end(40)


@conversation
def prack_came_late(call: Conversation) -> None:
    """The PRACK comes after three transmissions, and they stop."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    call.repeats(progress, 0.5, 1)
    call.ok(call.prack(progress))
    call.ack(call.ok(invite))


@conversation
def prack_after_cancel(call: Conversation) -> None:
    """The caller cancels before the second copy: no PRACK is due."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    call.ok(call.cancel(invite))
    call.repeats(progress, 0.5, 1, 2)
    call.ack(call.response(invite, 487))
    call.end(40)


@conversation
def prack_another_way(call: Conversation) -> None:
    """The proxy is not in the route: the PRACK does not pass it, and the copies stop."""
    invite = call.request("INVITE", ALICE, PROXY, headers=["Supported: 100rel"])
    sent_on = call.forward(invite, BOB)
    progress = call.response(sent_on, 183, headers=RELIABLE)
    back = call.forward(progress)
    call.repeat(progress)
    call.repeat(back, after=0.001)
    call.end(40)


@conversation
def prack_refused(call: Conversation) -> None:
    """The callee does not know what the PRACK confirms."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    call.response(call.prack(progress, replace={"RAck": "8 1 INVITE"}), 481)
    call.ok(call.cancel(invite, after=2))
    call.ack(call.response(invite, 487))


@conversation
def prack_too_late(call: Conversation) -> None:
    """The PRACK and the end of the call cross: 481 is right."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    refused = call.response(invite, 486)
    call.response(call.prack(progress), 481)
    call.ack(refused)


@conversation
def prack_challenged(call: Conversation) -> None:
    """The PRACK has to be sent again with credentials."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    call.ok(call.authenticate(call.challenge(call.prack(progress), 407)))
    call.ack(call.ok(invite))


@conversation
def reliable_unasked(call: Conversation) -> None:
    """The caller does not know 100rel."""
    invite = invited(call, "timer")
    call.response(invite, 180, headers=RELIABLE)
    call.ack(call.ok(invite))


# --- 199-early-dialog-ended ---


@conversation
def one_branch_ended(call: Conversation) -> None:
    """One telephone is busy, another one answers."""
    invite = invited(call, "199")
    call.response(invite, 180, to_tag="desk")
    reason = ['Reason: SIP;cause=486;text="Busy Here"']
    call.response(invite, 199, "Early Dialog Terminated", to_tag="desk", headers=reason)
    call.ack(call.ok(invite, to_tag="mobile"))


@conversation
def one_branch_ended_unasked(call: Conversation) -> None:
    """The caller did not ask for 199."""
    invite = call.request("INVITE", ALICE, BOB)
    call.response(invite, 199, "Early Dialog Terminated")
    call.ack(call.response(invite, 486))


@conversation
def branch_ended_after_final(call: Conversation) -> None:
    """The 199 comes after the final response: it says nothing any more."""
    invite = call.request("INVITE", ALICE, CAROL, headers=["Supported: 199"])
    call.ack(call.response(invite, 486))
    call.response(invite, 199, "Early Dialog Terminated")


# --- What no tones can come from, or PRACK is not due for ---


@conversation
def early_media_nowhere(call: Conversation) -> None:
    """A description without an address that anything could come from."""
    nowhere = sdp(BOB).replace(b"c=IN IP4 192.0.2.20\r\n", b"")
    for description in (sdp("0.0.0.0"), sdp("::"), nowhere):
        invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
        call.response(invite, 183, body=description)
        call.ack(call.ok(invite, body=sdp(BOB)))


@conversation
def early_media_wanted(call: Conversation) -> None:
    """The description only asks for resources: nothing is played yet."""
    invite = invited(call, "100rel, precondition")
    call.response(invite, 183, body=sdp(BOB, lines=["a=des:qos mandatory remote sendrecv"]))


@conversation
def announcement_only_sent(call: Conversation) -> None:
    """An announcement server only sends, with a codec that the description does not name."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    call.response(invite, 183, body=sdp(BOB, streams=[["m=audio 4000 RTP/AVP 97", "a=sendonly"]]))


@conversation
def prack_missing_and_cancelled(call: Conversation) -> None:
    """The caller sends no PRACK, and gives up after four transmissions."""
    invite = invited(call)
    call.repeats(call.response(invite, 183, headers=RELIABLE), 0.5, 1, 2)
    call.ok(call.cancel(invite))
    call.ack(call.response(invite, 487))
    call.end(40)


@conversation
def copies_after_final(call: Conversation) -> None:
    """The callee repeats its provisional response after the final one: no PRACK is due any more."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    answered = call.ok(invite, body=sdp(BOB))
    call.repeats(progress, 0.5, 1, 2)
    call.ack(answered)
    call.end(40)


@conversation
def reliable_cut(call: Conversation) -> None:
    """The INVITE is cut off before its Supported."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: 100rel"], snap=300)
    call.response(invite, 180, headers=RELIABLE)


@conversation
def early_media_current(call: Conversation) -> None:
    """The description only tells which resources are there: nothing is played yet."""
    invite = invited(call, "100rel, precondition")
    call.response(invite, 183, body=sdp(BOB, lines=["a=curr:qos e2e none"]))


# --- PRACKs that name another INVITE ---


@conversation
def prack_for_other_leg(call: Conversation) -> None:
    """Something on the way has another CSeq number on each side, but passes RAck on as it came."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    call.response(call.prack(progress, replace={"RAck": "7 102 INVITE"}), 481)
    call.repeats(progress, 0.5, 1, 2, 4, 8, 16)
    call.ack(call.response(invite, 504))
    call.end(40)


@conversation
def prack_in_call(call: Conversation) -> None:
    """A PRACK for a response to the second INVITE of a call is refused."""
    invite = invited(call)
    progress = call.response(invite, 183, headers=RELIABLE)
    call.ok(call.prack(progress))
    answered = call.ok(invite, body=sdp(BOB))
    call.ack(answered)
    change = call.within(answered, "INVITE", headers=["Supported: 100rel"], body=sdp(ALICE))
    progress = call.response(change, 183, headers=["Require: 100rel", "RSeq: 9"])
    call.response(call.prack(progress), 500)
    call.ack(call.response(change, 500))


@conversation
def prack_through_proxy(call: Conversation) -> None:
    """All goes through a proxy in the route; the PRACK is refused."""
    invite = call.request("INVITE", ALICE, PROXY, headers=["Supported: 100rel"], body=sdp(ALICE))
    sent_on = call.forward(invite, BOB, record_route=True)
    progress = call.forward(call.response(sent_on, 183, headers=RELIABLE))
    prack = call.forward(call.prack(progress, target=PROXY, route=True), BOB)
    call.forward(call.response(prack, 500))
    call.forward(call.response(sent_on, 500))
