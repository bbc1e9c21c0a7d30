# SPDX-License-Identifier: GPL-2.0-or-later
"""sipwhy quiz: played to the end, printed, and used wrongly."""

import json
import os
import pty
import re
import select
import struct
import subprocess
import time
from pathlib import Path

import jsonschema
import pytest

from conftest import BUILD, SIPWHY, SOURCE, clean_environment, run_sipwhy
from reports import CAPTURES, ENVIRONMENT, HAS_PLUGIN, give_away, unprivileged

needs_plugin = pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built")

CAPTURE = CAPTURES / "transfer-failed.pcapng"
FEW = CAPTURES / "busy-486.pcapng"
SCHEMA = json.loads((SOURCE / "src" / "data" / "report.schema.json").read_text(encoding="utf-8"))
LETTERS = "ABCD"
LIMIT = 60


def quiz(*arguments: str | Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Run it as who gets the plugin, with the answers on its standard input."""
    return subprocess.run(
        ["bash", str(ENVIRONMENT), "wireshark_run", str(BUILD), "sh", "-c", 'TMPDIR=$HOME exec "$0" "$@"',
         str(SIPWHY), "quiz", *map(str, arguments)],
        env=clean_environment(LC_ALL="C.UTF-8"), input=answers, capture_output=True, encoding="utf-8",
        timeout=LIMIT, check=False,
    )  # fmt: skip


def questions(*arguments: str | Path) -> list[dict]:
    result = quiz(*arguments, "--format", "json")
    assert (result.returncode, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def letters(asked: list[dict], step: int = 0) -> str:
    """Return the right letters, or with a step those that many places behind them."""
    return "".join(LETTERS[(item["right"] + step) % len(item["options"])] + "\n" for item in asked)


@needs_plugin
def test_all_right() -> None:
    asked = questions(CAPTURE)
    assert len(asked) >= 3
    result = quiz(CAPTURE, answers=letters(asked).lower())
    assert (result.returncode, result.stderr) == (0, "")
    assert f"\n{len(asked)} of {len(asked)} right.\n" in result.stdout
    assert "Look at these frames again" not in result.stdout
    assert "Not A" not in result.stdout


@needs_plugin
def test_all_wrong() -> None:
    asked = questions(CAPTURE)
    result = quiz(CAPTURE, "--width", "0", answers=letters(asked, 1))
    assert (result.returncode, result.stderr) == (1, "")
    head, _, again = result.stdout.partition("Look at these frames again:\n")
    assert f"\n0 of {len(asked)} right.\n" in head
    assert [int(frame) for frame in re.findall(r"^  Frame (\d+)", again, re.MULTILINE)] == [
        item["frame"] for item in asked]  # fmt: skip
    for item, line in zip(asked, again.splitlines(), strict=True):
        assert line.endswith(": " + item["verdict"])
        chosen = (item["right"] + 1) % len(item["options"])
        option = item["options"][chosen]
        assert f"Not {LETTERS[chosen]}: {option['text']} {option['reason']}\n" in head
        assert f"Right is {LETTERS[item['right']]}: {item['options'][item['right']]['text']}\n" in head


def play(*arguments: str | Path, answers: list[str]) -> tuple[int, str]:
    """Play on a terminal: an answer each time it asks."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["bash", str(ENVIRONMENT), "wireshark_run", str(BUILD), "sh", "-c", 'TMPDIR=$HOME exec "$0" "$@"',
         str(SIPWHY), "quiz", *map(str, arguments)],
        env=clean_environment(LC_ALL="C.UTF-8", TERM="xterm"), stdin=follower, stdout=follower, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    seen, answered, end = b"", 0, time.monotonic() + LIMIT
    while time.monotonic() < end:
        if not select.select([leader], [], [], 1)[0]:
            continue
        try:
            seen += os.read(leader, 4096)
        except OSError:  # nobody writes any more
            break
        if seen.count(b"q to end): ") > answered and answered < len(answers):
            os.write(leader, answers[answered].encode() + b"\n")
            answered += 1
    os.close(leader)
    return process.wait(timeout=LIMIT), seen.decode().replace("\r\n", "\n")


@needs_plugin
def test_on_a_terminal() -> None:
    asked = questions(FEW)
    hints = asked[0]["hints"]
    status, seen = play(FEW, "--width", "0", answers=["?", "?", "?", "?", "", "E", "AB", *letters(asked).split()])
    assert status == 0
    assert f"\n{len(asked)} of {len(asked)} right.\n" in seen
    places = [seen.index(hint) for hint in hints]
    assert places == sorted(places)
    assert places[-1] < seen.index("There are no more hints.") < seen.index("Type one of A, B, C, D, ? or q.")
    assert seen.count("Type one of A, B, C, D, ? or q.") == 3


