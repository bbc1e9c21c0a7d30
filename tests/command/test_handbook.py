# SPDX-License-Identifier: GPL-2.0-or-later
"""The handbook: the page as a file, and in a real browser (Chromium) from file://."""

import base64
import hashlib
import html.parser
import json
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import ask, browser, chromium, emulate, requested, show  # noqa: F401 (fixtures are found by name)
from conftest import objects, shown
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

LANGUAGES = ("en", "ja", "ar")
LARGEST_PAGE = 3_000_000
NARROWEST = 320
ENOUGH_CONTRAST = 4.5  # WCAG 2.1, 1.4.3
LARGE_TEXT = 3.0
PAIRS_LOOKED_AT = 25

Page = dict[str, Path]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("handbook")
    paths = {language: folder / f"{language}.html" for language in LANGUAGES}
    for language, path in paths.items():
        path.write_text(shown("handbook", "--lang", language), encoding="utf-8")
    return paths


def press(driver: webdriver.Chrome, *keys: str) -> None:
    for key in keys:
        ask(driver, "document.activeElement")
        webdriver.ActionChains(driver).send_keys(key).perform()


def wait(driver: webdriver.Chrome, condition: Callable[[webdriver.Chrome], Any]) -> Any:
    return WebDriverWait(driver, 10).until(condition)


def results(driver: webdriver.Chrome) -> list[str]:
    return ask(driver, "Array.from(document.querySelectorAll('#results a'), (a) => a.getAttribute('href'))")


def search(driver: webdriver.Chrome, words: str) -> list[str]:
    press(driver, Keys.ESCAPE, "/", Keys.ESCAPE, words)
    return results(driver)


def choose(driver: webdriver.Chrome, first: int, second: int) -> str:
    """What the page says about the two codes."""
    for name, code in (("first", first), ("second", second)):
        Select(driver.find_element("id", name)).select_by_value(str(code))
    return ask(driver, "document.getElementById('comparison').innerText")


def is_open(driver: webdriver.Chrome, place: str) -> bool:
    return ask(driver, """(() => {
        const fold = document.getElementById(arguments[0]).closest('.fold');
        return fold.querySelector('h3 button').getAttribute('aria-expanded') === 'true' &&
            fold.querySelector('.body').checkVisibility({contentVisibilityAuto: true}) &&
            fold.querySelector('.body > *').getBoundingClientRect().height > 0; })()""", place)


# --- the page as a file ---


