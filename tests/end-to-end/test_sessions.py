# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that one process opens one after the other: none knows anything of those before it, and nothing is left of them.

sharkd opens all lesson captures in one file, then the second half of each of them: the same calls and registrations, whose
beginnings were only in the first file. What it says then is what a process of its own says. tshark does the same with -M.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import packets
from conftest import ROOT_WARNING, run_wireshark
from dissection import CAPTURES, readable_folder, sharkd, tshark_output

FIELDS = ("frame.number", *(f"sipwhy.{name}" for name in (
    "code", "cause", "confidence", "severity", "actor", "verdict", "means", "why", "fix", "evidence", "evidence.frame",
    "also.verdict", "origin", "outcome_frame", "request_frame", "hint", "question", "choice")),
    "_ws.expert.message", "_ws.expert.severity")
COLUMNS = {f"column{number}": f"{name}:0" for number, name in enumerate(FIELDS)}
TAPS = {"tap0": "nstat:sipwhy,calls", "tap1": "stat:sipwhy", "tap2": "expert"}
SITE_TABLE = """\
[site seen]
match.code=1xx;2xx;3xx;4xx;5xx;6xx
match.phrase=^(?<first>[A-Za-z]+)
verdict=our switch said {first}
severity=note
"""
FILES = [capture for capture in CAPTURES if "tls" not in capture.name]  # the keys stand at their start
# What a user may have set: files of the configuration folder.
SETTINGS: dict[str, dict[str, str]] = {
    "as it comes": {"preferences": ""},
    "masked": {"preferences": "sipwhy.mask: TRUE\nsipwhy.mask_key: {key}\n"},
    "training": {"preferences": "sipwhy.training: quiz\nsipwhy.training_seed: 7\n"},
    "hints": {"preferences": "sipwhy.training: hints\n"},
    "Japanese": {"preferences": "sipwhy.language: ja\n"},
    "site table": {"preferences": "", "sipwhy/own.ini": SITE_TABLE},
}


def frames_of(capture: Path) -> int:
    """Return how many there are."""
    listing = subprocess.run(["capinfos", "-Mrc", "-T", str(capture)], check=True, capture_output=True, text=True)
    return int(listing.stdout.split()[-1])


def second_half(capture: Path, folder: Path) -> tuple[Path, int]:
    """Return it as a file, and how many frames were before it."""
    half, count = folder / capture.name, frames_of(capture)
    before = count // 2
    subprocess.run(["editcap", "-r", str(capture), str(half), f"{before + 1}-{count}"], check=True, capture_output=True)
    return half, before


