# SPDX-License-Identifier: GPL-2.0-or-later
"""Two codes compared."""

import itertools
import json
import re

import pytest

from conftest import objects, run_sipwhy, shown
from test_explain import FACTS, TEXTS, Page, read_table

JAPANESE = read_table("ja.ini")
SECTIONS = ["What tells them apart", "When to expect which", "What to do", "202 Accepted", "Why you see it",
            "How to fix it", "404 Not Found", "Why you see it", "How to fix it", "Codes like these", "References"]


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith(" ")]


def test_whole_comparison() -> None:
    text = shown("compare", "202", "404", "--width", "0")
    assert headings(text) == ["202 Accepted and 404 Not Found", *SECTIONS]
    for key, sentence in TEXTS["202 vs 404"].items():
        # what the packet details show is what was written at length here
        assert (sentence in text) == (key != "differs"), key
    for code in ("202", "404"):
        for key, sentence in TEXTS[code].items():
            if key == "means" or key.startswith(("why.", "fix.")):
                assert re.sub(r"^[a-z,-]+: ", "", sentence) in text, (code, key)
        assert FACTS[code]["reference"] in text
    related = set(FACTS["202"]["confused_with"].split(";")) | set(FACTS["404"]["confused_with"].split(";"))
    for code in related - {"202", "404"}:
        assert f"- {code}: {FACTS[code]['phrase']}\n" in text


@pytest.mark.parametrize("arguments", [[], ["--lang", "ja"], ["--format", "json"], ["--format", "markdown"],
                                       ["--format", "html"], ["--method", "REGISTER"]])
def test_order_of_arguments(arguments: list[str]) -> None:
    for first, second in (("202", "404"), ("486", "600"), ("423", "503"), ("480", "603")):
        assert shown("compare", first, second, *arguments) == shown("compare", second, first, *arguments)


def test_japanese() -> None:
    text = shown("compare", "404", "202", "--lang", "ja", "--width", "0")
    assert text.startswith("202 Accepted と 404 Not Found\n")
    for key, sentence in JAPANESE["202 vs 404"].items():
        assert (sentence in text) == (key != "differs"), key


def test_derived() -> None:
    """Nobody wrote about this pair."""
    assert "423 vs 486" not in TEXTS
    text = shown("compare", "486", "423", "--width", "0")
    assert ("- 423 belongs to REGISTER, SUBSCRIBE and PUBLISH, 486 to INVITE and OPTIONS: the method in CSeq already "
            "tells them apart.\n") in text
    assert "Both refuse the request: 423 because of an expiry that is too short, 486 because of a device" in text
    assert f"Send it again? {TEXTS['423']['retry']}" in text


def test_method() -> None:
    text = shown("compare", "200", "404", "--method", "register", "--width", "0")
    assert TEXTS["200 REGISTER"]["means"] in text
    assert TEXTS["200"]["means"] not in text


def test_json() -> None:
    [english] = objects("compare", "404", "480")
    [japanese] = objects("compare", "480", "404", "--lang", "ja")
    assert (english["schema"], english["type"], english["language"]) == ("sipwhy/1", "comparison", "en")
    assert english["by_hand"] is True
    assert [side["code"] for side in english["codes"]] == [404, 480]
    assert english["summary"] == TEXTS["404 vs 480"]["summary"]
    assert [row["text"] for row in english["differences"]] == [TEXTS["404 vs 480"][f"differs.{i}"] for i in (1, 2, 3)]
    assert english["codes"][1]["expect"] == TEXTS["404 vs 480"]["expect.480"]
    assert english["codes"][1]["do"] == TEXTS["404 vs 480"]["do.480"]
    assert all(step["actors"] for side in english["codes"] for step in side["fix"])
    assert english["related"] == japanese["related"]
    assert english["references"] == japanese["references"]
    assert english.keys() == japanese.keys()


def test_json_of_derived_pairs() -> None:
    """What a machine reads does not depend on the language."""
    for first, second in itertools.combinations(("180", "302", "401", "423", "503", "608"), 2):
        [english] = objects("compare", first, second)
        [japanese] = objects("compare", first, second, "--lang", "ja")
        assert english["by_hand"] is japanese["by_hand"] is False
        for row, other in zip(english["differences"], japanese["differences"], strict=True):
            assert row["kind"] == other["kind"] and row["kind"] in TEXTS["compare difference"]
            assert row["subject"] == other["subject"] and row["subject"] in (int(first), int(second))
            assert row["text"] != other["text"]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("pair", [("202", "404"), ("423", "486"), ("475", "490")])
def test_html(pair: tuple[str, str], language: str) -> None:
    page = Page(shown("compare", *pair, "--format", "html", "--lang", language))
    assert page.open == []
    assert page.attributes["html"] == {"lang": language, "dir": "ltr"}
    assert page.attributes["h1"]["id"] == f"compare-{pair[0]}-{pair[1]}"
    assert page.seen["h1"] == 1
    assert not page.seen.keys() & {"script", "img", "link", "iframe"}
    assert all(link.startswith("https://www.rfc-editor.org/rfc/rfc") for link in page.links)


def test_markdown() -> None:
    text = shown("compare", "486", "600", "--format", "markdown")
    assert text.startswith('# <a id="compare-486-600"></a>486 Busy Here and 600 Busy Everywhere\n\n> **486 speaks')
    assert "\n## What tells them apart\n\n- After 600 a forking proxy cancels" in text
    assert "\n- **600 Busy Everywhere:** " in text


def test_code_that_nobody_knows() -> None:
    result = run_sipwhy("compare", "499", "404", "--width", "0")
    assert (result.returncode, result.stderr) == (1, "")
    assert "499 is in no registry, and a client has to treat it as 400" in result.stdout
    entry = json.loads(run_sipwhy("compare", "404", "499", "--format", "json").stdout)
    assert "phrase" not in entry["codes"][1]
    assert entry["codes"][0]["phrase"] == "Not Found"


@pytest.mark.parametrize(("arguments", "message"), [
    (["404", "404"], "two different codes are needed to compare them, not 404 twice"),
    (["404"], 'see "sipwhy help compare"'),
    (["404", "480", "486"], 'see "sipwhy help compare"'),
    (["404", "4804"], "did you mean 404, 480 or 484?"),
    (["99", "404"], "they run from 100 to 699"),
])
def test_wrong_use(arguments: list[str], message: str) -> None:
    result = run_sipwhy("compare", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"sipwhy: .*\n", result.stderr)
    assert message in result.stderr


def test_pairs_written_by_hand() -> None:
    """Enough of them, in all languages that compare codes."""
    pairs = [group for group in TEXTS.sections() if "summary" in TEXTS[group] and " vs " in group]
    assert len(pairs) >= 30
    for group in pairs:
        assert TEXTS[group].keys() - {"differs"} == JAPANESE[group].keys() - {"differs"}, group
