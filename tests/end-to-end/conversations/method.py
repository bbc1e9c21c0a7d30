# SPDX-License-Identifier: GPL-2.0-or-later
"""Form, method, content and size of requests. All are built: no stack sent them like this."""

from conversation import ALICE, BOB, CAROL, PROXY, PROXY2
from conversation import Conversation, conversation, sdp

HELLO = b"Hello"


# --- 400 ---


@conversation
def wrong_length(call: Conversation) -> None:
    """A device in between made the SDP longer than Content-Length says, and one cut it."""
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, body=sdp(ALICE), length=900), 400))
    call.end(40)


@conversation
def wrong_length_cut_by_capture(call: Conversation) -> None:
    """The capture holds a part of the request only: nothing is known of its length."""
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE), length=900, snap=400)
    call.ack(call.response(invite, 400))
    call.end(40)


@conversation
def wrong_length_taken(call: Conversation) -> None:
    """The same server takes a message with the same fault: it objects to something else."""
    call.ok(call.request("MESSAGE", ALICE, PROXY, body=HELLO, length=20))
    call.response(call.request("MESSAGE", ALICE, PROXY, body=HELLO, length=20), 400)
    call.end(40)


@conversation
def no_length_over_tcp(call: Conversation) -> None:
    """Over TCP nobody can tell where a message without Content-Length ends."""
    tcp = call.tcp(ALICE, PROXY)
    without = {"Content-Length": None}
    call.response(call.request("OPTIONS", ALICE, PROXY, over=tcp, replace=without), 400)
    call.end(40)


@conversation
def length_is_no_number(call: Conversation) -> None:
    """Content-Length is a word."""
    call.response(call.request("OPTIONS", ALICE, PROXY, replace={"Content-Length": "none"}), 400)
    call.end(40)


@conversation
def no_contact(call: Conversation) -> None:
    """An INVITE without Contact."""
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, replace={"Contact": None}), 400))
    call.end(40)


@conversation
def no_from(call: Conversation) -> None:
    """A MESSAGE without From."""
    call.response(call.request("MESSAGE", ALICE, PROXY, replace={"From": None}), 400)
    call.end(40)


@conversation
def no_hop_counter(call: Conversation) -> None:
    """Nearly all servers take a request without Max-Forwards; this one says that it does not."""
    plain = call.request("MESSAGE", ALICE, PROXY, replace={"Max-Forwards": None})
    call.response(plain, 400)
    named = call.request("MESSAGE", ALICE, PROXY, replace={"Max-Forwards": None})
    call.response(named, 400, "Missing Max-Forwards header")
    call.end(40)


@conversation
def refer_to_two(call: Conversation) -> None:
    """A REFER that asks for two calls at once."""
    answer = call.answered(ALICE, BOB)
    two = ["Refer-To: <sip:carol@example.net>", "Refer-To: <sip:dave@example.net>"]
    call.response(call.within(answer, "REFER", headers=two), 400)
    one = call.within(answer, "REFER", headers=["Refer-To: <sip:carol@example.net?a=1,2>"])
    call.response(one, 400)
    call.end(40)


@conversation
def report_without_status(call: Conversation) -> None:
    """The NOTIFY of a transfer has a body that is no status line."""
    answer = call.answered(ALICE, BOB)
    call.response(call.refer(answer, ALICE, "sip:carol@example.net"), 202)
    sipfrag = "message/sipfrag"
    notify = call.notify(answer, BOB, b"Trying\r\n", content_type=sipfrag)
    call.response(notify, 400)
    call.response(call.notify(answer, BOB, b"SIP/2.0 200 OK", content_type=sipfrag), 400)
    call.end(40)


@conversation
def header_named(call: Conversation) -> None:
    """Servers name what they object to; words of English alone name nothing."""
    call.response(call.request("MESSAGE", ALICE, PROXY, body=HELLO), 400, "Bad Call-ID")
    call.response(call.request("MESSAGE", ALICE, PROXY, body=HELLO), 400, "Invalid To header")
    call.response(call.request("MESSAGE", ALICE, PROXY, body=HELLO), 400, "Unable to read date")
    warned = call.request("MESSAGE", ALICE, PROXY, body=HELLO)
    call.response(warned, 400, headers=['Warning: 399 proxy "P-Asserted-Identity is malformed"'])
    call.end(40)


# --- 405, 501 ---


