# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP conversations built from packets, for what the rules of the diagnosis have to tell.

A conversation is a function in conversations/FAMILY.py; what the plugin has to show of it stands
in causes/FAMILY.tsv, where its name is FAMILY/FUNCTION. To add one, copy this:

    from conversation import ALICE, PROXY, Conversation, conversation

    @conversation
    def unknown_number(call: Conversation) -> None:
        \"\"\"Built: no stack sends it like this. The proxy does not know the number.\"\"\"
        invite = call.request("INVITE", ALICE, PROXY, uri="sip:1234@example.net")
        call.ack(call.response(invite, 404))
        call.end(40)

and add the line "target/unknown_number", 2, "404-number-format", ... with tabs between the columns.
To look at it:

    python3 tests/end-to-end/conversation.py target/unknown_number /tmp/unknown_number.pcap
    python3 tests/end-to-end/conversation.py --list

What is sent: each method that sends gives a Sent, which knows its frame number. Two groups of
arguments can be given to all of them:

    what the message says   headers=["Name: value"] adds lines, replace={"Name": "value"} replaces
                            all lines of that name, or adds one; None removes them. body=, length=
    how it is sent          see Way: after=, at=, over=, source=, target=, ports=, snap=, ...
"""

import configparser
import hashlib
import importlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import packets
from packets import Captured, Connection

FOLDER = Path(__file__).with_name("conversations")
CODES = Path(__file__).resolve().parents[2] / "src" / "data" / "codes.ini"
STEP = 0.1
TO_DIALOGS = ("INVITE", "SUBSCRIBE", "REFER", "UPDATE", "NOTIFY")  # these have a Contact
Values = str | Sequence[str] | None


# --- Parties ---


@dataclass(frozen=True)
class Party:
    """A phone or a server. Behind a NAT it writes another address than its packets have."""

    name: str
    address: str
    port: int = packets.SIP_PORT
    domain: str = "example.com"
    server: bool = False
    writes: str = ""

    @property
    def host(self) -> str:
        """Return host and port as Via, Contact and Request-URI have them."""
        host = self.writes or self.address
        if ":" in host:
            host = f"[{host}]"
        return host if self.port == packets.SIP_PORT else f"{host}:{self.port}"

    @property
    def uri(self) -> str:
        """Return the address of record; a server is its domain."""
        return f"sip:{self.domain}" if self.server else f"sip:{self.name}@{self.domain}"

    @property
    def contact(self) -> str:
        """Return the URI of its Contact."""
        return f"sip:{self.name}@{self.host}"


ALICE = Party("alice", "192.0.2.10")
BOB = Party("bob", "192.0.2.20", domain="example.net")
CAROL = Party("carol", "192.0.2.30", domain="example.net")
ALICE6 = Party("alice", "2001:db8::10")
BOB6 = Party("bob", "2001:db8::20", domain="example.net")
ALICE_AT_HOME = Party("alice", "203.0.113.10", 40060, writes="192.168.1.10")
PROXY = Party("proxy", "192.0.2.1", server=True)
PROXY2 = Party("proxy2", "198.51.100.1", domain="example.net", server=True)
GATEWAY = Party("gateway", "198.51.100.9", domain="carrier.example", server=True)
STRANGER = Party("stranger", "203.0.113.66", domain="example.org")
NAME_SERVER = Party("dns", "192.0.2.53", packets.DNS_PORT, server=True)
IDLE = ("192.0.2.251", "192.0.2.252")


# --- Messages ---


@dataclass
class Text:
    """The lines and the body of a message."""

    start: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    @classmethod
    def parse(cls, message: bytes) -> "Text":
        """Read a message that was built here."""
        head, _, body = message.partition(b"\r\n\r\n")
        start, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
        return cls(start, [split_header(line) for line in lines], body)

    def encode(self) -> bytes:
        """Return the message."""
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers), "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + self.body

    def all(self, name: str) -> list[str]:
        """Return the values of all headers of that name."""
        return [value for found, value in self.headers if found.lower() == name.lower()]

    def first(self, name: str) -> str:
        """Return the value of the first header of that name, "" if there is none."""
        return (self.all(name) or [""])[0]

    def add(self, lines: Iterable[str]) -> None:
        """Add lines at the end."""
        self.headers += [split_header(line) for line in lines]

    def replace(self, name: str, values: Values) -> None:
        """Replace all headers of that name where the first one stands; None removes them."""
        new = [] if values is None else [values] if isinstance(values, str) else list(values)
        places = [
            place for place, (found, _) in enumerate(self.headers) if found.lower() == name.lower()
        ]
        first = places[0] if places else len(self.headers)
        kept = [header for place, header in enumerate(self.headers) if place not in places]
        self.headers = [*kept[:first], *((name, value) for value in new), *kept[first:]]

    def push(self, name: str, value: str) -> None:
        """Put a header above the others."""
        self.headers.insert(0, (name, value))

    def pop(self, name: str) -> None:
        """Remove the first header of that name."""
        names = [found.lower() for found, _ in self.headers]
        del self.headers[names.index(name.lower())]

    def finish(
        self,
        headers: Sequence[str] = (),
        replace: Mapping[str, Values] | None = None,
        body: bytes | None = None,
        content_type: str | None = None,
        length: int | None = None,
    ) -> bytes:
        """Return the message with what it has to say otherwise; Content-Length comes last."""
        if body is not None:
            self.body = body
            if body:
                self.replace("Content-Type", content_type or kind_of(body))
            else:
                self.replace("Content-Type", None)
        self.replace("Content-Length", None)
        self.add(headers)
        for name, values in (replace or {}).items():
            self.replace(name, values)
        if "content-length" not in (name.lower() for name in replace or {}):
            size = len(self.body) if length is None else length
            self.headers.append(("Content-Length", str(size)))
        return self.encode()


def split_header(line: str) -> tuple[str, str]:
    """Return name and value."""
    name, _, value = line.partition(":")
    return name, value.strip()


def kind_of(body: bytes) -> str:
    """Return the Content-Type of a body."""
    if body.startswith(b"v="):
        return "application/sdp"
    return "message/sipfrag;version=2.0" if body.startswith(b"SIP/2.0 ") else "text/plain"


def with_tag(address: str, tag: str) -> str:
    """Return a From or To with a tag, unless it has one or none is given."""
    return address if not tag or ";tag=" in address else f"{address};tag={tag}"


def inner_uri(address: str) -> str:
    """Return the URI between angle brackets."""
    return address.partition("<")[2].partition(">")[0]


@cache
def phrases() -> dict[str, str]:
    """Return the reason phrases of the codes."""
    table = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=False)
    table.read(CODES, encoding="utf-8")
    return {code: table[code]["phrase"] for code in table if "phrase" in table[code]}


@dataclass
class Sent:
    """A message, where it was captured, and what it belongs to."""

    message: bytes
    source: Party
    target: Party
    frame: int = 0  # 0: not captured
    time: float = 0.0
    link: bytes = b""  # the frame that carries it, over UDP
    request: "Sent | None" = None  # that a response answers
    received: "Sent | None" = None  # what a proxy sent on as this message
    over: Connection | None = None
    finals: list["Sent"] = field(default_factory=list)

    @property
    def text(self) -> Text:
        """Return its lines; changing them changes nothing that was sent."""
        return Text.parse(self.message)

    def header(self, name: str) -> str:
        """Return the value of the first header of that name, "" if there is none."""
        return self.text.first(name)

    @property
    def method(self) -> str:
        """Return the method of the CSeq."""
        return self.header("CSeq").split()[1]

    @property
    def cseq(self) -> int:
        """Return the number of the CSeq."""
        return int(self.header("CSeq").split()[0])

    @property
    def code(self) -> int:
        """Return the status code, 0 for a request."""
        words = self.text.start.split()
        return int(words[1]) if words[0] == "SIP/2.0" else 0

    @property
    def uri(self) -> str:
        """Return the Request-URI."""
        return self.text.start.split()[1]

    @property
    def origin(self) -> "Sent":
        """Return what the first sender sent, before any proxy."""
        return self.received.origin if self.received else self

    @property
    def answered(self) -> "Sent":
        """Return the request that this response answers."""
        assert self.request, f"frame {self.frame} answers no request"
        return self.request


@dataclass
class Way:
    """How a message or packet is sent."""

    after: float | None = None  # seconds after the packet before, else 0.1 s
    at: float | None = None  # seconds after the start of the capture
    over: Connection | None = None  # TCP, see Conversation.tcp
    hold: bool = False  # over TCP: goes into the segment of the next message
    cut: int | None = None  # over TCP: size of the first of two segments
    ports: tuple[int, int] | None = None  # instead of those of the parties
    source: Party | None = None  # other addresses than those of who speaks
    target: Party | None = None
    snap: int | None = None  # bytes of the frame that the capture has
    vlan: int | None = None
    mtu: int | None = None  # size of IPv4 fragments, a multiple of 8
    captured: bool = True


def usable(over: Connection | None, *parties: Party) -> Connection | None:
    """Return the connection if it joins these parties."""
    ends = {party.address for party in parties}
    return over if over and ends == {over.client, over.server} else None


WAYS = tuple(Way.__dataclass_fields__)


# --- Bodies ---

STATIC_TYPES = {"PCMU": 0, "GSM": 3, "G723": 4, "PCMA": 8, "G722": 9, "CN": 13, "G729": 18}


def stream(
    *codecs: str,
    kind: str = "audio",
    port: int = 4000,
    proto: str = "RTP/AVP",
    lines: Sequence[str] = (),
) -> list[str]:
    """Return the lines of a stream; codecs are names as "opus/48000/2", 8000 can be left out."""
    types, maps, dynamic = [], [], 96
    for codec in codecs or ("PCMU", "PCMA"):
        name, _, clock = codec.partition("/")
        number = STATIC_TYPES.get(name, 101 if name == "telephone-event" else dynamic)
        dynamic += number == dynamic
        types.append(str(number))
        maps.append(f"a=rtpmap:{number} {name}/{clock or 8000}")
    return [f"m={kind} {port} {proto} {' '.join(types)}", *maps, *lines]


def sdp(
    where: Party | str,
    *codecs: str,
    streams: Sequence[Sequence[str]] | None = None,
    session: Sequence[str] = (),
    version: int = 1,
    **audio: Any,
) -> bytes:
    """Return SDP with one audio stream, or with the given streams; audio as in stream().

    Without codecs it offers PCMU and PCMA.
    """
    address = where if isinstance(where, str) else where.writes or where.address
    family = f"IN IP{ip_address(address).version} {address}"
    lines = ["v=0", f"o=- 1 {version} {family}", "s=-", f"c={family}", "t=0 0", *session]
    for one in [stream(*codecs, **audio)] if streams is None else streams:
        lines += one
    return "".join(f"{line}\r\n" for line in lines).encode()


def sipfrag(code: int, phrase: str | None = None) -> bytes:
    """Return the body of a NOTIFY that reports a transfer."""
    return f"SIP/2.0 {code} {phrase or phrases()[str(code)]}\r\n".encode()


# --- Conversations ---


class Conversation:
    """What is captured, packet by packet."""

    def __init__(self) -> None:
        """Begin with an empty capture."""
        self.frames: list[Captured] = []
        self._now = -STEP
        self._gap: float | None = None
        self._calls: dict[str, int] = {}
        self._branches = 0
        self._nonces = 0
        self._queries = 0
        self._cseqs: dict[tuple[str, str], int] = {}
        self._registrations: dict[tuple[Party, Party], tuple[str, str]] = {}
        self._held: dict[int, list[Sent]] = {}

    def pcap(self) -> bytes:
        """Return the capture file."""
        assert not any(self._held.values()), "a held message was never sent"
        return packets.pcap(self.frames)

    # Time and packets

    def wait(self, seconds: float) -> None:
        """Let the next packet come so long after the last one."""
        self._gap = seconds

    def end(self, after: float) -> int:
        """Let the capture go on for so long: ends with a packet that is no SIP."""
        return self.frame(packets.udp(b"idle", *IDLE, ports=(9, 9)), after=after)

    def frame(self, data: bytes, **way: Any) -> int:
        """Send an Ethernet frame. Return its number."""
        return self._capture(data, Way(**way))

    def _capture(self, data: bytes, way: Way, gap: float = STEP) -> int:
        """Put a frame into the capture."""
        if way.at is not None:
            self._now = way.at
        elif way.after is not None:
            self._now += way.after
        else:
            self._now += gap if self._gap is None else self._gap
        self._gap = None
        self._now = round(max(self._now, 0.0), 6)
        if not way.captured:
            return 0
        self.frames.append(Captured(data, self._now, way.snap))
        return len(self.frames)

    def send(self, message: bytes, source: Party, target: Party, **way: Any) -> Sent:
        """Send any bytes as a message."""
        return self._send(Sent(message, source, target), Way(**way))

    def _send(self, sent: Sent, way: Way) -> Sent:
        """Send a message over UDP or TCP."""
        source, target = way.source or sent.source, way.target or sent.target
        if way.over:
            return self._send_over(sent, way, way.over, source)
        ports = way.ports or (source.port, target.port)
        hosts = (source.address, target.address)
        if way.mtu:
            *first, last = packets.udp_fragments(sent.message, *hosts, way.mtu, ports)
            for fragment in first:
                self._capture(fragment, way)
                way.after, way.at = 0.0, None
            sent.link = last
        else:
            sent.link = packets.udp(sent.message, *hosts, ports=ports, vlan=way.vlan)
        sent.frame = self._capture(sent.link, way)
        sent.time = self._now
        return sent

    def _send_over(self, sent: Sent, way: Way, over: Connection, source: Party) -> Sent:
        """Send a message over TCP, with those that were held back before."""
        sent.over = over
        waiting = self._held.setdefault(id(over), [])
        waiting.append(sent)
        if way.hold:
            return sent
        data = b"".join(held.message for held in waiting)
        parts = [data] if way.cut is None else [data[: way.cut], data[way.cut :]]
        from_client = source.address == over.client
        number = self._segments(over, lambda: over.send(*parts, from_client=from_client), way)
        for held in waiting:
            held.frame, held.time = number, self._now
        waiting.clear()
        return sent

    def _segments(self, over: Connection, act: Callable[[], object], way: Way) -> int:
        """Capture the segments that an act of a connection makes. Return the last one's number."""
        known, number = len(over.frames), 0
        act()
        for data in over.frames[known:]:
            number = self._capture(data, way)
            way = Way(after=0.001, captured=way.captured, snap=way.snap)
        return number

    # TCP, ICMP, DNS

    def tcp(
        self,
        client: Party,
        server: Party,
        *,
        ports: tuple[int, int] | None = None,
        answer: str | None = "open",
        **way: Any,
    ) -> Connection:
        """Open a connection, to be used as over=; answer "reset" refuses it, None is silence."""
        flags = {"open": packets.SYN | packets.ACK, "reset": packets.RST | packets.ACK, None: None}
        over = Connection(
            client.address, server.address, ports or (50000, server.port), [], flags[answer]
        )
        opened, over.frames = over.frames, []
        self._segments(over, lambda: over.frames.extend(opened), Way(**way))
        return over

    def reset(self, over: Connection, source: Party, **way: Any) -> int:
        """Reset a connection. Return the frame."""
        from_client = source.address == over.client
        return self._segments(over, lambda: over.reset(from_client), Way(**way))

    def close(self, over: Connection, source: Party, **way: Any) -> int:
        """Close a connection. Return the last frame."""
        from_client = source.address == over.client
        return self._segments(over, lambda: over.close(from_client), Way(**way))

    def icmp(
        self,
        about: Sent,
        reporter: Party | None = None,
        kind: int | None = None,
        code: int | None = None,
        size: int | None = None,
        **way: Any,
    ) -> int:
        """Report that a message could not be delivered. Return the frame.

        Without kind and code it is "port unreachable", from the target of the message. size: so
        many bytes of the IP packet are quoted.
        """
        address = (reporter or about.target).address
        error = packets.icmp_error(about.link, address, kind, code, size)
        return self._capture(error, Way(**way))

    def dns(
        self,
        name: str,
        kind: str = "A",
        rcode: int | None = 0,
        answers: Sequence[Any] = (),
        *,
        client: Party = PROXY,
        server: Party = NAME_SERVER,
        **way: Any,
    ) -> tuple[int, int]:
        """Look a name up; rcode None: no answer. Return the frames of query and answer.

        Answers as in packets.dns_data: an address, a name, (priority, weight, port, name).
        """
        self._queries += 1
        ports = (40000 + self._queries, packets.DNS_PORT)
        query = packets.dns(self._queries, name, kind)
        hosts = (client.address, server.address)
        asked = self._capture(packets.udp(query, *hosts, ports=ports), Way(**way))
        if rcode is None:
            return asked, 0
        reply = packets.dns(self._queries, name, kind, rcode, answers)
        frame = packets.udp(reply, *hosts[::-1], ports=ports[::-1])
        return asked, self._capture(frame, Way(), 0.01)

    # Requests outside dialogs

    def _branch(self) -> str:
        self._branches += 1
        return f"z9hG4bK-{self._branches}"

    def _via(self, party: Party, branch: str, over: Connection | None) -> str:
        return f"SIP/2.0/{'TCP' if over else 'UDP'} {party.host};branch={branch}"

    def _next_cseq(self, call_id: str, tag: str, cseq: int | None) -> int:
        """Return the number of the next request of one side."""
        number = self._cseqs.get((call_id, tag), 0) + 1 if cseq is None else cseq
        self._cseqs[call_id, tag] = number
        return number

    def request(
        self,
        method: str,
        source: Party,
        target: Party,
        *,
        to: Party | str | None = None,
        sender: Party | str | None = None,
        uri: str | None = None,
        call_id: str | None = None,
        cseq: int | None = None,
        branch: str | None = None,
        from_tag: str | None = None,
        to_tag: str = "",
        **parts: Any,
    ) -> Sent:
        """Send a request outside of dialogs: a new Call-ID, unless one is given.

        To is BOB when the target is a server, and gives the Request-URI; sender is who From names.
        """
        if to is None:
            to = source if method == "REGISTER" else BOB if target.server else target
        to_uri = to if isinstance(to, str) else to.uri
        sender = sender or source
        from_uri = sender if isinstance(sender, str) else sender.uri
        call_id = call_id or f"call-{len(self._calls) + 1}@{source.address}"
        number = self._calls.setdefault(call_id, len(self._calls) + 1)
        tag = f"{source.name}-{number}" if from_tag is None else from_tag
        if uri is None:
            uri = f"sip:{source.domain}" if method == "REGISTER" else to_uri
        contact = [f"Contact: <{source.contact}>"] if method in TO_DIALOGS else []
        over = parts.get("over")
        text = Text(f"{method} {uri} SIP/2.0", [])
        text.add(
            [
                f"Via: {self._via(source, branch or self._branch(), over)}",
                "Max-Forwards: 70",
                f"From: {with_tag(f'<{from_uri}>', tag)}",
                f"To: {with_tag(f'<{to_uri}>', to_tag)}",
                f"Call-ID: {call_id}",
                f"CSeq: {self._next_cseq(call_id, tag, cseq)} {method}",
                *contact,
            ]
        )
        return self._finish(text, Sent(b"", source, target), parts)

    def _finish(self, text: Text, sent: Sent, parts: Mapping[str, Any]) -> Sent:
        """Send a message with the parts that are asked for."""
        way = Way(**{name: value for name, value in parts.items() if name in WAYS})
        said = {name: value for name, value in parts.items() if name not in WAYS}
        sent.message = text.finish(**said)
        return self._send(sent, way)

    def again(
        self,
        request: Sent,
        *,
        uri: str | None = None,
        target: Party | None = None,
        cseq: int | None = None,
        branch: str | None = None,
        **parts: Any,
    ) -> Sent:
        """Send a request once more as a new transaction: same Call-ID and tags, next CSeq.

        For what follows 401, 407, 420, 422, 423 and redirections.
        """
        text = request.text
        tag = text.first("From").rpartition(";tag=")[2]
        number = self._next_cseq(text.first("Call-ID"), tag, cseq)
        if uri:
            text.start = f"{request.method} {uri} SIP/2.0"
        target = target or request.target
        over = parts.setdefault("over", usable(request.over, request.source, target))
        text.replace("Via", self._via(request.source, branch or self._branch(), over))
        text.replace("CSeq", f"{number} {request.method}")
        return self._finish(text, Sent(b"", request.source, target), parts)

    # Responses

    def response(
        self,
        request: Sent,
        code: int,
        phrase: str | None = None,
        *,
        to_tag: str | None = None,
        **parts: Any,
    ) -> Sent:
        """Answer a request where it arrived; the To tag is NAME-CALL of the party there."""
        asked = request.text
        answer = phrases().get(str(code), "Example") if phrase is None else phrase
        text = Text(f"SIP/2.0 {code} {answer}", [])
        for name in ("Via", "From", "To", "Call-ID", "CSeq"):
            text.add(f"{name}: {value}" for value in asked.all(name))
        if to_tag is None and code > 100:
            to_tag = f"{request.target.name}-{self._calls.get(asked.first('Call-ID'), 0)}"
        text.replace("To", with_tag(text.first("To"), to_tag or ""))
        if 100 < code < 300 and request.method in TO_DIALOGS:
            text.add(f"Record-Route: {value}" for value in asked.all("Record-Route"))
            text.add([f"Contact: <{request.target.contact}>"])
        sent = Sent(b"", request.target, request.source, request=request)
        parts.setdefault("over", request.over)
        if code >= 200:
            request.finals.append(sent)
        return self._finish(text, sent, parts)

    def ok(self, request: Sent, **parts: Any) -> Sent:
        """Answer a request with 200."""
        return self.response(request, 200, **parts)

    def ack(self, of: Sent, *, branch: str | None = None, **parts: Any) -> Sent:
        """Acknowledge a final response, or the last one of a request.

        For a 2xx: from the caller to the party that sent the 2xx, past any proxy; target= and
        source= of within() to do otherwise.
        """
        final = of if of.code else of.finals[-1]
        invite = final.answered
        if final.code < 300:
            return self.within(final, "ACK", branch=branch, cseq=invite.cseq, **parts)
        asked = invite.text
        text = Text(f"ACK {invite.uri} SIP/2.0", [("Via", asked.first("Via"))])
        if branch:
            text.replace("Via", self._via(invite.source, branch, invite.over))
        text.add(f"Route: {value}" for value in asked.all("Route"))
        text.add(["Max-Forwards: 70", f"From: {asked.first('From')}", f"To: {final.header('To')}"])
        text.add([f"Call-ID: {asked.first('Call-ID')}", f"CSeq: {invite.cseq} ACK"])
        parts.setdefault("over", invite.over)
        return self._finish(text, Sent(b"", invite.source, invite.target), parts)

    def cancel(self, invite: Sent, **parts: Any) -> Sent:
        """Cancel a request."""
        asked = invite.text
        text = Text(f"CANCEL {invite.uri} SIP/2.0", [("Via", asked.first("Via"))])
        text.add(f"Route: {value}" for value in asked.all("Route"))
        text.add(["Max-Forwards: 70", f"From: {asked.first('From')}", f"To: {asked.first('To')}"])
        text.add([f"Call-ID: {asked.first('Call-ID')}", f"CSeq: {invite.cseq} CANCEL"])
        parts.setdefault("over", invite.over)
        return self._finish(text, Sent(b"", invite.source, invite.target), parts)

    # Proxies

    def forward(
        self,
        message: Sent,
        target: Party | None = None,
        *,
        uri: str | None = None,
        record_route: bool = False,
        branch: str | None = None,
        **parts: Any,
    ) -> Sent:
        """Send on what a proxy received: a request to a target, a response to where it belongs.

        A request to a phone gets the URI of its Contact, unless it is in a dialog.
        """
        proxy, text = message.target, message.text
        if message.code:
            back = message.answered.received
            assert back, f"the request of frame {message.frame} was not sent on by a proxy"
            text.pop("Via")
            parts.setdefault("over", back.over)
            sent = Sent(b"", proxy, target or back.source, request=back, received=message)
            if message.code >= 200:
                back.finals.append(sent)
            return self._finish(text, sent, parts)
        assert target, "a request needs a target"
        if uri is None and not target.server and ";tag=" not in text.first("To"):
            uri = target.contact
        if uri:
            text.start = f"{message.text.start.split()[0]} {uri} SIP/2.0"
        if text.first("Max-Forwards"):
            text.replace("Max-Forwards", str(int(text.first("Max-Forwards")) - 1))
        if f"sip:{proxy.host};lr" in text.first("Route"):
            text.pop("Route")
        if record_route:
            text.push("Record-Route", f"<sip:{proxy.host};lr>")
        text.push("Via", self._via(proxy, branch or self._branch(), parts.get("over")))
        return self._finish(text, Sent(b"", proxy, target, received=message), parts)

    # Copies

    def repeat(
        self, sent: Sent, source: Party | None = None, target: Party | None = None, **way: Any
    ) -> Sent:
        """Send the same bytes again, after 0.5 s; perhaps between other addresses."""
        if "at" not in way and self._gap is None:
            way.setdefault("after", 0.5)
        way.setdefault("over", sent.over)
        copy = Sent(
            sent.message,
            source or sent.source,
            target or sent.target,
            request=sent.request,
            received=sent.received,
            finals=sent.finals,
        )
        return self._send(copy, Way(**way))

    def repeats(self, sent: Sent, *gaps: float, **way: Any) -> list[Sent]:
        """Send the same bytes again after each gap; without gaps as a request over UDP."""
        gaps = gaps or (0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4)
        return [self.repeat(sent, after=gap, **way) for gap in gaps]

    # Dialogs

    def within(
        self,
        dialog: Sent,
        method: str,
        source: Party | None = None,
        target: Party | None = None,
        *,
        route: bool | Sequence[str] = False,
        uri: str | None = None,
        cseq: int | None = None,
        branch: str | None = None,
        from_tag: str | None = None,
        to_tag: str | None = None,
        **parts: Any,
    ) -> Sent:
        """Send a request in the dialog that a response with a To tag made.

        From the caller, unless source is somebody else, to the other end, unless there is a target.
        route: True for the Record-Routes of the response, or the values.
        """
        said, start = dialog.text, dialog.answered.origin
        caller, callee = start.source, dialog.origin.source
        source = source or caller
        local, remote = said.first("From"), said.first("To")
        routes = said.all("Record-Route")[::-1]
        contact = inner_uri(said.first("Contact")) or callee.contact
        other = callee
        if source != caller:
            local, remote, other = remote, local, caller
            routes = routes[::-1]
            contact = inner_uri(start.header("Contact")) or caller.contact
        if not isinstance(route, bool):
            routes = list(route)
        if from_tag is not None:
            local = with_tag(local.partition(";tag=")[0], from_tag)
        if to_tag is not None:
            remote = with_tag(remote.partition(";tag=")[0], to_tag)
        call_id = said.first("Call-ID")
        tag = local.rpartition(";tag=")[2]
        if method == "ACK":
            number = dialog.cseq if cseq is None else cseq
        else:
            number = self._next_cseq(call_id, tag, cseq)
        over = parts.setdefault("over", usable(dialog.over, source, target or other))
        text = Text(f"{method} {uri or contact} SIP/2.0", [])
        text.add(
            [
                f"Via: {self._via(source, branch or self._branch(), over)}",
                *(f"Route: {value}" for value in routes if route),
                "Max-Forwards: 70",
                f"From: {local}",
                f"To: {remote}",
                f"Call-ID: {call_id}",
                f"CSeq: {number} {method}",
                *([f"Contact: <{source.contact}>"] if method in TO_DIALOGS else []),
            ]
        )
        return self._finish(text, Sent(b"", source, target or other), parts)

    def prack(self, provisional: Sent, **parts: Any) -> Sent:
        """Confirm a reliable provisional response, one with RSeq."""
        asked = provisional.header("CSeq")
        headers = [f"RAck: {provisional.header('RSeq')} {asked}", *parts.pop("headers", ())]
        return self.within(provisional, "PRACK", headers=headers, **parts)

    def refer(
        self,
        dialog: Sent,
        source: Party,
        refer_to: str,
        *,
        headers: Sequence[str] = (),
        **parts: Any,
    ) -> Sent:
        """Ask the other side of a dialog to call a URI."""
        lines = [f"Refer-To: <{refer_to}>", f"Referred-By: <{source.uri}>", *headers]
        return self.within(dialog, "REFER", source, headers=lines, **parts)

    def notify(
        self,
        dialog: Sent,
        source: Party,
        body: bytes | None = None,
        *,
        state: str = "active;expires=60",
        event: str = "refer",
        headers: Sequence[str] = (),
        **parts: Any,
    ) -> Sent:
        """Report in a dialog; the body is sipfrag(180), for example."""
        lines = [f"Event: {event}", f"Subscription-State: {state}", *headers]
        return self.within(dialog, "NOTIFY", source, headers=lines, body=body, **parts)

    def answered(
        self,
        caller: Party,
        callee: Party,
        proxy: Party | None = None,
        *,
        record_route: bool = False,
        offer: bytes | None = None,
        answer: bytes | None = None,
        acked: bool = True,
        **parts: Any,
    ) -> Sent:
        """Make a call that rings and is answered. Return the 200 as the caller gets it.

        Direct: INVITE, 180, 200, ACK. With a proxy: INVITE, 100, INVITE, 180, 180, 200, 200, then
        the ACK, which passes the proxy as well if that has put itself into the route.
        """
        offer = sdp(caller) if offer is None else offer
        answer = sdp(callee) if answer is None else answer
        invite = self.request("INVITE", caller, proxy or callee, to=callee, body=offer, **parts)
        if proxy is None:
            self.response(invite, 180)
            final = self.ok(invite, body=answer)
        else:
            self.response(invite, 100)
            sent_on = self.forward(invite, callee, record_route=record_route)
            self.forward(self.response(sent_on, 180))
            final = self.forward(self.ok(sent_on, body=answer))
        if acked and proxy and record_route:
            self.forward(self.ack(final, target=proxy, route=True), callee)
        elif acked:
            self.ack(final)
        return final

    def ping(self, source: Party, target: Party, **parts: Any) -> Sent:
        """Send OPTIONS that gets its 200: proof that both directions are captured."""
        return self.ok(self.request("OPTIONS", source, target, to=target, **parts))

    # Registrations and credentials

    def register(
        self,
        party: Party,
        registrar: Party = PROXY,
        *,
        expires: int = 3600,
        granted: int | None = None,
        contact: str | None = None,
        bindings: Sequence[str] | None = None,
        **parts: Any,
    ) -> Sent:
        """Register a contact with the 200 that answers. Return the 200; its request is .answered.

        granted: the expires of the 200; bindings: all values of its Contact headers; expires 0
        removes the contact.
        """
        sent = self.send_register(party, registrar, expires=expires, contact=contact, **parts)
        way = {name: parts[name] for name in ("over", "captured") if name in parts}
        return self.registered(sent, granted=granted, bindings=bindings, **way)

    def send_register(
        self,
        party: Party,
        registrar: Party = PROXY,
        *,
        expires: int = 3600,
        contact: str | None = None,
        **parts: Any,
    ) -> Sent:
        """Send a REGISTER, with the Call-ID of this party's earlier ones. Return it."""
        known = self._registrations.get((party, registrar))
        names = {"call_id": known[0], "from_tag": known[1]} if known else {}
        contact = contact or f"<{party.contact}>"
        lines = [f"Contact: {contact};expires={expires}", *parts.pop("headers", ())]
        sent = self.request("REGISTER", party, registrar, headers=lines, **names, **parts)
        tag = sent.header("From").rpartition(";tag=")[2]
        self._registrations.setdefault((party, registrar), (sent.header("Call-ID"), tag))
        return sent

    def registered(
        self,
        register: Sent,
        *,
        granted: int | None = None,
        bindings: Sequence[str] | None = None,
        headers: Sequence[str] = (),
        **parts: Any,
    ) -> Sent:
        """Answer a REGISTER with a 200 that lists its contact, or other bindings."""
        contact, _, asked = register.header("Contact").rpartition(";expires=")
        if bindings is None:
            time = int(asked) if granted is None else granted
            bindings = [f"{contact};expires={time}"] if time else []
        lines = [*(f"Contact: {value}" for value in bindings), *headers]
        return self.ok(register, headers=lines, **parts)

    def challenge(
        self,
        request: Sent,
        code: int = 401,
        *,
        realm: str = "example.com",
        nonce: str | None = None,
        algorithm: str | None = "MD5",
        qop: str | None = "auth",
        stale: bool | None = None,
        scheme: str = "Digest",
        headers: Sequence[str] = (),
        **parts: Any,
    ) -> Sent:
        """Ask for credentials with 401 or 407; None leaves a parameter out."""
        self._nonces += 1
        values = [f'realm="{realm}"', f'nonce="{nonce or f"nonce-{self._nonces}"}"']
        values += [f"algorithm={algorithm}"] if algorithm else []
        values += [f'qop="{qop}"'] if qop else []
        values += [f"stale={str(stale).lower()}"] if stale is not None else []
        name = "Proxy-Authenticate" if code == 407 else "WWW-Authenticate"
        lines = [f"{name}: {scheme} {', '.join(values)}", *headers]
        return self.response(request, code, headers=lines, **parts)

    def authenticate(
        self,
        challenge: Sent,
        *,
        username: str | None = None,
        credentials: str | None = None,
        digest: Mapping[str, Any] | None = None,
        password: str = "secret",
        **parts: Any,
    ) -> Sent:
        """Send the request of a challenge again with credentials.

        digest: other values of realm, nonce, uri, qop, algorithm, nc, cnonce, response, opaque;
        None leaves one out. credentials: the whole value of the header. parts as in again().
        """
        request = challenge.answered
        proxy = challenge.code == 407
        asked = challenge.header("Proxy-Authenticate" if proxy else "WWW-Authenticate")
        uri = parts.get("uri") or request.uri
        name = request.source.name if username is None else username
        line = credentials or digest_header(
            asked, name, request.method, uri, password, digest or {}
        )
        header = "Proxy-Authorization" if proxy else "Authorization"
        replace = {header: line, **parts.pop("replace", {})}
        return self.again(request, replace=replace, **parts)


