# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages that do not arrive, come again, or belong to nothing."""

from typing import Any

import packets
from conversation import (
    ALICE,
    ALICE6,
    ALICE_AT_HOME,
    BOB,
    BOB6,
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
    stream,
)

ROUTER = Party("router", "192.0.2.254")
MULTICAST = Party("ua-profile", "224.0.1.75")
BIG = b"x" * 1600
NUMBERS = [f"sip:{number}@example.net" for number in range(1000, 1014)]


# --- Requests that nobody answers ---


@conversation
def invite_unanswered(call: Conversation) -> None:
    """Built: all transmissions of an INVITE; the two hosts talk otherwise."""
    call.ping(ALICE, PROXY)
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE))
    call.repeats(invite, 0.5, 1, 2, 4, 8, 16)
    call.end(10)


@conversation
def bye_unanswered(call: Conversation) -> None:
    """Built: nobody answers the BYE of a call that was answered."""
    final = call.answered(ALICE, BOB)
    call.repeats(call.within(final, "BYE"))
    call.end(5)


@conversation
def options_unanswered(call: Conversation) -> None:
    """Built: a keep-alive query to a dead server, of which nothing was ever captured."""
    call.repeats(call.request("OPTIONS", ALICE, PROXY, to=PROXY))
    call.end(5)


@conversation
def subscribe_unanswered_over_tcp(call: Conversation) -> None:
    """Built: over TCP a request is sent once."""
    over = call.tcp(ALICE, PROXY)
    call.ping(ALICE, PROXY, over=over)
    call.request("SUBSCRIBE", ALICE, PROXY, over=over)
    call.end(40)


@conversation
def answered_after_repeats(call: Conversation) -> None:
    """Built: an INVITE is answered after three repeats."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.repeats(invite, 0.5, 1, 2)
    call.ack(call.response(invite, 404))
    call.end(40)


@conversation
def sent_once(call: Conversation) -> None:
    """Built: an INVITE is captured once, as a capture has it that loses packets."""
    call.ping(ALICE, PROXY)
    call.request("INVITE", ALICE, PROXY)
    call.end(40)


@conversation
def way_back_not_captured(call: Conversation) -> None:
    """Built: two repeats, and nothing from the server is in the capture at all."""
    call.repeats(call.request("INVITE", ALICE, PROXY), 0.5, 1)
    call.end(40)


@conversation
def cancelled_without_487(call: Conversation) -> None:
    """Built: the caller gives up, the CANCEL is answered."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.repeats(invite, 0.5, 1, 2)
    call.ok(call.cancel(invite))
    call.end(40)


@conversation
def capture_ends_early(call: Conversation) -> None:
    """Built: four transmissions, then the capture ends."""
    call.ping(ALICE, PROXY)
    call.repeats(call.request("INVITE", ALICE, PROXY), 0.5, 1, 2)


@conversation
def asked_all(call: Conversation) -> None:
    """Built: a telephone asks a multicast group for its configuration, nobody has one."""
    call.repeats(call.request("SUBSCRIBE", ALICE, MULTICAST), 0.5, 1, 2, 4)
    call.end(40)


@conversation
def branch_rewritten(call: Conversation) -> None:
    """Built: something on the way changes the branch of the answer."""
    register = call.request("REGISTER", ALICE, PROXY)
    answer = call.ok(register, replace={"Via": "SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-other"})
    for _ in range(4):
        call.repeat(register)
        call.repeat(answer, after=0.01)
    call.end(40)


# --- What the network says ---


@conversation
def port_closed(call: Conversation) -> None:
    """Built: port unreachable, which quotes eight bytes behind the IP header."""
    register = call.request("REGISTER", ALICE, PROXY)
    call.icmp(register, size=28, after=0.001)
    call.icmp(call.repeat(register), size=28, after=0.001)
    call.end(40)


@conversation
def port_closed_then_open(call: Conversation) -> None:
    """Built: the server starts while the telephone repeats."""
    register = call.request("REGISTER", ALICE, PROXY)
    call.icmp(register, after=0.001)
    call.ok(call.repeat(register))
    call.end(40)


@conversation
def filtered(call: Conversation) -> None:
    """Built: a router says "administratively prohibited", and quotes the begin of the INVITE."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.icmp(invite, ROUTER, 3, 13, size=300, after=0.001)
    call.repeats(invite, 0.5, 1, 2)
    call.end(40)


@conversation
def filter_says_port_unreachable(call: Conversation) -> None:
    """Built: port unreachable of another host than the target."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.icmp(invite, ROUTER, after=0.001)
    call.end(40)


@conversation
def no_route6(call: Conversation) -> None:
    """Built: ICMPv6 "address unreachable"."""
    invite = call.request("INVITE", ALICE6, BOB6)
    call.icmp(invite, Party("router", "2001:db8::1"), 1, 3, after=0.001)
    call.repeats(invite, 0.5, 1, 2)
    call.end(40)


@conversation
def branch_refused(call: Conversation) -> None:
    """Built: the next hop of a proxy is down, it answers 503."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.icmp(call.forward(invite, GATEWAY), after=0.001)
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def one_branch_refused(call: Conversation) -> None:
    """Built: one branch is refused, the other one answered 480."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.icmp(call.forward(invite, CAROL), after=0.001)
    answer = call.response(call.forward(invite, BOB), 480)
    call.ack(answer)
    call.ack(call.forward(answer))
    call.end(40)


