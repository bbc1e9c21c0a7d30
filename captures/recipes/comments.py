#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Copy a capture and give it the packet comments that comments.tsv has for it, instead of those that it has.

Usage: comments.py NAME IN.pcapng OUT.pcapng

Each row of the table names a capture, a message and its number among the messages of this kind, because frame
numbers can change when a capture is recorded anew. A message is a method, or a status code and the method that it
answers ("200 BYE"), or ICMP. The number is followed by the comment.
"""
import csv
import struct
import subprocess
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "comments.tsv"
FIELDS = ("frame.number", "icmp.type", "sip.Method", "sip.Status-Code", "sip.CSeq.method")
ENHANCED_PACKET, PACKET_HEADER, COMMENT = 6, 20, 1  # pcapng: block type, fixed part of it, option code


def rows_of(name):
    """Return message, number and comment of the rows of a capture."""
    with open(TABLE, encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["message"], int(row["number"]), row["comment"]) for row in rows if row["capture"] == name]


def frames_of(capture):
    """Return the frames of each kind of message, in their order."""
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "occurrence=f"]
    command += [word for field in FIELDS for word in ("-e", field)]
    listing = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    frames = {}
    for line in listing.splitlines():
        frame, icmp, method, code, answered = line.split("\t")
        message = "ICMP" if icmp else method or f"{code} {answered}"
        frames.setdefault(message, []).append(int(frame))
    return frames


def comments_of(name, capture):
    """Return the comment of each frame that has one; it is an error if the capture lacks a message."""
    rows = rows_of(name)
    frames = frames_of(capture) if rows else {}
    for message, number, _ in rows:
        if len(frames.get(message, [])) < number:
            sys.exit(f"{TABLE.name}: {name} has no {message} number {number}")
    return {frames[message][number - 1]: comment for message, number, comment in rows}


def with_comments(data, comments):
    """Return the blocks of a pcapng file, the packets with these comments and no others.

    Not by editcap: it adds to the comments that are there, and Wireshark 4.0's writes no file with TLS secrets.
    """
    out, at, frame = b"", 0, 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        body = data[at + 8 : at + length - 4]
        if kind == ENHANCED_PACKET:
            frame += 1
            body = packet_with_comment(body, comments.get(frame, ""))
        size = struct.pack("<I", len(body) + 12)
        out += struct.pack("<I", kind) + size + body + size
        at += length
    return out


def packet_with_comment(body, comment):
    """Return the body of a packet block with this comment, or none, and its other options."""
    captured = struct.unpack_from("<I", body, 12)[0]
    at = PACKET_HEADER + padded(captured)
    fixed, options = body[:at], option(comment) if comment else b""
    while at + 4 <= len(body):
        code, length = struct.unpack_from("<HH", body, at)
        end = at + 4 + padded(length)
        if code not in (0, COMMENT):
            options += body[at:end]
        at = end
    return fixed + options + (bytes(4) if options else b"")


def option(comment):
    """Return a comment as an option of pcapng."""
    text = comment.encode("ascii")
    return struct.pack("<HH", COMMENT, len(text)) + text.ljust(padded(len(text)), b"\0")


def padded(length):
    """Return the length with the padding of pcapng."""
    return (length + 3) // 4 * 4


def main(name, source, target):
    """Write the copy."""
    Path(target).write_bytes(with_comments(Path(source).read_bytes(), comments_of(name, source)))


if __name__ == "__main__":
    main(*sys.argv[1:])