def digest_header(
    challenge: str, username: str, method: str, uri: str, password: str, other: Mapping[str, Any]
) -> str:
    """Return credentials for a challenge (RFC 2617 section 3.2.2)."""
    asked = {}
    for part in challenge.partition(" ")[2].split(", "):
        name, _, value = part.partition("=")
        asked[name] = value.strip('"')
    values: dict[str, Any] = {"username": username, "realm": asked["realm"]}
    values |= {"nonce": asked["nonce"], "uri": uri}
    if "qop" in asked:
        values |= {"qop": asked["qop"].split(",")[0], "nc": 1, "cnonce": "cnonce"}
    values |= {name: asked[name] for name in ("algorithm", "opaque") if name in asked}
    values |= other
    values = {name: value for name, value in values.items() if value is not None}
    if isinstance(values.get("nc"), int):
        values["nc"] = f"{values['nc']:08x}"
    kind = hashlib.sha256 if "256" in values.get("algorithm", "") else hashlib.md5
    first, second = (
        kind(text.encode()).hexdigest()
        for text in (f"{username}:{values.get('realm')}:{password}", f"{method}:{uri}")
    )
    middle = [str(values.get(name, "")) for name in ("nc", "cnonce", "qop") if "qop" in values]
    secret = ":".join([first, str(values.get("nonce", "")), *middle, second])
    if "response" not in other:
        values["response"] = kind(secret.encode()).hexdigest()
    bare = ("qop", "nc", "algorithm")
    return "Digest " + ", ".join(
        f"{name}={value}" if name in bare else f'{name}="{value}"'
        for name, value in values.items()
    )


