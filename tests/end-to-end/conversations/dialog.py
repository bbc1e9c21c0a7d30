# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests that fit no dialog or transaction, or cross others. All are built."""

from conversation import (
    ALICE,
    BOB,
    CAROL,
    GATEWAY,
    PROXY,
    PROXY2,
    STRANGER,
    Conversation,
    Party,
    Sent,
    conversation,
    sdp,
    sipfrag,
)

# --- 481: the dialog ended ---


@conversation
def bye_twice(call: Conversation) -> None:
    """The caller hangs up twice, 3 s apart."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "BYE"))
    call.response(call.within(answered, "BYE", after=3), 481)
    call.end(40)


@conversation
def byes_cross(call: Conversation) -> None:
    """Both sides hang up at the same moment; each has ended the call when the BYE arrives."""
    answered = call.answered(ALICE, BOB)
    mine = call.within(answered, "BYE")
    theirs = call.within(answered, "BYE", BOB, after=0.02)
    call.response(mine, 481, after=0.02)
    call.response(theirs, 481, after=0.02)
    call.end(40)


@conversation
def info_after_end(call: Conversation) -> None:
    """The callee sends INFO long after the BYE that it confirmed."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "BYE"))
    call.response(call.within(answered, "INFO", BOB, after=20), 481)
    call.end(40)


@conversation
def bye_challenged(call: Conversation) -> None:
    """The first BYE is challenged, so it ends nothing: the call was up when INFO came."""
    answered = call.answered(ALICE, BOB)
    call.challenge(call.within(answered, "BYE"), 407)
    call.ok(call.within(answered, "INFO"))
    call.response(call.within(answered, "INFO", after=3), 481)
    call.end(40)


@conversation
def bye_forwarded(call: Conversation) -> None:
    """A BYE passes a proxy: its second hop comes after its first, and is refused."""
    answered = call.answered(ALICE, BOB, PROXY, record_route=True)
    bye = call.within(answered, "BYE", target=PROXY, route=True)
    call.forward(call.response(call.forward(bye, BOB), 481))
    call.end(40)


@conversation
def transfer_report_after_end(call: Conversation) -> None:
    """The report of a transfer comes after the BYE: another rule explains that."""
    answered = call.answered(ALICE, BOB)
    accepted = call.response(call.refer(answered, ALICE, CAROL.uri), 202)
    call.ok(call.within(answered, "BYE"))
    call.response(call.notify(accepted, BOB, sipfrag(200), after=3), 481)
    call.end(40)


def subscribed(call: Conversation, expires: int = 60) -> Sent:
    """Subscribe Alice to Bob's presence, with the first report."""
    request = call.request(
        "SUBSCRIBE", ALICE, BOB, headers=["Event: presence", f"Expires: {expires}"]
    )
    accepted = call.ok(request, headers=[f"Expires: {expires}"])
    report(call, accepted)
    return accepted


def report(call: Conversation, dialog: Sent, code: int = 200, **parts: object) -> Sent:
    """Report Bob's presence. Return the answer."""
    parts.setdefault("state", "active")
    return call.response(call.notify(dialog, BOB, event="presence", **parts), code)


def refresh(
    call: Conversation, dialog: Sent, code: int = 200, expires: int = 60, **way: float
) -> Sent:
    """Refresh the subscription. Return the answer."""
    lines = ["Event: presence", f"Expires: {expires}"]
    asked = call.within(dialog, "SUBSCRIBE", headers=lines, **way)
    return call.response(asked, code, headers=[f"Expires: {expires}"] if code < 300 else [])


@conversation
def subscription_terminated(call: Conversation) -> None:
    """The notifier ends the subscription, and the subscriber refreshes it all the same."""
    dialog = subscribed(call)
    report(call, dialog, state="terminated;reason=timeout")
    refresh(call, dialog, 481, after=20)
    call.end(40)


@conversation
def subscription_refused_before(call: Conversation) -> None:
    """The subscriber answers 481 to two reports."""
    dialog = subscribed(call)
    report(call, dialog, 481)
    report(call, dialog, 481, after=20)
    call.end(40)


@conversation
def subscription_made_anew(call: Conversation) -> None:
    """After the end of a subscription the same dialog got a new one, which is still valid."""
    dialog = subscribed(call)
    report(call, dialog, state="terminated;reason=timeout")
    refresh(call, dialog)
    report(call, dialog, 481, after=20)
    call.end(40)


@conversation
def reports_go_on(call: Conversation) -> None:
    """Reports after the end of a subscription are accepted, so it goes on."""
    dialog = subscribed(call)
    report(call, dialog, state="terminated;reason=deactivated")
    report(call, dialog, after=5)
    report(call, dialog, 481, after=5)
    call.end(40)


@conversation
def subscription_expired(call: Conversation) -> None:
    """The refresh comes after the granted 60 s."""
    dialog = subscribed(call)
    refresh(call, dialog, 481, after=75)
    call.end(40)


@conversation
def subscription_given_up(call: Conversation) -> None:
    """The subscriber has forgotten the subscription before its last report."""
    dialog = subscribed(call)
    refresh(call, dialog, expires=0)
    report(call, dialog, 481, state="terminated;reason=timeout")
    call.end(40)


@conversation
def subscription_outlives_call(call: Conversation) -> None:
    """A subscription inside a call is not ended by the BYE."""
    answered = call.answered(ALICE, BOB)
    lines = ["Event: conference", "Expires: 3600"]
    asked = call.within(answered, "SUBSCRIBE", headers=lines)
    accepted = call.ok(asked, headers=["Expires: 3600"])
    call.ok(call.notify(accepted, BOB, event="conference", state="active;expires=3600"))
    call.ok(call.within(answered, "BYE"))
    late = call.notify(accepted, BOB, event="conference", state="active;expires=3580", after=20)
    call.response(late, 481)
    call.end(40)


# --- 481: tags ---


@conversation
def wrong_to_tag(call: Conversation) -> None:
    """The BYE has an invented To tag."""
    answered = call.answered(ALICE, BOB)
    call.response(call.within(answered, "BYE", to_tag="invented"), 481)
    call.end(40)


@conversation
def wrong_from_tag(call: Conversation) -> None:
    """The BYE has an invented From tag."""
    answered = call.answered(ALICE, BOB)
    call.response(call.within(answered, "BYE", from_tag="invented"), 481)
    call.end(40)


