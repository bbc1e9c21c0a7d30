# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests want to see, step by step."""

import os
from pathlib import Path
from typing import Any

from wireshark import Program, has_role, pointer, press_keys, wait_for
OPENS = "0.3"  # seconds
APART = "0.6"
LONG = 100  # characters of a text, more than any label has
CONTINUED = "[  "  # how a line begins that goes on with the one before
COLUMNS = {"[Status code", "[Verdict", "[Cause", "[Who may have to act"}  # of the profile
SETTINGS = {
    "japanese": ["-o", "sipwhy.language:ja"],
    "hints": ["-o", "sipwhy.training:hints"],
    "hints_open": ["-o", "sipwhy.training:hints"],
    "hints_windows": ["-o", "sipwhy.training:hints"],
    "quiz": ["-o", "sipwhy.training:quiz"],
}

# Debian's programs open links with it, if it is there; this one writes them down.
BROWSER = "xdg-open"
BROWSER_SCRIPT = """#!/bin/sh
printf '%s\\n' "$1" >>"$HOME/opened"
"""

# Qt has KDE's colours built in, and reads them from this file.
DARK = {"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "5", "KDE_FULL_SESSION": "true"}
ENVIRONMENT = {"dark": DARK}
DARK_COLOURS = """[Colors:Window]
BackgroundNormal=35,38,41
ForegroundNormal=252,252,252
[Colors:View]
BackgroundNormal=27,30,32
BackgroundAlternate=35,38,41
ForegroundNormal=252,252,252
ForegroundLink=29,153,243
[Colors:Button]
BackgroundNormal=49,54,59
ForegroundNormal=252,252,252
[Colors:Selection]
BackgroundNormal=61,174,233
ForegroundNormal=252,252,252
[Colors:Tooltip]
BackgroundNormal=49,54,59
ForegroundNormal=252,252,252
"""


def prepare_home(home: Path) -> None:
    """Put into the home folder what stands in for the rest of a desktop."""
    programs = home / "bin"
    programs.mkdir()
    (programs / BROWSER).write_text(BROWSER_SCRIPT, encoding="utf-8")
    (programs / BROWSER).chmod(0o755)
    os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"
    (home / ".config").mkdir()
    (home / ".config" / "kdeglobals").write_text(DARK_COLOURS, encoding="utf-8")


def opened_links() -> list[str]:
    """Return the links that were opened."""
    file = Path(os.environ["HOME"], "opened")
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


class Steps:
    """What the tests want to see."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.row = "[SIP Why: "  # of the details, that is selected

    def details_expanded(self) -> list[str]:
        """Open the plugin's item, which is the last one, and all in it."""
        folded = wait_for("details", lambda: [cell for cell in self.program.find("tree", "Packet details") if cell])
        pointer(folded[-1], "click", "1", "key", "shift+Right")
        return wait_for("open item", lambda: self.details(len(folded) + 1))

    def details(self, least: int) -> list[str]:
        names = [row[0] for row in self.program.rows("Packet details")]
        return names[1:] if len(names) >= least else []

    def profile(self) -> dict[str, Any]:
        """The window as it is with the profile."""
        toolbar = self.program.filter_toolbar()
        buttons = [node.name for node in self.program.walk(toolbar) if has_role(node, "button")]
        return {"list": self.program.rows("Packet list"), "details": self.details_expanded(), "buttons": buttons}

    def japanese(self) -> dict[str, Any]:
        return self.profile()

    def filter_text(self) -> str:
        toolbar = self.program.filter_toolbar()
        text = next(node for node in self.program.walk(toolbar) if node.getRoleName() == "text")
        return text.queryText().getText(0, -1)

    def filtered(self) -> dict[str, Any]:
        """What the list shows when a filter was applied."""
        rows = wait_for("filtered list", lambda: self.fewer_packets())
        return {"filter": self.filter_text(), "frames": [int(row[0]) for row in rows[1:]]}

    def fewer_packets(self) -> list[list[str]]:
        rows = self.program.rows("Packet list")
        return rows if 1 < len(rows) <= self.program.packets else []

    def button(self) -> dict[str, Any]:
        """A filter button."""
        self.program.find("button", "Transfers").queryAction().doAction(0)
        return self.filtered()

    def conversation(self) -> dict[str, Any]:
        """The conversation filter."""
        self.program.press("Analyze", "Conversation Filter", "SIP Why: call over all hops")
        return self.filtered()

    def call(self) -> dict[str, Any]:
        """The entry that shows the call."""
        self.program.press("Telephony", "SIP Why", "Show the call of the selected packet")
        return self.filtered()

    def legs(self) -> dict[str, Any]:
        """The same for a call that a server passes on with another Call-ID."""
        self.program.press("Telephony", "SIP Why", "Show the call of the selected packet")
        return {"filter": wait_for("filter", self.filter_text)}

    def dialog(self, part: str, *path: str) -> dict[str, Any]:
        self.program.press(*path)
        window = self.program.other_window(part)
        rows = wait_for(f"rows in {part}", lambda: self.program.rows("", window)[1:] and self.program.rows("", window))
        return {"title": window.name, "rows": rows}

    def expert(self) -> dict[str, Any]:
        return self.dialog("Expert Information", "Analyze", "Expert Information")

    def statistics(self) -> dict[str, Any]:
        return self.dialog("Causes and codes", "Statistics", "SIP Why", "Causes and codes")

    def calls(self) -> dict[str, Any]:
        return self.dialog("SIP Why: calls", "Telephony", "SIP Why: calls")

    def text_window(self, *buttons: str) -> dict[str, Any]:
        """A window with a text, and what it shows when its buttons are pressed one after the other."""
        window = self.program.other_window("SIP Why: ")
        shown = next(node for node in self.program.walk(window) if has_role(node, "text") and
                     node.queryText().characterCount > LONG)
        names = [node.name for node in self.program.walk(window) if has_role(node, "button")]
        texts = [shown.queryText().getText(0, -1)]
        for name in buttons:
            self.program.find("button", name, window).queryAction().doAction(0)
            texts.append(wait_for("new text", lambda: (text := shown.queryText().getText(0, -1)) not in texts and text))
        return {"title": window.name, "texts": texts, "buttons": names}

    def explanation(self) -> dict[str, Any]:
        self.program.press("Telephony", "SIP Why", "Explain the code of the selected packet")
        shown = self.text_window()
        window = self.program.other_window("SIP Why: ")
        self.program.find("button", "RFC 6665 section 8.3.1", window).queryAction().doAction(0)
        return shown | {"opened": wait_for("opened link", opened_links)}

    def comparison(self) -> dict[str, Any]:
        self.program.press("Telephony", "SIP Why", "Compare it with another code of the call")
        return self.text_window("404 Not Found")

    # ---- context menus ----

    def choose(self, cell: Any, *path: str) -> None:
        """Choose an entry of a cell's context menu."""
        pointer(cell, "click", "3", "sleep", OPENS)
        focus = self.program.focus
        focus.name = ""
        for name in path[:-1]:
            focus.move("Down", name)
            focus.press("Right")
        focus.move("Down", path[-1])
        press_keys("Return")

    def selected_packet(self) -> Any:
        return self.program.cell("Packet list", str(self.shown_packet(0)))

    def packet_menu_explanation(self) -> dict[str, Any]:
        self.choose(self.selected_packet(), "SIP Why", "Explain this code")
        return self.text_window()

    def packet_menu_comparison(self) -> dict[str, Any]:
        self.choose(self.selected_packet(), "SIP Why", "Compare with another code of the call")
        return self.text_window("404 Not Found")

    def packet_menu_call(self) -> dict[str, Any]:
        self.choose(self.selected_packet(), "SIP Why", "Show the call")
        return self.filtered()

    # ---- going somewhere ----

    def shown_packet(self, other_than: int) -> int:
        """The packet whose details are shown."""
        def number() -> int:
            texts = (row[0] for row in self.program.rows("Packet details"))
            return next((int(text.split(":")[0].split()[1]) for text in texts if text.startswith("Frame ")), 0)

        return wait_for("another packet", lambda: (shown := number()) not in (0, other_than) and shown)

    def expert_jump(self) -> dict[str, Any]:
        """A double click in the Expert Information dialog."""
        before = self.shown_packet(0)
        self.program.press("Analyze", "Expert Information")
        window = self.program.other_window("Expert Information")
        self.unfolded(window, "202-refer-failed")
        pointer(self.program.cell("", "15", window), "sleep", APART, "click", "--repeat", "2", "1")
        return {"before": before, "after": self.shown_packet(before)}

    def frame_jump(self) -> dict[str, Any]:
        """A double click on the link to a frame."""
        before = self.shown_packet(0)
        self.details_expanded()
        self.double_click("[Evidence in frame: 21")
        return {"before": before, "after": self.shown_packet(before)}

    def link(self) -> dict[str, Any]:
        """A double click on the link to an RFC: Wireshark copies it. Pasted into the filter it can be read."""
        self.details_expanded()
        self.double_click("[Link: ")
        self.paste()
        return {"copied": wait_for("copied link", self.filter_text)}

    def double_click(self, start: str) -> None:
        """On an open row of the details."""
        self.go_to(start)
        pointer(self.program.cell("Packet details", start), "click", "--repeat", "2", "1")

    # ---- training ----

    def hints(self) -> dict[str, Any]:
        """The window before anything is unfolded, but for the frame's own item."""
        labels = [node.name for node in self.program.walk(self.program.window) if has_role(node, "label")]
        details = wait_for("details", lambda: self.program.rows("Packet details"))
        pointer(self.program.cell("Packet details", "Frame "), "click", "1", "key", "shift+Right")
        frame = wait_for("open frame", lambda: (rows := self.program.rows("Packet details"))[len(details):] and rows)
        return {"list": self.program.rows("Packet list"), "labels": labels, "frame": frame}

    def hints_open(self) -> dict[str, Any]:
        return {"details": self.details_expanded()}

    def hints_windows(self) -> dict[str, Any]:
        """The windows that tell causes when training is off."""
        return {"statistics": self.statistics(), "calls": self.calls(), "expert": self.expert_expanded()}

    def expert_expanded(self) -> list[list[str]]:
        self.program.press("Analyze", "Expert Information")
        window = self.program.other_window("Expert Information")
        rows = wait_for("expert items", lambda: self.program.rows("", window)[1:])
        return self.unfolded(window, rows[0][0])

    def unfolded(self, window: Any, start: str) -> list[list[str]]:
        """What a dialog shows when a row is open; a click does nothing before the window is ready."""
        rows = wait_for("rows", lambda: self.program.rows("", window))

        def more() -> list[list[str]]:
            pointer(self.program.cell("", start, window), "sleep", APART, "click", "1", "sleep", OPENS, "key", "Right")
            shown = self.program.rows("", window)
            return shown if len(shown) > len(rows) else []

        return wait_for(f"open {start}", more)

    def quiz(self) -> dict[str, Any]:
        return {"details": self.details_expanded()}

    # ---- appearance ----

    def language(self) -> dict[str, Any]:
        """Summaries of expert items before and after the language was changed."""
        def summaries() -> list[str]:
            return [row[1] for row in self.expert()["rows"]]

        before = summaries()
        self.program.find("button", "Close", self.program.other_window("Expert")).queryAction().doAction(0)
        wait_for("closed window", lambda: len(self.program.windows()) == 1)
        item = self.program.cell("Packet details", "[SIP Why: ")
        self.choose(item, "Protocol Preferences", "Language of the explanations", "日本語")
        wait_for("other language", lambda: any("REFER は" in row[0] for row in self.program.rows("Packet details")))
        return {"before": before, "after": summaries()}

    def dark(self) -> dict[str, Any]:
        return {"details": self.details_expanded()}

    # ---- fields ----

    def fields(self) -> list[dict[str, str]]:
        """One row for each label of the plugin's item as a filter, copied and pasted."""
        found: list[dict[str, str]] = []
        for start in self.labels():
            self.go_to(start)
            press_keys("ctrl+shift+c")
            before = found[-1]["filter"] if found else ""
            self.paste()
            text = wait_for("new filter", lambda before=before: (now := self.filter_text()) != before and now)
            found.append({"label": start, "filter": text})
        return found

    def paste(self) -> None:
        """Put what was copied into the display filter."""
        press_keys("ctrl+slash", "ctrl+a", "ctrl+v")

    def apply(self) -> dict[str, Any]:
        """A row as a filter, by its context menu."""
        self.details_expanded()
        self.go_to("[Cause")
        self.choose(self.program.cell("Packet details", "[Cause"), "Apply as Filter", "Selected")
        return self.filtered()

    def columns(self) -> list[list[str]]:
        """The same rows as columns of the packet list."""
        labels = [start for start in self.labels() if start not in COLUMNS]
        columns = len(self.program.rows("Packet list")[0])
        for number, start in enumerate(labels, columns + 1):
            self.go_to(start)
            press_keys("ctrl+shift+i")
            wait_for(f"column of {start}", lambda number=number: len(self.program.rows("Packet list")[0]) == number)
        return self.program.rows("Packet list")

    def labels(self) -> list[str]:
        """How the rows of the plugin's item begin, each label once."""
        rows = self.details_expanded()
        start = next(number for number, text in enumerate(rows) if text.startswith("[SIP Why: "))
        end = next(number for number, text in enumerate(rows) if text.startswith("[Expert Info "))
        begun = [text for text in rows[start + 1 : end] if not text.startswith(CONTINUED)]
        return list(dict.fromkeys(text.split(":")[0] for text in begun))

    def go_to(self, start: str) -> None:
        """Select the first row of the details below the selected one that begins like this."""
        texts = [row[0] for row in wait_for("details", lambda: self.program.rows("Packet details"))]
        place = next(number for number, text in enumerate(texts) if text.startswith(self.row))
        steps = next(number for number, text in enumerate(texts[place:]) if text.startswith(start))
        # with the click before it must not be a double click
        pointer(self.program.cell("Packet details", self.row), "sleep", APART, "click", "1", "sleep", OPENS)
        press_keys(*["Down"] * steps)
        wait_for(f"selected {start}", lambda: self.program.is_selected(self.program.cell("Packet details", start)))
        self.row = start
