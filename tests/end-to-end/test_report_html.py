# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark -z sipwhy,html: the page as a file, and in a real browser (Chromium) from file://."""

import base64
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import ask, browser, chromium, emulate, requested, show  # noqa: F401 (fixtures are found by name)
from selenium import webdriver

from conftest import BUILD, SOURCE, run_wireshark
from conversation import ALICE, BOB, PROXY, Conversation
from dissection import readable_folder
from report import Report, report_files, report_of

CAPTURES = ("transfer-failed", "forked-call", "fork-one-dead-408", "loop-of-two-proxies-483", "plain-call",
            "register-wrong-password-loop")
WRITTEN = ("ja", "ar", "many-calls", "hostile", "long-texts", "incomplete", "quiet", "columns")
LANGUAGES = {"japanese": "ja", "arabic": "ar"}
PAGES = (*CAPTURES, *LANGUAGES, "built-many", "built-hostile", *WRITTEN)
MANY = 130
NARROWEST = 320
RAW = b"\xff\xfe\x00\x9b"  # no UTF-8
EVIL = ('"<script>document.title=1</script><img src=x onerror=document.title=2></title></svg>'
        '\x1b[31m\u202egnp\u2066 RAWX" <sip:alice@example.com>;tag=evil')

Pages = dict[str, Path]


def many_calls() -> bytes:
    call = Conversation()
    for number in range(MANY):
        invite = call.request("INVITE", ALICE, BOB, call_id=f"call-{number}@example.com")
        call.ack(call.response(invite, 486 if number % 3 else 404))
    call.end(40)
    return call.pcap()


def hostile_calls() -> bytes:
    """What the plugin shows of a message: parties, phrase, product, Call-ID, Request-URI, Reason."""
    call = Conversation()
    call_id = "<b>id</b>\u202e@example.com"
    invite = call.request("INVITE", ALICE, PROXY, call_id=call_id, uri="sip:\"'><i>bob</i>@example.net",
                          replace={"From": EVIL, "To": "<sip:<u>bob</u>@example.net>",
                                   "Subject": "y" * 40_000})
    headers = ['Server: <iframe src="http://192.0.2.66/">' + "x" * 2000, 'Reason: Q.850;cause=17;text="<s>\x07</s>"',
               'Warning: 399 example.net "<script>document.title=3</script>"']
    call.ack(call.response(invite, 404, "<script>document.title=4</script>", headers=headers))
    call.end(40)
    return call.pcap().replace(b"RAWX", RAW)


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    files = {name: SOURCE / "captures" / f"{name}.pcapng" for name in CAPTURES}
    translated = {
        name: report_files({name: files["transfer-failed"]}, ["sipwhy,html"], ["-o", f"sipwhy.language:{language}"])[name]
        for name, language in LANGUAGES.items()
    }
    return report_files(files, ["sipwhy,html"]) | translated | {
        "built-many": report_of(many_calls(), ["sipwhy,html"]),
        "built-hostile": report_of(hostile_calls(), ["sipwhy,html"]),
    }