@conversation
def connection_reset(call: Conversation) -> None:
    """Built: the server resets the connection instead of answering."""
    over = call.tcp(ALICE, PROXY)
    call.request("INVITE", ALICE, PROXY, over=over)
    call.reset(over, PROXY)
    call.end(40)


@conversation
def connection_reset_after_the_answer(call: Conversation) -> None:
    """Built: the server resets the connection after 100; nothing more follows."""
    over = call.tcp(ALICE, PROXY)
    call.response(call.request("INVITE", ALICE, PROXY, over=over), 100)
    call.reset(over, PROXY)
    call.end(40)


# --- Size ---


@conversation
def too_big_for_udp(call: Conversation) -> None:
    """Built: a query is answered, a big INVITE is not."""
    call.ping(ALICE, PROXY)
    call.repeats(call.request("INVITE", ALICE, PROXY, body=BIG), 0.5, 1, 2)
    call.end(40)


@conversation
def big_ones_pass(call: Conversation) -> None:
    """Built: another big request was answered."""
    call.ping(ALICE, PROXY)
    call.ok(call.request("MESSAGE", ALICE, PROXY, body=BIG))
    call.repeats(call.request("INVITE", ALICE, PROXY, body=BIG), 0.5, 1, 2)
    call.end(40)


@conversation
def nothing_passes(call: Conversation) -> None:
    """Built: small requests get no answer either."""
    call.repeats(call.request("OPTIONS", ALICE, PROXY, to=PROXY), 0.5, 1, 2)
    call.repeats(call.request("INVITE", ALICE, PROXY, body=BIG), 0.5, 1, 2)
    call.end(40)


@conversation
def fragmentation_needed(call: Conversation) -> None:
    """Built: a router says that the INVITE does not fit."""
    invite = call.request("INVITE", ALICE, GATEWAY, body=BIG)
    call.icmp(invite, ROUTER, 3, 4, size=548, after=0.001)
    call.repeats(invite, 0.5, 1, 2)
    call.end(40)


@conversation
def fragments_missing(call: Conversation) -> None:
    """Built: the target of a proxy waits in vain for the rest of the datagram; 408."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, GATEWAY, body=BIG)
    call.repeats(sent_on, 0.5, 1, 2)
    call.icmp(sent_on, None, 11, 1, size=548, after=26)
    call.ack(call.response(invite, 408))
    call.end(40)


@conversation
def answer_too_big(call: Conversation) -> None:
    """Built: the client repeats what has a big answer, and not what has a small one."""
    call.ping(ALICE, PROXY)
    subscribe = call.request("SUBSCRIBE", ALICE, PROXY)
    answer = call.ok(subscribe, body=BIG)
    for _ in range(3):
        call.repeat(subscribe)
        call.repeat(answer, after=0.001)
    call.end(40)


# --- 100 and nothing else ---


@conversation
def stuck_with_branch(call: Conversation) -> None:
    """Built: the proxy's own request gets no answer: that is where it is stuck."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    call.repeats(call.forward(invite, GATEWAY), 0.5, 1, 2)
    call.end(40)


@conversation
def stuck_and_cancelled(call: Conversation) -> None:
    """Built: the caller cancels; the 487 is not in the capture."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    call.ok(call.cancel(invite, after=20))
    call.end(40)


@conversation
def only_ringing(call: Conversation) -> None:
    """Built: it rings until the capture ends."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    call.response(invite, 180)
    call.end(40)


# --- Responses ---


def repeat_with_answer(
    call: Conversation, request: Sent, answer: Sent, ports: tuple[int, int]
) -> None:
    """Repeat a request, and its answer at once."""
    for gap in (0.5, 1, 2):
        call.repeat(request, after=gap)
        call.repeat(answer, after=0.001, ports=ports)


@conversation
def answered_from_other_port(call: Conversation) -> None:
    """Built: the server answers from another port, the client does not take that."""
    register = call.request("REGISTER", ALICE, PROXY)
    answer = call.ok(register, after=0.001, ports=(5080, 5060))
    repeat_with_answer(call, register, answer, (5080, 5060))
    call.end(40)


@conversation
def answer_refused(call: Conversation) -> None:
    """Built: the client is gone; ICMP says so about its answer."""
    call.icmp(call.ok(call.request("OPTIONS", ALICE, PROXY, to=PROXY)), after=0.001)
    call.end(40)


@conversation
def repeat_crossed_answer(call: Conversation) -> None:
    """Built: two repeats cross a slow answer."""
    register = call.request("REGISTER", ALICE, PROXY)
    answer = call.ok(register, after=0.48)
    call.repeat(register, after=0.02)
    call.repeat(register, after=0.05)
    call.repeat(answer, after=0.001)
    call.end(40)


@conversation
def rings_for_minutes(call: Conversation) -> None:
    """Built: a telephone says every minute that it still rings (RFC 3261 section 13.3.1.1)."""
    invite = call.request("INVITE", ALICE, BOB)
    ringing = call.response(invite, 180)
    call.repeat(ringing, after=60)
    call.repeat(ringing, after=60)
    call.ack(call.ok(invite))
    call.end(40)


