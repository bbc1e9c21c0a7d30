# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of reports share: the command with tshark and the plugin of the build under test."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from conftest import BUILD, SIPWHY, SOURCE, clean_environment

CAPTURES = SOURCE / "captures"
ENVIRONMENT = SOURCE / "tests" / "environment.sh"
NOBODY = 65534
LONG_LIMIT = 600

HAS_PLUGIN = any(BUILD.glob("plugins/*/epan/sipwhy.so"))


def unprivileged(*command: str, limit: int = LONG_LIMIT) -> subprocess.CompletedProcess[str]:
    """Run a command as who gets the plugin, with a home of its own, where its temporary files are too."""
    return subprocess.run(
        ["bash", str(ENVIRONMENT), "wireshark_run", str(BUILD), "sh", "-c", 'TMPDIR=$HOME exec "$0" "$@"', *command],
        env=clean_environment(LC_ALL="C.UTF-8"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=limit,
        check=False,
    )


def report(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return unprivileged(str(SIPWHY), "report", *map(str, arguments))


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def report_lines(*arguments: str | Path, status: int = 0) -> list[dict[str, Any]]:
    """The objects of a report as JSON."""
    result = report("--format", "json", *arguments)
    assert result.returncode == status, result.stderr
    return lines_of(result.stdout)


def tshark(*arguments: str | Path) -> str:
    result = unprivileged("tshark", *map(str, arguments))
    assert result.returncode == 0, result.stderr
    return result.stdout


def give_away(*paths: Path) -> None:
    """Files that were made here are for who runs the command."""
    for path in paths:
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
