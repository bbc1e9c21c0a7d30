# SPDX-License-Identifier: GPL-2.0-or-later
"""Cut, broken, hostile and unknown responses are explained as far as they can be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dissection import Explanation, Packet, dissect_by_number, tshark_output
from packets import CALLER, PROXY, SIP_PORT, Captured, Connection, pcap, request, response, udp

ESCAPES = "\x1b]0;title\x07\x1b[31mred\x1b[0m\x9b31m"
REVERSED = "\u202eesrever\u2066\u200f"
LONG = 100_000
SEGMENT = 20_000


def answered(code: int | str, phrase: str | bytes = "Example", **parts: Any) -> list[bytes]:
    """Return the frames of a request and its response."""
    return [udp(request()), udp(response(code, phrase, **parts), PROXY, CALLER)]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Explanation]:
    """Return a function that gives the explanation of an odd response by its name.

    All are in one capture, behind one request each.
    """
    responses: dict[str, bytes] = {
        "unknown 499": response(499, "Very Own Error"),
        "unknown 499 without a phrase": response(499, ""),
        "empty phrase": response(404, ""),
        "own phrase": response(404, "Nobody Of That Name"),
        "no CSeq": response(404, cseq=None),
        "no Call-ID": response(404, call_id=None),
        "no Via": response(404, branch=None),
        "too large Content-Length": response(404, length=1000),
        "no UTF-8": response(404, b"caf\xe9 \xff\xfe"),
        "NUL in a header": response(404, headers=[b"X-Odd: a\0b"]),
        "line without a colon": response(404, headers=["this is no header"]),
        "escapes in the phrase": response(404, ESCAPES),
        "escapes in an unknown code's phrase": response(499, ESCAPES),
        "escapes in headers": response(
            404, headers=[f'Reason: SIP;cause=404;text="{ESCAPES}"', f'Warning: 399 a "{ESCAPES}"']
        ),
        "writing direction in the phrase": response(404, REVERSED),
        "two status lines": response(404) + response(500),
    }
    capture = tmp_path_factory.mktemp("odd") / "odd.pcap"
    frames = []
    for number, bytes_of_response in enumerate(responses.values(), 1):
        frames.append(udp(request(branch=f"z9hG4bK-{number}", call_id=f"{number}@example.com")))
        own = bytes_of_response.replace(b"z9hG4bK-1", b"z9hG4bK-%d" % number)
        own = own.replace(b"call-1@", b"%d@" % number)
        frames.append(udp(own, PROXY, CALLER))
    capture.write_bytes(pcap(frames))
    packets = dissect_by_number(capture)

    def explanation(name: str) -> Explanation:
        """Return the explanation of the named response."""
        return packets[2 * list(responses).index(name) + 2].explanation

    return explanation


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[bytes | Captured]], Path]:
    """Return a function that writes a capture."""

    def write(frames: list[bytes | Captured]) -> Path:
        capture = tmp_path / "odd.pcap"
        capture.write_bytes(pcap(frames))
        return capture

    return write


# --- Codes and phrases ---


def test_unknown_code_is_explained_by_its_class(odd: Callable[[str], Explanation]) -> None:
    assert odd("unknown 499").first("class") == "4xx Client Failure"


def test_unknown_code_is_shown_with_its_own_phrase(odd: Callable[[str], Explanation]) -> None:
    assert odd("unknown 499").title.startswith("SIP Why: 499 Very Own Error: ")


def test_unknown_code_says_what_it_counts_as(odd: Callable[[str], Explanation]) -> None:
    assert "400" in odd("unknown 499").first("means")


def test_unknown_code_without_a_phrase_has_a_title(odd: Callable[[str], Explanation]) -> None:
    assert odd("unknown 499 without a phrase").title.startswith("SIP Why: 499 not registered: ")


def test_unknown_code_is_a_warning(odd: Callable[[str], Explanation]) -> None:
    assert odd("unknown 499").expert.severity == "warn"


def test_empty_phrase_is_named(odd: Callable[[str], Explanation]) -> None:
    assert any("reason phrase is empty" in fact for fact in odd("empty phrase").evidence)


def test_empty_phrase_is_replaced_by_the_standard_one(odd: Callable[[str], Explanation]) -> None:
    assert odd("empty phrase").title.startswith("SIP Why: 404 Not Found: ")


def test_own_phrase_is_quoted(odd: Callable[[str], Explanation]) -> None:
    assert any('"Nobody Of That Name"' in fact for fact in odd("own phrase").evidence)


@pytest.mark.parametrize("code", ["000", "042", "700", "999"])
def test_code_out_of_range_is_explained_if_wireshark_takes_it(
    written: Callable[..., Path], code: str
) -> None:
    packet = dissect_by_number(written(answered(code)))[2]
    assert packet.codes == [message.code for message in packet.messages]


@pytest.mark.parametrize("code", ["700", "999"])
def test_code_out_of_range_answers_its_request(written: Callable[..., Path], code: str) -> None:
    assert dissect_by_number(written(answered(code)))[2].explanation.request_frame == 1


def test_codec_of_other_bytes_is_fit_to_show(written: Callable[..., Path]) -> None:
    def session(codec: bytes) -> dict[str, Any]:
        lines = b"v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 6000 RTP/AVP 97\r\n"
        return {"headers": ["Content-Type: application/sdp"], "body": lines + b"a=rtpmap:97 " + codec + b"/8000\r\n"}

    frames = [udp(request(**session(b"PCMA"))), udp(response(488, **session(b"\xff\x1bG729")), PROXY, CALLER)]
    verdict = tshark_output(["-T", "fields", "-e", "sipwhy.verdict", "-Y", "sipwhy.code == 488"], written(frames)).decode()
    assert "\ufffd\ufffdG729" in verdict


@pytest.mark.parametrize("key", [{}, {"cseq": None}])
def test_code_zero_is_invalid(written: Callable[..., Path], key: dict[str, Any]) -> None:
    explanation = dissect_by_number(written(answered("000", **key)))[2].explanation
    assert (explanation.code, explanation.first("class"), explanation.first("severity")) == (0, "invalid", "warn")
    assert "no SIP status code" in explanation.first("verdict")


def test_status_line_without_a_line_end_is_explained(written: Callable[..., Path]) -> None:
    """The datagram is not cut: Wireshark shows its status code, so the plugin has to explain it."""
    packet = dissect_by_number(written([udp(b"SIP/2.0 404 Not Found", PROXY, CALLER)]))[1]
    assert packet.codes == [message.code for message in packet.messages if message.code] == [404]


# --- Missing and broken headers ---


@pytest.mark.parametrize("name", ["no CSeq", "no Call-ID", "no Via"])
def test_response_without_its_key_is_explained(
    odd: Callable[[str], Explanation], name: str
) -> None:
    assert odd(name).code == 404


@pytest.mark.parametrize("name", ["no CSeq", "no Call-ID", "no Via"])
def test_response_without_its_key_names_no_request(
    odd: Callable[[str], Explanation], name: str
) -> None:
    assert odd(name).request_frame is None


@pytest.mark.parametrize("name", ["no CSeq", "no Call-ID", "no Via"])
def test_response_without_its_key_says_so(odd: Callable[[str], Explanation], name: str) -> None:
    assert any("no request can be matched" in fact for fact in odd(name).evidence)


@pytest.mark.parametrize("name", ["NUL in a header", "line without a colon"])
def test_malformed_header_is_named(odd: Callable[[str], Explanation], name: str) -> None:
    assert any("that are no SIP" in fact for fact in odd(name).evidence)


@pytest.mark.parametrize(
    "name",
    [
        "too large Content-Length",
        "no UTF-8",
        "NUL in a header",
        "line without a colon",
        "escapes in the phrase",
        "escapes in headers",
    ],
)
def test_broken_response_answers_its_request(
    odd: Callable[[str], Explanation], name: str
) -> None:
    assert odd(name).request_frame


def test_too_large_content_length_is_named(odd: Callable[[str], Explanation]) -> None:
    facts = odd("too large Content-Length").evidence
    assert any("shorter than Content-Length" in fact for fact in facts)


def test_what_follows_the_message_of_a_datagram_is_no_message(
    odd: Callable[[str], Explanation]
) -> None:
    assert odd("two status lines").code == 404


def test_header_behind_a_long_line_is_read(written: Callable[..., Path]) -> None:
    connection = Connection()
    long = response(404, headers=["X-Long: " + "x" * LONG, 'Warning: 399 example.com "after"'])
    parts = [long[start : start + SEGMENT] for start in range(0, len(long), SEGMENT)]
    answer = connection.answer(*parts)
    facts = dissect_by_number(written(connection.frames))[answer].explanation.evidence
    assert any('text "after"' in fact for fact in facts)


def test_response_with_nul_in_its_phrase_is_explained_if_wireshark_takes_it(
    written: Callable[..., Path]
) -> None:
    packet = dissect_by_number(written(answered(404, b"Not\0Found")))[2]
    assert packet.codes == [message.code for message in packet.messages]


# --- Cut by the snap length ---

CUT = response(404, "Not Found", headers=['Warning: 399 example.com "later"'], body=b"x" * 40)
CUT_FRAME = udp(CUT, PROXY, CALLER)
OVERHEAD = len(CUT_FRAME) - len(CUT)
STATUS_LINE = CUT.index(b"\r\n") + 2


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Packet]:
    """Return the packets of a response cut at every byte, by the bytes that are left of it."""
    capture = tmp_path_factory.mktemp("cut") / "cut.pcap"
    frames = [Captured(CUT_FRAME, snap=OVERHEAD + left) for left in range(len(CUT) + 1)]
    capture.write_bytes(pcap(frames))
    packets = dissect_by_number(capture)
    return {left: packets[left + 1] for left in range(len(CUT) + 1)}


def test_cut_message_is_explained_as_soon_as_the_status_line_is_whole(
    cut: dict[int, Packet]
) -> None:
    explained = [left for left, packet in cut.items() if packet.codes == [404]]
    assert explained == list(range(STATUS_LINE, len(CUT) + 1))


def test_cut_message_is_never_explained_by_another_code(cut: dict[int, Packet]) -> None:
    assert {code for packet in cut.values() for code in packet.codes} == {404}


def test_cut_headers_are_named(cut: dict[int, Packet]) -> None:
    head = CUT.index(b"\r\n\r\n")
    named = [
        left
        for left in range(STATUS_LINE, head)
        if any("ends before its header lines" in fact for fact in cut[left].explanation.evidence)
    ]
    assert named == list(range(STATUS_LINE, head))


def test_every_cut_in_two_passes_is_the_same(
    cut: dict[int, Packet], tmp_path: Path
) -> None:
    capture = tmp_path / "cut.pcap"
    frames = [Captured(CUT_FRAME, snap=OVERHEAD + left) for left in range(len(CUT) + 1)]
    capture.write_bytes(pcap(frames))
    packets = dissect_by_number(capture, ["-2"])
    assert [packets[left + 1].codes for left in cut] == [packet.codes for packet in cut.values()]


# --- Foreign bytes in what is shown ---


@pytest.mark.parametrize(
    "args",
    [
        ["-V"],
        ["-O", "sipwhy"],
        ["-T", "pdml", "-j", "sipwhy"],
        ["-T", "json", "-j", "sipwhy"],
        ["-T", "ek", "-j", "sipwhy"],
        ["-T", "fields", "-e", "sipwhy.evidence", "-e", "sipwhy.verdict"],
        ["-q", "-z", "expert"],
    ],
    ids=" ".join,
)
def test_no_output_has_raw_control_bytes(written: Callable[..., Path], args: list[str]) -> None:
    headers = [f'Reason: SIP;cause=404;text="{ESCAPES}"', f'Warning: 399 a "{ESCAPES}"']
    frames = [udp(response(code, ESCAPES, headers=headers), PROXY, CALLER) for code in (404, 499)]
    output = tshark_output(args, written(frames)).decode()
    assert not {char for char in output if char < " " or "\x7f" <= char < "\xa0"} - set("\n\t")


@pytest.mark.parametrize("name", ["escapes in the phrase", "escapes in headers"])
def test_escapes_are_shown_as_text(odd: Callable[[str], Explanation], name: str) -> None:
    assert any("red" in fact for fact in odd(name).evidence)


def test_writing_direction_cannot_be_changed(odd: Callable[[str], Explanation]) -> None:
    facts = "".join(odd("writing direction in the phrase").evidence)
    assert "esrever" in facts and not set(facts) & set(REVERSED) - set("esrever")


def test_title_of_an_unknown_code_has_no_raw_escapes(odd: Callable[[str], Explanation]) -> None:
    assert odd("escapes in an unknown code's phrase").title.isprintable()


def test_phrase_that_is_no_utf_8_is_quoted(odd: Callable[[str], Explanation]) -> None:
    assert any('Reason phrase "caf' in fact for fact in odd("no UTF-8").evidence)


# --- Messages in bodies ---


def inner_request(kind: str, body: bytes) -> bytes:
    """Return the frame of a NOTIFY with a body."""
    headers = [f"Content-Type: {kind}", "Event: refer", "Subscription-State: active"]
    return udp(request("NOTIFY", headers=headers, body=body))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("message/sipfrag", b"SIP/2.0 603 Declined\r\n"),
        ("message/sipfrag;version=2.0", b"SIP/2.0 404 Not Found\r\nWarning: 399 a \"b\"\r\n"),
        ("message/sip", response(503)),
        ("text/plain", response(503)),
    ],
)
def test_response_in_the_body_of_a_request_is_not_explained(
    written: Callable[..., Path], kind: str, body: bytes
) -> None:
    assert dissect_by_number(written([inner_request(kind, body)]))[1].codes == []


def test_response_in_the_body_of_a_response_is_not_explained(
    written: Callable[..., Path]
) -> None:
    parts = {"headers": ["Content-Type: message/sip"], "body": response(503)}
    assert dissect_by_number(written(answered(404, **parts)))[2].codes == [404]


def test_response_in_a_part_of_a_body_is_not_explained(written: Callable[..., Path]) -> None:
    part = b"--x\r\nContent-Type: message/sipfrag\r\n\r\nSIP/2.0 603 Declined\r\n\r\n"
    frame = inner_request("multipart/mixed;boundary=x", part * 2 + b"--x--\r\n")
    assert dissect_by_number(written([frame]))[1].codes == []


def test_response_on_another_port_is_explained_if_wireshark_takes_it(
    written: Callable[..., Path]
) -> None:
    ports = (SIP_PORT + 1, 40000)
    packet = dissect_by_number(written([udp(response(404), PROXY, CALLER, ports=ports)]))[1]
    assert packet.codes == [message.code for message in packet.messages]
