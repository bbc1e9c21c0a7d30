# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of one's own and packs in tshark and sharkd: what they add, what is said of mistakes, which language."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conversation import ALICE, PROXY, Conversation

from conftest import ROOT_WARNING, SOURCE, WIRESHARK_RUN
from dissection import Explanation, packets_of, readable_folder

COMPANY = """\
[site credit-limit]
match.code=403
match.phrase=^Blocked: (?<limit>[a-z]+) limit$
verdict=our switch blocked the call: {limit} limit reached
fix.1=proxy-admin: Raise the limit.
severity=note
url=https://wiki.example/sip/credit-limit
"""
BROKEN = """\
[site one]
match.code=4oo
verdict=x

[404]
meaning=x
means=not here, says our table

[rule no-such-rule]
verdict=x
"""
EXPLODING = """\
[site slow]
match.phrase=^(a+)+$
verdict=slow
"""
LINE_ROOM = 239
JAPANESE = "当社の交換機が発信を規制しました。契約番号を確認し、営業担当に上限の引き上げを依頼してください。" * 3
LONG = f"""\
[site long]
match.code=403
verdict=long
why.1[ja]={JAPANESE}
why.1={"words " * 60}end
"""


@pytest.fixture(scope="module")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a capture of calls that are refused: by the company's limit, as not found, and by Kamailio."""
    call = Conversation()
    for phrase, code in (("Blocked: credit limit", 403), ("a" * 60 + "!", 404), ("a" * 60 + "!", 404),
                         ("Unresolvable destination (478/TM)", 478)):
        invite = call.request("INVITE", ALICE, PROXY, after=40)
        call.ack(call.response(invite, code, phrase=phrase))
    path = tmp_path_factory.mktemp("captures") / "blocked.pcap"
    path.write_bytes(call.pcap())
    return path


def run(capture: Path, tables: Mapping[str, str], tmp_path: Path, *args: str,
        locale: str = "C.UTF-8", program: str = "tshark", stdin: str = "") -> tuple[str, list[str]]:
    """Run tshark with tables in its configuration folder; return standard output and the lines of stderr."""
    config = tmp_path / "config"
    for name, text in {"sipwhy/README": "not a table", **tables}.items():
        file = config / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    environment = os.environ | {"TZ": "UTC", "LC_ALL": locale, "SIPWHY_CONFIG": str(config)}
    environment.pop("LANGUAGE", None)
    command = [*WIRESHARK_RUN, program, *args] + (["-r", str(capture)] if program == "tshark" else [])
    result = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True, input=stdin.encode())
    errors = [line for line in result.stderr.decode().splitlines()
              if ROOT_WARNING not in line and "setlocale" not in line]
    return result.stdout.decode(), errors


def explain(capture: Path, tables: Mapping[str, str], tmp_path: Path, *args: str,
            locale: str = "C.UTF-8") -> tuple[list[Explanation], list[str]]:
    """Return the explanations, and the lines of stderr."""
    out, errors = run(capture, tables, tmp_path, "-T", "pdml", *args, locale=locale)
    return [item for packet in packets_of(out.encode()) for item in packet.explanations], errors


def causes(explanations: list[Explanation]) -> list[str]:
    """Return their causes."""
    return [explanation.first("cause") for explanation in explanations]


def test_own_rule(blocked: Path, tmp_path: Path) -> None:
    explanations, errors = explain(blocked, {"sipwhy/company.ini": COMPANY}, tmp_path)
    own = explanations[0]
    assert errors == []
    assert own.first("cause") == "site/credit-limit"
    assert own.first("verdict") == "our switch blocked the call: credit limit reached"
    assert own.first("reference.url") == "https://wiki.example/sip/credit-limit"
    assert own.fields["sipwhy.fix"] == ["(proxy administrator) Raise the limit."]
    assert own.first("also").startswith("403-")
    assert own.expert.severity == "note"
    assert own.expert.text == "403: our switch blocked the call: credit limit reached"


def sharkd(capture: Path, tables: Mapping[str, str], tmp_path: Path, *requests: tuple[str, dict[str, Any]]) -> list[str]:
    """Return the lines that sharkd answers when it has loaded the capture."""
    with readable_folder() as folder:
        copy = folder / "blocked.pcap"
        copy.write_bytes(capture.read_bytes())
        copy.chmod(0o644)
        lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
                 for number, (method, params) in enumerate([("load", {"file": str(copy)}), *requests], 1)]
        out, _ = run(capture, tables, tmp_path, "-", program="sharkd", stdin="\n".join([*lines, ""]))
    return [line for line in out.splitlines() if line.strip()][1:]


def test_own_rule_in_sharkd(blocked: Path, tmp_path: Path) -> None:
    (answer,) = sharkd(blocked, {"sipwhy/company.ini": COMPANY}, tmp_path, ("frame", {"frame": 2, "proto": True}))
    assert 'sipwhy.cause == \\"site/credit-limit\\"' in answer


def test_preferences_take_effect_at_once(blocked: Path, tmp_path: Path) -> None:
    frame = ("frame", {"frame": 11, "proto": True})
    answers = sharkd(blocked, {}, tmp_path, frame, ("setconf", {"name": "sipwhy.language", "value": "ja"}), frame,
                     ("setconf", {"name": "sipwhy.pack.kamailio", "value": "FALSE"}), frame)
    assert "サーバー" not in answers[0] and "サーバー" in answers[2]
    assert "site/kamailio-unresolvable" in answers[2]
    assert "site/kamailio-unresolvable" not in answers[4]


