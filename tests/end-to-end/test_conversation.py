# SPDX-License-Identifier: GPL-2.0-or-later
"""Conversations say what they are meant to say: the rest of Wireshark reads them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conversation import ALICE, ALICE6, ALICE_AT_HOME, BOB, BOB6, CAROL, PROXY, PROXY2
from conversation import Conversation, Sent, builds, built, main, sdp, sipfrag, stream
from dissection import tshark_output
from packets import CALLER

Read = Callable[..., list[list[str]]]


@pytest.fixture
def call() -> Conversation:
    """Return an empty conversation."""
    return Conversation()


@pytest.fixture
def read(call: Conversation, tmp_path: Path) -> Read:
    """Return a function that gives fields of all frames of the conversation."""

    def run(*names: str, only: str = "frame") -> list[list[str]]:
        file = tmp_path / "conversation.pcap"
        file.write_bytes(call.pcap())
        args = ["-Y", only, "-T", "fields", *(part for name in names for part in ("-e", name))]
        return [line.split("\t") for line in tshark_output(args, file).decode().splitlines()]

    return run


def tags(sent: Sent) -> list[str]:
    """Return the tags of From and To."""
    return [sent.header(name).rpartition(";tag=")[2] for name in ("From", "To")]


# --- All of them ---


@pytest.mark.parametrize("name", builds())
def test_frames_are_in_order_of_time(name: str) -> None:
    times = [frame.time or 0.0 for frame in built(name).frames]
    assert times == sorted(times)


# --- Requests and responses ---


def test_response_answers_its_request(call: Conversation, read: Read) -> None:
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE, "opus/48000/2", "PCMA"))
    call.ack(call.response(invite, 404))
    call.ack(invite)
    assert read("ip.src", "sip.Method", "sip.Status-Code", "sip.CSeq") == [
        [CALLER, "INVITE", "", "1 INVITE"],
        [PROXY.address, "", "404", "1 INVITE"],
        *[[CALLER, "ACK", "", "1 ACK"]] * 2,
    ]


def test_sdp(call: Conversation, read: Read) -> None:
    codecs = ("PCMU", "opus/48000/2", "telephone-event")
    audio = stream(*codecs, proto="RTP/SAVP", lines=["a=sendonly"])
    video = stream("VP8/90000", "H264/90000", kind="video", port=0)
    call.request("INVITE", ALICE6, BOB6, body=sdp(ALICE6, streams=[audio, video]))
    assert read("sdp.media", "sdp.connection_info.address", "ipv6.dst") == [
        ["audio 4000 RTP/SAVP 0 96 101,video 0 RTP/AVP 96 97", ALICE6.address, BOB6.address]
    ]


def test_headers_are_added_replaced_and_removed(call: Conversation) -> None:
    text = call.request(
        "OPTIONS",
        ALICE,
        BOB,
        headers=["Supported: timer"],
        replace={"Max-Forwards": None, "To": "<sip:x@example.org>", "Via": ["one", "two"]},
        length=7,
    ).text
    names = [name for name, _ in text.headers]
    assert names == ["Via", "Via", "From", "To", "Call-ID", "CSeq", "Supported", "Content-Length"]
    assert [text.first("To"), text.first("Content-Length")] == ["<sip:x@example.org>", "7"]


def test_request_again_is_the_next_of_its_call(call: Conversation) -> None:
    first = call.request("INVITE", ALICE, PROXY)
    second = call.again(first, uri="sip:1@example.com", target=PROXY2, headers=["Supported: x"])
    assert (second.cseq, second.uri, second.target) == (2, "sip:1@example.com", PROXY2)
    assert first.header("Call-ID") == second.header("Call-ID")
    assert first.header("Via") != second.header("Via")


def test_address_behind_a_nat(call: Conversation, read: Read) -> None:
    call.request("INVITE", ALICE_AT_HOME, PROXY, body=sdp(ALICE_AT_HOME))
    fields = ("ip.src", "udp.srcport", "sip.Via.sent-by.address", "sip.contact.host")
    assert read(*fields, "sdp.connection_info.address") == [
        ["203.0.113.10", "40060", "192.168.1.10", "192.168.1.10", "192.168.1.10"]
    ]


# --- Proxies, dialogs ---


def test_call_through_a_proxy(call: Conversation, read: Read) -> None:
    final = call.answered(ALICE, BOB, PROXY, record_route=True)
    bye = call.within(final, "BYE", BOB, PROXY, route=True)
    call.forward(call.ok(call.forward(bye, ALICE)))
    way = [f"{source} {target}" for source, target in read("ip.src", "ip.dst")]
    there, back = f"{CALLER} {PROXY.address}", f"{PROXY.address} {CALLER}"
    on, off = f"{PROXY.address} {BOB.address}", f"{BOB.address} {PROXY.address}"
    assert way == [there, back, on, off, back, off, back, there, on, off, back, there, on]
    assert tags(bye) == tags(final)[::-1]
    assert (bye.uri, bye.cseq, bye.header("Route")) == (ALICE.contact, 1, "<sip:192.0.2.1;lr>")
    assert read("sip.Max-Forwards", only="sip.Method && ip.dst == 192.0.2.20") == [["69"]] * 2


def test_response_sent_on_has_one_via_less(call: Conversation) -> None:
    invite = call.request("INVITE", ALICE, PROXY)
    last = call.forward(call.forward(invite, PROXY2), BOB)
    response = call.response(last, 486)
    assert [len(response.text.all("Via"))] == [3]
    back = call.forward(call.forward(response))
    assert back.text.all("Via") == invite.text.all("Via")
    assert (back.source, back.target, back.answered) == (PROXY, ALICE, invite)


def test_requests_of_both_sides(call: Conversation) -> None:
    final = call.answered(ALICE, BOB)
    again = call.within(final, "INVITE", ALICE, body=sdp(ALICE, version=2))
    bye = call.within(final, "BYE", BOB)
    assert (again.cseq, again.uri, again.target, tags(again)) == (2, BOB.contact, BOB, tags(final))
    assert (bye.cseq, bye.uri, bye.target) == (1, ALICE.contact, ALICE)
    wrong = call.within(final, "BYE", to_tag="other", cseq=9)
    assert (tags(wrong), wrong.cseq) == ([tags(final)[0], "other"], 9)


def test_prack_names_what_it_confirms(call: Conversation, read: Read) -> None:
    invite = call.request("INVITE", ALICE, BOB)
    ringing = call.response(invite, 183, headers=["Require: 100rel", "RSeq: 7"], body=sdp(BOB))
    call.ok(call.prack(ringing))
    assert read("sip.RAck.RSeq.seq", "sip.RAck.CSeq.seq", "sip.CSeq.seq", only="sip.RAck") == [
        ["7", "1", "2"]
    ]


def test_cancel(call: Conversation, read: Read) -> None:
    invite = call.request("INVITE", ALICE, BOB)
    call.ok(call.cancel(invite))
    call.ack(call.response(invite, 487))
    assert len({branch for (branch,) in read("sip.Via.branch")}) == 1


def test_transfer(call: Conversation, read: Read) -> None:
    accepted = call.response(call.refer(call.answered(ALICE, BOB), BOB, CAROL.uri), 202)
    call.ok(call.notify(accepted, ALICE, sipfrag(503), state="terminated"))
    assert read("sipfrag.line", "sip.Event", only="sipfrag") == [
        ["SIP/2.0 503 Service Unavailable", "refer"]
    ]


# --- Registrations ---


def test_registrations_of_a_phone_have_one_call_id(call: Conversation) -> None:
    first, second = call.register(ALICE, granted=60), call.register(ALICE, expires=0)
    assert first.header("Contact") == f"<{ALICE.contact}>;expires=60"
    assert (second.answered.cseq, second.header("Contact")) == (2, "")
    assert first.header("Call-ID") == second.header("Call-ID")


def test_credentials(call: Conversation, read: Read) -> None:
    challenge = call.challenge(call.send_register(ALICE), realm="pbx", nonce="abc")
    call.registered(call.authenticate(challenge, digest={"nc": 2, "cnonce": None}))
    names = ("realm", "nonce", "nc", "cnonce", "username", "uri", "digest.response")
    (shown,) = read(*(f"sip.auth.{name}" for name in names), only="sip.Authorization")
    *values, secret = [value.strip('"') for value in shown]
    assert values == ["pbx", "abc", "00000002", "", "alice", "sip:example.com"]
    assert len(secret) == 32


# --- Packets ---


def test_copies(call: Conversation, read: Read) -> None:
    invite = call.request("INVITE", ALICE, PROXY)
    copies = call.repeats(invite, 0.5, 1)
    call.repeat(invite, ALICE_AT_HOME, after=0.001, vlan=7)
    shown = read("frame.time_relative", "ip.src", "vlan.id")
    assert [float(time) for time, *_ in shown] == [0.0, 0.5, 1.5, 1.501]
    assert shown[3][1:] == ["203.0.113.10", "7"]
    assert [copy.frame for copy in copies] == [2, 3]


def test_time(call: Conversation, read: Read) -> None:
    call.ping(ALICE, PROXY)
    call.wait(32)
    call.ping(ALICE, PROXY, at=50)
    call.request("OPTIONS", ALICE, PROXY, captured=False, after=1)
    assert call.end(40) == 5
    times = [float(time) for (time,) in read("frame.time_relative")]
    assert times == pytest.approx([0.0, 0.1, 50.0, 50.1, 91.1])


def test_wait(call: Conversation, read: Read) -> None:
    invite = call.request("INVITE", ALICE, PROXY)
    call.wait(32)
    call.repeat(invite)
    assert [float(time) for (time,) in read("frame.time_relative")] == [0.0, 32.0]


def test_tcp(call: Conversation, read: Read) -> None:
    over = call.tcp(ALICE, PROXY)
    invite = call.request("INVITE", ALICE, PROXY, over=over, cut=50)
    trying = call.response(invite, 100, hold=True)
    final = call.response(invite, 404)
    call.ack(final)
    call.reset(over, PROXY)
    assert (invite.frame, trying.frame, final.frame) == (5, 6, 6)
    assert read("frame.number", "sip.Status-Code", only="sip") == [
        ["5", ""],
        ["6", "100,404"],
        ["7", ""],
    ]
    assert read("frame.number", only="tcp.flags.reset == 1") == [["8"]]
    assert "SIP/2.0/TCP" in invite.header("Via")


@pytest.mark.parametrize(("answer", "flags"), [("reset", ["0x0002", "0x0014"]), (None, ["0x0002"])])
def test_refused_connection(
    call: Conversation, read: Read, answer: str | None, flags: list[str]
) -> None:
    call.tcp(ALICE, PROXY, answer=answer)
    assert [flag for (flag,) in read("tcp.flags")] == flags


def test_close(call: Conversation, read: Read) -> None:
    call.close(call.tcp(ALICE6, BOB6), BOB6)
    assert len(read("ipv6.src", only="tcp.flags.fin == 1")) == 2


@pytest.mark.parametrize("size", [None, 28, 60])
def test_icmp(call: Conversation, read: Read, size: int | None) -> None:
    invite = call.request("INVITE", ALICE, PROXY)
    call.icmp(invite, PROXY2, 3, 1, size)
    fields = ("ip.src", "icmp.type", "icmp.code", "udp.dstport")
    assert read(*fields, only="icmp") == [
        [f"{PROXY2.address},{CALLER}", "3", "1", "5060"]
    ]


def test_icmpv6(call: Conversation, read: Read) -> None:
    call.icmp(call.request("INVITE", ALICE6, BOB6))
    assert read("icmpv6.type", "icmpv6.code", only="icmpv6") == [["1", "4"]]


def test_dns(call: Conversation, read: Read) -> None:
    assert call.dns("_sip._udp.example.net", "SRV", 3) == (1, 2)
    assert call.dns("sip.example.net", "A", None) == (3, 0)
    call.dns("_sip._udp.example.net", "SRV", answers=[(10, 5, 5060, "sip.example.net")])
    call.dns("sip.example.net", "AAAA", answers=["2001:db8::5"])
    answers = read("dns.flags.rcode", "dns.srv.target", "dns.aaaa", only="dns.flags.response == 1")
    assert answers == [
        ["3", "", ""],
        ["0", "sip.example.net", ""],
        ["0", "", "2001:db8::5"],
    ]


def test_snap_length_and_fragments(call: Conversation, read: Read) -> None:
    padding = ["X-Padding: " + "x" * 2000]
    invite = call.request("INVITE", ALICE, PROXY, headers=padding, mtu=1480, ports=(5070, 5080))
    call.response(invite, 404, snap=100)
    assert invite.frame == 2
    assert read("frame.cap_len", "udp.srcport", only="sip || frame.number == 3")[0][1] == "5070"
    assert read("frame.cap_len", only="frame.number == 3") == [["100"]]


def test_raw_bytes(call: Conversation, read: Read) -> None:
    call.send(b"BOGUS\r\n\r\n", ALICE, PROXY)
    assert call.frame(call.frames[0].frame, at=3.0) == 2
    assert len(read("frame.number")) == 2


# --- The tool ---


def test_tool_writes_a_file(tmp_path: Path) -> None:
    name, file = next(iter(builds())), tmp_path / "it.pcap"
    assert main([name, str(file)]) == 0
    assert file.read_bytes() == built(name).pcap()


def test_tool_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(builds())
