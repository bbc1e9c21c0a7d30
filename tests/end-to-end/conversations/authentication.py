# SPDX-License-Identifier: GPL-2.0-or-later
"""Credentials are asked for, and permission refused. All are built: no stack sent them."""

from collections.abc import Sequence
from typing import Any

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
)
from conversations.identity import identity

PHONE_SYSTEM = Party("pbx", "192.0.2.40", domain="carrier.example")
NEIGHBOUR = Party("carol", ALICE.address, 5070)
SECOND_PHONE = Party("alice", "192.0.2.11")
DIALLED = "sip:+15551234567@carrier.example"
PADDING = f"Subject: {400 * 'x'}"
NO_QOP = {"qop": None, "nc": None, "cnonce": None}


def log_in(call: Conversation, **digest: Any) -> Sent:
    """Let ALICE register, be asked for credentials, and send them. Return the second REGISTER."""
    return call.authenticate(call.challenge(call.send_register(ALICE)), digest=digest)


def refuse(
    call: Conversation, phrase: str | None = None, says: Sequence[str] = (), **parts: Any
) -> None:
    """Refuse a call of ALICE without asking her for credentials."""
    invite = call.request("INVITE", ALICE, PROXY, **parts)
    call.ack(call.response(invite, 403, phrase, headers=says))


# --- The first challenge ---


@conversation
def challenge_answered(call: Conversation) -> None:
    """A phone registers, is asked for credentials, and sends them."""
    challenge = call.challenge(call.send_register(ALICE))
    call.registered(call.authenticate(challenge))
    call.end(40)


@conversation
def call_challenged_twice(call: Conversation) -> None:
    """A proxy asks for credentials and then, with another nonce, again."""
    first = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(first)
    second = call.challenge(call.authenticate(first), 407)
    call.ack(second)
    call.end(40)


@conversation
def answered_by_another_client(call: Conversation) -> None:
    """Two phones get the same nonce; only the second one uses it."""
    call.challenge(call.send_register(CAROL), nonce="shared")
    call.registered(call.authenticate(call.challenge(call.send_register(ALICE), nonce="shared")))
    call.ping(CAROL, PROXY)
    call.end(40)


@conversation
def answered_by_neighbour(call: Conversation) -> None:
    """Two phones at one address get the same nonce; only the second one uses it."""
    call.challenge(call.send_register(NEIGHBOUR), nonce="shared")
    call.registered(call.authenticate(call.challenge(call.send_register(ALICE), nonce="shared")))
    call.ping(NEIGHBOUR, PROXY)
    call.end(40)


@conversation
def answered_with_late_nonce(call: Conversation) -> None:
    """The user is asked for the password, which takes longer than a minute."""
    challenge = call.challenge(call.send_register(ALICE))
    call.wait(90)
    call.registered(call.authenticate(challenge))
    call.end(40)


@conversation
def challenges_joined(call: Conversation) -> None:
    """Two challenges stand in one field, joined with a comma; the second one is answered."""
    register = call.send_register(ALICE)
    both = 'Digest realm="a", nonce="n1", algorithm=SHA-256, Digest realm="b", nonce="n2"'
    call.response(register, 401, headers=[f"WWW-Authenticate: {both}"])
    line = 'Digest username="alice", realm="b", nonce="n2", uri="sip:example.com", response="00"'
    call.registered(call.again(register, replace={"Authorization": line}))
    call.end(40)


@conversation
def unanswered(call: Conversation) -> None:
    """The client acknowledges the 407 and gives up."""
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY), 407))
    call.end(40)


@conversation
def unanswered_cancelled(call: Conversation) -> None:
    """The caller hung up before the challenge came."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ok(call.cancel(invite))
    call.ack(call.challenge(invite, 407))
    call.end(40)


@conversation
def unanswered_lost(call: Conversation) -> None:
    """Nothing shows that the client got the challenge."""
    call.challenge(call.send_register(ALICE))
    call.end(40)


@conversation
def unanswered_probe(call: Conversation) -> None:
    """A server is pinged; that it asks for credentials is answer enough."""
    call.challenge(call.request("OPTIONS", ALICE, PROXY, to=PROXY))
    call.wait(30)
    call.challenge(call.request("OPTIONS", ALICE, PROXY, to=PROXY))
    call.end(40)


@conversation
def unanswered_short(call: Conversation) -> None:
    """The capture ends before the client can be said to have given up."""
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY), 407))
    call.end(20)


@conversation
def unanswered_other_way(call: Conversation) -> None:
    """A challenge is left over: the same user is let in on another path."""
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY), 407))
    call.ack(call.challenge(call.request("INVITE", SECOND_PHONE, PROXY), 407))
    call.ack(call.ok(call.request("INVITE", SECOND_PHONE, PROXY)))
    call.end(40)


@conversation
def unanswered_fork(call: Conversation) -> None:
    """A phone of a fork asks for credentials, another one answers the call."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    first, second = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.challenge(first))
    call.ack(call.forward(call.ok(second)))
    call.end(40)