# --- The built conversations ---

Build = Callable[[Conversation], None]
BUILDS: dict[str, Build] = {}


def conversation(build: Build) -> Build:
    """Register a function of a family module."""
    family = build.__module__.rpartition(".")[2]
    name = f"{family}/{build.__name__}"
    assert name not in BUILDS, f"{name} is there twice"
    BUILDS[name] = build
    return build


@cache
def builds() -> dict[str, Build]:
    """Return all conversations by their names."""
    for module in sorted(FOLDER.glob("*.py")):
        importlib.import_module(f"conversations.{module.stem}")
    return BUILDS


def built(name: str) -> Conversation:
    """Return a conversation, built."""
    call = Conversation()
    builds()[name](call)
    return call


def main(args: Sequence[str]) -> int:
    """Write a conversation to a file, or list them."""
    if args == ["--list"]:
        for name, build in builds().items():
            print(f"{name:40} {(build.__doc__ or '').splitlines()[0]}")
        return 0
    if len(args) != 2 or args[0] not in builds():
        print("usage: conversation.py --list | FAMILY/FUNCTION FILE", file=sys.stderr)
        return 2
    Path(args[1]).write_bytes(built(args[0]).pcap())
    return 0


if __name__ == "__main__":
    import conversation as module  # the one that the families import

    sys.exit(module.main(sys.argv[1:]))
