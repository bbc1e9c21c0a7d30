# SPDX-License-Identifier: GPL-2.0-or-later
"""What the end-to-end tests share: tshark with the plugin of the build under test, and the captures.

ctest names the build folder in SIPWHY_BUILD; without it, it is build/default.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
sys.path.append(str(SOURCE / "tests"))  # browser.py
BUILD = Path(os.environ.get("SIPWHY_BUILD", SOURCE / "build" / "default"))
WIRESHARK_RUN = ["bash", str(SOURCE / "tests" / "environment.sh"), "wireshark_run", str(BUILD)]
TIME_LIMIT = 60
ROOT_WARNING = "This could be dangerous."


def run_wireshark(
    command: Sequence[str], config: Path | None = None, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program of Wireshark with the plugin, and end all of it when it takes too long."""
    environment = os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
    environment.pop("LANGUAGE", None)
    environment.pop("SIPWHY_CONFIG", None)
    if config:
        environment["SIPWHY_CONFIG"] = str(config)
    process = subprocess.Popen(
        [*WIRESHARK_RUN, *command],
        env=environment,
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(stdin, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        pytest.fail(f"{' '.join(command)}: not finished after {TIME_LIMIT} s")
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@pytest.fixture(scope="session", autouse=True)
def plugin_is_loaded() -> None:
    """End the whole run when Wireshark does not load the plugin: it goes on without it and reports no error."""
    listing = run_wireshark(["tshark", "-G", "plugins"])
    if not any(line.split()[:1] == [b"sipwhy.so"] for line in listing.stdout.splitlines()):
        pytest.exit(f"Wireshark did not load sipwhy.so of {BUILD}: {listing.stderr.decode()}", returncode=1)


@pytest.fixture(scope="session")
def captures() -> Path:
    """Return the folder of the lesson captures."""
    return SOURCE / "captures"


@pytest.fixture
def tshark(tmp_path: Path) -> Callable[..., str]:
    """Return a function that runs tshark with the plugin and gives its standard output."""

    def run(
        args: Sequence[str],
        capture: Path | None = None,
        *,
        config: Mapping[str, str] | None = None,
        status: int = 0,
        complaint: str = "",
        stdin: bytes | None = None,
    ) -> str:
        """Run tshark on a capture, with the given files in its configuration folder.

        Its exit status has to be the given one, and it has to write nothing to stderr, or something with complaint.
        """
        folder = None
        if config:
            folder = tmp_path / "config"
            for name, text in config.items():
                file = folder / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        command = ["tshark", *args]
        if capture is not None:
            assert capture.is_file(), f"{capture} is missing"
            command += ["-r", str(capture)]
        result = run_wireshark(command, folder, stdin)
        errors = "\n".join(
            line for line in result.stderr.decode().splitlines() if ROOT_WARNING not in line
        )
        assert result.returncode == status, f"{command}: status {result.returncode}: {errors}"
        if complaint:
            assert complaint in errors
        else:
            assert not errors, f"{command} wrote to stderr: {errors}"
        return result.stdout.decode()

    return run