@conversation
def bearer_sent_again(call: Conversation) -> None:
    """A token was sent and not taken."""
    register = call.send_register(ALICE, headers=["Authorization: Bearer abcdef"])
    call.response(register, 401, headers=['WWW-Authenticate: Bearer authz_server="https://x"'])
    call.ping(ALICE, PROXY)
    call.end(40)


# --- Credentials that are not taken ---


@conversation
def rejected_late(call: Conversation) -> None:
    """The credentials come 20 s after the challenge: the nonce may be too old."""
    challenge = call.challenge(call.send_register(ALICE))
    call.wait(20)
    call.challenge(call.authenticate(challenge))
    call.end(70)


@conversation
def rejected_though_known(call: Conversation) -> None:
    """The same user name was accepted before from the same phone."""
    call.registered(log_in(call))
    call.wait(5)
    call.challenge(log_in(call))
    call.end(70)


@conversation
def rejected_clues(call: Conversation) -> None:
    """User name and digest URI differ from what the request says."""
    challenge = call.challenge(call.send_register(ALICE))
    digest = {"uri": "sip:other.example"}
    call.challenge(call.authenticate(challenge, username="4711@example.com", digest=digest))
    call.end(70)


@conversation
def rejected_other_issuer(call: Conversation) -> None:
    """The nonce comes from another server than the one that refuses it."""
    challenge = call.challenge(call.send_register(ALICE))
    call.challenge(call.authenticate(challenge, target=PROXY2))
    call.end(70)


@conversation
def rejected_nonce_changed(call: Conversation) -> None:
    """The phrase says that the nonce is meant."""
    register = log_in(call)
    line = 'WWW-Authenticate: Digest realm="example.com", nonce="new", qop="auth"'
    call.response(register, 401, "Nonce has changed", headers=[line])
    call.end(70)


@conversation
def rejected_resynchronised(call: Conversation) -> None:
    """A SIM asks for another sequence number (RFC 3310 section 3.4)."""
    challenge = call.challenge(call.send_register(ALICE), algorithm="AKAv1-MD5")
    again = call.authenticate(challenge, digest={"auts": "ABCD"})
    call.challenge(again, algorithm="AKAv1-MD5")
    call.end(70)


@conversation
def nonce_unproven(call: Conversation) -> None:
    """A fresh nonce is refused, the next one accepted."""
    call.registered(call.authenticate(call.challenge(log_in(call))))
    call.end(40)


@conversation
def nonce_used_once(call: Conversation) -> None:
    """Each nonce is good for one request, and the server does not say so."""
    register = log_in(call)
    call.registered(register)
    for _ in range(3):
        call.wait(20)
        refused = call.challenge(call.again(register))
        register = call.authenticate(refused)
        call.registered(register)
    call.end(40)


@conversation
def algorithm_not_offered(call: Conversation) -> None:
    """SHA-256 is asked for, the client answers with MD5."""
    challenge = call.challenge(call.send_register(ALICE), algorithm="SHA-256")
    call.challenge(call.authenticate(challenge, digest={"algorithm": None}), algorithm="SHA-256")
    call.end(40)


@conversation
def algorithm_of_two(call: Conversation) -> None:
    """SHA-256 and MD5 are offered, the client takes MD5, its password is wrong."""
    second = 'WWW-Authenticate: Digest realm="example.com", nonce="second", algorithm=MD5'
    register = call.send_register(ALICE)
    call.challenge(register, algorithm="SHA-256", headers=[second])
    line = 'Digest username="alice", realm="example.com", nonce="second", uri="sip:example.com"'
    again = call.again(register, replace={"Authorization": f'{line}, response="00"'})
    call.challenge(again, algorithm="SHA-256", headers=[second])
    call.end(70)


@conversation
def qop_without_cnonce(call: Conversation) -> None:
    """The credentials have qop, but no cnonce."""
    call.challenge(log_in(call, cnonce=None))
    call.end(40)