@conversation
def update_refused(call: Conversation) -> None:
    """Bob lists UPDATE and refuses it; a re-INVITE does the same."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    answer = call.ok(invite, body=sdp(BOB), headers=["Allow: INVITE, ACK, BYE, UPDATE"])
    call.ack(answer)
    refused = call.within(answer, "UPDATE", body=sdp(ALICE))
    call.response(refused, 405, headers=["Allow: INVITE, ACK", "Allow: BYE"])
    again = call.within(answer, "INVITE", body=sdp(ALICE))
    call.ack(call.ok(again, body=sdp(BOB)))
    call.end(40)


@conversation
def digits_refused(call: Conversation) -> None:
    """INFO is not allowed, with three answers that say it in other ways."""
    answer = call.answered(ALICE, BOB)
    call.response(call.within(answer, "INFO"), 405)
    call.response(call.within(answer, "INFO"), 405, headers=["Allow: INVITE, INFO"])
    call.response(call.within(answer, "INFO"), 501, headers=["Allow: INVITE, ACK, BYE"])
    call.end(40)


@conversation
def report_refused(call: Conversation) -> None:
    """The NOTIFY of a transfer is not allowed: that is a matter of the transfer."""
    answer = call.answered(ALICE, BOB)
    call.response(call.refer(answer, ALICE, "sip:carol@example.net"), 202)
    call.response(call.notify(answer, BOB, b"SIP/2.0 100 Trying\r\n"), 405, headers=["Allow: ACK"])
    call.response(call.request("OPTIONS", ALICE, PROXY), 501)
    call.end(40)


@conversation
def listed_by_others(call: Conversation) -> None:
    """What a proxy passed on from others, who list PUBLISH, it did not say itself."""
    answered = call.forward(
        call.ok(
            call.forward(call.request("OPTIONS", ALICE, PROXY), BOB),
            headers=["Allow: INVITE, ACK, BYE, PUBLISH"],
        )
    )
    assert answered.code
    refused = call.request("PUBLISH", ALICE, PROXY, headers=["Event: presence"])
    call.response(refused, 405, headers=["Allow: INVITE, ACK, BYE"])
    call.end(40)


@conversation
def list_has_changed(call: Conversation) -> None:
    """Bob's request listed UPDATE, his later answer does not any more."""
    call.ok(call.request("OPTIONS", BOB, ALICE, headers=["Allow: INVITE, ACK, BYE, UPDATE"]))
    answer = call.ok(call.request("INVITE", ALICE, BOB), headers=["Allow: INVITE, ACK, BYE"])
    call.ack(answer)
    refused = call.within(answer, "UPDATE")
    call.response(refused, 405, headers=["Allow: INVITE, ACK, BYE"])
    call.end(40)


@conversation
def list_has_changed_by_request(call: Conversation) -> None:
    """Bob's answer listed UPDATE, his later request does not any more."""
    answer = call.ok(call.request("INVITE", ALICE, BOB), headers=["Allow: INVITE, ACK, UPDATE"])
    call.ack(answer)
    call.ok(call.request("OPTIONS", BOB, ALICE, headers=["Allow: INVITE, ACK, BYE"]))
    refused = call.within(answer, "UPDATE")
    call.response(refused, 405, headers=["Allow: INVITE, ACK, BYE"])
    call.end(40)


@conversation
def done_by_other_side(call: Conversation) -> None:
    """Bob refuses UPDATE; the re-INVITE is his own and does not serve alice's purpose."""
    answer = call.answered(ALICE, BOB)
    refused = call.within(answer, "UPDATE", body=sdp(ALICE))
    call.response(refused, 405, headers=["Allow: INVITE, ACK, BYE"])
    again = call.ok(call.within(answer, "INVITE", BOB, body=sdp(BOB)), body=sdp(ALICE))
    assert again.code
    call.end(40)


# --- 406, 415 ---


@conversation
def packed_body(call: Conversation) -> None:
    """The receiver cannot unpack."""
    packed = ["Content-Encoding: gzip"]
    message = call.request("MESSAGE", ALICE, BOB, body=HELLO, headers=packed)
    takes = ["Accept: text/plain", "Accept-Encoding: identity"]
    call.response(message, 415, headers=takes)
    call.end(40)


@conversation
def listed_type(call: Conversation) -> None:
    """The type is listed, by a wildcard too, and refused all the same."""
    call.response(call.request("MESSAGE", ALICE, BOB, body=HELLO), 415, headers=["Accept: text/*"])
    call.end(40)


