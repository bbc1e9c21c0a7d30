# SPDX-License-Identifier: GPL-2.0-or-later
"""What the diagnosis says about captures and built conversations is what causes/*.tsv say.

Columns, with tabs between them; "-" is not compared:

    capture     NAME.pcapng of captures/, or FAMILY/FUNCTION of a conversation (see conversation.py),
                which may have changes behind it (see alteration.py)
    frame       number of the frame; 7.2 is the second item of the plugin in frame 7
    cause       sipwhy.cause; !RULE: neither the cause nor in sipwhy.also, in any variant;
                +RULE: in sipwhy.also, for another rule comes first
    confidence  sipwhy.confidence
    severity    of the expert item: chat note warn error
    evidence    frames that have to be among sipwhy.evidence.frame, with commas; one that proves
                several facts may be named as often; "=" before them: no others are among them
    pass        both: always; two: only when the whole file was read before (tshark -2, sharkd);
                one: only when it was not
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from alteration import SEPARATOR, altered_conversation
from conftest import SOURCE
from conversation import builds, built
from dissection import CAPTURES, Explanation, Packet
from dissection import dissect_all, dissect_files, readable_folder, sharkd_frames

TABLES = sorted(Path(__file__).with_name("causes").glob("*.tsv"))
TEXTS = SOURCE / "src" / "data" / "en.ini"
HEADER = ["capture", "frame", "cause", "confidence", "severity", "evidence", "pass"]
LESSONS = {capture.name: capture for capture in CAPTURES}
FOR_OURS = ["-J", "frame ip ipv6 sipwhy"]  # the other protocols would be most of the output


class Place(Protocol):
    """Where a line of a table looks."""

    @property
    def where(self) -> str: ...

    @property
    def capture(self) -> str: ...

    @property
    def frame(self) -> int: ...

    @property
    def place(self) -> int | None: ...


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    where: str
    capture: str
    frame: int
    place: int | None
    cause: str
    confidence: str
    severity: str
    evidence: Counter[int]
    is_all_evidence: bool
    passes: str

    @property
    def name(self) -> str:
        """Return what the test of this row is called."""
        return f"{self.capture}:{self.frame}-{self.cause}"

    @property
    def rule(self) -> str:
        """Return the rule or rule/variant that the row is about."""
        return self.cause.removeprefix("!").removeprefix("+")


def read_table(table: Path) -> Iterator[Row]:
    """Give the rows of a table."""
    header, *lines = table.read_text(encoding="utf-8").splitlines()
    assert header.split("\t") == HEADER, f"{table.name}: other columns"
    for number, line in enumerate(lines, 2):
        where, cells = f"{table.name}:{number}", line.split("\t")
        assert len(cells) == len(HEADER), f"{where}: {len(cells)} columns"
        capture, frame, cause, confidence, severity, evidence, passes = cells
        assert passes in ("both", "one", "two"), f"{where}: pass {passes}"
        if cause.startswith("!"):
            assert cells[3:6] == ["-"] * 3, f"{where}: what a silent rule shows cannot be told"
        first, _, place = frame.partition(".")
        frames = Counter(int(one) for one in evidence.removeprefix("=").split(",") if one != "-")
        yield Row(
            where,
            capture,
            int(first),
            int(place) if place else None,
            cause,
            confidence,
            severity,
            frames,
            evidence.startswith("="),
            passes,
        )


ROWS = [row for table in TABLES for row in read_table(table)]
# Conversations with changes are read by test_causes_changed, on one version of Wireshark.
OWN_ROWS = [row for row in ROWS if SEPARATOR not in row.capture]
# Built conversations with the same finding in both passes are read in one pass by
# test_causes_one_pass: it starts tshark for each of them, which takes long.
IN_ONE_PASS = [
    row for row in OWN_ROWS
    if row.passes == "one" or (row.passes == "both" and row.capture in LESSONS)
]
IN_TWO_PASSES = [row for row in OWN_ROWS if row.passes in ("both", "two")]


def rule_groups() -> list[str]:
    """Return the rules, and the variants as RULE/VARIANT, that have texts."""
    return re.findall(r"^\[rule ([^\]]+)\]$", TEXTS.read_text(encoding="utf-8"), re.MULTILINE)


RULES = rule_groups()

Dissected = dict[str, dict[int, list[Explanation]]]


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> Iterator[dict[str, Path]]:
    """Give the files of all captures that the chosen tests need.

    A conversation that cannot be built has none, so that only its own tests fail.
    """
    chosen = {
        item.callspec.params["row"].capture
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and hasattr(item, "callspec")
        and isinstance(item.callspec.params.get("row"), Row)
    }
    with readable_folder() as folder:
        found = {}
        for number, name in enumerate(sorted(chosen)):
            content = capture_of(name)
            if content:
                found[name] = folder / f"{number}.pcapng"
                found[name].write_bytes(content)
        yield found


def capture_of(name: str) -> bytes | None:
    """Return a capture file, None if there is none of that name or it cannot be built."""
    if name in LESSONS:
        return LESSONS[name].read_bytes()
    try:
        return altered_conversation(name).pcap()
    except Exception:  # test_conversation_can_be_built shows it
        return None


def by_frame(packets: dict[str, list[Packet]]) -> Dissected:
    """Return the items of each capture by frame."""
    return {
        name: {packet.number: packet.explanations for packet in found}
        for name, found in packets.items()
    }


@pytest.fixture(scope="module")
def one_pass(files: dict[str, Path]) -> Dissected:
    """Return what tshark shows while it reads the files."""
    read = {row.capture for row in IN_ONE_PASS if row.capture not in LESSONS}
    built_files = {name: file for name, file in files.items() if name in read}
    return by_frame({**dissect_all(), **dissect_files(built_files, FOR_OURS)})


@pytest.fixture(scope="module")
def two_passes() -> Dissected:
    """Return what tshark -2 shows of the lesson captures.

    Built conversations are left to sharkd, whose second dissection is the same: it needs no start of
    tshark for each of them.
    """
    return by_frame(dissect_all(["-2"]))


@pytest.fixture(scope="module")
def sharkd_packets(files: dict[str, Path]) -> dict[str, list[Packet]]:
    """Return the packets of the rows, as sharkd shows them."""
    frames = {name: sorted({row.frame for row in ROWS if row.capture == name}) for name in files}
    return sharkd_frames(files, frames)


@pytest.fixture(scope="module")
def in_sharkd(sharkd_packets: dict[str, list[Packet]]) -> Dissected:
    """Return what sharkd shows."""
    return by_frame(sharkd_packets)


def names(shown: str, rule: str) -> bool:
    """Return whether a cause is that rule, or one of its variants."""
    return shown == rule or shown.startswith(f"{rule}/")


def items_of(row: Place, packets: Dissected) -> list[Explanation]:
    """Return the items of a frame that a row is about."""
    assert row.capture in packets, f"{row.where}: no capture {row.capture}"
    items = packets[row.capture].get(row.frame, [])
    return items if row.place is None else items[row.place - 1 : row.place]


def item_of(row: Place, packets: Dissected) -> Explanation:
    """Return the one item of a frame that a row is about."""
    items = items_of(row, packets)
    assert items, f"{row.where}: frame {row.frame} has no such item"
    assert len(items) == 1, f"{row.where}: frame {row.frame} has {len(items)} items, which one?"
    return items[0]


def check(row: Row, packets: Dissected) -> None:
    """Compare what is shown of a frame with a row."""
    if row.cause.startswith("!"):
        shown = [cause for item in items_of(row, packets) for cause in (item.first("cause"), *also(item))]
        assert [cause for cause in shown if names(cause, row.rule)] == [], row.where
        return
    item = item_of(row, packets)
    if row.cause.startswith("+"):
        assert [cause for cause in also(item) if names(cause, row.rule)], f"{row.where}: {also(item)}"
        return
    wanted = (row.cause, row.confidence, row.severity)
    found = (item.first("cause"), item.first("confidence"), item.expert.severity)
    compared = tuple("-" if want == "-" else have for want, have in zip(wanted, found, strict=True))
    assert compared == wanted, f"{row.where}: also {also(item)}"
    evidence = Counter(item.evidence_frames)
    assert row.evidence <= evidence, row.where
    assert not row.is_all_evidence or row.evidence == evidence, row.where


def check_message(row: Row, shown: dict[str, list[Packet]]) -> None:
    """Make sure that the frame of a row has a SIP message."""
    packets = shown.get(row.capture, [])
    assert [packet.number for packet in packets if packet.messages].count(row.frame), row.where


def also(item: Explanation) -> list[str]:
    """Return the causes that are possible as well."""
    return item.fields.get("sipwhy.also", [])


@pytest.mark.parametrize("row", IN_ONE_PASS, ids=lambda row: row.name)
def test_one_pass(one_pass: Dissected, row: Row) -> None:
    check(row, one_pass)


@pytest.mark.parametrize(
    "row", [row for row in IN_TWO_PASSES if row.capture in LESSONS], ids=lambda row: row.name
)
def test_two_passes(two_passes: Dissected, row: Row) -> None:
    check(row, two_passes)


@pytest.mark.parametrize("row", IN_TWO_PASSES, ids=lambda row: row.name)
def test_sharkd(in_sharkd: Dissected, row: Row) -> None:
    check(row, in_sharkd)


# --- The tables ---


@pytest.mark.parametrize("row", OWN_ROWS, ids=lambda row: row.name)
def test_row_is_about_a_sip_message(sharkd_packets: dict[str, list[Packet]], row: Row) -> None:
    check_message(row, sharkd_packets)


@pytest.mark.parametrize("name", builds())
def test_conversation_can_be_built(name: str) -> None:
    assert built(name).pcap()


def test_rows_name_captures() -> None:
    known = {*LESSONS, *builds()}
    assert [row.where for row in ROWS if row.capture.partition(SEPARATOR)[0] not in known] == []


@pytest.mark.parametrize("name", sorted({row.capture for row in ROWS if SEPARATOR in row.capture}))
def test_conversation_can_be_changed(name: str) -> None:
    assert altered_conversation(name).pcap()


def test_rows_name_rules() -> None:
    known = {"general", *RULES, *(rule.partition("/")[0] for rule in RULES)}
    assert [f"{row.where}: {row.rule}" for row in ROWS if row.rule not in known] == []


def test_conversations_have_rows() -> None:
    assert sorted(set(builds()) - {row.capture for row in ROWS}) == []


def test_conversations_say_what_happens() -> None:
    assert [name for name, build in builds().items() if not build.__doc__] == []


def test_rules_have_a_row_where_they_fire() -> None:
    fired = {row.rule for row in ROWS if not row.cause.startswith("!")}
    missing = [rule for rule in RULES if not any(names(cause, rule) for cause in fired)]
    assert missing == []


def test_rules_have_a_row_where_they_are_silent() -> None:
    silent = {row.rule.partition("/")[0] for row in ROWS if row.cause.startswith("!")}
    assert sorted({rule.partition("/")[0] for rule in RULES} - silent) == []
