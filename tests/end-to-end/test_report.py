# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports about whole captures: tshark -z sipwhy,report, json, calls and tree."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import packets
from conftest import SOURCE, run_wireshark
from conversation import ALICE, BOB, PROXY, Conversation, Party, Sent, sdp
from dissection import CAPTURE_NAMES, CAPTURES, Packet, dissect_all, readable_folder, sharkd
from report import (
    REPORTS,
    Report,
    calls_of,
    copy_to,
    counted_codes,
    counted_result,
    messages_of,
    report_files,
    report_of,
)

SCHEMA = SOURCE / "src" / "data" / "report.schema.json"
FILES = dict(zip(CAPTURE_NAMES, CAPTURES, strict=True))

# The count tells by codes alone. What it cannot see: these went on in another call.
WENT_ON = {"overlap-dialling-484.pcapng": 2}

# Real calls that work, whatever else is in them.
WORKING = [
    "answered-elsewhere-487.pcapng",
    "attended-transfer.pcapng",
    "call-challenged-407.pcapng",
    "call-on-hold.pcapng",
    "cancel-crossed-200.pcapng",
    "challenged-twice-407.pcapng",
    "forked-call.pcapng",
    "glare-491.pcapng",
    "ip-fragmented.pcapng",
    "ipv6-call.pcapng",
    "plain-call.pcapng",
    "prack-call.pcapng",
    "redirected-302.pcapng",
    "session-interval-422.pcapng",
    "session-refreshed.pcapng",
    "slow-ack.pcapng",
    "tcp-message-in-two-segments.pcapng",
    "tls-call.pcapng",
    "transfer-succeeded.pcapng",
]
QUIET = [
    "interval-too-brief-423.pcapng",
    "options-ping.pcapng",
    "register-challenge-answered.pcapng",
    "registration-life.pcapng",
    "websocket-register.pcapng",
]

CARRIER = Party("carrier", "192.0.2.50", domain="carrier.example", server=True)


@pytest.fixture(scope="module")
def one_pass() -> dict[str, Report]:
    """Return the reports about all captures, made in one pass."""
    return report_files(FILES)


@pytest.fixture(scope="module")
def dissected() -> dict[str, list[Packet]]:
    """Return the packets of all captures."""
    return dissect_all()


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    """Return the validator of a line."""
    text = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(text)
    return jsonschema.Draft202012Validator(text)


# --- All captures ---


def test_two_passes_report_the_same(one_pass: dict[str, Report]) -> None:
    two_passes = report_files(FILES, args=["-2"])
    differing = [name for name in FILES if one_pass[name].output != two_passes[name].output]
    assert not differing


