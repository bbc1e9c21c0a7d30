# SPDX-License-Identifier: GPL-2.0-or-later
"""Apart from its own items, the plugin changes nothing that Wireshark shows of any capture."""

import difflib
import itertools
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import conftest
from conftest import BUILD, SOURCE
from dissection import CAPTURES, TOGETHER, tshark_output

# The same home and settings as with the plugin, but the plugin is not put there.
WITHOUT_PLUGIN = [
    "bash",
    "-c",
    '. "$1" && shift && offer_plugins() { :; } && wireshark_run "$@"',
    "without-plugin",
    str(SOURCE / "tests" / "environment.sh"),
    str(BUILD),
]

OUTPUTS = {
    "details": ["-V"],
    "details of two passes": ["-2", "-V"],
    "bytes": ["-x"],
    "summary": [],
    "summary of two passes": ["-2"],
    "pdml": ["-T", "pdml"],
    "pdml of two passes": ["-2", "-T", "pdml"],
    "statistics": ["-q", "-z", "sip,stat"],
}

DETAILS = re.compile(rb"^\[SIP Why: .*\n(?: .*\n)*", re.MULTILINE)
PDML_RUN = re.compile(rb'(?<=^<pdml )(.*?) time="[^"]*" capture_file="[^"]*"', re.MULTILINE)
PDML_ITEM = re.compile(rb'^  <proto name="sipwhy".*\n(?:    .*\n)*  </proto>\n', re.MULTILINE)


def without_our_items(output: bytes) -> bytes:
    """Return the output of tshark without the plugin's items."""
    return PDML_ITEM.sub(b"", DETAILS.sub(b"", output))


def printed(args: list[str], capture: Path) -> bytes:
    """Return what tshark prints, without the time of the run and the place of the capture."""
    return PDML_RUN.sub(rb"\1", tshark_output(args, capture), count=1)


def all_outputs(capture: Path) -> dict[str, bytes]:
    """Return what tshark prints of a capture in each of the ways."""
    with ThreadPoolExecutor(TOGETHER) as pool:
        outputs = pool.map(lambda args: printed(args, capture), OUTPUTS.values())
        return dict(zip(OUTPUTS, outputs, strict=True))


def first_differences(without: bytes, ours: bytes) -> str:
    """Return the begin of a diff."""
    lines = (text.decode(errors="replace").splitlines() for text in (without, ours))
    diff = difflib.unified_diff(*lines, "without", "with", lineterm="", n=1)
    return "\n".join(itertools.islice(diff, 40))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a capture with the packets of all captures, one capture after the other."""
    merged = tmp_path_factory.mktemp("unchanged") / "everything.pcapng"
    command = ["mergecap", "-a", "-w", str(merged), *map(str, CAPTURES)]
    subprocess.run(command, check=True, capture_output=True, timeout=20)
    return merged


@pytest.fixture(scope="module")
def with_plugin(everything: Path) -> dict[str, bytes]:
    """Return the outputs of tshark with the plugin."""
    return all_outputs(everything)


@pytest.fixture(scope="module")
def without_plugin(everything: Path) -> Iterator[dict[str, bytes]]:
    """Return the outputs of tshark without the plugin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conftest, "WIRESHARK_RUN", WITHOUT_PLUGIN)
        yield all_outputs(everything)


@pytest.mark.parametrize("output", OUTPUTS)
def test_output_is_the_same_without_our_items(
    with_plugin: dict[str, bytes], without_plugin: dict[str, bytes], output: str
) -> None:
    ours = without_our_items(with_plugin[output])
    if ours != without_plugin[output]:
        pytest.fail(first_differences(without_plugin[output], ours))


@pytest.mark.parametrize("output", [name for name in OUTPUTS if re.match("details|pdml", name)])
def test_plugin_shows_its_items(with_plugin: dict[str, bytes], output: str) -> None:
    assert with_plugin[output] != without_our_items(with_plugin[output])


@pytest.mark.parametrize("output", OUTPUTS)
def test_plugin_is_not_there_without_it(without_plugin: dict[str, bytes], output: str) -> None:
    assert b"sipwhy" not in without_plugin[output]
    assert b"SIP Why" not in without_plugin[output]