@conversation
def lost_to_tag(call: Conversation) -> None:
    """The BYE has lost its To tag."""
    answered = call.answered(ALICE, BOB)
    bye = call.within(answered, "BYE", replace={"To": f"<{BOB.uri}>"})
    call.response(bye, 481)
    call.end(40)


@conversation
def swapped_tags(call: Conversation) -> None:
    """The caller's BYE has the tags of a BYE of the callee."""
    answered = call.answered(ALICE, BOB)
    replace = {"From": answered.header("To"), "To": answered.header("From")}
    call.response(call.within(answered, "BYE", replace=replace), 481)
    call.end(40)


@conversation
def bye_of_callee(call: Conversation) -> None:
    """The callee's BYE has its tags the right way round."""
    answered = call.answered(ALICE, BOB)
    call.response(call.within(answered, "BYE", BOB), 481)
    call.end(40)


@conversation
def unknown_branch_of_fork(call: Conversation) -> None:
    """Two branches ring behind the proxy, a third one that was never seen is spoken to."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 180, to_tag="desk")
    ringing = call.response(invite, 180, to_tag="mobile")
    call.response(call.within(ringing, "UPDATE", to_tag="home"), 481)
    call.end(40)


@conversation
def other_leg(call: Conversation) -> None:
    """A back-to-back server keeps Call-ID and From tag, and mixes its two legs up."""
    invite = call.request("INVITE", ALICE, PROXY, call_id="both@legs", from_tag="caller")
    inner = call.request("INVITE", PROXY, BOB, call_id="both@legs", from_tag="caller", cseq=7)
    first = call.ok(inner, to_tag="inner")
    call.ack(first)
    second = call.ok(invite, to_tag="outer")
    call.ack(second)
    call.response(call.within(first, "BYE", to_tag="outer", cseq=8), 481)
    call.end(40)


@conversation
def beginning_unknown(call: Conversation) -> None:
    """The capture begins inside the call: which tag is wrong cannot be told."""
    invite = call.request("INVITE", ALICE, BOB, captured=False)
    answered = call.ok(invite, captured=False)
    call.ok(call.notify(answered, BOB, event="talk"))
    call.response(call.within(answered, "BYE", to_tag="other"), 481)
    call.end(40)


# --- 481: the dialog is alive ---


@conversation
def restarted(call: Conversation) -> None:
    """The callee answers inside the call, then no longer knows it."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "INFO"))
    call.response(call.within(answered, "UPDATE", after=20), 481)
    call.end(40)


@conversation
def restarted_hung_up(call: Conversation) -> None:
    """The same, but the request is a BYE."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "INFO"))
    call.response(call.within(answered, "BYE", after=20), 481)
    call.end(40)


@conversation
def restarted_behind_proxy(call: Conversation) -> None:
    """The same behind a proxy, which passes the 481 on."""
    answered = call.answered(ALICE, BOB, PROXY, record_route=True)
    info = call.within(answered, "INFO", target=PROXY, route=True)
    call.forward(call.ok(call.forward(info, BOB)))
    again = call.within(answered, "INFO", target=PROXY, route=True, after=20)
    call.forward(call.response(call.forward(again, BOB), 481))
    call.end(40)


@conversation
def other_node(call: Conversation) -> None:
    """The BYE goes to another address than the one that has the call."""
    answered = call.answered(ALICE, PROXY2)
    call.response(call.within(answered, "INFO", target=GATEWAY), 481)
    call.end(40)


@conversation
def restarted_after_silence(call: Conversation) -> None:
    """Nothing was heard of the callee for six minutes: it may have hung up on another way."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "INFO"))
    call.wait(360)
    call.response(call.within(answered, "INFO"), 481)
    call.end(40)


@conversation
def session_expired(call: Conversation) -> None:
    """Nobody refreshed the session in its 90 s."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    answered = call.ok(invite, headers=["Session-Expires: 90;refresher=uac"], body=sdp(BOB))
    call.ack(answered)
    call.ok(call.within(answered, "INFO"))
    call.response(call.within(answered, "BYE", after=95), 481)
    call.end(40)


@conversation
def session_refreshed(call: Conversation) -> None:
    """The session was refreshed in time, so the timer explains nothing."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    timer = ["Session-Expires: 90;refresher=uac"]
    answered = call.ok(invite, headers=timer, body=sdp(BOB))
    call.ack(answered)
    call.ok(call.within(answered, "UPDATE", after=50), headers=timer)
    call.response(call.within(answered, "BYE", after=50), 481)
    call.end(40)


@conversation
def never_answered_inside(call: Conversation) -> None:
    """The callee never proved that it has the call: too little to say that it lost it."""
    answered = call.answered(ALICE, BOB)
    call.response(call.within(answered, "BYE"), 481)
    call.end(40)


@conversation
def never_acknowledged(call: Conversation) -> None:
    """The answer was never acknowledged, so the callee gave the call up."""
    answered = call.answered(ALICE, BOB, acked=False)
    call.ok(call.within(answered, "INFO"))
    call.response(call.within(answered, "INFO", after=40), 481)
    call.end(40)


@conversation
def one_direction(call: Conversation) -> None:
    """The capture sees only the caller's address as a target: a BYE could be missed."""
    answered = call.answered(ALICE, BOB, captured=False)
    call.response(call.within(answered, "INFO", captured=False), 481)
    call.end(40)


@conversation
def forgotten_route(call: Conversation) -> None:
    """The request lacks the Route that the answer gave: that is another rule's matter."""
    answered = call.answered(ALICE, BOB, PROXY, record_route=True)
    call.ok(call.within(answered, "INFO", target=PROXY, route=True))
    call.response(call.within(answered, "INFO", target=PROXY, after=9), 481)
    call.end(40)


