# SPDX-License-Identifier: GPL-2.0-or-later
"""Busy, declined, blocked. Built: with other times and texts than the stacks at hand have."""

from conversation import ALICE, BOB, CAROL, GATEWAY, PROXY, PROXY2
from conversation import Conversation, Sent, conversation, sdp


def ring(call: Conversation, seconds: float, code: int, **parts: object) -> Sent:
    """Let alice call bob, who refuses after some ringing. Return the INVITE."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    call.response(invite, 180)
    call.ack(call.response(invite, code, after=seconds, **parts))
    return invite


def busy(call: Conversation, **parts: object) -> Sent:
    """Let alice call bob, who is busy at once. Return the refusal."""
    invite = call.request("INVITE", ALICE, BOB, **parts)
    refused = call.response(invite, 486)
    call.ack(refused)
    return refused


# --- In another call ---


@conversation
def callee_calls_somebody(call: Conversation) -> None:
    """Bob has called carol himself and talks to her; then alice calls."""
    call.answered(BOB, CAROL)
    call.wait(10)
    busy(call)


@conversation
def call_was_over(call: Conversation) -> None:
    """Carol's call to bob has ended when alice calls."""
    final = call.answered(CAROL, BOB)
    call.ok(call.within(final, "BYE", after=10))
    call.wait(10)
    busy(call)


@conversation
def call_is_forgotten(call: Conversation) -> None:
    """Carol's call to bob was two hours ago, its end may have been missed."""
    call.answered(CAROL, BOB)
    call.wait(7200)
    busy(call)


@conversation
def call_begins_later(call: Conversation) -> None:
    """Bob is called by carol only after he was busy for alice."""
    busy(call)
    call.wait(10)
    call.answered(CAROL, BOB)


@conversation
def call_of_another_user(call: Conversation) -> None:
    """Behind the gateway somebody else is in a call."""
    other = call.request("INVITE", CAROL, GATEWAY, uri="sip:111@carrier.example")
    call.ack(call.ok(other))
    call.wait(10)
    asked = call.request("INVITE", ALICE, GATEWAY, uri="sip:222@carrier.example")
    call.ack(call.response(asked, 486))


@conversation
def call_of_same_number_elsewhere(call: Conversation) -> None:
    """Several users are called at one address: the same user part in another domain is not he."""
    for uri in ("sip:111@a.example", "sip:333@a.example"):
        other = call.request("INVITE", CAROL, GATEWAY, uri=uri)
        call.ack(call.ok(other))
    call.wait(10)
    asked = call.request("INVITE", ALICE, GATEWAY, uri="sip:111@b.example")
    call.ack(call.response(asked, 486))


@conversation
def call_to_contact(call: Conversation) -> None:
    """Bob's phone is in a call for his Contact address, then he is called with another one."""
    other = call.request("INVITE", CAROL, BOB, uri=BOB.contact)
    call.ack(call.ok(other))
    call.wait(10)
    busy(call)


@conversation
def other_leg(call: Conversation) -> None:
    """A phone system calls bob with the call of alice that is up already: the same call."""
    final = call.request("INVITE", PROXY, BOB, sender=ALICE)
    call.ack(call.ok(final))
    asked = call.request("INVITE", PROXY2, BOB, sender=ALICE)
    call.ack(call.response(asked, 486))


@conversation
def other_leg_by_session_id(call: Conversation) -> None:
    """Two legs of one call show it in Session-ID (RFC 7989)."""
    session = "Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000"
    final = call.request("INVITE", PROXY, BOB, sender=CAROL, headers=[session])
    call.ack(call.ok(final))
    call.wait(10)
    busy(call, headers=[session])


@conversation
def already_ringing(call: Conversation) -> None:
    """Bob's phone rings for carol when alice calls."""
    first = call.request("INVITE", CAROL, BOB)
    call.response(first, 180)
    busy(call)


@conversation
def ringing_was_cancelled(call: Conversation) -> None:
    """Carol has given up before alice calls."""
    first = call.request("INVITE", CAROL, BOB)
    call.response(first, 180)
    call.ok(call.cancel(first))
    call.ack(call.response(first, 487))
    call.wait(10)
    busy(call)


@conversation
def rang_while_in_call(call: Conversation) -> None:
    """Bob is in a call, but his phone rings for alice too: he refuses."""
    call.answered(CAROL, BOB)
    call.wait(10)
    ring(call, 3, 486)


@conversation
def same_caller_again(call: Conversation) -> None:
    """Alice talks to bob, and calls him once more."""
    call.answered(ALICE, BOB)
    call.wait(10)
    busy(call)


@conversation
def same_call_again(call: Conversation) -> None:
    """A proxy rings bob's phone, and tries it once more in the same call."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(call.forward(invite, BOB), 180)
    call.ack(call.response(call.forward(invite, BOB, after=10), 486))


@conversation
def long_call_is_refreshed(call: Conversation) -> None:
    """Carol's call to bob is two hours old, and was refreshed in between."""
    answered = call.answered(CAROL, BOB)
    call.ok(call.within(answered, "UPDATE", after=3600))
    call.wait(1800)
    busy(call)


