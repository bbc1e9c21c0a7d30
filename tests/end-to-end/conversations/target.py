# SPDX-License-Identifier: GPL-2.0-or-later
"""The target was not found. All are built: no stack sent them."""

from dataclasses import replace
from typing import Any

from conversation import ALICE, BOB, CAROL, GATEWAY, PROXY, PROXY2
from conversation import Conversation, Party, Sent, conversation


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


# --- Registered in another domain ---

BOB_ELSEWHERE = replace(BOB, domain="example.org")


def refused(call: Conversation, code: int, uri: str = BOB.uri, **parts: Any) -> Sent:
    """Send an INVITE to the proxy that refuses it. Return the INVITE."""
    invite = call.request("INVITE", ALICE, PROXY, uri=uri, **parts)
    call.ack(call.response(invite, code))
    return invite


@conversation
def wrong_domain(call: Conversation) -> None:
    """The callee is registered at the same server in another domain."""
    call.register(BOB_ELSEWHERE)
    refused(call, 404)


@conversation
def wrong_domain_before_many(call: Conversation) -> None:
    """The same, and then the callee registers more often than neighbours are looked at."""
    call.register(BOB_ELSEWHERE)
    refused(call, 404)
    for _ in range(300):
        call.register(BOB_ELSEWHERE)


@conversation
def wrong_domain_other_server(call: Conversation) -> None:
    """The callee is registered in another domain at another server."""
    call.register(BOB_ELSEWHERE, PROXY2)
    refused(call, 404)


@conversation
def wrong_domain_and_right(call: Conversation) -> None:
    """The callee is registered in both domains, with two servers."""
    call.register(BOB_ELSEWHERE)
    call.register(BOB, PROXY2)
    refused(call, 480)


@conversation
def domain_of_caller(call: Conversation) -> None:
    """A user of that name is registered in another domain; the caller is in the one he calls."""
    call.register(BOB_ELSEWHERE)
    call.register(CAROL, PROXY2)
    invite = call.request("INVITE", CAROL, PROXY, uri=BOB.uri)
    call.ack(call.response(invite, 404))


@conversation
def domain_by_address(call: Conversation) -> None:
    """The caller names the address of the registrar instead of its domain."""
    call.register(BOB_ELSEWHERE)
    refused(call, 404, f"sip:bob@{PROXY.address}")


@conversation
def passed_on_by_registrar(call: Conversation) -> None:
    """The registrar passes the call on to a system with the same extensions."""
    call.register(BOB_ELSEWHERE)
    invite = call.request("INVITE", ALICE, PROXY)
    answer = call.response(call.forward(invite, PROXY2), 404)
    call.ack(answer)
    call.ack(call.forward(answer))


@conversation
def own_mailbox(call: Conversation) -> None:
    """A phone asks for its mailbox, which there is not."""
    call.register(BOB_ELSEWHERE)
    lines = ["Event: message-summary", "Expires: 60"]
    subscribe = call.request("SUBSCRIBE", BOB_ELSEWHERE, PROXY, uri=BOB.uri, headers=lines)
    call.response(subscribe, 404)


@conversation
def wrong_domain_of_registered_caller(call: Conversation) -> None:
    """The caller is registered at the same server, in a third domain."""
    call.register(ALICE)
    call.register(BOB_ELSEWHERE)
    refused(call, 404)


@conversation
def wrong_name_in_served_domain(call: Conversation) -> None:
    """The server found somebody else in the domain that the caller names."""
    call.register(BOB_ELSEWHERE)
    call.response(call.request("INVITE", CAROL, PROXY, uri="sip:dave@example.net"), 180)
    refused(call, 404)


@conversation
def others_found_later(call: Conversation) -> None:
    """The caller then reaches somebody else, and another user of that name."""
    call.register(BOB_ELSEWHERE)
    refused(call, 404)
    for uri in ("sip:dave@example.org", "sip:bob@example.com"):
        call.response(call.request("INVITE", ALICE, PROXY, uri=uri), 180)


@conversation
def number_in_wrong_domain(call: Conversation) -> None:
    """A number with separators is registered in another domain, without them."""
    call.register(Party("12025550109", "192.0.2.20", domain="example.org"))
    refused(call, 404, "sip:1-202-555-0109@example.net")


