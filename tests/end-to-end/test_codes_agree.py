# SPDX-License-Identifier: GPL-2.0-or-later
"""The explained codes are those of Wireshark's own dissector; each has one expert item."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from dissection import CAPTURE_NAMES, CAPTURES, TOGETHER, Packet
from dissection import dissect_all, tshark_output

SECTIONS = {"Errors": "error", "Warns": "warn", "Notes": "note", "Chats": "chat", "Comments": "comment"}


class Counted(NamedTuple):
    """A row of tshark -z expert."""

    frequency: int
    severity: str
    group: str
    text: str


class Read(NamedTuple):
    """A capture: its packets, and the plugin's rows of -z expert."""

    packets: list[Packet]
    counted: list[Counted]

    @property
    def codes(self) -> list[tuple[int, int]]:
        """Return the frames and status codes that Wireshark shows."""
        return [
            (packet.number, message.code)
            for packet in self.packets
            for message in packet.messages
            if message.code is not None
        ]


def counted_by_tshark(text: str) -> list[Counted]:
    """Return the rows of the plugin's items in the tables of -z expert."""
    rows = []
    severity = ""
    for line in text.splitlines():
        if heading := re.match(r"(\w+) \(\d+\)$", line):
            severity = SECTIONS[heading[1]]
        elif row := re.match(r" *(\d+) +(\S+) +SIP Why +(.*)$", line):
            rows.append(Counted(int(row[1]), severity, row[2], row[3]))
    return rows


def count(capture: Path) -> list[Counted]:
    """Return the rows of a capture's tables of expert items, without any packet being shown."""
    return counted_by_tshark(tshark_output(["-q", "-z", "expert"], capture).decode())


@pytest.fixture(scope="module")
def captures_read() -> dict[str, Read]:
    """Return what was read of each capture."""
    packets = dissect_all()
    with ThreadPoolExecutor(TOGETHER) as pool:
        counted = dict(zip(CAPTURE_NAMES, pool.map(count, CAPTURES), strict=True))
    return {name: Read(packets[name], counted[name]) for name in CAPTURE_NAMES}


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_codes_are_those_of_wireshark(captures_read: dict[str, Read], capture: str) -> None:
    packets = captures_read[capture].packets
    explained = [(packet.number, code) for packet in packets for code in packet.codes]
    assert explained == captures_read[capture].codes


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_capture_has_responses(captures_read: dict[str, Read], capture: str) -> None:
    assert captures_read[capture].codes


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_each_explanation_has_one_expert_item(
    captures_read: dict[str, Read], capture: str
) -> None:
    packets = captures_read[capture].packets
    items = [len(item.experts) for packet in packets for item in packet.explanations]
    assert set(items) == {1}


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_expert_tables_count_each_response_once(
    captures_read: dict[str, Read], capture: str
) -> None:
    counted = sum(row.frequency for row in captures_read[capture].counted)
    assert counted == len(captures_read[capture].codes)


@pytest.mark.parametrize("capture", CAPTURE_NAMES)
def test_expert_items_are_in_known_groups(
    captures_read: dict[str, Read], capture: str
) -> None:
    groups = {row.group for row in captures_read[capture].counted}
    assert groups <= {"Response", "Sequence", "Protocol"}


def test_expert_items_are_found_by_filter() -> None:
    """A filter on expert items alone finds the plugin's too."""
    capture = next(path for path in CAPTURES if path.name == "transfer-failed.pcapng")
    args = ["-Y", '_ws.expert.message contains "404: "', "-T", "fields", "-e", "frame.number"]
    assert tshark_output(args, capture).split() == [b"18"]
