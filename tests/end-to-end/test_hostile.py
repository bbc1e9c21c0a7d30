# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages that are made to harm are explained or left alone, in little time, and cannot act on who reads it."""

import re
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest

import packets
from conftest import ROOT_WARNING, SOURCE, run_wireshark
from packets import CALLER, PROXY, Connection

sys.path.insert(0, str(SOURCE / "tests" / "fuzz"))
import rfc4475  # noqa: E402

CPU_SECONDS = 30  # what is here takes one to five
MEMORY_MB = 2000
REPORTS = ["-z", "sipwhy,report", "-z", "sipwhy,json"]
SEGMENT = 60_000
COPIED = (b"via", b"v", b"from", b"f", b"to", b"t", b"call-id", b"i", b"cseq")
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def read(capture: Path, *options: str) -> str:
    """Return what tshark prints, within limits and without a word on stderr."""
    limits = ["prlimit", f"--cpu={CPU_SECONDS}", f"--as={MEMORY_MB * 1024 * 1024}"]
    result = run_wireshark([*limits, "tshark", "-n", *options, "-r", str(capture)])
    errors = [line for line in result.stderr.decode().splitlines() if line and ROOT_WARNING not in line]
    assert result.returncode == 0, errors
    assert not errors
    assert b"Dissector bug, protocol SIP Why" not in result.stdout
    return result.stdout.decode()


def fields(capture: Path, *names: str) -> list[list[str]]:
    """Return the fields of all responses that are explained, after a second pass."""
    args = [part for name in names for part in ("-e", name)]
    lines = read(capture, "-2", "-Y", "sipwhy.code", "-T", "fields", *args).splitlines()
    return [line.split("\t") for line in lines]


def write(folder: Path, frames: Iterable[bytes]) -> Path:
    """Write a capture."""
    file = folder / "hostile.pcap"
    file.write_bytes(packets.pcap(frames))
    return file


def answer(message: bytes, code: int) -> bytes:
    """Return a response with the header lines of the request that a server copies (RFC 3261 section 8.2.6.2)."""
    lines = message.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    copied, keep = [], False
    for line in lines:
        if not line.startswith((b" ", b"\t")):
            keep = line.split(b":")[0].strip().lower() in COPIED
        copied += [line] if keep else []
    return b"\r\n".join([b"SIP/2.0 %d Rejected" % code, *copied, b"Content-Length: 0", b"", b""])


# --- RFC 4475 ---


def test_torture_messages(tmp_path: Path) -> None:
    frames, answers = [], 0
    for message in rfc4475.messages().values():
        frames.append(packets.udp(message, CALLER, PROXY))
        if not message.startswith(b"SIP/"):
            frames.append(packets.udp(answer(message, 400), PROXY, CALLER))
            answers += 1
    capture = write(tmp_path, frames)
    assert answers == 44
    found = fields(capture, "sipwhy.code", "sipwhy.verdict")
    assert len([code for code, _ in found if code == "400"]) == answers
    assert all(verdict and not UNFIT.search(verdict) for _, verdict in found)
    read(capture, "-V", *REPORTS)
    read(capture, "-2", "-V", *REPORTS)


TORTURE = {
    "unreason": ("200", "200 OK"),  # whatever its reason phrase says
    "noreason": ("100", "100 Trying"),
    "scalarlg": ("503", "503 Service Unavailable"),
    "bcast": ("200", "200 OK"),
}


@pytest.mark.parametrize("name", TORTURE)
def test_torture_responses_are_explained(name: str, tmp_path: Path) -> None:
    capture = write(tmp_path, [packets.udp(rfc4475.messages()[name], PROXY, CALLER)])
    shown = read(capture, "-2", "-O", "sipwhy")
    assert fields(capture, "sipwhy.code") == [[TORTURE[name][0]]]
    assert f"[SIP Why: {TORTURE[name][1]}" in shown


