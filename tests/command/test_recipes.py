# SPDX-License-Identifier: GPL-2.0-or-later
"""The recipes of BATCH.md, up to where they need a server."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import SIPWHY, SOURCE
from reports import CAPTURES, HAS_PLUGIN, all_captures, all_lines, unprivileged

pytestmark = [
    pytest.mark.skipif(not HAS_PLUGIN, reason="the plugin was not built"),
    pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed"),
]

RECIPES = (SOURCE / "src" / "command" / "BATCH.md").read_text(encoding="utf-8")


def recipe(command: str, **words: str) -> str:
    """The command that begins so, up to where curl takes over."""
    lines = re.findall(r"(?:^    .*\n)+", RECIPES, re.M)
    code = re.sub("^    ", "", next(block for block in lines if f"    {command}" in block), flags=re.M)
    text = code[code.index(command) :].split("|\n    curl")[0]
    for name, value in words.items():
        text = text.replace(name, value)
    return text


def outputs(command: str) -> list[dict[str, Any]]:
    result = unprivileged("sh", "-c", command)
    assert (result.returncode, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_calls_in_bulk(place: Path) -> None:
    copy = shutil.copy(all_captures(), place / "all.ndjson")
    command = recipe("sipwhy merge --format json out").replace("sipwhy", str(SIPWHY), 1).replace("out/*.ndjson", str(copy))
    lines = outputs(command)
    assert lines[::2] == [{"index": {"_index": "sipwhy-calls"}}] * (len(lines) // 2)
    assert lines[1::2] == all_lines()[:-1]


def test_template_and_packets_in_bulk() -> None:
    template = json.loads(unprivileged("sh", "-c", recipe("tshark -G elastic-mapping")).stdout)
    assert set(template) == {"index_patterns", "template"}
    fields = template["template"]["mappings"]["properties"]["layers"]["properties"]["sipwhy"]["properties"]
    assert fields["sipwhy_sipwhy_code"] == {"type": "integer"}
    assert template["template"]["mappings"]["dynamic"] is True
    lines = outputs(recipe("tshark -2 -r FILE", FILE=str(CAPTURES / "busy-486.pcapng")))
    (pattern,) = template["index_patterns"]
    assert lines
    for action, packet in zip(lines[::2], lines[1::2], strict=True):
        assert list(action) == ["index"] and list(action["index"]) == ["_index"]
        assert re.fullmatch(pattern.replace("*", ".*"), action["index"]["_index"])
        assert "sipwhy" in packet["layers"]
    assert "486-line-in-call" in {packet["layers"]["sipwhy"]["sipwhy_sipwhy_cause"] for packet in lines[1::2]}
