# SPDX-License-Identifier: GPL-2.0-or-later
"""Responses are explained on each transport, however it cuts or joins them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dissection import Packet, dissect, dissect_by_number
from packets import CALLEE6, CALLER, CALLER6, PROXY
from packets import Connection, pcap, request, response, udp, udp_fragments, websocket

Dissected = dict[int, Packet]
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: proxy.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)
UPGRADED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
)
KEEP_ALIVE = b"\r\n\r\n"
PADDING = ("X-Padding: " + "x" * 4000,)


@pytest.fixture
def dissected(tmp_path: Path) -> Callable[..., Dissected]:
    """Return a function that dissects frames and gives the packets by their numbers."""

    def run(frames: list[bytes], *args: str) -> Dissected:
        capture = tmp_path / "capture.pcap"
        capture.write_bytes(pcap(frames))
        return dissect_by_number(capture, args)

    return run


def several(count: int) -> list[bytes]:
    """Return the responses to so many requests of one dialog, each with another code."""
    return [
        response(400 + number, cseq=number, branch=f"z9hG4bK-{number}", method="INFO")
        for number in range(1, count + 1)
    ]


def explained(packets: Dissected) -> list[tuple[int, int, int | None]]:
    """Return frame, code and frame of the request of each response."""
    return [
        (packet.number, item.code, item.request_frame)
        for packet in packets.values()
        for item in packet.explanations
    ]


# --- Datagrams ---


def test_udp_in_ip_fragments(dissected: Callable[..., Dissected]) -> None:
    fragments = udp_fragments(response(404, headers=PADDING), PROXY, CALLER, 1480)
    frames = [udp(request()), *fragments]
    assert len(fragments) == 3
    assert explained(dissected(frames)) == [(4, 404, 1)]


def test_udp_in_ip_fragments_out_of_order(dissected: Callable[..., Dissected]) -> None:
    first, second, last = udp_fragments(response(404, headers=PADDING), PROXY, CALLER, 1480)
    assert explained(dissected([udp(request()), last, first, second])) == [(4, 404, 1)]


def test_request_in_ip_fragments_is_named_by_its_last_one(
    dissected: Callable[..., Dissected]
) -> None:
    fragments = udp_fragments(request(headers=PADDING), CALLER, PROXY, 1480)
    frames = [*fragments, udp(response(404), PROXY, CALLER)]
    assert explained(dissected(frames)) == [(4, 404, 3)]


def test_missing_ip_fragment_is_not_explained(dissected: Callable[..., Dissected]) -> None:
    fragments = udp_fragments(response(404, headers=PADDING), PROXY, CALLER, 1480)
    assert explained(dissected([udp(request()), fragments[0], fragments[2]])) == []


def test_ipv6(dissected: Callable[..., Dissected]) -> None:
    frames = [udp(request(), CALLER6, CALLEE6), udp(response(486), CALLEE6, CALLER6)]
    assert explained(dissected(frames)) == [(2, 486, 1)]


def test_ipv6_over_tcp(dissected: Callable[..., Dissected]) -> None:
    connection = Connection(CALLER6, CALLEE6)
    sent, answered = connection.send(request()), connection.answer(response(486))
    assert explained(dissected(connection.frames)) == [(answered, 486, sent)]


# --- TCP ---


def test_three_messages_in_one_segment(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    answered = connection.answer(b"".join(several(3)))
    assert dissected(connection.frames)[answered].codes == [401, 402, 403]


def test_sixty_messages_in_one_segment(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    answered = connection.answer(b"".join(several(60)))
    assert dissected(connection.frames)[answered].codes == list(range(401, 461))


def test_sixty_messages_in_the_second_pass(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    answered = connection.answer(b"".join(several(60)))
    assert dissected(connection.frames, "-2")[answered].codes == list(range(401, 461))


def test_each_message_of_a_segment_has_its_own_request(
    dissected: Callable[..., Dissected]
) -> None:
    connection = Connection()
    sent = [
        connection.send(request("INFO", cseq=number, branch=f"z9hG4bK-{number}"))
        for number in (1, 2, 3)
    ]
    answered = connection.answer(b"".join(several(3)))
    items = dissected(connection.frames)[answered].explanations
    assert [item.request_frame for item in items] == sent


def test_requests_of_one_segment_are_each_found(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    both = [request("INFO", cseq=number, branch=f"z9hG4bK-{number}") for number in (1, 2)]
    sent = connection.send(b"".join(both))
    answered = connection.answer(b"".join(several(2)))
    items = dissected(connection.frames)[answered].explanations
    assert [item.request_frame for item in items] == [sent, sent]


def test_bodies_between_messages_of_a_segment(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    text = {"headers": ["Content-Type: text/plain"], "body": b"SIP/2.0 500 Not a response\r\n"}
    answered = connection.answer(response(486, **text) + response(487, branch="z9hG4bK-2", **text))
    assert dissected(connection.frames)[answered].codes == [486, 487]


def test_message_in_two_segments(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    whole = response(486)
    sent, answered = connection.send(request()), connection.answer(whole[:100], whole[100:])
    assert explained(dissected(connection.frames)) == [(answered, 486, sent)]


def test_message_in_three_segments(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    whole = response(486)
    sent = connection.send(request())
    answered = connection.answer(whole[:5], whole[5:100], whole[100:])
    assert explained(dissected(connection.frames)) == [(answered, 486, sent)]


def test_body_in_the_next_segment(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    body = {"headers": ["Content-Type: text/plain"], "body": b"x" * 50}
    whole = response(486, **body)
    sent, answered = connection.send(request()), connection.answer(whole[:-50], whole[-50:])
    assert explained(dissected(connection.frames)) == [(answered, 486, sent)]


def test_end_of_one_message_and_begin_of_the_next_in_one_segment(
    dissected: Callable[..., Dissected]
) -> None:
    connection = Connection()
    first, second = several(2)
    middle = connection.answer(first[:60], first[60:] + second[:80])
    last = connection.answer(second[80:])
    assert explained(dissected(connection.frames)) == [(middle, 401, None), (last, 402, None)]


def test_second_pass_explains_messages_over_segments_the_same(
    dissected: Callable[..., Dissected]
) -> None:
    connection = Connection()
    first, second = several(2)
    connection.answer(first[:60], first[60:] + second[:80], second[80:])
    assert explained(dissected(connection.frames, "-2")) == explained(dissected(connection.frames))


def test_keep_alive_between_messages(dissected: Callable[..., Dissected]) -> None:
    connection = Connection()
    answered = connection.answer(response(180), KEEP_ALIVE, response(486))
    packets = dissected(connection.frames)
    assert explained(packets) == [(answered - 2, 180, None), (answered, 486, None)]


def test_keep_alive_before_a_message_of_the_same_segment(
    dissected: Callable[..., Dissected]
) -> None:
    """Wireshark takes such a segment as SIP only in some releases: what it accepts is explained."""
    connection = Connection()
    answered = connection.answer(KEEP_ALIVE + response(486))
    packet = dissected(connection.frames)[answered]
    assert packet.codes == [message.code for message in packet.messages if message.code]


def test_keep_alive_behind_a_message_of_the_same_segment(
    dissected: Callable[..., Dissected]
) -> None:
    """Wireshark's own dissector stops there, although RFC 3261 section 7.5 skips the CRLF."""
    connection = Connection()
    answered = connection.answer(response(180) + KEEP_ALIVE + response(486))
    assert dissected(connection.frames)[answered].codes == [180, 486]


