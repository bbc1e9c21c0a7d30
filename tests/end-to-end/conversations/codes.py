# SPDX-License-Identifier: GPL-2.0-or-later
"""Codes and methods that a rule names, or must not speak of, and that no other conversation has."""

from conversation import ALICE, ALICE_AT_HOME, BOB, CAROL, GATEWAY, PROXY
from conversation import Conversation, Party, Sent, conversation

MESSAGES = ["Event: message-summary", "Subscription-State: active"]


def log_in_at_proxy(call: Conversation) -> Sent:
    """Send a MESSAGE that the proxy takes after a login. Return the one with credentials."""
    asked = call.challenge(call.request("MESSAGE", ALICE, PROXY, body=b"hello"), 407)
    message = call.authenticate(asked)
    call.ok(message)
    return message


@conversation
def trying_for_a_message(call: Conversation) -> None:
    """Built: a slow server says 100 to a MESSAGE, as RFC 4320 allows, then nothing."""
    message = call.request("MESSAGE", ALICE, PROXY, body=b"hello")
    call.repeats(message, 0.5, 1, 2)
    call.response(message, 100, after=0.1)
    call.end(60)


@conversation
def notify_forked(call: Conversation) -> None:
    """Built: voice mail tells two telephones; one does not know the event, one is silent."""
    notify = call.request("NOTIFY", GATEWAY, PROXY, to=ALICE, headers=MESSAGES)
    call.response(call.forward(notify, ALICE), 489)
    silent = call.forward(notify, CAROL)
    call.ping(PROXY, CAROL)
    call.repeats(silent, 0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4)
    call.response(notify, 408)
    call.end(40)


@conversation
def reports_to_private_contact(call: Conversation) -> None:
    """Built: a telephone behind a NAT subscribes; the reports go to its private address."""
    inside = Party("alice", ALICE_AT_HOME.writes)
    lines = ["Event: dialog", "Expires: 600"]
    subscribe = call.request("SUBSCRIBE", ALICE_AT_HOME, GATEWAY, headers=lines)
    accepted = call.response(subscribe, 200, headers=["Expires: 600"])
    report = call.notify(accepted, GATEWAY, event="dialog", target=inside)
    call.repeats(report, 0.5, 1, 2, 4)
    call.end(40)


@conversation
def stale_at_proxy(call: Conversation) -> None:
    """Built: a proxy says that the nonce is too old; the caller logs in again."""
    refused = call.challenge(call.again(log_in_at_proxy(call), after=60), 407, stale=True)
    call.ok(call.authenticate(refused))
    call.end(40)


@conversation
def counter_at_proxy(call: Conversation) -> None:
    """Built: the second MESSAGE has the credentials of the first one, the counter stands still."""
    refused = call.challenge(call.again(log_in_at_proxy(call), after=1), 407)
    call.ok(call.authenticate(refused))
    call.end(40)


@conversation
def realms_of_others(call: Conversation) -> None:
    """Built: the INVITE has credentials for two other realms than the one of the phone system."""
    lines = [
        f'Authorization: Digest username="alice", realm="{realm}", nonce="n", response="0"'
        for realm in ("a.example", "b.example")
    ]
    call.ack(call.challenge(call.request("INVITE", ALICE, PROXY, headers=lines), 401))
    call.end(40)


@conversation
def message_refused_at_once(call: Conversation) -> None:
    """Built: a registered telephone refuses a MESSAGE at once."""
    call.register(BOB)
    message = call.request("MESSAGE", ALICE, PROXY, to=BOB, uri=BOB.uri, body=b"hello")
    call.forward(call.response(call.forward(message, BOB), 480))
    call.end(40)
