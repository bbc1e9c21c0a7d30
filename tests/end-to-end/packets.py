# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures made in memory, for what no real SIP stack sends or no lesson capture shows.

Packets are Ethernet frames as bytes, SIP messages are bytes. Addresses and names are those reserved
for documentation.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

CALLER, PROXY, CALLEE = "192.0.2.10", "192.0.2.1", "192.0.2.20"
CALLER6, CALLEE6 = "2001:db8::10", "2001:db8::20"
SIP_PORT = 5060

TCP, UDP, ICMP, ICMPV6 = 6, 17, 1, 58
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
DNS_PORT = 53
DNS_TYPES = {"A": 1, "CNAME": 5, "AAAA": 28, "SRV": 33, "NAPTR": 35}
IPV4_TYPE, IPV6_TYPE, VLAN_TYPE = 0x0800, 0x86DD, 0x8100
ETHERNET_BYTES = 14
START = 1_767_225_600.0  # 2026-01-01 00:00:00 UTC
STEP = 0.1


# --- SIP messages ---


def message(
    start_line: str | bytes,
    *,
    method: str = "INVITE",
    branch: str | None = "z9hG4bK-1",
    sent_by: str = CALLER,
    below: Sequence[str] = (),
    cseq: int | None = 1,
    call_id: str | None = "call-1@example.com",
    from_tag: str = "caller",
    to_tag: str = "",
    headers: Sequence[str | bytes] = (),
    body: bytes = b"",
    length: int | None = None,
) -> bytes:
    """Return a message; None leaves the header out.

    The Via of `below` stand under the first one; `length` is a wrong Content-Length.
    """
    lines: list[str | bytes] = [start_line]
    if branch is not None:
        lines.append(f"Via: SIP/2.0/UDP {sent_by};branch={branch}")
    lines += below
    lines.append(f"From: <sip:alice@example.com>;tag={from_tag}")
    lines.append("To: <sip:bob@example.net>" + (f";tag={to_tag}" if to_tag else ""))
    if call_id is not None:
        lines.append(f"Call-ID: {call_id}")
    if cseq is not None:
        lines.append(f"CSeq: {cseq} {method}")
    lines += headers
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    encoded = [line.encode() if isinstance(line, str) else line for line in lines]
    return b"\r\n".join(encoded) + b"\r\n\r\n" + body


def request(method: str = "INVITE", **parts: Any) -> bytes:
    """Return a request; parts as in message()."""
    start_line = f"{method} sip:bob@example.net SIP/2.0"
    return message(start_line, method=method, **parts)


def response(code: int | str, phrase: str | bytes = "Example", **parts: Any) -> bytes:
    """Return a response; parts as in message(). It has a To tag, as all but a 100 have to."""
    encoded = phrase.encode() if isinstance(phrase, str) else phrase
    start_line = f"SIP/2.0 {code} ".encode() + encoded
    return message(start_line, **{"to_tag": "callee", **parts})


# --- Layers ---