def merged(files: list[Path], file: Path) -> Path:
    """Write captures one behind the other."""
    subprocess.run(["mergecap", "-a", "-w", str(file), *map(str, files)], check=True)
    file.chmod(0o644)
    return file


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Give the folder of the two captures, and of a key."""
    with readable_folder() as name:
        (name / "halves").mkdir()
        halves = [second_half(capture, name / "halves")[0] for capture in FILES]
        merged(FILES, name / "whole.pcapng")
        merged(halves, name / "half.pcapng")
        (name / "key").write_text("of the tests", encoding="utf-8")
        (name / "key").chmod(0o644)
        yield name


def write_settings(settings: dict[str, str], config: Path, folder: Path) -> Path:
    """Write the files of a configuration folder."""
    for name, text in settings.items():
        (config / name).parent.mkdir(parents=True, exist_ok=True)
        (config / name).write_text(text.replace("{key}", str(folder / "key")), encoding="utf-8")
    return config


def opened(*captures: Path, config: Path) -> list[tuple[Any, Any]]:
    """Return the columns of all frames, and the reports, of captures that one sharkd opens one after the other."""
    asked: list[tuple[str, dict[str, Any]]] = []
    for capture in captures:
        asked += [("load", {"file": str(capture)}), ("frames", COLUMNS), ("tap", TAPS)]
    answers = sharkd(asked, config)
    rows = [[frame["c"] for frame in listing] for listing in answers[1::3]]
    return list(zip(rows, answers[2::3], strict=True))


@pytest.fixture(params=SETTINGS, scope="module")
def sessions(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Any, Any]]:
    """Return what is shown of captures that are opened first, and of those that are opened after others."""
    config = write_settings(SETTINGS[request.param], tmp_path_factory.mktemp("config"), folder)
    whole, half = folder / "whole.pcapng", folder / "half.pcapng"
    first, half_after, again, reloaded = opened(whole, half, whole, whole, config=config)
    alone, whole_after = opened(half, whole, config=config)
    return {"whole": first, "half after whole": half_after, "whole again": again, "whole reloaded": reloaded,
            "half": alone, "whole after half": whole_after}


AFTER = {"half after whole": "half", "whole again": "whole", "whole reloaded": "whole", "whole after half": "whole"}


def test_beginnings_matter(sessions: dict[str, tuple[Any, Any]]) -> None:
    """The captures are able to show a difference: without their first halves much is explained otherwise."""
    told = [FIELDS.index(f"sipwhy.{name}") for name in ("verdict", "also.verdict", "question")]
    whole, half = ([[row[place] for place in told] for row in sessions[name][0]] for name in ("whole", "half"))
    half = [row for row in half if any(row)]
    assert len(half) > 300
    assert len([row for row in half if row not in whole]) > 20


@pytest.mark.parametrize("session", AFTER)
def test_packets_are_explained_as_if_nothing_was_before(sessions: dict[str, tuple[Any, Any]], session: str) -> None:
    shown, expected = sessions[session][0], sessions[AFTER[session]][0]
    assert len(shown) == len(expected)
    assert [pair for pair in zip(shown, expected, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("session", AFTER)
def test_reports_are_as_if_nothing_was_before(sessions: dict[str, tuple[Any, Any]], session: str) -> None:
    shown, expected = sessions[session][1], sessions[AFTER[session]][1]
    assert json.dumps(expected) != "{}"
    assert shown == expected


def test_names_of_another_capture_are_not_masked(tmp_path: Path) -> None:
    """"operator" is somebody's name in the first one, and a word in the second one."""
    reason = ['Reason: Q.850;cause=21;text="operator refused"']
    with readable_folder() as folder:
        config = write_settings(SETTINGS["masked"], tmp_path, folder)
        (folder / "key").write_text("of the tests", encoding="utf-8")
        (folder / "key").chmod(0o644)
        named, word = folder / "named.pcap", folder / "word.pcap"
        answer = packets.udp(packets.response(403, headers=reason), packets.PROXY, packets.CALLER)
        invite = packets.request(headers=["P-Asserted-Identity: <sip:operator@example.com>"])
        named.write_bytes(packets.pcap([packets.udp(invite), answer]))
        word.write_bytes(packets.pcap([packets.udp(packets.request()), answer]))
        shown = [rows[1] for rows, _ in opened(named, word, config=config)]
    assert "operator" not in " ".join(shown[0])
    assert "operator refused" in " ".join(shown[1])


# --- tshark -M: a new session after so many packets ---

SHOWN = [part for name in FIELDS for part in ("-e", name)]


def reset_after(count: int, capture: Path, *args: str) -> str:
    """Return what tshark prints with -M; it says on stderr that it resets."""
    result = run_wireshark(["tshark", "-n", "-M", str(count), *args, "-r", str(capture)])
    errors = [line for line in result.stderr.decode().splitlines() if line and ROOT_WARNING not in line]
    assert result.returncode == 0
    assert set(errors) == {"resetting session."}
    return result.stdout.decode()


def pieces(capture: Path, count: int, folder: Path) -> list[Path]:
    """Return the capture in files of so many frames."""
    subprocess.run(["editcap", "-c", str(count), str(capture), str(folder / "piece.pcapng")], check=True)
    return sorted(folder.glob("piece_*"))


@pytest.mark.parametrize("count", [40, 400])
def test_session_after_reset_knows_nothing(count: int, tmp_path: Path) -> None:
    """As many sessions as files, and the same explanations."""
    capture = merged(FILES, tmp_path / "all.pcapng")
    alone = "".join(tshark_output(["-n", "-T", "fields", *SHOWN], piece).decode()
                    for piece in pieces(capture, count, tmp_path))
    assert reset_after(count, capture, "-T", "fields", *SHOWN) == alone
    assert alone.count("486") > 10


@pytest.mark.parametrize("report", ["report", "json", "html", "calls", "quiz"])
def test_report_after_reset_is_about_the_last_session(report: str, tmp_path: Path) -> None:
    """That is what is left of the history; the tree of statistics is Wireshark's, whose rates go on."""
    capture = merged(FILES[:20], tmp_path / "all.pcapng")
    last = pieces(capture, 90, tmp_path)[-1]
    args = ("-q", "-z", f"sipwhy,{report}")
    assert reset_after(90, capture, *args) == tshark_output(["-n", *args], last).decode()