@conversation
def nothing_listed(call: Conversation) -> None:
    """Bob does not say what he takes; "is composing" is nothing that anybody misses."""
    kind = {"content_type": "application/im-iscomposing+xml"}
    call.response(call.request("MESSAGE", ALICE, BOB, body=b"<a/>", **kind), 415)
    other = call.request("MESSAGE", ALICE, BOB, body=HELLO)
    call.response(other, 415, headers=["Accept-Language: de"])
    call.end(40)


@conversation
def no_body(call: Conversation) -> None:
    """A 415 to a request without a body makes no sense."""
    call.response(call.request("MESSAGE", ALICE, BOB), 415, headers=["Accept: text/plain"])
    call.end(40)


@conversation
def accepted_type_is_sent(call: Conversation) -> None:
    """A 406 although the client takes what the server sends: for another reason."""
    takes = ["Event: presence", "Accept: application/pidf+xml"]
    call.response(call.request("SUBSCRIBE", ALICE, BOB, headers=takes), 406)
    granted = call.ok(call.request("SUBSCRIBE", CAROL, BOB, headers=[*takes, "Expires: 600"]))
    kind = {"content_type": "application/pidf+xml"}
    call.ok(call.notify(granted, BOB, b"<presence/>", event="presence", **kind))
    call.end(40)


# --- 413, 414, 513 ---


@conversation
def too_large_and_cut(call: Conversation) -> None:
    """The capture holds a part of the request: its size is not known."""
    large = call.request("MESSAGE", ALICE, BOB, body=HELLO * 200, snap=300)
    call.response(large, 513)
    call.end(40)


# --- 416, 505 ---


@conversation
def odd_schemes(call: Conversation) -> None:
    """sips is not taken; a 416 for sip says nothing."""
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, uri="sips:bob@example.net"), 416))
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, uri="sip:bob@example.net"), 416))
    call.end(40)


@conversation
def version_three(call: Conversation) -> None:
    """A request of another version: Wireshark does not read it as SIP, its answer shows its Via."""
    invite = call.request("OPTIONS", ALICE, PROXY, captured=False)
    via = invite.header("Via").replace("SIP/2.0", "SIP/3.0")
    call.response(invite, 505, replace={"Via": via})
    call.end(40)


@conversation
def version_unseen(call: Conversation) -> None:
    """The request was not captured: nothing is known of it."""
    call.response(call.request("OPTIONS", ALICE, PROXY, captured=False), 505)
    call.end(40)


@conversation
def asked_again(call: Conversation) -> None:
    """Instead of tel: the client takes sips:, which is not sip: either, and then sip:."""
    for scheme in ("sips", "sip"):
        first = call.request("INVITE", ALICE, PROXY, uri="tel:+12025550101")
        call.ack(call.response(first, 416))
        call.again(first, uri=f"{scheme}:+12025550101@example.net")
        call.wait(60)
    call.end(40)


# --- 412 ---

PRESENCE = b"<presence/>"


def publish(call: Conversation, server=PROXY, tag: str = "", **parts):
    """Send a PUBLISH, for an earlier publication if a tag is given."""
    headers = ["Event: presence", "Expires: 600", *([f"SIP-If-Match: {tag}"] if tag else [])]
    to = f"sip:{ALICE.name}@{ALICE.domain}"
    kind = "application/pidf+xml"
    body = b"" if tag else PRESENCE
    return call.request(
        "PUBLISH", ALICE, server, to=to, headers=headers, body=body, content_type=kind, **parts
    )


def grant(call: Conversation, request, tag: str, expires: int = 600) -> None:
    """Accept a PUBLISH."""
    call.ok(request, headers=[f"SIP-ETag: {tag}", f"Expires: {expires}"])


@conversation
def publication_lost(call: Conversation) -> None:
    """The server has restarted; another one of the group does not know the publication either."""
    grant(call, publish(call), "one")
    call.response(publish(call, tag="one", after=10), 412)
    call.response(publish(call, PROXY2, tag="one"), 412)
    call.end(40)


@conversation
def publication_replaced(call: Conversation) -> None:
    """The client uses a tag that it gave back for a new one, then one that nobody knows."""
    grant(call, publish(call), "one")
    grant(call, publish(call, tag="one", after=10), "two")
    call.response(publish(call, tag="one", after=10), 412)
    call.response(publish(call, tag="zero"), 412)
    call.end(40)


