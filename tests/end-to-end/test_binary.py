# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin reaches no network, starts no program, and its core knows nothing of Wireshark; it is hardened."""

import json
import platform
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import BUILD, SOURCE

EXPORTED = {
    "plugin_version",
    "plugin_want_major",
    "plugin_want_minor",
    "plugin_register",
    "plugin_describe",
}
NETWORK = re.compile(
    r"(socket(pair)?|connect|bind|listen|accept4?|send(to|msg|mmsg)?|recv(from|msg|mmsg)?"
    r"|getaddrinfo|getnameinfo|gethostby\w+|gethostname|res_\w+|curl_\w+"
    r"|g_(socket|tcp|resolver|inet|network|dbus|tls)_\w+|g_app_info_launch\w*"
    r"|system|popen|exec\w+|posix_spawn\w*|fork|g_spawn_\w+)"
)
SOURCES = sorted(file for file in (SOURCE / "src").iterdir() if file.suffix in (".c", ".h"))


COMMAND = BUILD / "bin" / "sipwhy"
HARDENING = {"-fstack-protector-strong", "-fstack-clash-protection"}
if platform.machine() == "x86_64":
    HARDENING.add("-fcf-protection")


def plugin() -> Path:
    plugins = list(BUILD.glob("plugins/*/epan/sipwhy.so"))
    assert len(plugins) == 1, plugins
    return plugins[0]


def read_elf(binary: Path, *options: str) -> str:
    """Return what readelf says of a binary."""
    assert shutil.which("readelf"), "readelf is missing: it is in Debian's package binutils"
    return subprocess.run(
        ["readelf", "--wide", *options, str(binary)], check=True, capture_output=True, text=True, timeout=20
    ).stdout


def symbols(which: str, binary: Path | None = None) -> set[str]:
    """Return dynamic symbols, those of the plugin by default: "defined" or "undefined" ones, without versions."""
    assert shutil.which("nm"), "nm is missing: it is in Debian's package binutils"
    listing = subprocess.run(
        ["nm", "-D", f"--{which}-only", "--format=posix", str(binary or plugin())],
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return {line.split()[0].partition("@")[0] for line in listing.stdout.splitlines()}


def test_only_the_entry_points_are_exported() -> None:
    assert symbols("defined") == EXPORTED


def test_wireshark_is_imported() -> None:
    assert "proto_register_plugin" in symbols("undefined")


def test_no_function_of_networks_or_processes_is_imported() -> None:
    assert not [name for name in symbols("undefined") if NETWORK.fullmatch(name)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_core_includes_no_wireshark_header(source: Path) -> None:
    included = re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)', source.read_text(), re.MULTILINE)
    assert not [
        header
        for header in included
        if re.match(r"(wireshark|epan|wsutil|wiretap|ws_\w+|wireshark_compat)[./]", header)
    ]


# --- Hardening ---

both = pytest.mark.parametrize("binary", [plugin, lambda: COMMAND], ids=["plugin", "command"])


@both
def test_addresses_are_resolved_at_once_and_then_read_only(binary: Callable[[], Path]) -> None:
    assert re.search(r"\(FLAGS_1\).*\bNOW\b", read_elf(binary(), "--dynamic"))
    segments = read_elf(binary(), "--segments")
    assert re.search(r"^ *GNU_RELRO ", segments, re.MULTILINE)
    assert re.search(r"^ *GNU_STACK .* RW +0x", segments, re.MULTILINE)  # RWE were executable
    assert not re.search(r"^ *LOAD .* RWE +0x", segments, re.MULTILINE)


def test_command_has_no_fixed_address() -> None:
    assert re.search(r"\(FLAGS_1\).*\bPIE\b", read_elf(COMMAND, "--dynamic"))


@both
def test_stack_and_functions_of_the_c_library_are_checked(binary: Callable[[], Path]) -> None:
    imported = symbols("undefined", binary())
    assert "__stack_chk_fail" in imported
    assert [name for name in imported if re.fullmatch(r"__\w+_chk", name)]


def test_every_source_is_compiled_hardened() -> None:
    """What cannot be read off the binaries: Debian's C library has no marks for jumps, so what is linked to it has none."""
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    assert commands
    soft = {command["file"]: HARDENING - set(command["command"].split()) for command in commands}
    assert not {file: flags for file, flags in soft.items() if flags}
