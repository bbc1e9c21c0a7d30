# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark knows the plugin."""

import re
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

from conftest import BUILD, SOURCE


def test_plugin_is_loaded_once(tshark: Callable[..., str]) -> None:
    plugins = [line.split() for line in tshark(["-G", "plugins"]).splitlines()]
    assert [plugin[0] for plugin in plugins].count("sipwhy.so") == 1


def test_version_is_the_same_everywhere(tshark: Callable[..., str]) -> None:
    """In Wireshark's list of plugins, in the command, and in the list of what is new."""
    (version,) = re.findall(r"^project\(sipwhy VERSION ([0-9.]+) ", (SOURCE / "CMakeLists.txt").read_text(), re.MULTILINE)
    plugins = [line.split() for line in tshark(["-G", "plugins"]).splitlines()]
    assert [plugin[1] for plugin in plugins if plugin[0] == "sipwhy.so"] == [version]
    command = subprocess.run([BUILD / "bin" / "sipwhy", "--version"], check=True, capture_output=True, text=True, timeout=20)
    assert command.stdout == f"sipwhy {version}\n"
    releases = re.findall(r"^## \[([0-9.]+)\] - \d{4}-\d\d-\d\d$", (SOURCE / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert releases[0] == version


def test_protocol_is_registered(tshark: Callable[..., str]) -> None:
    protocols = [line.split("\t") for line in tshark(["-G", "protocols"]).splitlines()]
    assert "sipwhy" in [protocol[2] for protocol in protocols]


def test_capture_without_sip_is_read(tshark: Callable[..., str], tmp_path: Path) -> None:
    capture = tmp_path / "empty.pcap"
    capture.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    assert tshark(["-Y", "sipwhy"], capture) == ""
