# SPDX-License-Identifier: GPL-2.0-or-later
"""sipwhy report on pieces of captures: what tshark reads as one tells the same as the whole."""

import gzip
import os
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import run_sipwhy
from reports import CAPTURES, HAS_PLUGIN, all_lines, give_away, lines_of, report, report_lines

pytestmark = pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built")

NAMES = sorted(path.stem for path in CAPTURES.glob("*.pcapng"))
SECTION, INTERFACE, SECRETS = 0x0A0D0D0A, 1, 10

# "12 (p_00003_20261122172055.pcapng)": how a text calls a frame of another piece. The only frame of a piece is frame 1.
ELSEWHERE = re.compile(r"(\d+) \((p_[0-9_]+\.pcapng)\)")
HERE = re.compile(r"(?<=frame )1\b(?! \()")


# --- Pieces ---


def blocks(capture: bytes) -> Iterator[tuple[int, bytes]]:
    """Types and bytes of the blocks of a pcapng file, in the byte order of this machine."""
    while capture:
        kind, length = struct.unpack("II", capture[:8])
        yield kind, capture[:length]
        capture = capture[length:]


def split_blocks(capture: Path, folder: Path, packets: int) -> None:
    """As editcap does it, for what it refuses: captures with keys, which the first piece gets."""
    found = list(blocks(capture.read_bytes()))
    head = b"".join(block for kind, block in found if kind in (SECTION, INTERFACE))
    keys = b"".join(block for kind, block in found if kind == SECRETS)
    rest = [block for kind, block in found if kind in (2, 3, 6)]
    for place, start in enumerate(range(0, len(rest), packets)):
        piece = folder / f"p_{place:05}_20261122000000.pcapng"
        piece.write_bytes(head + keys * (not start) + b"".join(rest[start : start + packets]))


def split(capture: Path, folder: Path, packets: int) -> None:
    folder.mkdir()
    result = subprocess.run(["editcap", "-c", str(packets), str(capture), str(folder / "p.pcapng")], capture_output=True, check=False)
    if result.returncode:
        assert b"can't be written" in result.stderr
        split_blocks(capture, folder, packets)


class Places:
    """Where the frames of the pieces are in the whole captures."""

    def __init__(self, place: Path, packets: int) -> None:
        self.before = {}
        self.are_single = packets == 1
        for folder in place.iterdir():
            for number, piece in enumerate(sorted(folder.iterdir())):
                self.before[str(piece)] = number * packets

    def frame(self, capture: str, frame: int) -> int:
        return self.before[capture] + frame

    def text(self, text: str, capture: str) -> str:
        folder = capture.rsplit("/", 1)[0]
        if self.are_single:
            text = HERE.sub(str(self.frame(capture, 1)), text)
        return ELSEWHERE.sub(lambda found: str(self.frame(f"{folder}/{found[2]}", int(found[1]))), text)

    def whole(self, value: Any, capture: str) -> Any:
        """What is said about pieces, as it is said about the whole."""
        if isinstance(value, list):
            return [self.whole(item, capture) for item in value]
        if isinstance(value, str):
            return self.text(value, capture)
        if not isinstance(value, dict):
            return value
        capture = value.get("capture", capture)
        frames = {"frame": capture, "first_frame": capture, "last_frame": value.get("last_capture", capture),
                  "request_frame": value.get("request_capture", capture),
                  "outcome_frame": value.get("outcome_capture", capture)}  # fmt: skip
        return {
            key: self.frame(frames[key], item) if key in frames else self.whole(item, capture)
            for key, item in value.items() if not key.endswith("capture")
        }  # fmt: skip


def whole_name(line: dict[str, Any]) -> str:
    """Of a capture, or of the folder with its pieces."""
    path = Path(line["capture"])
    return path.stem if path.parent == CAPTURES else path.parent.name


def without_captures(value: Any) -> Any:
    if isinstance(value, list):
        return [without_captures(item) for item in value]
    if isinstance(value, dict):
        return {key: without_captures(item) for key, item in value.items() if not key.endswith("capture")}
    return value


def without_numbers(value: Any) -> Any:
    """Texts name frames of their own piece by the number in it."""
    if isinstance(value, list):
        return [without_numbers(item) for item in value]
    if isinstance(value, dict):
        return {key: without_numbers(item) for key, item in value.items()}
    return re.sub(r"\d+", "#", value) if isinstance(value, str) else value


def by_name(lines: list[dict[str, Any]], change: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in NAMES}
    for line in lines[:-1]:
        found[whole_name(line)].append(change(line))
    return found


