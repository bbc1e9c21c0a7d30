# SPDX-License-Identifier: GPL-2.0-or-later
"""Every text that the sources ask for is there, and none is there for nothing."""

import configparser
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]


def read_texts() -> configparser.RawConfigParser:
    texts = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
    texts.optionxform = str  # type: ignore[assignment,method-assign]
    texts.read(SOURCE / "src" / "data" / "en.ini", encoding="utf-8")
    return texts


def read_sources() -> str:
    files = [*(SOURCE / "src").rglob("*.c"), *(SOURCE / "plugin").glob("*.c")]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files))


def test_labels() -> None:
    used = set(re.findall(r'explanation_label\(\s*table,\s*"([^"]+)"\)', read_sources()))
    there = {key for key in read_texts()["label"] if not key.startswith("actor.")}
    assert used == there


def test_words_of_pages() -> None:
    """Headings, labels and messages of the pages and of the command."""
    sources = read_sources()
    texts = read_texts()
    unused = {f"[{group}] {key}" for group in ("entry", "cause", "command", "compare", "training", "quiz")
              for key in texts[group] if f'"{key}"' not in sources}
    assert unused == set()
    asked = set(re.findall(r'\bcomplain(?:_near)?\(\s*[a-z>-]*table,\s*"([^"]+)"', sources))
    asked |= set(re.findall(r'\b(?:word|heading)\((?:page|invocation),\s*"([^"]+)"', sources))
    assert len(asked) > 30
    known = {key for group in ("entry", "cause", "command", "compare") for key in texts[group]}
    assert asked - known == set()


def test_evidence() -> None:
    sources = read_sources()
    there = set(read_texts()["evidence"])
    assert {key for key in there if f'"{key}"' not in sources} == set()


def test_page() -> None:
    sources = read_sources()
    assert {key for key in read_texts()["page"] if f'"{key}"' not in sources} == set()


def test_rule_evidence() -> None:
    """What a rule may show is shown by its family, and what a family shows has a text."""
    there = {key.removeprefix("evidence.") for group, texts in read_texts().items()
             if group.startswith("rule ") for key in texts if key.startswith("evidence.")}
    sources = "\n".join(file.read_text(encoding="utf-8") for file in (SOURCE / "src").glob("rule*.c"))
    assert {key for key in there if f'"{key}"' not in sources} == set()


def test_no_text_for_users_in_sources() -> None:
    """Sentences belong to the data files; names of fields are registered once, in English."""
    core = "\n".join(file.read_text(encoding="utf-8") for file in (SOURCE / "src").rglob("*.c")
                     if not file.name.startswith(("site_", "pattern")))  # they only speak of mistakes
    core = re.sub(r"'(?:[^'\\]|\\.)'|/\*.*?\*/|static_assert\([^;]*;", "", core, flags=re.DOTALL)
    literals = re.findall(r'"((?:[^"\\]|\\.)*)"', core)
    sentences = [text for text in literals if re.search(r"[a-z]{3,}( [a-z]{2,}){3}", text)]
    # messages about mistakes in table files are for their author, and name file and line
    allowed = ("the name of the group does not end with ", "the group stands twice",
               "neither a group, a comment, nor key=value: %s", "stands above the first group",
               "stands twice in this group", "no such group in en.ini", "no such key in en.ini",
               "nothing is filled in for %s",
               "format lang no-pack width help", " filter jobs join tls-keys mask mask-key fast port tshark",
               "a call lacks a member that every call has, or one is wrong",
               "the name of the group has a bracket in it", "is no name of a key") # names of options
    assert [text for text in sentences if text not in allowed] == []
