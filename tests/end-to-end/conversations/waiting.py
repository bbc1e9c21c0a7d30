# SPDX-License-Identifier: GPL-2.0-or-later
"""Waiting too long. Built: with other times than the stacks at hand have."""

import packets
from conversation import ALICE, BOB, CAROL, GATEWAY, PROXY, Conversation, Party, Sent, conversation


def passed_on(call: Conversation, code: int = 180) -> tuple[Sent, Sent]:
    """Let alice call bob through a proxy until it rings. Return the INVITE at both hops."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    sent_on = call.forward(invite, BOB)
    call.forward(call.response(sent_on, code))
    return invite, sent_on


# --- It rang ---


@conversation
def progress_timeout(call: Conversation) -> None:
    """Only a 183, then the proxy gives up and stops the branch."""
    invite, sent_on = passed_on(call, 183)
    call.ack(call.response(invite, 408, after=30.0))
    call.ok(call.cancel(sent_on, after=0.01))
    call.ack(call.response(sent_on, 487))
    call.end(2)


@conversation
def ring_timeout_480(call: Conversation) -> None:
    """The proxy stops the branch first, then says 480 to alice."""
    invite, sent_on = passed_on(call)
    call.ok(call.cancel(sent_on, after=30.0))
    call.ack(call.response(sent_on, 487, after=0.01))
    call.ack(call.response(invite, 480, after=0.01, to_tag="proxy"))


@conversation
def ring_timeout_unseen_branch(call: Conversation) -> None:
    """One hop only: a 408 after ringing comes from a server."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 180)
    call.ack(call.response(invite, 408, after=20.0))


@conversation
def short_ringing(call: Conversation) -> None:
    """A 408 after two seconds of ringing: no ring timer is so short."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 180)
    call.ack(call.response(invite, 408, after=2.0))


@conversation
def caller_cancelled(call: Conversation) -> None:
    """Alice gives up, and the proxy answers 408 instead of 487."""
    invite, sent_on = passed_on(call)
    call.ok(call.cancel(invite, after=20.0))
    call.ok(call.cancel(sent_on, after=0.01))
    call.ack(call.response(sent_on, 487))
    call.ack(call.response(invite, 408))


# --- Nobody answered on the other side ---


@conversation
def tcp_branch_silent(call: Conversation) -> None:
    """Over TCP the request is sent once; earlier traffic shows that both directions are seen."""
    over = call.tcp(PROXY, BOB)
    call.ping(PROXY, BOB, over=over)
    invite = call.request("INVITE", ALICE, PROXY)
    call.forward(invite, BOB, over=over)
    call.ack(call.response(invite, 408, after=32.0))


@conversation
def tcp_branch_one_way(call: Conversation) -> None:
    """Over TCP, but nothing of bob is captured at all: silence proves nothing."""
    over = call.tcp(PROXY, BOB)
    invite = call.request("INVITE", ALICE, PROXY)
    call.forward(invite, BOB, over=over)
    call.ack(call.response(invite, 408, after=32.0))


@conversation
def branch_silent_503(call: Conversation) -> None:
    """The proxy says 503 for a branch that never answered."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.repeats(call.forward(invite, BOB), 0.5, 1, 2)
    call.ack(call.response(invite, 503, after=4.0))


@conversation
def branch_failed_and_branch_silent(call: Conversation) -> None:
    """The 500 is for the 503 of a branch, not for the silent one."""
    invite = call.request("INVITE", ALICE, PROXY)
    first, second = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.response(first, 503))
    call.repeats(second, 0.5, 1, 2)
    call.ack(call.response(invite, 500, after=4.0))


@conversation
def branch_crowded(call: Conversation) -> None:
    """The phrase of the 503 has another reason."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.repeats(call.forward(invite, BOB), 0.5, 1, 2)
    call.ack(call.response(invite, 503, phrase="Maximum Calls In Progress", after=4.0))


@conversation
def waited_for_unseen(call: Conversation) -> None:
    """A 408 after 30 seconds, and nothing behind the proxy is captured."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    call.ack(call.response(invite, 408, after=30.0))


@conversation
def timeout_at_once(call: Conversation) -> None:
    """A 408 after 0.1 seconds, and one after two: between the times nothing is told."""
    for seconds in (0.1, 2.0):
        invite = call.request("INVITE", ALICE, PROXY)
        call.ack(call.response(invite, 408, after=seconds))


@conversation
def timeout_of_message(call: Conversation) -> None:
    """A MESSAGE gets 408, and so does a REGISTER, which has no next place."""
    call.response(call.request("MESSAGE", ALICE, PROXY, body=b"Hello"), 408, after=32.0)
    call.response(call.send_register(ALICE), 408, after=32.0)