def differing(own: dict[str, list[Any]], expected: dict[str, list[Any]]) -> list[tuple[str, Any, Any]]:
    """The captures that are not as they should be, each with the first difference."""
    return [
        (name, *next((pair for pair in zip(own[name], expected[name], strict=False) if pair[0] != pair[1]), ("length", "")))
        for name in NAMES if own[name] != expected[name]
    ]  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> list[dict[str, Any]]:
    """The report about all captures."""
    return all_lines()


NUMBERS = ("packets", "messages", "calls", "worked", "failed", "cancelled", "unfinished", "troubled", "requests", "codes",
           "responders")  # fmt: skip


@pytest.mark.parametrize("packets", [1, 7])
def test_all_captures(place: Path, whole: list[dict[str, Any]], packets: int) -> None:
    """The same calls, causes, frames and words."""
    for name in NAMES:
        split(CAPTURES / f"{name}.pcapng", place / name, packets)
    lines = report_lines(place)
    places = Places(place, packets)
    own = by_name(lines, lambda line: without_numbers(places.whole(line, line["capture"])))
    expected = by_name(whole, lambda line: without_numbers(without_captures(line)))
    assert differing(own, expected) == []
    assert {key: lines[-1][key] for key in NUMBERS} == {key: whole[-1][key] for key in NUMBERS}
    assert {note["kind"] for note in lines[-1]["notes"]} == {"other-ports"}
    if packets == 1:  # a text that names a frame names its piece
        own = by_name(lines, lambda line: places.whole(line, line["capture"]))
        assert differing(own, by_name(whole, without_captures)) == []


# --- What is a series ---


def copy_pieces(place: Path, names: list[str]) -> list[Path]:
    """The pieces of a capture in which the cause is only seen in the whole, under these names."""
    split(CAPTURES / "registration-expired-480.pcapng", place / "pieces", 2)
    paths = []
    for piece, name in zip(sorted((place / "pieces").iterdir()), names, strict=True):
        paths.append(place / name)
        content = piece.read_bytes()
        paths[-1].write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    shutil.rmtree(place / "pieces")
    return paths


def causes(lines: list[dict[str, Any]]) -> list[str]:
    return [line["problem"]["cause"] for line in lines[:-1] if "problem" in line]


FOUND, NOT_FOUND = ["registration-gone/expired"], ["general"]


@pytest.mark.parametrize(("names", "expected"), [
    (["a_00001_20261122194018.pcapng", "a_00002_20261122194101.pcapng", "a_00003_20261122194200.pcapng"], FOUND),
    (["a_20261122194018_00001.pcapng", "a_20261122194101_00002.pcapng", "a_20261122194200_00003.pcapng"], FOUND),
    (["a_00001_20261122194018.pcapng.gz", "a_00002_20261122194101.pcapng.gz", "a_00003_20261122194200.pcapng.gz"], FOUND),
    (["a.pcap", "a.pcap1", "a.pcap2"], FOUND),
    (["a_00001_20261122194018.pcapng", "a_00003_20261122194101.pcapng", "a_00004_20261122194200.pcapng"], NOT_FOUND),
    (["a.pcap1", "a.pcap2", "a.pcap3"], NOT_FOUND),  # of a ring, which may have begun anywhere
    (["a.pcapng", "b.pcapng", "c.pcapng"], NOT_FOUND),
])  # fmt: skip
def test_names(place: Path, names: list[str], expected: list[str]) -> None:
    paths = copy_pieces(place, names)
    lines = report_lines(place)
    assert causes(lines) == expected
    assert lines[-1]["captures"] == sorted(map(str, paths))
    assert causes(report_lines("--join", "all", *paths)) == FOUND
    assert causes(report_lines("--join", "none", place)) == NOT_FOUND


def test_counting_again(place: Path) -> None:
    """Who captures twice with one name has two series."""
    copy_pieces(place, ["a_00001_20261122194018.pcapng", "a_00002_20261122194101.pcapng", "a_00003_20261122194200.pcapng"])
    shutil.copy(CAPTURES / "busy-486.pcapng", place / "a_00001_20261122200000.pcapng")
    lines = report_lines(place)
    assert causes(lines) == ["486-line-in-call", *FOUND]
    assert "last_capture" not in lines[0]


def test_wrong_join() -> None:
    result = run_sipwhy("report", "--join", "serie", str(CAPTURES / "busy-486.pcapng"))
    assert result.returncode == 2
    assert "did you mean series?" in result.stderr


# --- Pieces that are not as they should be ---

PCAPNG = ["a_00001_20261122194018.pcapng", "a_00002_20261122194101.pcapng", "a_00003_20261122194200.pcapng"]


