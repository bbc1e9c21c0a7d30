# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin reaches no network, starts no program, and its core knows nothing of Wireshark."""

import re
import shutil
import subprocess
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


def symbols(which: str) -> set[str]:
    """Return the plugin's dynamic symbols: "defined" or "undefined" ones, without versions."""
    assert shutil.which("nm"), "nm is missing: it is in Debian's package binutils"
    plugins = list(BUILD.glob("plugins/*/epan/sipwhy.so"))
    assert len(plugins) == 1, plugins
    listing = subprocess.run(
        ["nm", "-D", f"--{which}-only", "--format=posix", str(plugins[0])],
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