@conversation
def qop_not_offered(call: Conversation) -> None:
    """The client chose auth-int, only auth was offered; the server answers 403."""
    call.response(log_in(call, qop="auth-int"), 403)
    call.end(40)


def call_with_signed_body(call: Conversation, changed: bool) -> None:
    """Let a proxy forward a call whose credentials sign the body, to a server that refuses it."""
    offered = 'Digest realm="example.net", nonce="n1", qop="auth-int"'
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE))
    demand = [f"Proxy-Authenticate: {offered}"]
    asked = call.response(call.forward(invite, PROXY2), 407, headers=demand)
    call.ack(asked)
    answer = call.authenticate(call.forward(asked), body=sdp(ALICE))
    body = {"body": sdp(PROXY)} if changed else {}
    sent_on = call.forward(answer, PROXY2, **body)
    call.forward(call.response(sent_on, 407, headers=demand))
    call.end(40)


@conversation
def signed_body_changed(call: Conversation) -> None:
    """A proxy puts its own address into the session description."""
    call_with_signed_body(call, True)


@conversation
def signed_body_kept(call: Conversation) -> None:
    """The body arrives as it was sent: the password is wrong."""
    call_with_signed_body(call, False)


@conversation
def qop_missing(call: Conversation) -> None:
    """The client answers in the old form."""
    call.challenge(log_in(call, **NO_QOP))
    call.end(40)


@conversation
def qop_missing_late(call: Conversation) -> None:
    """The client answers in the old form; its challenge was not captured."""
    challenge = call.challenge(call.send_register(ALICE), captured=False)
    call.challenge(call.authenticate(challenge, digest=NO_QOP))
    call.end(40)


@conversation
def refused_replay_named(call: Conversation) -> None:
    """The server says that it takes the credentials for a replay."""
    call.response(log_in(call), 403, "Replay detected")
    call.end(40)


@conversation
def qop_missing_taken(call: Conversation) -> None:
    """The old form is taken."""
    call.registered(log_in(call, **NO_QOP))
    call.end(40)


@conversation
def count_not_checked(call: Conversation) -> None:
    """The server took the same count twice before: it does not look at it."""
    register = log_in(call)
    call.registered(register)
    call.registered(call.again(register))
    call.challenge(call.again(register))
    call.end(40)


@conversation
def count_grows(call: Conversation) -> None:
    """The count grows as it has to."""
    challenge = call.challenge(call.send_register(ALICE))
    call.registered(call.authenticate(challenge))
    call.challenge(call.authenticate(challenge, digest={"nc": 2}))
    call.end(40)


# --- Phone system and provider ---


@conversation
def peer_was_challenged(call: Conversation) -> None:
    """The provider asked the phone system for credentials, then is asked itself."""
    first = call.challenge(call.request("INVITE", PHONE_SYSTEM, GATEWAY, to=BOB), 407)
    call.ack(first)
    call.wait(40)
    call.ack(call.challenge(call.request("INVITE", GATEWAY, PHONE_SYSTEM)))
    call.end(40)


@conversation
def peer_answers(call: Conversation) -> None:
    """The provider has credentials for the phone system."""
    call.register(PHONE_SYSTEM, GATEWAY)
    challenge = call.challenge(call.request("INVITE", GATEWAY, PHONE_SYSTEM))
    call.ack(challenge)
    call.ack(call.ok(call.authenticate(challenge)))
    call.end(40)


@conversation
def peer_asks_for_users(call: Conversation) -> None:
    """Two proxies ask each other's users for credentials."""
    there = call.forward(call.request("INVITE", ALICE, PROXY), PROXY2)
    call.ack(call.challenge(there, 407))
    call.ack(call.forward(there.finals[-1]))
    back = call.forward(call.request("INVITE", BOB, PROXY2, to=ALICE), PROXY)
    call.ack(call.challenge(back, 407))
    call.ack(call.forward(back.finals[-1]))
    call.end(40)


# --- 403 after credentials ---


@conversation
def refused_limit(call: Conversation) -> None:
    """Another device is registered under the same address."""
    call.register(SECOND_PHONE)
    call.response(log_in(call), 403)
    call.end(40)


@conversation
def refused_limit_expired(call: Conversation) -> None:
    """The other device's registration has expired."""
    call.register(SECOND_PHONE, expires=60)
    call.wait(100)
    call.response(log_in(call), 403)
    call.end(40)


