# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls are transferred. All are built: no stack sent them."""

from conversation import ALICE, BOB, CAROL, Conversation, conversation, sipfrag


@conversation
def busy_transfer_target(call: Conversation) -> None:
    """The callee transfers the caller to somebody who is busy, over TCP."""
    answered = call.answered(ALICE, BOB, over=call.tcp(ALICE, BOB))
    accepted = call.response(call.refer(answered, BOB, CAROL.uri), 202)
    call.ok(call.notify(accepted, ALICE, sipfrag(100)))
    busy = call.response(call.request("INVITE", ALICE, CAROL), 486)
    call.ack(busy)
    call.ok(call.notify(accepted, ALICE, sipfrag(486), state="terminated;reason=noresource"))
    call.end(40)
