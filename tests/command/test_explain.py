# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said about a code."""

import configparser
import re
from html.parser import HTMLParser
from typing import Any

import json
import pytest

from conftest import SOURCE, objects, run_sipwhy, shown

EMPTY_ELEMENTS = {"meta", "hr", "br"}


def read_table(name: str) -> configparser.RawConfigParser:
    table = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
    table.optionxform = str  # type: ignore[assignment,method-assign]
    table.read(SOURCE / "src" / "data" / name, encoding="utf-8")
    return table


FACTS = read_table("codes.ini")
TEXTS = read_table("en.ini")


def test_every_fact_in_words(codes: list[int]) -> None:
    """Whatever codes.ini says of a code, the page says in the words of the texts."""
    for code in codes:
        facts = FACTS[str(code)]
        page = shown(str(code), "--width", "0")
        assert page.startswith(f"{code} {facts['phrase']}\n")
        for kind in ("generated_by", "retry"):
            for word in filter(None, facts.get(kind, "").split(";")):
                assert TEXTS[f"fact {kind}"][word] in page, (code, kind, word)
        if "dialog" in facts:
            assert TEXTS["fact dialog"][facts["dialog"]] in page, code
        if "http" in facts:
            assert TEXTS["fact http"][facts["http"]].replace("{phrase}", facts["http_phrase"]) in page, code
        for cause in filter(None, facts.get("q850_from", "").split(";")):
            assert f"{cause} ({TEXTS[f'q850 {cause}']['name']})" in page, code
        for header in filter(None, facts.get("headers", "").split(";")):
            strength, name = header.split(":")
            assert re.search(rf"{TEXTS['fact headers'][strength]} .*\b{name}\b", page), (code, header)
        for other in filter(None, facts.get("confused_with", "").split(";")):
            assert f"- {other} {FACTS[other]['phrase']}: " in page, code
        for place in [facts.get("reference"), facts.get("source"), *facts.get("see", "").split(";")]:
            assert not place or place in page, (code, place)
        assert ("Deprecated by" in page) == ("deprecated" in facts), code
        assert ("Not in IANA's registry" in page) == (facts.get("registered") != "true"), code


def test_every_text_of_the_code(codes: list[int]) -> None:
    for code in codes:
        page = shown(str(code), "--width", "0")
        for key, text in TEXTS[str(code)].items():
            text = re.sub(r"^[a-z,-]+: ", "", text) if key.startswith("fix.") else text
            assert text in page or key == "retry" and code < 300, (code, key)


def test_method() -> None:
    page = shown("404", "--method", "register", "--width", "0")
    assert page.startswith("404 Not Found, as an answer to REGISTER\n")
    assert TEXTS["404 REGISTER"]["verdict"] in page
    assert TEXTS["404"]["verdict"] not in page
    assert "As an answer to other requests" not in page
    assert "re-INVITE" in shown("404", "--method", "RE-invite")


def test_method_not_foreseen() -> None:
    sentence = "The RFCs do not foresee"
    assert sentence in shown("180", "--method", "REGISTER")
    assert sentence not in shown("180", "--method", "re-INVITE")
    assert sentence not in shown("404", "--method", "REGISTER")


def test_several_codes() -> None:
    page = shown("486", "404")
    assert page == shown("486") + "\n" + shown("404")
    assert [entry["code"] for entry in objects("486", "404")] == [486, 404]


def test_code_that_nobody_knows() -> None:
    result = run_sipwhy("499", "--width", "0")
    assert (result.returncode, result.stderr) == (1, "")
    assert "to be treated as 400" in result.stdout
    assert all(f"- {code} {FACTS[code]['phrase']}: " in result.stdout for code in ("494", "493", "491"))
    entry = json.loads(run_sipwhy("499", "--format", "json").stdout)
    assert (entry["class"], entry["near"], entry["registered"]) == ("4xx Client Failure", [494, 493, 491], False)


def test_json_of_all_codes(codes: list[int]) -> None:
    english = objects(*map(str, codes))
    japanese = objects(*map(str, codes), "--lang", "ja")
    assert [entry["code"] for entry in english] == codes
    for entry, other in zip(english, japanese, strict=True):
        facts = FACTS[str(entry["code"])]
        assert (entry["schema"], entry["type"], entry["language"]) == ("sipwhy/1", "code", "en")
        assert entry.get("generated_by", []) == list(filter(None, facts.get("generated_by", "").split(";")))
        assert entry["class"].startswith(f"{entry['code'] // 100}xx ")
        assert entry["why"] and entry["fix"] and entry["references"]
        assert all(step["actors"] and step["text"] for step in entry["fix"])
        # what machines read does not depend on the language
        for key in ("class", "severity", "retry", "generated_by", "dialog", "headers", "methods", "q850"):
            assert entry.get(key) == other.get(key)
        assert entry.keys() == other.keys()
        assert [step["actors"] for step in entry["fix"]] == [step["actors"] for step in other["fix"]]


class Page(HTMLParser):
    """Checks that elements are closed in order, and collects what could load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}
        self.links: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.attributes.setdefault(tag, dict(attrs))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "style")]
        if tag not in EMPTY_ELEMENTS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("arguments", [["404"], ["list"], ["cause"], ["cause", "404-registered-elsewhere"],
                                       ["search", "nonce"], ["languages"], ["help"], ["help", "list"]])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_html(arguments: list[str], language: str) -> None:
    page = Page(shown(*arguments, "--format", "html", "--lang", language))
    assert page.open == []
    assert page.attributes["html"] == {"lang": language, "dir": "ltr"}
    assert page.seen["h1"] >= 1
    assert not page.seen.keys() & {"script", "img", "link", "iframe"}
    assert all(link.startswith("https://www.rfc-editor.org/rfc/rfc") for link in page.links)


def markdown_links(text: str) -> list[Any]:
    return re.findall(r"^- \[[^\]]+\]\(<(https://[^>]+)>\)$", text, re.M)


def test_markdown() -> None:
    text = shown("404", "--format", "markdown")
    assert text.startswith("# <a id=\"code-404\"></a>404 Not Found\n\n> **this server finds")
    assert "\n1. **callee:** Check that the device is registered" in text
    assert len(markdown_links(text)) == 1 + len(FACTS["404"]["see"].split(";"))
    assert "| 404 | Not Found | this server finds" in shown("list", "4xx", "--format", "markdown")