class Reader(html.parser.HTMLParser):
    """Collects what the tests ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}  # of style and script
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = dict(attrs).get("type") or tag if tag in ("style", "script") else ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside] = self.texts.get(self.inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def having(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.tags if attribute in attributes]


@pytest.fixture(scope="module", params=LANGUAGES)
def read(request: pytest.FixtureRequest, pages: Page) -> Reader:
    reader = Reader()
    reader.feed(pages[request.param].read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_size(pages: Page, language: str) -> None:
    assert pages[language].stat().st_size < LARGEST_PAGE


def test_needs_nothing_else(read: Reader) -> None:
    names = {tag for tag, _ in read.tags}
    assert not names & {"link", "img", "iframe", "object", "embed", "base", "video", "audio"}
    assert not read.having("src") + read.having("style") + read.having("srcset")
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    assert "url(" not in read.texts["style"] and "@import" not in read.texts["style"]
    outside = [target for target in read.having("href") if not target.startswith("#")]
    assert outside and all(target.startswith("https://www.rfc-editor.org/rfc/") for target in outside)


def test_policy_fits(read: Reader) -> None:
    policy = next(attributes["content"] for tag, attributes in read.tags
                  if attributes.get("http-equiv") == "Content-Security-Policy")
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    for name, text in (("style-src", read.texts["style"]), ("script-src", read.texts["script"])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert directives.pop(name) == f"'sha256-{digest}'"
    assert directives == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}


def test_places(read: Reader, codes: list[int]) -> None:
    places = read.having("id")
    assert len(places) == len(set(places))
    for place in {target[1:] for target in read.having("href") if target.startswith("#")}:
        pair = re.fullmatch(r"compare-(\d{3})-(\d{3})", place)
        assert place in places or (pair and all(int(code) in codes for code in pair.groups())), place
    assert {str(code) for code in codes} <= set(places)
    # those of site tables are the user's own, and not in a page that is given away
    built_in = {row["cause"] for row in objects("cause") if not row["cause"].startswith("site/")}
    assert {"cause-" + cause for cause in built_in} <= set(places)


def test_entries_are_whole(pages: Page, codes: list[int]) -> None:
    text = re.sub(r"<[^>]*>", " ", pages["en"].read_text(encoding="utf-8").split('<script type="application/json"')[0])
    text = html.unescape(re.sub(r"\s+", " ", text))
    for entry in objects("explain", *map(str, codes)):
        texts = [entry["verdict"], entry["means"], *entry["why"], *(step["text"] for step in entry["fix"])]
        assert [sentence for sentence in texts if sentence not in text] == []


def pairs_of(read: Reader) -> dict[tuple[int, int], list[Any]]:
    data = json.loads(read.texts["application/json"])
    numbers = [entry["code"] for entry in data["codes"]]
    order = [(a, b) for at, a in enumerate(numbers) for b in numbers[at + 1:]]
    assert len(order) == len(data["pairs"])
    return dict(zip(order, data["pairs"]))


def test_pairs_have_texts(read: Reader, codes: list[int]) -> None:
    data = json.loads(read.texts["application/json"])
    pairs = pairs_of(read)
    assert len(pairs) == len(codes) * (len(codes) - 1) // 2
    for (first, second), (summary, differences, *others) in pairs.items():
        texts = [data["texts"][at] for at in [summary, *differences, *others[:4]]]
        assert differences and all(texts), (first, second)
        assert not [text for text in texts if re.search(r"\{(?![ab]\})", text)], (first, second)


# --- in the browser ---


@pytest.mark.parametrize("words, first", [
    ("404", "#404"),
    ("temporarily unavailable", "#480"),
    ("MIN-EXPIRES", "#423"),
    ("tx-no-response", "#cause-tx-no-response"),
    ("transfer work", "#guide-transfer-fails"),
])
def test_search_best_first(browser: webdriver.Chrome, pages: Page, words: str, first: str) -> None:
    show(browser, pages["en"])
    assert search(browser, words)[0] == first
    assert ask(browser, "document.getElementById('found').textContent")


def test_search_finds_all_words(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"])
    found = search(browser, "password realm")
    assert "#401" in found and "#cause-401-challenge-unanswered" in found and "#180" not in found
    assert search(browser, "password nosuchword") == []
    assert "Nothing found" in ask(browser, "document.getElementById('found').textContent")


def test_search_in_japanese(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["ja"])
    assert "#guide-transfer-fails" in search(browser, "転送できない")[:3]
    assert search(browser, "４０４")[0] == "#404"  # full width digits


def test_keyboard_alone(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"])
    press(browser, "/", "486 busy", Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert ask(browser, "document.activeElement.getAttribute('href')") == "#486"
    press(browser, Keys.ENTER)
    wait(browser, lambda driver: is_open(driver, "486"))
    assert browser.current_url.endswith("#486") and results(browser) == []
    assert ask(browser, "document.activeElement.textContent").startswith("486")
    press(browser, Keys.SPACE)
    assert not is_open(browser, "486")
    press(browser, "/")
    assert ask(browser, "document.activeElement.id") == "query" and results(browser)
    press(browser, Keys.ESCAPE)
    assert ask(browser, "document.getElementById('query').value") == "" and results(browser) == []


def test_keyboard_enter_takes_the_best(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"])
    press(browser, "/", "603", Keys.ENTER)
    wait(browser, lambda driver: is_open(driver, "603"))
    assert browser.current_url.endswith("#603")


def test_skip_link_and_focus(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"])
    press(browser, Keys.TAB)
    assert ask(browser, "document.activeElement.className") == "skip"
    assert ask(browser, "document.activeElement.getBoundingClientRect().top") >= 0
    for _ in range(8):
        width = ask(browser, "getComputedStyle(document.activeElement).outlineStyle")
        assert width != "none", ask(browser, "document.activeElement.outerHTML")
        press(browser, Keys.TAB)


def test_transfer_story_in_both_orders(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"])
    story = choose(browser, 202, 404)
    assert all(word in story for word in ("REFER", "NOTIFY", "202 Accepted", "404 Not Found"))
    assert browser.current_url.endswith("#compare-202-404")
    show(browser, pages["en"])
    assert choose(browser, 404, 202) == story
    show(browser, pages["en"])
    for name, phrase in (("first", "404 N"), ("second", "202 A")):  # by the keyboard
        browser.find_element("id", name).send_keys(phrase)
    assert ask(browser, "document.getElementById('comparison').innerText") == story
    show(browser, pages["en"])
    assert choose(browser, 404, 404) == ""
    assert ask(browser, "document.getElementById('compared').textContent")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_comparisons_are_those_of_the_command(browser: webdriver.Chrome, pages: Page, language: str,
                                              codes: list[int]) -> None:
    chance = random.Random(3261)  # the same pairs each time
    show(browser, pages[language])
    for first, second in [(202, 404), (486, 600), *(sorted(chance.sample(codes, 2)) for _ in range(PAIRS_LOOKED_AT))]:
        said = objects("compare", str(first), str(second), "--lang", language)[0]
        text = choose(browser, first, second)
        wanted = [said["summary"], *(row["text"] for row in said["differences"]),
                  *(side[key] for side in said["codes"] for key in ("verdict", "means", "expect", "do"))]
        assert [sentence for sentence in wanted if sentence not in text] == [], (first, second)
        missing = [row["text"] for row in said["references"] if row["text"] not in text]
        assert missing == [], (first, second)


@pytest.mark.parametrize("place", ["404", "cause-tx-no-response", "guide-transfer-fails"])
def test_fragments_open(browser: webdriver.Chrome, pages: Page, place: str) -> None:
    show(browser, pages["en"], "#" + place)
    assert is_open(browser, place)
    top = ask(browser, """document.getElementById(arguments[0]).closest('.fold').querySelector('h3')
        .getBoundingClientRect().top""", place)
    bar = ask(browser, "document.querySelector('.tools').getBoundingClientRect().bottom")
    assert bar <= top < 450
    assert not is_open(browser, "100")


def test_fragments_compare(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"], "#compare-404-202")
    assert "404" in ask(browser, "document.getElementById('comparison').innerText")
    ask(browser, "location.hash = '#compare-486-600'")
    wait(browser, lambda driver: "600 Busy Everywhere" in
         ask(driver, "document.getElementById('comparison').innerText"))


def test_links_open_again(browser: webdriver.Chrome, pages: Page) -> None:
    """A link to the entry that the address names already, after it was closed."""
    show(browser, pages["en"], "#404")
    ask(browser, "document.querySelector('[id=\"404\"] h3 button').click()")
    assert not is_open(browser, "404")
    ask(browser, "document.querySelector('.contents a[href=\"#404\"]').click()")
    assert is_open(browser, "404")


def test_open_all(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["en"])
    ask(browser, "document.querySelector('[data-open=codes]').click()")
    assert is_open(browser, "100") and is_open(browser, "608")
    ask(browser, "document.querySelector('[data-close=codes]').click()")
    assert not is_open(browser, "100")


def test_without_script(browser: webdriver.Chrome, pages: Page) -> None:
    emulate(browser, scripts=False)
    show(browser, pages["en"])
    emulate(browser, scripts=True)  # what was shown stays as it is
    assert ask(browser, "document.querySelector('noscript').innerText")
    assert ask(browser, "document.getElementById('search').checkVisibility()") is False
    assert ask(browser, "document.getElementById('compare').checkVisibility()") is False
    assert "Compare user part and host" in ask(browser, "document.getElementById('404').innerText")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_request_leaves(browser: webdriver.Chrome, pages: Page, language: str) -> None:
    show(browser, pages[language])
    search(browser, "404")
    choose(browser, 202, 404)
    assert requested(browser) == [pages[language].as_uri()]


def test_no_request_can_leave(chromium: webdriver.Chrome, pages: Page) -> None:
    """Even a script in the page could not send anything."""
    show(chromium, pages["en"])
    refused = chromium.execute_async_script("""
        const done = arguments[0], refused = [];
        document.addEventListener('securitypolicyviolation', (event) => {
            refused.push(event.effectiveDirective);
            if (refused.length === 2) { done(refused.sort()); }
        });
        fetch('http://127.0.0.1:9/').catch(() => {});
        new Image().src = 'http://127.0.0.1:9/';""")
    assert refused == ["connect-src", "img-src"]
    chromium.get_log("browser")


def printed(driver: webdriver.Chrome, folder: Path) -> str:
    document = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    path = folder / "handbook.pdf"
    path.write_bytes(base64.b64decode(document["data"]))
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, encoding="utf-8").stdout
    return re.sub(r"\s+", " ", text)


def test_print(browser: webdriver.Chrome, pages: Page, codes: list[int], tmp_path: Path) -> None:
    show(browser, pages["en"])
    text = printed(browser, tmp_path)
    entries = objects("explain", *map(str, codes))
    assert [entry["code"] for entry in entries if f"{entry['code']} {entry['phrase']}" not in text] == []
    assert "By RFC 3261 the server knows for certain" in text  # within an entry that is closed on the screen
    assert "https://www.rfc-editor.org/rfc/rfc3261.html#section-21.4.5" in text
    controls = ("Press / to search", "Open all", "Close all", "First code", "To the top", "Compare with 404")
    assert [control for control in controls if control in text] == []


def test_print_comparison(browser: webdriver.Chrome, pages: Page, tmp_path: Path) -> None:
    show(browser, pages["en"], "#compare-202-404")
    text = printed(browser, tmp_path)
    assert "202 or 404?" in text and "What tells them apart" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_narrow(browser: webdriver.Chrome, pages: Page, language: str) -> None:
    emulate(browser, width=NARROWEST)
    show(browser, pages[language], "#compare-404-480")
    for name in ("codes", "causes"):
        ask(browser, f"document.querySelector('[data-open={name}]').click()")
    ask(browser, "document.querySelectorAll('#guide h3 button').forEach((button) => button.click())")
    search(browser, "sip")
    widths = ask(browser, "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths == [NARROWEST, NARROWEST]


CONTRASTS = """(() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return Array.from(canvas.getImageData(0, 0, 1, 1).data);
    };
    const light = (colour) => rgba(colour).slice(0, 3)
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (element) => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (rgba(colour)[3] === 255) { return colour; }
        }
        return 'white';
    };
    const seen = new Map();
    for (const element of document.querySelectorAll('body *')) {
        const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
        if (!own || !element.checkVisibility()) { continue; }
        const style = getComputedStyle(element);
        const [a, b] = [light(style.color), light(ground(element))];
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        seen.set(style.color + ' on ' + ground(element) + (isLarge ? ' large' : ''),
            [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), isLarge]);
    }
    return Array.from(seen);
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser: webdriver.Chrome, pages: Page, scheme: str) -> None:
    emulate(browser, scheme=scheme)
    show(browser, pages["en"], "#compare-202-404")
    ask(browser, "document.querySelector('[data-open=codes]').click()")
    search(browser, "404")
    contrasts = ask(browser, CONTRASTS)
    assert len(contrasts) > 4
    assert [row for row in contrasts if row[1][0] < (LARGE_TEXT if row[1][1] else ENOUGH_CONTRAST)] == []


