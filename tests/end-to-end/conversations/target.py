# SPDX-License-Identifier: GPL-2.0-or-later
"""The target was not found. All are built: no stack sent them."""

from conversation import ALICE, BOB, PROXY, Conversation, conversation


@conversation
def unknown_number(call: Conversation) -> None:
    """The proxy does not know the number, and the caller acknowledges that."""
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:1234@example.net")
    call.response(invite, 100)
    call.ack(call.response(invite, 404))
    call.end(40)


@conversation
def unknown_to_next_hop(call: Conversation) -> None:
    """A phone answers 404, which the proxy sends on and the caller acknowledges."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 100)
    sent_on = call.forward(invite, BOB)
    refused = call.response(sent_on, 404)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(40)
