# SPDX-License-Identifier: GPL-2.0-or-later
"""Training: nothing tells a cause before the answer is unfolded, and then the answer does."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from conftest import SOURCE, run_wireshark
from dissection import CAPTURES, tshark_output

SCHEMA = json.loads((SOURCE / "src" / "data" / "report.schema.json").read_text(encoding="utf-8"))
MODES = ["hints", "quiz"]
REPORTS = ["sipwhy,report", "sipwhy,json", "sipwhy,html", "sipwhy,calls", "sipwhy,tree", "sipwhy,quiz", "expert"]
NOTICE = "Training is on: causes are not shown."

# What the message itself says, what is asked, and that there are hints and an answer to unfold.
ALLOWED = {"sipwhy", "sipwhy.code", "sipwhy.class", "sipwhy.question", "sipwhy.expert.question"}
FOLDED = {"sipwhy.hint", "sipwhy.choice", "sipwhy.answer"}

SECRET = ["sipwhy.verdict", "sipwhy.cause", "sipwhy.also", "sipwhy.also.verdict", "sipwhy.why", "sipwhy.fix",
          "sipwhy.evidence", "sipwhy.origin"]  # fmt: skip
INDENT = 4
SEPARATOR = "\x1f"

# From several families of rules; all captures would take long.
NAMES = ["busy-486", "cancelled-487", "forked-call", "no-common-codec-488", "redirected-302",
         "register-challenge-answered", "transfer-failed"]  # fmt: skip
LESSONS = [capture for capture in CAPTURES if capture.stem in NAMES]


def show(capture: Path, mode: str, *arguments: str) -> str:
    return tshark_output(["-2", "-o", f"sipwhy.training:{mode}", *arguments], capture).decode()


@cache
def all_fields() -> list[str]:
    """Return the names of all fields that the plugin registers."""
    listing = run_wireshark(["tshark", "-G", "fields"]).stdout.decode()
    rows = [line.split("\t") for line in listing.splitlines()]
    return sorted({row[2] for row in rows if row[0] in "FP" and row[2].split(".")[0] == "sipwhy"})


def values(capture: Path, mode: str, names: list[str]) -> Iterator[dict[str, list[str]]]:
    """Yield what -T fields shows of each explained packet."""
    wanted = [word for name in names for word in ("-e", name)]
    lines = show(capture, mode, "-Y", "sipwhy", "-T", "fields", "-E", f"aggregator={SEPARATOR}", *wanted)
    for line in lines.splitlines():
        yield {name: text.split(SEPARATOR) for name, text in zip(names, line.split("\t"), strict=True) if text}


@cache
def secrets_of(capture: Path) -> frozenset[str]:
    """Return what training has to hide."""
    found = {text for packet in values(capture, "off", SECRET) for texts in packet.values() for text in texts}
    found.discard("general")
    assert found
    return frozenset(found)


def lines_by_depth(capture: Path, mode: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of the plugin's items in the packet details, without their brackets."""
    inside = False
    for line in show(capture, mode, "-O", "sipwhy").splitlines():
        depth = (len(line) - len(line.lstrip())) // INDENT
        if depth == 0:
            inside = line.startswith("[SIP Why: ")
        if inside and line:
            yield depth, line.strip()[1:-1]


def told(text: str, secrets: frozenset[str]) -> list[str]:
    return [secret for secret in secrets if secret in text]


def test_lessons_are_there() -> None:
    assert len(LESSONS) == len(NAMES)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("capture", LESSONS, ids=lambda capture: capture.stem)
def test_nothing_is_told(capture: Path, mode: str) -> None:
    secrets = secrets_of(capture)
    # the packet list and its columns: one for each field
    for packet in values(capture, mode, all_fields()):
        assert set(packet) <= ALLOWED | FOLDED
        assert {"sipwhy", "sipwhy.question", "sipwhy.hint", "sipwhy.answer"} <= set(packet)
        for name, texts in packet.items():
            assert told(" ".join(texts), secrets) == [], name
            assert name not in FOLDED or set(texts) == {"1"}
    # the packet details, as far as they are open
    visible = [line for depth, line in lines_by_depth(capture, mode) if depth <= 1]
    assert visible
    assert told("\n".join(visible), secrets) == []
    # expert items, reports and statistics
    reports = show(capture, mode, "-q", *(word for report in REPORTS for word in ("-z", report)))
    assert told(reports, secrets) == []
    assert reports.count(NOTICE) == len(REPORTS) - 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("capture", LESSONS, ids=lambda capture: capture.stem)
