# SPDX-License-Identifier: GPL-2.0-or-later
"""Expert items: what has the same cause has the same item, so that Wireshark's dialog puts it together."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from conftest import SOURCE, run_wireshark
from dissection import tshark_output

LESSONS = SOURCE / "captures"


def items_of(capture: str) -> list[tuple[str, str, str, str, str]]:
    """Return of each expert item: name of its field, cause, code, severity of the explanation and of the item."""
    pdml = tshark_output(["-2", "-T", "pdml", "-Y", "sipwhy"], LESSONS / f"{capture}.pcapng")
    found = []
    for proto in ElementTree.fromstring(pdml).iter("proto"):
        if proto.get("name") == "sipwhy":
            values = {field.get("name", ""): field.get("show", "") for field in proto.iter("field")}
            (name,) = (name for name in values if name.startswith("sipwhy.expert."))
            parts = ("sipwhy.cause", "sipwhy.code", "sipwhy.severity", "_ws.expert.severity")
            found.append((name, *(values.get(part, "") for part in parts)))
    return found


WIRESHARK = {"chat": "2097152", "note": "4194304", "warn": "6291456", "error": "8388608"}


@pytest.mark.parametrize("capture", ["transfer-failed", "busy-486", "loop-of-two-proxies-483", "register-no-answer"])
def test_one_item_for_a_cause_and_severity(capture: str) -> None:
    items = items_of(capture)
    assert items
    for name, cause, code, severity, of_item in items:
        subject = code if cause == "general" else cause.split("/")[0]
        assert name == f"sipwhy.expert.{subject}.{severity}"
        assert of_item == WIRESHARK[severity]


def test_causes_are_told_apart() -> None:
    """Four 200 to NOTIFY and two 200 to BYE, from three rules or variants, are three summaries; not one, nor six."""
    names = Counter(name for name, *_ in items_of("transfer-failed"))
    assert names["sipwhy.expert.202-refer-report.chat"] == 2
    assert names["sipwhy.expert.202-refer-report.note"] == 2
    assert names["sipwhy.expert.202-refer-failed.warn"] == 2
    assert names["sipwhy.expert.200-cancel-is-not-answer.chat"] == 2


@pytest.mark.parametrize(
    ("display_filter", "frames"),
    [
        ("sipwhy.expert.202-refer-failed.warn", [12, 15]),
        ("sipwhy.expert.404.warn", [18]),
        ("sipwhy.expert.404-registered-elsewhere.warn", []),
    ],
)
def test_filter_on_an_item(display_filter: str, frames: list[int]) -> None:
    """A filter is understood before any packet has the item."""
    args = ["-2", "-Y", display_filter, "-T", "fields", "-e", "frame.number"]
    assert [int(frame) for frame in tshark_output(args, LESSONS / "transfer-failed.pcapng").split()] == frames


def test_unknown_item_is_refused() -> None:
    args = ["tshark", "-r", str(LESSONS / "busy-486.pcapng"), "-Y", "sipwhy.expert.no-such-rule.warn"]
    result = run_wireshark(args)
    assert result.returncode not in (0, 134)
    assert re.search(rb"is neither a field nor a protocol name|is not a valid protocol or protocol field", result.stderr)
