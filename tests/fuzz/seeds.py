# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the seeds of the fuzz targets, out of the captures, the built conversations and the tables.

A seed is a file in a folder with the name of its target, called after its own hash; sip.dict has the words that a
mutation may put anywhere.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "end-to-end"))
import conversation  # noqa: E402

FIELDS = ("frame.time_epoch", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "udp.payload", "tcp.payload")
RECORD_END = b"\x1e"
STORY_GAP = 300.0  # seconds without SIP: what follows is another story
TABLE_PIECE = 4000  # bytes of a seed that is cut from a long table
KIND_STREAM, KIND_IPV6 = 0x02, 0x20
MOST_MESSAGES = 60
AUTHENTICATION = {b"www-authenticate", b"proxy-authenticate", b"authorization", b"proxy-authorization"}
ADDRESSES = {b"from", b"to", b"contact", b"via", b"route", b"record-route", b"refer-to", b"referred-by"}
ADDRESSES |= {b"rack", b"cseq"}
FOREIGN_TEXTS = [
    b"\x50\x1b]0;title\x07\x1b[2J \xe2\x80\xae\xe2\x81\xa6 %s%n <script>alert(1)</script> | a | [x](http://a) `b`",
    b"\x00\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80 \xe2\x80\xa8 \xc2\x9b31m",
    "\x28漢字とかな「括弧」、句読点。 é ก็ العربية =1+1".encode(),
]


@dataclass(frozen=True)
class Packet:
    """A packet with SIP in it."""

    time: float
    source: str
    target: str
    payload: bytes
    over_tcp: bool


def read_packets(captures: Iterable[Path]) -> list[Packet]:
    """Return the SIP packets of all captures, one capture after the other."""
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "all.pcapng"
        subprocess.run(["mergecap", "-a", "-w", str(merged), *map(str, captures)], check=True)
        fields = [part for name in FIELDS for part in ("-e", name)]
        command = ["tshark", "-n", "-r", str(merged), "-Y", "sip and not icmp", "-T", "fields", *fields]
        lines = subprocess.run(command, check=True, capture_output=True).stdout.decode().splitlines()
    return [packet for packet in map(read_packet, lines) if packet.payload]


def read_packet(line: str) -> Packet:
    """Return the packet of a line of fields."""
    time, source, target, source6, target6, udp, tcp = line.split("\t")
    payload = bytes.fromhex(udp or tcp)
    return Packet(float(time), source or source6, target or target6, payload, bool(tcp))


def stories(packets: Iterable[Packet]) -> Iterator[list[Packet]]:
    """Yield the packets of one conversation after the other."""
    story: list[Packet] = []
    for packet in packets:
        if story and not 0 <= packet.time - story[-1].time < STORY_GAP:
            yield story
            story = []
        story.append(packet)
    if story:
        yield story


def encode_story(story: list[Packet]) -> bytes:
    """Return the input of fuzz_conversation for it."""
    hosts: list[str] = []
    for host in (host for packet in story for host in (packet.source, packet.target)):
        if host not in hosts:
            hosts.append(host)
    records, before = [], story[0].time
    for packet in story[:MOST_MESSAGES]:
        kind = (KIND_STREAM if packet.over_tcp else 0) | (KIND_IPV6 if ":" in packet.source else 0)
        way = hosts.index(packet.source) % 4 | hosts.index(packet.target) % 4 << 3
        step = min(int((packet.time - before) * 1000).bit_length(), 21)
        records.append(bytes([kind, way, step]) + packet.payload.replace(RECORD_END, b" "))
        before = packet.time
    return RECORD_END.join(records)


