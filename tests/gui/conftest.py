# SPDX-License-Identifier: GPL-2.0-or-later
"""A real Wireshark with the plugin on an X server of its own: what its windows show, and pictures of them.

ctest names the build folder in SIPWHY_BUILD. Pictures are kept in its folder results/gui.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("SIPWHY_BUILD", SOURCE / "build" / "default"))
RESULTS = BUILD / "results" / "gui"
WIRESHARK_RUN = ["bash", str(SOURCE / "tests" / "environment.sh"), "wireshark_run", str(BUILD)]
PROFILE = SOURCE / "plugin" / "profile" / "SIP Why"
FRAME = 12
TRANSFER = SOURCE / "captures" / "transfer-failed.pcapng"
PROGRAMS = ["desktop.py", "steps.py", "wireshark.py"]
SESSION = "ab30317f1a784dc48ff824d0d3715d86"
TIME_LIMIT = 600
SCREEN = (1500, 950)

# Program or module: the Debian package that it is in.
NEEDED = {
    "wireshark": "wireshark",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
}
FILES_NEEDED = {
    "/usr/lib/python3/dist-packages/pyatspi": "python3-pyatspi",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/share/fonts/opentype/noto": "fonts-noto-cjk",
}


def missing_packages() -> list[str]:
    """Return the Debian packages that a display test needs and that are not installed."""
    programs = [package for program, package in NEEDED.items() if not shutil.which(program)]
    return programs + [package for file, package in FILES_NEEDED.items() if not Path(file).exists()]


@contextmanager
def x_server() -> Iterator[str]:
    """Give the name of the display of a new X server."""
    read_end, write_end = os.pipe()
    width, height = SCREEN
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def write_config(folder: Path) -> None:
    """Write a user's configuration: the profile, and a window that fills the screen."""
    shutil.copytree(PROFILE, folder / "profiles" / PROFILE.name)
    width, height = SCREEN
    geometry = {"x": 5, "y": 20, "width": width - 20, "height": height - 70}
    lines = [f"gui.geometry_main_{name}: {value}" for name, value in geometry.items()]
    (folder / "recent_common").write_text("\n".join([*lines, ""]), encoding="utf-8")


def two_legs() -> bytes:
    """Return a capture of a call that a server passes on with another Call-ID."""
    specification = importlib.util.spec_from_file_location("packets", SOURCE / "tests" / "end-to-end" / "packets.py")
    packets = importlib.util.module_from_spec(specification)
    sys.modules["packets"] = packets
    specification.loader.exec_module(packets)
    headers = [f"Session-ID: {SESSION};remote={'0' * 32}"]
    first = {"call_id": "first@example.com", "branch": "z9hG4bK-a", "headers": headers}
    second = {"call_id": "second@example.com", "branch": "z9hG4bK-b", "headers": headers, "sent_by": packets.PROXY}
    return packets.pcap([
        packets.udp(packets.request(**first)),
        packets.udp(packets.request(**second), packets.PROXY, packets.CALLEE),
        packets.udp(packets.response(486, **second), packets.CALLEE, packets.PROXY),
        packets.udp(packets.response(486, **first), packets.PROXY, packets.CALLER),
    ])


def use_wireshark(folder: Path, capture: Path, frame: int, steps: list[str]) -> str:
    """Go through the steps; their results are in the folder. Return what was printed."""
    results = folder / "results"
    programs = [Path(shutil.copy(Path(__file__).with_name(name), folder)) for name in PROGRAMS]
    for file in (*programs, capture):
        file.chmod(0o644)
    with x_server() as display:
        environment = os.environ | {"DISPLAY": display, "SIPWHY_CONFIG": str(folder / "config"), "TZ": "UTC",
                                    "LC_ALL": "C.UTF-8"}
        command = [*WIRESHARK_RUN, "python3", str(programs[0]), str(results), str(capture), str(frame), *steps]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL, start_new_session=True, encoding="utf-8")
        try:
            return process.communicate(timeout=TIME_LIMIT)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            return process.communicate()[0]


class Shown(dict[str, Any]):
    """What the steps showed, by their names."""

    printed = ""

    def __missing__(self, step: str) -> Any:
        """Fail the test whose step did not come to its end."""
        pytest.fail(f"step {step} showed nothing; see {RESULTS}. It printed:\n{self.printed}")


@pytest.fixture(scope="session")
def shown(request: pytest.FixtureRequest) -> Shown:
    """Return what Wireshark showed in all steps that tests of this session name."""
    missing = missing_packages()
    if missing:
        pytest.skip(f"not installed: {' '.join(missing)}")
    wanted = [item for item in request.session.items if not any(mark.args[0] for mark in item.iter_markers("skipif"))]
    steps = list(dict.fromkeys(mark.args[0] for item in wanted for mark in item.iter_markers("step")))
    RESULTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sipwhy-gui-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        results = folder / "results"
        results.mkdir()
        results.chmod(0o777)
        write_config(folder / "config")
        transfer = Path(shutil.copy(TRANSFER, folder))
        legs = folder / "two-legs.pcap"
        legs.write_bytes(two_legs())
        shown = Shown()
        shown.printed = use_wireshark(folder, transfer, FRAME, [step for step in steps if step != "legs"])
        if "legs" in steps:
            shown.printed += use_wireshark(folder, legs, 1, ["legs"])
        for file in results.iterdir():
            shutil.copy(file, RESULTS)
            if file.suffix == ".json":
                shown[file.stem] = json.loads(file.read_text(encoding="utf-8"))
    return shown


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "step(name): what desktop.py has to do for the test")