def test_pcap(place: Path) -> None:
    """Of pcap the headers are left out; of another precision it is no series."""
    for name, (path, kind) in zip(PCAPNG, [(path, "pcap") for path in copy_pieces(place, PCAPNG)], strict=True):
        subprocess.run(["editcap", "-F", kind, str(path), str(place / name.replace("pcapng", "pcap"))], check=True)
        path.unlink()
    lines = report_lines(place)
    assert (causes(lines), lines[-1]["packets"]) == (FOUND, 5)
    subprocess.run(["editcap", "-F", "nsecpcap", str(place / "a_00002_20261122194101.pcap"), str(place / "b.pcap")], check=True)
    (place / "b.pcap").rename(place / "a_00002_20261122194101.pcap")
    lines = report_lines(place)
    assert (causes(lines), lines[-1]["packets"]) == (NOT_FOUND, 5)
    assert [(note["kind"], note["capture"]) for note in lines[-1]["notes"]] == [("apart", str(place / "a_00001_20261122194018.pcap"))]


@pytest.mark.parametrize("form", ["pcapng", "pcap"])
@pytest.mark.parametrize("options", [(), ("--fast",)])
def test_cut_piece(place: Path, form: str, options: tuple[str, ...]) -> None:
    """The newest piece may still be written: what is whole of it counts."""
    copy_pieces(place, PCAPNG)
    for path in place.iterdir():
        subprocess.run(["editcap", "-F", form, str(path), str(place / "new")], check=True)
        (place / "new").rename(path)
    last = place / PCAPNG[2]
    whole = last.read_bytes()
    begun = whole[24:60] if form == "pcap" else struct.pack("II", 6, 200) + bytes(70)
    last.write_bytes(whole + begun)
    result = report("--format", "json", *options, place)
    lines = lines_of(result.stdout)
    assert result.returncode == 2
    assert causes(lines) == FOUND
    assert [(note["kind"], note["capture"]) for note in lines[-1]["notes"] if "capture" in note] == [("damaged", str(last))]
    assert result.stderr == f"sipwhy: not read, or not wholly: {last}\n"


def test_broken_piece(place: Path) -> None:
    """What is no capture breaks the series, and the others are read all the same."""
    paths = copy_pieces(place, PCAPNG)
    paths[0].write_bytes(b"no capture at all")
    give_away(paths[0])
    result = report("--format", "json", place)
    lines = lines_of(result.stdout)
    assert (result.returncode, causes(lines)) == (2, NOT_FOUND)
    assert {(note["kind"], note["capture"]) for note in lines[-1]["notes"]} == {(kind, str(paths[0])) for kind in ("apart", "unreadable")}


def test_unknown_block(place: Path) -> None:
    """Wireshark may take it for a packet, or not."""
    paths = copy_pieces(place, PCAPNG)
    with paths[1].open("ab") as file:
        file.write(struct.pack("IIII", 0xBAD, 16, 0, 16))
    lines = report_lines(place)
    assert causes(lines) == NOT_FOUND
    assert [note["kind"] for note in lines[-1]["notes"]] == ["apart"]


def test_long_series(place: Path) -> None:
    """It is read in parts, which a note says."""
    for path in copy_pieces(place, PCAPNG):
        os.truncate(path, 300 << 20)  # zeros are no block: each piece is damaged there
    lines = lines_of(report("--format", "json", place).stdout)
    assert (causes(lines), lines[-1]["packets"]) == (NOT_FOUND, 5)
    assert sorted(note["kind"] for note in lines[-1]["notes"]) == ["damaged", "damaged", "damaged", "split"]


# --- With other options ---


def test_fast(place: Path) -> None:
    """Frames keep their numbers, in their pieces."""
    copy_pieces(place, PCAPNG)
    slow, fast = report_lines(place), report_lines("--fast", place)
    assert fast[:-1] == slow[:-1]
    assert {key: fast[-1][key] for key in (*NUMBERS, "start", "end")} == {key: slow[-1][key] for key in (*NUMBERS, "start", "end")}


def test_mask(place: Path) -> None:
    """The names of the pieces are masked too, also within texts."""
    copy_pieces(place, PCAPNG)
    text = report("--mask", "--format", "json", place).stdout
    lines = lines_of(text)
    assert (causes(lines), lines[-1]["captures"]) == (FOUND, ["capture-1", "capture-2", "capture-3"])
    assert "a_0000" not in text and str(place) not in text
    assert "(capture-1)" in text


def test_filter(place: Path) -> None:
    copy_pieces(place, PCAPNG)
    assert causes(report_lines("--filter", "sip.Status-Code == 480", place)) == FOUND
    assert report_lines("--filter", "sip.Status-Code == 999", place)[-1]["messages"] == 0


@pytest.mark.parametrize("form", ["text", "html", "csv", "junit"])
def test_formats(place: Path, form: str) -> None:
    """Who reads it can find the frame."""
    paths = copy_pieces(place, PCAPNG)
    text = report("--format", form, "--width", "0", place).stdout
    assert f"({PCAPNG[0]})" in text or form == "csv"
    assert str(paths[1]) in text