@conversation
def timeout_of_message_seen(call: Conversation) -> None:
    """The MESSAGE was sent on and never answered."""
    message = call.request("MESSAGE", ALICE, PROXY, body=b"Hello")
    call.repeats(call.forward(message, BOB), 0.5, 1, 2, 4)
    call.response(message, 408, after=4.0)


# --- The callee's side gave up ---


@conversation
def cause_19(call: Conversation) -> None:
    """A gateway gives cause 19, without ringing that is seen; then cause 18 with 408."""
    for code, cause in ((480, 19), (408, 18)):
        invite = call.request("INVITE", ALICE, GATEWAY)
        reason = f"Reason: Q.850;cause={cause}"
        call.ack(call.response(invite, code, after=20.0, headers=[reason]))


@conversation
def not_no_answer(call: Conversation) -> None:
    """After long ringing: another cause, a word of refusal, another phone's tag."""
    ways = (
        {"headers": ["Reason: Q.850;cause=21"]},
        {"phrase": "Do Not Disturb"},
        {"to_tag": "other"},
    )
    for way in ways:
        invite = call.request("INVITE", ALICE, BOB)
        call.response(invite, 180)
        call.ack(call.response(invite, 480, after=20.0, **way))


# --- Behind a gateway ---


@conversation
def gateway_branch_failed(call: Conversation) -> None:
    """The branch answers 503, the proxy makes 502 of it."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, GATEWAY)
    call.ack(call.response(sent_on, 503))
    call.ack(call.response(invite, 502, to_tag="proxy"))


@conversation
def gateway_no_name(call: Conversation) -> None:
    """The proxy gets no address for the next host, and says 504."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.dns("gw.carrier.example", rcode=3)
    call.ack(call.response(invite, 504))


@conversation
def gateway_other_cause(call: Conversation) -> None:
    """The telephone network gives another reason."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.ack(call.response(invite, 502, headers=["Reason: Q.850;cause=34"]))


# --- The telephone refused at once ---


@conversation
def at_once_with_reason(call: Conversation) -> None:
    """The registered phone says 480 at once, but gives a reason; one rings first, one is slow."""
    call.register(BOB)
    for way in ({"headers": ["Reason: Q.850;cause=31"]}, {"headers": ['Warning: 399 b "Away"']}):
        invite = call.request("INVITE", PROXY, BOB, uri=BOB.contact)
        call.ack(call.response(invite, 480, **way))
    invite = call.request("INVITE", PROXY, BOB, uri=BOB.contact)
    call.response(invite, 180)
    call.ack(call.response(invite, 480))
    invite = call.request("INVITE", PROXY, BOB, uri=BOB.contact)
    call.ack(call.response(invite, 480, after=3.0))


@conversation
def at_once_unregistered(call: Conversation) -> None:
    """Nothing shows that a phone is registered there."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ack(call.response(invite, 480))


# --- Branches that did answer, and requests inside a call ---


@conversation
def branch_rang_after_repeats(call: Conversation) -> None:
    """The branch was sent again, then it rang, or was refused: it was not silent."""
    for code in (180, 404):
        invite = call.request("INVITE", ALICE, PROXY)
        sent_on = call.forward(invite, BOB)
        call.repeat(sent_on, after=0.5)
        answer = call.response(sent_on, code)
        if code > 200:
            call.ack(answer)
        call.ack(call.response(invite, 503, after=4.0))


@conversation
def branch_rings_another_silent(call: Conversation) -> None:
    """One telephone rings, the other one is silent: nobody answered, which is no fault."""
    invite = call.request("INVITE", ALICE, PROXY)
    bob, carol = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.forward(call.response(bob, 180))
    call.repeats(carol, 0.5, 1, 2, 4)
    call.ack(call.response(invite, 408, after=14.0))
    call.end(2)


@conversation
def refused_inside(call: Conversation) -> None:
    """Changes of a call that was answered: 480 at once, and 408 after ringing."""
    call.register(BOB)
    answered = call.answered(PROXY, BOB)
    call.ack(call.response(call.within(answered, "INVITE"), 480))
    again = call.within(answered, "INVITE")
    call.response(again, 180)
    call.ack(call.response(again, 408, after=20.0))


@conversation
def gateway_ack_refused(call: Conversation) -> None:
    """The branch answers 503 and closes its port: the ACK is refused, not the INVITE."""
    invite = call.request("INVITE", ALICE, PROXY)
    failed = call.response(call.forward(invite, GATEWAY), 503)
    call.icmp(call.ack(failed), after=0.001)
    call.ack(call.response(invite, 502, to_tag="proxy"))