@conversation
def another_phone_rings_late(call: Conversation) -> None:
    """Carol's call was answered; a 180 of another telephone comes after that."""
    invite = call.request("INVITE", CAROL, BOB)
    final = call.ok(invite, to_tag="desk")
    call.ack(final)
    call.response(invite, 180, to_tag="mobile")
    call.wait(10)
    busy(call)


@conversation
def two_calls_to_contact(call: Conversation) -> None:
    """Two calls to the Contact address: the newer one is named."""
    for caller in (CAROL, GATEWAY):
        other = call.request("INVITE", caller, BOB, uri=BOB.contact)
        call.ack(call.ok(other))
        call.wait(10)
    busy(call)


@conversation
def number_in_another_call(call: Conversation) -> None:
    """A gateway has several numbers; the called one, a tel URI, is in another call."""
    for uri in ("tel:+12025550111", "tel:+12025550122"):
        call.ack(call.ok(call.request("INVITE", CAROL, GATEWAY, uri=uri)))
    call.wait(10)
    asked = call.request("INVITE", ALICE, GATEWAY, uri="tel:+12025550111")
    call.ack(call.response(asked, 486))


@conversation
def call_was_lost_long_ago(call: Conversation) -> None:
    """Carol's call to bob was two hours ago; when she hangs up, his phone no longer knows it."""
    answered = call.answered(CAROL, BOB)
    call.wait(7200)
    busy(call)
    call.response(call.within(answered, "BYE", after=10), 481)


@conversation
def phone_is_watched(call: Conversation) -> None:
    """Carol's phone shows whether bob talks, bob's asks for his voice mail: those are no calls."""
    lines = ["Event: dialog", "Expires: 3600"]
    call.ok(call.request("SUBSCRIBE", CAROL, BOB, headers=lines), headers=["Expires: 3600"])
    lines = ["Event: message-summary", "Expires: 3600"]
    call.ok(call.request("SUBSCRIBE", BOB, PROXY, headers=lines), headers=["Expires: 3600"])
    call.wait(10)
    busy(call)


@conversation
def two_calls(call: Conversation) -> None:
    """Bob's phone has two calls: the newer one is named."""
    for caller in (CAROL, GATEWAY):
        call.answered(caller, BOB)
        call.wait(10)
    busy(call)


@conversation
def two_calls_made(call: Conversation) -> None:
    """Bob has called two others himself: the newer call is named."""
    for callee in (CAROL, GATEWAY):
        call.ack(call.ok(call.request("INVITE", BOB, callee, to=callee)))
        call.wait(10)
    busy(call)


@conversation
def call_was_changed(call: Conversation) -> None:
    """Carol's call to bob's Contact address was changed: it began with its first INVITE."""
    final = call.ok(call.request("INVITE", CAROL, BOB, uri=BOB.contact))
    call.ack(final)
    call.ack(call.ok(call.within(final, "INVITE", after=5)))
    call.wait(10)
    busy(call)


@conversation
def change_refused_as_busy(call: Conversation) -> None:
    """Bob's phone has two calls, and refuses a change of one of them: it has a line for that."""
    call.ack(call.ok(call.request("INVITE", CAROL, BOB, uri=BOB.contact)))
    call.wait(10)
    answered = call.answered(ALICE, BOB)
    call.ack(call.response(call.within(answered, "INVITE", after=10), 486))


@conversation
def rang_for_a_moment_in_call(call: Conversation) -> None:
    """Bob is in a call; his phone says 180 before it finds out that it has no second line."""
    call.answered(CAROL, BOB)
    call.wait(10)
    ring(call, 0.3, 486)


@conversation
def proxy_says_busy(call: Conversation) -> None:
    """Bob talks to carol. His phone says 480 to alice, and the proxy makes 486 of that."""
    call.answered(CAROL, BOB, PROXY)
    call.wait(10)
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, BOB)
    call.forward(call.response(sent_on, 180))
    call.ack(call.response(sent_on, 480, after=4.0))
    call.ack(call.response(invite, 486))


# --- After ringing ---


@conversation
def ring_limit(call: Conversation) -> None:
    """Bob's phone stops ringing after 30 seconds."""
    ring(call, 30.02, 486)


@conversation
def rang_for_a_moment(call: Conversation) -> None:
    """Bob's phone rings for 0.3 seconds: that is no person."""
    ring(call, 0.3, 486)


@conversation
def busy_behind_gateway(call: Conversation) -> None:
    """A gateway reports progress, and learns seconds later that the line is busy."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.response(invite, 183)
    call.ack(call.response(invite, 486, after=4.0))
    ringing = call.request("INVITE", ALICE, GATEWAY)
    call.response(ringing, 180)
    call.ack(call.response(ringing, 486, after=4.0, headers=["Reason: Q.850;cause=17"]))


@conversation
def another_phone_rang(call: Conversation) -> None:
    """A system rings one phone, and gives the answer of another one: the tags differ."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 180, to_tag="desk")
    call.ack(call.response(invite, 486, to_tag="mobile", after=4.0))


