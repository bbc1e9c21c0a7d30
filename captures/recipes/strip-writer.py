#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Copy a pcapng file and leave out what tells about the machine that wrote it: the hardware,
operating system and application strings of the section header, and the names and descriptions of
the interfaces. Comments, packets and TLS secrets stay.

Usage: strip-writer.py IN.pcapng OUT.pcapng
"""
import struct
import sys

SECTION_HEADER, INTERFACE = 0x0A0D0D0A, 1
FIXED_PART = {SECTION_HEADER: 16, INTERFACE: 8}
KEEP = {SECTION_HEADER: {1}, INTERFACE: {9}}  # 1: comment; 9: time resolution


def stripped(kind, body):
    fixed, rest, kept = body[:FIXED_PART[kind]], body[FIXED_PART[kind]:], b""
    while len(rest) >= 4:
        code, length = struct.unpack_from("<HH", rest)
        size = 4 + (length + 3) // 4 * 4
        if code in KEEP[kind]:
            kept += rest[:size]
        rest = rest[size:]
    return fixed + kept + (struct.pack("<HH", 0, 0) if kept else b"")


def main(source, target):
    data, out, at = open(source, "rb").read(), b"", 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        body = data[at + 8:at + length - 4]
        if kind in FIXED_PART:
            body = stripped(kind, body)
        size = struct.pack("<I", len(body) + 12)
        out += struct.pack("<I", kind) + size + body + size
        at += length
    with open(target, "wb") as file:
        file.write(out)


main(*sys.argv[1:3])