@conversation
def refused_replay(call: Conversation) -> None:
    """The same count is used again, and refused with 403."""
    register = log_in(call)
    call.registered(register)
    call.response(call.again(register), 403)
    call.end(40)


@conversation
def refused_after_login(call: Conversation) -> None:
    """The caller logs in, and may not call that number."""
    challenge = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(challenge)
    call.ack(call.response(call.authenticate(challenge), 403))
    call.end(40)


@conversation
def refused_after_login_named(call: Conversation) -> None:
    """The caller logs in; the phrase says why the call is refused."""
    challenge = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(challenge)
    call.ack(call.response(call.authenticate(challenge), 403, "Channel limit reached"))
    call.end(40)


@conversation
def refused_cached_credentials(call: Conversation) -> None:
    """The challenge was not captured: nobody knows whom the credentials are for."""
    line = 'Digest username="alice", realm="x", nonce="old", uri="sip:bob@example.net"'
    replace = {"Authorization": f'{line}, response="00"'}
    refuse(call, replace=replace)
    call.end(40)


# --- 403 by policy ---


@conversation
def policy_other(call: Conversation) -> None:
    """Nothing tells why."""
    refuse(call)
    call.end(40)


@conversation
def policy_limit(call: Conversation) -> None:
    """The phrase names the balance."""
    refuse(call, "Insufficient balance")
    call.end(40)


@conversation
def policy_client(call: Conversation) -> None:
    """"Client" has the letters of CLI, "credentials" those of credit."""
    refuse(call, "Client without credentials")
    call.end(40)


@conversation
def policy_reason(call: Conversation) -> None:
    """The Reason field names the destination."""
    refuse(call, says=['Reason: SIP;cause=403;text="Destination not allowed"'])
    call.end(40)


@conversation
def policy_caller_number(call: Conversation) -> None:
    """A call with an international caller number is taken, one without is not."""
    number = "sip:+15559876543@example.com"
    call.ack(call.ok(call.request("INVITE", ALICE, PROXY, sender=number, uri=DIALLED)))
    refuse(call, sender="sip:123@example.com", uri=DIALLED)
    call.end(40)


@conversation
def policy_destination(call: Conversation) -> None:
    """The same caller reaches one number, but not another one."""
    call.ack(call.ok(call.request("INVITE", ALICE, PROXY, uri="sip:1001@example.com")))
    refuse(call, uri="sip:+882123456@example.com")
    call.end(40)


@conversation
def policy_domain(call: Conversation) -> None:
    """The server is a registrar of one domain, the call is from and to others."""
    call.register(ALICE)
    call.ack(call.response(call.request("INVITE", STRANGER, PROXY), 403))
    call.end(40)


@conversation
def policy_own_domain(call: Conversation) -> None:
    """The server is the registrar of the caller's domain."""
    call.register(ALICE)
    refuse(call)
    call.end(40)


@conversation
def policy_address(call: Conversation) -> None:
    """All calls of one host are refused, those of others are not."""
    call.ack(call.ok(call.request("INVITE", CAROL, PROXY)))
    for _ in range(3):
        refuse(call)
    call.end(40)


@conversation
def policy_stale_date(call: Conversation) -> None:
    """The call is signed, its Date lies years back."""
    date = "Date: Sat, 13 Nov 2010 23:29:00 GMT"
    refuse(call, headers=["Identity: a.b.c;info=<https://cert.example>;alg=ES256", date])
    call.end(40)


@conversation
def policy_stale_token(call: Conversation) -> None:
    """The token was signed an hour before, and has no Date beside it; the second one is fresh."""
    for age in (3600, 30):
        refuse(call, headers=[identity(age)])
    call.end(40)


@conversation
def policy_in_dialog(call: Conversation) -> None:
    """A phone refuses a NOTIFY and a request in a call: no rule about callers."""
    final = call.answered(ALICE, BOB)
    call.response(call.within(final, "INFO"), 403)
    call.response(call.request("NOTIFY", PROXY, ALICE, to=ALICE), 403)
    call.end(40)


# --- Other requests of the same client ---


@conversation
def unanswered_at_first(call: Conversation) -> None:
    """The client gets no challenge at first, and registers a minute later: it has credentials."""
    call.challenge(call.send_register(ALICE))
    call.wait(70)
    call.registered(log_in(call))
    call.end(40)