@conversation
def answered_then_repeated(call: Conversation) -> None:
    """The BYE is answered with 200, and its repetition with 481: it ended the call itself."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "INFO"))
    bye = call.within(answered, "BYE")
    call.ok(bye)
    call.repeat(bye)
    call.response(bye, 481)
    call.end(40)


@conversation
def phone_restarted(call: Conversation) -> None:
    """The subscriber no longer knows a subscription that is still valid."""
    dialog = subscribed(call, 3600)
    report(call, dialog, 481, after=20)
    call.end(40)


# --- 481: nothing known ---


@conversation
def stray_bye(call: Conversation) -> None:
    """A BYE for a call that the capture does not have."""
    call.ping(ALICE, BOB)
    call.response(call.request("BYE", ALICE, BOB, to_tag="gone"), 481)
    call.end(40)


@conversation
def stray_notify(call: Conversation) -> None:
    """A NOTIFY without subscription."""
    lines = ["Event: message-summary", "Subscription-State: active"]
    call.response(call.request("NOTIFY", PROXY, ALICE, to_tag="gone", headers=lines), 481)
    call.end(40)


@conversation
def bye_for_rejected_call(call: Conversation) -> None:
    """A BYE after an INVITE that was refused."""
    invite = call.request("INVITE", ALICE, BOB)
    refused = call.response(invite, 404)
    call.ack(refused)
    bye = call.request(
        "BYE",
        ALICE,
        BOB,
        call_id=invite.header("Call-ID"),
        from_tag="alice-1",
        to_tag="bob-1",
    )
    call.response(bye, 481)
    call.end(40)


@conversation
def report_before_answer(call: Conversation) -> None:
    """A NOTIFY overtakes the 2xx of its SUBSCRIBE: the subscription is there."""
    asked = call.request("SUBSCRIBE", ALICE, BOB, headers=["Event: presence", "Expires: 60"])
    early = call.request(
        "NOTIFY",
        BOB,
        ALICE,
        call_id=asked.header("Call-ID"),
        from_tag="bob-1",
        to_tag="alice-1",
        headers=["Event: presence", "Subscription-State: active"],
    )
    call.response(early, 481)
    call.ok(asked)
    call.end(40)


def reliable(call: Conversation, rseq: int = 5) -> Sent:
    """Ring with a response that has to be confirmed."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: 100rel"])
    return call.response(invite, 180, headers=["Require: 100rel", f"RSeq: {rseq}"])


@conversation
def prack_of_nothing(call: Conversation) -> None:
    """The PRACK confirms number 6, the response has 5."""
    prack = call.within(reliable(call), "PRACK", headers=["RAck: 6 1 INVITE"])
    call.response(prack, 481)
    call.end(40)


@conversation
def prack_of_unreliable(call: Conversation) -> None:
    """The PRACK confirms a response that needs none."""
    ringing = call.response(call.request("INVITE", ALICE, BOB), 180)
    call.response(call.within(ringing, "PRACK", headers=["RAck: 1 1 INVITE"]), 481)
    call.end(40)


@conversation
def prack_twice(call: Conversation) -> None:
    """The same response is confirmed twice."""
    ringing = reliable(call)
    call.ok(call.prack(ringing))
    call.response(call.prack(ringing), 481)
    call.end(40)


@conversation
def prack_refused(call: Conversation) -> None:
    """The PRACK fits, so nothing here says why it was refused."""
    call.response(call.prack(reliable(call)), 481)
    call.end(40)


# --- CANCEL ---


@conversation
def cancel_after_answer(call: Conversation) -> None:
    """The CANCEL comes after the 404."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ack(call.response(invite, 404))
    call.response(call.cancel(invite, after=2), 481)
    call.end(40)


@conversation
def cancel_meets_answer(call: Conversation) -> None:
    """CANCEL and 486 cross."""
    invite = call.request("INVITE", ALICE, BOB)
    cancel = call.cancel(invite)
    refused = call.response(invite, 486, after=0.01)
    call.response(cancel, 481, after=0.01)
    call.ack(refused)
    call.end(40)


@conversation
def cancel_other_branch(call: Conversation) -> None:
    """The CANCEL has a branch of its own."""
    invite = call.request("INVITE", ALICE, BOB)
    call.response(invite, 180)
    via = f"SIP/2.0/UDP {ALICE.host};branch=z9hG4bK-other"
    call.response(call.cancel(invite, replace={"Via": via}), 481)
    call.end(40)


@conversation
def cancel_other_sent_by(call: Conversation) -> None:
    """The CANCEL has another address in its Via."""
    invite = call.request("INVITE", ALICE, BOB, branch="z9hG4bK-same")
    call.response(invite, 180)
    via = "SIP/2.0/UDP nat.example.com;branch=z9hG4bK-same"
    call.response(call.cancel(invite, replace={"Via": via}), 481)
    call.end(40)


@conversation
def cancel_of_nothing(call: Conversation) -> None:
    """The INVITE is not in the capture."""
    invite = call.request("INVITE", ALICE, BOB, captured=False)
    call.response(call.cancel(invite), 481)
    call.end(40)


@conversation
def cancel_refused(call: Conversation) -> None:
    """The CANCEL fits its INVITE, which still rings: nothing says why it is refused."""
    invite = call.request("INVITE", ALICE, BOB)
    call.response(invite, 180)
    call.response(call.cancel(invite), 481)
    call.end(40)


# --- Replaces ---


def replacing(call: Conversation, value: str, target: Party = BOB, **parts: object) -> Sent:
    """Send an INVITE with Replaces from Carol."""
    return call.request("INVITE", CAROL, target, headers=[f"Replaces: {value}"], **parts)


def names(answered: Sent, to_tag: str, from_tag: str) -> str:
    """Return the value of Replaces for a call."""
    return f"{answered.header('Call-ID')};to-tag={to_tag};from-tag={from_tag}"


@conversation
def replaces_stranger(call: Conversation) -> None:
    """The capture has no call with that Call-ID."""
    asked = replacing(call, "nowhere@example.com;to-tag=a;from-tag=b")
    call.ack(call.response(asked, 481))
    call.end(40)


@conversation
def replaces_other_tags(call: Conversation) -> None:
    """The call is there, the tags are not its own."""
    answered = call.answered(ALICE, BOB)
    call.ack(call.response(replacing(call, names(answered, "a", "b")), 481))
    call.end(40)


@conversation
def replaces_swapped_tags(call: Conversation) -> None:
    """The to-tag is not that of the receiver."""
    answered = call.answered(ALICE, BOB)
    call.ack(call.response(replacing(call, names(answered, "alice-1", "bob-1")), 481))
    call.end(40)


@conversation
def replaces_ended(call: Conversation) -> None:
    """The call to be replaced was hung up before."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "BYE"))
    call.ack(call.response(replacing(call, names(answered, "bob-1", "alice-1")), 603))
    call.end(40)


@conversation
def replaces_ringing(call: Conversation) -> None:
    """The call to be replaced rings at the receiver, which did not start it."""
    ringing = call.response(call.request("INVITE", ALICE, BOB), 180)
    call.ack(call.response(replacing(call, names(ringing, "bob-1", "alice-1")), 481))
    call.end(40)