def test_time_zone_and_locale_change_nothing(
    one_pass: dict[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "transfer-failed.pcapng"
    with readable_folder() as folder:
        copy = copy_to(folder, name, FILES[name].read_bytes())
        arguments = [word for report in REPORTS for word in ("-z", report)]
        # the language of the environment would change the words, and only these
        formats = [f"{name}=de_DE.UTF-8" for name in ("LC_NUMERIC", "LC_TIME")]
        command = ["env", "-u", "LC_ALL", "TZ=Asia/Tokyo", "LANG=en_GB.UTF-8", *formats]
        result = run_wireshark([*command, "tshark", "-q", *arguments, "-r", str(copy)])
    assert result.stdout == one_pass[name].output


def test_json_is_as_the_schema_says(
    one_pass: dict[str, Report], schema: jsonschema.Draft202012Validator
) -> None:
    for name, report in one_pass.items():
        for item in report.objects:
            errors = [error.message for error in schema.iter_errors(item)]
            assert not errors, f"{name}: {errors} in {item}"


def test_schema_refuses_what_is_wrong(schema: jsonschema.Draft202012Validator) -> None:
    report = report_files({"busy": FILES["busy-486.pcapng"]})["busy"]
    failed = next(call for call in report.calls if call["result"] == "failed")
    assert schema.is_valid(failed)
    wrong: list[dict[str, Any]] = [
        {**failed, "code": None},
        {**failed, "start": "2026-11-22 17:20:55"},
        {**failed, "result": "bad"},
        {key: value for key, value in failed.items() if key != "problem"},
        {**failed, "unknown": 1},
    ]
    assert [schema.is_valid(item) for item in wrong] == [False] * len(wrong)


@pytest.mark.parametrize("name", CAPTURE_NAMES)
def test_numbers_are_those_of_a_count(
    name: str, one_pass: dict[str, Report], dissected: dict[str, list[Packet]]
) -> None:
    summary = one_pass[name].summary
    calls = calls_of(dissected[name])
    results = Counter(counted_result(call) for call in calls.values())
    results["failed"] -= WENT_ON.get(name, 0)
    results["unfinished"] += WENT_ON.get(name, 0)
    assert summary["packets"] == dissected[name][-1].number
    assert summary["messages"] == len(list(messages_of(dissected[name])))
    assert summary["calls"] == len(calls)
    expected = {key: results[key] for key in ("worked", "failed", "cancelled", "unfinished")}
    assert {key: summary[key] for key in expected} == expected
    codes = {(row["method"], row.get("code", 0)): row["count"] for row in summary["codes"]}
    assert codes == counted_codes(dissected[name])


@pytest.mark.parametrize("name", WORKING)
def test_calls_that_work_are_not_failed(name: str, one_pass: dict[str, Report]) -> None:
    assert set(one_pass[name].results()) == {"worked"}
    assert one_pass[name].summary["causes"] == []


@pytest.mark.parametrize("name", QUIET)
def test_requests_that_work_are_not_reported(name: str, one_pass: dict[str, Report]) -> None:
    assert [item["type"] for item in one_pass[name].objects] == ["summary"]


def test_all_reports_count_the_same(one_pass: dict[str, Report]) -> None:
    for name, report in one_pass.items():
        text, summary = report.output.decode(), report.summary
        head = re.search(r"^Calls: (\d+) \((\d+) worked, (\d+) failed, (\d+) ", text, re.M)
        assert head, name
        assert head[1] == str(summary["calls"]), name
        assert head[3] == str(summary["failed"]), name
        section = text.partition("\nCalls that failed\n")[2].partition("\nCalls in which")[0]
        section = section.partition("\nOther requests that went wrong\n")[0]
        numbered = re.findall(r"^ *\d+\. ", section, re.M)
        assert len(numbered) == summary["failed"], name
        rows = re.findall(r"^\d{4}-\d\d-\d\dT.* \|.*\|$", text, re.M)
        assert len(rows) == summary["calls"], name
        assert sum("|failed " in row for row in rows) == summary["failed"], name
        tree = dict(re.findall(r"^(Calls|Causes| failed) +(\d+) ", text, re.M))
        assert int(tree["Calls"]) == summary["calls"], name
        assert int(tree.get(" failed", 0)) == summary["failed"], name
        hits = sum(
            cause["calls"] + cause["requests"] + cause["within_calls"] for cause in summary["causes"]
        )
        assert int(tree["Causes"]) == hits, name


def test_report_names_what_the_packet_names(
    one_pass: dict[str, Report], dissected: dict[str, list[Packet]]
) -> None:
    known = dissect_all(["-2"])
    for name, report in one_pass.items():
        explained = {
            (packet.number, item.first("cause")): item.first("verdict")
            for packet in known[name]
            for item in packet.explanations
        }
        for row in report.calls + report.requests:
            for problem in [row.get("problem"), *row.get("also", [])]:
                if problem:
                    key = (problem["frame"], problem["cause"])
                    assert explained.get(key) == problem["verdict"], f"{name}: {key}"


# --- What is a call ---


def leg(call: Conversation, call_id: str, *headers: str) -> Sent:
    """Send the INVITE of a leg that a back-to-back server makes."""
    return call.request(
        "INVITE", PROXY, CARRIER, to=BOB, call_id=call_id, body=sdp(PROXY), headers=headers
    )


def two_legs(first: str, second: str) -> Conversation:
    """Return a call that a back-to-back server passes on, and that is refused."""
    call = Conversation()
    invite = call.request("INVITE", ALICE, PROXY, call_id="first", headers=[first] if first else [])
    call.response(invite, 100)
    other = leg(call, "second", *[second] if second else [])
    call.ack(call.response(other, 404, headers=["Reason: Q.850;cause=1"]))
    call.ack(call.response(invite, 404))
    call.end(40)
    return call


SESSION = "ab30317f1a784dc48ff824d0d3715d86"
NULL = "0" * 32


@pytest.mark.parametrize(
    ("first", "second", "linked_by"),
    [
        (f"Session-ID: {SESSION};remote={NULL}", f"Session-ID: {SESSION};remote={NULL}", "Session-ID"),
        ("", "X-CID: first", "X-CID"),
        ("", "x-call-id: first", "X-Call-ID"),
        (
            "P-Charging-Vector: icid-value=a1;icid-generated-at=192.0.2.9",
            'P-Charging-Vector: icid-generated-at=192.0.2.1;icid-value="a1"',
            "P-Charging-Vector",
        ),
    ],
)
def test_legs_are_linked(first: str, second: str, linked_by: str) -> None:
    report = report_of(two_legs(first, second).pcap())
    (call,) = report.calls
    assert [item["call_id"] for item in call["legs"]] == ["first", "second"]
    assert [item.get("linked_by") for item in call["legs"]] == [None, linked_by]
    assert (call["result"], call["code"], call["from"]) == ("failed", 404, ALICE.uri)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        (f"Session-ID: {SESSION};remote={NULL}", f"Session-ID: {SESSION[::-1]};remote={NULL}"),
        (f"Session-ID: {NULL};remote={NULL}", f"Session-ID: {NULL};remote={NULL}"),
        ("", "X-CID: another"),
    ],
)
def test_other_calls_are_not_linked(first: str, second: str) -> None:
    assert report_of(two_legs(first, second).pcap()).summary["calls"] == 2