def fields_of(message: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield names, in lower case, and values of the header fields."""
    for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip().lower(), value.strip()


def seeds_of_message(message: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield targets and seeds that a message gives."""
    yield "fuzz_message", b"\0" + message
    for name, value in fields_of(message):
        if name in AUTHENTICATION:
            yield "fuzz_authentication", value
        else:
            yield "fuzz_address" if name in ADDRESSES else "fuzz_reason", value
    body = message.partition(b"\r\n\r\n")[2]
    if body.startswith(b"v="):
        yield "fuzz_session", body + RECORD_END + body
    if body.startswith(b"SIP/2.0"):
        yield "fuzz_fragment", body


def seeds_of_tables() -> Iterator[tuple[str, bytes]]:
    """Yield targets and seeds that the tables give."""
    data = SOURCE / "src" / "data"
    response = b"SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK2\r\nCall-ID: b\r\nCSeq: 1 INVITE\r\n\r\n"
    for file in [*data.glob("packs/*.ini"), data / "site-example.ini"]:
        yield "fuzz_site_table", file.read_bytes() + RECORD_END + response
    for file in data.glob("*.ini"):
        text = file.read_bytes()
        yield "fuzz_text_table", text[:TABLE_PIECE]
        yield "fuzz_text_table", text[len(text) // 2 :][:TABLE_PIECE]


def all_seeds(packets: list[Packet]) -> Iterator[tuple[str, bytes]]:
    """Yield targets and seeds."""
    for story in stories(packets):
        yield "fuzz_conversation", encode_story(story)
    for packet in packets:
        yield from seeds_of_message(packet.payload)
    yield from seeds_of_tables()
    yield from seeds_of_reports(packets)
    for text in FOREIGN_TEXTS:
        yield "fuzz_display", text
        yield "fuzz_reason", b'Q.850;text="' + text + b'"'


def seeds_of_reports(packets: list[Packet]) -> Iterator[tuple[str, bytes]]:
    """Yield lines of reports: made up, with every key of the schema."""
    schema = json.loads((SOURCE / "src" / "data" / "report.schema.json").read_text())
    call_id = packets[0].payload.partition(b"Call-ID: ")[2].partition(b"\r")[0].decode(errors="replace")
    for kind in ("call", "request", "summary"):
        for filler in (1, "2026-01-01T00:00:00.000000Z", call_id, True):
            line = {name: example(part, schema, filler, 0) for name, part in keys_of(schema, kind).items()}
            line |= {"schema": "sipwhy/1", "type": kind}
            yield "fuzz_merge", json.dumps(line).encode() + b"\n"


def keys_of(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the properties of an object of that type, wherever the schema has them."""
    places = [schema, *schema.get("$defs", {}).values(), *schema.get("oneOf", [])]
    found: dict[str, Any] = {}
    for place in places:
        if kind in json.dumps(place.get("properties", {}).get("type", "")):
            found |= place["properties"]
    return found


def example(part: Any, schema: dict[str, Any], filler: Any, depth: int) -> Any:
    """Return a value that part of the schema allows, or nearly."""
    if not isinstance(part, dict):
        return filler
    if "$ref" in part and depth < 6:
        return example(schema["$defs"][part["$ref"].rpartition("/")[2]], schema, filler, depth + 1)
    if "enum" in part:
        return part["enum"][0]
    if "const" in part:
        return part["const"]
    if "properties" in part:
        return {name: example(value, schema, filler, depth + 1) for name, value in part["properties"].items()}
    if "items" in part:
        return [example(part["items"], schema, filler, depth + 1)]
    kind = part.get("type", "string")
    if kind == "integer":
        return filler if isinstance(filler, int) else 7
    return filler if isinstance(filler, str) else "text"


def write_dictionary(packets: Iterable[Packet], file: Path) -> None:
    """Write the words that messages are made of."""
    words = {b"SIP/2.0", b"sip:", b"sips:", b"tel:", b";tag=", b";branch=z9hG4bK", b";lr", b"stale=true", b"100rel"}
    words |= {b"Content-Type: multipart/mixed;boundary=a\\x0d\\x0a", b"\\x0d\\x0a", b"\\x0d\\x0a\\x0d\\x0a", b"\\x1e"}
    words |= {b"match.", b"verdict=", b"why.1=", b"fix.1=", b"[site ", b"[code ", b"severity=", b"confidence="}
    for packet in packets:
        words.add(packet.payload.split(b" ", 1)[0].strip())
        words |= {name.title() + b": " for name, _ in fields_of(packet.payload) if name.isascii()}
    plain = [word for word in sorted(words) if 0 < len(word) < 60 and b'"' not in word]
    file.write_bytes(b"".join(b'"' + word + b'"\n' for word in plain if word.decode(errors="replace").isprintable()))


def make(folder: Path) -> None:
    """Make all seeds, unless they are there."""
    done = folder / "sip.dict"
    if done.exists():
        return
    with tempfile.TemporaryDirectory() as scratch:
        built = []
        for place, name in enumerate(conversation.builds()):
            built.append(Path(scratch) / f"{place:04}.pcap")
            built[-1].write_bytes(conversation.built(name).pcap())
        packets = read_packets(built)
    packets += read_packets(sorted((SOURCE / "captures").glob("*.pcapng")))
    for target, seed in all_seeds(packets):
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    write_dictionary(packets, done)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