@conversation
def passed_on_twice_by_registrar(call: Conversation) -> None:
    """The registrar passes the call on, and the next server as well."""
    call.register(BOB_ELSEWHERE)
    invite = call.request("INVITE", ALICE, PROXY)
    answer = call.response(call.forward(call.forward(invite, PROXY2), GATEWAY), 404)
    call.ack(answer)
    for _ in range(2):
        answer = call.forward(answer)
        call.ack(answer)


# --- Registration gone ---


@conversation
def expired(call: Conversation) -> None:
    """The registration of the callee was not renewed: its refresh got no answer."""
    call.register(BOB, expires=60)
    call.send_register(BOB, expires=60, after=50)
    call.wait(60)
    refused(call, 480)


@conversation
def expired_or_answer_unseen(call: Conversation) -> None:
    """The registration ended, but the answer to its refresh was not captured."""
    call.register(BOB, expires=600)
    call.send_register(BOB, expires=600, after=590)
    call.wait(1000)
    refused(call, 480)


@conversation
def just_expired(call: Conversation) -> None:
    """The registration ended a moment ago: registrars keep it a little longer."""
    call.register(BOB, expires=60)
    call.wait(80)
    refused(call, 480)


@conversation
def expired_at_other_server(call: Conversation) -> None:
    """The registration that ended was at another server."""
    call.register(BOB, PROXY2, expires=60)
    call.wait(120)
    refused(call, 480)


@conversation
def removed(call: Conversation) -> None:
    """The callee unregistered long before."""
    call.register(BOB)
    call.register(BOB, expires=0)
    call.wait(120)
    refused(call, 404)


@conversation
def removed_at_other_server(call: Conversation) -> None:
    """The callee unregistered from another server."""
    call.register(BOB, PROXY2)
    call.register(BOB, PROXY2, expires=0)
    refused(call, 404)


@conversation
def removed_and_back(call: Conversation) -> None:
    """The callee unregistered, and registered again before the call."""
    call.register(BOB)
    call.register(BOB, expires=0)
    call.register(BOB, contact="<sip:bob@192.0.2.20:5062>")
    refused(call, 480)


@conversation
def expired_but_rings(call: Conversation) -> None:
    """The registration ended in this capture, but the phone rings."""
    call.register(BOB, expires=60)
    call.wait(120)
    invite = call.request("INVITE", ALICE, PROXY)
    call.response(invite, 180)
    call.ack(call.response(invite, 480))


@conversation
def refused_by_device(call: Conversation) -> None:
    """The device itself refuses, whose registration seems to have ended."""
    call.register(BOB, expires=60)
    call.wait(120)
    invite = call.request("INVITE", ALICE, PROXY)
    answer = call.response(call.forward(invite, BOB), 480)
    call.ack(answer)
    call.ack(call.forward(answer))


@conversation
def never_registered(call: Conversation) -> None:
    """Others register, the callee never does."""
    call.register(CAROL, expires=60)
    call.register(CAROL, expires=60, after=50)
    call.wait(50)
    refused(call, 480)


@conversation
def never_seen_for_long(call: Conversation) -> None:
    """The capture is shorter than a registration: the callee may have registered before."""
    call.register(CAROL, expires=600)
    call.wait(50)
    refused(call, 480)


@conversation
def never_a_number(call: Conversation) -> None:
    """A number of the telephone network does not register."""
    call.register(CAROL, expires=60)
    call.wait(100)
    refused(call, 404, "sip:12025550109@example.net")


@conversation
def never_but_tried(call: Conversation) -> None:
    """Others register; the callee tries it as well, and is refused."""
    call.register(CAROL, expires=60)
    call.response(call.send_register(BOB, expires=60), 403)
    call.wait(100)
    refused(call, 480)


@conversation
def expired_and_refused(call: Conversation) -> None:
    """The registrar did not renew the registration."""
    call.register(BOB, expires=60)
    call.response(call.send_register(BOB, expires=60, after=50), 403)
    call.wait(60)
    refused(call, 480)


