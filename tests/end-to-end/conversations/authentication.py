# SPDX-License-Identifier: GPL-2.0-or-later
"""Credentials are asked for. All are built: no stack sent them."""

from conversation import ALICE, PROXY, Conversation, conversation


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
