# SPDX-License-Identifier: GPL-2.0-or-later
"""The words of explanations, and where their stories end, are what words/*.tsv say.

Columns, with tabs between them:

    capture     as in causes/*.tsv (see test_causes.py)
    frame       number of the frame; 7.2 is the second item of the plugin in frame 7
    outcome     sipwhy.outcome_frame; 0: it has none; "-" is not compared
    words       parts of the verdict, the reasons, the steps and the evidence, with " | " between them, each of
                which is there, in English; "!" before one: it is not there. No quotation marks: sharkd shows them
                with a backslash

All is told of a capture that was read before, as in the second pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dissection import Packet, readable_folder, sharkd_frames
from test_causes import Dissected, by_frame, capture_of, item_of

TABLES = sorted(Path(__file__).with_name("words").glob("*.tsv"))
HEADER = ["capture", "frame", "outcome", "words"]
SAID = ("verdict", "why", "fix", "evidence", "continued")


@dataclass(frozen=True)
class WordRow:
    """A line of a table."""

    where: str
    capture: str
    frame: int
    place: int | None
    outcome: int | None
    words: tuple[str, ...]


def read_table(table: Path) -> Iterator[WordRow]:
    """Give the rows of a table."""
    header, *lines = table.read_text(encoding="utf-8").splitlines()
    assert header.split("\t") == HEADER, f"{table.name}: other columns"
    for number, line in enumerate(lines, 2):
        where, cells = f"{table.name}:{number}", line.split("\t")
        assert len(cells) == len(HEADER), f"{where}: {len(cells)} columns"
        capture, frame, outcome, words = cells
        first, _, place = frame.partition(".")
        yield WordRow(
            where,
            capture,
            int(first),
            int(place) if place else None,
            None if outcome == "-" else int(outcome),
            () if words == "-" else tuple(words.split(" | ")),
        )


ROWS = [row for table in TABLES for row in read_table(table)]


def check(row: WordRow, packets: Dissected) -> None:
    """Compare what is shown of a frame with a row."""
    item = item_of(row, packets)
    said = "\n".join(text for name in SAID for text in item.fields.get(f"sipwhy.{name}", []))
    missing = [part for part in row.words if not part.startswith("!") and part not in said]
    assert missing == [], f"{row.where}: {said}"
    assert [part for part in row.words if part.startswith("!") and part[1:] in said] == [], f"{row.where}: {said}"
    assert row.outcome in (None, int(item.first("outcome_frame") or 0)), row.where


@pytest.fixture(scope="module")
def in_sharkd() -> Dissected:
    """Return what sharkd shows of the frames of the rows."""
    names = sorted({row.capture for row in ROWS})
    frames = {name: sorted({row.frame for row in ROWS if row.capture == name}) for name in names}
    found: dict[str, list[Packet]] = {}
    with readable_folder() as folder:
        files = {name: folder / f"{number}.pcapng" for number, name in enumerate(names)}
        for name, file in files.items():
            file.write_bytes(capture_of(name) or b"")
        found = sharkd_frames(files, frames)
    return by_frame(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.capture}:{row.frame}")
def test_words(in_sharkd: Dissected, row: WordRow) -> None:
    check(row, in_sharkd)
