# SPDX-License-Identifier: GPL-2.0-or-later
"""Extensions and intervals: 420 to 423. All are built: no stack sent them."""

from conversation import ALICE, BOB, PROXY, Conversation, Sent, conversation


def refused_timer(call: Conversation, asked: int, least: int | None) -> Sent:
    """Send an INVITE with a session timer that is too short."""
    invite = call.request("INVITE", ALICE, BOB, headers=[f"Session-Expires: {asked}"])
    lines = [] if least is None else [f"Min-SE: {least}"]
    call.ack(call.response(invite, 422, headers=lines))
    return invite


def refused_interval(call: Conversation, asked: int, least: int | None) -> Sent:
    """Send a REGISTER for a time that is too short."""
    register = call.send_register(BOB, expires=asked)
    call.response(register, 423, headers=[] if least is None else [f"Min-Expires: {least}"])
    return register


@conversation
def demanded_then_dropped(call: Conversation) -> None:
    """The caller repeats the INVITE without what the callee does not know."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Require: 100rel, timer"])
    call.ack(call.response(invite, 420, headers=["Unsupported: 100rel"]))
    again = call.again(invite, replace={"Require": "timer"})
    call.ack(call.ok(again))


@conversation
def demanded_again(call: Conversation) -> None:
    """The caller repeats the INVITE and demands the same."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Require: 100rel"])
    call.ack(call.response(invite, 420, headers=["Unsupported: 100rel"]))
    again = call.again(invite)
    call.ack(call.response(again, 420, headers=["Unsupported: 100rel"]))


@conversation
def not_demanded(call: Conversation) -> None:
    """The 420 names something that nobody demanded."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: 100rel"])
    call.ack(call.response(invite, 420, headers=["Unsupported: 100rel"]))


@conversation
def unnamed_extension(call: Conversation) -> None:
    """The 420 names nothing."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Require: timer"])
    call.ack(call.response(invite, 420))


@conversation
def cut_420(call: Conversation) -> None:
    """The capture cuts the 420 before it can name anything."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Require: timer"])
    lines = [f"Server: {'x' * 400}", "Unsupported: timer"]
    call.response(invite, 420, headers=lines, snap=500)


@conversation
def demanded_by_callee(call: Conversation) -> None:
    """The caller repeats the INVITE with what the callee insists on."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ack(call.response(invite, 421, headers=["Require: timer"]))
    call.ack(call.ok(call.again(invite, headers=["Supported: timer"])))


@conversation
def demanded_and_offered(call: Conversation) -> None:
    """The 421 insists on what the INVITE offers."""
    invite = call.request("INVITE", ALICE, BOB, headers=["Supported: timer"])
    call.ack(call.response(invite, 421, headers=["Require: timer"]))


@conversation
def timer_corrected(call: Conversation) -> None:
    """The caller repeats the INVITE with a longer session timer."""
    invite = refused_timer(call, 90, 600)
    again = call.again(invite, replace={"Session-Expires": "600"}, headers=["Min-SE: 600"])
    call.ack(call.ok(again))


@conversation
def timer_left_out(call: Conversation) -> None:
    """The caller repeats the INVITE without a session timer."""
    invite = refused_timer(call, 90, 600)
    call.ack(call.ok(call.again(invite, replace={"Session-Expires": None})))


@conversation
def timer_still_too_short(call: Conversation) -> None:
    """The caller repeats the INVITE with a session timer that is still too short."""
    invite = refused_timer(call, 90, 600)
    again = call.again(invite, replace={"Session-Expires": "120"})
    call.ack(call.response(again, 422, headers=["Min-SE: 600"]))


@conversation
def timer_below_90(call: Conversation) -> None:
    """A session timer of less than 90 s, and the capture ends at once."""
    refused_timer(call, 60, 90)


@conversation
def timer_given_up(call: Conversation) -> None:
    """The caller does not come back."""
    refused_timer(call, 90, 600)
    call.end(40)


@conversation
def timer_long_enough(call: Conversation) -> None:
    """The 422 refuses more than it wants."""
    refused_timer(call, 1800, 90)


@conversation
def timer_without_minimum(call: Conversation) -> None:
    """The 422 does not say what it wants."""
    refused_timer(call, 90, None)


@conversation
def timer_not_asked(call: Conversation) -> None:
    """A 422 to an INVITE without a session timer."""
    invite = call.request("INVITE", ALICE, BOB)
    call.ack(call.response(invite, 422, headers=["Min-SE: 90"]))


@conversation
def cut_interval(call: Conversation) -> None:
    """The capture cuts the 422 and the 423 before they can say what they want."""
    lines = [f"Server: {'x' * 400}"]
    invite = call.request("INVITE", ALICE, BOB, headers=["Session-Expires: 90"])
    call.ack(call.response(invite, 422, headers=[*lines, "Min-SE: 600"], snap=500))
    register = call.send_register(BOB, expires=30)
    call.response(register, 423, headers=[*lines, "Min-Expires: 60"], snap=500)


@conversation
def interval_corrected(call: Conversation) -> None:
    """The phone registers again for a longer time."""
    refused_interval(call, 30, 60)
    call.register(BOB, expires=60)


@conversation
def interval_given_up(call: Conversation) -> None:
    """The phone does not come back."""
    refused_interval(call, 30, 60)
    call.end(40)


@conversation
def interval_open(call: Conversation) -> None:
    """The capture ends before the phone can come back."""
    refused_interval(call, 30, 60)


@conversation
def interval_long_enough(call: Conversation) -> None:
    """The 423 refuses as much as it wants."""
    refused_interval(call, 60, 60)


@conversation
def interval_of_an_hour(call: Conversation) -> None:
    """The 423 refuses an hour."""
    refused_interval(call, 3600, 7200)


@conversation
def interval_of_a_publication(call: Conversation) -> None:
    """A PUBLISH for an hour is refused: RFC 3903 section 6 sets no limit to the minimum."""
    publish = call.request("PUBLISH", ALICE, PROXY, headers=["Event: presence", "Expires: 3600"])
    call.response(publish, 423, headers=["Min-Expires: 7200"])


@conversation
def interval_of_a_refresh(call: Conversation) -> None:
    """A refresh for an hour is refused: RFC 6665 section 4.2.1.4 sets no limit to the minimum."""
    lines = ["Event: presence", "Expires: 7200"]
    dialog = call.ok(call.request("SUBSCRIBE", ALICE, BOB, headers=lines))
    refresh = call.within(dialog, "SUBSCRIBE", headers=["Event: presence", "Expires: 3600"])
    call.response(refresh, 423, headers=["Min-Expires: 7200"])


@conversation
def interval_without_minimum(call: Conversation) -> None:
    """The 423 does not say what it wants."""
    refused_interval(call, 30, None)


@conversation
def interval_not_asked(call: Conversation) -> None:
    """A 423 to a SUBSCRIBE that leaves the time to the server."""
    subscribe = call.request("SUBSCRIBE", ALICE, PROXY, headers=["Event: dialog"])
    call.response(subscribe, 423, headers=["Min-Expires: 60"])


@conversation
def cut_behind_minimum(call: Conversation) -> None:
    """The capture cuts the 423 behind what it wants."""
    register = call.send_register(BOB, expires=30)
    call.response(register, 423, headers=["Min-Expires: 60", f"Server: {'x' * 400}"], snap=500)