@conversation
def replaces_early_only(call: Conversation) -> None:
    """A pick-up that is too late."""
    answered = call.answered(ALICE, BOB)
    value = names(answered, "bob-1", "alice-1") + ";early-only"
    call.ack(call.response(replacing(call, value), 486))
    call.end(40)


@conversation
def replaces_busy(call: Conversation) -> None:
    """The call to be replaced is up and fits: the 486 has another reason."""
    answered = call.answered(ALICE, BOB)
    call.ack(call.response(replacing(call, names(answered, "bob-1", "alice-1")), 486))
    call.end(40)


# --- 482, 483 ---


def circle(call: Conversation, turns: int, *, spiral: bool = False) -> list[Sent]:
    """Let two proxies send a request to each other; return the request at each hop."""
    hops = [call.request("INVITE", ALICE, PROXY, replace={"Max-Forwards": "5"})]
    for turn in range(turns):
        uri = f"sip:bob{turn}@example.net" if spiral else None
        hops.append(call.forward(hops[-1], PROXY2 if turn % 2 == 0 else PROXY, uri=uri))
    return hops


def refuse(call: Conversation, request: Sent, code: int) -> None:
    """Refuse the request and pass that on to the first hop."""
    final = call.response(request, code)
    call.ack(final)
    while final.answered.received:
        final = call.forward(final)
        call.ack(final)
    call.end(40)


@conversation
def loop(call: Conversation) -> None:
    """Two proxies send the call to each other until its hops are used up."""
    refuse(call, circle(call, 5)[-1], 483)


@conversation
def spiral(call: Conversation) -> None:
    """The same way, but with another target each time: no loop, but too few hops."""
    refuse(call, circle(call, 5, spiral=True)[-1], 483)


@conversation
def loop_detected(call: Conversation) -> None:
    """The first proxy sees that the request was there before."""
    refuse(call, circle(call, 2)[-1], 482)


@conversation
def loop_time_out(call: Conversation) -> None:
    """A loop behind a time-out."""
    refuse(call, circle(call, 6)[-1], 408)


@conversation
def short_loop_time_out(call: Conversation) -> None:
    """Twice through the same two proxies is not enough to blame a time-out on it."""
    refuse(call, circle(call, 3)[-1], 408)


def through(servers: list[str]) -> list[str]:
    """Return the Vias of a request that went through servers."""
    return [f"SIP/2.0/UDP {name};branch=z9hG4bK-far-{n}" for n, name in enumerate(servers)]


@conversation
def loop_in_via(call: Conversation) -> None:
    """The capture holds the last hop only, but Via names all."""
    vias = through(["192.0.2.1", "198.51.100.1"] * 5 + ["192.0.2.77"])
    invite = call.request(
        "INVITE", PROXY, PROXY2, replace={"Via": vias, "Max-Forwards": "0"}, branch="z9hG4bK-far"
    )
    call.ack(call.response(invite, 483))
    call.end(40)


@conversation
def three_passes_in_via(call: Conversation) -> None:
    """A mobile network passes one server three times on purpose."""
    vias = through(["192.0.2.1", "198.51.100.1"] * 3 + ["192.0.2.77"])
    invite = call.request("INVITE", PROXY, PROXY2, replace={"Via": vias, "Max-Forwards": "0"})
    call.ack(call.response(invite, 483))
    call.end(40)


def merged(call: Conversation, first_code: int, between: float = 0.05) -> None:
    """Let a proxy send one call to one phone twice."""
    invite = call.request("INVITE", ALICE, PROXY)
    first = call.forward(invite, BOB)
    if between > 1:
        call.ack(call.response(first, first_code))
    second = call.forward(invite, BOB, after=between)
    call.ack(call.response(second, 482))
    if between < 1:
        call.response(first, 180)
        call.response(first, first_code, after=2)
    call.end(40)


@conversation
def merged_request(call: Conversation) -> None:
    """Two branches lead to one phone; the first is answered."""
    merged(call, 200)


@conversation
def merged_request_busy(call: Conversation) -> None:
    """The first one fails too."""
    merged(call, 486)


@conversation
def merged_long_after(call: Conversation) -> None:
    """The first one was over long before."""
    merged(call, 486, 40)


@conversation
def mistaken_for_merged(call: Conversation) -> None:
    """A new attempt after a challenge with the same CSeq number."""
    invite = call.request("INVITE", ALICE, PROXY)
    challenge = call.challenge(invite, 407)
    call.ack(challenge)
    call.ack(call.response(call.authenticate(challenge, cseq=1), 482))
    call.end(40)


@conversation
def few_hops(call: Conversation) -> None:
    """The caller allows one hop."""
    invite = call.request("INVITE", ALICE, PROXY, replace={"Max-Forwards": "1"})
    refuse(call, call.forward(invite, PROXY2), 483)


@conversation
def few_hops_left(call: Conversation) -> None:
    """The capture begins at the third hop, which has few left."""
    vias = through(["192.0.2.1", "192.0.2.66", "192.0.2.77"])
    invite = call.request("INVITE", PROXY, PROXY2, replace={"Via": vias, "Max-Forwards": "0"})
    call.ack(call.response(invite, 483))
    call.end(40)


@conversation
def many_hops(call: Conversation) -> None:
    """The request came a long way: nobody started too low."""
    vias = through([f"192.0.2.{n}" for n in range(100, 130)])
    invite = call.request("INVITE", PROXY, PROXY2, replace={"Via": vias, "Max-Forwards": "0"})
    call.ack(call.response(invite, 483))
    call.end(40)


@conversation
def hop_test(call: Conversation) -> None:
    """OPTIONS with Max-Forwards 0 asks which server comes next."""
    call.response(call.request("OPTIONS", ALICE, PROXY, replace={"Max-Forwards": "0"}), 483)
    call.end(40)


# --- 487 ---