def test_later_call_of_a_session_is_its_own() -> None:
    call = Conversation()
    for name in ("first", "second"):
        header = f"Session-ID: {SESSION};remote={NULL}"
        call.ack(call.response(call.request("INVITE", ALICE, PROXY, call_id=name, headers=[header]), 486))
    call.end(40)
    assert report_of(call.pcap()).summary["calls"] == 2


def test_leg_that_fails_over_is_no_failed_call() -> None:
    call = Conversation()
    invite = call.request("INVITE", ALICE, PROXY, call_id="first", body=sdp(ALICE))
    call.response(invite, 100)
    call.ack(call.response(leg(call, "second", "X-CID: first"), 503))
    other = leg(call, "third", "X-CID: first")
    call.ack(call.response(other, 200, body=sdp(CARRIER)))
    call.ack(call.response(invite, 200, body=sdp(PROXY)))
    call.end(5)
    (row,) = report_of(call.pcap()).calls
    assert (row["result"], len(row["legs"])) == ("worked", 3)
    assert [problem["code"] for problem in row["also"]] == [503]


def test_copies_and_hops_count_once() -> None:
    call = Conversation()
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE))
    call.repeats(invite, 0.5, 1)
    forwarded = call.forward(invite, BOB)
    final = call.response(forwarded, 486)
    call.repeats(final, 0.5)
    call.ack(final)
    call.ack(call.forward(final))
    call.end(40)
    report = report_of(call.pcap())
    assert (report.summary["calls"], report.summary["failed"]) == (1, 1)
    assert report.summary["codes"] == [{"method": "INVITE", "code": 486, "count": 1}]


def test_unfinished_call_is_not_failed() -> None:
    call = Conversation()
    invite = call.request("INVITE", ALICE, PROXY, body=sdp(ALICE))
    call.response(invite, 180)
    call.end(5)
    (row,) = report_of(call.pcap()).calls
    assert (row["result"], row["reach"], "code" in row) == ("unfinished", "ringing", False)


# --- Filters and arguments ---


@pytest.mark.parametrize("passes", [[], ["-2"]], ids=["one pass", "two passes"])
def test_filter_selects_calls(passes: list[str]) -> None:
    capture = FILES["busy-486.pcapng"].read_bytes()
    report = report_of(capture, ["sipwhy,json,sip.Status-Code == 486 && ip.dst == 192.0.2.30"], passes)
    (call,) = report.calls
    assert (call["code"], call["problem"]["cause"]) == (486, "486-line-in-call")
    assert report.summary["messages"] == 1
    assert report_of(capture, ["sipwhy,json,sip.Call-ID == nobody"], passes).summary["calls"] == 0


def test_filter_of_table_and_tree() -> None:
    capture = FILES["busy-486.pcapng"].read_bytes()
    filtered = "sip.Status-Code == 486"
    text = report_of(capture, [f"sipwhy,calls,{filtered}", f"sipwhy,tree,{filtered}"]).output.decode()
    assert len(re.findall(r"^\d{4}-\d\d-\d\dT", text, re.M)) == 1
    assert re.search(r"^Calls +1 ", text, re.M)


@pytest.mark.parametrize("kind", ["report", "json", "calls", "tree"])
def test_bad_filter_is_an_error(kind: str, tshark: Callable[..., str]) -> None:
    bad, capture = f"sipwhy,{kind},sip.nothing ==", FILES["plain-call.pcapng"]
    status = 1
    if kind == "tree":  # these are Wireshark's own business
        stock = run_wireshark(["tshark", "-q", "-z", "http,tree,sip.nothing ==", "-r", str(capture)])
        status = stock.returncode
    out = tshark(["-q", "-z", bad], capture, status=status, complaint="sip.nothing")
    assert out == ""


