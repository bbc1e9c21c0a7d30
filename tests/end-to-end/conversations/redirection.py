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


@conversation
def message_not_followed(call: Conversation) -> None:
    """The client, which also talks to others, does not send its MESSAGE to the given address."""
    call.ping(ALICE, PROXY2)
    message = call.request("MESSAGE", ALICE, PROXY)
    call.response(message, 302, replace={"Contact": f"<{ELSEWHERE}>"})
    call.end(40)


@conversation
def cancelled_before(call: Conversation) -> None:
    """The caller has hung up already when the redirection comes."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ok(call.cancel(invite))
    call.ack(call.response(invite, 302, replace={"Contact": f"<{ELSEWHERE}>"}))
    call.ping(ALICE, PROXY2)
    call.end(40)


@conversation
def back_to_server(call: Conversation) -> None:
    """The address to go to is at the same server: a request to it would be here."""
    redirected(call, f"sip:carol@{PROXY.host}")
    call.end(40)


@conversation
def use_proxy_by_route(call: Conversation) -> None:
    """The proxy to go by stands in Route."""
    first = redirected(call, f"sip:{PROXY2.host}", code=305).answered
    call.ack(call.ok(call.again(first, headers=[f"Route: <sip:{PROXY2.host};lr>"])))
    call.end(40)


@conversation
def called_there_before(call: Conversation) -> None:
    """The address was called before the redirection came, not because of it."""
    first = call.request("INVITE", ALICE, PROXY)
    other = call.request("INVITE", ALICE, PROXY2, uri=ELSEWHERE)
    call.ack(call.response(first, 302, replace={"Contact": f"<{ELSEWHERE}>"}))
    call.response(other, 180)
    call.end(40)


def redirected_behind_proxy(call: Conversation) -> Sent:
    """Redirect a call at a phone behind a proxy. Return the response, as the proxy gets it."""
    call.ping(ALICE, PROXY2)
    branch = call.forward(call.request("INVITE", ALICE, PROXY), BOB)
    final = call.response(branch, 302, replace={"Contact": "<sip:carol@other.example>"})
    call.ack(final)
    return final


@conversation
def passed_on_and_not_followed(call: Conversation) -> None:
    """The proxy passes the redirection on, and the caller does not go there."""
    call.ack(call.forward(redirected_behind_proxy(call)))
    call.end(40)


@conversation
def not_passed_on(call: Conversation) -> None:
    """The proxy makes another answer of it: the caller does not know where to go."""
    invite = redirected_behind_proxy(call).answered.received
    assert invite
    call.ack(call.response(invite, 480))
    call.end(40)


@conversation
def loop_at_proxy(call: Conversation) -> None:
    """A proxy follows on its own, and is sent back to the phone that it asked first."""
    invite = call.request("INVITE", ALICE, PROXY)
    for phone, other in ((BOB, CAROL), (CAROL, BOB)):
        branch = call.forward(invite, phone)
        call.ack(call.response(branch, 302, replace={"Contact": f"<{other.contact}>"}))
    call.end(40)


@conversation
def forked_already(call: Conversation) -> None:
    """The proxy had called the second phone already when the first one names it."""
    invite = call.request("INVITE", ALICE, PROXY)
    first, second = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.response(first, 302, replace={"Contact": f"<{CAROL.contact}>"}))
    call.ack(call.forward(call.ok(second)))
    call.end(40)


@conversation
def called_there_before_proxy(call: Conversation) -> None:
    """The caller had tried the address before; a proxy passes the redirection on."""
    other = call.request("INVITE", ALICE, PROXY2, uri="sip:carol@other.example")
    call.ack(call.response(other, 486))
    call.ack(call.forward(redirected_behind_proxy(call)))
    call.end(40)


@conversation
def cancelled_behind_proxy(call: Conversation) -> None:
    """The caller hangs up, and so does the proxy, before the redirection comes."""
    call.ping(ALICE, PROXY2)
    invite = call.request("INVITE", ALICE, PROXY)
    branch = call.forward(invite, BOB)
    for one in (invite, branch):
        call.ok(call.cancel(one))
    final = call.response(branch, 302, replace={"Contact": "<sip:carol@other.example>"})
    call.ack(final)
    call.ack(call.forward(final))
    call.end(40)


@conversation
def cut_off(call: Conversation) -> None:
    """The capture cuts the response before its Contact."""
    invite = call.request("INVITE", ALICE, PROXY)
    lines = [f"Server: {400 * 'x'}", f"Contact: <{ELSEWHERE}>"]
    call.ack(call.response(invite, 302, headers=lines, snap=500))
    call.end(40)


@conversation
def followed_by_proxy_and_called(call: Conversation) -> None:
    """A proxy follows on its own, with success; then the caller tries the same address."""
    invite = call.request("INVITE", ALICE, PROXY)
    branch = call.forward(invite, BOB)
    call.ack(call.response(branch, 302, replace={"Contact": f"<{CAROL.contact}>"}))
    call.ack(call.forward(call.ok(call.forward(invite, CAROL))))
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, uri=CAROL.contact), 486))
    call.end(40)


@conversation
def redirected_in_other_call(call: Conversation) -> None:
    """A call was redirected away from bob; another one, to dave, is redirected to him: no loop."""
    redirected(call, ELSEWHERE)
    redirected(call, BOB.uri, uri="sip:dave@example.net")
    call.end(40)


@conversation
def loop_of_three_calls(call: Conversation) -> None:
    """Three users forward to each other; each address is tried with a Call-ID of its own."""
    redirected(call, ELSEWHERE)
    redirected(call, "sip:dave@example.net", uri=ELSEWHERE)
    redirected(call, BOB.uri, uri="sip:dave@example.net")
    call.end(40)


@conversation
def user_looked_up(call: Conversation) -> None:
    """A phone system looks carol up itself and calls her where she is registered."""
    redirected(call, ELSEWHERE)
    call.ack(call.ok(call.request("INVITE", ALICE, CAROL, uri=CAROL.contact, after=1)))
    call.end(40)


@conversation
def user_looked_up_upstream(call: Conversation) -> None:
    """Likewise, of a redirection that a proxy passed on."""
    call.ack(call.forward(redirected_behind_proxy(call)))
    call.ack(call.ok(call.request("INVITE", ALICE, CAROL, uri=CAROL.contact, after=1)))
    call.end(40)
