# SPDX-License-Identifier: GPL-2.0-or-later
"""Each line of the packet details can be applied as a filter, which people can read and which finds the packet."""

from collections.abc import Iterator
from typing import Any

import pytest

from conftest import SOURCE
from dissection import sharkd

LESSONS = SOURCE / "captures"


def lines_of(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give all lines of a tree that sharkd made."""
    for node in nodes:
        yield node
        yield from lines_of(node.get("n", []))


def filters_of(capture: str, frame: int) -> dict[str, str]:
    """Return the filter of each line of the plugin's item, as Wireshark makes it, by the line."""
    load = ("load", {"file": str(LESSONS / f"{capture}.pcapng")})
    tree = sharkd([load, ("frame", {"frame": frame, "proto": True})])[1]["tree"]
    own = [node for node in tree if node.get("f") == "sipwhy"]
    assert own
    return {line["l"]: line["f"] for line in lines_of(own) if "f" in line}


@pytest.mark.parametrize(
    ("capture", "frame"),
    [("transfer-failed", 12), ("not-found-404", 2), ("register-no-answer", 1), ("busy-486", 13)],
)
def test_filter_of_each_line_finds_the_packet(capture: str, frame: int) -> None:
    filters = filters_of(capture, frame)
    load = ("load", {"file": str(LESSONS / f"{capture}.pcapng")})
    asked = [("frames", {"filter": condition}) for condition in filters.values()]
    for (line, condition), found in zip(filters.items(), sharkd([load, *asked])[1:], strict=True):
        assert frame in [packet["num"] for packet in found], f"{line}: {condition}"
        assert condition.startswith(("sipwhy", "_ws.expert")), f"{line}: {condition}"


def test_filters_are_readable() -> None:
    filters = set(filters_of("transfer-failed", 12).values())
    assert {
        "sipwhy.code == 202",
        'sipwhy.cause == "202-refer-failed"',
        'sipwhy.severity == "warn"',
        'sipwhy.actor == "caller"',
        "sipwhy.request_frame == 11",
        "sipwhy.evidence.frame == 21",
        "sipwhy.confused_with == 404",
        "sipwhy.expert.202-refer-failed.warn",
    } <= filters