def test_torture_code_of_ten_digits_is_no_response(tmp_path: Path) -> None:
    """Wireshark does not take it for SIP (section 3.1.2.19)."""
    capture = write(tmp_path, [packets.udp(rfc4475.messages()["bigcode"], PROXY, CALLER)])
    assert "SIP Why" not in read(capture, "-2", "-V")


UNREADABLE = ("lwsruri", "lwsstart", "trws", "badvers")  # sections 3.1.2.8 to 3.1.2.10, 3.1.2.16


@pytest.mark.parametrize("name", UNREADABLE)
def test_request_that_wireshark_cannot_read_is_not_surely_missing(name: str, tmp_path: Path) -> None:
    invite = rfc4475.messages()[name]
    capture = write(tmp_path, [packets.udp(invite), packets.udp(answer(invite, 400), PROXY, CALLER)])
    assert fields(capture, "frame.number", "sipwhy.confidence") in ([["2", "likely"]], [["2", "general"]])


# --- A flood in the manner of the PROTOS suite c07-sip: valid INVITEs with one element replaced ---

INVITE = (
    b"INVITE <<uri>> <<version>>\r\n"
    b"Via: SIP/2.0/<<transport>> <<sent-by>>;branch=z9hG4bK<<branch>>%d\r\n"
    b"From: <<name>> <sip:<<user>>@example.com>;tag=<<tag>>\r\nTo: <<to>>\r\n"
    b"Call-ID: <<call-id>>%d\r\nCSeq: <<number>> <<method>>\r\nMax-Forwards: <<forwards>>\r\n"
    b"Contact: <<contact>>\r\nExpires: <<expires>>\r\nAuthorization: <<credentials>>\r\n"
    b"Content-Type: <<type>>\r\nContent-Length: <<length>>\r\n\r\n"
    b"v=<<v>>\r\no=<<origin>>\r\ns=-\r\nc=IN IP4 <<address>>\r\nt=0 0\r\nm=audio <<port>> RTP/AVP <<formats>>\r\n"
)
ELEMENTS = {
    "uri": b"sip:bob@example.net", "version": b"SIP/2.0", "transport": b"UDP", "sent-by": b"192.0.2.10:5060",
    "branch": b"b", "name": b'"Alice"', "user": b"alice", "tag": b"t", "to": b"<sip:bob@example.net>", "call-id": b"c",
    "number": b"1", "method": b"INVITE", "forwards": b"70", "contact": b"<sip:alice@192.0.2.10>", "expires": b"60",
    "credentials": b'Digest username="alice",realm="r",nonce="n",uri="sip:x",response="0"', "type": b"application/sdp",
    "length": b"120", "v": b"0", "origin": b"- 1 1 IN IP4 192.0.2.10", "address": b"192.0.2.10", "port": b"4000",
    "formats": b"0 8",
}
ANOMALIES = [
    b"", b" ", b"\t" * 10, b"\r\n ", b"\r\n" * 3, b"\0", b"a\0b", b"%s%n%x" * 10, b"%99999999d", b"A" * 129,
    b"A" * 1025, b"A" * 9000, b"A" * 40000, b"\xff\xfe\xc0\x80", b"\xe2\x80\xae" * 9, b"\x1b[2J", b'"', b'""""', b"\\",
    b"<", b">", b"<<<<>>>>", b";" * 300, b"," * 300, b":" * 300, b"@" * 300, b"=" * 300, b"[" * 300, b"-1", b"0",
    b"4294967296",
    b"18446744073709551616", b"9" * 300, b"127.0.0.1.1", b"999.999.999.999", b"[::1", b"sip:", b"sip:@:;?",
    b"../" * 50, b"SIP/2.0", b"SIP/" + b"2" * 300 + b".0", b"a=b;c=d;e", b"*", b"(" * 100, b"?a=b&" * 50,
]


def protos_messages() -> Iterable[bytes]:
    """Yield each INVITE with its answer."""
    for element in ELEMENTS:
        for number, anomaly in enumerate(ANOMALIES):
            text = INVITE
            for name, value in ELEMENTS.items():
                text = text.replace(b"<<%s>>" % name.encode(), anomaly if name == element else value)
            yield text.replace(b"%d", b"%d" % number, 2)


