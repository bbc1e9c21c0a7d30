# SPDX-License-Identifier: GPL-2.0-or-later
"""No damage to a capture makes the plugin crash, warn, or raise an error of the dissection."""

import subprocess
from pathlib import Path

import pytest

from conftest import run_wireshark
from dissection import CAPTURES

DAMAGES = {
    "few bytes": ["--seed", "1", "-E", "0.005"],
    "some bytes": ["--seed", "2", "-E", "0.02"],
    "some bytes, otherwise": ["--seed", "3", "-E", "0.02"],
    "many bytes": ["--seed", "4", "-E", "0.1"],
    "cut in the headers": ["-s", "190"],
    "cut in the first line": ["-s", "60"],
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return all captures in one file, one after the other."""
    file = tmp_path_factory.mktemp("damaged") / "all.pcapng"
    subprocess.run(
        ["mergecap", "-a", "-w", str(file), *map(str, CAPTURES)], check=True
    )
    return file


@pytest.fixture(params=DAMAGES, scope="module")
def damaged(request: pytest.FixtureRequest, merged: Path) -> Path:
    """Return the same, damaged in one of the ways."""
    file = merged.with_name(f"{request.param}.pcapng")
    subprocess.run(
        ["editcap", *DAMAGES[request.param], str(merged), str(file)], check=True, capture_output=True
    )
    return file


@pytest.mark.parametrize("passes", [[], ["-2"]], ids=["one pass", "two passes"])
def test_damaged_capture_is_read(damaged: Path, passes: list[str]) -> None:
    result = run_wireshark(["tshark", *passes, "-n", "-V", "-r", str(damaged)])
    assert result.returncode == 0, result.stderr.decode()
    assert b"sipwhy" not in result.stderr
    assert b"SIP Why" in result.stdout or "first line" in damaged.name
    assert b"Dissector bug, protocol SIP Why" not in result.stdout
