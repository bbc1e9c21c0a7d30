# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing of the original survives in a masked report."""

import ipaddress
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import SOURCE, run_sipwhy
from reports import CAPTURES, HAS_PLUGIN, all_lines, give_away, report, report_lines, tshark

pytestmark = pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built")

FIELDS = [
    "sip.from.user", "sip.to.user", "sip.contact.user", "sip.r-uri.user", "sip.from.host", "sip.to.host",
    "sip.contact.host", "sip.r-uri.host", "sip.Via.sent-by.address", "sip.auth.username", "sip.pai.user",
    "sip.pai.host", "sip.ppi.user", "sdp.owner.username", "sdp.owner.address", "sdp.connection_info.address", "ip.addr",
    "ipv6.addr", "sip.Call-ID", "sip.from.tag",
]  # fmt: skip
NAMES = ["sip.display.info"]

CODES = SOURCE / "src" / "data" / "codes.ini"

# What names nobody, or is a word of the reports themselves.
NOBODY = {"anonymous", "anonymous.invalid", "localhost", "0.0.0.0", "::", "-"}


def is_name(text: str) -> bool:
    """A short number cannot be told from those of frames, codes and ports."""
    return len(text) > 2 and text not in NOBODY and not (text.isdigit() and len(text) < 5)


def originals(capture: Path) -> set[str]:
    """All users, numbers, hosts, addresses, Call-IDs and display names of a capture."""
    arguments = [argument for field in FIELDS + NAMES if field != "sip.from.tag" for argument in ("-e", field)]
    table = tshark("-r", capture, "-Y", "sip", "-T", "fields", "-E", "separator=/t", "-E", "aggregator=\x1f", *arguments)
    found = set()
    for line in table.splitlines():
        for value in re.split("[\t\x1f]", line):
            found.add(value.strip('" '))
            if "@" in value:
                found.update(value.split("@"))
    return {value for value in found if is_name(value)}


def survivors(names: set[str], text: str) -> set[str]:
    """Names that the text has as words of their own."""
    lower = text.lower()
    return {
        name for name in names
        if name.lower() in lower and re.search(rf"(?<![a-z0-9]){re.escape(name.lower())}(?![a-z0-9])", lower)
    }  # fmt: skip


def test_nothing_survives(place: Path) -> None:
    """In any format, over all captures; what the words of a report say by themselves is no name."""
    key, masked, together = place / "key", place / "masked.ndjson", place / "all.pcapng"
    key.write_text("secret")
    give_away(key)
    subprocess.run(["mergecap", "-w", str(together), *map(str, sorted(CAPTURES.glob("*.pcapng")))], check=True)
    result = report("--mask-key", key, "--format", "json", "--out", masked, CAPTURES)
    assert result.returncode == 0, result.stderr
    words = words_of_reports()
    names = {name for name in originals(together) if name.lower() not in words}
    assert len(names) > 200
    texts = {"json": masked.read_text(encoding="utf-8")}
    for form in ("text", "csv", "junit", "html"):
        texts[form] = run_sipwhy("merge", "--format", form, str(masked)).stdout
    for form, text in texts.items():
        assert len(text) > 10000
        assert survivors(names, text) == set(), form


def words_of_reports() -> set[str]:
    """Words that reports consist of: a user called "nobody" cannot be told from the word."""
    text = (SOURCE / "src" / "data" / "en.ini").read_text(encoding="utf-8") + (CODES.read_text(encoding="utf-8"))
    return set(re.findall(r"[a-z0-9.-]+", text.lower()))


def test_packet() -> None:
    """What the plugin adds to packets is masked, what Wireshark shows is not."""
    capture = CAPTURES / "busy-486.pcapng"
    fields = ["sipwhy.verdict", "sipwhy.evidence", "sipwhy.why", "sipwhy.fix", "sipwhy.origin"]
    arguments = [argument for field in fields for argument in ("-e", field)]
    command = ["-r", capture, "-2", "-T", "fields", "-e", "sip.from.user", "-e", "ip.src", *arguments]
    rows = [row.split("\t") for row in tshark(*command).splitlines()]
    masked = [row.split("\t") for row in tshark(*command, "-o", "sipwhy.mask:TRUE").splitlines()]
    names = originals(capture)
    assert survivors(names, added(rows))
    assert not survivors(names, added(masked))
    assert survivors(names, "\n".join(row[0] for row in masked))
    assert [row[:2] for row in masked] == [row[:2] for row in rows]


def added(rows: list[list[str]]) -> str:
    """The columns behind those of Wireshark's own."""
    return "\n".join("\t".join(row[2:]) for row in rows)


def test_same_key_same_pseudonyms(place: Path) -> None:
    capture = CAPTURES / "busy-486.pcapng"
    keys = {}
    for name in ("one", "two"):
        keys[name] = place / name
        keys[name].write_text(name)
        give_away(keys[name])
    options = [("--mask-key", keys["one"]), ("--mask-key", keys["one"]), ("--mask-key", keys["two"]), ("--mask",), ("--mask",)]
    with ThreadPoolExecutor() as pool:
        first, again, other, *by_chance = pool.map(lambda words: report("--format", "json", *words, capture).stdout, options)
    assert first == again != other
    assert len({first, other, *by_chance}) == 4


def test_forms(place: Path) -> None:
    """Pseudonyms tell what they stand for, and that they are none of anybody's."""
    lines = report_lines("--mask", CAPTURES / "busy-486.pcapng", CAPTURES / "ipv6-call.pcapng")
    calls = [line for line in lines if line["type"] == "call"]
    for call in calls:
        for address in (call["source"], call["destination"]):
            host = ipaddress.ip_address(re.sub(r"\]?:\d+$", "", address).lstrip("["))
            assert host in ipaddress.ip_network("240.0.0.0/4" if host.version == 4 else "2001:db8::/32")
        assert re.fullmatch(r"sips?:(user|\+?number)-[0-9a-z]{8}@(host-[0-9a-z]{8}\.example|[0-9.]+|\[[0-9a-f:]+\])", call["from"])
        assert all(re.fullmatch("call-[0-9a-z]{12}", leg["call_id"]) for leg in call["legs"])
    assert lines[-1]["captures"] == ["capture-1", "capture-2"]


def test_same_story() -> None:
    """But for the names nothing changes."""
    def story(lines: list[dict[str, object]]) -> list[object]:
        return [(line["type"], line.get("result"), line.get("code"), (line.get("problem") or {}).get("cause"),  # type: ignore[attr-defined]
                 line.get("first_frame")) for line in lines]

    captures = [CAPTURES / name for name in ("busy-486.pcapng", "transfer-failed.pcapng", "number-format-404.pcapng")]
    whole = [line for line in all_lines() if line.get("capture") in set(map(str, captures))]
    assert story(report_lines("--mask", *captures)[:-1]) == story(whole)
