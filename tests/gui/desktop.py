# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses Wireshark as a person does who cannot see: through the accessibility tree (AT-SPI), on a display of its own.

Run by conftest.py as an ordinary user, in a home of its own:

    python3 desktop.py RESULTS CAPTURE FRAME STEP...

Each step opens the capture with this frame selected, and writes what the window showed to RESULTS/STEP.json and
RESULTS/STEP.png. DISPLAY names the X server.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TIME_LIMIT = 45.0
STARTS = 3  # AT-SPI misses a program now and then that starts while the machine is busy
START_LIMIT = 20.0
PAUSE = 0.1
CONTAINERS = {"application", "frame", "dialog", "window", "filler", "panel", "menu bar", "menu item", "popup menu",
              "split pane", "tool bar", "layered pane", "scroll pane", "page tab list", "combo box"}
LANGUAGE = {"japanese": ["-o", "sipwhy.language:ja"]}


def wait_for(what: str, condition: Callable[[], Any], limit: float = TIME_LIMIT) -> Any:
    """Return the condition's value as soon as it is true."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(PAUSE)
    raise TimeoutError(f"{what}: not after {limit:.0f} s")


class Program:
    """A running Wireshark."""

    def __init__(self, accessibility: Any, arguments: list[str], title: str) -> None:
        """Start it and wait for its window."""
        self.accessibility = accessibility
        environment = os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        self.process = subprocess.Popen(["wireshark", *arguments], env=environment)
        self.title = title
        try:
            self.window = wait_for("main window", self.find_window, START_LIMIT)
        except TimeoutError:
            self.end()
            raise
        wait_for("packets", lambda: len(self.rows("Packet list")) > 1)

    def application(self) -> Any:
        """Return it as the accessibility tree knows it."""
        desktop = self.accessibility.Registry.getDesktop(0)
        return next((child for child in desktop if child and child.get_process_id() == self.process.pid), None)

    def windows(self) -> list[Any]:
        """Return its windows."""
        application = self.application()
        return [child for child in application or [] if child]

    def find_window(self) -> Any:
        """Return the main window, when the capture is open."""
        return next((window for window in self.windows() if self.title in window.name), None)

    def other_window(self, part: str) -> Any:
        """Return the window that has this in its title, when it is there."""
        return wait_for(f"window {part}", lambda: next((w for w in self.windows() if part in w.name), None))

    def walk(self, node: Any) -> Iterator[Any]:
        """Give what is in a window, without the rows of its lists."""
        for child in node:
            if child:
                yield child
                if child.getRoleName() in CONTAINERS:
                    yield from self.walk(child)

    def find(self, role: str, name: str, within: Any = None) -> Any:
        """Return what has this role and name."""
        def first() -> Any:
            nodes = self.walk(within or self.window)
            return next((node for node in nodes if node.getRoleName() == role and node.name == name), None)

        return wait_for(f"{role} {name}", first)

    def press(self, *path: str) -> None:
        """Choose an entry of a menu."""
        node = self.window
        for name in path:
            node = self.find("menu item", name, node)
        node.queryAction().doAction(0)

    def rows(self, name: str, within: Any = None) -> list[list[str]]:
        """Return the cells of a list or tree, whose columns may have names."""
        table = next((n for n in self.walk(within or self.window) if n.getRoleName() in ("tree", "table") and
                      (not name or n.name == name)), None)
        if not table:
            return []
        cells = [child for child in table if child]
        columns = sum(cell.getRoleName() == "table column header" for cell in cells)
        names = [cell.name for cell in cells]
        return [names[start : start + columns] for start in range(0, len(names), columns or 1)]

    def leave(self) -> None:
        """Close it as a user does, so that it frees what it holds; nothing asks whether to save."""
        with contextlib.suppress(Exception):  # it does not answer any more
            self.press("File", "Quit")
        try:
            status = self.process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            self.end()
        else:
            if status < 0:
                raise RuntimeError(f"Wireshark ended by signal {-status} when it was closed")

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.terminate()
        self.process.wait(TIME_LIMIT)


def pointer(node: Any, *actions: str) -> None:
    """Move the pointer to the start of something, and let xdotool act there."""
    box = node.queryComponent().getExtents(0)
    place = [str(box.x + min(60, box.width // 2)), str(box.y + box.height // 2)]
    subprocess.run(["xdotool", "mousemove", *place, *actions], check=True)


def start(accessibility: Any, arguments: list[str], title: str) -> Program:
    """Start Wireshark, again if its window does not appear in the accessibility tree."""
    for _ in range(STARTS - 1):
        try:
            return Program(accessibility, arguments, title)
        except TimeoutError as problem:
            print(problem, flush=True)
    return Program(accessibility, arguments, title)


class Steps:
    """What the tests want to see."""

    def __init__(self, program: Program) -> None:
        self.program = program

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
        toolbar = self.program.find("tool bar", "Display Filter Toolbar")
        buttons = [node.name for node in self.program.walk(toolbar) if node.getRoleName() == "push button"]
        return {"list": self.program.rows("Packet list"), "details": self.details_expanded(), "buttons": buttons}

    def japanese(self) -> dict[str, Any]:
        return self.profile()

    def filter_text(self) -> str:
        toolbar = self.program.find("tool bar", "Display Filter Toolbar")
        text = next(node for node in self.program.walk(toolbar) if node.getRoleName() == "text")
        return text.queryText().getText(0, -1)

    def filtered(self, before: int) -> dict[str, Any]:
        """What the list shows when a filter was applied."""
        rows = wait_for("filtered list", lambda: self.fewer_packets(before))
        return {"filter": self.filter_text(), "frames": [int(row[0]) for row in rows[1:]]}

    def fewer_packets(self, before: int) -> list[list[str]]:
        rows = self.program.rows("Packet list")
        return rows if 1 < len(rows) < before else []

    def button(self) -> dict[str, Any]:
        """A filter button."""
        before = len(self.program.rows("Packet list"))
        self.program.find("push button", "Transfers").queryAction().doAction(0)
        return self.filtered(before)

    def conversation(self) -> dict[str, Any]:
        """The conversation filter."""
        before = len(self.program.rows("Packet list"))
        self.program.press("Analyze", "Conversation Filter", "SIP Why: call over all hops")
        return self.filtered(before)

    def call(self) -> dict[str, Any]:
        """The entry that shows the call."""
        before = len(self.program.rows("Packet list"))
        self.program.press("Telephony", "SIP Why", "Show the call of the selected packet")
        return self.filtered(before)

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

    def text(self, entry: str) -> dict[str, Any]:
        self.program.press("Telephony", "SIP Why", entry)
        window = self.program.other_window("SIP Why: ")
        shown = next(node for node in self.program.walk(window) if node.getRoleName() == "text" and
                     node.queryText().characterCount > 100)
        buttons = [node.name for node in self.program.walk(window) if node.getRoleName() == "push button"]
        return {"title": window.name, "text": shown.queryText().getText(0, -1), "buttons": buttons}

    def explanation(self) -> dict[str, Any]:
        return self.text("Explain the code of the selected packet")

    def comparison(self) -> dict[str, Any]:
        shown = self.text("Compare it with another code of the call")
        window = self.program.other_window("SIP Why: ")
        self.program.find("push button", "404 Not Found", window).queryAction().doAction(0)
        text = next(node for node in self.program.walk(window) if node.getRoleName() == "text")
        pair = wait_for("other pair", lambda: (lambda t: "404" in t[:40] and t)(text.queryText().getText(0, -1)))
        return shown | {"pressed": pair}


def start_bus() -> subprocess.Popen[bytes]:
    """Start a session bus in the home folder; the accessibility bus starts with it."""
    address = f"unix:path={os.environ['HOME']}/bus"
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", f"--address={address}"], stderr=subprocess.DEVNULL)
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    wait_for("session bus", lambda: Path(os.environ["HOME"], "bus").exists())
    return bus


def run_step(accessibility: Any, capture: Path, frame: str, results: Path, step: str) -> None:
    """Write what the step shows, and a picture."""
    arguments = ["-C", "SIP Why", "-r", str(capture), "-g", frame, *LANGUAGE.get(step, [])]
    program = start(accessibility, arguments, capture.name)
    try:
        shown = getattr(Steps(program), step)()
    finally:
        subprocess.run(["import", "-window", "root", str(results / f"{step}.png")], check=False)
        program.leave()
    (results / f"{step}.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    results, capture, frame = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    os.environ["XDG_RUNTIME_DIR"] = str(Path(os.environ["HOME"], "run"))
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
    bus = start_bus()
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    try:
        import pyatspi  # noqa: PLC0415 - it looks for the bus when it is imported

        for step in sys.argv[4:]:
            try:
                run_step(pyatspi, capture, frame, results, step)
            except Exception:  # noqa: BLE001 - the next step has a Wireshark of its own
                print(f"step {step}:\n{traceback.format_exc()}", flush=True)
    finally:
        manager.terminate()
        bus.terminate()


if __name__ == "__main__":
    main()
