# SPDX-License-Identifier: GPL-2.0-or-later
"""A failed transfer in Wireshark with the profile: what meets the eye, and what the menus offer."""

import re
import subprocess

import pytest

from conftest import FRAME, RESULTS, TRANSFER, WIRESHARK_RUN, Shown

CAUSE = "202-refer-failed"
VERDICT = "the REFER was accepted, but the call to sip:nobody@a.example failed: 404 Not Found"
JAPANESE = "REFER は受け付けられたが sip:nobody@a.example への呼は失敗。404 Not Found"
CALL_ID = "61f81893fdd27932"
LINK = "https://www.rfc-editor.org/rfc/rfc3515.html#section-2.4.5"
OPENED = "https://www.rfc-editor.org/rfc/rfc6665.html#section-8.3.1"
FAILED_COLOUR = "#F9C441"  # of the profile's rule
DARK_COLOUR = "#1B1E20"  # of steps.py
VERSION = subprocess.run(["wireshark", "--version"], capture_output=True, text=True, check=False).stdout


def of_packet_menu(step: str) -> object:
    """Return a step as a parameter; Wireshark 4.0 has no such menu."""
    reason = "Wireshark 4.0 lets no plugin add to the packet's menu"
    return pytest.param(step, marks=[pytest.mark.step(step), pytest.mark.skipif("Wireshark 4.0." in VERSION, reason=reason)])


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
    # Wireshark 4.6 shows the blanks that align tshark's columns
    calls = [dict(zip(heading, (cell.strip() for cell in row), strict=True)) for row in rows]
    assert [(call["To"], call["Result"], call["Code"]) for call in calls] == [
        ("sip:bob@a.example", "worked", "200"),
        ("sip:nobody@a.example", "failed", "404"),
    ]
    assert calls[0]["Cause"].startswith(VERDICT)


@pytest.mark.step("explanation")
@pytest.mark.parametrize("step", ["explanation", of_packet_menu("packet_menu_explanation")])
def test_code_is_explained(shown: Shown, step: str) -> None:
    assert shown[step]["title"].endswith("SIP Why: 202 Accepted, as an answer to REFER")
    assert "Why you see it" in shown[step]["texts"][0]


@pytest.mark.step("explanation")
def test_link_opens(shown: Shown) -> None:
    """A button of the text window hands the link to the desktop's browser."""
    assert shown["explanation"]["opened"] == [OPENED]


@pytest.mark.step("link")
def test_link_of_details_is_copied(shown: Shown) -> None:
    """That is what Wireshark does with a link that is double-clicked."""
    assert shown["link"]["copied"] == LINK


@pytest.mark.step("comparison")
@pytest.mark.parametrize("step", ["comparison", of_packet_menu("packet_menu_comparison")])
def test_codes_are_compared(shown: Shown, step: str) -> None:
    """With another code of the call; a button changes to one that people mix up with it."""
    assert shown[step]["texts"][0].startswith("200 OK and 202 Accepted\n")
    assert "180 Ringing" in shown[step]["buttons"]
    assert shown[step]["texts"][1].startswith("202 Accepted and 404 Not Found\n")


@pytest.mark.step("conversation")
@pytest.mark.step("call")
@pytest.mark.parametrize("step", ["conversation", "call", of_packet_menu("packet_menu_call")])
def test_call_is_shown_over_all_hops(shown: Shown, step: str) -> None:
    assert shown[step]["filter"] == f'sip.Call-ID == "{CALL_ID}"'
    assert shown[step]["frames"] == [frame for frame in range(1, 29) if frame not in (14, 18, 19)]


@pytest.mark.step("legs")
def test_call_is_shown_with_its_legs(shown: Shown) -> None:
    """A header field proves that both belong together; no report was open that had seen it."""
    assert shown["legs"]["filter"] == 'sip.Call-ID in {"first@example.com", "second@example.com"}'


@pytest.mark.step("expert_jump")
@pytest.mark.step("frame_jump")
@pytest.mark.parametrize(("step", "frame"), [("expert_jump", 15), ("frame_jump", 21)])
def test_double_click_goes_to_the_packet(shown: Shown, step: str, frame: int) -> None:
    assert shown[step] == {"before": FRAME, "after": frame}