@pytest.fixture(scope="module")
def pages(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Pages of captures, and those that the unit test writes: in other languages, of strange reports."""
    folder = tmp_path_factory.mktemp("pages")
    for name, report in reports.items():
        (folder / f"{name}.html").write_bytes(report.output)
    subprocess.run([BUILD / "tests" / "test_report_html"], env=os.environ | {"SIPWHY_PAGES": str(folder)},
                   check=True, capture_output=True, timeout=60)
    return {name: folder / f"{name}.html" for name in PAGES}


def problems(name: str) -> list[dict[str, Any]]:
    """What the JSON says of a capture: calls and requests with what made them fail."""
    report = report_files({name: SOURCE / "captures" / f"{name}.pcapng"}, ["sipwhy,json"])[name]
    return [item for item in report.objects if "problem" in item or "also" in item]


def text_of_print(driver: webdriver.Chrome, tmp_path: Path) -> str:
    """The text of the page as it is printed: pages end with form feeds."""
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    file = tmp_path / "page.pdf"
    file.write_bytes(base64.b64decode(printed["data"]))
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True,
                          encoding="utf-8", timeout=60).stdout


def words(text: str) -> str:
    return " ".join(text.split())


# --- the page as a file ---


@pytest.mark.parametrize("capture", CAPTURES)
def test_same_bytes_in_two_passes(reports: dict[str, Report], capture: str) -> None:
    files = {capture: SOURCE / "captures" / f"{capture}.pcapng"}
    assert report_files(files, ["sipwhy,html"], ["-2"])[capture].output == reports[capture].output


def test_same_bytes_everywhere(reports: dict[str, Report]) -> None:
    with readable_folder() as folder:
        capture = folder / "transfer-failed.pcapng"
        capture.write_bytes((SOURCE / "captures" / capture.name).read_bytes())
        capture.chmod(0o644)
        result = run_wireshark(["env", "TZ=Asia/Tokyo", "LC_ALL=de_DE.UTF-8", "tshark", "-q", "-o", "sipwhy.language:en",
                                "-z", "sipwhy,html", "-r", str(capture)])
    assert result.stdout == reports["transfer-failed"].output


def test_filter(tshark: Callable[..., str], captures: Path) -> None:
    capture = captures / "transfer-failed.pcapng"
    page = tshark(["-q", "-z", "sipwhy,html,sip.Request-Line contains \"nobody\""], capture)
    assert page.count('<details class="call"') == 1
    assert "sip:bob@a.example &gt; sip:nobody@a.example" in page
    tshark(["-q", "-z", "sipwhy,html,no such filter"], capture, status=1, complaint="sipwhy,html")


# --- in the browser ---


@pytest.mark.parametrize("name", PAGES)
def test_only_the_file_is_loaded(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    show(browser, pages[name])
    assert requested(browser) == [pages[name].as_uri()]
    assert ask(browser, "document.scripts.length") == 0
    assert ask(browser, "document.querySelector('h1').innerText") == browser.title != ""


@pytest.mark.parametrize("name", CAPTURES)
def test_what_failed_is_marked(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    show(browser, pages[name])
    marked = sorted(ask(browser, """Array.from(document.querySelectorAll('svg.ladder .message circle.failed'),
        (mark) => Number(mark.parentNode.querySelectorAll('text.time')[1].textContent))"""))
    failed = [item for item in problems(name) if "problem" in item]
    assert marked == sorted(item["problem"]["frame"] for item in failed)
    assert len(marked) == ask(browser, "document.querySelectorAll('svg.ladder .arrow.error').length")


@pytest.mark.parametrize("name", CAPTURES)
def test_messages_of_ladder(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    """All messages, in their order; each arrow goes from its sender's line to its receiver's."""
    show(browser, pages[name])
    drawn = ask(browser, """Array.from(document.querySelectorAll('svg.ladder'), (drawing) => {
        const whose = {};
        for (const head of drawing.querySelectorAll(':scope > g:not(.message)')) {
            whose[head.querySelector('.who').getAttribute('x')] = head.querySelector('title').textContent;
        }
        return Array.from(drawing.querySelectorAll('.message'), (row) => {
            const line = row.querySelector('.arrow line'), head = row.querySelector('.arrow path:not(.bow)');
            return [Number(row.querySelectorAll('text.time')[1].textContent),
                    line && whose[line.getAttribute('x1')],
                    whose[head.getAttribute('d').match(/M(\\d+)/)[1]]];
        });
    })""")
    expected = [[[message["frame"], message["source"], message["destination"]] for message in item["messages"]]
                for item in problems(name)]
    assert sorted(drawn) == sorted(expected)


@pytest.mark.parametrize("name", CAPTURES)
def test_explanation(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    """All that the JSON says of a problem stands in the page, also without scripts."""
    emulate(browser, scripts=False)
    show(browser, pages[name])
    text = words(ask(browser, "document.body.textContent"))
    for item in problems(name):
        for problem in [item.get("problem"), *item.get("also", [])]:
            if problem:
                parts = [problem["verdict"], problem["means"], *problem.get("why", []), *problem.get("references", []),
                         *(step["text"] for step in problem.get("fix", [])),
                         *(f"{step['who']}: {step['text']}" for step in problem.get("fix", []) if step["who"]),
                         *(evidence["text"] for evidence in problem.get("evidence", []))]
                assert [part for part in parts if words(part) not in text] == []


def test_japanese(browser: webdriver.Chrome, pages: Pages) -> None:
    """Nothing of the page's own words is English."""
    show(browser, pages["japanese"])
    assert ask(browser, "document.documentElement.lang") == "ja"
    own = ask(browser, """Array.from(document.querySelectorAll(`h1, h2, h4, dt, th[scope=col], .tiles li, .legend li,
        .again > summary, svg title[id], svg desc`), (element) => element.textContent.trim())""")
    assert len(own) > 50
    assert [text for text in own if text.isascii() and text != "Call-ID"] == []


def test_right_to_left(browser: webdriver.Chrome, pages: Pages) -> None:
    """The page is turned around, drawings are not: the first column of a ladder is the time."""
    show(browser, pages["arabic"])
    assert ask(browser, "getComputedStyle(document.body).direction") == "rtl"
    assert ask(browser, "getComputedStyle(document.querySelector('svg.ladder text')).direction") == "ltr"
    tiles = ask(browser, "Array.from(document.querySelectorAll('.tiles li'), (tile) => tile.getBoundingClientRect().x)")
    assert tiles[0] > tiles[1]
    times = ask(browser, """Array.from(document.querySelectorAll('svg.ladder .message'), (row) =>
        row.querySelector('.time').getBBox().x < row.querySelector('.arrow').getBBox().x)""")
    assert times and all(times)


def test_references_are_links(browser: webdriver.Chrome, pages: Pages) -> None:
    show(browser, pages["transfer-failed"])
    links = ask(browser, """Array.from(document.links, (link) => [link.textContent, link.href])""")
    assert ["RFC 3261 section 21.4.5", "https://www.rfc-editor.org/rfc/rfc3261.html#section-21.4.5"] in links


def test_links_of_timeline(browser: webdriver.Chrome, pages: Pages) -> None:
    """They lead to the explained call, whose parties they name."""
    show(browser, pages["transfer-failed"])
    links = ask(browser, """Array.from(document.querySelectorAll('svg.timeline a'), (link) =>
        [link.querySelector('title').textContent,
         document.getElementById(link.getAttribute('href').slice(1)).querySelector('h3').textContent])""")
    assert len(links) == 2
    for title, heading in links:
        assert heading.partition(". ")[2] == title.partition(": ")[0] or heading.partition(". ")[2] in title


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_phone(browser: webdriver.Chrome, pages: Pages, name: str, scheme: str) -> None:
    emulate(browser, width=NARROWEST, scheme=scheme)
    show(browser, pages[name])
    wide = ask(browser, """Array.from(document.querySelectorAll('body *'), (element) => [element.outerHTML.slice(0, 80),
        element.getBoundingClientRect().right, element.closest('.wide')]).filter((row) =>
        row[1] > innerWidth && !row[2])""")
    assert ask(browser, "document.documentElement.scrollWidth") <= NARROWEST, wide
    assert wide == []


def test_dark(browser: webdriver.Chrome, pages: Pages) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        emulate(browser, scheme=scheme)
        show(browser, pages["transfer-failed"])
        colours[scheme] = ask(browser, """[getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.querySelector('svg .label')).fill]""")
    assert colours["light"] == ["rgb(255, 255, 255)", "rgb(27, 31, 36)"]
    assert colours["dark"] == ["rgb(13, 17, 23)", "rgb(230, 237, 243)"]


@pytest.mark.parametrize("name", PAGES)
def test_labels_stay_in_the_drawing(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    """Nothing is cut off, and no label runs into the column of the frames."""
    show(browser, pages[name])
    outside = ask(browser, """Array.from(document.querySelectorAll('details[open] > .beside svg text, svg.timeline text'),
        (text) => [text.textContent, text.getBBox(), text.ownerSVGElement.viewBox.baseVal]).filter((row) =>
        row[1].x < -1 || row[1].x + row[1].width > row[2].width + 1).map((row) => row[0])""")
    assert outside == []


@pytest.mark.parametrize("name", PAGES)
def test_can_be_read_out(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    """Drawings have title and description, tables headers; what scrolls can be reached by keyboard."""
    show(browser, pages[name])
    assert ask(browser, """Array.from(document.querySelectorAll('svg'), (drawing) =>
        drawing.getAttribute('role') === 'img' && drawing.getAttribute('aria-labelledby').split(' ').every((id) =>
            document.querySelectorAll('#' + id).length === 1 && document.getElementById(id).textContent.length > 4)
        ).every(Boolean)""")
    assert ask(browser, """Array.from(document.querySelectorAll('table'), (table) =>
        table.querySelectorAll('th[scope=col]').length > 1).every(Boolean)""")
    assert ask(browser, """Array.from(document.querySelectorAll('.wide:has(svg)'), (box) => box.tabIndex === 0)
        .every(Boolean)""")
    ids = ask(browser, "Array.from(document.querySelectorAll('[id]'), (element) => element.id)")
    assert len(ids) == len(set(ids))


# --- hostile content ---


@pytest.mark.parametrize("name", ["built-hostile", "hostile", "long-texts"])
def test_hostile(browser: webdriver.Chrome, pages: Pages, name: str) -> None:
    show(browser, pages[name])
    assert browser.title == "SIP report"
    assert set(ask(browser, "Array.from(document.querySelectorAll('*'), (element) => element.localName)")) <= set(
        "html head meta title style body main h1 h2 h3 h4 ul ol li dl dt dd b br p i small strong span a div table "
        "thead tbody tr th td details summary svg g rect line path circle text desc".split())
    names = ask(browser, """Array.from(document.querySelectorAll('*'), (element) =>
        element.getAttributeNames()).flat()""")
    assert not [attribute for attribute in names if attribute.startswith("on") or attribute in ("src", "srcdoc")]
    assert all(link.startswith(("#", "https://www.rfc-editor.org/"))
               for link in ask(browser, "Array.from(document.querySelectorAll('[href]'), "
                                        "(link) => link.getAttribute('href'))"))
    content = pages[name].read_bytes()
    assert not set(content) & (set(range(0x20)) - set(b"\n"))
    assert not set(content.decode()) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x7f")
    assert len(content) < 100_000


def test_hostile_is_shown(browser: webdriver.Chrome, pages: Pages) -> None:
    show(browser, pages["built-hostile"])
    text = ask(browser, "document.body.innerText")
    assert "404 Not Found" in text and "<b>id</b>\ufffd@example.com" in text
    assert '<iframe src="http://192.0.2.66/">' in text


# --- large reports ---


def test_many(browser: webdriver.Chrome, pages: Pages) -> None:
    show(browser, pages["built-many"])
    assert ask(browser, "document.querySelectorAll('details.call').length") == 100
    assert ask(browser, "document.querySelectorAll('details.call[open]').length") == 10
    text = ask(browser, "document.body.innerText")
    assert f"{MANY} (0 worked, {MANY} failed, 0 cancelled, 0 unfinished)" in text
    assert "Only the first 100 are explained above" in text
    assert ask(browser, "document.querySelectorAll('#further ~ .wide tbody tr').length") == MANY - 100
    columns = ask(browser, "Array.from(document.querySelectorAll('svg.timeline rect.failed'), (part) => part.height.baseVal.value)")
    assert len(columns) > 30 and max(columns) == 140


def test_folded_call_opens(browser: webdriver.Chrome, pages: Pages) -> None:
    show(browser, pages["built-many"])
    for is_open in (False, True):
        seen = ask(browser, """document.querySelector('#call-60 svg').checkVisibility({contentVisibilityAuto: true,
            visibilityProperty: true}) && document.querySelector('#call-60 svg').getBoundingClientRect().height > 0""")
        assert seen == is_open
        browser.find_element("css selector", "#call-60 > summary").click()


# --- on paper ---


def test_print(browser: webdriver.Chrome, pages: Pages, tmp_path: Path) -> None:
    show(browser, pages["transfer-failed"])
    sheets = text_of_print(browser, tmp_path).split("\f")
    first = [number for number, sheet in enumerate(sheets) if "1. sip:bob@a.example > sip:nobody@a.example" in sheet]
    second = [number for number, sheet in enumerate(sheets) if "2. sip:alice@a.example > sip:bob@a.example" in sheet]
    assert first and second and first[0] < second[0]
    text = words(" ".join(sheets))
    for part in ("404 Not Found: this server finds no such user", "INVITE", "Compare user part and host",
                 "https://www.rfc-editor.org/rfc/rfc3261.html#section-21.4.5"):
        assert part in text
    assert "The same messages as a table" not in text


def test_print_unfolds(browser: webdriver.Chrome, pages: Pages, tmp_path: Path) -> None:
    show(browser, pages["built-many"])
    text = text_of_print(browser, tmp_path)
    assert text.count("Call-ID") == 100
    assert "call-129@example.com" not in text and "call-99@example.com" in text
