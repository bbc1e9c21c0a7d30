# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark's reports say of captures, and the numbers that an independent count finds."""

import json
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import ROOT_WARNING, run_wireshark
from dissection import BATCH, TOGETHER, Message, Packet, batched, readable_folder

MARK = "--- next capture ---"
REPORTS = ("sipwhy,report", "sipwhy,json", "sipwhy,calls", "sipwhy,tree")


@dataclass
class Report:
    """The output of one run of tshark with some -z."""

    output: bytes

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Return the objects of the JSON."""
        lines = self.output.decode().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def summary(self) -> dict[str, Any]:
        """Return the last object."""
        last = self.objects[-1]
        assert last["type"] == "summary"
        return last

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Return the calls."""
        return [item for item in self.objects if item["type"] == "call"]

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Return the other requests that went wrong."""
        return [item for item in self.objects if item["type"] == "request"]

    def results(self) -> list[str]:
        """Return how the calls ended."""
        return [call["result"] for call in self.calls]


def arguments(reports: Sequence[str]) -> list[str]:
    """Return the arguments that ask for the reports."""
    return [word for report in reports for word in ("-z", report)]


def report_files(
    files: Mapping[str, Path], reports: Sequence[str] = REPORTS, args: Sequence[str] = ()
) -> dict[str, Report]:
    """Return the reports about many captures by their names, each made by a tshark of its own."""
    with readable_folder() as folder, ThreadPoolExecutor(TOGETHER) as pool:
        copies = [copy_to(folder, name, file.read_bytes()) for name, file in files.items()]
        command = ["tshark", "-q", *args, *arguments(reports)]
        batches = pool.map(lambda batch: outputs_of(command, batch), list(batched(copies, BATCH)))
        outputs = [output for batch in batches for output in batch]
    return {name: Report(output) for name, output in zip(files, outputs, strict=True)}


def report_of(
    capture: bytes, reports: Sequence[str] = ("sipwhy,json",), args: Sequence[str] = ()
) -> Report:
    """Return the reports about a capture that was built."""
    with readable_folder() as folder:
        copy = copy_to(folder, "built.pcap", capture)
        command = ["tshark", "-q", *args, *arguments(reports)]
        return Report(outputs_of(command, [copy])[0])


def copy_to(folder: Path, name: str, content: bytes) -> Path:
    """Put a capture where every user can read it."""
    copy = folder / name
    copy.write_bytes(content)
    copy.chmod(0o644)
    return copy


def outputs_of(command: Sequence[str], files: Sequence[Path]) -> list[bytes]:
    """Return what a command prints of each capture."""
    lines = ["set -e"]
    for file in files:
        lines += [shlex.join([*command, "-r", str(file)]), f"echo '{MARK}'"]
    result = run_wireshark(["sh", "-c", "\n".join(lines)])
    errors = [line for line in result.stderr.decode().splitlines() if ROOT_WARNING not in line]
    assert not errors, f"{command} wrote to stderr: {errors}"
    assert result.returncode == 0, f"{command}: status {result.returncode}"
    outputs = result.stdout.split(f"{MARK}\n".encode())[:-1]
    assert len(outputs) == len(files)
    return outputs


# --- An independent count, of what Wireshark's own dissector shows ---


@dataclass
class Seen:
    """A message with CSeq method INVITE or ACK."""

    frame: int
    source: str
    target: str
    message: Message

    @property
    def number(self) -> int:
        """Return the number of the CSeq."""
        return int(self.message.first("CSeq.seq"))

    @property
    def starts(self) -> bool:
        """Return whether it is an INVITE outside of dialogs."""
        return self.message.first("Method") == "INVITE" and not self.message.first("to.tag")


def messages_of(packets: Sequence[Packet]) -> Iterator[Seen]:
    """Give all messages."""
    for packet in packets:
        for message in packet.messages:
            yield Seen(packet.number, packet.source, packet.target, message)


def calls_of(packets: Sequence[Packet]) -> dict[str, list[Seen]]:
    """Return the messages of calls by Call-ID: of those that an INVITE, or its answer, is seen of."""
    calls: dict[str, list[Seen]] = {}
    for seen in messages_of(packets):
        if seen.message.first("CSeq.method") == "INVITE":
            calls.setdefault(seen.message.first("Call-ID"), [])
    for seen in messages_of(packets):
        if seen.message.first("Call-ID") in calls:
            calls[seen.message.first("Call-ID")].append(seen)
    return calls


def counted_codes(packets: Sequence[Packet]) -> Counter[tuple[str, int]]:
    """Return how often a method got a final response (0: none), each request once, at the client's hop."""
    requests: dict[tuple[str, ...], list[Seen]] = {}
    for seen in messages_of(packets):
        names = ("Call-ID", "from.tag", "CSeq.seq", "CSeq.method")
        key = tuple(seen.message.first(name) for name in names)
        if seen.message.first("Method") != "ACK":
            requests.setdefault(key, []).append(seen)
    codes: Counter[tuple[str, int]] = Counter()
    for (*_, method), story in requests.items():
        client = story[0].target if story[0].message.code else story[0].source
        finals = [
            seen.message.code
            for seen in story
            if (seen.message.code or 0) >= 200 and seen.target == client
        ]
        codes[method, finals[0] if finals else 0] += 1
    return codes


def counted_result(call: Sequence[Seen]) -> str:
    """Return how a call ended, told by codes alone: of the last attempt, at the caller's hop."""
    starts = [seen for seen in call if seen.starts]
    if not starts:
        return "worked"
    caller = starts[0].source
    last = max(seen.number for seen in starts if seen.source == caller)
    answers = [
        seen
        for seen in call
        if seen.message.code
        and seen.message.first("CSeq.method") == "INVITE"
        and seen.number == last
    ]
    finals = [seen for seen in answers if seen.message.code >= 200 and seen.target == caller]
    if any(seen.message.code < 300 for seen in finals):
        return counted_answer(call, answers, last)
    if not finals:
        return "failed"
    cancelled = any(
        seen.message.first("Method") == "CANCEL" and seen.source == caller for seen in call
    )
    return "cancelled" if cancelled and finals[0].message.code == 487 else "failed"


def counted_answer(call: Sequence[Seen], answers: Sequence[Seen], number: int) -> str:
    """Return whether an answer was acknowledged: else the callee sends it again and again."""
    acks = [seen for seen in call if seen.message.first("Method") == "ACK" and seen.number == number]
    copies: dict[tuple[str, str], int] = {}
    for seen in answers:
        if 200 <= seen.message.code < 300:
            hop = (seen.source, seen.target)
            copies[hop] = copies.get(hop, 0) + 1
    return "worked" if acks and max(copies.values()) < 4 else "failed"
