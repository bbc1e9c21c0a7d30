# SPDX-License-Identifier: GPL-2.0-or-later
"""What responses carry besides the code, and OPTIONS pings. All are built: no stack sent them."""

from conversation import ALICE, BOB, CAROL, GATEWAY, PROXY, PROXY2, STRANGER
from conversation import Conversation, Sent, conversation


def refused(call: Conversation, code: int, *headers: str) -> None:
    """Call, get this answer, and wait."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.ack(call.response(invite, code, headers=headers))
    call.end(40)


# --- Reason ---


@conversation
def no_circuit(call: Conversation) -> None:
    """All channels of a trunk are in use, and the gateway makes 480 of it."""
    refused(call, 480, 'Reason: Q.850;cause=34;text="NORMAL_CIRCUIT_CONGESTION";location=TN')


@conversation
def busy_line(call: Conversation) -> None:
    """The called line is busy; a Reason of SIP stands before the Q.850 cause."""
    refused(call, 486, 'Reason: SIP;cause=486;text="Busy", q.850 ;cause=17')


@conversation
def unusual_cause(call: Conversation) -> None:
    """A cause that Q.850 does not have."""
    refused(call, 503, "Reason: Q.850;cause=120")


@conversation
def no_number_of_a_cause(call: Conversation) -> None:
    """Causes outside of the range of Q.850, and of another protocol."""
    refused(call, 503, "Reason: Q.850;cause=0", "Reason: Q.850;cause=400, SIP;cause=34")


@conversation
def cleared_after_cancel(call: Conversation) -> None:
    """The caller hangs up while it rings: normal call clearing is no cause."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.response(invite, 180)
    call.ok(call.cancel(invite))
    call.ack(call.response(invite, 487, headers=["Reason: Q.850;cause=16"]))
    call.end(40)


# --- Warning ---


@conversation
def warnings_of_all_kinds(call: Conversation) -> None:
    """The code that says something counts, not the diagnostic data before it."""
    noise = 'Warning: 392 192.0.2.1:5060 "Noisy feedback tells: pid=1"'
    refused(
        call, 606, noise, 'Warning: 399 gw "see log", 370 gw.example "not enough for video"'
    )


@conversation
def warning_in_words(call: Conversation) -> None:
    """A server explains itself in free text."""
    refused(call, 603, 'Warning: 399 gw.example "Calls from this account are stopped"')


@conversation
def warnings_that_say_nothing(call: Conversation) -> None:
    """Diagnostic data, free text without text, and a code that nobody knows."""
    refused(
        call, 606, 'Warning: 392 192.0.2.1:5060 "Noisy feedback"', 'Warning: 399 a " ", 398 a "x"'
    )


# --- Retry-After ---


@conversation
def left_alone(call: Conversation) -> None:
    """The client waits as long as the server wants, and only asks whether it is back."""
    call.ack(call.response(call.request("INVITE", ALICE, GATEWAY), 503, headers=["Retry-After: 20"]))
    call.response(call.request("OPTIONS", ALICE, GATEWAY, after=5), 503)
    call.ack(call.response(call.request("INVITE", ALICE, GATEWAY, after=25), 486))
    call.end(40)


@conversation
def others_call(call: Conversation) -> None:
    """Others behind the same address call, and the client another server."""
    call.ack(call.response(call.request("INVITE", ALICE, GATEWAY), 503, headers=["Retry-After: 20"]))
    other = call.request("INVITE", ALICE, GATEWAY, sender=CAROL, ports=(40000, 5060), after=1)
    call.response(other, 486, ports=(5060, 40000))
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, after=1), 486))
    call.end(40)