def test_unknown_argument_is_an_error(tshark: Callable[..., str]) -> None:
    tshark(["-q", "-z", "sipwhy,reports"], FILES["plain-call.pcapng"], status=1, complaint="sipwhy")


def test_capture_without_sip(tshark: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "empty.pcap"
    file.write_bytes(packets.pcap([packets.udp(b"idle", ports=(9, 9))]))
    report = report_of(file.read_bytes())
    assert report.summary["packets"] == 1
    assert report.summary["messages"] == report.summary["calls"] == 0
    empty = report_of(packets.pcap([]))
    assert empty.summary["packets"] == 0
    assert "start" not in empty.summary


# --- sharkd ---


def test_sharkd_shows_table_and_tree() -> None:
    with readable_folder() as folder:
        file = copy_to(folder, "busy.pcapng", FILES["busy-486.pcapng"].read_bytes())
        taps = ("tap", {"tap0": "nstat:sipwhy,calls", "tap1": "stat:sipwhy"})
        answers = sharkd([("load", {"file": str(file)}), taps, taps])
    for answer in answers[1:]:
        found = {tap["type"]: tap for tap in answer["taps"]}
        assert [row[4] for row in found["nstat"]["tables"][0]["i"]] == ["worked", "failed"]
        counts = {item["name"]: item["count"] for item in found["stats"]["stats"]}
        assert (counts["Calls"], counts["Causes"]) == (2, 1)


# --- Hostile content ---

HOSTILE = [
    b"\x1b[31mred\x1b[0m",
    "\u202egnp.exe\u2066".encode(),
    b'"quotes" \\ </script><script>alert(1)</script>',
    b"nul\0byte",
    b"\xff\xfe invalid \xc3",
    b"x" * 60000,
]


def hostile_capture(content: bytes) -> bytes:
    """Return a refused call and a refused request whose headers hold the content."""
    frames = []
    for number, method in enumerate(("INVITE", "REGISTER")):
        parts: dict[str, Any] = {
            "branch": f"z9hG4bK-{number}",
            "headers": [b"User-Agent: " + content, b"X-CID: " + content],
        }
        request = packets.request(method, **parts).replace(b"call-1@", content[:200] + b"@")
        request = request.replace(b"From: <sip:alice", b'From: "' + content[:50] + b'" <sip:' + content)
        answer = packets.response(403, content, method=method, **parts)
        answer = answer.replace(b"call-1@", content[:200] + b"@")
        frames += [packets.udp(request[:65000]), packets.udp(answer[:65000], packets.PROXY, packets.CALLER)]
    return packets.pcap(frames)


@pytest.mark.parametrize("content", HOSTILE, ids=["ansi", "bidi", "quotes", "nul", "invalid", "huge"])
def test_hostile_content_is_harmless(
    content: bytes, schema: jsonschema.Draft202012Validator
) -> None:
    report = report_of(hostile_capture(content), REPORTS)
    text = report.output.decode()
    forbidden = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066", "\u200f"]
    assert not set(text) & (set(forbidden) - {"\n"})
    assert len(report.calls) == 1
    for item in report.objects:
        assert not list(schema.iter_errors(item))
    assert max(map(len, text.splitlines())) < 20000


# --- Fields for other programs ---


def test_fields_json_and_ek(tshark: Callable[..., str]) -> None:
    capture, asked = FILES["busy-486.pcapng"], ["-Y", "sipwhy.code == 486"]
    lines = tshark([*asked, "-T", "fields", "-e", "sipwhy.cause", "-e", "sipwhy.code"], capture)
    assert lines.splitlines()[-1] == "486-line-in-call\t486"
    (*_, last) = json.loads(tshark([*asked, "-T", "json", "-J", "sipwhy"], capture))
    assert last["_source"]["layers"]["sipwhy"]["sipwhy.cause"] == "486-line-in-call"
    rows = [json.loads(line) for line in tshark([*asked, "-T", "ek"], capture).splitlines()]
    assert rows[-1]["layers"]["sipwhy"]["sipwhy_sipwhy_cause"] == "486-line-in-call"


def test_elastic_mapping(tshark: Callable[..., str]) -> None:
    mapping = json.loads(tshark(["-G", "elastic-mapping", "--elastic-mapping-filter", "sipwhy"]))
    text = json.dumps(mapping)
    assert "sipwhy_sipwhy_code" in text
    assert "sipwhy_sipwhy_request_frame" in text
