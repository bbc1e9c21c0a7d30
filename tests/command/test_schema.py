# SPDX-License-Identifier: GPL-2.0-or-later
"""All JSON that the command writes is what its schema says."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import SOURCE, objects, run_sipwhy

SCHEMA = json.loads((SOURCE / "src" / "command" / "command.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def everything(codes: list[int], language: str, folder: Path) -> list[dict[str, Any]]:
    bad = folder / "bad.ini"
    bad.write_text("x=1\n", encoding="utf-8")
    arguments: list[list[str]] = [[*map(str, codes)], ["486", "--method", "re-INVITE"], ["compare", "202", "404"],
                                  ["compare", "423", "486"], ["list"], ["search", "404"], ["cause"],
                                  ["cause", "404-registered-elsewhere/other-server"], ["languages"], ["help"]]
    found = [item for words in arguments for item in objects(*words, "--lang", language)]
    for words in (["499"], ["compare", "404", "499"], ["check", str(bad)]):
        lines = run_sipwhy(*words, "--format", "json", "--lang", language).stdout.splitlines()
        found += [json.loads(line) for line in lines]
    return found


@pytest.mark.parametrize("language", ["en", "ja", "ar", "zh_Hans"])
def test_valid(schema: jsonschema.Draft202012Validator, codes: list[int], language: str, tmp_path: Path) -> None:
    found = everything(codes, language, tmp_path)
    for item in found:
        schema.validate(item)
    assert {item["language"] for item in found} == {language}


def test_nothing_in_vain(codes: list[int], tmp_path: Path) -> None:
    """Whatever the schema names is written."""
    found = everything(codes, "en", tmp_path)
    for kind in {definition["$ref"].rpartition("/")[2] for definition in SCHEMA["oneOf"]}:
        written = {key for item in found if item["type"] == kind for key in item}
        assert written == set(SCHEMA["$defs"][kind]["properties"]), kind


def test_refuses_what_is_wrong(schema: jsonschema.Draft202012Validator) -> None:
    entry = objects("404")[0]
    for key, value in (("schema", "sipwhy/2"), ("code", 99), ("severity", "loud"), ("why", None), ("extra", 1),
                       ("fix", [{"text": "who?"}]), ("class", "4xx クライアントエラー")):
        wrong = copy.deepcopy(entry) | {key: value}
        assert not schema.is_valid(wrong), key
    assert schema.is_valid(entry)