@conversation
def expired_and_refused_later(call: Conversation) -> None:
    """The device comes back after the call, and is refused."""
    call.register(BOB, expires=60)
    call.wait(120)
    refused(call, 480)
    call.response(call.send_register(BOB, expires=60), 403)


@conversation
def two_devices_expired(call: Conversation) -> None:
    """Two devices, one of which had asked for a longer time."""
    both = ["<sip:bob@192.0.2.20>;expires=60", "<sip:bob@192.0.2.21>;expires=300"]
    call.register(BOB, expires=60)
    call.register(replace(BOB, address="192.0.2.21"), expires=300, bindings=both)
    call.wait(400)
    refused(call, 480)


@conversation
def registers_at_that_moment(call: Conversation) -> None:
    """The device registers again while it is called."""
    call.register(BOB, expires=60)
    register = call.send_register(BOB, expires=60, after=120)
    invite = call.request("INVITE", ALICE, PROXY)
    call.registered(register)
    call.ack(call.response(invite, 480))


# --- Numbers ---

GATEWAY_USER = Party("12025550109", "192.0.2.20", domain="example.net")


@conversation
def number_registered(call: Conversation) -> None:
    """The number is registered with the country code."""
    call.register(GATEWAY_USER)
    refused(call, 404, "sip:02025550109@example.net")


@conversation
def number_found_later(call: Conversation) -> None:
    """The caller finds the number in another form."""
    refused(call, 403, "sip:+12025550109@example.net")
    again = call.request("INVITE", ALICE, PROXY, uri="sip:0012025550109@example.net")
    call.response(again, 180)


@conversation
def number_forbidden(call: Conversation) -> None:
    """A number is forbidden that somebody else may call in another form."""
    other = call.request("INVITE", CAROL, PROXY, uri="sip:0012025550109@example.net")
    call.response(other, 180)
    refused(call, 403, "sip:+12025550109@example.net")


@conversation
def number_with_more_digits(call: Conversation) -> None:
    """The number that is found goes on where the other ends."""
    refused(call, 404, "sip:1202555@example.net")
    again = call.request("INVITE", ALICE, PROXY, uri="sip:12025550109@example.net")
    call.response(again, 180)


@conversation
def number_found_before(call: Conversation) -> None:
    """The number was found in the same form, and in another one."""
    for user in ("12025550109", "+12025550109"):
        other = call.request("INVITE", CAROL, PROXY, uri=f"sip:{user}@example.net")
        call.response(other, 180)
    refused(call, 404, "sip:+12025550109@example.net")


@conversation
def number_too_short_to_tell(call: Conversation) -> None:
    """Extension 101 is not 0101."""
    call.register(Party("101", "192.0.2.20", domain="example.net"))
    refused(call, 404, "sip:0101@example.net")


@conversation
def number_with_plus(call: Conversation) -> None:
    """The server took only numbers without +."""
    other = call.request("INVITE", ALICE, PROXY, uri="sip:12025550100@example.net")
    call.response(other, 180)
    refused(call, 404, "sip:+442079460000@example.net")


@conversation
def number_without_plus(call: Conversation) -> None:
    """The server took only numbers with +."""
    other = call.request("INVITE", ALICE, PROXY, uri="sip:+12025550100@example.net")
    call.response(other, 180)
    refused(call, 404, "sip:02079460000@example.net")


@conversation
def number_with_separators(call: Conversation) -> None:
    """The server took only plain numbers."""
    other = call.request("INVITE", ALICE, PROXY, uri="sip:12025550100@example.net")
    call.response(other, 180)
    refused(call, 404, "sip:44-20-7946-0000@example.net")


@conversation
def number_registered_long_ago(call: Conversation) -> None:
    """The number is registered without its country code; many requests came since then."""
    call.register(Party("2025550109", "192.0.2.20", domain="example.net"))
    for _ in range(300):
        call.ping(CAROL, PROXY)
    refused(call, 404, "sip:+12025550109@example.net")