def frames_of(condition: str) -> list[int]:
    """Return the frames that a filter finds in all of the capture."""
    command = [*WIRESHARK_RUN, "tshark", "-2", "-r", str(TRANSFER), "-Y", condition, "-T", "fields", "-e", "frame.number"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return [int(frame) for frame in result.stdout.split()]


@pytest.mark.step("fields")
def test_fields_as_filters(shown: Shown) -> None:
    """Every row gives a filter that names its field and shows its value, and that finds the packet."""
    filters = {row["label"].removeprefix("["): row["filter"] for row in shown["fields"]}
    assert {"Verdict", "Why", "Fix", "Evidence", "Evidence in frame", "Status code", "Cause", "Difference"} <= set(filters)
    for label, condition in filters.items():
        assert re.fullmatch(r'sipwhy\.[a-z_.]+ == (\d+|"[^"\\]+")', condition), label
    assert filters["Cause"] == f'sipwhy.cause == "{CAUSE}"'
    assert filters["Evidence in frame"] == "sipwhy.evidence.frame == 21"
    assert FRAME in frames_of(" && ".join(filters.values()))


@pytest.mark.step("apply")
def test_row_is_applied_as_filter(shown: Shown) -> None:
    assert shown["apply"] == {"filter": f'sipwhy.cause == "{CAUSE}"', "frames": [FRAME, 15]}


@pytest.mark.step("columns")
def test_fields_as_columns(shown: Shown) -> None:
    heading, *rows = shown["columns"]
    cells = dict(zip(heading, next(row for row in rows if row[0] == str(FRAME)), strict=True))
    assert len(heading) > 20  # noqa: PLR2004 - ten of the profile, and those of fields
    assert all(cells.values()), cells
    assert (cells["Evidence in frame"], cells["Confidence"]) == ("21,14,18,11,6", "certain")
    assert cells["Link"].startswith(LINK)


def secrets_of(shown: Shown) -> set[str]:
    """Return what training has to hide: what columns and details tell without it."""
    heading, *rows = shown["profile"]["list"]
    cells = [dict(zip(heading, row, strict=True)) for row in rows]
    found = {cell[title] for cell in cells for title in ("Why", "Cause")} - {"", "general"}
    told = [re.fullmatch(r"\[(Verdict|Why|Fix|Evidence): (.*)\]", text) for text in shown["profile"]["details"]]
    return found | {match[2] for match in told if match}


def strings(value: object) -> list[str]:
    """Return all strings in it."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in strings(part)]


@pytest.mark.step("profile")
@pytest.mark.step("hints")
@pytest.mark.step("hints_windows")
def test_training_tells_nothing(shown: Shown) -> None:
    """Columns, folded details, colours, status bar, expert items, statistics, calls."""
    secrets = secrets_of(shown)
    assert {CAUSE, "202-refer-report/progress"} < secrets
    seen = strings(shown["hints"]) + strings(shown["hints_windows"])
    assert [(secret, text) for secret in secrets for text in seen if secret in text] == []
    assert any("why this answer to REFER?" in text for text in seen)
    assert any("Training is on" in text for text in strings(shown["hints_windows"]["statistics"]))


def colours_of(step: str) -> str:
    """Return all colours of a picture, as ImageMagick writes them."""
    command = ["convert", str(RESULTS / f"{step}.png"), "-depth", "8", "-unique-colors", "txt:"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.upper()


@pytest.mark.step("profile")
@pytest.mark.step("hints")
def test_colours_tell_nothing_in_training(shown: Shown) -> None:
    assert shown["profile"]
    assert shown["hints"]
    assert FAILED_COLOUR in colours_of("profile")
    assert FAILED_COLOUR not in colours_of("hints")


@pytest.mark.step("hints_open")
@pytest.mark.step("quiz")
@pytest.mark.parametrize("step", ["hints_open", "quiz"])
def test_training_tells_when_unfolded(shown: Shown, step: str) -> None:
    details = shown[step]["details"]
    labels = [re.sub(r"^\[(Frame|Hint \d|Answer|Verdict|Right is).*", r"\1", text) for text in details]
    order = [label for label in labels if label in {"Hint 1", "Hint 2", "Hint 3", "Answer", "Verdict", "Right is"}]
    assert order == ["Hint 1", "Hint 2", "Hint 3", "Answer", "Verdict"] + ["Right is"] * (step == "quiz")
    assert any(text.startswith(f"[Verdict: {VERDICT}") for text in details)


@pytest.mark.step("dark")
def test_dark_theme(shown: Shown) -> None:
    """Rows without a rule are dark, those with a rule keep its colours."""
    assert shown["dark"]["details"]
    assert DARK_COLOUR in colours_of("dark")
    assert FAILED_COLOUR in colours_of("dark")


@pytest.mark.step("japanese")
def test_japanese(shown: Shown) -> None:
    cells = row_of(shown["japanese"]["list"], FRAME)
    assert cells["Why"].startswith(JAPANESE)
    assert any(text.startswith(f"[判定: {JAPANESE}") for text in shown["japanese"]["details"])


@pytest.mark.step("language")
def test_language_changes_while_it_runs(shown: Shown) -> None:
    """Expert items that were there before follow."""
    before, after = shown["language"]["before"], shown["language"]["after"]
    assert any(f"{CAUSE}: the REFER was accepted" in text for text in before)
    assert any(f"{CAUSE}: REFER は受け付けられた" in text for text in after)
    assert not any("the REFER was accepted" in text for text in after)


@pytest.mark.step("profile")
def test_pictures_are_kept(shown: Shown) -> None:
    assert {f"{step}.png" for step in shown} == {file.name for file in RESULTS.glob("*.png")}