@conversation
def retried_too_early(call: Conversation) -> None:
    """The same call comes again after two seconds instead of a minute."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.ack(call.response(invite, 480, headers=["Retry-After: 60 (in a meeting)"]))
    call.ack(call.response(call.again(invite, after=2), 480))
    call.end(40)


@conversation
def called_again_by_hand(call: Conversation) -> None:
    """A new call after a 486 is the caller's own business."""
    call.ack(call.response(call.request("INVITE", ALICE, BOB), 486, headers=["Retry-After: 60"]))
    call.ack(call.response(call.request("INVITE", ALICE, BOB, after=2), 486))
    call.end(40)


@conversation
def retry_in_dialog(call: Conversation) -> None:
    """A second change inside a call that came too early: ten seconds belong to that."""
    answer = call.answered(ALICE, BOB)
    again = call.within(answer, "INVITE")
    call.ack(call.response(again, 500, headers=["Retry-After: 7"]))
    call.end(40)


@conversation
def registrar_is_full(call: Conversation) -> None:
    """Too many addresses: waiting alone does not help."""
    full = ["P-Registrar-Error: Too many registered contacts", "Retry-After: 60"]
    call.response(call.request("REGISTER", ALICE, PROXY), 503, headers=full)
    call.end(40)


@conversation
def called_meanwhile(call: Conversation) -> None:
    """The next call was on its way before the client can have read the answer."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.response(invite, 503, headers=["Retry-After: 20"])
    call.response(call.request("INVITE", ALICE, GATEWAY), 486)
    call.end(40)


def overloaded(call: Conversation) -> Sent:
    """Call, and be told to leave the server alone for 20 s. Return the INVITE."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    call.ack(call.response(invite, 503, headers=["Retry-After: 20"]))
    return invite


@conversation
def retried_elsewhere(call: Conversation) -> None:
    """The same call goes to another server at once, as it should."""
    call.ack(call.response(call.again(overloaded(call), target=PROXY2), 486))
    call.end(40)


@conversation
def retried_at_once(call: Conversation) -> None:
    """The same call comes again at once, and a new one a little later."""
    call.ack(call.response(call.again(overloaded(call), after=0.3), 503))
    call.ack(call.response(call.request("INVITE", ALICE, GATEWAY, after=2), 486))
    call.end(40)


@conversation
def called_before_retry(call: Conversation) -> None:
    """A new call comes too early, the same one in time."""
    invite = overloaded(call)
    call.ack(call.response(call.request("INVITE", ALICE, GATEWAY, after=2), 503))
    call.ack(call.response(call.again(invite, after=25), 486))
    call.end(40)


@conversation
def older_call_ends(call: Conversation) -> None:
    """Calls that were there before may go on: one is acknowledged, another one given up."""
    first = call.request("INVITE", ALICE, GATEWAY)
    second = call.request("INVITE", ALICE, GATEWAY)
    overloaded(call)
    call.ack(call.ok(first), after=1)
    call.ok(call.cancel(second))
    call.ack(call.response(second, 487))
    call.end(40)


@conversation
def overload_passed_on(call: Conversation) -> None:
    """A server only passes on what one behind it says: it takes other calls."""
    sent_on = call.forward(call.request("INVITE", ALICE, PROXY), GATEWAY)
    final = call.response(sent_on, 503, headers=["Retry-After: 20"])
    call.ack(final)
    call.ack(call.forward(final))
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, after=2), 486))
    call.end(40)


# --- What the request is refused for ---


@conversation
def fault_taken_by_the_way(call: Conversation) -> None:
    """The server takes a SUBSCRIBE without Contact before and later, but not in between."""
    lines = {"headers": ["Event: dialog"], "replace": {"Contact": None}}
    for code in (200, 400, 200):
        call.response(call.request("SUBSCRIBE", ALICE, PROXY, **lines), code)
        call.ping(ALICE, PROXY)
    call.end(40)