@conversation
def number_in_both_forms(call: Conversation) -> None:
    """The server takes numbers with + and without: their form says nothing."""
    for user in ("+12025550100", "12025550101"):
        other = call.request("INVITE", CAROL, PROXY, uri=f"sip:{user}@example.net")
        call.response(other, 180)
    refused(call, 404, "sip:+442079460000@example.net")
    refused(call, 404, "sip:02079460000@example.net")


# --- Domains ---


@conversation
def domain_unsaid(call: Conversation) -> None:
    """The server registers users of another domain; the phrase says nothing."""
    call.register(CAROL)
    refused(call, 404, "sip:dave@example.org")


@conversation
def domain_not_relayed(call: Conversation) -> None:
    """The server says that it does not relay."""
    call.register(CAROL)
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:dave@example.org")
    call.ack(call.response(invite, 403, "Not relaying"))


@conversation
def domain_served(call: Conversation) -> None:
    """The server found somebody else of that domain."""
    call.register(CAROL)
    other = call.request("INVITE", ALICE, PROXY, uri="sip:erin@example.org")
    call.response(other, 180)
    refused(call, 404, "sip:dave@example.org")


@conversation
def domain_on_the_way(call: Conversation) -> None:
    """The request has a Route to another server."""
    call.register(CAROL)
    lines = [f"Route: <sip:{PROXY2.host};lr>"]
    refused(call, 404, "sip:dave@example.org", headers=lines)


@conversation
def domain_passed_on(call: Conversation) -> None:
    """The server passes the request on."""
    call.register(CAROL)
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:dave@example.org")
    answer = call.response(call.forward(invite, PROXY2), 404, "Not here", after=0.01)
    call.ack(answer)
    call.ack(call.forward(answer, after=0.01))


@conversation
def domain_after_a_while(call: Conversation) -> None:
    """The answer takes so long that somebody else was asked."""
    call.register(CAROL)
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:dave@example.org")
    call.ack(call.response(invite, 404, after=2))


@conversation
def domain_of_ping(call: Conversation) -> None:
    """A ping with a name that the server does not know."""
    call.register(CAROL)
    ping = call.request("OPTIONS", ALICE, PROXY, uri="sip:sbc.example.org")
    call.response(ping, 404)


@conversation
def domain_that_rings(call: Conversation) -> None:
    """Somebody was reached in the domain before the 404."""
    call.register(CAROL)
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:dave@example.org")
    call.response(invite, 183)
    call.ack(call.response(invite, 404))


@conversation
def domain_at_phone(call: Conversation) -> None:
    """A phone, not a server, does not know the name."""
    call.register(BOB)
    call.response(call.request("INVITE", CAROL, BOB, uri=BOB.uri), 180)
    invite = call.request("INVITE", ALICE, BOB, uri="sip:dave@example.org")
    call.ack(call.response(invite, 404))


# --- Requests in a call ---


def routed_call(call: Conversation) -> Sent:
    """Make a call through a proxy that stays in the route."""
    return call.answered(ALICE, BOB, PROXY, record_route=True)


def bye_through_proxies(call: Conversation, records: bool) -> None:
    """Let a BYE lose its Route at the first of three proxies, the last of which may record."""
    invite = call.request("INVITE", ALICE, PROXY)
    first = call.forward(invite, PROXY2, record_route=True)
    second = call.forward(first, GATEWAY, record_route=True)
    answer = call.ok(call.forward(second, BOB, record_route=records))
    answered = call.forward(call.forward(call.forward(answer)))
    call.within(answered, "ACK", target=PROXY, route=True)
    bye = call.within(answered, "BYE", target=PROXY, route=True)
    call.response(call.forward(bye, PROXY2, uri=BOB.contact, replace={"Route": None}), 404)
    call.end(40)


@conversation
def bye_route_lost(call: Conversation) -> None:
    """The first proxy takes all of Route away, so that the second one does not know the third."""
    bye_through_proxies(call, True)


@conversation
def bye_route_at_its_end(call: Conversation) -> None:
    """No server behind the second proxy recorded itself: the missing Route says nothing."""
    bye_through_proxies(call, False)


@conversation
def bye_unrouted_of_callee(call: Conversation) -> None:
    """The callee hangs up without Route."""
    answered = routed_call(call)
    call.response(call.within(answered, "BYE", BOB, PROXY), 404, "Not here")