@conversation
def hung_up(call: Conversation) -> None:
    """The caller hangs up through a proxy."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, BOB)
    call.forward(call.response(sent_on, 180))
    first = call.cancel(invite, after=5, headers=['Reason: Q.850;cause=16;text="Bye bye"'])
    call.ok(first)
    call.ok(call.cancel(sent_on))
    final = call.response(sent_on, 487)
    call.ack(final)
    call.ack(call.forward(final))
    call.end(40)


@conversation
def cancelled_by_reason(call: Conversation) -> None:
    """Only the Reason says that another phone answered."""
    invite = call.request("INVITE", PROXY, BOB)
    call.response(invite, 180)
    reason = ['Reason: SIP;cause=200;text="Call completed elsewhere"']
    call.ok(call.cancel(invite, headers=reason))
    call.ack(call.response(invite, 487))
    call.end(40)


def forked(call: Conversation, code: int) -> None:
    """Let one of two phones answer, and cancel the other."""
    invite = call.request("INVITE", ALICE, PROXY)
    one, other = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.response(one, 180)
    call.response(other, 180)
    call.forward(call.response(one, code))
    call.ok(call.cancel(other))
    call.ack(call.response(other, 487))
    call.end(40)


@conversation
def answered_elsewhere(call: Conversation) -> None:
    """Another phone answers."""
    forked(call, 200)


@conversation
def declined_for_all(call: Conversation) -> None:
    """Another phone declines for all."""
    forked(call, 603)


@conversation
def ring_timer(call: Conversation) -> None:
    """The proxy gives up after 20 s."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, BOB)
    call.forward(call.response(sent_on, 180))
    call.ok(call.cancel(sent_on, after=20))
    call.ack(call.response(sent_on, 487))
    call.ack(call.response(invite, 408))
    call.end(40)


@conversation
def proxy_cancels(call: Conversation) -> None:
    """The proxy cancels a branch, and nothing says why."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, BOB)
    call.forward(call.response(sent_on, 180))
    call.ok(call.cancel(sent_on, after=4))
    call.ack(call.response(sent_on, 487))
    call.end(40)


@conversation
def ended_by_bye(call: Conversation) -> None:
    """The caller ends the ringing call with BYE."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ok(call.within(call.response(invite, 180), "BYE"))
    call.ack(call.response(invite, 487))
    call.end(40)


@conversation
def invitation_expired(call: Conversation) -> None:
    """The invitation was valid for 10 s."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Expires: 10"])
    call.response(invite, 180)
    call.ack(call.response(invite, 487, after=11))
    call.end(40)


@conversation
def ended_by_proxy(call: Conversation) -> None:
    """The proxy cancels the branch and tells the caller 487."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, BOB)
    call.forward(call.response(sent_on, 180))
    call.ok(call.cancel(sent_on, after=3))
    final = call.response(sent_on, 487)
    call.ack(final)
    call.ack(call.forward(final))
    call.end(40)


@conversation
def ended_by_server(call: Conversation) -> None:
    """Nobody cancelled."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 180)
    call.ack(call.response(invite, 487, after=3))
    call.end(40)


@conversation
def ended_unseen(call: Conversation) -> None:
    """The capture has no INVITE, so a CANCEL may be missing as well."""
    call.response(call.request("INVITE", ALICE, PROXY, captured=False), 487)
    call.end(40)


@conversation
def not_an_invite(call: Conversation) -> None:
    """487 to a MESSAGE."""
    call.response(call.request("MESSAGE", ALICE, PROXY), 487)
    call.end(40)


@conversation
def update_ended_by_bye(call: Conversation) -> None:
    """487 to an UPDATE that a BYE overtook."""
    answered = call.answered(ALICE, BOB)
    update = call.within(answered, "UPDATE")
    call.ok(call.within(answered, "BYE", BOB))
    call.response(update, 487)
    call.end(40)


# --- 491 ---


def glare(call: Conversation) -> tuple[Sent, Sent]:
    """Let both sides change the call at once. Return the 200 of the call, and alice's change."""
    answered = call.answered(ALICE, BOB)
    mine = call.within(answered, "INVITE", body=sdp(ALICE, version=2))
    theirs = call.within(answered, "INVITE", BOB, body=sdp(BOB, version=2), after=0.01)
    call.ack(call.response(mine, 491, after=0.01))
    call.ack(call.response(theirs, 491, after=0.01))
    return answered, mine


@conversation
def glare_retried(call: Conversation) -> None:
    """One side tries again, with success."""
    answered, _ = glare(call)
    again = call.within(answered, "INVITE", body=sdp(ALICE, version=2), after=3)
    call.ack(call.ok(again, body=sdp(BOB, version=2)))
    call.end(40)


@conversation
def glare_forgotten(call: Conversation) -> None:
    """Nobody tries again."""
    glare(call)
    call.end(40)


@conversation
def glare_failed(call: Conversation) -> None:
    """The second attempt is refused."""
    answered, _ = glare(call)
    call.ack(call.response(call.within(answered, "INVITE", body=sdp(ALICE), after=3), 488))
    call.end(40)


@conversation
def glare_hung_up(call: Conversation) -> None:
    """The call ends before anybody could try again."""
    answered, _ = glare(call)
    call.ok(call.within(answered, "BYE", after=1))
    call.end(40)


@conversation
def glare_capture_ends(call: Conversation) -> None:
    """The capture ends before it is time to try again."""
    glare(call)
    call.end(2)


@conversation
def collision(call: Conversation) -> None:
    """The change of the other side succeeds."""
    answered = call.answered(ALICE, BOB)
    theirs = call.within(answered, "INVITE", BOB, body=sdp(BOB, version=2))
    mine = call.within(answered, "UPDATE", body=sdp(ALICE, version=2), after=0.01)
    call.response(mine, 491)
    call.ok(theirs, body=sdp(ALICE, version=2))
    call.within(answered, "ACK", BOB, cseq=theirs.cseq)
    call.end(40)


@conversation
def own_change_open(call: Conversation) -> None:
    """The side that is refused had not finished its own change."""
    answered = call.answered(ALICE, BOB)
    call.within(answered, "INVITE", body=sdp(ALICE, version=2))
    call.response(call.within(answered, "UPDATE", body=sdp(ALICE, version=3)), 491)
    call.end(40)


@conversation
def change_of_other_leg(call: Conversation) -> None:
    """The change of the other side is not in the capture."""
    answered = call.answered(ALICE, PROXY)
    call.ack(call.response(call.within(answered, "INVITE", body=sdp(ALICE)), 491))
    call.end(40)


@conversation
def change_before(call: Conversation) -> None:
    """The change of the other side was over, with its ACK, before this one came."""
    answered = call.answered(ALICE, BOB)
    theirs = call.within(answered, "INVITE", BOB, body=sdp(BOB, version=2))
    call.ok(theirs, body=sdp(ALICE, version=2))
    call.within(answered, "ACK", BOB, cseq=theirs.cseq)
    call.ack(call.response(call.within(answered, "INVITE", body=sdp(ALICE)), 491))
    call.end(40)