@conversation
def answered_by_first_branch(call: Conversation) -> None:
    """The second phone of a fork asks for credentials, the first one answers the call."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    first, second = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.challenge(second))
    call.ack(call.forward(call.ok(first)))
    call.end(40)


@conversation
def cut_off(call: Conversation) -> None:
    """The capture has only the beginning of the REGISTER: its credentials may be behind that."""
    call.challenge(call.send_register(ALICE, headers=[PADDING], snap=420), algorithm="SHA-256")
    call.ping(ALICE, PROXY)
    call.end(40)


@conversation
def cancel_challenged(call: Conversation) -> None:
    """A server asks for credentials for a CANCEL, which cannot be sent again (RFC 3261 22.1)."""
    first = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(first)
    invite = call.authenticate(first)
    line = f"Proxy-Authorization: {invite.header('Proxy-Authorization')}"
    call.challenge(call.cancel(invite, headers=[line]), 407)
    call.challenge(call.cancel(call.request("INVITE", ALICE, PROXY)), 407)
    call.end(40)


@conversation
def rejected_again(call: Conversation) -> None:
    """A client goes on with a wrong password."""
    register = log_in(call)
    for _ in range(3):
        register = call.authenticate(call.challenge(register))
    call.end(70)


@conversation
def accepted_elsewhere(call: Conversation) -> None:
    """The same user name is right on another phone."""
    call.registered(call.authenticate(call.challenge(call.send_register(SECOND_PHONE))))
    call.challenge(log_in(call))
    call.end(70)


@conversation
def stale_retried(call: Conversation) -> None:
    """The server says that the nonce is too old; the next REGISTER is not answered any more."""
    call.authenticate(call.challenge(log_in(call), stale=True))
    call.end(40)


@conversation
def algorithms_of_two_realms(call: Conversation) -> None:
    """Four challenges, none with MD5: two of a realm have the same algorithm."""
    offers = (("example.com", "SHA-512-256"), ("example.com", "SHA-256"), ("example.org", "SHA-512"))
    more = [
        f'WWW-Authenticate: Digest realm="{realm}", nonce="n", algorithm={algorithm}'
        for realm, algorithm in offers
    ]
    call.challenge(call.send_register(ALICE), algorithm="SHA-256", headers=more)
    call.ping(ALICE, PROXY)
    call.end(40)


@conversation
def neither_realm(call: Conversation) -> None:
    """The credentials are for two other realms than the one that asks."""
    lines = [
        f'Proxy-Authorization: Digest username="alice", realm="{realm}", nonce="n", response="0"'
        for realm in ("a.example", "b.example")
    ]
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY, headers=lines), 407))
    call.end(40)


@conversation
def peer_unrecognised(call: Conversation) -> None:
    """A phone system that registered at its provider does not know the calls from there."""
    call.register(PHONE_SYSTEM, GATEWAY)
    call.ack(call.challenge(call.request("INVITE", GATEWAY, PHONE_SYSTEM)))
    call.end(40)


@conversation
def policy_not_always(call: Conversation) -> None:
    """Three calls of a host are refused, a fourth one gets through and finds nobody."""
    call.ack(call.ok(call.request("INVITE", CAROL, PROXY)))
    call.ack(call.response(call.request("INVITE", ALICE, PROXY), 404))
    for _ in range(3):
        refuse(call)
    call.end(40)


@conversation
def policy_address_of_two(call: Conversation) -> None:
    """Likewise, and somebody else finds nobody: the call that got through counts."""
    call.ack(call.response(call.request("INVITE", STRANGER, PROXY), 404))
    call.ack(call.ok(call.request("INVITE", CAROL, PROXY)))
    for _ in range(3):
        refuse(call)
    call.end(40)


@conversation
def policy_address_of_one(call: Conversation) -> None:
    """A host is refused three times, once after an announcement; there is nobody else."""
    for _ in range(2):
        refuse(call)
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 183)
    call.ack(call.response(invite, 403))
    refuse(call)
    call.end(40)


@conversation
def policy_but_ringing(call: Conversation) -> None:
    """Three calls of a host are refused, a fourth one rings: it is not refused always."""
    call.ack(call.ok(call.request("INVITE", CAROL, PROXY)))
    call.response(call.request("INVITE", ALICE, PROXY), 180)
    for _ in range(3):
        refuse(call)
    call.end(40)


@conversation
def policy_nothing_served(call: Conversation) -> None:
    """The server refuses whatever it is asked for: that shows no domain which it serves."""
    for uri in ("sip:erin@third.example", BOB.uri):
        call.ack(call.response(call.request("INVITE", STRANGER, PROXY, uri=uri), 403))
    call.end(40)


@conversation
def policy_domain_after_many(call: Conversation) -> None:
    """So many requests came before that nobody knows which domains the server serves."""
    for _ in range(300):
        call.response(call.request("OPTIONS", CAROL, PROXY, uri="sip:third.example"), 404)
    call.register(ALICE)
    call.ack(call.response(call.request("INVITE", STRANGER, PROXY), 403))
    call.end(40)


@conversation
def policy_on_one_machine(call: Conversation) -> None:
    """Caller, proxy and carrier have one address; the number is rewritten and refused."""
    phone = Party("alice", PROXY.address, 5062)
    carrier = Party("gateway", PROXY.address, 5070, server=True)
    invite = call.request("INVITE", phone, PROXY, uri="sip:0005551110000@example.com")
    sent_on = call.forward(invite, carrier, uri="sip:+5551110000@carrier.example")
    for code in (183, 403):
        answer = call.response(sent_on, code)
        call.forward(answer)
    call.end(40)


@conversation
def policy_address_behind_proxy(call: Conversation) -> None:
    """A carrier refuses the calls of one phone; all of them come from the proxy's address."""
    call.forward(call.ok(call.forward(call.request("INVITE", CAROL, PROXY), GATEWAY)))
    for _ in range(3):
        final = call.response(call.forward(call.request("INVITE", ALICE, PROXY), GATEWAY), 403)
        call.ack(final)
        call.ack(call.forward(final))
    call.end(40)


