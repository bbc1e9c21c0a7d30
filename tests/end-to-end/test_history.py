# SPDX-License-Identifier: GPL-2.0-or-later
"""What earlier packets tell about a response: its request and its first transmission."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dissection import Explanation, Packet, dissect_by_number, readable_folder, sharkd
from dissection import sharkd_explanations, tshark_output
from packets import CALLEE, CALLEE6, CALLER, CALLER6, PROXY
from packets import Captured, pcap, request, response, udp, unreachable

Dissected = dict[int, Packet]
OWN_HOP, NEXT_HOP = "z9hG4bK-caller", "z9hG4bK-proxy"
CALLER_VIA = f"Via: SIP/2.0/UDP {CALLER};branch={OWN_HOP}"


def behind_proxy(make: Callable[..., bytes], *line: Any, **parts: Any) -> bytes:
    """Return a message as it is between proxy and callee."""
    return make(*line, branch=NEXT_HOP, sent_by=PROXY, below=[CALLER_VIA], **parts)


# A call through a proxy. The 180 is sent on, the 486 is retransmitted before it is sent on.
PROXIED = [
    udp(request(branch=OWN_HOP), CALLER, PROXY),
    udp(response(100, "Trying", branch=OWN_HOP), PROXY, CALLER),
    udp(behind_proxy(request), PROXY, CALLEE),
    udp(behind_proxy(response, 180, "Ringing"), CALLEE, PROXY),
    udp(response(180, "Ringing", branch=OWN_HOP), PROXY, CALLER),
    Captured(udp(behind_proxy(response, 486, "Busy Here"), CALLEE, PROXY), 1.0),
    Captured(udp(behind_proxy(response, 486, "Busy Here"), CALLEE, PROXY), 1.5),
    Captured(udp(response(486, "Busy Here", branch=OWN_HOP), PROXY, CALLER), 1.6),
]
LAST = len(PROXIED)
REQUEST, RESPONSE = udp(request()), udp(response(404, "Not Found"), PROXY, CALLER)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a capture."""

    def run(frames: list[bytes | Captured]) -> Path:
        capture = tmp_path / "capture.pcap"
        capture.write_bytes(pcap(frames))
        return capture

    return run


@pytest.fixture
def dissected(write: Callable[..., Path]) -> Callable[..., Dissected]:
    """Return a function that dissects frames and gives the packets by their numbers."""

    def run(frames: list[bytes | Captured], *args: str) -> Dissected:
        return dissect_by_number(write(frames), args)

    return run


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Dissected:
    """Return the packets of the call through a proxy."""
    capture = tmp_path_factory.mktemp("proxied") / "proxied.pcap"
    capture.write_bytes(pcap(PROXIED))
    return dissect_by_number(capture)


# --- Requests ---


@pytest.mark.parametrize(
    ("frame", "request_frame"), [(2, 1), (4, 3), (5, 1), (6, 3), (7, 3), (LAST, 1)]
)
def test_response_names_the_request_of_its_hop(
    proxied: Dissected, frame: int, request_frame: int
) -> None:
    assert proxied[frame].explanation.request_frame == request_frame


def test_request_frame_is_the_first_transmission(dissected: Callable[..., Dissected]) -> None:
    packets = dissected([Captured(REQUEST, 0.0), Captured(REQUEST, 0.5), RESPONSE])
    assert packets[3].explanation.request_frame == 1


def test_requests_are_not_explained(proxied: Dissected) -> None:
    assert [proxied[frame].codes for frame in (1, 3)] == [[], []]


