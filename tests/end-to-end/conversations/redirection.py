# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls are redirected. All are built: no stack sent them."""

from typing import Any

from conversation import ALICE, BOB, CAROL, GATEWAY, PROXY, PROXY2, Conversation, Sent, conversation

ELSEWHERE = "sip:carol@example.net"


def redirected(call: Conversation, *targets: str, code: int = 302, **parts: Any) -> Sent:
    """Redirect a call of ALICE. Return the response."""
    invite = call.request("INVITE", ALICE, PROXY, **parts)
    final = call.response(
        invite, code, replace={"Contact": [f"<{target}>" for target in targets] or None}
    )
    call.ack(final)
    return final


@conversation
def not_followed(call: Conversation) -> None:
    """The caller goes on to other calls, but not to the given address."""
    redirected(call, ELSEWHERE)
    call.ping(ALICE, PROXY2)
    call.end(40)


@conversation
def not_followed_unacknowledged(call: Conversation) -> None:
    """Nothing shows that the caller got the redirection."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 302, replace={"Contact": f"<{ELSEWHERE}>"})
    call.ping(ALICE, PROXY2)
    call.end(40)


@conversation
def followed_in_new_call(call: Conversation) -> None:
    """The caller goes there with a new Call-ID, is challenged there, and gets through."""
    redirected(call, ELSEWHERE, "sip:dave@example.net")
    challenge = call.challenge(call.request("INVITE", ALICE, PROXY2, uri="sip:dave@example.net"))
    call.ack(challenge)
    call.ack(call.ok(call.authenticate(challenge)))
    call.end(40)


@conversation
def followed_busy(call: Conversation) -> None:
    """The caller goes there, where the line is busy."""
    again = call.again(redirected(call, ELSEWHERE).answered, uri=ELSEWHERE)
    call.ack(call.response(again, 486))
    call.end(40)


@conversation
def followed_cancelled(call: Conversation) -> None:
    """The caller goes there and hangs up."""
    again = call.again(redirected(call, ELSEWHERE).answered, uri=ELSEWHERE)
    call.response(again, 180)
    call.ok(call.cancel(again))
    call.ack(call.response(again, 487))
    call.end(40)


@conversation
def followed_by_proxy(call: Conversation) -> None:
    """A proxy follows on its own."""
    invite = call.request("INVITE", ALICE, PROXY)
    branch = call.forward(invite, BOB)
    call.ack(call.response(branch, 302, replace={"Contact": f"<{CAROL.contact}>"}))
    second = call.forward(invite, CAROL)
    call.ack(call.forward(call.ok(second)))
    call.end(40)


@conversation
def use_proxy(call: Conversation) -> None:
    """The same address has to be called by way of a proxy."""
    first = redirected(call, f"sip:{PROXY2.host}", code=305).answered
    call.ack(call.ok(call.again(first, target=PROXY2)))
    call.end(40)


@conversation
def use_other_service(call: Conversation) -> None:
    """The body says what to do instead."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ack(call.response(invite, 380, body=b"<ims-3gpp/>", content_type="application/3gpp-ims+xml"))
    call.end(40)


@conversation
def loop_of_two(call: Conversation) -> None:
    """Two users forward their calls to each other."""
    first = redirected(call, ELSEWHERE)
    again = call.again(first.answered, uri=ELSEWHERE)
    call.ack(call.response(again, 302, replace={"Contact": f"<{BOB.uri}>"}))
    call.end(40)


@conversation
def back_as_second_choice(call: Conversation) -> None:
    """The address that was called is named once more, after a new one."""
    redirected(call, ELSEWHERE, BOB.uri)
    call.ping(ALICE, GATEWAY)
    call.end(40)


@conversation
def ported_number(call: Conversation) -> None:
    """The number was ported: only the routing number is new."""
    uri = "sip:+12025550101@example.net"
    target = "sip:+12025550101;npdi;rn=+12025550199@example.net"
    again = call.again(redirected(call, target, uri=uri).answered, uri=target)
    call.ack(call.ok(again))
    call.end(40)