@conversation
def refused_call_of_registered(call: Conversation) -> None:
    """The caller logs in and is refused; the callee has a phone, which is not the point."""
    call.register(BOB)
    challenge = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(challenge)
    call.ack(call.response(call.authenticate(challenge), 403))
    call.end(40)


# --- Scanners ---


@conversation
def password_of_one(call: Conversation) -> None:
    """A phone goes on and on with a wrong password: one user, no scanner."""
    register = log_in(call)
    for _ in range(12):
        register = call.authenticate(call.challenge(register))
    call.end(40)


@conversation
def tried_with_library(call: Conversation) -> None:
    """A program that scanners use, and others too, calls one number, and somebody three of them."""
    for source, users in ((ALICE, ("1001",)), (STRANGER, ("1001", "1002", "1003"))):
        for user in users:
            line = ["User-Agent: sipcli/v1.8"]
            invite = call.request(
                "INVITE", source, PROXY, uri=f"sip:{user}@example.net", headers=line
            )
            call.ack(call.response(invite, 404))
    call.end(40)


@conversation
def registered_and_refused(call: Conversation) -> None:
    """A registered phone calls many numbers that do not exist: its user is known."""
    call.register(STRANGER)
    for number in range(12):
        uri = f"sip:10{number:02}@example.net"
        call.ack(call.response(call.request("INVITE", STRANGER, PROXY, uri=uri), 404))
    call.end(40)


# --- One realm that asks with 401 and with 407, and challenges that few clients can answer ---


def asked_with_both(call: Conversation) -> Sent:
    """Let a proxy ask a call for credentials with 407, and who is behind it with 401."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    behind = call.challenge(call.authenticate(asked))
    call.ack(behind)
    return behind


@conversation
def proxy_answered_only(call: Conversation) -> None:
    """The client answers the 407, and not the 401 of the same realm."""
    asked_with_both(call)
    call.end(40)


@conversation
def both_answered(call: Conversation) -> None:
    """The client answers the 407 and the 401; the password is right for the proxy only."""
    call.ack(call.challenge(call.authenticate(asked_with_both(call))))
    call.end(70)


@conversation
def registered_but_calls_unanswered(call: Conversation) -> None:
    """A phone answers the 401 to its REGISTER, but not the 407 to its call."""
    call.registered(log_in(call))
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY), 407))
    call.end(40)


@conversation
def only_signed_bodies(call: Conversation) -> None:
    """The server takes credentials that sign the body only."""
    call.challenge(call.send_register(ALICE), qop="auth-int")
    call.ping(ALICE, PROXY)
    call.end(40)


@conversation
def asked_by_both(call: Conversation) -> None:
    """A proxy asks with 407; with it comes a 401 of a fork, on other terms."""
    line = 'WWW-Authenticate: Digest realm="example.com", nonce="w", algorithm=MD5, qop="auth-int"'
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407, headers=[line])
    call.ack(asked)
    call.ack(call.challenge(call.authenticate(asked), 407, headers=[line]))
    call.end(70)


@conversation
def second_proxy_of_realm(call: Conversation) -> None:
    """A proxy lets a call pass, and the next one of the same realm asks for credentials too."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    sent_on = call.forward(call.authenticate(asked), PROXY2)
    second = call.challenge(sent_on, 407)
    call.ack(second)
    call.ack(call.forward(second))
    call.end(70)


