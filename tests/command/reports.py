# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of reports share: the command with tshark and the plugin of the build under test."""

import fcntl
import functools
import hashlib
import json
import os
import shutil
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


def fingerprint() -> str:
    """Of everything that the report about all captures depends on."""
    digest = hashlib.sha256(subprocess.run(["tshark", "-v"], capture_output=True, check=True).stdout)
    for path in [SIPWHY, *sorted(BUILD.glob("plugins/*/epan/*.so")), *sorted(CAPTURES.glob("*.pcap*"))]:
        digest.update(f"{path}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@functools.cache
def all_captures() -> Path:
    """The report about all captures at once, as JSON. Several files of tests need it: it is made once for a build."""
    folder = BUILD / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"all-captures-{fingerprint()}.ndjson"
    with (folder / "all-captures.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in folder.glob("all-captures-*.ndjson"):
                old.unlink()
            result = report("--format", "json", CAPTURES)
            assert (result.returncode, result.stderr) == (0, "")
            path.with_suffix(".new").write_text(result.stdout, encoding="utf-8")
            shutil.move(path.with_suffix(".new"), path)
    return path


def all_lines() -> list[dict[str, Any]]:
    """Its objects."""
    return lines_of(all_captures().read_text(encoding="utf-8"))


def tshark(*arguments: str | Path) -> str:
    result = unprivileged("tshark", *map(str, arguments))
    assert result.returncode == 0, result.stderr
    return result.stdout


def give_away(*paths: Path) -> None:
    """Files that were made here are for who runs the command."""
    for path in paths:
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