# --- Branches and the network ---


@conversation
def gateway_answer_refused(call: Conversation) -> None:
    """The proxy sent from a port that is closed when the 503 comes: the answer is refused."""
    invite = call.request("INVITE", ALICE, PROXY)
    failed = call.response(call.forward(invite, GATEWAY), 503)
    call.icmp(failed, after=0.001)
    call.ack(failed)
    call.ack(call.response(invite, 502, to_tag="proxy"))


@conversation
def branch_refused_and_branch_silent(call: Conversation) -> None:
    """One telephone is gone, says ICMP; the other one is silent."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.icmp(call.forward(invite, BOB), after=0.001)
    call.repeats(call.forward(invite, CAROL), 0.5, 1, 2, 4)
    call.ack(call.response(invite, 408, after=24.0))
    call.end(2)


@conversation
def cancelled_while_silent(call: Conversation) -> None:
    """Alice gives up early; the branch was silent until then, and the proxy says 408."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    call.repeats(call.forward(invite, BOB), 0.5)
    call.ok(call.cancel(invite))
    call.ack(call.response(invite, 408))
    call.end(2)


@conversation
def stopped_by_proxy_408(call: Conversation) -> None:
    """The proxy stops the telephone, which answers 408 in place of 487."""
    _, sent_on = passed_on(call)
    call.ok(call.cancel(sent_on, after=30.0))
    ended = call.response(sent_on, 408)
    call.ack(ended)
    call.ack(call.forward(ended))
    call.end(2)


# --- The telephone refused at once, further cases ---


@conversation
def at_once_by_edge(call: Conversation) -> None:
    """The telephone registered through a border element, which says 480 for it."""
    register = call.send_register(BOB, GATEWAY)
    call.forward(call.registered(call.forward(register, PROXY)))
    invite = call.request("INVITE", PROXY, GATEWAY, uri=BOB.contact, to=BOB)
    sent_on = call.forward(invite, BOB)
    call.ack(call.response(sent_on, 404))
    call.ack(call.response(invite, 480, to_tag="edge"))


NAT_BOB = Party("bob", "203.0.113.10", 40060, domain="example.net")
NAT_CAROL = Party("carol", "203.0.113.10", 40070, domain="example.net")


@conversation
def at_once_behind_nat(call: Conversation) -> None:
    """Two telephones behind one address; the server calls one of them where it registered from."""
    for phone, inside in ((NAT_BOB, "192.168.1.20"), (NAT_CAROL, "192.168.1.30")):
        call.register(phone, contact=f"<sip:{phone.name}@{inside}>")
    invite = call.request("INVITE", PROXY, NAT_BOB, uri="sip:b@example.net")
    call.ack(call.response(invite, 480))
    elsewhere = Party("bob", NAT_BOB.address, 40080, domain="example.net")
    invite = call.request("INVITE", PROXY, elsewhere, uri="sip:b@example.net")
    call.ack(call.response(invite, 480))


# --- Behind a gateway, further cases ---


@conversation
def gateway_after_progress(call: Conversation) -> None:
    """The gateway's reliable 183 was confirmed; the 504 comes later."""
    invite = call.request("INVITE", ALICE, GATEWAY, headers=["Supported: 100rel"])
    progress = call.response(invite, 183, headers=["Require: 100rel", "RSeq: 1"])
    call.ok(call.prack(progress))
    call.ack(call.response(invite, 504, after=10.0))


@conversation
def tcp_branch_does_not_fit(call: Conversation) -> None:
    """A router says that a segment does not fit: TCP makes smaller ones; nobody answers."""
    over = call.tcp(PROXY, BOB)
    call.ping(PROXY, BOB, over=over)
    invite = call.request("INVITE", ALICE, PROXY)
    call.forward(invite, BOB, over=over)
    segment = next(data for data in over.frames if b"INVITE sip" in data)
    call.frame(packets.icmp_error(segment, "192.0.2.254", 3, 4, 548), after=0.001)
    call.ack(call.response(invite, 408, after=32.0))


@conversation
def cancel_passed_on_unseen(call: Conversation) -> None:
    """Alice gives up; bob says 408 in place of 487. The capture lacks the CANCEL to bob."""
    invite, sent_on = passed_on(call)
    call.ok(call.cancel(invite, after=20.0))
    call.cancel(sent_on, captured=False)
    ended = call.response(sent_on, 408)
    call.ack(ended)
    call.ack(call.forward(ended))
    call.end(2)
