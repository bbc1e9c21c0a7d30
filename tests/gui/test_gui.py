# SPDX-License-Identifier: GPL-2.0-or-later
"""A failed transfer in Wireshark with the profile: what meets the eye, and what the menus offer."""

import re
import subprocess

import pytest

from conftest import FRAME, RESULTS, Shown

VERSION = subprocess.run(["wireshark", "--version"], capture_output=True, text=True, check=False).stdout
pytestmark = pytest.mark.skipif(
    re.match(r"Wireshark [0-3]\.|Wireshark 4\.0", VERSION) is None and VERSION.startswith("Wireshark "),
    reason="the windows are only known as Wireshark 4.0 (Qt 5) names them",
)

CAUSE = "202-refer-failed"
VERDICT = "the REFER was accepted, but the call to sip:nobody@a.example failed: 404 Not Found"
JAPANESE = "REFER は受け付けられたが sip:nobody@a.example への呼は失敗。404 Not Found"
CALL_ID = "61f81893fdd27932"


def row_of(rows: list[list[str]], frame: int) -> dict[str, str]:
    """Return the cells of a packet by their columns' names."""
    return next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == str(frame))


@pytest.mark.step("profile")
def test_columns(shown: Shown) -> None:
    cells = row_of(shown["profile"]["list"], FRAME)
    assert cells["Code"] == "202"
    assert cells["Why"].startswith(VERDICT)
    assert (cells["Cause"], cells["Who may act"]) == (CAUSE, "caller")


@pytest.mark.step("profile")
def test_details_open_to_what_matters(shown: Shown) -> None:
    """Verdict, meaning, reasons, steps and evidence stand first, with the frames that prove it."""
    details = shown["profile"]["details"]
    start = next(number for number, text in enumerate(details) if text.startswith("[SIP Why: 202 Accepted"))
    labels = [re.sub(r"^\[([^:]+):.*", r"\1", text) for text in details[start + 1 :]]
    order = list(dict.fromkeys(labels))
    assert order[:6] == ["Verdict", "Means", "Why", "Fix", "Evidence", "Evidence in frame"]
    assert details[start + 1].startswith(f"[Verdict: {VERDICT}")
    assert "[Evidence in frame: 21]" in details
    assert "[Request in frame: 11]" in details
    assert "[Link: https://www.rfc-editor.org/rfc/rfc3515.html#section-2.4.5]" in details


@pytest.mark.step("profile")
def test_filter_buttons(shown: Shown) -> None:
    buttons = shown["profile"]["buttons"]
    assert buttons[-5:] == ["Failed calls", "Authentication", "Media", "Transfers", "No answer"]


@pytest.mark.step("button")
def test_filter_button_filters(shown: Shown) -> None:
    assert shown["button"]["frames"] == [10, 11, 12, 15, 17, 20, 23, 25]


@pytest.mark.step("expert")
def test_expert_information(shown: Shown) -> None:
    """One row for each cause and severity, the worst first."""
    rows = [(row[0], row[1], row[-1]) for row in shown["expert"]["rows"][1:] if row[3] == "SIP Why"]
    summaries = [summary for _, summary, _ in rows]
    assert [severity for severity, *_ in rows] == sorted((row[0] for row in rows), key=["Warning", "Note", "Chat", "Comment"].index)
    assert ("Warning", "2") in [(row[0], row[2]) for row in rows if row[1].startswith(f"{CAUSE}: ")]
    assert len({(severity, summary) for severity, summary, _ in rows}) == len(rows)
    assert not any("nobody@a.example" in summary for summary in summaries), "a summary speaks for all of its packets"


@pytest.mark.step("statistics")
def test_statistics_tree(shown: Shown) -> None:
    counts = [(row[0], row[1]) for row in shown["statistics"]["rows"]]
    assert {("Calls", "2"), ("worked", "1"), ("failed", "1"), (CAUSE, "1"), ("REFER", "1")} <= set(counts)


@pytest.mark.step("calls")
def test_table_of_calls(shown: Shown) -> None:
    heading, *rows = shown["calls"]["rows"]
    assert heading[:3] == ["Start", "From", "To"]
    calls = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(call["To"], call["Result"], call["Code"]) for call in calls] == [
        ("sip:bob@a.example", "worked", "200"),
        ("sip:nobody@a.example", "failed", "404"),
    ]
    assert calls[0]["Cause"].startswith(VERDICT)


@pytest.mark.step("explanation")
def test_code_is_explained(shown: Shown) -> None:
    assert shown["explanation"]["title"].endswith("SIP Why: 202 Accepted, as an answer to REFER")
    assert "Why you see it" in shown["explanation"]["text"]


@pytest.mark.step("comparison")
def test_codes_are_compared(shown: Shown) -> None:
    """With another code of the call; a button changes to one that people mix up with it."""
    assert shown["comparison"]["text"].startswith("200 OK and 202 Accepted\n")
    assert "180 Ringing" in shown["comparison"]["buttons"]
    assert shown["comparison"]["pressed"].startswith("202 Accepted and 404 Not Found\n")


@pytest.mark.step("conversation")
@pytest.mark.step("call")
@pytest.mark.parametrize("step", ["conversation", "call"])
def test_call_is_shown_over_all_hops(shown: Shown, step: str) -> None:
    assert shown[step]["filter"] == f'sip.Call-ID == "{CALL_ID}"'
    assert shown[step]["frames"] == [frame for frame in range(1, 29) if frame not in (14, 18, 19)]


@pytest.mark.step("legs")
def test_call_is_shown_with_its_legs(shown: Shown) -> None:
    """A header field proves that both belong together; no report was open that had seen it."""
    assert shown["legs"]["filter"] == 'sip.Call-ID in {"first@example.com", "second@example.com"}'


@pytest.mark.step("japanese")
def test_japanese(shown: Shown) -> None:
    cells = row_of(shown["japanese"]["list"], FRAME)
    assert cells["Why"].startswith(JAPANESE)
    assert any(text.startswith(f"[判定: {JAPANESE}") for text in shown["japanese"]["details"])


@pytest.mark.step("profile")
def test_pictures_are_kept(shown: Shown) -> None:
    assert {f"{step}.png" for step in shown} == {file.name for file in RESULTS.glob("*.png")}