@conversation
def bye_routed(call: Conversation) -> None:
    """A BYE with its Route is refused all the same."""
    answered = routed_call(call)
    call.response(call.within(answered, "BYE", target=PROXY, route=True), 404)


@conversation
def bye_wrong_route(call: Conversation) -> None:
    """A BYE has another Route than the recorded one."""
    answered = routed_call(call)
    bye = call.within(answered, "BYE", target=PROXY, route=["<sip:198.51.100.77;lr>"])
    call.response(bye, 403)


@conversation
def bye_behind_outbound_proxy(call: Conversation) -> None:
    """A BYE has an outbound proxy before its Route."""
    answered = routed_call(call)
    routes = [f"<sip:{PROXY2.host};lr>", f"<sip:{PROXY.host};lr>"]
    call.response(call.within(answered, "BYE", target=PROXY, route=routes), 404)


@conversation
def bye_after_bye(call: Conversation) -> None:
    """The call has ended."""
    answered = routed_call(call)
    bye = call.within(answered, "BYE", target=PROXY, route=True)
    call.forward(call.ok(call.forward(bye, BOB)))
    call.response(call.within(answered, "BYE", target=PROXY), 404, "Not here")


@conversation
def bye_to_border_controller(call: Conversation) -> None:
    """The other end has put itself into the route; it does not know the call any more."""
    invite = call.request("INVITE", ALICE, GATEWAY)
    answered = call.ok(invite, headers=[f"Record-Route: <sip:{GATEWAY.host};lr>"])
    call.ack(answered)
    call.response(call.within(answered, "BYE"), 481)


@conversation
def bye_past_the_proxy(call: Conversation) -> None:
    """A BYE goes past the proxy; the other end itself does not know it."""
    answered = routed_call(call)
    call.response(call.within(answered, "BYE"), 481)


def call_through_two(call: Conversation) -> Sent:
    """Make a call through two proxies that stay in the route. Return the 200 of the caller."""
    invite = call.request("INVITE", ALICE, PROXY)
    second = call.forward(call.forward(invite, PROXY2, record_route=True), BOB, record_route=True)
    final = call.forward(call.forward(call.ok(second)))
    call.ack(final, target=PROXY, route=True)
    return final


@conversation
def requests_along_route(call: Conversation) -> None:
    """Requests of both sides along the recorded route are refused all the same."""
    final = call_through_two(call)
    call.response(call.within(final, "INFO", target=PROXY, route=True), 404)
    routes = [f"<sip:{PROXY2.host};lr>", f"<sip:{PROXY.host};lr>"]
    call.response(call.within(final, "BYE", BOB, PROXY2, route=routes), 404)


@conversation
def requests_along_route_reversed(call: Conversation) -> None:
    """Both sides have the recorded route in the order of the other side."""
    final = call_through_two(call)
    routes = [f"<sip:{PROXY2.host};lr>", f"<sip:{PROXY.host};lr>"]
    call.response(call.within(final, "INFO", target=PROXY, route=routes), 404)
    call.response(call.within(final, "BYE", BOB, PROXY2, route=routes[::-1]), 404)


@conversation
def update_without_route(call: Conversation) -> None:
    """An UPDATE before the answer lacks the recorded route."""
    invite = call.request("INVITE", ALICE, PROXY)
    progress = call.response(call.forward(invite, BOB, record_route=True), 183)
    call.response(call.within(call.forward(progress), "UPDATE", target=PROXY), 404)
    call.end(40)


# --- Digits, several users ---


@conversation
def digits_missing(call: Conversation) -> None:
    """A number is too short, and nothing follows."""
    refused(call, 484, "sip:1202@example.net")
    call.end(40)


@conversation
def digits_of_others(call: Conversation) -> None:
    """Somebody else behind the same address calls a longer number."""
    refused(call, 484, "sip:1202@example.net")
    refused(call, 404, "sip:12025550109@example.net", sender="sip:erin@example.com")


@conversation
def digits_overlap(call: Conversation) -> None:
    """Digit by digit; the last attempt still is not enough."""
    refused(call, 484, "sip:1202@example.net")
    refused(call, 484, "sip:12025@example.net")


