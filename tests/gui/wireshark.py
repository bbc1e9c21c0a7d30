# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark as a person uses it who cannot see: through the accessibility tree (AT-SPI), with keys and a pointer."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from gi.repository import GLib

TIME_LIMIT = 45.0
START_LIMIT = 20.0
PAUSE = 0.1
CONTAINERS = {"application", "frame", "dialog", "window", "filler", "panel", "menu bar", "menu item", "popup menu",
              "split pane", "tool bar", "layered pane", "scroll pane", "page tab list", "combo box", "status bar"}
# What Qt 5 (Wireshark 4.0) and Qt 6 (4.4, 4.6) call the same thing.
ROLES = {"button": ("push button", "button")}
FOCUS_LIMIT = 1.5
MOVES = 40  # at most, with a key, until something is reached


def has_role(node: Any, role: str) -> bool:
    """Tell whether it has this role, by whichever name."""
    return node.getRoleName() in ROLES.get(role, (role,))


def wait_for(what: str, condition: Callable[[], Any], limit: float = TIME_LIMIT) -> Any:
    """Return the condition's value as soon as it is true."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            value = condition()
        except GLib.GError:  # what was looked at has gone meanwhile
            value = None
        if value:
            return value
        time.sleep(PAUSE)
    raise TimeoutError(f"{what}: not after {limit:.0f} s")


def press_keys(*keys: str) -> None:
    """Press keys one after the other."""
    subprocess.run(["xdotool", "key", *keys], check=True)


class StartError(Exception):
    """Wireshark did not show its window."""


class Focus:
    """What a screen reader says: what gets the focus. Context menus are only found this way."""

    def __init__(self, accessibility: Any) -> None:
        """Listen from now on."""
        self.name = ""
        self.heard = False
        accessibility.Registry.registerEventListener(self.hear, "object:state-changed:focused")

    def hear(self, event: Any) -> None:
        """Take note of what has the focus now."""
        if event.detail1:
            self.name = event.source.name
            self.heard = True

    def changed(self) -> bool:
        """Tell whether something got it since the last key."""
        while GLib.MainContext.default().iteration(False):  # noqa: FBT003 - GLib's own signature
            pass
        return self.heard

    def press(self, key: str) -> None:
        """Press a key that moves it. What it came to stays unknown if that is not said."""
        self.changed()
        self.heard = False
        self.name = ""
        press_keys(key)
        with suppress(TimeoutError):
            wait_for(f"focus after {key}", self.changed, FOCUS_LIMIT)

    def move(self, key: str, start: str) -> None:
        """Press a key until it is on what begins like this."""
        for _ in range(MOVES):
            if self.name.startswith(start):
                return
            self.press(key)
        raise LookupError(f"{start} not reached with {key}")


class Program:
    """A running Wireshark."""

    def __init__(self, arguments: list[str], title: str, settings: dict[str, str]) -> None:
        """Start it and wait for its window."""
        environment = os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"} | settings
        self.process = subprocess.Popen(["wireshark", *arguments], env=environment)
        self.title = title
        try:
            wait_for("main window", self.is_visible)
            import pyatspi  # noqa: PLC0415 - it misses programs that start while it looks for them

            self.accessibility = pyatspi
            self.window = wait_for("accessible window", self.find_window, START_LIMIT)
            rows = wait_for("packets", lambda: self.rows("Packet list")[1:])
        except TimeoutError as problem:
            self.end()
            raise StartError from problem
        self.packets = len(rows)
        self.focus = Focus(pyatspi)

    def is_visible(self) -> bool:
        """Tell whether the X server shows its window with the capture."""
        search = ["xdotool", "search", "--onlyvisible", "--name", re.escape(self.title)]
        return bool(subprocess.run(search, capture_output=True, check=False).stdout)

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
            return next((node for node in nodes if has_role(node, role) and node.name == name), None)

        return wait_for(f"{role} {name}", first)

    def filter_toolbar(self) -> Any:
        """Return the tool bar of the display filter; Wireshark 4.4 gives it no name."""
        def first() -> Any:
            bars = (node for node in self.walk(self.window) if has_role(node, "tool bar"))
            return next((bar for bar in bars if any(node.name == "Display filter entry" for node in self.walk(bar))), None)

        return wait_for("filter toolbar", first)

    def press(self, *path: str) -> None:
        """Choose an entry of a menu."""
        node = self.window
        for name in path:
            node = self.find("menu item", name, node)
        node.queryAction().doAction(0)

    def table(self, name: str, within: Any = None) -> Any:
        """Return a list or tree; None if it is not there."""
        return next((node for node in self.walk(within or self.window) if node.getRoleName() in ("tree", "table") and
                     (not name or node.name == name)), None)

    def cell(self, table: str, start: str, within: Any = None) -> Any:
        """Return the first cell that begins like this."""
        def first() -> Any:
            cells = (cell for cell in self.table(table, within) or [] if cell)
            return next((cell for cell in cells if cell.name.startswith(start)), None)

        return wait_for(f"cell {start}", first)

    def is_selected(self, cell: Any) -> bool:
        """Tell whether a cell is selected."""
        return cell.getState().contains(self.accessibility.STATE_SELECTED)

    def rows(self, name: str, within: Any = None) -> list[list[str]]:
        """Return the cells of a list or tree, whose columns may have names."""
        table = self.table(name, within)
        if not table:
            return []
        cells = [child for child in table if child]
        columns = sum(cell.getRoleName() == "table column header" for cell in cells)
        names = [cell.name for cell in cells]
        return [names[start : start + columns] for start in range(0, len(names), columns or 1)]

    def leave(self) -> None:
        """Close it as a user does, so that it frees what it holds; nothing asks whether to save."""
        with suppress(Exception):  # it does not answer any more
            self.press("File", "Quit")
        try:
            status = self.process.wait(START_LIMIT)
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
