# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the command share: the executable of the build under test.

ctest names the build folder in SIPWHY_BUILD; without it, it is build/default.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[2]
sys.path.append(str(SOURCE / "tests"))  # browser.py
BUILD = Path(os.environ.get("SIPWHY_BUILD", SOURCE / "build" / "default"))
SIPWHY = BUILD / "bin" / "sipwhy"
TIME_LIMIT = 60

Run = Callable[..., subprocess.CompletedProcess[str]]


def clean_environment(**variables: str) -> dict[str, str]:
    """Nobody's own settings: English, no colours asked for or forbidden, no width."""
    names = ("PATH", "HOME", "TMPDIR", "LSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    return {name: os.environ[name] for name in names if name in os.environ} | variables


def run_sipwhy(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SIPWHY), *arguments],
        env=clean_environment() if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=TIME_LIMIT,
        check=False,
    )


def shown(*arguments: str) -> str:
    """What it writes when all is well."""
    result = run_sipwhy(*arguments)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def objects(*arguments: str) -> list[dict[str, Any]]:
    """The objects that it writes as JSON."""
    lines = shown(*arguments, "--format", "json").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def codes() -> list[int]:
    """All codes of the table, as its file has them."""
    lines = (SOURCE / "src" / "data" / "codes.ini").read_text(encoding="utf-8").splitlines()
    return [int(line[1:-1]) for line in lines if line.startswith("[")]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the command can write to, whoever runs the tests: Wireshark loads no plugins for root."""
    folder = Path(tempfile.mkdtemp())
    if os.getuid() == 0:
        os.chown(folder, 65534, 65534)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