def test_dark(browser: webdriver.Chrome, pages: Page) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        emulate(browser, scheme=scheme)
        show(browser, pages["en"])
        colour = ask(browser, "getComputedStyle(document.body).backgroundColor")
        grounds[scheme] = sum(map(int, re.findall(r"\d+", colour)[:3]))
    assert grounds["dark"] < 150 < 600 < grounds["light"]


def test_japanese(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["ja"], "#compare-404-202")
    assert ask(browser, "document.documentElement.lang") == "ja"
    text = ask(browser, "document.body.innerText")
    for word in ("症状からコードへ", "2 つのコードを比較", "転送できない", "見分け方"):
        assert word in text
    assert "What tells them apart" not in text


def test_right_to_left(browser: webdriver.Chrome, pages: Page) -> None:
    show(browser, pages["ar"], "#404")
    assert ask(browser, "[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert is_open(browser, "404")
    edges = ask(browser, """Array.from(document.querySelectorAll('[id="404"] :is(ul, ol):not(.chips) > li'), (item) =>
        item.closest('.fold').getBoundingClientRect().right - item.getBoundingClientRect().right)""")
    assert edges and min(edges) > 10  # the marks of the list stand at the right


@pytest.mark.parametrize("language", LANGUAGES)
def test_structure(browser: webdriver.Chrome, pages: Page, language: str) -> None:
    show(browser, pages[language], "#compare-202-404")
    assert ask(browser, "document.querySelectorAll('main, header, footer, nav[aria-label]').length") == 4
    levels = [int(name[1]) for name in ask(
        browser, "Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6'), (h) => h.tagName)")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))
    assert ask(browser, """Array.from(document.querySelectorAll('input, select, button'))
        .filter((e) => !(e.labels?.length && e.labels[0].textContent) && !e.textContent.trim()).length""") == 0
    assert ask(browser, """Array.from(document.querySelectorAll('[aria-controls], [aria-labelledby]'))
        .filter((e) => !document.getElementById(e.getAttribute('aria-controls') ||
            e.getAttribute('aria-labelledby'))).length""") == 0
    assert ask(browser, "document.querySelectorAll('[role=status]').length") == 2
