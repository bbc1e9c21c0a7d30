# SPDX-License-Identifier: GPL-2.0-or-later
"""Built conversations with a small change: for what would make a rule silent, or say something else.

A table of causes names one as "FAMILY/FUNCTION | CHANGE | CHANGE ..."; frames are those that the change before left:

    without 4               frame 4 is missing
    until 4, from 4         the capture ends, begins there
    4 later 40              frame 4 and all behind it come 40 seconds later
    4 again 2               a copy of frame 4, 2 seconds later, before all that comes then or after
    4 after next            frames 4 and 5 in the other order, at the same two times
    4 without Reason        the message has no such header; body: none, with its headers
    4 Reason: SIP;cause=200 the header of the message reads so; start: the first line
    4 from 192.0.2.9:5060   the packet has another source, or to: destination
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import packets
from conversation import Conversation, Text, built
from packets import Captured

Address = tuple[str, int]
SEPARATOR = " | "
OF_BODY = ("Content-Type", "Content-Disposition", "Content-Encoding")


@dataclass(frozen=True)
class Frame:
    """A packet of a capture; the message is empty if it holds none over UDP alone."""

    time: float
    carrier: Any
    message: bytes = b""
    source: Address = ("", 0)
    target: Address = ("", 0)
    is_changed: bool = False  # the carrier holds something else


Frames = list[Frame]


# --- Changes ---


def without(frames: Frames, place: int) -> Frames:
    return frames[:place] + frames[place + 1 :]


def until(frames: Frames, place: int) -> Frames:
    return frames[: place + 1]


def begin(frames: Frames, place: int) -> Frames:
    return frames[place:]


def later(frames: Frames, place: int, seconds: str) -> Frames:
    moved = [replace(frame, time=round(frame.time + float(seconds), 6)) for frame in frames[place:]]
    return frames[:place] + moved


def again(frames: Frames, place: int, seconds: str) -> Frames:
    copy = replace(frames[place], time=round(frames[place].time + float(seconds), 6))
    behind = sum(frame.time < copy.time for frame in frames[place + 1 :])
    return frames[: place + 1 + behind] + [copy] + frames[place + 1 + behind :]


def after_next(frames: Frames, place: int) -> Frames:
    first, second = frames[place : place + 2]
    swapped = [replace(second, time=first.time), replace(first, time=second.time)]
    return frames[:place] + swapped + frames[place + 2 :]


def with_text(frames: Frames, place: int, change: Callable[[Text], None]) -> Frames:
    text = Text.parse(frames[place].message)
    change(text)
    changed = replace(frames[place], message=text.encode(), is_changed=True)
    return [*frames[:place], changed, *frames[place + 1 :]]


def without_part(frames: Frames, place: int, name: str) -> Frames:
    def change(text: Text) -> None:
        for one in OF_BODY if name == "body" else (name,):
            text.replace(one, None)
        if name == "body":
            text.body = b""
            text.replace("Content-Length", "0")

    return with_text(frames, place, change)


def with_header(frames: Frames, place: int, name: str, value: str) -> Frames:
    def change(text: Text) -> None:
        if name == "start":
            text.start = value
        else:
            text.replace(name, value)

    return with_text(frames, place, change)


def with_address(frames: Frames, place: int, which: str, address: str, port: str) -> Frames:
    end = {"from": "source", "to": "target"}[which]
    changed = replace(frames[place], is_changed=True, **{end: (address, int(port))})
    return [*frames[:place], changed, *frames[place + 1 :]]


NUMBER = r"(?P<place>\d+)"
CHANGES: tuple[tuple[str, Callable[..., Frames]], ...] = (
    (rf"without {NUMBER}", without),
    (rf"until {NUMBER}", until),
    (rf"from {NUMBER}", begin),
    (rf"{NUMBER} later (?P<seconds>[\d.]+)", later),
    (rf"{NUMBER} again (?P<seconds>[\d.]+)", again),
    (rf"{NUMBER} after next", after_next),
    (rf"{NUMBER} without (?P<name>[\w-]+)", without_part),
    (rf"{NUMBER} (?P<which>from|to) (?P<address>[\d.]+):(?P<port>\d+)", with_address),
    (rf"{NUMBER} (?P<name>[\w-]+): ?(?P<value>.*)", with_header),
)


def change(frames: Frames, text: str) -> Frames:
    """Return the frames with one change."""
    for pattern, make in CHANGES:
        found = re.fullmatch(pattern, text)
        if found:
            parts = found.groupdict()
            return make(frames, int(parts.pop("place")) - 1, **parts)
    raise ValueError(f"no such change: {text}")


def altered(frames: Frames, changes: str) -> Frames:
    """Return the frames with all changes."""
    for text in changes.split(SEPARATOR):
        frames = change(frames, text)
    return frames


# --- Captures ---


def read(captured: Captured) -> Frame:
    """Look for a message in a packet."""
    frame = Frame(captured.time or 0.0, captured)
    parsed = packets.udp_read(captured.frame)
    if not parsed or b"SIP/2.0" not in parsed[0] or captured.snap:
        return frame
    message, source, target = parsed
    return replace(frame, message=message, source=source, target=target)


def write(frame: Frame) -> Captured:
    """Return the packet."""
    if not frame.is_changed:
        return replace(frame.carrier, time=frame.time)
    ports = (frame.source[1], frame.target[1])
    return Captured(packets.udp(frame.message, frame.source[0], frame.target[0], ports=ports), frame.time)


def altered_conversation(name: str) -> Conversation:
    """Return a conversation by its name, with the changes that are named."""
    base, _, changes = name.partition(SEPARATOR)
    call = built(base)
    if changes:
        frames = altered([read(captured) for captured in call.frames], changes)
        call.frames = [write(frame) for frame in frames]
    return call
