# SPDX-License-Identifier: GPL-2.0-or-later
"""Opening captures again and again in one sharkd leaves nothing behind: it grows as it grows without the plugin.

sharkd 4.0 itself keeps 12 MiB of each capture that it opened, however small that was, so only the difference counts.
"""

import json
import shutil
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from conftest import run_wireshark
from dissection import CAPTURES, readable_folder
from test_sessions import FILES, merged

ROUNDS, WARM_UP, APART = 24, 6, 6
LEFT_OF_A_ROUND = 150 * 1024  # bytes; the history of the captures of a round takes a megabyte
WITHOUT = ["env", "HOME=/nonexistent", "WIRESHARK_PLUGIN_DIR=/nonexistent"]


def requests(files: list[Path], plugin: bool) -> list[tuple[str, dict[str, Any]]]:
    """Return what is asked in a round: open, filter, read again, open another one."""
    code, text = ("sipwhy.code", "sipwhy.verdict") if plugin else ("sip.Status-Code", "sip.Reason-Phrase")
    taps = {"tap0": "expert"} | ({"tap1": "nstat:sipwhy,calls", "tap2": "stat:sipwhy"} if plugin else {})
    asked: list[tuple[str, dict[str, Any]]] = []
    for file in files:
        condition = f"{code} >= 400 && frame.number != 1000000{{round}}"
        asked += [
            ("load", {"file": str(file)}),
            ("frames", {"column0": f"{text}:0", "filter": condition}),
            ("tap", taps),
            ("frame", {"frame": 3, "proto": True}),
        ]
    return asked


def go_through(files: list[Path], folder: Path, plugin: bool) -> dict[str, Any]:
    """Return what rounds.py says."""
    driver = Path(shutil.copy(Path(__file__).with_name("rounds.py"), folder))
    driver.chmod(0o644)
    task = {"rounds": ROUNDS, "requests": requests(files, plugin)}
    command = [*([] if plugin else WITHOUT), "python3", str(driver)]
    result = run_wireshark(command, stdin=json.dumps(task).encode())
    assert result.returncode == 0, result.stderr.decode()
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def growth(memory: list[int]) -> float:
    """Return the bytes that a round adds. What is left behind is so each time; malloc takes and gives back in steps."""
    settled = memory[WARM_UP:]
    return median((after - before) / APART for before, after in zip(settled, settled[APART:], strict=False))


@pytest.fixture(scope="module")
def rounds() -> dict[bool, dict[str, Any]]:
    """Return what the rounds showed without the plugin and with it."""
    if not shutil.which("sharkd"):
        pytest.skip("sharkd is not installed: it is in Debian's package wireshark-common")
    with readable_folder() as folder:
        files = [merged(FILES, folder / "all.pcapng"), merged(CAPTURES[:40], folder / "some.pcapng")]
        return {plugin: go_through(files, folder, plugin) for plugin in (False, True)}


def test_each_round_answers_the_same(rounds: dict[bool, dict[str, Any]]) -> None:
    assert set(rounds[True]["kinds"]) == {1}


def test_memory_returns_to_where_it_was(rounds: dict[bool, dict[str, Any]]) -> None:
    without, with_it = growth(rounds[False]["memory"]), growth(rounds[True]["memory"])
    assert with_it - without < LEFT_OF_A_ROUND, f"{with_it:.0f} bytes a round, {without:.0f} without the plugin"