@conversation
def nobody_named(call: Conversation) -> None:
    """The Request-URI has no user part."""
    refused(call, 484, "sip:example.net")


@conversation
def ambiguous(call: Conversation) -> None:
    """The caller chooses one of two users."""
    invite = call.request("INVITE", ALICE, PROXY)
    lines = ["Contact: <sip:bob.a@example.net>, <sip:bob.b@example.net>"]
    call.ack(call.response(invite, 485, headers=lines))
    call.response(call.request("INVITE", ALICE, PROXY, uri="sip:bob.b@example.net"), 180)


# --- Hops, Replaces ---


@conversation
def circle_with_other_routes(call: Conversation) -> None:
    """Two servers twice, each time on the way to another one that Route names: no loop."""
    hop = call.request("INVITE", ALICE, PROXY, replace={"Max-Forwards": "3"})
    for number, target in enumerate((PROXY2, PROXY, PROXY2)):
        route = {"Route": f"<sip:203.0.113.{number};lr>"}
        hop = call.forward(hop, target, replace=route)
    call.ack(call.response(hop, 483))
    call.end(40)


@conversation
def loop_detected_unseen(call: Conversation) -> None:
    """The capture holds the hop on which the request came back to a server: Via says so."""
    places = [PROXY.host, PROXY2.host, "192.0.2.77"]
    vias = [f"SIP/2.0/UDP {place};branch=z9hG4bK-far-{n}" for n, place in enumerate(places)]
    invite = call.request("INVITE", PROXY, PROXY2, replace={"Via": vias})
    call.ack(call.response(invite, 482))
    call.end(40)