@conversation
def refused_with_480(call: Conversation) -> None:
    """Bob's phone rings for four seconds, then says 480."""
    ring(call, 4, 480)


# --- Declined ---


@conversation
def declined_slowly(call: Conversation) -> None:
    """603 without ringing, but after five seconds: who decided cannot be told."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ack(call.response(invite, 603, after=5.0))


@conversation
def declined_message(call: Conversation) -> None:
    """A MESSAGE gets 603 at once."""
    call.response(call.request("MESSAGE", ALICE, BOB, body=b"Hello"), 603)


@conversation
def exists_nowhere(call: Conversation) -> None:
    """604 from a gateway."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.ack(call.response(invite, 604))


@conversation
def declined_registration(call: Conversation) -> None:
    """A registrar says 603, one without a reason, one because it is full."""
    call.response(call.send_register(ALICE), 603)
    call.response(call.send_register(BOB), 603, phrase="Too Many Contacts")


@conversation
def declined_and_cancelled(call: Conversation) -> None:
    """Alice cancels in the moment in which one phone declines: the other is stopped by her."""
    invite = call.request("INVITE", ALICE, PROXY)
    desk, mobile = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.response(desk, 180)
    call.response(mobile, 180)
    call.ok(call.cancel(invite, after=4.0))
    call.ack(call.response(desk, 603, after=0.01))
    call.ok(call.cancel(mobile))
    call.ack(call.response(mobile, 487))


@conversation
def declined_for_other_phone(call: Conversation) -> None:
    """Bob's desk telephone declines, which stops the other one."""
    invite = call.request("INVITE", ALICE, PROXY)
    desk, mobile = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.response(desk, 180)
    call.response(mobile, 180)
    call.ack(call.response(desk, 603, after=4.0))
    call.ok(call.cancel(mobile))
    call.ack(call.response(mobile, 487))
    call.end(40)


@conversation
def declined_after_other_phone(call: Conversation) -> None:
    """The proxy stops one telephone that did not answer, and then the other one declines."""
    invite = call.request("INVITE", ALICE, PROXY)
    desk, mobile = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.response(desk, 180)
    call.response(mobile, 180)
    call.cancel(mobile, after=4.0)
    call.ack(call.response(desk, 603))
    call.end(40)


@conversation
def declined_while_stopped(call: Conversation) -> None:
    """One telephone rings and declines, while the proxy is just about to stop it."""
    invite = call.request("INVITE", ALICE, PROXY)
    desk = call.forward(invite, BOB)
    call.response(desk, 180)
    declined = call.response(desk, 603, after=4.0)
    call.ok(call.cancel(desk, after=0.01))
    call.ack(declined)
    call.end(40)


@conversation
def declined_by_proxy(call: Conversation) -> None:
    """A proxy says 603 itself while it waits for a telephone."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.forward(invite, BOB)
    call.ack(call.response(invite, 603))


# --- Blocked ---


@conversation
def blocked_by_reason(call: Conversation) -> None:
    """The standard phrase, but a Reason of an analytics service."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    reason = 'Reason: Q.850;cause=21;text="v=analytics1;url=https://redress.example";location=RLN'
    call.ack(call.response(invite, 603, headers=[reason]))


@conversation
def blocked_with_card(call: Conversation) -> None:
    """Call-Info has the card, and an icon."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    card = "<https://redress.example/card>;purpose=jwscard"
    icon = "<https://icon.example/bell.png>;purpose=icon"
    call.ack(call.response(invite, 608, headers=[f"Call-Info: {card}, {icon}"]))


# --- Anonymous ---


@conversation
def anonymous_by_phrase(call: Conversation) -> None:
    """A 403 and a 603 that name the reason, and a 403 that does not."""
    hidden = {"headers": ["Privacy: id"]}
    for code, phrase in ((403, "Anonymous calls rejected"), (603, "Anonymous"), (403, None)):
        invite = call.request("INVITE", ALICE, GATEWAY, **hidden)
        call.ack(call.response(invite, code, phrase=phrase))


@conversation
def anonymous_taken_elsewhere(call: Conversation) -> None:
    """The same callee took an anonymous call before."""
    hidden = ["Privacy: id"]
    call.ack(call.ok(call.request("INVITE", ALICE, GATEWAY, headers=hidden)))
    invite = call.request("INVITE", ALICE, GATEWAY, headers=hidden)
    call.ack(call.response(invite, 433))


@conversation
def not_anonymous(call: Conversation) -> None:
    """433 to a call that hides nothing."""
    call.ack(call.response(call.request("INVITE", ALICE, GATEWAY), 433))