@conversation
def answers_without_requests(call: Conversation) -> None:
    """Built: only what the server sends is in the capture."""
    register = call.request("REGISTER", ALICE, PROXY, captured=False)
    call.end(1)
    call.end(300)
    call.ok(register)
    call.end(40)


@conversation
def answer_of_another_call(call: Conversation) -> None:
    """Built: an answer to a request that was not captured, between hosts that are captured."""
    call.ping(ALICE, PROXY)
    call.end(300)
    call.ping(ALICE, PROXY)
    lost = call.request("REGISTER", ALICE, PROXY, captured=False)
    call.response(lost, 404)
    call.end(40)


@conversation
def answer_at_the_other_hop(call: Conversation) -> None:
    """Built: the request that the proxy sent on is not in the capture, the one it got is."""
    call.ping(ALICE, PROXY)
    call.end(300)
    invite = call.request("INVITE", ALICE, PROXY)
    answer = call.response(call.forward(invite, BOB, captured=False), 404)
    call.ack(call.forward(answer))
    call.end(40)


@conversation
def late_after_ringing(call: Conversation) -> None:
    """Built: the answer comes after a minute of ringing."""
    invite = call.request("INVITE", ALICE, BOB)
    call.response(invite, 180)
    call.ack(call.ok(invite, after=60))
    call.end(40)


@conversation
def stateless_server(call: Conversation) -> None:
    """Built: each transmission of a REGISTER is answered on its own, with a new tag."""
    register = call.request("REGISTER", ALICE, PROXY)
    call.response(register, 404, to_tag="one")
    call.repeat(register)
    call.response(register, 404, to_tag="two", after=0.001)
    call.end(40)


@conversation
def answered_and_cancelled_at_once(call: Conversation) -> None:
    """Built: a proxy sends 487 and then the 200 that crossed (RFC 3261 section 16.7 step 5)."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 487, to_tag="proxy")
    call.ack(call.ok(invite, to_tag="bob"))
    call.end(40)


@conversation
def two_answers(call: Conversation) -> None:
    """Built: 403 and 500 for one REGISTER."""
    register = call.request("REGISTER", ALICE, PROXY)
    call.response(register, 403)
    call.response(register, 500, after=0.001)
    call.end(40)


@conversation
def ack_before_the_last_copy(call: Conversation) -> None:
    """Built: the ACK is slow, or lost behind the capture point."""
    invite = call.request("INVITE", ALICE, BOB)
    busy = call.response(invite, 486)
    call.repeat(busy)
    call.ack(busy)
    call.repeat(busy, after=1)
    call.end(40)


@conversation
def ack_missing_after_two_copies(call: Conversation) -> None:
    """Built: two copies and no ACK."""
    busy = call.response(call.request("INVITE", ALICE, BOB), 486)
    call.ping(ALICE, BOB)
    call.repeat(busy)
    call.end(40)


# --- Forks ---


@conversation
def fork_with_a_dead_branch(call: Conversation) -> None:
    """Built: one telephone is busy, the other one, that answered before, is silent."""
    call.ping(PROXY, CAROL)
    invite = call.request("INVITE", ALICE, PROXY)
    busy = call.response(call.forward(invite, BOB), 486)
    call.repeats(call.forward(invite, CAROL), 0.5, 1, 2, 4)
    call.ack(busy)
    call.ack(call.forward(busy))
    call.end(40)


@conversation
def fork_all_busy(call: Conversation) -> None:
    """Built: both telephones are busy."""
    invite = call.request("INVITE", ALICE, PROXY)
    bob, carol = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.response(bob, 486))
    busy = call.response(carol, 486)
    call.ack(busy)
    call.ack(call.forward(busy))
    call.end(40)


@conversation
def fork_declined(call: Conversation) -> None:
    """Built: one declines for all, the proxy cancels the other."""
    invite = call.request("INVITE", ALICE, PROXY)
    bob, carol = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.response(bob, 180)
    declined = call.response(carol, 603)
    call.ack(declined)
    call.ok(call.cancel(bob))
    call.ack(call.response(bob, 487))
    call.ack(call.forward(declined))
    call.end(40)


@conversation
def fork_one_after_the_other(call: Conversation) -> None:
    """Built: the second gateway is tried when the first one has failed; its answer counts."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ack(call.response(call.forward(invite, GATEWAY, uri="sip:1@carrier.example"), 503))
    answer = call.response(call.forward(invite, PROXY2, uri="sip:1@carrier.example"), 404)
    call.ack(answer)
    call.ack(call.forward(answer))
    call.end(40)


@conversation
def fork_cancelled_by_caller(call: Conversation) -> None:
    """Built: the caller cancels; one branch had said busy."""
    invite = call.request("INVITE", ALICE, PROXY)
    bob, carol = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.response(bob, 486))
    call.response(carol, 180)
    call.ok(call.cancel(invite))
    call.ok(call.cancel(carol))
    ended = call.response(carol, 487)
    call.ack(ended)
    call.ack(call.forward(ended))
    call.end(40)


# --- Addresses that nobody can reach ---


