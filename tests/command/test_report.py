# SPDX-License-Identifier: GPL-2.0-or-later
"""sipwhy report: captures, formats, exit statuses."""

import csv
import gzip
import io
import shlex
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import reports
from conftest import SIPWHY, run_sipwhy
from reports import CAPTURES, HAS_PLUGIN, lines_of, report, report_lines, unprivileged

needs_plugin = pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built")

GOOD = CAPTURES / "plain-call.pcapng"
BAD = CAPTURES / "not-found-404.pcapng"

SHELL = 'if "$0" report --fail-on warn "$1" >/dev/null; then echo good; else echo "bad $?"; fi'


# --- Exit statuses ---


@needs_plugin
def test_in_a_shell() -> None:
    assert unprivileged("sh", "-c", SHELL, str(SIPWHY), str(GOOD)).stdout == "good\n"
    assert unprivileged("sh", "-c", SHELL, str(SIPWHY), str(BAD)).stdout == "bad 1\n"


@needs_plugin
def test_levels() -> None:
    """A busy callee is worth a note, nothing more."""
    note = CAPTURES / "busy-486.pcapng"
    assert [report("--fail-on", level, note).returncode for level in ("note", "warn", "error")] == [1, 0, 0]
    assert report(BAD).returncode == 0


@needs_plugin
@pytest.mark.parametrize(("arguments", "complaint"), [
    (["--jobs", "0", str(GOOD)], '"0" is no number of jobs'),
    (["--fail-on", "warm", str(GOOD)], 'did you mean warn?'),
    (["--format", "markdown", str(GOOD)], '"markdown" is no format'),
    (["--port", "70000", str(GOOD)], '"70000" are no ports'),
    (["/nonexistent"], '"/nonexistent" is neither a file nor a folder'),
    (["--tshark", "/nonexistent", str(GOOD)], '"/nonexistent" could not be run'),
    (["--tshark", "true", str(GOOD)], '"true" does not have the plugin sipwhy'),
    (["--filter", "nonsense ==", str(GOOD)], "not read, or not wholly: "),
    (["--mask-key", "/nonexistent", str(GOOD)], "/nonexistent"),
    (["--out", "/nonexistent/file", str(GOOD)], "/nonexistent/file"),
])  # fmt: skip
def test_wrong_use(arguments: list[str], complaint: str) -> None:
    result = report(*arguments)
    assert result.returncode == 2
    assert complaint in result.stderr


@pytest.mark.parametrize("arguments", [["report"], ["merge"], ["report", "--lang", "xx", "a"], ["merge", "--mask", "a"]])
def test_wrong_words(arguments: list[str]) -> None:
    assert run_sipwhy(*arguments).returncode == 2


# --- Captures ---


