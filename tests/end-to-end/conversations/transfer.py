# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls are transferred, users subscribe. All are built: no stack sent them."""

from conversation import ALICE, BOB, CAROL, PROXY, Conversation, Sent, conversation, sipfrag

OVER = "terminated;reason=noresource"


@conversation
def busy_transfer_target(call: Conversation) -> None:
    """The callee transfers the caller to somebody who is busy, over TCP."""
    answered = call.answered(ALICE, BOB, over=call.tcp(ALICE, BOB))
    accepted = call.response(call.refer(answered, BOB, CAROL.uri), 202)
    call.ok(call.notify(accepted, ALICE, sipfrag(100)))
    busy = call.response(call.request("INVITE", ALICE, CAROL), 486)
    call.ack(busy)
    call.ok(call.notify(accepted, ALICE, sipfrag(486), state=OVER))
    call.end(40)


def accepted_order(call: Conversation, **refer: object) -> Sent:
    """Let the caller ask the callee to call Carol."""
    answered = call.answered(ALICE, BOB)
    return call.response(call.refer(answered, ALICE, CAROL.uri, **refer), 202)


def report(call: Conversation, accepted: Sent, code: int, state: str = "active") -> Sent:
    """Report on the order, and let the caller confirm it."""
    return call.ok(call.notify(accepted, BOB, sipfrag(code), state=state))


def call_carol(call: Conversation, code: int = 200) -> None:
    """Let the callee do what it was asked to."""
    invite = call.request("INVITE", BOB, CAROL, headers=[f"Referred-By: <{ALICE.uri}>"])
    call.response(invite, 180)
    call.ack(call.response(invite, code, after=2))


# --- 202-refer-succeeded, -failed ---


@conversation
def transfer_succeeds(call: Conversation) -> None:
    """Carol answers, and that is reported."""
    accepted = accepted_order(call)
    report(call, accepted, 100)
    call_carol(call)
    report(call, accepted, 200, OVER)
    call.end(70)


@conversation
def handed_over(call: Conversation) -> None:
    """Success is reported at once: nobody can have answered."""
    accepted = accepted_order(call)
    call.ok(call.notify(accepted, BOB, sipfrag(200), state=OVER, after=0.01))
    call.end(70)


@conversation
def second_try_succeeds(call: Conversation) -> None:
    """A failure is reported first, success later."""
    accepted = accepted_order(call)
    report(call, accepted, 503)
    report(call, accepted, 200, OVER)
    call.end(70)


@conversation
def success_taken_back(call: Conversation) -> None:
    """Success is reported first, a failure later."""
    accepted = accepted_order(call)
    report(call, accepted, 200)
    report(call, accepted, 480, OVER)
    call.end(70)


@conversation
def two_transfers(call: Conversation) -> None:
    """Two orders in one call: each report names its own by id."""
    first = accepted_order(call)
    second = call.response(call.refer(first.answered.finals[0], ALICE, BOB.uri), 202)
    for order, code in ((second, 486), (first, 200)):
        event = f"refer;id={order.cseq}"
        call.ok(call.notify(order, BOB, sipfrag(code), state=OVER, event=event))
    call.end(70)


# --- 202-refer-only-trying ---


@conversation
def no_result(call: Conversation) -> None:
    """Only 100 is reported, and the new call was not captured."""
    report(call, accepted_order(call), 100)
    call.end(70)


@conversation
def no_result_yet(call: Conversation) -> None:
    """Only 100 is reported, but the capture ends soon."""
    report(call, accepted_order(call), 100)
    call.end(20)


@conversation
def hung_up_after_trying(call: Conversation) -> None:
    """The caller does not wait for the result."""
    accepted = accepted_order(call)
    report(call, accepted, 100)
    call.ok(call.within(accepted, "BYE", ALICE))
    call.end(70)


@conversation
def answered_and_hung_up(call: Conversation) -> None:
    """Carol answers, the old call ends: no report is needed."""
    accepted = accepted_order(call)
    report(call, accepted, 100)
    call_carol(call)
    call.ok(call.within(accepted, "BYE", ALICE))
    call.end(70)


# --- 202-refer-no-notify ---


@conversation
def nothing_reported(call: Conversation) -> None:
    """No report, no new call."""
    accepted_order(call)
    call.end(40)


@conversation
def nothing_reported_but_called(call: Conversation) -> None:
    """No report, but Carol is called and answers."""
    accepted_order(call)
    call_carol(call)
    call.end(40)


@conversation
def no_reports_agreed(call: Conversation) -> None:
    """Both sides want no subscription."""
    answered = call.answered(ALICE, BOB)
    refer = call.refer(answered, ALICE, CAROL.uri, headers=["Refer-Sub: false"])
    call.response(refer, 202, headers=["Refer-Sub: false"])
    call.end(40)


@conversation
def reported_another_way(call: Conversation) -> None:
    """A REFER outside of a dialog through a proxy that is not in the route: NOTIFY passes it by."""
    lines = [f"Refer-To: <{CAROL.uri}>"]
    refer = call.forward(call.request("REFER", ALICE, PROXY, headers=lines), BOB)
    call.forward(call.response(refer, 202))
    call.end(40)