@conversation
def private_contact_in_call(call: Conversation) -> None:
    """Built: the callee hangs up, its BYE goes to the private address of the caller."""
    inside = Party("alice", ALICE_AT_HOME.writes)
    final = call.answered(ALICE_AT_HOME, GATEWAY)
    call.repeats(call.within(final, "BYE", GATEWAY, inside), 0.5, 1, 2)
    call.end(40)


@conversation
def private_contact_helped(call: Conversation) -> None:
    """Built: the server sends to where the packets came from, once also to the Contact."""
    inside = Party("alice", ALICE_AT_HOME.writes)
    final = call.answered(ALICE_AT_HOME, GATEWAY)
    call.repeats(call.within(final, "INFO", GATEWAY, inside), 0.5, 1, 2)
    call.ok(call.within(final, "BYE", GATEWAY, ALICE_AT_HOME))
    call.end(40)


@conversation
def private_contact_without_harm(call: Conversation) -> None:
    """Built: nothing is ever sent to the private Contact."""
    call.register(ALICE_AT_HOME)
    call.end(40)


@conversation
def contact_left_by_router(call: Conversation) -> None:
    """Built: a router corrected Via, but not Contact; a call to the telephone fails."""
    inside = Party("alice", ALICE_AT_HOME.writes)
    via = f"SIP/2.0/UDP {ALICE_AT_HOME.address}:40060;branch=z9hG4bK-router"
    call.registered(call.send_register(ALICE_AT_HOME, replace={"Via": via}))
    call.repeats(call.request("INVITE", PROXY, inside, uri=ALICE_AT_HOME.contact), 0.5, 1, 2)
    call.end(40)


def media_in_vain(call: Conversation, source: Party) -> None:
    """Send RTP to the private address of the telephone; a router says that there is no way."""
    rtp = b"\x80\0" + bytes(170)
    data = packets.udp(rtp, source.address, ALICE_AT_HOME.writes, ports=(4000, 4000))
    call.frame(data)
    call.frame(packets.icmp_error(data, ROUTER.address, 3, 1))


def private_media_call(
    call: Conversation, offered: str = GATEWAY.address, **answer: Any
) -> None:
    """Let a telephone behind a NAT answer, with a Contact that can be reached."""
    invite = call.request("INVITE", GATEWAY, ALICE_AT_HOME, body=sdp(offered))
    contact = f"<sip:alice@{ALICE_AT_HOME.address}:{ALICE_AT_HOME.port}>"
    call.ack(call.ok(invite, replace={"Contact": contact}, **answer))


@conversation
def private_media(call: Conversation) -> None:
    """Built: the answer names a private address, a router says that the media do not arrive."""
    private_media_call(call, body=sdp(ALICE_AT_HOME.writes))
    media_in_vain(call, GATEWAY)
    call.end(40)


@conversation
def private_media_of_other_call(call: Conversation) -> None:
    """Built: the packets that do not arrive come from somebody else."""
    private_media_call(call, body=sdp(ALICE_AT_HOME.writes))
    media_in_vain(call, STRANGER)
    call.end(40)


@conversation
def private_media_with_candidates(call: Conversation) -> None:
    """Built: with ICE the private address is one of several."""
    body = sdp(ALICE_AT_HOME.writes) + b"a=candidate:1 1 UDP 1 192.168.1.10 40002 typ host\r\n"
    private_media_call(call, body=body)
    media_in_vain(call, GATEWAY)
    call.end(40)


@conversation
def private_media_before(call: Conversation) -> None:
    """Built: the error came before the call."""
    media_in_vain(call, GATEWAY)
    private_media_call(call, body=sdp(ALICE_AT_HOME.writes))
    call.end(40)


@conversation
def private_media_offered(call: Conversation) -> None:
    """Built: the caller's offer names the private address, early media do not arrive."""
    invite = call.request("INVITE", ALICE_AT_HOME, GATEWAY, body=sdp(ALICE_AT_HOME.writes))
    call.response(invite, 183, body=sdp(GATEWAY.address))
    media_in_vain(call, GATEWAY)
    call.ack(call.ok(invite, body=sdp(GATEWAY.address)))
    call.end(40)


@conversation
def loopback_contact(call: Conversation) -> None:
    """Built: the callee gives 127.0.0.1; the BYE stays on the host of the caller."""
    itself = Party("itself", "127.0.0.1")
    invite = call.request("INVITE", ALICE, BOB)
    final = call.ok(invite, replace={"Contact": "<sip:bob@127.0.0.1>"})
    call.ack(final)
    call.repeats(call.within(final, "BYE", ALICE, itself), 0.5, 1, 2)
    call.end(40)


@conversation
def loopback_contact_ipv6(call: Conversation) -> None:
    """Built: the same with ::1."""
    invite = call.request("INVITE", ALICE6, BOB6)
    final = call.ok(invite, replace={"Contact": "<sip:bob@[::1]>"})
    call.ack(final)
    call.repeats(call.within(final, "BYE", ALICE6, Party("itself", "::1")), 0.5, 1, 2)
    call.end(40)


@conversation
def private_contact_of_callee(call: Conversation) -> None:
    """Built: the proxy leaves the private Contact of the callee, and the route, to the caller."""
    inside = Party("bob", ALICE_AT_HOME.writes)
    home = Party("bob", ALICE_AT_HOME.address, 40060, "example.net", writes=inside.address)
    final = call.answered(ALICE, home, PROXY, acked=False)
    call.repeat(call.ack(final, target=inside))
    call.repeats(call.within(final, "BYE", ALICE, inside), 0.5, 1, 2)
    call.end(40)


