# SPDX-License-Identifier: GPL-2.0-or-later
"""Lists, search, causes, languages and checks of files."""

import re
from pathlib import Path

import pytest

from conftest import SOURCE, objects, run_sipwhy, shown

TEXTS = (SOURCE / "src" / "data" / "en.ini").read_text(encoding="utf-8")
RULES = re.findall(r"^\[rule ([^/\]]+)\]$", TEXTS, re.M)
VARIANTS = re.findall(r"^\[rule ([^/\]]+/[^\]]+)\]$", TEXTS, re.M)


# --- list ---


def test_list_all(codes: list[int]) -> None:
    assert [entry["code"] for entry in objects("list")] == codes
    text = shown("list", "--width", "0")
    assert re.findall(r"^  ([1-6][0-9]{2}) ", text, re.M) == [str(code) for code in codes]


@pytest.mark.parametrize("name", ["4xx", "4", "4XX"])
def test_list_class(codes: list[int], name: str) -> None:
    assert [entry["code"] for entry in objects("list", name)] == [code for code in codes if code // 100 == 4]


# --- search ---


def found(*words: str) -> list[str | int]:
    return [entry.get("code", entry.get("cause")) for entry in objects("search", *words)]


@pytest.mark.parametrize(("words", "first"), [
    (["busy here"], 486),
    (["486"], 486),
    (["BUSY", "everywhere"], 600),
    (["not", "found"], 404),
    (["Proxy-Authenticate"], 407),
    (["Min-Expires"], 423),
    (["loop", "detected"], 482),
    (["404-registered-elsewhere"], "404-registered-elsewhere"),
    (["registered elsewhere"], "404-registered-elsewhere"),
    (["ＮＯＴ ＦＯＵＮＤ"], 404),
])
def test_search_best_first(words: list[str], first: str | int) -> None:
    assert found(*words)[0] == first


def test_search_scores_fall() -> None:
    scores = [entry["score"] for entry in objects("search", "registered")]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 10


def test_search_every_word() -> None:
    assert set(found("busy", "callee")) == set(found("busy")) & set(found("callee"))
    assert run_sipwhy("search", "busy", "qqqq").returncode == 1


def test_search_no_parts_of_short_words() -> None:
    """"nat" is in "destination" and "alternative"."""
    assert "nat-private-address" in found("nat")
    assert 380 not in found("nat")


def test_search_japanese() -> None:
    """Words have no blanks around them there, and may stand anywhere in a text."""
    word = re.search(r"[ァ-ヶー]{4,}", objects("404", "--lang", "ja")[0]["means"])
    assert word
    assert 404 in [match.get("code") for match in objects("search", word[0], "--lang", "ja")]


# --- cause ---


def test_cause_list() -> None:
    causes = objects("cause")
    assert sorted(cause["cause"] for cause in causes if not cause["cause"].startswith("site/")) == sorted(RULES)
    assert len(causes) > len(RULES) + 50  # those of packs
    text = shown("cause", "--width", "0")
    assert all(cause["cause"] in text for cause in causes)
    assert {variant["cause"] for cause in causes for variant in cause.get("variants", [])} == set(VARIANTS)


def test_cause_each() -> None:
    """No placeholder, no bracket of the texts is left, whatever rule and variant."""
    for name in RULES + VARIANTS:
        text = shown("cause", name, "--width", "0")
        assert text.startswith(f"{name}\n")
        assert not re.search(r"[{}⟦⟧]", text), name
        assert "How to fix it" in text
        assert "rfc-editor.org" in text


def test_cause_one() -> None:
    text = shown("cause", "404-registered-elsewhere", "--width", "0")
    assert "<user> is registered as <aor> (frame <binding>), but this <method> asked for <user>@<domain>\n" in text
    assert "Speaks about  404, 480, 604\n" in text
    assert "1. caller: Call <aor>" in text
    assert "- 404-registered-elsewhere/other-server: " in text


@pytest.mark.parametrize(("name", "near"), [("404-registered-elswhere", "404-registered-elsewhere"), ("", None),
                                            ("404-registered-elsewhere/none", None), ("/", None)])
def test_cause_unknown(name: str, near: str | None) -> None:
    result = run_sipwhy("cause", name)
    assert (result.returncode, result.stdout) == (1, "")
    assert not near or f"did you mean {near}?" in result.stderr


# --- languages ---


def test_languages() -> None:
    files = {path.stem for path in (SOURCE / "src" / "data").glob("*.ini")} - {
        "codes", "causes", "guide", "site-example", "training"}
    languages = objects("languages")
    assert {language["id"] for language in languages} == files
    assert languages[0]["id"] == "en"
    assert {"id": "ja", "name": "日本語", "direction": "ltr"}.items() <= languages[
        [language["id"] for language in languages].index("ja")].items()
    text = shown("languages")
    assert all(re.search(rf"^  {language['id']} +{language['name']}$", text, re.M) for language in languages)


# --- check ---


OWN_FILES = [path for path in sorted((SOURCE / "src" / "data").rglob("*.ini"))
             if path.name not in ("codes.ini", "causes.ini", "guide.ini", "training.ini")]  # facts, which no user writes


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_check_own_files(path: Path) -> None:
    assert shown("check", str(path)) == f"{path}: no mistakes\n"


def test_check_form(tmp_path: Path) -> None:
    path = tmp_path / "own.ini"
    path.write_text("[404]\nmeans\nwhy.1=a\nwhy.1=b\n[broken\n", encoding="utf-8")
    result = run_sipwhy("check", str(path))
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout == (f"{path}:2: [404] neither a group, a comment, nor key=value: means\n"
                             f"{path}:4: [404] why.1: stands twice in this group\n"
                             f"{path}:5: the name of the group does not end with ']'\n")


def test_check_language(tmp_path: Path) -> None:
    path = tmp_path / "de.ini"
    path.write_text("[404]\nmeans=Nicht gefunden\nwhy.99=x\n\n[999]\nmeans=x\n[language]\nname=Deutsch\n[rule 404-registered-elsewhere]\n"
                    "verdict={user} ist {nowhere}\n", encoding="utf-8")
    result = run_sipwhy("check", str(path))
    assert result.returncode == 1
    assert result.stdout == (f"{path}:3: [404] why.99: no such key in en.ini\n"
                             f"{path}:5: [999] no such group in en.ini\n"
                             f"{path}:10: [rule 404-registered-elsewhere] verdict: nothing is filled in for {{nowhere}}\n")
    path.write_text("[404]\nwhy.1=x\n", encoding="utf-8")  # no language: a site table
    assert run_sipwhy("check", str(path)).returncode == 0


def test_check_several(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ini", tmp_path / "bad.ini"
    good.write_text("[404]\nmeans=c\n", encoding="utf-8")
    bad.write_bytes(b"[404]\nmeans=\xff\033[31m\n")
    result = run_sipwhy("check", str(good), str(bad), str(tmp_path / "none.ini"))
    assert result.returncode == 2
    assert result.stdout == f"{good}: no mistakes\n{bad}:2: [404] is no UTF-8\n"
    assert result.stderr.startswith("sipwhy: ") and "none.ini" in result.stderr


def test_check_site_table(tmp_path: Path) -> None:
    path = tmp_path / "own.ini"
    path.write_text("[site a]\nmatch.code=4oo\nmatch.phrase=(x\nverdict=x\nfix.1=nobody: x\n", encoding="utf-8")
    result = run_sipwhy("check", str(path))
    assert result.returncode == 1
    assert [line.split(": ")[0] for line in result.stdout.splitlines()] == [f"{path}:{line}" for line in (2, 3, 5)]


def test_own_tables(tmp_path: Path) -> None:
    folder = tmp_path / "sipwhy"
    folder.mkdir()
    (folder / "own.ini").write_text("[site mine]\nmatch.code=499\nverdict=my word\nurl=https://wiki.example/x\nlost=x\n"
                                    "[code 499]\nphrase=Lunch\n[499]\nmeans=They eat.\n", encoding="utf-8")
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    cause = run_sipwhy("cause", "site/mine", environment=environment)
    assert "my word" in cause.stdout and "https://wiki.example/x" in cause.stdout
    assert cause.stderr == f"sipwhy: {folder}/own.ini:5: [site mine] lost: no such key\n"
    assert "They eat." in run_sipwhy("499", environment=environment).stdout
    assert "site/kamailio-unresolvable" in shown("cause")
    assert "site/kamailio-" not in shown("cause", "--no-pack", "teams,kamailio")
    assert run_sipwhy("404", "--no-pack", "nopack").stderr == "sipwhy: nopack: no such pack\n"


def test_check_json(tmp_path: Path) -> None:
    path = tmp_path / "bad.ini"
    path.write_text("x=1\n", encoding="utf-8")
    result = run_sipwhy("check", str(path), "--format", "json")
    assert result.returncode == 1
    assert result.stdout == ('{"schema":"sipwhy/1","type":"problem","language":"en",'
                             f'"file":"{path}","line":1,"message":"x: stands above the first group"}}\n')