def checksum(data: bytes) -> int:
    """Return the checksum of RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_checksum(protocol: int, source: str, target: str, segment: bytes) -> int:
    """Return the checksum of a segment with the pseudo header of its IP version."""
    addresses = ip_address(source).packed + ip_address(target).packed
    if len(addresses) == 8:
        rest = struct.pack("!HH", protocol, len(segment))
    else:
        rest = struct.pack("!LL", len(segment), protocol)
    return checksum(addresses + rest + segment)


def ip(protocol: int, payload: bytes, source: str, target: str) -> bytes:
    """Return an IPv4 or IPv6 packet."""
    return ip_fragments(protocol, payload, source, target)[0]


def ip_fragments(
    protocol: int, payload: bytes, source: str, target: str, size: int = 65528
) -> list[bytes]:
    """Return the IPv4 fragments of a payload; IPv6 is never fragmented here."""
    addresses = ip_address(source).packed + ip_address(target).packed
    if len(addresses) > 8:
        return [struct.pack("!LHBB", 6 << 28, len(payload), protocol, 64) + addresses + payload]
    fragments = []
    for offset in range(0, max(len(payload), 1), size):
        part = payload[offset : offset + size]
        more = 0x2000 if offset + size < len(payload) else 0
        total, place = 20 + len(part), more | offset // 8
        head = struct.pack("!BBHHHBBH", 0x45, 0, total, 0x1234, place, 64, protocol, 0) + addresses
        fragments.append(head[:10] + struct.pack("!H", checksum(head)) + head[12:] + part)
    return fragments


def ethernet(packet: bytes, vlan: int | None = None) -> bytes:
    """Return the frame of an IP packet, with a VLAN tag if its number is given."""
    kind = IPV6_TYPE if packet[0] >> 4 == 6 else IPV4_TYPE
    tag = b"" if vlan is None else struct.pack("!HH", VLAN_TYPE, vlan)
    hosts = bytes.fromhex("02005e10000102005e100002")
    return hosts + tag + struct.pack("!H", kind) + packet


def datagram(
    payload: bytes, source: str, target: str, ports: tuple[int, int] = (SIP_PORT, SIP_PORT)
) -> bytes:
    """Return a UDP datagram without its IP header."""
    head = struct.pack("!HHH", *ports, 8 + len(payload))
    total = pseudo_checksum(UDP, source, target, head + b"\0\0" + payload) or 0xFFFF
    return head + struct.pack("!H", total) + payload


def udp(
    payload: bytes,
    source: str = CALLER,
    target: str = PROXY,
    *,
    ports: tuple[int, int] = (SIP_PORT, SIP_PORT),
    vlan: int | None = None,
) -> bytes:
    """Return the frame of a UDP datagram."""
    return ethernet(ip(UDP, datagram(payload, source, target, ports), source, target), vlan)


def udp_read(frame: bytes) -> tuple[bytes, tuple[str, int], tuple[str, int]] | None:
    """Return payload, source and target of a whole UDP datagram over IPv4 without a VLAN tag."""
    packet = frame[ETHERNET_BYTES:]
    kind, fragment = frame[12:ETHERNET_BYTES], packet[6:8]
    if kind != struct.pack("!H", IPV4_TYPE) or packet[9] != UDP or fragment != b"\0\0":
        return None
    source, target = (str(ip_address(packet[start : start + 4])) for start in (12, 16))
    ports = struct.unpack("!HH", packet[20:24])
    return packet[28:], (source, ports[0]), (target, ports[1])


def udp_fragments(
    payload: bytes,
    source: str,
    target: str,
    size: int,
    ports: tuple[int, int] = (SIP_PORT, SIP_PORT),
) -> list[bytes]:
    """Return the frames of a UDP datagram in IPv4 fragments of so many bytes, a multiple of 8."""
    segment = datagram(payload, source, target, ports)
    packets = ip_fragments(UDP, segment, source, target, size)
    return [ethernet(packet) for packet in packets]


def icmp_error(
    frame: bytes,
    reporter: str,
    kind: int | None = None,
    code: int | None = None,
    size: int | None = None,
) -> bytes:
    """Return the ICMP or ICMPv6 error that quotes so many bytes of the frame's packet, or all.

    Without a type and a code it says "port unreachable".
    """
    packet = frame[ETHERNET_BYTES:]
    quoted = packet[:size]
    if packet[0] >> 4 == 6:
        sender = str(ip_address(packet[8:24]))
        head = struct.pack("!BB", 1 if kind is None else kind, 4 if code is None else code)
        rest = bytes(4) + quoted
        total = pseudo_checksum(ICMPV6, reporter, sender, head + b"\0\0" + rest)
        return ethernet(ip(ICMPV6, head + struct.pack("!H", total) + rest, reporter, sender))
    sender = str(ip_address(packet[12:16]))
    head = struct.pack("!BB", 3 if kind is None else kind, 3 if code is None else code)
    rest = bytes(4) + quoted
    total = checksum(head + b"\0\0" + rest)
    return ethernet(ip(ICMP, head + struct.pack("!H", total) + rest, reporter, sender))


def unreachable(frame: bytes, reporter: str) -> bytes:
    """Return the ICMP or ICMPv6 error "port unreachable" that quotes the UDP frame wholly."""
    return icmp_error(frame, reporter)


@dataclass
class Connection:
    """A TCP connection that the client has opened to the server, as frames."""

    client: str = CALLER
    server: str = PROXY
    ports: tuple[int, int] = (50000, SIP_PORT)
    frames: list[bytes] = field(default_factory=list)
    answer_to_syn: int | None = SYN | ACK  # RST | ACK refuses it, None is silence

    def __post_init__(self) -> None:
        """Open the connection."""
        self.sent = {True: 1000, False: 2000}  # next sequence number: of the client, of the server
        self._segment(True, b"", SYN)
        if self.answer_to_syn == RST | ACK:
            self.sent[False] = 0  # RFC 9293 section 3.5.2
        if self.answer_to_syn is not None:
            self._segment(False, b"", self.answer_to_syn)
        if self.answer_to_syn == SYN | ACK:
            self._segment(True, b"", ACK)

    def _segment(self, from_client: bool, payload: bytes, flags: int) -> None:
        hosts = (self.client, self.server) if from_client else (self.server, self.client)
        ports = self.ports if from_client else self.ports[::-1]
        acknowledged = self.sent[not from_client] if flags & ACK else 0
        head = struct.pack(
            "!HHLLBBHHH", *ports, self.sent[from_client], acknowledged, 0x50, flags, 65535, 0, 0
        )
        total = pseudo_checksum(TCP, *hosts, head + payload)
        segment = head[:16] + struct.pack("!H", total) + head[18:] + payload
        self.frames.append(ethernet(ip(TCP, segment, *hosts)))
        self.sent[from_client] += len(payload) + (1 if flags & (SYN | FIN) else 0)

    def send(self, *payloads: bytes, from_client: bool = True) -> int:
        """Send each payload as a segment. Return the number of the last frame."""
        for payload in payloads:
            self._segment(from_client, payload, PSH | ACK)
        return len(self.frames)

    def answer(self, *payloads: bytes) -> int:
        """Send each payload as a segment of the server. Return the number of the last frame."""
        return self.send(*payloads, from_client=False)

    def reset(self, from_client: bool = False) -> int:
        """Reset the connection. Return the number of the frame."""
        self._segment(from_client, b"", RST | ACK)
        return len(self.frames)

    def close(self, from_client: bool = True) -> int:
        """Close the connection from both sides. Return the number of the last frame."""
        self._segment(from_client, b"", FIN | ACK)
        self._segment(not from_client, b"", FIN | ACK)
        self._segment(from_client, b"", ACK)
        return len(self.frames)


def websocket(text: bytes, mask: bytes = b"") -> bytes:
    """Return a WebSocket frame of text, masked if a mask of 4 bytes is given: clients have to."""
    flag = 0x80 if mask else 0
    if len(text) > 125:
        length = struct.pack("!BH", flag | 126, len(text))
    else:
        length = struct.pack("!B", flag | len(text))
    if mask:
        text = bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))
    return b"\x81" + length + mask + text


def dns_name(name: str) -> bytes:
    """Return a name as DNS writes it, without compression."""
    labels = [label.encode() for label in name.rstrip(".").split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def dns_data(kind: str, data: Any) -> bytes:
    """Return the data of a record.

    Given are an address, a name, a SRV record as (priority, weight, port, name), or bytes.
    """
    if isinstance(data, bytes):
        return data
    if kind in ("A", "AAAA"):
        return ip_address(data).packed
    if kind == "SRV":
        *numbers, name = data
        return struct.pack("!HHH", *numbers) + dns_name(name)
    return dns_name(data)


def dns(
    number: int, name: str, kind: str, rcode: int | None = None, answers: Sequence[Any] = ()
) -> bytes:
    """Return a DNS query, or its answer if an rcode is given."""
    flags = 0x0100 if rcode is None else 0x8180 | rcode
    question = dns_name(name) + struct.pack("!HH", DNS_TYPES[kind], 1)
    records = b""
    for answer in answers:
        data = dns_data(kind, answer)
        records += b"\xc0\x0c" + struct.pack("!HHLH", DNS_TYPES[kind], 1, 60, len(data)) + data
    return struct.pack("!HHHHHH", number, flags, 1, len(answers), 0, 0) + question + records


# --- Capture files ---


@dataclass
class Captured:
    """A frame, the seconds since the start, and how many bytes the snap length leaves of it."""

    frame: bytes
    time: float | None = None
    snap: int | None = None


def pcap(frames: Iterable[bytes | Captured]) -> bytes:
    """Return a capture file; frames without a time come 0.1 s after the one before."""
    records = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
    time = -STEP
    for item in frames:
        captured = item if isinstance(item, Captured) else Captured(item)
        time = captured.time if captured.time is not None else time + STEP
        seconds, microseconds = divmod(round((START + time) * 1_000_000), 1_000_000)
        kept = captured.frame[: captured.snap]
        length = len(captured.frame)
        records.append(struct.pack("<IIII", seconds, microseconds, len(kept), length) + kept)
    return b"".join(records)