@conversation
def no_length_in_frames(call: Conversation) -> None:
    """WebSocket tells where a message ends, TLS does not; a missing From is a fault everywhere."""
    without = {"Content-Length": None, "Via": "SIP/2.0/WS df7jal.invalid;branch=z9hG4bK-ws"}
    over = call.tcp(ALICE, PROXY, ports=(50001, 5060))
    call.response(call.request("OPTIONS", ALICE, PROXY, over=over, replace=without), 400)
    over = call.tcp(ALICE, PROXY, ports=(50002, 5060))
    without["Via"] = "SIP/2.0/TLS 192.0.2.10;branch=z9hG4bK-tls"
    call.response(call.request("OPTIONS", ALICE, PROXY, over=over, replace=without), 400)
    over = call.tcp(ALICE, PROXY, ports=(50003, 5060))
    without |= {"From": None, "Via": "SIP/2.0/WS df7jal.invalid;branch=z9hG4bK-ws2"}
    call.response(call.request("OPTIONS", ALICE, PROXY, over=over, replace=without), 400)
    call.end(40)


@conversation
def fault_of_large_request(call: Conversation) -> None:
    """Not all header fields of a large request are kept, so that none is known to be missing."""
    large = {"body": b"Hello " * 1300, "replace": {"From": None}}
    call.response(call.request("MESSAGE", ALICE, PROXY, over=call.tcp(ALICE, PROXY), **large), 400)
    call.end(40)


@conversation
def body_taken_elsewhere(call: Conversation) -> None:
    """What bob accepts later has no body, or the same kind: it is no way out."""
    message = call.request("MESSAGE", ALICE, BOB, body=b"Hello")
    call.response(message, 415, headers=["Accept: text/html"])
    call.ok(call.request("MESSAGE", ALICE, BOB))
    call.ok(call.request("MESSAGE", ALICE, BOB, body=b"Hello"))
    call.end(40)


@conversation
def larger_ones_taken(call: Conversation) -> None:
    """What is accepted later is larger; of addresses a shorter one is accepted in the end."""
    call.response(call.request("MESSAGE", ALICE, BOB, body=b"Hello"), 513)
    call.ok(call.request("MESSAGE", ALICE, BOB, body=b"Hello, once more"))
    call.response(call.request("OPTIONS", ALICE, BOB, uri="sip:a-long-name@example.net"), 414)
    call.ok(call.request("OPTIONS", ALICE, BOB, uri="sip:a-still-longer-name@example.net"))
    call.ok(call.request("OPTIONS", ALICE, BOB, uri="sip:a-name@example.net"))
    call.end(40)


# --- OPTIONS ---


@conversation
def pinged_twice(call: Conversation) -> None:
    """A monitor pings a server that does not know the pinged name."""
    call.response(call.request("OPTIONS", ALICE, PROXY), 404)
    call.response(call.request("OPTIONS", ALICE, PROXY, after=30), 404)
    call.end(40)


@conversation
def ping_refused(call: Conversation) -> None:
    """The server lives, but does not talk to everybody."""
    call.response(call.request("OPTIONS", STRANGER, PROXY), 403)
    call.end(40)


@conversation
def ping_shows_trouble(call: Conversation) -> None:
    """The peer answers, and says that it cannot work."""
    call.response(call.request("OPTIONS", ALICE, PROXY), 503)
    call.end(40)


@conversation
def ping_passed_on(call: Conversation) -> None:
    """The answer comes from somebody behind the server."""
    ping = call.request("OPTIONS", ALICE, PROXY)
    call.forward(call.response(call.forward(ping, BOB), 404))
    call.end(40)


@conversation
def ping_in_dialog(call: Conversation) -> None:
    """OPTIONS inside a call asks for more than a sign of life."""
    answer = call.answered(ALICE, BOB)
    call.ok(call.within(answer, "OPTIONS"))
    call.end(40)


@conversation
def ping_of_hops(call: Conversation) -> None:
    """A test of hops ends at the first one; a loop ends it as well."""
    first = call.request("OPTIONS", ALICE, PROXY, replace={"Max-Forwards": "0"})
    call.response(first, 483)
    call.response(call.request("OPTIONS", ALICE, PROXY, replace={"Max-Forwards": "10"}), 483)
    call.end(40)