def test_severities_are_the_same(capture: Path, mode: str) -> None:
    """Colours, the lamp and the expert window go by them."""
    names = ["_ws.expert.message", "_ws.expert.severity", "_ws.expert.group"]
    lines = show(capture, mode, "-Y", "sipwhy", "-T", "fields", *(word for name in names for word in ("-e", name)))
    for line in lines.splitlines():
        messages, severities, groups = (cell.split(",") for cell in line.split("\t"))
        assert any("why this answer" in text or "not answered" in text for text in messages)
        assert "2097152" in severities
        assert "50331648" in groups
        assert len(messages) > 1 or (severities, groups) == (["2097152"], ["50331648"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("capture", LESSONS, ids=lambda capture: capture.stem)
def test_filters_find_nothing(capture: Path, mode: str) -> None:
    names = ("cause", "verdict", "actor", "confidence", "evidence", "evidence.frame", "outcome_frame", "why", "fix")
    anything = " || ".join(f"sipwhy.{name}" for name in names)
    assert show(capture, "off", "-Y", anything)
    assert show(capture, mode, "-Y", anything) == ""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("capture", LESSONS, ids=lambda capture: capture.stem)
def test_folds(capture: Path, mode: str) -> None:
    """Question, hints and answer, each under the one before; the answer tells the verdict."""
    verdicts = [packet["sipwhy.verdict"][0] for packet in values(capture, "off", ["sipwhy.verdict"])]
    lines = list(lines_by_depth(capture, mode))
    answers = [line.removeprefix("Verdict: ") for depth, line in lines if line.startswith("Verdict: ")]
    assert [answer.split("\N{HORIZONTAL ELLIPSIS}")[0] in verdict or answer in verdict
            for answer, verdict in zip(answers, verdicts, strict=True)] == [True] * len(verdicts)  # fmt: skip
    for kind, depth in (("SIP Why: ", 0), ("Frame ", 1), ("Hint 1: ", 2), ("Hint 2: ", 3), ("Hint 3: ", 4),
                        ("Answer", 5), ("Verdict: ", 6)):  # fmt: skip
        depths = [own for own, line in lines if re.match(kind + ("" if kind.endswith(" ") else "$"), line)]
        assert depths.count(depth) == len(verdicts), kind
        assert set(depths) == {depth}, kind
    choices = sum(line.startswith("Choice ") for _, line in lines)
    judged = sum(bool(re.match(r"(Right is|Not) [A-D]: ", line)) for depth, line in lines if depth == 6)
    assert choices == judged
    assert bool(choices) == (mode == "quiz")
    assert sum(line.startswith("Right is ") for _, line in lines) == (len(verdicts) if mode == "quiz" else 0)


def test_seed_of_packets() -> None:
    """The preference gives the same choices as the quiz of the same seed."""
    capture = next(capture for capture in LESSONS if capture.stem == "busy-486")
    for seed in (1, 2, 3):
        questions = quiz(capture, seed)
        lines = show(capture, "quiz", "-o", f"sipwhy.training_seed:{seed}", "-O", "sipwhy", "-Y",
                     f"frame.number == {questions[0]['frame']}")  # fmt: skip
        shown = re.findall(r"\[Choice [A-D]: (.*)\]", lines)
        assert shown == [option["text"] for option in questions[0]["options"]]


def quiz(capture: Path, seed: int) -> list[dict]:
    text = tshark_output(["-2", "-q", "-z", f"sipwhy,quiz,{seed}"], capture).decode()
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("capture", LESSONS, ids=lambda capture: capture.stem)
def test_quiz(capture: Path) -> None:
    causes = {packet["sipwhy.cause"][0] for packet in values(capture, "off", ["sipwhy.cause"])}
    questions = quiz(capture, 1)
    assert questions == quiz(capture, 1)
    for question in questions:
        jsonschema.validate(question, SCHEMA)
        assert question["cause"] in causes
        assert question["cause"].split("/")[0] == question["options"][question["right"]]["cause"]
        wrong = [option for place, option in enumerate(question["options"]) if place != question["right"]]
        assert all("reason" in option for option in wrong)
        assert question["cause"] not in [option["cause"] for option in wrong]
        assert "reason" not in question["options"][question["right"]]
    shown = {question["cause"] for question in questions}
    assert shown <= causes


def test_quiz_seeds_differ() -> None:
    capture = next(capture for capture in LESSONS if capture.stem == "transfer-failed")
    assert len({json.dumps(quiz(capture, seed)) for seed in range(6)}) > 3


def test_notice_as_json() -> None:
    line = json.loads(show(LESSONS[0], "hints", "-q", "-z", "sipwhy,json"))
    jsonschema.validate(line, SCHEMA)
    assert line["type"] == "training"


@pytest.mark.parametrize("argument", ["sipwhy,quiz,x", "sipwhy,quiz,-1", "sipwhy,quiz,4294967296", "sipwhy,quizzes"])
def test_wrong_seed(argument: str) -> None:
    result = run_wireshark(["tshark", "-r", str(LESSONS[0]), "-z", argument])
    assert result.returncode != 0
    assert argument in result.stderr.decode()


def test_japanese() -> None:
    text = show(LESSONS[0], "quiz", "-o", "sipwhy.language:ja", "-O", "sipwhy")
    assert "[選択肢 A: " in text
    assert "[正解は " in text