@conversation
def private_contact_behind_proxy(call: Conversation) -> None:
    """Built: the proxy leaves the private Contact of the caller to the callee, who hangs up."""
    final = call.answered(ALICE_AT_HOME, BOB, PROXY)
    inside = Party("alice", ALICE_AT_HOME.writes)
    call.repeats(call.within(final, "BYE", BOB, inside), 0.5, 1, 2)
    call.end(40)


def two_streams(address: str) -> bytes:
    """Describe audio at the private address of the telephone, and video elsewhere."""
    video = [*stream("H264/90000", kind="video", port=4002), f"c=IN IP4 {address}"]
    audio = [*stream("PCMU")[:1], f"c=IN IP4 {ALICE_AT_HOME.writes}"]
    return sdp(address, streams=[audio, video])


@conversation
def private_media_of_two_streams(call: Conversation) -> None:
    """Built: two private addresses; the packets come from elsewhere than the offer says."""
    private_media_call(call, "198.51.100.77", body=two_streams("192.168.1.11"))
    media_in_vain(call, GATEWAY)
    call.end(40)


@conversation
def private_media_of_one_stream(call: Conversation) -> None:
    """Built: only audio is at a private address, so the telephone knows the public one."""
    private_media_call(call, body=two_streams(ALICE_AT_HOME.address))
    media_in_vain(call, GATEWAY)
    call.end(40)


def offered_media(call: Conversation, offer: bytes, source: Party) -> None:
    """Let a telephone behind a NAT call; media to it do not arrive."""
    invite = call.request("INVITE", ALICE_AT_HOME, GATEWAY, body=offer)
    call.ack(call.ok(invite, body=sdp(GATEWAY.address)))
    media_in_vain(call, source)
    call.end(40)


@conversation
def private_media_offered_for_one_stream(call: Conversation) -> None:
    """Built: only audio is offered at a private address."""
    offered_media(call, two_streams(ALICE_AT_HOME.address), GATEWAY)


@conversation
def private_media_offered_to_other(call: Conversation) -> None:
    """Built: the packets that do not arrive come from somebody else."""
    offered_media(call, sdp(ALICE_AT_HOME.writes), STRANGER)


# --- Scanners ---


def refuse_all(call: Conversation, source: Party, via: str = "") -> None:
    """Send INVITEs to many numbers, all are refused."""
    for number in NUMBERS:
        headers = [f"Via: {via}"] if via else []
        invite = call.request("INVITE", source, PROXY, uri=number, to=number, headers=headers)
        call.ack(call.response(invite, 404))


@conversation
def scan(call: Conversation) -> None:
    """Built: a stranger tries many numbers."""
    refuse_all(call, STRANGER)
    call.end(40)


@conversation
def many_calls_one_answered(call: Conversation) -> None:
    """Built: a stranger's calls to many numbers are refused, but one rings: a caller with a list."""
    refuse_all(call, STRANGER)
    call.response(call.request("INVITE", STRANGER, PROXY), 180)
    call.end(40)


@conversation
def scan_for_passwords(call: Conversation) -> None:
    """Built: a stranger tries passwords of many users."""
    for number in range(12):
        user = Party(f"10{number}", STRANGER.address)
        refused = call.challenge(call.authenticate(call.challenge(call.send_register(user))))
        assert refused.frame
    call.end(40)


@conversation
def trunk_outage(call: Conversation) -> None:
    """Built: a server that is a peer, for it gets requests too, is refused everywhere."""
    call.ping(PROXY, GATEWAY)
    refuse_all(call, GATEWAY)
    call.end(40)


@conversation
def calls_of_others(call: Conversation) -> None:
    """Built: a proxy passes on the calls of its users."""
    refuse_all(call, GATEWAY, via="SIP/2.0/UDP 198.51.100.77;branch=z9hG4bK-user")
    call.end(40)


@conversation
def power_is_back(call: Conversation) -> None:
    """Built: all telephones behind one address register at the same time."""
    users = [Party(f"2{number:02}", STRANGER.address) for number in range(12)]
    challenges = [call.challenge(call.send_register(user, after=0.01), after=0.01) for user in users]
    for challenge in challenges:
        call.registered(call.authenticate(challenge, after=0.01), after=0.01)
    call.end(40)


# --- Silence, further cases ---


@conversation
def options_in_dialog_unanswered(call: Conversation) -> None:
    """Built: nobody answers the OPTIONS that asks whether a call is still up."""
    answered = call.answered(ALICE, BOB)
    call.repeats(call.within(answered, "OPTIONS"))
    call.end(5)


@conversation
def update_unanswered_before_answer(call: Conversation) -> None:
    """Built: nobody answers the UPDATE of a ringing call, which is answered later."""
    invite = call.request("INVITE", ALICE, BOB)
    ringing = call.response(invite, 180)
    call.repeats(call.within(ringing, "UPDATE", body=sdp(ALICE, version=2)))
    call.ack(call.ok(invite))
    call.end(5)


