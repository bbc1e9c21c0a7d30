# SPDX-License-Identifier: GPL-2.0-or-later
"""A running capture is explained as it goes, the same as the file that it leaves."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import TIME_LIMIT, WIRESHARK_RUN
from dissection import Packet, dissect, packets_of
from packets import CALLER, PROXY, Connection, pcap, request, response, udp

PAUSE = 0.05
FILE_HEADER = 24
RECORD_HEADER = 16


def frames() -> list[bytes]:
    """Return a call over UDP, and one over TCP whose answer comes in two segments."""
    busy = udp(response(486, "Busy Here"), PROXY, CALLER)
    connection = Connection()
    connection.send(request(branch="z9hG4bK-tcp", call_id="tcp@example.com"))
    answer = response(404, branch="z9hG4bK-tcp", call_id="tcp@example.com")
    connection.answer(answer[:90], answer[90:])
    return [
        udp(request()),
        udp(response(100, "Trying"), PROXY, CALLER),
        busy,
        busy,
        *connection.frames,
    ]


def in_pieces(capture: bytes) -> Iterator[bytes]:
    """Give the file's header, then each packet cut in two."""
    yield capture[:FILE_HEADER]
    start = FILE_HEADER
    while start < len(capture):
        length = int.from_bytes(capture[start + 8 : start + 12], "little")
        end = start + RECORD_HEADER + length
        middle = (start + end) // 2
        yield capture[start:middle]
        yield capture[middle:end]
        start = end


def capture_live(capture: bytes) -> bytes:
    """Return what tshark prints of a capture that it gets piece by piece through a pipe."""
    process = subprocess.Popen(
        [*WIRESHARK_RUN, "tshark", "-l", "-i", "-", "-T", "pdml"],
        env=os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin
    try:
        for piece in in_pieces(capture):
            process.stdin.write(piece)
            process.stdin.flush()
            time.sleep(PAUSE)
        output, _ = process.communicate(timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        pytest.fail(f"the live capture did not end within {TIME_LIMIT} s")
    assert process.returncode == 0
    return output


@pytest.fixture(scope="module")
def live() -> list[Packet]:
    """Return the packets of the live capture."""
    return packets_of(capture_live(pcap(frames())))


@pytest.fixture(scope="module")
def from_file(tmp_path_factory: pytest.TempPathFactory) -> list[Packet]:
    """Return the packets of the same capture as a file."""
    capture = tmp_path_factory.mktemp("live") / "capture.pcap"
    capture.write_bytes(pcap(frames()))
    return dissect(capture)


def test_live_capture_has_all_packets(live: list[Packet]) -> None:
    assert len(live) == len(frames())


def test_live_capture_is_explained(live: list[Packet]) -> None:
    explained = [(item.code, item.request_frame) for packet in live for item in packet.explanations]
    assert explained == [(100, 1), (486, 1), (486, 1), (404, 8)]


def test_live_capture_shows_the_same_as_the_file(
    live: list[Packet], from_file: list[Packet]
) -> None:
    assert [packet.explanations for packet in live] == [
        packet.explanations for packet in from_file
    ]
