# SPDX-License-Identifier: GPL-2.0-or-later
"""The lessons name frames, fields, codes and causes that are in the captures, in both languages the same."""

import csv
import importlib.util
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from conftest import SOURCE
from dissection import BATCH, CAPTURES, TOGETHER, Packet
from dissection import batched, packet_of, readable_folder, tshark_outputs

FOLDER = SOURCE / "captures"
LESSONS = sorted(path.stem for path in FOLDER.glob("lesson-*.md") if not path.stem.endswith(".ja"))
WORDS = {
    "en": {
        "level": re.compile(r"^Level: (\w+)\. Time: (\d+) minutes\.$", re.MULTILINE),
        "frames": re.compile(r"\b[Ff]rames? (\d+(?:(?:, | and | to )\d+)*)(?![.]?\d)"),
    },
    "ja": {
        "level": re.compile(r"^レベル：(\w+)。時間：(\d+) 分。$", re.MULTILINE),
        "frames": re.compile(r"フレーム (\d+(?:(?:、|〜| と )\d+)*)(?![.]?\d)"),
    },
}
LEVELS = {"初級": "easy", "中級": "medium", "上級": "hard"}
HAPPENED, LOOK, QUESTIONS, ANSWERS, FURTHER = range(5)
RECIPES = FOLDER / "recipes"
COMMENT_LIMIT = 100
CODE = r"(?<![\d.])[1-6]\d\d(?![.]?\d)"
ALIKE = (r"RFC \d+ section \d+(?:\.\d+)*", CODE, r"[\w-]+\.pcapng")  # what is the same in all languages


class LookRow(NamedTuple):
    """A row of what to look at."""

    capture: str
    frame: int
    message: str
    field: str


class CauseRow(NamedTuple):
    """A row of what the plugin finds; the code is "-" for a request."""

    capture: str
    frame: int
    code: str
    cause: str


@dataclass
class Frame:
    """A frame of a capture."""

    packet: Packet
    fields: set[str]
    comments: list[str]
    is_icmp: bool

    @property
    def message(self) -> str:
        """Return what comments.tsv and the lessons call the message."""
        if self.is_icmp or not self.packet.messages:
            return "ICMP" if self.is_icmp else ""
        first = self.packet.messages[0]
        return f"{first.code} {first.first('CSeq.method')}" if first.code else first.first("Method")


class Lesson:
    """A lesson in one language."""

    def __init__(self, stem: str, language: str = "en") -> None:
        """Read it."""
        name = f"{stem}.md" if language == "en" else f"{stem}.{language}.md"
        self.words = WORDS[language]
        self.text = (FOLDER / name).read_text(encoding="utf-8")
        self.head, *self.sections = re.split(r"^## .*\n", self.text, flags=re.MULTILINE)

    @property
    def captures(self) -> list[str]:
        """Return the captures that the head links to."""
        return re.findall(r"\[([\w-]+)\]\(\1\.pcapng\)", self.head)

    @property
    def look(self) -> list[LookRow]:
        """Return what to look at, without the words."""
        rows = (cells[:4] for cells in table(self.sections[LOOK]))
        return [LookRow(capture, int(frame), *rest) for capture, frame, *rest in rows]

    @property
    def causes(self) -> list[CauseRow]:
        """Return what the plugin finds."""
        rows = table(self.sections[ANSWERS])
        return [CauseRow(capture, int(frame), *rest) for capture, frame, *rest in rows]

    def items(self, section: int) -> list[str]:
        """Return the numbered or marked items of a section."""
        text = re.sub(r"\n +", " ", self.sections[section])
        return re.findall(r"^(?:\d+\.|\*) (.*)$", text, flags=re.MULTILINE)

    def frames_named(self, text: str) -> set[int]:
        """Return the frames that a text names."""
        return {int(number) for hit in self.words["frames"].findall(text) for number in re.findall(r"\d+", hit)}