@conversation
def change_outside(call: Conversation) -> None:
    """491 to the first INVITE of a call: nothing can cross it."""
    call.ack(call.response(call.request("INVITE", ALICE, BOB), 491))
    call.end(40)


# --- 500 ---


@conversation
def number_falls(call: Conversation) -> None:
    """The second change has a lower CSeq number than the call."""
    answered = call.answered(ALICE, BOB, cseq=10)
    call.ack(call.response(call.within(answered, "INVITE", cseq=5), 500))
    call.end(40)


@conversation
def number_stays(call: Conversation) -> None:
    """BYE has the number of the INFO before it."""
    answered = call.answered(ALICE, BOB)
    call.ok(call.within(answered, "INFO", cseq=8))
    call.response(call.within(answered, "BYE", cseq=8), 400, "Bad CSeq")
    call.end(40)


@conversation
def numbers_overtake(call: Conversation) -> None:
    """INFO 9 is captured just before INFO 8."""
    answered = call.answered(ALICE, BOB)
    ninth = call.within(answered, "INFO", cseq=9)
    call.response(call.within(answered, "INFO", cseq=8, after=0.01), 500)
    call.ok(ninth)
    call.end(40)


@conversation
def numbers_of_both_sides(call: Conversation) -> None:
    """Each side counts for itself: the callee begins with 1."""
    answered = call.answered(ALICE, BOB, cseq=10)
    call.response(call.within(answered, "INFO", BOB, cseq=1), 500)
    call.end(40)


@conversation
def numbers_of_two_hops(call: Conversation) -> None:
    """The same BYE at two hops is no repetition of a number."""
    answered = call.answered(ALICE, BOB, PROXY, record_route=True)
    bye = call.within(answered, "BYE", target=PROXY, route=True)
    call.forward(call.response(call.forward(bye, BOB), 500))
    call.end(40)


@conversation
def numbers_of_two_legs(call: Conversation) -> None:
    """A back-to-back server keeps Call-ID and tags, but counts its own requests on each leg."""
    names = {"call_id": "both@legs", "from_tag": "caller"}
    invite = call.request("INVITE", ALICE, PROXY, cseq=100, **names)
    inner = call.request("INVITE", PROXY, BOB, cseq=5, **names)
    call.ack(call.ok(inner, to_tag="callee"))
    answered = call.ok(invite, to_tag="callee")
    call.ack(answered)
    call.within(answered, "BYE", cseq=101)
    call.response(call.request("BYE", PROXY, BOB, cseq=6, to_tag="callee", **names), 500)
    call.end(40)


@conversation
def ack_has_number(call: Conversation) -> None:
    """The ACK shares the number of its INVITE, and the next request counts on."""
    answered = call.answered(ALICE, BOB, cseq=10)
    call.response(call.within(answered, "INFO", cseq=11), 500)
    call.end(40)


@conversation
def second_change(call: Conversation) -> None:
    """A second re-INVITE before the first has its answer."""
    answered = call.answered(ALICE, BOB)
    call.within(answered, "INVITE", body=sdp(ALICE, version=2))
    second = call.within(answered, "INVITE", body=sdp(ALICE, version=3))
    call.ack(call.response(second, 500, headers=["Retry-After: 7"]))
    call.end(40)


@conversation
def second_change_later(call: Conversation) -> None:
    """The first re-INVITE is over before the second comes."""
    answered = call.answered(ALICE, BOB)
    first = call.within(answered, "INVITE", body=sdp(ALICE, version=2))
    call.ack(call.ok(first, body=sdp(BOB, version=2)))
    second = call.within(answered, "INVITE", body=sdp(ALICE, version=3))
    call.ack(call.response(second, 500, headers=["Retry-After: 7"]))
    call.end(40)


@conversation
def second_offer(call: Conversation) -> None:
    """UPDATE with an offer while that of the INVITE has no answer."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    ringing = call.response(invite, 180)
    update = call.within(ringing, "UPDATE", body=sdp(ALICE, version=2))
    call.response(update, 500, headers=["Retry-After: 3"])
    call.end(40)


@conversation
def offer_answered_early(call: Conversation) -> None:
    """The offer of the INVITE had its answer in a reliable provisional response."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: 100rel"], body=sdp(ALICE))
    lines = ["Require: 100rel", "RSeq: 1"]
    early = call.response(invite, 183, headers=lines, body=sdp(BOB))
    call.ok(call.prack(early))
    update = call.within(early, "UPDATE", body=sdp(ALICE, version=2))
    call.response(update, 500, headers=["Retry-After: 3"])
    call.end(40)


@conversation
def scan(call: Conversation) -> None:
    """A stranger's BYE inside somebody else's call: its tags are not known at all."""
    answered = call.answered(ALICE, BOB)
    call_id = answered.header("Call-ID")
    bye = call.request("BYE", STRANGER, BOB, call_id=call_id, from_tag="x", to_tag="y")
    call.response(bye, 481)
    call.end(40)


@conversation
def number_falls_twice(call: Conversation) -> None:
    """Two requests are refused; the second one has only a higher number than the first."""
    answered = call.answered(ALICE, BOB, cseq=10)
    call.response(call.within(answered, "INFO", cseq=5), 500)
    call.response(call.within(answered, "INFO", cseq=6), 500)
    call.end(40)


@conversation
def offer_answered_before_ack(call: Conversation) -> None:
    """UPDATE with an offer after the answer in the 200, but before its ACK."""
    answered = call.ok(call.request("INVITE", ALICE, BOB, body=sdp(ALICE)), body=sdp(BOB))
    update = call.within(answered, "UPDATE", body=sdp(ALICE, version=2))
    call.response(update, 500, headers=["Retry-After: 3"])
    call.ack(answered)
    call.end(40)


@conversation
def collision_then_another(call: Conversation) -> None:
    """The change of the other side succeeds, and later another one of it."""
    answered = call.answered(ALICE, BOB)
    theirs = call.within(answered, "INVITE", BOB, body=sdp(BOB, version=2))
    mine = call.within(answered, "UPDATE", body=sdp(ALICE, version=2), after=0.01)
    call.response(mine, 491)
    call.ok(theirs, body=sdp(ALICE, version=2))
    call.within(answered, "ACK", BOB, cseq=theirs.cseq)
    later = call.within(answered, "INVITE", BOB, body=sdp(BOB, version=3), after=9)
    call.ok(later, body=sdp(ALICE, version=3))
    call.within(answered, "ACK", BOB, cseq=later.cseq)
    call.end(40)