def test_retransmitted_segment_is_not_explained_twice(
    dissected: Callable[..., Dissected]
) -> None:
    connection = Connection()
    answered = connection.answer(response(486))
    frames = [*connection.frames, connection.frames[-1]]
    assert [item[0] for item in explained(dissected(frames))] == [answered]


# --- WebSocket ---


def test_websocket(dissected: Callable[..., Dissected]) -> None:
    connection = Connection(ports=(50000, 80))
    connection.send(UPGRADE)
    connection.answer(UPGRADED)
    sent = connection.send(websocket(request("REGISTER"), b"\x12\x34\x56\x78"))
    answered = connection.answer(websocket(response(403, method="REGISTER")))
    assert explained(dissected(connection.frames)) == [(answered, 403, sent)]


def test_two_websocket_messages_in_one_segment(dissected: Callable[..., Dissected]) -> None:
    connection = Connection(ports=(50000, 80))
    connection.send(UPGRADE)
    connection.answer(UPGRADED)
    answered = connection.answer(b"".join(websocket(text) for text in several(2)))
    assert dissected(connection.frames)[answered].codes == [401, 402]


# --- Recorded ones ---


@pytest.mark.parametrize(
    ("name", "transport"),
    [
        ("ip-fragmented", "ip.fragments"),
        ("ipv6-call", "ipv6"),
        ("tcp-message-in-two-segments", "tcp.segments"),
        ("tcp-several-in-one-segment", "tcp"),
        ("tls-call", "tls"),
        ("websocket-register", "websocket"),
    ],
)
def test_recorded_transport_is_explained(captures: Path, name: str, transport: str) -> None:
    capture = captures / f"{name}.pcapng"
    assert capture.is_file(), f"{capture} is missing"
    assert dissect(capture, ["-Y", f"sip && {transport}"]), f"no SIP in {transport}"
    packets = dissect(capture, ["-Y", "sip.Status-Code"])
    assert packets, "no response"
    assert [packet.codes for packet in packets] == [
        [message.code for message in packet.messages if message.code] for packet in packets
    ]