@conversation
def publication_refreshed(call: Conversation) -> None:
    """A server that gives the same tag for each refresh: the time counts from the newest one."""
    grant(call, publish(call), "one", 60)
    grant(call, publish(call, tag="one", after=50), "one", 60)
    call.response(publish(call, tag="one", after=50), 412)
    call.end(40)


@conversation
def publication_unseen(call: Conversation) -> None:
    """The publication was made before the capture; and one without a condition."""
    call.response(publish(call, tag="one"), 412)
    call.end(40)


# --- What is not said, or said with more care ---


@conversation
def length_too_small(call: Conversation) -> None:
    """Content-Length says less than there is: what follows is lost; line ends behind a body are none of it."""
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, body=sdp(ALICE), length=30), 400))
    call.response(call.request("MESSAGE", ALICE, PROXY, body=HELLO + b"\r\n\0", length=5), 400)
    call.ok(call.request("MESSAGE", BOB, PROXY2, body=HELLO, length=3))
    call.response(call.request("MESSAGE", BOB, PROXY2, body=HELLO, length=3), 400)
    call.end(40)


@conversation
def body_taken_before(call: Conversation) -> None:
    """Bob took another type some time before; a message in between got no answer, a third one is cut."""
    call.ok(call.request("MESSAGE", ALICE, BOB, body=HELLO))
    call.request("MESSAGE", ALICE, BOB, body=b"<a/>", content_type="text/html")
    packed = {"content_type": "application/json"}
    call.response(call.request("MESSAGE", ALICE, BOB, body=b"{}", **packed), 415, headers=["Accept: text/plain"])
    call.end(40)


@conversation
def size_taken_is_unknown(call: Conversation) -> None:
    """The capture holds a part of the message that was taken: its size is not known."""
    call.ok(call.request("MESSAGE", ALICE, BOB, body=HELLO * 200, snap=300))
    call.response(call.request("MESSAGE", ALICE, BOB, body=HELLO * 100), 513)
    call.end(40)


@conversation
def listed_then_silent(call: Conversation) -> None:
    """Bob listed UPDATE in an answer, the next one has no list."""
    first = call.answered(ALICE, BOB, headers=["Subject: first"])
    call.response(call.within(first, "INFO"), 200)
    listed = ["Allow: INVITE, ACK, BYE, UPDATE"]
    told = call.request("SUBSCRIBE", ALICE, BOB, headers=["Event: presence", "Expires: 60"])
    call.ok(told, headers=[*listed, "Expires: 60"])
    call.ok(call.request("SUBSCRIBE", ALICE, BOB, headers=["Event: dialog", "Expires: 60"]), headers=["Expires: 60"])
    call.response(call.within(first, "UPDATE", body=sdp(ALICE)), 405, headers=["Allow: INVITE, ACK, BYE"])
    call.end(40)


@conversation
def listed_by_proxied_phones(call: Conversation) -> None:
    """What a proxy passes on of a phone that lists PUBLISH it did not say itself; nor a system of several phones."""
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE))
    listed = ["Allow: INVITE, ACK, BYE, PUBLISH"]
    answer = call.forward(call.ok(call.forward(invite, BOB), body=sdp(BOB), headers=listed))
    call.ack(answer)
    published = call.request("PUBLISH", ALICE, PROXY, headers=["Event: presence"])
    call.response(published, 405, headers=["Allow: INVITE, ACK, BYE"])
    for name in ("phone-a/1.0", "phone-b/2.0"):
        asked = call.request("INVITE", ALICE, CAROL, body=sdp(ALICE))
        call.ack(call.ok(asked, body=sdp(CAROL), headers=[*listed, f"Server: {name}"]))
    published = call.request("PUBLISH", ALICE, CAROL, headers=["Event: presence"])
    call.response(published, 405, headers=["Allow: INVITE, ACK, BYE"])
    call.end(40)


@conversation
def done_in_other_dialog(call: Conversation) -> None:
    """Two phones took the call: the re-INVITE to one does not do what the other refused."""
    invite = call.request("INVITE", ALICE, BOB, body=sdp(ALICE))
    first = call.ok(invite, body=sdp(BOB))
    call.ack(first)
    second = call.ok(invite, body=sdp(BOB), to_tag="other")
    call.ack(second)
    call.response(call.within(first, "UPDATE", body=sdp(ALICE)), 405, headers=["Allow: INVITE, ACK, BYE"])
    call.ack(call.ok(call.within(second, "INVITE", body=sdp(ALICE)), body=sdp(BOB)))
    call.end(40)