@conversation
def called_and_hung_up(call: Conversation) -> None:
    """The callee calls Carol and hangs up at once: it owes no report any more."""
    accepted = accepted_order(call)
    call.request("INVITE", BOB, CAROL, headers=[f"Referred-By: <{ALICE.uri}>"])
    call.ok(call.within(accepted, "BYE", BOB))
    call.end(40)


# --- 202-refer-notify-rejected ---


@conversation
def report_refused(call: Conversation) -> None:
    """The caller does not support the event of the report."""
    accepted = accepted_order(call)
    call.response(call.notify(accepted, BOB, sipfrag(100)), 489)
    call.end(70)


@conversation
def report_after_bye(call: Conversation) -> None:
    """The caller has hung up before the report comes."""
    accepted = accepted_order(call)
    call.ok(call.within(accepted, "BYE", ALICE))
    call.response(call.notify(accepted, BOB, sipfrag(100)), 481)
    call.end(70)


@conversation
def report_challenged(call: Conversation) -> None:
    """The caller wants credentials with the report, and gets them."""
    accepted = accepted_order(call)
    challenge = call.challenge(call.notify(accepted, BOB, sipfrag(200), state=OVER))
    call.ok(call.authenticate(challenge))
    call.end(70)


@conversation
def report_taken_at_last(call: Conversation) -> None:
    """A report fails, the next one is taken."""
    accepted = accepted_order(call)
    call.response(call.notify(accepted, BOB, sipfrag(100)), 500)
    report(call, accepted, 200, OVER)
    call.end(70)


# --- 202-refer-subscription-lost, -order, -report ---


@conversation
def reports_ran_out(call: Conversation) -> None:
    """The reports end before there is a result."""
    accepted = accepted_order(call)
    report(call, accepted, 100)
    report(call, accepted, 180, "terminated;reason=timeout")
    call.end(70)


@conversation
def ordered_otherwise(call: Conversation) -> None:
    """The REFER is an order to a conference, no transfer of a call."""
    answered = call.answered(ALICE, BOB)
    accepted = call.response(call.refer(answered, ALICE, f"{CAROL.uri};method=BYE"), 202)
    report(call, accepted, 200, OVER)
    call.end(70)


@conversation
def report_without_refer(call: Conversation) -> None:
    """The REFER came before the capture."""
    answered = call.answered(ALICE, BOB)
    refer = call.refer(answered, ALICE, CAROL.uri, captured=False)
    accepted = call.response(refer, 202, captured=False)
    report(call, accepted, 486, OVER)


# --- 2xx-subscribe-outcome ---


def subscribed(call: Conversation, code: int = 200, **parts: object) -> Sent:
    """Subscribe to the presence of somebody."""
    lines = ["Event: presence", "Expires: 600"]
    return call.response(call.request("SUBSCRIBE", ALICE, BOB, headers=lines, **parts), code)


def state(call: Conversation, accepted: Sent, value: str) -> None:
    """Tell the state of a subscription."""
    call.ok(call.notify(accepted, BOB, b"", state=value, event="presence"))


@conversation
def subscription_granted_later(call: Conversation) -> None:
    """The watcher waits for permission, gets it, and ends the subscription."""
    accepted = subscribed(call, 202)
    state(call, accepted, "pending")
    state(call, accepted, "active;expires=600")
    lines = ["Event: presence", "Expires: 0"]
    ended = call.within(accepted, "SUBSCRIBE", headers=lines)
    call.ok(ended)
    state(call, accepted, "terminated;reason=timeout")


@conversation
def subscription_pending(call: Conversation) -> None:
    """Nobody has granted it yet."""
    state(call, subscribed(call, 202), "pending")


@conversation
def subscription_rejected(call: Conversation) -> None:
    """The watcher has no permission."""
    state(call, subscribed(call, 202), "terminated;reason=rejected")


@conversation
def subscription_over(call: Conversation) -> None:
    """What was watched is gone after a while."""
    accepted = subscribed(call)
    state(call, accepted, "active;expires=600")
    state(call, accepted, "terminated;reason=noresource")


@conversation
def subscription_without_notify(call: Conversation) -> None:
    """No NOTIFY follows."""
    subscribed(call)
    call.end(40)


@conversation
def subscription_unchanged(call: Conversation) -> None:
    """The subscriber has that state already: no NOTIFY is due."""
    subscribed(call, 204)
    call.end(40)


@conversation
def subscription_short_capture(call: Conversation) -> None:
    """The capture ends before a NOTIFY is due."""
    subscribed(call)
    call.end(10)


# --- 202-message-stored ---


@conversation
def message_for_later(call: Conversation) -> None:
    """A server keeps the message and delivers it later."""
    lines = {"body": b"Hello", "headers": ["Content-Type: text/plain"]}
    call.response(call.request("MESSAGE", ALICE, PROXY, **lines), 202)
    call.ok(call.request("MESSAGE", PROXY, BOB, to=BOB, sender=ALICE, after=30, **lines))


