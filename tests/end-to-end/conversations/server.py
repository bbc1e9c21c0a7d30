# SPDX-License-Identifier: GPL-2.0-or-later
"""Trouble of servers. All are built: no stack sent them."""

from conversation import ALICE, GATEWAY, PROXY, PROXY2, Conversation, Party, conversation

ROUTER = Party("router", "192.0.2.254")


@conversation
def name_without_address(call: Conversation) -> None:
    """Built: the name in the Request-URI does not exist, the proxy says 500."""
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:bob@nowhere.example")
    call.dns("nowhere.example", rcode=3)
    call.ack(call.response(invite, 500))
    call.end(40)


@conversation
def other_name_without_address(call: Conversation) -> None:
    """Built: a name that has to do with nothing does not exist."""
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:bob@example.net")
    call.dns("accounting.example", rcode=3)
    call.ack(call.response(invite, 500))
    call.end(40)


@conversation
def connection_refused(call: Conversation) -> None:
    """Built: the next hop, which the Request-URI names, takes no connection."""
    invite = call.request("INVITE", ALICE, PROXY, uri=f"sip:bob@{GATEWAY.address};transport=tcp")
    call.tcp(PROXY, GATEWAY, answer="reset")
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def other_connection_refused(call: Conversation) -> None:
    """Built: a connection to a place that the Request-URI does not name is refused."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.tcp(PROXY, GATEWAY, answer="reset")
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def private_code(call: Conversation) -> None:
    """Built: 479 with a phrase of its own."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ack(call.response(invite, 479, "Regretfully not"))
    call.end(40)


@conversation
def private_code_for_register(call: Conversation) -> None:
    """Built: 479 to a REGISTER proves nothing about a next hop."""
    call.response(call.send_register(ALICE), 479, "Regretfully not")
    call.end(40)


@conversation
def no_route(call: Conversation) -> None:
    """Built: the phrase speaks of routes."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ack(call.response(invite, 503, "No route to destination"))
    call.end(40)


@conversation
def bad_gateway(call: Conversation) -> None:
    """Built: the usual phrase has the word gateway in it."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.ack(call.response(invite, 502))
    call.end(40)


@conversation
def unresolvable_behind_a_proxy(call: Conversation) -> None:
    """Built: the next server says 478; the first proxy passes it on."""
    invite = call.request("INVITE", ALICE, PROXY)
    failed = call.response(call.forward(invite, GATEWAY), 478, "Unresolvable destination (478/SL)")
    call.ack(failed)
    call.ack(call.forward(failed))
    call.end(40)


@conversation
def server_refuses_somebody(call: Conversation) -> None:
    """Built: the server itself refuses a connection of somebody else."""
    invite = call.request("INVITE", ALICE, PROXY, uri=f"sip:bob@{PROXY.address}")
    call.tcp(GATEWAY, PROXY, answer="reset")
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def next_hop_unreachable(call: Conversation) -> None:
    """Built: a router tells the proxy that the next hop cannot be reached."""
    invite = call.request("INVITE", ALICE, PROXY)
    call.icmp(call.forward(invite, GATEWAY), ROUTER, kind=3, code=1)
    call.ack(call.response(invite, 477))
    call.end(40)


@conversation
def name_server_not_authorized(call: Conversation) -> None:
    """Built: the name server gives an error that is seldom seen (RFC 2136 section 2.2)."""
    invite = call.request("INVITE", ALICE, PROXY, uri="sip:bob@nowhere.example")
    call.dns("nowhere.example", rcode=9)
    call.ack(call.response(invite, 500))
    call.end(40)


@conversation
def long_name(call: Conversation) -> None:
    """Built: the name of the target is longer than any address."""
    host = f"{'edge-' * 9}.{'region-' * 8}.cloud.example"
    invite = call.request("INVITE", ALICE, PROXY, uri=f"sip:bob@{host}")
    call.tcp(PROXY, GATEWAY, answer="reset")
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def server_refuses_a_peer(call: Conversation) -> None:
    """Built: the server itself refuses a connection of a peer that it knows."""
    call.ping(GATEWAY, PROXY)
    invite = call.request("INVITE", ALICE, PROXY, uri=f"sip:bob@{PROXY.address}")
    call.tcp(GATEWAY, PROXY, answer="reset")
    call.ack(call.response(invite, 503))
    call.end(40)


@conversation
def refused_behind_a_circle(call: Conversation) -> None:
    """Built: two servers send the call to and fro; the third one says 482, which never had it before."""
    invite = call.request("INVITE", ALICE, PROXY)
    again = call.forward(call.forward(invite, PROXY2), PROXY)
    refused = call.response(call.forward(again, GATEWAY), 482)
    call.ack(refused)
    call.end(40)