@conversation
def refused_behind_proxy(call: Conversation) -> None:
    """A proxy lets a call pass; who is behind it refuses the call."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    sent_on = call.forward(call.authenticate(asked), PROXY2)
    refused = call.response(sent_on, 403)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(40)


# --- What else a challenge may follow ---


@conversation
def nonce_of_neighbour(call: Conversation) -> None:
    """Two phones at one address get the same nonce; the password of the second one is wrong."""
    call.registered(call.authenticate(call.challenge(call.send_register(NEIGHBOUR), nonce="shared")))
    call.challenge(call.authenticate(call.challenge(call.send_register(ALICE), nonce="shared")))
    call.end(70)


@conversation
def refused_by_branch(call: Conversation) -> None:
    """A proxy tries two servers: one takes the call, then the one that had asked refuses again."""
    invite = call.request("INVITE", ALICE, PROXY)
    asked = call.challenge(call.forward(invite, GATEWAY), 407)
    call.ack(asked)
    back = call.forward(asked)
    call.ack(back)
    invite = call.authenticate(back)
    busy = call.response(call.forward(invite, PROXY2), 486)
    call.ack(busy)
    refused = call.challenge(call.forward(invite, GATEWAY), 407)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(70)


@conversation
def calls_with_new_nonces(call: Conversation) -> None:
    """Each call is refused for its nonce, then taken; the ACK has the credentials too."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    for _ in range(4):
        invite = call.authenticate(asked)
        line = f"Proxy-Authorization: {invite.header('Proxy-Authorization')}"
        call.ack(call.ok(invite), headers=[line])
        call.wait(20)
        asked = call.challenge(call.request("INVITE", ALICE, PROXY, headers=[line]), 407, stale=True)
        call.ack(asked)
    call.end(40)


@conversation
def nonces_expire(call: Conversation) -> None:
    """A nonce lives for two requests: that one is refused now and then is no loop."""
    register = log_in(call)
    call.registered(register)
    for _ in range(3):
        call.registered(call.again(register))
        call.wait(40)
        register = call.authenticate(call.challenge(call.again(register), stale=True))
        call.registered(register)
    call.end(40)


@conversation
def count_after_cancel(call: Conversation) -> None:
    """A call is cancelled; the next one has the same count. The CANCEL repeats what its INVITE has."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    invite = call.authenticate(asked)
    line = f"Proxy-Authorization: {invite.header('Proxy-Authorization')}"
    call.ok(call.cancel(invite, headers=[line]))
    call.ack(call.response(invite, 487))
    call.ack(call.challenge(call.again(invite), 407))
    call.end(40)


@conversation
def count_of_bye(call: Conversation) -> None:
    """The BYE has the same count as the INVITE. The ACK repeats what its INVITE has."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    answer = call.ok(call.authenticate(asked))
    line = f"Proxy-Authorization: {answer.answered.header('Proxy-Authorization')}"
    call.ack(answer, target=PROXY, headers=[line])
    call.challenge(call.within(answer, "BYE", target=PROXY, headers=[line]), 407)
    call.end(40)


@conversation
def count_refused_twice(call: Conversation) -> None:
    """The server takes a count once, and refuses it twice."""
    register = log_in(call)
    call.registered(register)
    call.challenge(call.again(register))
    call.challenge(call.again(register))
    call.end(40)


@conversation
def count_stands_still(call: Conversation) -> None:
    """The server takes the first count and the second one, and refuses the second one again."""
    challenge = call.challenge(call.send_register(ALICE))
    call.registered(call.authenticate(challenge))
    register = call.authenticate(challenge, digest={"nc": 2})
    call.registered(register)
    call.challenge(call.again(register))
    call.end(40)