@conversation
def glare_retried_twice(call: Conversation) -> None:
    """The second attempt is refused, the third one succeeds."""
    answered, _ = glare(call)
    call.ack(call.response(call.within(answered, "INVITE", body=sdp(ALICE), after=3), 500))
    call.ack(call.ok(call.within(answered, "INVITE", body=sdp(ALICE)), body=sdp(BOB)))
    call.end(40)


@conversation
def updates_cross(call: Conversation) -> None:
    """Both sides change the call with UPDATE at once; one tries again, with success."""
    answered = call.answered(ALICE, BOB)
    mine = call.within(answered, "UPDATE", body=sdp(ALICE, version=2))
    theirs = call.within(answered, "UPDATE", BOB, body=sdp(BOB, version=2), after=0.01)
    call.response(mine, 491, after=0.01)
    call.response(theirs, 491, after=0.01)
    again = call.within(answered, "UPDATE", body=sdp(ALICE, version=2), after=3)
    call.ok(again, body=sdp(BOB, version=2))
    call.end(40)


@conversation
def calls_itself(call: Conversation) -> None:
    """A call through a proxy to another line of the same telephone: its callee hangs up."""
    other_line = Party("desk", ALICE.address, domain="example.net")
    answered = call.answered(ALICE, other_line, PROXY, record_route=True)
    bye = call.request(
        "BYE",
        ALICE,
        PROXY,
        uri=ALICE.contact,
        call_id=answered.header("Call-ID"),
        headers=[f"Route: <sip:{PROXY.host};lr>"],
        replace={"From": answered.header("To"), "To": answered.header("From")},
    )
    call.response(bye, 481)
    call.end(40)


@conversation
def early_update_to_other_node(call: Conversation) -> None:
    """The UPDATE went astray before the call was answered: no call was lost."""
    invite = call.request("INVITE", ALICE, PROXY2)
    ringing = call.response(invite, 180)
    call.response(call.within(ringing, "UPDATE", target=GATEWAY), 481)
    call.ack(call.ok(invite))
    call.end(40)


@conversation
def transfer_asked_again(call: Conversation) -> None:
    """Alice asks for more reports of a transfer after the last one."""
    answered = call.answered(ALICE, BOB)
    accepted = call.response(call.refer(answered, ALICE, CAROL.uri), 202)
    last = "terminated;reason=noresource"
    call.ok(call.notify(accepted, BOB, sipfrag(200), state=last))
    lines = ["Event: refer", "Expires: 60"]
    call.response(call.within(answered, "SUBSCRIBE", headers=lines, after=9), 481)
    call.end(40)


@conversation
def session_of_other_leg(call: Conversation) -> None:
    """A back-to-back server keeps the Call-ID; the session was refreshed on its other leg only."""
    timer = ["Session-Expires: 90;refresher=uac"]
    invite = call.request("INVITE", ALICE, PROXY, call_id="both@legs", from_tag="caller")
    inner = call.request("INVITE", PROXY, BOB, call_id="both@legs", from_tag="server", cseq=7)
    second = call.ok(inner, to_tag="callee", headers=timer)
    call.ack(second)
    first = call.ok(invite, to_tag="outer", headers=timer)
    call.ack(first)
    call.ok(call.within(second, "UPDATE", after=50), headers=timer)
    call.response(call.within(first, "BYE", after=50), 481)
    call.end(40)


@conversation
def second_offer_meets_answer(call: Conversation) -> None:
    """UPDATE with an offer crosses the answer to the offer of the INVITE."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    update = call.within(call.response(invite, 180), "UPDATE", body=sdp(ALICE, version=2))
    answered = call.ok(invite, body=sdp(BOB), after=0.01)
    call.response(update, 500, headers=["Retry-After: 3"])
    call.ack(answered)
    call.end(40)


@conversation
def cancel_after_challenge(call: Conversation) -> None:
    """The CANCEL has a branch of its own, and comes too late for the INVITE with credentials."""
    challenge = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(challenge)
    invite = call.authenticate(challenge)
    call.ack(call.response(invite, 486))
    via = f"SIP/2.0/UDP {ALICE.host};branch=z9hG4bK-other"
    call.response(call.cancel(invite, replace={"Via": via}), 481)
    call.end(40)


@conversation
def prack_in_second_invite(call: Conversation) -> None:
    """A re-INVITE is answered reliably with the number that the INVITE had: no second PRACK."""
    lines = ["Require: 100rel", "RSeq: 5"]
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: 100rel"], body=sdp(ALICE))
    call.ok(call.prack(call.response(invite, 180, headers=lines)))
    answered = call.ok(invite, body=sdp(BOB))
    call.ack(answered)
    change = call.within(answered, "INVITE", headers=["Supported: 100rel"], after=5)
    call.response(call.prack(call.response(change, 183, headers=lines)), 481)
    call.end(40)


@conversation
def prack_of_other_branch(call: Conversation) -> None:
    """A call goes to one gateway twice; the response of the first branch is confirmed, and fits."""
    invite = call.request("INVITE", ALICE, PROXY, headers=["Supported: 100rel"])
    first, second = call.forward(invite, GATEWAY), call.forward(invite, GATEWAY)
    lines = ["Require: 100rel", "RSeq: 5"]
    ringing = call.response(first, 183, headers=lines, to_tag="line-1")
    call.response(second, 183, headers=["Require: 100rel", "RSeq: 9"], to_tag="line-2")
    prack = call.prack(call.forward(ringing), target=PROXY)
    call.response(call.forward(prack, GATEWAY), 481)
    call.end(40)


@conversation
def replaces_own_line(call: Conversation) -> None:
    """A telephone calls another line of its own: who is who cannot be told by the address."""
    other_line = Party("desk", ALICE.address, 5062, domain="example.net")
    answered = call.answered(ALICE, other_line)
    asked = replacing(call, names(answered, "alice-1", "desk-1"), ALICE)
    call.ack(call.response(asked, 481))
    call.end(40)


@conversation
def replaces_after_refer(call: Conversation) -> None:
    """Alice transfers Carol to Bob, who has hung up in between."""
    consulted = call.answered(ALICE, BOB)
    held = call.answered(ALICE, CAROL)
    value = f"{consulted.header('Call-ID')}%3Bto-tag%3Dbob-1%3Bfrom-tag%3Dalice-1"
    call.ok(call.within(consulted, "BYE", BOB))
    call.response(call.refer(held, ALICE, f"{BOB.uri}?Replaces={value}"), 202)
    call.ack(call.response(replacing(call, names(consulted, "bob-1", "alice-1")), 481))
    call.end(40)


@conversation
def replaces_refused_call(call: Conversation) -> None:
    """Carol's call was refused, and then she wants to replace it, with the same tag and number."""
    invite = call.request("INVITE", CAROL, BOB, from_tag="carol")
    ringing = call.response(invite, 180)
    call.ack(call.response(invite, 486))
    asked = replacing(call, names(ringing, "bob-1", "carol"), from_tag="carol")
    call.ack(call.response(asked, 481))
    call.end(40)