def table(text: str) -> list[list[str]]:
    """Return the cells of the rows of the table in a section, without the headings."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


def comment_rows() -> list[dict[str, str]]:
    """Return the rows of the table of packet comments."""
    with open(FOLDER / "comments.tsv", encoding="ascii", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def frames_of(pdml: bytes) -> dict[int, Frame]:
    """Return the frames of a capture by their numbers."""
    return {frame.packet.number: frame for frame in map(frame_of, ElementTree.fromstring(pdml).iter("packet"))}


def frame_of(element: ElementTree.Element) -> Frame:
    """Read one frame of PDML."""
    fields = list(element.iter("field"))
    comments = [item.get("show", "") for item in fields if item.get("name") == "frame.comment"]
    protocols = {proto.get("name") for proto in element.findall("proto")}
    return Frame(packet_of(element), {item.get("name", "") for item in fields}, comments, "icmp" in protocols)


def captures_used() -> list[str]:
    """Return the names of all captures that lessons or comments are about."""
    names = {capture for stem in LESSONS for capture in Lesson(stem).captures}
    return sorted(names | {row["capture"] for row in comment_rows()})


@pytest.fixture(scope="module")
def frames() -> Iterator[Mapping[str, dict[int, Frame]]]:
    """Return the frames of each capture that is used, as the second pass of tshark shows them."""
    names = captures_used()
    files = [FOLDER / f"{name}.pcapng" for name in names]
    with readable_folder() as folder, ThreadPoolExecutor(TOGETHER) as pool:
        batches = pool.map(lambda batch: tshark_outputs(batch, ["-2"], folder), batched(files, BATCH))
        yield dict(zip(names, (frames_of(pdml) for batch in batches for pdml in batch), strict=True))


def test_there_are_lessons() -> None:
    numbers = [int(stem.split("-")[1]) for stem in LESSONS]
    assert numbers == list(range(1, len(LESSONS) + 1))
    assert len(LESSONS) >= 12


@pytest.mark.parametrize("stem", LESSONS)
@pytest.mark.parametrize("language", WORDS)
def test_lesson_is_complete(stem: str, language: str) -> None:
    lesson = Lesson(stem, language)
    assert len(lesson.sections) == FURTHER + 1
    assert len(lesson.items(QUESTIONS)) == len(lesson.items(ANSWERS)) >= 4
    assert lesson.captures and lesson.causes and lesson.items(FURTHER)
    folded = re.compile(r"\n<details>\n<summary>.*</summary>\n.*\n</details>\n\n", re.DOTALL)
    assert folded.fullmatch(lesson.sections[ANSWERS]), "something of the answers is not folded"
    assert {row.capture for row in lesson.look} == set(lesson.captures)


@pytest.mark.parametrize("stem", LESSONS)
def test_languages_have_the_same_structure(stem: str) -> None:
    english, japanese = Lesson(stem), Lesson(stem, "ja")
    assert english.captures == japanese.captures
    assert english.look == japanese.look
    assert english.causes == japanese.causes
    level, minutes = japanese.words["level"].findall(japanese.head)[0]
    assert english.words["level"].findall(english.head) == [(LEVELS[level], minutes)]


@pytest.mark.parametrize("stem", LESSONS)
@pytest.mark.parametrize("section", [QUESTIONS, ANSWERS, FURTHER])
def test_languages_say_the_same(stem: str, section: int) -> None:
    english, japanese = Lesson(stem), Lesson(stem, "ja")
    for ours, theirs in zip(english.items(section), japanese.items(section), strict=True):
        for pattern in ALIKE:
            assert set(re.findall(pattern, ours)) == set(re.findall(pattern, theirs)), ours
        assert english.frames_named(ours) == japanese.frames_named(theirs), ours


@pytest.mark.parametrize("stem", LESSONS)
def test_captures_exist(stem: str) -> None:
    lesson = Lesson(stem)
    named = set(re.findall(r"([\w-]+)\.pcapng", lesson.text)) | {row.capture for row in lesson.look + lesson.causes}
    assert named <= {capture.stem for capture in CAPTURES}
    assert {row.capture for row in lesson.causes} <= set(lesson.captures)


@pytest.mark.parametrize("stem", LESSONS)
def test_codes_are_known(stem: str) -> None:
    known = set(re.findall(r"^\[(\d{3})\]", (SOURCE / "src/data/codes.ini").read_text("utf-8"), re.MULTILINE))
    further = re.sub(r"RFC \d+|[\w-]+\.pcapng", "", Lesson(stem).sections[FURTHER])
    assert set(re.findall(CODE, further)) - {"305"} <= known


@pytest.mark.parametrize("stem", LESSONS)
def test_frames_hold_what_to_look_at(frames: Mapping[str, dict[int, Frame]], stem: str) -> None:
    for row in Lesson(stem).look:
        frame = frames[row.capture][row.frame]
        assert frame.message == row.message, row
        assert row.field in frame.fields, row


@pytest.mark.parametrize("stem", LESSONS)
def test_frames_named_exist(frames: Mapping[str, dict[int, Frame]], stem: str) -> None:
    lesson = Lesson(stem)
    last = max(max(frames[capture]) for capture in lesson.captures)
    named = lesson.frames_named(lesson.text)
    assert named and all(1 <= number <= last for number in named)


@pytest.mark.parametrize("stem", LESSONS)
def test_plugin_finds_the_causes(frames: Mapping[str, dict[int, Frame]], stem: str) -> None:
    for row in Lesson(stem).causes:
        items = frames[row.capture][row.frame].packet.explanations
        assert [(item.first("code") or "-", item.first("cause")) for item in items] == [(row.code, row.cause)], row


# --- Packet comments ---


def expected_comments(frames: Mapping[str, dict[int, Frame]], capture: str) -> dict[int, list[str]]:
    """Return what comments.tsv wants at each frame."""
    wanted: dict[int, list[str]] = {}
    for row in comment_rows():
        if row["capture"] == capture:
            same = [number for number, frame in frames[capture].items() if frame.message == row["message"]]
            wanted[same[int(row["number"]) - 1]] = [row["comment"]]
    return wanted


@pytest.mark.parametrize("capture", captures_used())
def test_comments_are_those_of_the_table(frames: Mapping[str, dict[int, Frame]], capture: str) -> None:
    found = {number: frame.comments for number, frame in frames[capture].items() if frame.comments}
    assert found == expected_comments(frames, capture)


@pytest.mark.parametrize("row", comment_rows(), ids=lambda row: f"{row['capture']}-{row['number']}-{row['message']}")
def test_comment_gives_nothing_away(row: dict[str, str]) -> None:
    assert 10 <= len(row["comment"]) <= COMMENT_LIMIT
    assert set(re.findall(r"\b[1-6]\d\d\b", row["comment"])) <= {row["message"].split()[0]}


def comments_module() -> Any:
    """Return the program that writes the comments, as a module."""
    spec = importlib.util.spec_from_file_location("comments", RECIPES / "comments.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_other_captures_have_no_comments() -> None:
    module = comments_module()
    used = {row["capture"] for row in comment_rows()}
    for capture in CAPTURES:
        if capture.stem not in used:
            assert module.with_comments(capture.read_bytes(), {}) == capture.read_bytes(), capture.name


def test_comments_are_written_again() -> None:
    module = comments_module()
    capture = FOLDER / "transfer-failed.pcapng"
    comments = module.comments_of(capture.stem, str(capture))
    bare = module.with_comments(capture.read_bytes(), {})
    assert b"Refer-To" in bare and b"Whom shall bob call?" not in bare
    assert module.with_comments(bare, comments) == capture.read_bytes()


def test_message_that_is_missing_is_complained_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = comments_module()
    (tmp_path / "comments.tsv").write_text("capture\tmessage\tnumber\tcomment\ntransfer-failed\t603 INVITE\t1\tno\n")
    monkeypatch.setattr(module, "TABLE", tmp_path / "comments.tsv")
    with pytest.raises(SystemExit, match="transfer-failed has no 603 INVITE number 1"):
        module.comments_of("transfer-failed", str(FOLDER / "transfer-failed.pcapng"))


# --- The course's contents ---


@pytest.mark.parametrize("stem", LESSONS)
def test_contents_list_the_lesson(stem: str) -> None:
    lesson = Lesson(stem)
    number, title = re.findall(r"^# Lesson (\d+): (.*)$", lesson.head, re.MULTILINE)[0]
    level, minutes = lesson.words["level"].findall(lesson.head)[0]
    links = ", ".join(f"[{name}]({name}.pcapng)" for name in lesson.captures)
    row = f"| [{number}. {title}]({stem}.md) | {level} | {minutes} | {links} | [日本語]({stem}.ja.md) |"
    assert row in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.glob("*.md")))
def test_links_lead_somewhere(file: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (FOLDER / file).read_text(encoding="utf-8")):
        assert (FOLDER / target).exists(), target
