# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP text that attacks who reads a report, in each format that the command writes: it stays text.

A format is read by a parser of its own, which has to find what stands in it without the attack, and nothing else.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import SIPWHY, SOURCE, run_sipwhy
from reports import HAS_PLUGIN, give_away, report, unprivileged

sys.path.append(str(SOURCE / "tests" / "end-to-end"))
import packets  # noqa: E402
from packets import CALLER, PROXY  # noqa: E402

needs_plugin = pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built")

# What a reader, a terminal, a browser or a spreadsheet would act on.
ATTACKS = {
    "none": "plain words",
    "terminal": "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31mred",
    "bidi": "\u202e\u2066abc\u2069\u200f\u061c",
    "lines": "a\u2028b\x0bc\x0cd\x85e",
    "format": "%s%s%n%99999d%1$s",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": "\" onmouseover=\"alert(1)\" x='",
    "entity": "&lt;script&gt;&#60;b&#62;&amp;",
    "markdown": "](http://evil.example) ![x](http://evil.example) `a` | b | <http://evil.example> # h",
    "xml": "]]></system-out><testcase/><!--",
    "formula": "=cmd|'/c calc'!A1",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-1+1",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "template": "{verdict}{code}{phrase}\u27e6{none}\u27e7${7*7}{{7*7}}",
}
UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
TAGS = set("html head meta title style body main h1 h2 h3 h4 h5 ul ol li dl dt dd b br p i small strong span a div table thead "
           "tbody tr th td details summary svg g rect line path circle text desc code pre section nav header footer em "
           "article hr label caption abbr".split())


def exchange(number: str, method: str, code: int, text: bytes) -> list[bytes]:
    """Return a request and its refusal, with the text wherever a text may stand."""
    parts = {"branch": f"z9hG4bK-{number}", "call_id": number, "from_tag": f"f{number}"}
    headers = [b"User-Agent: " + text, b"Subject: " + text, b"Require: " + text, b"Contact: <sip:a@192.0.2.10>",
               b"Refer-To: <sip:" + text + b"@example.com>", b"Accept: " + text, b"Event: " + text]
    refusal = [b"Server: " + text, b'Warning: 399 host "' + text.replace(b'"', b'\\"') + b'"',
               b'Reason: Q.850;cause=16;text="' + text.replace(b'"', b'\\"') + b'"', b"Retry-After: 5 (" + text + b")",
               b"Unsupported: " + text, b"Allow: " + text,
               b'WWW-Authenticate: Digest realm="' + text.replace(b'"', b'\\"') + b'",nonce="n"',
               b"Contact: <sip:" + text + b"@a>"]
    request = packets.request(method, headers=headers, **parts)
    request = request.replace(b"From: <sip:alice", text_name(text) + b" <sip:" + text)
    request = request.replace(b"Call-ID: ", b"Call-ID: " + text)
    answer = packets.response(code, text, method=method, headers=refusal, **parts)
    answer = answer.replace(b"From: <sip:alice", text_name(text) + b" <sip:" + text)
    answer = answer.replace(b"Call-ID: ", b"Call-ID: " + text)
    return [packets.udp(request, CALLER, PROXY), packets.udp(answer, PROXY, CALLER)]


def text_name(text: bytes) -> bytes:
    """Return a From field up to its URI."""
    return b'From: "' + text.replace(b'"', b'\\"') + b'"'


REFUSALS = [("INVITE", 404), ("INVITE", 486), ("REGISTER", 401), ("INVITE", 420), ("REFER", 403), ("SUBSCRIBE", 489),
            ("INVITE", 503), ("OPTIONS", 405), ("INVITE", 699)]


def capture_of(attacks: list[str], folder: Path) -> Path:
    """Write a capture whose messages hold the attacks, one after the other."""
    frames: list[bytes] = []
    for turn, attack in enumerate(attacks):
        for place, (method, code) in enumerate(REFUSALS):
            frames += exchange(f"{turn}-{place}", method, code, ATTACKS[attack].encode())
    path = folder / "attack.pcap"
    path.write_bytes(packets.pcap(frames))
    give_away(path)
    return path


# --- What is in a format, read by a parser ---