@conversation
def link_local_unanswered(call: Conversation) -> None:
    """Built: two telephones without a router; an address of a link is no group."""
    one = Party("alice", "fe80::10")
    other = Party("bob", "fe80::20", domain="example.net")
    call.repeats(call.request("INVITE", one, other), 0.5, 1, 2, 4, 8, 16)
    call.end(10)


@conversation
def small_ones_over_tcp(call: Conversation) -> None:
    """Built: the small request that was answered went over TCP."""
    call.ping(ALICE, PROXY, over=call.tcp(ALICE, PROXY))
    call.repeats(call.request("INVITE", ALICE, PROXY, body=BIG), 0.5, 1, 2)
    call.end(40)


@conversation
def trying_lost(call: Conversation) -> None:
    """Built: the client repeats its INVITE, whatever the server says."""
    invite = call.request("INVITE", ALICE, PROXY)
    trying = call.response(invite, 100, after=0.001)
    for gap in (0.5, 1, 2):
        call.repeat(invite, after=gap)
        call.repeat(trying, after=0.001)
    call.end(40)


@conversation
def three_answers(call: Conversation) -> None:
    """Built: 403, 500 and 503 for one REGISTER."""
    register = call.request("REGISTER", ALICE, PROXY)
    for code in (403, 500, 503):
        call.response(register, code, after=0.001)
    call.end(40)


@conversation
def rang_before_capture(call: Conversation) -> None:
    """Built: a call is answered that may have rung since before the capture began."""
    call.ping(ALICE, PROXY)
    call.end(100)
    call.ok(call.request("INVITE", ALICE, PROXY, captured=False))
    call.end(40)


def big_answer_repeated(call: Conversation) -> None:
    """Repeat a request that has a big answer."""
    subscribe = call.request("SUBSCRIBE", ALICE, PROXY)
    answer = call.ok(subscribe, body=BIG)
    for _ in range(3):
        call.repeat(subscribe)
        call.repeat(answer, after=0.001)


@conversation
def big_answers_pass(call: Conversation) -> None:
    """Built: another answer of that size arrived."""
    call.ping(ALICE, PROXY)
    call.ok(call.request("MESSAGE", ALICE, PROXY, body=b"Hello"), body=BIG)
    big_answer_repeated(call)


@conversation
def small_answers_over_tcp(call: Conversation) -> None:
    """Built: the small answer that arrived went over TCP."""
    call.ping(ALICE, PROXY, over=call.tcp(ALICE, PROXY))
    big_answer_repeated(call)


# --- Size, further cases ---


@conversation
def branch_does_not_fit(call: Conversation) -> None:
    """Built: a router tells the proxy that its request does not fit; it says 503."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, GATEWAY, body=BIG)
    call.icmp(sent_on, ROUTER, 3, 4, size=548, after=0.001)
    call.repeat(sent_on)
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def branch_does_not_fit_another_rings(call: Conversation) -> None:
    """Built: what is sent to one telephone does not fit; another one rings until the proxy gives up."""
    invite = call.request("INVITE", ALICE, PROXY)
    bob, carol = call.forward(invite, BOB), call.forward(invite, CAROL, body=BIG)
    call.icmp(carol, ROUTER, 3, 4, size=548, after=0.001)
    call.forward(call.response(bob, 180))
    call.repeats(carol, 0.5, 1, 2)
    call.ack(call.response(invite, 408, after=30.0))
    call.ok(call.cancel(bob, after=0.01))
    call.ack(call.response(bob, 487))
    call.end(2)


@conversation
def branch_does_not_fit_another_knows_nobody(call: Conversation) -> None:
    """Built: one server says 404, what is sent to the other one does not fit; the proxy says 408."""
    invite = call.request("INVITE", ALICE, PROXY)
    bob, carol = call.forward(invite, BOB), call.forward(invite, CAROL, body=BIG)
    call.icmp(carol, ROUTER, 3, 4, size=548, after=0.001)
    call.ack(call.response(bob, 404))
    call.repeats(carol, 0.5, 1, 2)
    call.ack(call.response(invite, 408, after=28.0))
    call.end(40)


@conversation
def branch_does_not_fit_two_hops(call: Conversation) -> None:
    """Built: the second proxy's request does not fit; its 408 is passed on."""
    invite = call.request("INVITE", ALICE, PROXY)
    passed_on = call.forward(invite, PROXY2)
    sent_on = call.forward(passed_on, GATEWAY, body=BIG)
    call.icmp(sent_on, ROUTER, 3, 4, size=548, after=0.001)
    call.repeats(sent_on, 0.5, 1, 2)
    gave_up = call.response(passed_on, 408, after=28.0)
    call.ack(gave_up)
    call.ack(call.forward(gave_up))
    call.end(40)


@conversation
def branch_in_fragments_since(call: Conversation) -> None:
    """Built: a router says that it does not fit; the proxy repeats it in fragments, nobody answers."""
    call.ping(PROXY, GATEWAY)
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, GATEWAY, body=b"x" * 900)
    call.icmp(sent_on, ROUTER, 3, 4, size=548, after=0.001)
    call.repeats(sent_on, 0.5, 1, 2, mtu=800)
    call.ack(call.response(invite, 408, after=28.5))
    call.end(40)