@pytest.mark.parametrize(
    "other",
    [
        {"branch": "z9hG4bK-other"},
        {"cseq": 2},
        {"method": "BYE"},
        {"call_id": "other@example.com"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_response_to_another_request_names_none(
    dissected: Callable[..., Dissected], other: dict[str, Any]
) -> None:
    packets = dissected([REQUEST, udp(response(404, **other), PROXY, CALLER)])
    assert packets[2].explanation.request_frame is None


def test_request_after_its_response_is_not_named(dissected: Callable[..., Dissected]) -> None:
    packets = dissected([RESPONSE, REQUEST], "-2")
    assert packets[1].explanation.request_frame is None


# --- Copies ---


def test_retransmission_is_in_group_sequence(proxied: Dissected) -> None:
    assert proxied[7].explanation.expert.group == "Sequence"


def test_first_transmission_is_in_group_response(proxied: Dissected) -> None:
    assert proxied[6].explanation.expert.group == "Response"


def test_retransmission_names_the_first_transmission(proxied: Dissected) -> None:
    facts = proxied[7].explanation.evidence
    assert any("Copy 2 of the response in frame 6" in fact for fact in facts)


def test_retransmission_links_the_first_transmission(proxied: Dissected) -> None:
    assert 6 in proxied[7].explanation.evidence_frames


def test_response_sent_on_by_the_proxy_is_no_copy(proxied: Dissected) -> None:
    assert not any("Copy" in fact for fact in proxied[LAST].explanation.evidence)


def test_retransmitted_failure_is_not_above_note(dissected: Callable[..., Dissected]) -> None:
    packets = dissected([REQUEST, Captured(RESPONSE, 0.5), Captured(RESPONSE, 1.0)])
    severities = [packets[frame].explanation.expert.severity for frame in (2, 3)]
    assert severities == ["warn", "note"]


def test_third_transmission_names_the_first(dissected: Callable[..., Dissected]) -> None:
    packets = dissected([REQUEST, *(Captured(RESPONSE, time) for time in (0.5, 1.0, 2.0))])
    facts = packets[4].explanation.evidence
    assert any("Copy 3 of the response in frame 2" in fact for fact in facts)


def twice(vlan: int | None, gap: float = 0.001) -> list[bytes | Captured]:
    """Return a request and its response, which was captured twice."""
    packet = udp(response(404, "Not Found"), PROXY, CALLER, vlan=vlan)
    return [REQUEST, Captured(RESPONSE, 0.5), Captured(packet, 0.5 + gap)]


@pytest.mark.parametrize("vlan", [None, 7])
def test_packet_captured_twice_is_chat(dissected: Callable[..., Dissected], vlan: int) -> None:
    assert dissected(twice(vlan))[3].explanation.expert.severity == "chat"


@pytest.mark.parametrize("vlan", [None, 7])
def test_packet_captured_twice_is_named(dissected: Callable[..., Dissected], vlan: int) -> None:
    facts = dissected(twice(vlan))[3].explanation.evidence
    assert any("The same packet as frame 2" in fact for fact in facts)


def test_packet_captured_twice_still_names_its_request(dissected: Callable[..., Dissected]) -> None:
    assert dissected(twice(7))[3].explanation.request_frame == 1


def test_packet_captured_twice_does_not_count_as_copy(dissected: Callable[..., Dissected]) -> None:
    packets = dissected([*twice(7), Captured(RESPONSE, 1.0)])
    assert any("Copy 2 of the response" in fact for fact in packets[4].explanation.evidence)


def test_copy_after_more_than_20_ms_is_a_retransmission(
    dissected: Callable[..., Dissected]
) -> None:
    facts = dissected(twice(None, 0.05))[3].explanation.evidence
    assert any("Copy 2 of the response" in fact for fact in facts)


# --- SIP quoted in errors ---

QUOTED = [
    REQUEST,
    Captured(RESPONSE, 0.5),
    Captured(unreachable(RESPONSE, CALLER), 0.6),
    Captured(RESPONSE, 1.0),
]
REQUEST6, RESPONSE6 = udp(request(), CALLER6, CALLEE6), udp(response(404), CALLEE6, CALLER6)
QUOTED6 = [
    REQUEST6,
    Captured(RESPONSE6, 0.5),
    Captured(unreachable(RESPONSE6, CALLER6), 0.6),
    Captured(RESPONSE6, 1.0),
]


@pytest.mark.parametrize("frames", [QUOTED, QUOTED6], ids=["ICMP", "ICMPv6"])
def test_quoted_response_is_not_explained(
    dissected: Callable[..., Dissected], frames: list[bytes | Captured]
) -> None:
    packets = dissected(frames, "-Y", "(icmp || icmpv6) && sip.Status-Code == 404")
    assert [(packet.number, packet.codes) for packet in packets.values()] == [(3, [])]


@pytest.mark.parametrize("frames", [QUOTED, QUOTED6], ids=["ICMP", "ICMPv6"])
def test_quoted_response_is_not_counted_as_copy(
    dissected: Callable[..., Dissected], frames: list[bytes | Captured]
) -> None:
    facts = dissected(frames)[4].explanation.evidence
    assert any("Copy 2 of the response in frame 2" in fact for fact in facts)


@pytest.mark.parametrize(
    ("sent", "answer"),
    [(REQUEST, RESPONSE), (REQUEST6, RESPONSE6)],
    ids=["ICMP", "ICMPv6"],
)
def test_quoted_request_is_not_the_one_that_is_answered(
    dissected: Callable[..., Dissected], sent: bytes, answer: bytes
) -> None:
    reporter = CALLEE6 if sent is REQUEST6 else PROXY
    packets = dissected([unreachable(sent, reporter), answer])
    assert packets[2].explanation.request_frame is None


# --- Read filters ---


@pytest.mark.parametrize(
    ("read_filter", "kept"),
    [
        (f"ip.addr == {CALLER}", [(2, 1), (3, 1), (4, 1)]),
        (f"ip.addr == {CALLEE}", [(2, 1), (3, 1), (4, 1)]),
        ("sip.Status-Code", [(1, None), (2, None), (3, None), (4, None), (5, None), (6, None)]),
        ("sip.Status-Code != 180", [(1, None), (2, None), (3, None), (4, None)]),
        (
            f"(sip.Method && ip.src == {CALLER}) || sip.Status-Code == 486",
            [(2, None), (3, None), (4, 1)],
        ),
    ],
)
def test_read_filter_of_two_passes_keeps_the_right_requests(
    dissected: Callable[..., Dissected], read_filter: str, kept: list[tuple[int, int | None]]
) -> None:
    packets = dissected(PROXIED, "-2", "-R", read_filter)
    assert [
        (packet.number, item.request_frame)
        for packet in packets.values()
        for item in packet.explanations
    ] == kept


def test_dropped_transmission_makes_no_copy(dissected: Callable[..., Dissected]) -> None:
    frames = [REQUEST, *(Captured(RESPONSE, time) for time in (0.5, 1.0, 2.0))]
    packets = dissected(frames, "-2", "-R", "frame.time_relative != 1.0")
    facts = packets[3].explanation.evidence
    assert any("Copy 2 of the response" in fact and "1.5 s after" in fact for fact in facts)


# --- Several captures in one process ---


@pytest.fixture(scope="module")
def one_after_the_other() -> list[list[Explanation]]:
    """Return what one sharkd explains of a response in three captures.

    The first one has the response alone, the second one also its request, the third is the first.
    """
    with readable_folder() as folder:
        alone, whole = folder / "alone.pcap", folder / "whole.pcap"
        alone.write_bytes(pcap([RESPONSE]))
        whole.write_bytes(pcap([REQUEST, RESPONSE]))
        asked = []
        for capture, frame in ((alone, 1), (whole, 2), (alone, 1)):
            asked += [("load", {"file": str(capture)}), ("frame", {"frame": frame, "proto": True})]
        answers = sharkd(asked)
    return [sharkd_explanations(answer["tree"]) for answer in answers[1::2]]


@pytest.mark.parametrize(("place", "request_frame"), [(0, None), (1, 1), (2, None)])
def test_captures_do_not_see_each_others_requests(
    one_after_the_other: list[list[Explanation]], place: int, request_frame: int | None
) -> None:
    (explanation,) = one_after_the_other[place]
    assert explanation.request_frame == request_frame


@pytest.mark.parametrize("place", [1, 2])
def test_captures_do_not_see_each_others_transmissions(
    one_after_the_other: list[list[Explanation]], place: int
) -> None:
    (explanation,) = one_after_the_other[place]
    assert (explanation.expert.severity, explanation.expert.group) == ("warn", "Response")


# --- Filters, columns, formats ---


@pytest.mark.parametrize(
    ("display_filter", "frames"),
    [
        ("sipwhy", [2, 4, 5, 6, 7, 8]),
        ("sipwhy.request_frame == 3", [4, 6, 7]),
        ("sipwhy.code == 486", [6, 7, 8]),
        ("sipwhy.code >= 180 && sipwhy.code < 200", [4, 5]),
        ('sipwhy.verdict contains "alerting"', [4, 5]),
        ('sipwhy.class == "4xx Client Failure"', [6, 7, 8]),
        ("sipwhy.evidence.frame == 6", [7, 8]),
        ("sipwhy.expert.rsp-retransmission.note", [7]),
        ("sipwhy && _ws.expert.severity >= note", [6, 7, 8]),
        ("!sipwhy", [1, 3]),
    ],
)
@pytest.mark.parametrize("passes", [[], ["-2"]], ids=["one pass", "two passes"])
def test_display_filter_finds_responses(
    write: Callable[..., Path], passes: list[str], display_filter: str, frames: list[int]
) -> None:
    args = [*passes, "-Y", display_filter, "-T", "fields", "-e", "frame.number"]
    assert [int(number) for number in tshark_output(args, write(PROXIED)).split()] == frames


def test_custom_column_shows_the_verdict(
    write: Callable[..., Path], proxied: Dissected
) -> None:
    columns = 'gui.column.format:"No.","%m","Why","%Cus:sipwhy.verdict:0:R"'
    lines = tshark_output(["-o", columns], write(PROXIED)).decode().splitlines()
    verdicts = ["", *(" ".join(line.split()[1:]) for line in lines)]
    assert [verdicts[frame] for frame in (1, 2, LAST)] == [
        "",
        proxied[2].explanation.first("verdict"),
        proxied[LAST].explanation.first("verdict"),
    ]


def test_json_has_the_fields(write: Callable[..., Path]) -> None:
    output = tshark_output(["-T", "json", "-Y", f"frame.number == {LAST}"], write(PROXIED))
    ours = json.loads(output)[0]["_source"]["layers"]["sipwhy"]
    assert (ours["sipwhy.code"], ours["sipwhy.request_frame"]) == ("486", "1")


def test_ek_has_the_fields(write: Callable[..., Path]) -> None:
    output = tshark_output(["-T", "ek", "-Y", f"frame.number == {LAST}"], write(PROXIED))
    ours = json.loads(output.splitlines()[1])["layers"]["sipwhy"]
    assert [int(ours[f"sipwhy_sipwhy_{name}"]) for name in ("code", "request_frame")] == [486, 1]


def test_fields_are_printed_in_one_line_a_packet(write: Callable[..., Path]) -> None:
    names = ("frame.number", "sipwhy.code", "sipwhy.request_frame")
    args = ["-T", "fields", *(part for name in names for part in ("-e", name))]
    lines = tshark_output(args, write(PROXIED)).decode().splitlines()
    assert lines[:4] == ["1\t\t", "2\t100\t1", "3\t\t", "4\t180\t3"]