@conversation
def signed_body_cut(call: Conversation) -> None:
    """The capture has no whole bodies at one hop, then at the other one: they may be the same."""
    offered = ['Proxy-Authenticate: Digest realm="example.net", nonce="n1", qop="auth-int"']
    for cut in (0, 1):
        invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE))
        asked = call.response(call.forward(invite, PROXY2), 407, headers=offered)
        call.ack(asked)
        snaps: list[dict[str, Any]] = [{}, {}]
        snaps[cut] = {"snap": 650}
        answer = call.authenticate(call.forward(asked), body=sdp(ALICE), **snaps[0])
        sent_on = call.forward(answer, PROXY2, **snaps[1])
        call.forward(call.response(sent_on, 407, headers=offered))
    call.end(40)


@conversation
def rings_then_fails(call: Conversation) -> None:
    """The credentials are taken, the phone rings, and the server fails."""
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407)
    call.ack(asked)
    invite = call.authenticate(asked)
    call.response(invite, 180)
    call.ack(call.response(invite, 500))
    call.end(40)


@conversation
def peer_registered_with_password(call: Conversation) -> None:
    """A phone system registers with a password, and asks its provider for one."""
    asked = call.challenge(call.send_register(PHONE_SYSTEM, GATEWAY))
    call.registered(call.authenticate(asked))
    call.ack(call.challenge(call.request("INVITE", GATEWAY, PHONE_SYSTEM)))
    call.end(40)


@conversation
def peer_password_wrong(call: Conversation) -> None:
    """The provider has credentials for the phone system, which does not take them."""
    call.register(PHONE_SYSTEM, GATEWAY)
    challenge = call.challenge(call.request("INVITE", GATEWAY, PHONE_SYSTEM))
    call.ack(challenge)
    call.ack(call.challenge(call.authenticate(challenge)))
    call.end(70)


@conversation
def challenged_below(call: Conversation) -> None:
    """A phone behind a proxy asks, the caller gives up; the INVITE to the proxy was not captured."""
    invite = call.request("INVITE", ALICE, PROXY, captured=False)
    call.response(invite, 100)
    asked = call.challenge(call.forward(invite, BOB))
    call.ack(asked)
    call.ack(call.forward(asked))
    call.end(40)


@conversation
def calls_to_nobody(call: Conversation) -> None:
    """A program calls five numbers twice each, with a password: they do not exist."""
    for number in range(5):
        uri = f"sip:10{number:02}@example.net"
        for _ in range(2):
            asked = call.challenge(call.request("INVITE", STRANGER, PROXY, uri=uri), 407)
            call.ack(asked)
            call.ack(call.response(call.authenticate(asked), 404))
    call.end(40)


@conversation
def lines_of_one_gateway(call: Conversation) -> None:
    """A gateway registers its twelve lines with one Call-ID; the server does not know them."""
    for number in range(12):
        uri = f"sip:10{number:02}@example.com"
        register = call.request(
            "REGISTER", STRANGER, PROXY, to=uri, sender=uri, call_id="lines@203.0.113.66"
        )
        call.response(register, 404)
    call.end(40)


@conversation
def nine_numbers(call: Conversation) -> None:
    """A stranger calls nine numbers and, once, none at all: too few for a scan."""
    for user in (*(f"10{number:02}@" for number in range(9)), ""):
        uri = f"sip:{user}example.net"
        call.ack(call.response(call.request("INVITE", STRANGER, PROXY, uri=uri), 404))
    call.end(40)


@conversation
def proxy_answered_only_shared(call: Conversation) -> None:
    """The proxy gives one nonce to all, so that the first challenge with it was for a REGISTER."""
    call.challenge(call.send_register(CAROL), nonce="shared")
    asked = call.challenge(call.request("INVITE", ALICE, PROXY), 407, nonce="shared")
    call.ack(asked)
    call.ack(call.challenge(call.authenticate(asked)))
    call.end(40)


@conversation
def both_asked_in_turn(call: Conversation) -> None:
    """The proxy's nonce expires between: its 407 says nothing about the credentials for the 401."""
    invite = call.authenticate(asked_with_both(call))
    expired = call.challenge(invite, 407, stale=True)
    call.ack(expired)
    counted = invite.header("Authorization").replace("nc=00000001", "nc=00000002")
    again = call.authenticate(expired, replace={"Authorization": counted})
    call.ack(call.challenge(again))
    call.end(70)


@conversation
def registered_with_sha256(call: Conversation) -> None:
    """A phone registers with SHA-256, and does not answer a 407 that wants the same for its call."""
    asked = call.challenge(call.send_register(ALICE), algorithm="SHA-256")
    call.registered(call.authenticate(asked))
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY), 407, algorithm="SHA-256"))
    call.end(40)
