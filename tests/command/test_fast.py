# SPDX-License-Identifier: GPL-2.0-or-later
"""sipwhy report --fast: the same report from an excerpt."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from reports import CAPTURES, HAS_PLUGIN, all_lines, report, report_lines

pytestmark = pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built")


def without_notes(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in line.items() if name != "notes"} for line in lines]


def test_same_report() -> None:
    """On captures with SIP on its own ports: frames, times and numbers, too."""
    slow = all_lines()
    fast = report_lines("--fast", CAPTURES)
    others = {line["capture"] for line in slow[:-1] if is_on_other_ports(line)}
    assert len(others) < len(slow[-1]["captures"]) // 2

    def own(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [line for line in lines[:-1] if line["capture"] not in others]

    assert own(fast) == own(slow)
    assert fast[-1]["packets"] == slow[-1]["packets"]
    assert (fast[-1]["start"], fast[-1]["end"]) == (slow[-1]["start"], slow[-1]["end"])


def is_on_other_ports(row: dict[str, Any]) -> bool:
    """A call or message of which neither side is on a port of SIP's own."""
    ends = [(row["source"], row["destination"])]
    ends += [(leg["source"], leg["destination"]) for leg in row["legs"]]
    ends += [(message["source"], message["destination"]) for message in row.get("messages", [])]
    return any(not {end.rsplit(":", 1)[1] for end in pair} & {"5060", "5061"} for pair in ends)


def test_notes() -> None:
    notes = report_lines("--fast", "--port", "5080,5082", CAPTURES / "plain-call.pcapng")[-1]["notes"]
    assert [note["kind"] for note in notes] == ["excerpt"]
    assert "5080,5082" in notes[0]["text"]


def test_ports() -> None:
    """A port that is named is looked at."""
    capture = CAPTURES / "websocket-register.pcapng"
    slow = report_lines(capture)
    ports = ",".join(str(port["port"]) for port in slow[-1]["other_ports"])
    assert without_notes(report_lines("--fast", "--port", ports, capture)) == without_notes(slow)
    assert report_lines("--fast", capture)[-1]["messages"] < slow[-1]["messages"]


def test_gzip(place: Path) -> None:
    capture = place / "a.pcapng.gz"
    capture.write_bytes(gzip.compress((CAPTURES / "busy-486.pcapng").read_bytes()))
    fast = report_lines("--fast", capture)
    assert [note["kind"] for note in fast[-1]["notes"]] == ["excerpt"]
    assert without_notes(fast) == without_notes(report_lines(capture))


def test_keys_in_capture() -> None:
    """libpcap does not keep them: such a capture is read as a whole."""
    capture = CAPTURES / "tls-call.pcapng"
    fast = report_lines("--fast", capture)
    assert "no-excerpt" in [note["kind"] for note in fast[-1]["notes"]]
    assert without_notes(fast) == without_notes(report_lines(capture))


def test_cut(place: Path) -> None:
    """A capture that ends too early is reported as without --fast."""
    capture = place / "cut.pcapng"
    whole = (CAPTURES / "transfer-failed.pcapng").read_bytes()
    capture.write_bytes(whole[: len(whole) * 3 // 4])
    slow, fast = (report("--format", "json", *options, capture) for options in ((), ("--fast",)))
    assert (slow.returncode, fast.returncode) == (2, 2)
    assert slow.stdout.splitlines()[:-1] == fast.stdout.splitlines()[:-1]
