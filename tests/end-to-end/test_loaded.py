# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark knows the plugin."""

import struct
from collections.abc import Callable
from pathlib import Path


def test_plugin_is_loaded_once(tshark: Callable[..., str]) -> None:
    plugins = [line.split() for line in tshark(["-G", "plugins"]).splitlines()]
    assert [plugin[0] for plugin in plugins].count("sipwhy.so") == 1


def test_protocol_is_registered(tshark: Callable[..., str]) -> None:
    protocols = [line.split("\t") for line in tshark(["-G", "protocols"]).splitlines()]
    assert "sipwhy" in [protocol[2] for protocol in protocols]


def test_capture_without_sip_is_read(tshark: Callable[..., str], tmp_path: Path) -> None:
    capture = tmp_path / "empty.pcap"
    capture.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    assert tshark(["-Y", "sipwhy"], capture) == ""
