# SPDX-License-Identifier: GPL-2.0-or-later
"""How the command is used: exit codes, messages, language, terminal, broken outputs."""

import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import fcntl
from pathlib import Path

import pytest

from conftest import SIPWHY, SOURCE, clean_environment, objects, run_sipwhy, shown


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "what shall be explained?"),
    (["lst"], "did you mean list?"),
    (["404", "40x"], "did you mean 400, 401 or 402?"),
    (["4044"], "did you mean 404?"),
    (["99"], "they run from 100 to 699"),
    (["700"], "they run from 100 to 699"),
    (["99999999999999999999999"], "they run from 100 to 699"),
    (["404", "--format", "jsn"], "did you mean json?"),
    (["404", "--lang", "jp"], "did you mean ja?"),
    (["404", "--lang", "tlh"], 'no texts in the language "tlh"'),
    (["404", "--method", "REGSTER"], "did you mean REGISTER?"),
    (["404", "--width", "x"], 'no number of columns'),
    (["404", "--colour"], "--colour"),
    (["404", "--format"], "--format"),
    (["list", "7xx"], "they run from 1xx to 6xx"),
    (["list", "4xx", "5xx"], 'see "sipwhy help list"'),
    (["list", "--method", "INVITE"], '"sipwhy list" does not take --method'),
    (["search"], 'see "sipwhy help search"'),
    (["help", "serach"], "did you mean search?"),
    (["check", "/nonexistent/x.ini"], "/nonexistent/x.ini"),
    (["\033[31m\u202e\n404"], "\ufffd[31m\ufffd 404"),
])
def test_wrong_use(arguments: list[str], message: str) -> None:
    result = run_sipwhy(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"sipwhy: .*\n", result.stderr)
    assert message in result.stderr


@pytest.mark.parametrize("arguments", [["cause", "no-such"], ["search", "qqqq"]])
def test_nothing_found(arguments: list[str]) -> None:
    result = run_sipwhy(*arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(r"sipwhy: .*\n", result.stderr)


def test_version() -> None:
    project = (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
    version = re.search(r"project\(sipwhy VERSION (\S+)", project)
    assert version
    assert shown("--version") == f"sipwhy {version[1]}\n"


@pytest.mark.parametrize(("variables", "language"), [
    ({}, "en"),
    ({"LANG": "ja_JP.UTF-8"}, "ja"),
    ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
    ({"LANG": "en_GB.UTF-8", "LC_ALL": "ja"}, "ja"),
    ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
])
def test_language_of_environment(variables: dict[str, str], language: str) -> None:
    result = run_sipwhy("404", "--format", "json", environment=clean_environment(**variables))
    assert json.loads(result.stdout)["language"] == language


def test_language_asked_for() -> None:
    japanese = run_sipwhy("list", "--lang", "ja", environment=clean_environment(LC_ALL="en_US.UTF-8"))
    assert "4xx クライアントエラー" in japanese.stdout
    assert "4xx Client Failure" in shown("list", "--lang=en")


def test_messages_in_japanese() -> None:
    assert "範囲は 100〜699" in run_sipwhy("4044", "--lang", "ja").stderr


def test_options_anywhere() -> None:
    assert shown("--format", "json", "404") == shown("404", "--format", "json") == shown("explain", "-f", "json", "404")


# --- The terminal ---


def in_terminal(columns: int, *arguments: str, **variables: str) -> str:
    """What it writes to a terminal of that width."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = clean_environment(**{"TERM": "xterm", **variables})
    process = subprocess.Popen([str(SIPWHY), *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=slave)
    os.close(slave)
    written = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError: # the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(master)
    assert process.wait() == 0
    return written.decode().replace("\r\n", "\n")


def test_colour_on_terminal_only() -> None:
    coloured = in_terminal(80, "404")
    assert "\033[1m404 Not Found\033[0m" in coloured
    assert re.sub(r"\033\[[0-9;]*m", "", coloured) == shown("404")
    assert "\033" not in in_terminal(80, "404", NO_COLOR="1")
    assert "\033" not in in_terminal(80, "404", TERM="dumb")


def widest(text: str) -> int:
    return max(len(line) for line in text.splitlines() if "<http" not in line)


def test_width() -> None:
    assert 30 < widest(in_terminal(40, "404", NO_COLOR="1")) <= 40
    assert 100 < widest(in_terminal(130, "404", NO_COLOR="1")) <= 130
    assert 50 < widest(in_terminal(130, "404", NO_COLOR="1", COLUMNS="60")) <= 60
    assert 70 < widest(shown("404")) <= 80
    assert widest(shown("404", "--width", "50")) <= 50
    assert widest(shown("404", "--width", "0")) > 150


def columns_of(line: str) -> int:
    """Japanese characters take two columns."""
    return sum(2 if ord(character) >= 0x1100 else 1 for character in line)


def test_width_of_japanese() -> None:
    lines = shown("404", "486", "503", "--lang", "ja", "--width", "60").splitlines()
    lines = [line for line in lines if "http" not in line]
    assert 55 < max(columns_of(line) for line in lines) <= 62 # no line starts with 、 or 。
    assert [line for line in lines if line.lstrip().startswith(("、", "。", "）", "」", "ー", "っ"))] == []


# --- Outputs that break ---


def test_full_disk() -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run([str(SIPWHY), "list"], env=clean_environment(), stdout=full,
                                stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert result.returncode == 2
    assert result.stderr == "sipwhy: the output could not be written: No space left on device\n"


@pytest.mark.parametrize("ignored", [False, True])
def test_reader_goes_away(ignored: bool) -> None:
    """As with "sipwhy ... | head": not a word."""
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [str(SIPWHY), "list", "--format", "html"], env=clean_environment(), stdout=writing, stderr=subprocess.PIPE,
        restore_signals=False, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN if ignored else signal.SIG_DFL))
    os.close(writing)
    assert result.returncode == (2 if ignored else -signal.SIGPIPE)
    assert result.stderr == b""


# --- Help ---


def test_help_of_each_command() -> None:
    for command in objects("help"):
        text = shown("help", command["name"], "--width", "0")
        assert text == shown(command["name"], "--help", "--width", "0")
        assert text.startswith(f"sipwhy {command['name']} {command['arguments']}".rstrip())
        assert command["summary"] in text
        for option in command["options"]:
            assert f"--{option}" in text


def test_help_overview() -> None:
    text = shown("--help", "--width", "0")
    assert text == shown("help", "--width", "0")
    assert all(f"sipwhy {command['name']}" in text for command in objects("help"))
    assert "complete" not in text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_help_has_all_texts(language: str) -> None:
    """Every command and every option is said what it does, and nothing else is."""
    texts = (SOURCE / "src" / "data" / f"{language}.ini").read_text(encoding="utf-8")
    commands = objects("help")
    assert set(re.findall(r"^\[help (.*)\]$", texts, re.M)) == {command["name"] for command in commands}
    group = re.search(r"^\[option\]\n((?:.+\n)*)", texts, re.M)
    assert group
    described = set(re.findall(r"^(.+?)=", group[1], re.M))
    assert described == {option for command in commands for option in command["options"]} | {"version"}
