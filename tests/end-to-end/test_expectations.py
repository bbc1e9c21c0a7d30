# SPDX-License-Identifier: GPL-2.0-or-later
"""Each response of the lesson captures is explained as expectations.tsv says, however it is read.

The table was made by reading the captures with Wireshark's own SIP fields. A new capture needs
rows: one per response, in the order of the capture; "-" stands for a request that was not captured.
Two severities: the first while the capture is read for the first time, the second when all of it
was read. Items on requests are in causes/.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from dissection import CAPTURE_NAMES, CAPTURES, Explanation, Message, Packet
from dissection import dissect_all, sharkd_files

TABLE = Path(__file__).with_name("expectations.tsv")


class Row(NamedTuple):
    """A response and its explanation."""

    frame: int
    code: int
    method: str
    request_frame: int | None
    severity: str


class Shown(NamedTuple):
    """What of a row the plugin shows."""

    frame: int
    code: int
    request_frame: int | None
    severity: str


def read_table() -> dict[str, list[Row]]:
    """Return the rows of each capture."""
    rows: dict[str, list[Row]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        capture, frame, code, method, request_frame, severity = line.split("\t")
        answered = None if request_frame == "-" else int(request_frame)
        rows.setdefault(capture, []).append(
            Row(int(frame), int(code), method, answered, severity)
        )
    return rows


EXPECTED = read_table()


def expected(capture: str, place: int) -> list[Shown]:
    """Return what the plugin has to show of a capture; place is 0 in a first pass, then -1."""
    rows = EXPECTED.get(capture, [])
    return [
        Shown(row.frame, row.code, row.request_frame, row.severity.split()[place]) for row in rows
    ]


def shown(frame: int, explanation: Explanation) -> Shown:
    """Return what the plugin shows of a response."""
    severity = explanation.expert.severity
    return Shown(frame, explanation.code, explanation.request_frame, severity)


def all_shown(packets: list[Packet]) -> list[Shown]:
    """Return what the plugin shows of all responses."""
    return [
        shown(packet.number, item)
        for packet in packets
        for item in packet.explanations
        if item.first("code")
    ]


@pytest.fixture(scope="module")
def one_pass() -> dict[str, list[Packet]]:
    """Return the packets of all captures, each dissected once."""
    return dissect_all()


@pytest.fixture(scope="module")
def two_passes() -> dict[str, list[Packet]]:
    """Return the packets of all captures, as the second pass of tshark shows them."""
    return dissect_all(["-2"])


@pytest.fixture(scope="module")
def in_sharkd() -> dict[str, list[Packet]]:
    """Return the packets of all captures that sharkd explains, read one after the other."""
    return sharkd_files(dict(zip(CAPTURE_NAMES, CAPTURES, strict=True)), "sipwhy.code")


def transaction(message: Message) -> tuple[str, ...]:
    """Return what a response and its request have in common (RFC 3261 section 17.1.3)."""
    return tuple(message.first(name) for name in ("Via.branch", "CSeq.method", "Call-ID"))


def match_requests(packets: list[Packet]) -> list[tuple[int, int, str, int | None]]:
    """Return frame, code, method and frame of the request, found without the plugin."""
    requests: dict[tuple[str, ...], int] = {}
    found = []
    for packet in packets:
        for message in packet.messages:
            hop = transaction(message)
            if message.code is None:
                requests.setdefault((packet.source, packet.target, *hop), packet.number)
            else:
                answered = requests.get((packet.target, packet.source, *hop))
                method = message.first("CSeq.method")
                found.append((packet.number, message.code, method, answered))
    return found


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_capture_has_rows(capture: str) -> None:
    assert capture in EXPECTED


@pytest.mark.parametrize("capture", EXPECTED)
def test_rows_have_a_capture(capture: str) -> None:
    assert capture in CAPTURE_NAMES


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_table_names_the_request_with_the_same_branch(
    one_pass: dict[str, list[Packet]], capture: str
) -> None:
    assert [row[:4] for row in EXPECTED.get(capture, [])] == match_requests(one_pass[capture])


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_one_pass_shows_what_is_expected(
    one_pass: dict[str, list[Packet]], capture: str
) -> None:
    assert all_shown(one_pass[capture]) == expected(capture, 0)


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_two_passes_show_what_is_expected(
    two_passes: dict[str, list[Packet]], capture: str
) -> None:
    assert all_shown(two_passes[capture]) == expected(capture, -1)


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_sharkd_shows_what_is_expected(in_sharkd: dict[str, list[Packet]], capture: str) -> None:
    assert all_shown(in_sharkd[capture]) == expected(capture, -1)


CALLS_THAT_WORK = (
    "plain-call attended-transfer answered-elsewhere-487 call-challenged-407 call-on-hold cancelled-487"
    " challenged-twice-407 forked-call interval-too-brief-423 ip-fragmented ipv6-call options-ping prack-call"
    " publication-renewed-412 redirected-302 register-challenge-answered registration-life session-interval-422"
    " session-refreshed slow-ack tcp-message-in-two-segments tcp-several-in-one-segment tls-call"
    " transfer-succeeded websocket-register"
).split()


@pytest.mark.parametrize("name", CALLS_THAT_WORK)
def test_calls_that_work_raise_no_alarm(two_passes: dict[str, list[Packet]], name: str) -> None:
    loud = [
        (packet.number, item.first("cause"))
        for packet in two_passes[f"{name}.pcapng"]
        for item in packet.explanations
        if item.expert.severity not in ("chat", "note")
    ]
    assert loud == []