def test_folder_of_preference(blocked: Path, tmp_path: Path) -> None:
    other = {"sipwhy/company.ini": COMPANY.replace("credit-limit]", "not-this]")}
    with readable_folder() as folder:
        own = folder / "own.ini"
        own.write_text(COMPANY, encoding="utf-8")
        own.chmod(0o644)
        explanations, _ = explain(blocked, other, tmp_path, "-o", f"sipwhy.site_tables:{folder}")
    assert causes(explanations)[0] == "site/credit-limit"


def test_mistakes_are_reported_once(blocked: Path, tmp_path: Path) -> None:
    tables = {"sipwhy/broken.ini": BROKEN, "sipwhy/company.ini": COMPANY}
    explanations, errors = explain(blocked, tables, tmp_path, "-2")
    assert len(errors) == 3
    assert errors[0].startswith("tshark: sipwhy: ")
    for error, mistake in zip(errors, (
            "sipwhy/broken.ini:2: [site one] match.code: '4oo' is no code",
            "sipwhy/broken.ini:6: [404] meaning: no such key",
            "sipwhy/broken.ini:9: [rule no-such-rule] no such rule"), strict=True):
        assert error.endswith(mistake)
    assert causes(explanations)[0] == "site/credit-limit"
    assert explanations[1].first("means") == "not here, says our table"


def test_explosion_is_reported_once(blocked: Path, tmp_path: Path) -> None:
    explanations, errors = explain(blocked, {"sipwhy/slow.ini": EXPLODING}, tmp_path)
    assert len(errors) == 1
    assert errors[0].startswith("tshark: sipwhy: ")
    assert errors[0].endswith("slow.ini:1: [site slow] stopped in frame 5: a regular expression took too long")
    assert causes(explanations)[1] == "general"


def test_nothing_is_said_without_tables(blocked: Path, tmp_path: Path) -> None:
    explanations, errors = explain(blocked, {}, tmp_path)
    assert errors == []
    assert causes(explanations)[0] == "403-policy/limit"


# --- Packs ---


def test_pack(blocked: Path, tmp_path: Path) -> None:
    on, _ = explain(blocked, {}, tmp_path)
    off, errors = explain(blocked, {}, tmp_path, "-o", "sipwhy.pack.kamailio:FALSE")
    named = [on[-1].first("cause"), *on[-1].fields.get("sipwhy.also", [])]
    assert "site/kamailio-unresolvable" in named
    assert errors == []
    assert "site/kamailio-unresolvable" not in [off[-1].first("cause"), *off[-1].fields.get("sipwhy.also", [])]


# --- Languages ---


@pytest.mark.parametrize(("args", "locale"), [
    (["-o", "sipwhy.language:ja"], "C.UTF-8"),
    (["-o", "sipwhy.language:日本語"], "C.UTF-8"),
    ([], "ja_JP.UTF-8"),
    (["-o", "sipwhy.language:automatic"], "ja_JP.UTF-8"),
])
def test_japanese(blocked: Path, tmp_path: Path, args: list[str], locale: str) -> None:
    explanations, errors = explain(blocked, {}, tmp_path, *args, locale=locale)
    assert errors == []
    assert "サーバー" in explanations[1].first("means")
    assert explanations[1].first("cause") == "general"
    assert explanations[1].first("class") == "4xx Client Failure"


@pytest.mark.parametrize(("args", "locale"), [
    (["-o", "sipwhy.language:en"], "ja_JP.UTF-8"), ([], "C.UTF-8"), ([], "tlh")])
def test_english(blocked: Path, tmp_path: Path, args: list[str], locale: str) -> None:
    explanations, _ = explain(blocked, {}, tmp_path, *args, locale=locale)
    assert explanations[1].first("means").isascii()


# --- Long texts ---


@pytest.mark.parametrize(("language", "text"), [("ja", JAPANESE), ("en", "words " * 60 + "end")])
def test_long_text(blocked: Path, tmp_path: Path, language: str, text: str) -> None:
    """The field holds all of it, the lines show all of it, and no character is cut."""
    tables = {"sipwhy/long.ini": LONG}
    args = ("-o", f"sipwhy.language:{language}", "-Y", "sipwhy.code == 403")
    explanations, _ = explain(blocked, tables, tmp_path, *args)
    assert explanations[0].fields["sipwhy.why"][0] == text
    out, _ = run(blocked, tables, tmp_path, *args, "-O", "sipwhy")
    lines = [line.strip().removeprefix("[").removesuffix("]") for line in out.splitlines()]
    start = next(number for number, line in enumerate(lines) if line.endswith(text[:20]) or text[:20] in line)
    shown = [lines[start].partition(": ")[2], *(line.strip() for line in lines[start + 1 : start + 5])]
    glue = " " if language == "en" else ""
    assert glue.join(shown).startswith(text)
    assert all(len(line.encode()) <= LINE_ROOM for line in lines[start : start + 5])
    assert "�" not in out
    assert "truncated" not in out
    json_out, _ = run(blocked, tables, tmp_path, *args, "-T", "json")
    assert f'"sipwhy.why": "{text}"' in json_out


def test_example_is_installed_and_read(blocked: Path, tmp_path: Path) -> None:
    example = (SOURCE / "src" / "data" / "site-example.ini").read_text(encoding="utf-8")
    explanations, errors = explain(blocked, {"sipwhy/example.ini": example}, tmp_path)
    assert errors == []
    assert explanations[1].first("means") == "We do not serve this number."