@conversation
def restarted_reported_early(call: Conversation) -> None:
    """The dialog got a report before the call was answered; later the callee has lost the call."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    ringing = call.response(invite, 180)
    call.ok(call.notify(ringing, BOB, event="talk"))
    answered = call.ok(invite, body=sdp(BOB))
    call.ack(answered)
    call.ok(call.within(answered, "INFO"))
    call.response(call.within(answered, "INFO", after=20), 481)
    call.end(40)


@conversation
def early_update_after_report(call: Conversation) -> None:
    """The same, but the UPDATE goes astray before the call is answered: no call was lost."""
    invite = call.request("INVITE", ALICE, PROXY2)
    ringing = call.response(invite, 180)
    call.ok(call.notify(ringing, PROXY2, event="talk"))
    call.response(call.within(ringing, "UPDATE", target=GATEWAY), 481)
    call.ack(call.ok(invite))
    call.end(40)


@conversation
def bye_to_other_branch(call: Conversation) -> None:
    """Two branches answer. A report in the first one is refused, then the second one is ended."""
    invite = call.request("INVITE", ALICE, PROXY)
    first = call.ok(invite, to_tag="desk")
    call.ack(first)
    second = call.ok(invite, to_tag="mobile")
    call.ack(second)
    call.response(call.notify(first, PROXY, event="talk"), 481)
    call.ok(call.within(second, "BYE"))
    call.response(call.within(first, "INFO"), 481)
    call.end(40)


@conversation
def last_report_through_proxy(call: Conversation) -> None:
    """The subscriber refuses the report that ends its subscription; it passed a proxy."""
    lines = ["Event: presence", "Expires: 60"]
    asked = call.request("SUBSCRIBE", ALICE, PROXY, headers=lines)
    sent_on = call.forward(asked, BOB, record_route=True)
    granted = call.forward(call.ok(sent_on, headers=["Expires: 60"]))
    state = "terminated;reason=probation"
    last = call.notify(granted, BOB, target=PROXY, route=True, event="presence", state=state)
    call.forward(call.response(call.forward(last, ALICE), 481))
    call.end(40)


@conversation
def glare_through_proxy(call: Conversation) -> None:
    """Both sides change the call at once through a proxy: each hop shows its own two."""
    answered = call.answered(ALICE, BOB, PROXY, record_route=True)
    way = {"target": PROXY, "route": True}
    mine = call.within(answered, "INVITE", body=sdp(ALICE, version=2), **way)
    theirs = call.within(answered, "INVITE", BOB, body=sdp(BOB, version=2), **way)
    call.forward(theirs, ALICE)
    refused = call.response(call.forward(mine, BOB), 491)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(2)


@conversation
def swapped_on_one_machine(call: Conversation) -> None:
    """The caller's BYE has the tags of the callee; all parties are on one machine, as in tests."""
    alice, bob = Party("alice", "192.0.2.40"), Party("bob", "192.0.2.40", 5080)
    proxy = Party("proxy", "192.0.2.40", 5070, server=True)
    answered = call.answered(alice, bob, proxy, record_route=True)
    replace = {"From": answered.header("To"), "To": answered.header("From")}
    bye = call.within(answered, "BYE", target=proxy, route=True, replace=replace)
    call.forward(call.response(call.forward(bye, bob), 481))
    call.end(40)


@conversation
def restarted_after_slow_change(call: Conversation) -> None:
    """A re-INVITE was answered last, after minutes; then the callee has lost the call."""
    answered = call.answered(ALICE, BOB)
    change = call.within(answered, "INVITE", body=sdp(ALICE, version=2))
    call.ok(call.within(answered, "INFO"))
    call.ack(call.ok(change, body=sdp(BOB, version=2), after=400))
    call.response(call.within(answered, "INFO", after=20), 481)
    call.end(40)


@conversation
def replaces_through_proxy(call: Conversation) -> None:
    """Carol takes Alice's place; between phones and proxy nothing shows who is asked."""
    invite = call.request("INVITE", ALICE, PROXY, to=BOB)
    contact = {"Contact": f"<{BOB.contact}>"}
    call.response(invite, 180, to_tag="bob-1", replace=contact)
    answered = call.ok(invite, to_tag="bob-1", replace=contact)
    call.ack(answered, target=PROXY)
    asked = replacing(call, names(answered, "alice-1", "bob-1"), PROXY, to=ALICE)
    call.ack(call.response(asked, 481))
    call.end(40)


@conversation
def reports_unasked(call: Conversation) -> None:
    """A server reports a mailbox to a phone that never asked; the second report is refused."""
    lines = ["Event: message-summary", "Subscription-State: active"]
    taken = call.ok(call.request("NOTIFY", PROXY, ALICE, to=ALICE, headers=lines))
    call.response(call.within(taken, "NOTIFY", headers=lines, after=9), 481)
    call.end(40)


@conversation
def swapped_refresh(call: Conversation) -> None:
    """The refresh of a subscription has the tags of a report."""
    dialog = subscribed(call)
    replace = {"From": dialog.header("To"), "To": dialog.header("From")}
    lines = ["Event: presence", "Expires: 60"]
    call.response(call.within(dialog, "SUBSCRIBE", headers=lines, replace=replace, after=9), 481)
    call.end(40)


@conversation
def cancel_of_answered_call(call: Conversation) -> None:
    """A caller tries to end a call with CANCEL instead of BYE: the call goes on."""
    answered = call.answered(ALICE, BOB)
    call.response(call.cancel(answered.answered, after=20), 481)
    call.end(40)