@conversation
def fragments_lost_on_a_narrow_way(call: Conversation) -> None:
    """Built: the way carries less than 1300 bytes; the fragments of a middling INVITE get lost."""
    call.ping(ALICE, PROXY)
    invite = call.request("INVITE", ALICE, PROXY, body=b"x" * 900, mtu=800)
    call.repeats(invite, 0.5, 1, 2, mtu=800)
    call.end(40)


@conversation
def big_ones_pass_elsewhere(call: Conversation) -> None:
    """Built: another host answered a big request."""
    call.ping(ALICE, PROXY)
    call.ok(call.request("MESSAGE", ALICE, BOB, body=BIG))
    call.repeats(call.request("INVITE", ALICE, PROXY, body=BIG), 0.5, 1, 2)
    call.end(40)


@conversation
def big_one_refused(call: Conversation) -> None:
    """Built: the server was there, and is gone when the big INVITE comes."""
    call.ping(ALICE, PROXY)
    invite = call.request("INVITE", ALICE, PROXY, body=BIG)
    call.icmp(invite, after=0.001)
    call.repeats(invite, 0.5, 1, 2)
    call.end(40)


@conversation
def big_one_taken_later(call: Conversation) -> None:
    """Built: a router says that the INVITE does not fit; the next one gets a 100, and no more."""
    invite = call.request("INVITE", ALICE, GATEWAY, body=BIG)
    call.icmp(invite, ROUTER, 3, 4, size=548, after=0.001)
    call.response(call.repeat(invite), 100)
    call.end(40)


@conversation
def progress_too_big(call: Conversation) -> None:
    """Built: the client repeats its INVITE in spite of a big 183; small answers arrive."""
    call.ping(ALICE, PROXY)
    invite = call.request("INVITE", ALICE, PROXY)
    progress = call.response(invite, 183, body=BIG, after=0.001)
    for gap in (0.5, 1, 2):
        call.repeat(invite, after=gap)
        call.repeat(progress, after=0.001)


@conversation
def repeated_over_tcp(call: Conversation) -> None:
    """Built: a client repeats big requests over TCP, too: what is answered, and what is not."""
    call.ping(ALICE, PROXY)
    over = call.tcp(ALICE, PROXY)
    message = call.request("MESSAGE", ALICE, PROXY, body=b"Hello", over=over)
    call.ok(message, body=BIG)
    call.repeats(message, 0.5, 1, 2)
    call.repeats(call.request("SUBSCRIBE", ALICE, PROXY, body=BIG, over=over), 0.5, 1, 2)
    call.end(40)


@conversation
def segment_does_not_fit(call: Conversation) -> None:
    """Built: a router says that a TCP segment does not fit; TCP sends it in smaller ones."""
    over = call.tcp(ALICE, PROXY)
    call.ping(ALICE, PROXY, over=over)
    call.request("INVITE", ALICE, PROXY, body=BIG, over=over)
    segment = next(data for data in reversed(over.frames) if BIG in data)
    call.frame(packets.icmp_error(segment, ROUTER.address, 3, 4, 548), after=0.001)
    call.end(40)


@conversation
def big_answers_pass_from_elsewhere(call: Conversation) -> None:
    """Built: an answer of that size arrived, but from another server."""
    call.ping(ALICE, PROXY)
    call.ok(call.request("MESSAGE", ALICE, BOB, body=b"Hello"), body=BIG)
    big_answer_repeated(call)


@conversation
def answer_does_not_fit(call: Conversation) -> None:
    """Built: a router says that the answer does not fit; it is repeated in fragments, perhaps."""
    answer = call.ok(call.request("OPTIONS", ALICE, PROXY, to=PROXY), body=BIG)
    call.icmp(answer, ROUTER, 3, 4, size=548, after=0.001)
    call.end(40)


# --- Stray and second answers, further cases ---


@conversation
def answer_of_a_server_never_asked(call: Conversation) -> None:
    """Built: the client talks to another server; what it sends to this one takes another way."""
    register = call.request("REGISTER", ALICE, PROXY, captured=False)
    call.ping(ALICE, BOB)
    call.end(300)
    call.ok(register)
    call.end(40)


@conversation
def answer_to_who_only_answers(call: Conversation) -> None:
    """Built: the server asks the telephone, which answers; what the telephone asks is not seen."""
    register = call.request("REGISTER", ALICE, PROXY, captured=False)
    call.end(1)
    call.end(300)
    call.ping(PROXY, ALICE)
    call.ok(register)
    call.end(40)


@conversation
def cut_answer_of_another_call(call: Conversation) -> None:
    """Built: a snap length cuts an answer; it may have cut the request more."""
    call.ping(ALICE, PROXY)
    call.end(300)
    call.ping(ALICE, PROXY)
    lost = call.request("REGISTER", ALICE, PROXY, captured=False)
    call.response(lost, 404, body=BIG, snap=600)
    call.end(40)


@conversation
def second_answer_cut_before_the_tag(call: Conversation) -> None:
    """Built: a second 404, written otherwise, of which the capture lacks the end and the To."""
    register = call.request("REGISTER", ALICE, PROXY)
    tag = f"{register.header('To')};tag=proxy-1"
    call.response(register, 404)
    call.response(register, 404, replace={"To": None}, headers=["Server: s" + "s" * 200, f"To: {tag}"], snap=400)
    call.end(40)