@needs_plugin
def test_broken_and_cut(place: Path) -> None:
    """What could be read is reported, and the others too; the list of those that were not comes last."""
    shutil.copy(BAD, place / "good.pcapng")
    whole = (CAPTURES / "transfer-failed.pcapng").read_bytes()
    (place / "cut.pcapng").write_bytes(whole[: len(whole) * 3 // 4])
    (place / "broken.pcap").write_bytes(b"no capture at all")
    (place / "short.pcap").write_bytes(b"\xa1\xb2\xc3\xd4\x00")
    (place / "notes.txt").write_text("no capture, and not meant to be one")
    result = report("--format", "json", place)
    lines = lines_of(result.stdout)
    assert result.returncode == 2
    last = result.stderr.splitlines()[-1]
    assert last.startswith("sipwhy: not read, or not wholly: ")
    assert [Path(name).name for name in last.split(": ")[2].split(", ")] == ["broken.pcap", "cut.pcapng", "short.pcap"]
    notes = {Path(note["capture"]).name: note["kind"] for note in lines[-1]["notes"] if "capture" in note}
    assert notes == {"broken.pcap": "unreadable", "cut.pcapng": "damaged", "short.pcap": "unreadable"}
    assert {Path(line["capture"]).name for line in lines[:-1]} == {"good.pcapng", "cut.pcapng"}


@needs_plugin
def test_folders_and_gzip(place: Path) -> None:
    """Below folders, too, compressed or not; a capture that is named twice counts once."""
    inner = place / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "bad.pcapng.gz").write_bytes(gzip.compress(BAD.read_bytes()))
    shutil.copy(GOOD, place / "a" / "rotated.pcap0")
    (inner / "loop").symlink_to(place)
    lines = report_lines(place, place / "a" / "rotated.pcap0")
    assert lines[-1]["captures"] == [str(inner / "bad.pcapng.gz"), str(place / "a" / "rotated.pcap0")]
    single = report_lines(BAD)
    for line in single[:-1]:
        assert [own["problem"] for own in lines[:-1] if "problem" in own and own["first_frame"] == line["first_frame"]] == [
            {"capture": str(inner / "bad.pcapng.gz")} | line["problem"]]


@needs_plugin
def test_same_as_tshark() -> None:
    """About one capture, it is what the plugin says, with the name."""
    plugin = lines_of(unprivileged("tshark", "-q", "-r", str(BAD), "-z", "sipwhy,json").stdout)
    own = report_lines(BAD)
    assert own[-1].pop("captures") == [str(BAD)]
    for note in own[-1].pop("notes", []):
        assert note["kind"] == "other-ports"
    assert own == plugin


@needs_plugin
def test_filter() -> None:
    assert report_lines("--filter", "sip.Status-Code == 999", BAD)[-1]["messages"] == 0
    assert report_lines("--filter", "sip", BAD)[:-1] == report_lines(BAD)[:-1]


@needs_plugin
def test_any_number_of_jobs() -> None:
    captures = sorted(CAPTURES.glob("b*.pcapng"))
    assert len(captures) > 4
    one = report("--format", "json", "--jobs", "1", *captures)
    assert one.stdout == report("--format", "json", "--jobs", "7", *reversed(captures)).stdout
    assert one.stderr == ""


# --- Formats ---


@pytest.fixture(scope="module")
def all_lines() -> tuple[list[dict[str, Any]], Path]:
    """About all captures at once."""
    return reports.all_lines(), reports.all_captures()


def merged(form: str, path: Path, *arguments: str) -> str:
    result = run_sipwhy("merge", "--format", form, str(path), *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


@needs_plugin
def test_json(all_lines: tuple[list[dict[str, Any]], Path]) -> None:
    """What is read again is written as it was."""
    lines, path = all_lines
    assert merged("json", path) == path.read_text(encoding="utf-8")
    assert lines[-1]["failed"] == sum(line["type"] == "call" and line["result"] == "failed" for line in lines[:-1]) > 50


@needs_plugin
def test_csv(all_lines: tuple[list[dict[str, Any]], Path]) -> None:
    lines, path = all_lines
    rows = list(csv.DictReader(io.StringIO(merged("csv", path)), strict=True))
    assert len(rows) == len(lines) - 1
    for row, line in zip(rows, lines, strict=False):
        assert None not in row and None not in row.values()
        problem = line.get("problem") or (line.get("also") or [{}])[0]
        assert (row["type"], row["capture"], row["start"]) == (line["type"], line["capture"], line["start"])
        verdict = problem.get("verdict", "")
        assert (row["cause"], row["verdict"]) == (problem.get("cause", ""), "'" * (verdict[:1] in list("=+-@")) + verdict)
        assert row["code"] == str(line.get("code", ""))


@needs_plugin
def test_junit(all_lines: tuple[list[dict[str, Any]], Path]) -> None:
    lines, path = all_lines
    root = ElementTree.fromstring(merged("junit", path))
    cases = root.findall("testsuite/testcase")
    assert len(cases) == len(lines) - 1 == int(root.attrib["tests"])
    assert [suite.attrib["name"] for suite in root] == lines[-1]["captures"]
    names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
    assert len(set(names)) == len(names)
    bad = [line for line in lines[:-1] if any(
        problem["severity"] in ("warn", "error") for problem in [line.get("problem"), *line.get("also", [])] if problem)]
    assert len(root.findall("testsuite/testcase/failure")) == len(bad) == int(root.attrib["failures"])
    noted = ElementTree.fromstring(run_sipwhy("merge", "--format", "junit", "--fail-on", "error", str(path)).stdout)
    assert 0 < int(noted.attrib["failures"]) < len(bad)


@needs_plugin
def test_text(all_lines: tuple[list[dict[str, Any]], Path]) -> None:
    lines, path = all_lines
    text = merged("text", path, "--width", "0")
    for line in lines[:-1]:
        if "problem" in line:
            assert line["problem"]["verdict"] in text
            assert f"{line['problem']['frame']} ({line['problem']['capture']})" in text
    assert f"Captures: {len(lines[-1]['captures'])}" in text


@needs_plugin
def test_html(all_lines: tuple[list[dict[str, Any]], Path]) -> None:
    result = run_sipwhy("merge", "--format", "html", str(all_lines[1]))
    if "is no format" in result.stderr:
        pytest.skip("this build has no HTML")
    assert result.returncode == 0
    assert result.stdout.lower().startswith("<!doctype html>")


@needs_plugin
def test_out(place: Path) -> None:
    out = place / "report.txt"
    result = report("--out", out, BAD)
    assert (result.returncode, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("SIP report\n")


@needs_plugin
def test_progress_on_a_terminal() -> None:
    """A bar while captures are read, which is gone in the end; nothing where standard error is no terminal."""
    captures = [str(CAPTURES / f"{name}.pcapng") for name in ("busy-486", "plain-call", "transfer-failed")]
    command = shlex.join([str(SIPWHY), "report", *captures])
    shown = unprivileged("script", "--quiet", "--return", "--command", f"{command} >/dev/null", "/dev/null")
    assert shown.returncode == 0
    bars = [f"\n[{'#' * filled:40}] {done}/3" for done, filled in ((1, 13), (2, 26), (3, 40))]
    assert shown.stdout == "".join(bars) + "\n\x1b[K"  # \r is read as \n
    assert report(*captures).stderr == ""


def test_other_ports() -> None:
    """Who has SIP on other ports is told that --fast would miss it."""
    kinds = [note["kind"] for note in report_lines(CAPTURES / "websocket-register.pcapng")[-1].get("notes", [])]
    assert kinds == ["other-ports"]