# --- Calls and reports in another order ---


@conversation
def answered_at_once(call: Conversation) -> None:
    """A machine answers the new call, so success is reported at once."""
    accepted = accepted_order(call)
    invite = call.request(
        "INVITE", BOB, CAROL, headers=[f"Referred-By: <{ALICE.uri}>"], after=0.01
    )
    call.ack(call.ok(invite, after=0.02), after=0.01)
    call.ok(call.notify(accepted, BOB, sipfrag(200), state=OVER, after=0.01))
    call.end(70)


@conversation
def report_after_result(call: Conversation) -> None:
    """The result was taken; a report that comes behind it is refused."""
    accepted = accepted_order(call)
    report(call, accepted, 200)
    call.response(call.notify(accepted, BOB, sipfrag(100), state=OVER), 481)
    call.end(70)


@conversation
def order_without_call(call: Conversation) -> None:
    """A REFER outside of any call makes Bob's telephone call Carol."""
    order = call.request("REFER", ALICE, BOB, headers=[f"Refer-To: <{CAROL.uri}>"])
    accepted = call.response(order, 202)
    call.ack(call.ok(call.request("INVITE", BOB, CAROL), after=2))
    report(call, accepted, 200, OVER)
    call.end(70)


@conversation
def subscription_another_way(call: Conversation) -> None:
    """The proxy is not in the route: NOTIFY does not pass it."""
    lines = ["Event: presence", "Expires: 600"]
    asked = call.forward(call.request("SUBSCRIBE", ALICE, PROXY, headers=lines), BOB)
    call.forward(call.ok(asked))
    call.end(40)


@conversation
def called_before(call: Conversation) -> None:
    """Bob had called Carol before he was asked to, and does not call again."""
    call.ack(call.ok(call.request("INVITE", BOB, CAROL)))
    report(call, accepted_order(call), 503, OVER)
    call.end(70)


@conversation
def subscription_recorded(call: Conversation) -> None:
    """The proxy is in the route, so a NOTIFY would pass it: there is none."""
    lines = ["Event: presence", "Expires: 600"]
    asked = call.request("SUBSCRIBE", ALICE, PROXY, headers=lines)
    call.forward(call.ok(call.forward(asked, BOB, record_route=True)))
    call.end(40)


@conversation
def two_subscriptions(call: Conversation) -> None:
    """Two subscriptions in one dialog, told apart by id: the end of one does not end the other."""
    lines = ["Event: presence;id=1", "Expires: 600"]
    first = call.ok(call.request("SUBSCRIBE", ALICE, BOB, headers=lines), headers=lines[1:])
    call.ok(call.notify(first, BOB, b"", state="active;expires=600", event="presence;id=1"))
    lines = ["Event: presence;id=2", "Expires: 600"]
    second = call.ok(call.within(first, "SUBSCRIBE", headers=lines), headers=lines[1:])
    call.ok(call.notify(second, BOB, b"", state="terminated;reason=timeout", event="presence;id=2"))
    late = call.notify(first, BOB, b"", state="active;expires=590", event="presence;id=1", after=9)
    call.response(late, 481)
    call.end(40)


# --- Transfers through a proxy, of the caller, without a call ---


@conversation
def transfer_through_proxy(call: Conversation) -> None:
    """All goes through a proxy in the route; the reports end without a result."""
    by_proxy = {"target": PROXY, "route": True}
    answered = call.answered(ALICE, BOB, PROXY, record_route=True)
    order = call.forward(call.refer(answered, ALICE, CAROL.uri, **by_proxy), BOB)
    call.forward(call.response(order, 202))
    for code, state in ((100, "active"), (180, "terminated;reason=timeout")):
        told = call.notify(answered, BOB, sipfrag(code), state=state, **by_proxy)
        call.forward(call.ok(call.forward(told, ALICE)))
    bye = call.within(answered, "BYE", ALICE, **by_proxy)
    call.forward(call.ok(call.forward(bye, BOB)))
    call.end(70)


@conversation
def callee_transfers(call: Conversation) -> None:
    """The callee transfers the caller; neither Contact nor new call say more of her than From."""
    answered = call.answered(ALICE, BOB)
    order = call.refer(answered, BOB, CAROL.uri, uri=f"sip:{ALICE.address}")
    accepted = call.response(order, 202)
    call.ack(call.ok(call.request("INVITE", ALICE, CAROL), after=2))
    call.ok(call.notify(accepted, ALICE, sipfrag(200), state=OVER))
    call.end(70)


@conversation
def reports_extended(call: Conversation) -> None:
    """Who ordered a call wants to hear of it for longer, and does until its result."""
    order = call.request("REFER", ALICE, BOB, headers=[f"Refer-To: <{CAROL.uri}>"])
    accepted = call.response(order, 202)
    report(call, accepted, 100)
    lines = ["Event: refer", "Expires: 600"]
    call.ok(call.within(accepted, "SUBSCRIBE", headers=lines), headers=lines[1:])
    report(call, accepted, 200, OVER)
    call.end(70)