@conversation
def refusal_lost(call: Conversation) -> None:
    """Built: the caller repeats its INVITE, for the 486 does not reach it: so there is no ACK."""
    invite = call.request("INVITE", ALICE, BOB)
    busy = call.response(invite, 486, after=0.001)
    for gap in (0.5, 1, 2):
        call.repeat(invite, after=gap)
        call.repeat(busy, after=0.001)
    call.end(40)


@conversation
def ack_of_the_other_side(call: Conversation) -> None:
    """Built: the 200 of a call gets no ACK; a change by the callee, with the same CSeq, does."""
    final = call.answered(ALICE, BOB, acked=False)
    change = call.within(final, "INVITE", BOB, ALICE, cseq=1, after=0.2)
    call.ack(call.ok(change), source=BOB, target=ALICE)
    call.repeats(final, 0.5, 1, 2, 4)
    call.end(40)


# --- Forks, further cases ---


@conversation
def fork_branch_answers_slowly(call: Conversation) -> None:
    """Built: one telephone is busy; the other one takes the call when it was sent five times."""
    invite = call.request("INVITE", ALICE, PROXY)
    busy = call.response(call.forward(invite, BOB), 486)
    carol = call.forward(invite, CAROL)
    call.repeats(carol, 0.5, 1, 2, 4)
    call.response(carol, 180)
    call.ack(busy)
    call.ack(call.forward(busy))
    call.end(40)


@conversation
def fork_to_two_servers_of_a_target(call: Conversation) -> None:
    """Built: two gateways for one number are asked at the same time; one fails."""
    invite = call.request("INVITE", ALICE, PROXY)
    one = call.forward(invite, GATEWAY, uri="sip:1@carrier.example")
    other = call.forward(invite, PROXY2, uri="sip:1@carrier.example")
    call.ack(call.response(one, 503))
    answer = call.response(other, 404)
    call.ack(answer)
    call.ack(call.forward(answer))
    call.end(40)


@conversation
def branch_after_the_answer(call: Conversation) -> None:
    """Built: a proxy passes the answer on, and only then tries another telephone, which is silent."""
    call.ping(PROXY, CAROL)
    invite = call.request("INVITE", ALICE, PROXY)
    busy = call.response(call.forward(invite, BOB), 486)
    call.ack(busy)
    call.ack(call.forward(busy))
    call.repeats(call.forward(invite, CAROL), 0.5, 1, 2, 4)
    call.end(40)


# --- Size, at branches and with fragments ---


@conversation
def branch_too_big(call: Conversation) -> None:
    """Built: a small request got through to the next hop, a big one did not; 408."""
    call.ping(PROXY, GATEWAY)
    invite = call.request("INVITE", ALICE, PROXY)
    call.repeats(call.forward(invite, GATEWAY, body=BIG), 0.5, 1, 2)
    call.ack(call.response(invite, 408, after=28.5))
    call.end(40)


@conversation
def big_branch_refused(call: Conversation) -> None:
    """Built: the next hop was there, and is gone when the big request comes; 503."""
    call.ping(PROXY, GATEWAY)
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, GATEWAY, body=BIG)
    call.icmp(sent_on, after=0.001)
    call.repeats(sent_on, 0.5, 1, 2)
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def branch_does_not_fit_another_unseen(call: Conversation) -> None:
    """Built: the 503 is that of another branch, whose request the capture lacks."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, GATEWAY, body=BIG)
    call.icmp(sent_on, ROUTER, 3, 4, size=548, after=0.001)
    call.repeat(sent_on)
    failed = call.response(call.forward(invite, BOB, captured=False), 503)
    call.forward(failed)
    call.end(40)


@conversation
def fragments_missing6(call: Conversation) -> None:
    """Built: over IPv6 the target waits in vain for the rest; then a router says "too big"."""
    invite = call.request("INVITE", ALICE6, BOB6, body=BIG)
    call.repeats(invite, 0.5, 1, 2)
    call.icmp(invite, None, 3, 1, size=548, after=26)
    invite = call.request("INVITE", ALICE6, BOB6, body=BIG)
    call.icmp(invite, Party("router", "2001:db8::1"), 2, 0, size=548, after=0.001)
    call.repeats(invite, 0.5, 1, 2)
    call.end(40)


@conversation
def fragments_do_not_fit(call: Conversation) -> None:
    """Built: a router says that a fragment does not fit; the sender makes them no smaller."""
    invite = call.request("INVITE", ALICE, GATEWAY, body=b"x" * 900, mtu=1000)
    hosts = (ALICE.address, GATEWAY.address)
    invite.link = packets.udp_fragments(invite.message, *hosts, 1000)[0]
    call.icmp(invite, ROUTER, 3, 4, size=548, after=0.001)
    call.repeats(invite, 0.5, 1, 2, mtu=1000)
    call.end(40)


@conversation
def fragments_missing_since(call: Conversation) -> None:
    """Built: repeats are sent in fragments; the target waits in vain for the rest of one."""
    invite = call.request("INVITE", ALICE, GATEWAY, body=b"x" * 900)
    call.repeats(invite, 0.5, 1, 2, mtu=800)
    call.icmp(invite, None, 11, 1, size=548, after=26)
    call.end(40)