@needs_plugin
@pytest.mark.parametrize(("ending", "right"), [("", 1), ("q\n", 1), ("Q", 1)])
def test_ends_early(ending: str, right: int) -> None:
    """End of input, and q: the score so far."""
    asked = questions(CAPTURE)
    result = quiz(CAPTURE, answers=letters(asked[:1]) + ending)
    assert (result.returncode, result.stderr) == (1, "")
    assert f"\n{right} of 1 right.\nNot answered: {len(asked) - 1}.\n" in result.stdout


@needs_plugin
def test_long_and_odd_lines() -> None:
    asked = questions(FEW)
    odd = "A" * 5000 + "\n" + "\x00\x1b[31m\n" + "日本\n" + "  " + letters(asked)
    result = quiz(FEW, answers=odd)
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    assert result.stdout.count("Type one of") == 3


@needs_plugin
@pytest.mark.parametrize("form", ["json", "html", "markdown"])
def test_same_seed_same_bytes(form: str) -> None:
    first, second, other = (quiz(CAPTURE, "--format", form, "--seed", seed) for seed in ("7", "7", "8"))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert first.stdout != other.stdout


@needs_plugin
def test_count() -> None:
    everything = questions(CAPTURE, "--count", "10000")
    chosen = [tuple(item["frame"] for item in questions(CAPTURE, "--count", "2", "--seed", str(seed)))
              for seed in range(5)]  # fmt: skip
    assert len(set(chosen)) > 1
    for frames in chosen:
        assert len(frames) == 2
        assert list(frames) == sorted(frames)
        assert set(frames) <= {item["frame"] for item in everything}


@needs_plugin
def test_json_is_as_its_schema_says() -> None:
    for item in questions(CAPTURE):
        jsonschema.validate(item, SCHEMA)


@needs_plugin
@pytest.mark.parametrize("language", ["en", "ja"])
def test_sheets(language: str) -> None:
    """Questions, hints and answers are on pages of their own, and only the last tells a cause."""
    asked = questions(CAPTURE, "--lang", language)
    page = quiz(CAPTURE, "--format", "html", "--lang", language).stdout
    assert f'<html lang="{language}"' in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="http', page)
    sheets = page.split('<div class="page"></div>')
    assert len(sheets) == 3
    for item in asked:
        hidden = [escape(item["verdict"]), *(escape(o["reason"]) for o in item["options"] if "reason" in o)]
        assert all(escape(option["text"]) in sheets[0] for option in item["options"])
        assert all(escape(hint) in sheets[1] for hint in item["hints"])
        assert all(text in sheets[2] for text in hidden)
        assert not any(text in sheets[0] + sheets[1] for text in hidden)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@needs_plugin
@pytest.mark.parametrize(("arguments", "complaint"), [
    (["--seed", "x", str(FEW)], '"x" is no seed'),
    (["--seed", "4294967296", str(FEW)], '"4294967296" is no seed'),
    (["--seed=-1", str(FEW)], '"-1" is no seed'),
    (["--count", "0", str(FEW)], '"0" is no number of questions'),
    (["--format", "pdf", str(FEW)], '"pdf" is no format'),
    (["--jobs", "2", str(FEW)], "--jobs"),
    ([], "quiz"),
    ([str(FEW), str(FEW)], "quiz"),
    (["/nonexistent"], '"/nonexistent" is neither a file nor a folder'),
    ([str(SOURCE / "README.md")], "README.md"),
    (["--tshark", "/nonexistent", str(FEW)], '"/nonexistent" could not be run'),
    (["--tshark", "false", str(FEW)], '"false" does not have the plugin sipwhy'),
])  # fmt: skip
def test_wrong_use(arguments: list[str], complaint: str) -> None:
    result = quiz(*arguments)
    assert result.returncode == 2
    assert complaint in result.stderr
    assert result.stdout == ""


@needs_plugin
def test_nothing_to_ask(place: Path) -> None:
    """A capture without a packet: nothing is wrong, but there is nothing to ask."""
    capture = place / "empty.pcap"
    capture.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    give_away(capture)
    result = quiz(capture)
    assert (result.returncode, result.stdout) == (1, "")
    assert "the capture gives no question" in result.stderr


@needs_plugin
def test_training_of_the_user_does_not_matter() -> None:
    """Who calls the command asks for the causes: his preference for Wireshark holds there."""
    text = unprivileged("tshark", "-2", "-q", "-o", "sipwhy.training:quiz", "-r", str(FEW), "-z", "sipwhy,quiz").stdout
    assert json.loads(text)["type"] == "training"
    assert questions(FEW)


def test_help() -> None:
    result = run_sipwhy("help", "quiz")
    assert result.returncode == 0
    assert all(option in result.stdout for option in ("--seed", "--count", "--tshark", "--format"))