class Page(HTMLParser):
    """The tags, attributes and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "srcdoc", "action", "data"):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not re.match(r"#|https://www\.rfc-editor\.org/|https://www\.iana\.org/", value or ""):
                self.wrong.append(f"{tag} {value}")


def check_html(text: str) -> object:
    page = Page(text)
    assert page.tags <= TAGS | {"!doctype"}
    assert page.wrong == []
    return len(page.tags)


def check_text(text: str) -> object:
    return len(re.findall(r"(?m)^\S", text)) > 3


def check_json(text: str) -> object:
    return [json.loads(line)["type"] for line in text.splitlines()]


def check_csv(text: str) -> object:
    """No cell is a formula, and none is split."""
    rows = list(csv.reader(io.StringIO(text)))
    assert len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")] == []
    return len(rows), rows[0]


def check_junit(text: str) -> object:
    """The elements are those that a report has."""
    return [element.tag for element in ElementTree.fromstring(text).iter()]


MARKDOWN_LINK = re.compile(r"(?<!\\)\[[^]]*(?<!\\)\]\((?!https://www\.rfc-editor\.org/|#)")


def check_markdown(text: str) -> object:
    """No link but those to RFCs, no tag, no picture, no code; escaped signs are none."""
    assert MARKDOWN_LINK.search(text) is None
    assert re.search(r"(?<!\\)!\[", text) is None
    assert re.search(r"(?<!\\)<(script|img|http)", text) is None
    return len(re.findall("(?m)^#", text))


FORMATS: dict[str, Callable[[str], object]] = {
    "text": check_text, "json": check_json, "html": check_html, "csv": check_csv, "junit": check_junit,
}
SHEETS: dict[str, Callable[[str], object]] = {
    "text": check_text, "markdown": check_markdown, "html": check_html, "json": lambda text: len(text.splitlines()),
}


def harmless(text: str, check: Callable[[str], object]) -> object:
    """Return what the parser found."""
    assert UNFIT.search(text) is None
    return check(text)


def written_report(form: str, capture: Path) -> str:
    result = report("--format", form, capture)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def written_quiz(attack: str, form: str, folder: Path) -> str:
    capture = capture_of([attack], folder)
    result = unprivileged(str(SIPWHY), "quiz", str(capture), "--format", form)
    assert result.returncode in (0, 1)  # 1: nobody answered
    assert result.stderr == ""
    return result.stdout


@needs_plugin
@pytest.mark.parametrize("form", FORMATS)
def test_report(form: str, place: Path) -> None:
    attacks = [name for name in ATTACKS if name != "none"]
    found = harmless(written_report(form, capture_of(attacks, place)), FORMATS[form])
    assert found == harmless(written_report(form, capture_of(["none"] * len(attacks), place)), FORMATS[form])


@needs_plugin
@pytest.mark.parametrize("form", SHEETS)
def test_quiz(form: str, place: Path) -> None:
    expected = harmless(written_quiz("none", form, place), SHEETS[form])
    for attack in ATTACKS:
        assert harmless(written_quiz(attack, form, place), SHEETS[form]) == expected, attack


@needs_plugin
def test_merge(place: Path) -> None:
    """What was written as JSON says the same in every format when it is read again."""
    written = place / "report.ndjson"
    written.write_text(written_report("json", capture_of(list(ATTACKS), place)), encoding="utf-8")
    for form, check in FORMATS.items():
        result = run_sipwhy("merge", str(written), "--format", form)
        assert (result.returncode, result.stderr) == (0, "")
        harmless(result.stdout, check)


# --- Names of files, words of the command line, tables ---


@pytest.mark.parametrize("attack", ["terminal", "bidi", "lines", "format", "html", "formula"])
def test_name_of_a_file(attack: str, place: Path) -> None:
    """In complaints, and as the source of a call."""
    name = ATTACKS[attack].replace("/", "")
    missing = run_sipwhy("report", str(place / name))
    assert missing.returncode == 2
    assert UNFIT.search(missing.stderr) is None
    written = place / name
    written.write_text('{"type":"call"\n', encoding="utf-8")
    wrong = run_sipwhy("merge", str(written))
    assert wrong.returncode == 2
    assert UNFIT.search(wrong.stderr + wrong.stdout) is None


@needs_plugin
@pytest.mark.parametrize("form", FORMATS)
def test_name_of_a_capture(form: str, place: Path) -> None:
    for attack in ("terminal", "bidi", "lines", "html", "formula", "xml"):
        name = ATTACKS[attack].replace("/", "")
        folder = place / name
        folder.mkdir()
        capture_of(["none"], folder).rename(folder / f"{name}.pcap")
    harmless(written_report(form, place), FORMATS[form])


@pytest.mark.parametrize("attack", ["terminal", "bidi", "lines", "format", "html"])
@pytest.mark.parametrize("command", [["explain"], ["search"], ["cause"], ["compare", "404"], ["list"], ["help"]])
def test_words(command: list[str], attack: str) -> None:
    result = run_sipwhy(*command, ATTACKS[attack])
    assert UNFIT.search(result.stdout + result.stderr) is None


TABLE = """\
[site {attack}]
match.code={attack}
match.phrase=({attack}
verdict={attack}
{attack}=x
{attack}
[{attack}]
meaning={attack}
[404]
meaning={attack}
{attack}=1
"""


@pytest.mark.parametrize("attack", ["terminal", "bidi", "format", "html", "template"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_mistakes_of_a_table(form: str, attack: str, place: Path) -> None:
    table = place / "own.ini"
    table.write_text(TABLE.replace("{attack}", ATTACKS[attack]), encoding="utf-8")
    result = run_sipwhy("check", str(table), "--format", form)
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) > 2
    assert UNFIT.search(result.stdout + result.stderr) is None