@conversation
def new_after_redirection(call: Conversation) -> None:
    """A new attempt after a redirection has the same CSeq number."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ack(call.response(invite, 302))
    call.ack(call.response(call.again(invite, cseq=1), 482))
    call.end(40)


@conversation
def asked_to_replace(call: Conversation) -> None:
    """Bob asks alice to replace a call, which carol does not have."""
    answered = call.answered(ALICE, BOB)
    replaces = "nowhere%40example.com%3Bto-tag%3Da%3Bfrom-tag%3Db"
    call.response(call.refer(answered, BOB, f"sip:carol@example.net?Replaces={replaces}"), 202)
    value = "Replaces: nowhere@example.com;to-tag=a;from-tag=b"
    call.ack(call.response(call.request("INVITE", ALICE, CAROL, headers=[value]), 481))
    call.end(40)


@conversation
def subscription_unseen(call: Conversation) -> None:
    """A subscription that began before the capture is refreshed."""
    refresh = ["Event: presence", "Expires: 600"]
    call.response(call.request("SUBSCRIBE", ALICE, BOB, to_tag="far", headers=refresh), 481)
    call.end(40)


@conversation
def bye_after_message(call: Conversation) -> None:
    """A BYE with the Call-ID of a MESSAGE, which began no call."""
    call.response(call.request("MESSAGE", ALICE, BOB, call_id="one"), 404)
    call.response(call.request("BYE", ALICE, BOB, call_id="one", to_tag="far"), 481)
    call.end(40)


@conversation
def report_of_refused_refer(call: Conversation) -> None:
    """A REFER outside of a call is refused, and reported all the same."""
    refer = call.request("REFER", ALICE, BOB, headers=["Refer-To: <sip:carol@example.net>"])
    call.response(refer, 403)
    tags = {"call_id": refer.header("Call-ID"), "from_tag": "bob-1", "to_tag": "alice-1"}
    headers = ["Event: refer", "Subscription-State: terminated"]
    call.response(call.request("NOTIFY", BOB, ALICE, headers=headers, **tags), 481)
    call.end(40)


@conversation
def second_prack_refused(call: Conversation) -> None:
    """Two reliable responses: the PRACK of the second one fits, and is refused."""
    invite = call.request("INVITE", ALICE, BOB)
    for number, code in ((1, 200), (2, 481)):
        headers = ["Require: 100rel", f"RSeq: {number}"]
        call.response(call.prack(call.response(invite, 183, headers=headers)), code)
    call.end(40)


# --- Branches ---


@conversation
def challenged_in_one_branch(call: Conversation) -> None:
    """One telephone is unknown, the other one asks who calls: the caller tries both again."""
    invite = call.request("INVITE", ALICE, PROXY)
    branches = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.ack(call.response(branches[0], 404))
    challenge = call.challenge(branches[1])
    call.ack(challenge)
    call.ack(call.forward(challenge))


@conversation
def other_branch_fails_later(call: Conversation) -> None:
    """The proxy passes on a 480 while another telephone rings, which fails after that."""
    invite = call.request("INVITE", ALICE, PROXY)
    branches = call.forward(invite, BOB), call.forward(invite, CAROL)
    call.response(branches[1], 180)
    refusal = call.response(branches[0], 480)
    call.ack(refusal)
    call.ack(call.forward(refusal))
    call.ack(call.response(branches[1], 404, after=3))


# --- What looks like it ---


@conversation
def number_in_both_domains(call: Conversation) -> None:
    """A number is registered as it is written, and without separators in another domain."""
    call.register(Party("12025550109", "192.0.2.20", domain="example.org"))
    call.register(Party("1-202-555-0109", "192.0.2.21", domain="example.net"), PROXY2)
    refused(call, 404, "sip:1-202-555-0109@example.net")


@conversation
def wrong_domain_behind_proxy(call: Conversation) -> None:
    """The registrar of the other domain answers, asked by a proxy before it."""
    call.register(BOB_ELSEWHERE, PROXY2)
    invite = call.request("INVITE", ALICE, PROXY)
    answer = call.response(call.forward(invite, PROXY2), 404)
    call.ack(answer)
    call.ack(call.forward(answer))


@conversation
def removed_after_call(call: Conversation) -> None:
    """The callee is registered when it is called, and unregisters then."""
    call.register(BOB)
    refused(call, 480)
    call.register(BOB, expires=0)


@conversation
def removed_or_answer_unseen(call: Conversation) -> None:
    """The callee unregistered, and registers again: the answer to that was not captured."""
    call.register(BOB)
    call.register(BOB, expires=0)
    call.send_register(BOB, after=1000)
    call.wait(1000)
    refused(call, 480)


@conversation
def two_accounts_of_one_device(call: Conversation) -> None:
    """One of two accounts of a device expired; it refuses a call to that, from another port."""
    call.register(BOB, expires=60)
    call.wait(120)
    call.register(replace(CAROL, address=BOB.address))
    invite = call.request("INVITE", ALICE, BOB, uri=BOB.uri)
    call.ack(call.response(invite, 480, ports=(5062, 5060)))


@conversation
def registered_at_other_server(call: Conversation) -> None:
    """Others register at the server that is asked, the callee at another one."""
    call.register(CAROL, expires=60)
    call.register(BOB, PROXY2, contact="<sip:line1@192.0.2.20>")
    call.wait(100)
    refused(call, 480)


@conversation
def number_found_by_several(call: Conversation) -> None:
    """Others find the number in another form, before and after; the caller then as well, twice."""
    for _ in range(2):
        call.response(call.request("INVITE", CAROL, PROXY, uri="sip:0012025550109@example.net"), 180)
    refused(call, 404, "sip:+12025550109@example.net")
    for source, user in ((CAROL, "0012025550109"), (ALICE, "0012025550109"), (ALICE, "12025550109")):
        call.response(call.request("INVITE", source, PROXY, uri=f"sip:{user}@example.net"), 180)


@conversation
def domain_of_user_elsewhere(call: Conversation) -> None:
    """The user is registered in the domain, with another server."""
    call.register(CAROL)
    call.register(Party("dave", "192.0.2.40", domain="example.org"), PROXY2)
    refused(call, 404, "sip:dave@example.org")


@conversation
def domain_served_before(call: Conversation) -> None:
    """The server found somebody of the domain, before it registered one of another."""
    call.response(call.request("INVITE", ALICE, PROXY, uri="sip:erin@example.org"), 180)
    call.register(CAROL)
    refused(call, 404, "sip:dave@example.org")


@conversation
def domain_of_device(call: Conversation) -> None:
    """A server is asked for a device of another server, by its address."""
    call.register(CAROL)
    call.register(BOB, PROXY2)
    refused(call, 404, BOB.contact)


@conversation
def answer_cut_in_route(call: Conversation) -> None:
    """The capture cut the 200 within its Record-Route; the 180 has it all."""
    invite = call.request("INVITE", ALICE, PROXY)
    sent_on = call.forward(invite, BOB, record_route=True)
    call.forward(call.response(sent_on, 180))
    answer = call.response(sent_on, 200)
    size = 42 + answer.message.index(b"Record-Route") + 24
    answered = call.forward(answer, snap=size)
    call.ack(answered, target=PROXY, route=True)
    call.response(call.within(answered, "BYE", target=PROXY), 404, "Not here")


@conversation
def bye_cut(call: Conversation) -> None:
    """The capture cut the BYE within its Route."""
    answered = routed_call(call)
    route = [f"Route: <sip:{PROXY.host};lr>"]
    bye = call.within(answered, "BYE", target=PROXY, headers=route, captured=False)
    call.response(call.repeat(bye, snap=50 + bye.message.index(b"Route")), 404)


@conversation
def bye_unrouted_after_change(call: Conversation) -> None:
    """The proxy recorded itself in the first INVITE only; the BYE is without Route."""
    answered = routed_call(call)
    change = call.within(answered, "INVITE", target=PROXY, route=True)
    done = call.forward(call.ok(call.forward(change, BOB)))
    call.forward(call.within(done, "ACK", target=PROXY, route=[f"<sip:{PROXY.host};lr>"]), BOB)
    call.response(call.within(answered, "BYE", target=PROXY), 404, "Not here")


@conversation
def bye_of_callee_past_the_proxy(call: Conversation) -> None:
    """The callee hangs up past the proxy; the caller itself does not know the call."""
    answered = routed_call(call)
    call.response(call.within(answered, "BYE", BOB), 481)


@conversation
def bye_of_callee_route_lost(call: Conversation) -> None:
    """The first proxy of the callee takes all of Route away."""
    invite = call.request("INVITE", ALICE, PROXY)
    second = call.forward(call.forward(invite, PROXY2, record_route=True), GATEWAY, record_route=True)
    answer = call.ok(call.forward(second, BOB, record_route=True))
    answered = call.forward(call.forward(call.forward(answer)))
    call.within(answered, "ACK", target=PROXY, route=True)
    bye = call.within(answered, "BYE", BOB, GATEWAY, route=True)
    call.response(call.forward(bye, PROXY2, uri=ALICE.contact, replace={"Route": None}), 404)


@conversation
def bye_taken_unchanged(call: Conversation) -> None:
    """A BYE without Route is refused; the same server takes the next one, without Route as well."""
    answered = routed_call(call)
    call.response(call.within(answered, "BYE", target=PROXY), 404)
    call.ok(call.within(answered, "BYE", target=PROXY))


@conversation
def ack_as_routed_to_other_host(call: Conversation) -> None:
    """An ACK has the recorded Route, but is sent past it."""
    invite = call.request("INVITE", ALICE, PROXY)
    lines = [f"Record-Route: <sip:{PROXY.host};lr>"]
    final = call.ok(invite, headers=lines, replace={"Contact": f"<{BOB.contact}>"})
    call.ack(final, target=BOB, route=True)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def ack_past_the_proxy_lost(call: Conversation) -> None:
    """The ACK goes past the proxy, as it has to, and is lost."""
    invite = call.request("INVITE", ALICE, PROXY)
    final = call.ok(invite, replace={"Contact": f"<{BOB.contact}>"})
    call.ack(final, target=BOB)
    call.repeats(final, 0.7, 1, 2, 4)
    call.end(40)


@conversation
def bye_crosses_answer(call: Conversation) -> None:
    """The caller hangs up while it rings; the answer crosses that, and no ACK follows."""
    invite = call.request("INVITE", ALICE, BOB)
    ringing = call.response(invite, 180)
    bye = call.within(ringing, "BYE")
    final = call.ok(invite)
    call.repeats(final, 0.5, 1, 2, 4)
    call.ok(bye)
    call.end(40)