def test_invite_flood(tmp_path: Path) -> None:
    frames = []
    for place, invite in enumerate(protos_messages()):
        frames.append(packets.udp(invite, CALLER, PROXY))
        frames.append(packets.udp(answer(invite, (400, 486, 500)[place % 3]), PROXY, CALLER))
    capture = write(tmp_path, frames)
    assert len(frames) == 2 * len(ELEMENTS) * len(ANOMALIES)
    found = fields(capture, "sipwhy.code", "sipwhy.verdict", "sipwhy.evidence")
    assert len(found) > len(frames) / 2 * 0.9
    assert not any(UNFIT.search(text) for line in found for text in line)
    assert not UNFIT.search(read(capture, "-q", *REPORTS))


# --- Attacks on who reads it ---

ATTACKS = {
    "terminal": "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31mred",
    "bidi": "\u202e\u2066abc\u2069\u200f",
    "lines": "a\u2028b\x0bc\x0cd\x85e",
    "format": "%s%s%n%99999d%1$s",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "](http://evil.example) ![x](http://evil.example) `a` | b |",
    "xml": "]]></field><proto name='x'/><!--",
    "attribute": "\" onmouseover=\"alert(1)\" x='",
    "formula": "=cmd|'/c calc'!A1",
    "placeholder": "{verdict}{code}{phrase}\u27e6{none}\u27e7",
    "actor": "caller: do this",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_foreign_text_stays_text(attack: str, tmp_path: Path) -> None:
    text = ATTACKS[attack].encode()
    headers = [
        b'Warning: 399 host "' + text + b'"', b'Reason: Q.850;cause=16;text="' + text + b'"', b"Server: " + text,
        b"Retry-After: 5 (" + text + b")", b"Allow: " + text, b"Unsupported: " + text,
        b"Contact: <sip:" + text + b"@a>",
    ]
    frames = [packets.udp(packets.request(headers=[b"User-Agent: " + text, b"Require: " + text]), CALLER, PROXY)]
    for code in (401, 404, 420, 486, 503, 599):
        frames.append(packets.udp(packets.response(code, text, headers=headers), PROXY, CALLER))
    capture = write(tmp_path, frames)
    names = ("verdict", "why", "fix", "evidence", "origin", "also.verdict", "means")
    found = fields(capture, "sipwhy.code", *(f"sipwhy.{name}" for name in names))
    assert [line[0] for line in found] == ["401", "404", "420", "486", "503", "599"]
    assert not any(UNFIT.search(field) for line in found for field in line)
    further = [part for name in ("html", "calls", "tree", "quiz") for part in ("-z", f"sipwhy,{name}")]
    shown = read(capture, "-2", "-O", "sipwhy", *REPORTS, *further)
    assert not UNFIT.search(shown)
    assert len(list(ElementTree.fromstring(read(capture, "-2", "-J", "sipwhy", "-T", "pdml")).iter("proto"))) > 6
    if attack in ("format", "html", "markdown"):
        assert ATTACKS[attack][:20].replace("<", "\\u003c") in shown or ATTACKS[attack][:20] in shown


# --- Time ---


def pcapng(frames: Iterable[tuple[int, bytes]]) -> bytes:
    """Return a capture file whose times are given in seconds, up to 64 bits of them."""

    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        length = struct.pack("<I", 12 + len(body))
        return struct.pack("<I", kind) + length + body + length

    whole = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    whole += block(1, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HHB3x", 9, 1, 0) + bytes(4))
    for time, frame in frames:
        head = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(frame), len(frame))
        whole += block(6, head + frame)
    return whole


TIMES = [0, 1, 2**31, 2**32, 2**33, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1]


@pytest.mark.parametrize("first", TIMES)
def test_time_of_any_size(first: int, tmp_path: Path) -> None:
    """The build with sanitizers stopped here, when nanoseconds of the time did not fit 64 bits."""
    capture = tmp_path / "times.pcapng"
    frames = []
    for time in (first, 0, first, 1_767_225_600):
        frames += [(time, packets.udp(packets.request())), (time, packets.udp(packets.response(486), PROXY, CALLER))]
    capture.write_bytes(pcapng(frames))
    assert [code for (code,) in fields(capture, "sipwhy.code")] == ["486"] * 4
    read(capture, "-q", *REPORTS)


# --- Size ---


def over_tcp(folder: Path, *messages: tuple[bytes, bool]) -> Path:
    """Write a capture of one connection."""
    connection = Connection()
    for message, from_client in messages:
        parts = [message[place : place + SEGMENT] for place in range(0, len(message), SEGMENT)]
        connection.send(*parts, from_client=from_client)
    return write(folder, connection.frames)


def multipart(depth: int) -> bytes:
    """Return a body whose parts lie in one another."""
    body = b"v=0\r\n"
    for level in range(depth):
        head = b"--%d\r\nContent-Type: multipart/mixed;boundary=%d\r\n\r\n" % (level + 1, level)
        body = head + body + b"\r\n--%d--\r\n" % (level + 1)
    return body


VIA = f"Via: SIP/2.0/TCP {CALLER};branch=z9hG4bK-"
LARGE = {
    "a line of 1 MB": [b"Subject: " + b"x" * 1_000_000],
    "a quoted string of 1 MB that does not end": [b'Warning: 399 a "' + b"\\" * 1_000_000],
    "100,000 header fields": [b"X-%d: y" % number for number in range(100_000)],
    "100,000 fields of one header": [b"Warning: 399 a \"b\""] * 100_000,
    "10,000 Via fields": [f"{VIA}{number}".encode() for number in range(10_000)],
    "10,000 Via values in a field": [",".join([VIA] + [VIA[5:]] * 9_999).encode()],
    "100,000 folds": [b"Subject: " + b"a\r\n " * 100_000],
    "100,000 parameters": [b"Contact: <sip:a@b>" + b";a=b" * 100_000],
    "100,000 list elements": [b"Allow: " + b"A," * 100_000],
    "100,000 brackets": [b"Contact: " + b"<" * 100_000],
    "100,000 schemes": [b"Subject: " + b"sip:" * 100_000, b"Contact: <sip:a@b>" + b",<sip:" * 10_000],
}


@pytest.mark.parametrize("what", LARGE)
def test_large_message(what: str, tmp_path: Path) -> None:
    request = packets.request(headers=LARGE[what])
    response = packets.response(486, "Busy Here", headers=LARGE[what])
    capture = over_tcp(tmp_path, (request, True), (response, False))
    assert fields(capture, "sipwhy.code") == [["486"]]
    read(capture, "-V", *REPORTS)
    assert "486 Busy Here" in read(capture, "-O", "sipwhy", "-o", "sipwhy.mask:TRUE", *REPORTS)


@pytest.mark.parametrize("depth", [2, 30, 1000])
def test_deep_multipart(depth: int, tmp_path: Path) -> None:
    headers = [f"Content-Type: multipart/mixed;boundary={depth}"]
    request = packets.request(headers=headers, body=multipart(depth))
    response = packets.response(488, "Not Acceptable Here", headers=headers, body=multipart(depth))
    capture = over_tcp(tmp_path, (request, True), (response, False))
    result = run_wireshark(["prlimit", f"--cpu={CPU_SECONDS}", "tshark", "-n", "-2", "-V", "-r", str(capture)])
    assert result.returncode == 0
    assert b"sipwhy" not in result.stderr and b"SIP Why" not in result.stderr


def test_many_messages_of_one_key(tmp_path: Path) -> None:
    frames = []
    for number in range(8000):
        call_id = f"{number}@example.com"
        frames.append(packets.udp(packets.request("OPTIONS", call_id=call_id), CALLER, PROXY))
        frames.append(packets.udp(packets.response(404, call_id=call_id, method="OPTIONS"), PROXY, CALLER))
    assert len(fields(write(tmp_path, frames), "sipwhy.code", "sipwhy.request_frame")) == 8000
