# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the captures of the benchmark: always the same bytes for the same kind and size, documentation addresses only."""

import hashlib
import heapq
import itertools
import struct

SIP_PORT = 5060
EPOCH = 1_700_000_000  # of the first packet

# What happens in each 20 calls: about 5.3 messages per call on average.
STORIES = (["answered"] * 7 + ["registered"] * 7 + ["not found"] * 3 + ["busy"] * 2 + ["cancelled"])

# With this many RTP packets in each answered call 3 % of all packets are SIP.
RTP_PER_CALL = 490
RTP_INTERVAL = 0.02
RTP_BYTES = 160

CALL_INTERVAL = 0.02
CALL_INTERVAL_WITH_RTP = 0.2

FEW_CLIENTS = 8
MANY_CLIENTS = 4000

# Four clients that ping their proxies once a second: in 24 hours 604,800 messages.
PINGING_CLIENTS = 4
PINGS = ["asked", "refused", "asked", "unheard"]


def token(call, what, length=16):
    return hashlib.md5(f"{call}/{what}".encode()).hexdigest()[:length]


class Client:
    """A phone and the proxy that it talks to. 4,000 of them share 500 addresses and 16 proxies."""

    def __init__(self, number):
        host = number % 500
        self.address = f"198.51.100.{host + 1}" if host < 250 else f"203.0.113.{host - 249}"
        self.port = SIP_PORT if number < 500 else 10000 + number
        self.proxy = f"192.0.2.{number // 500 * 2 + host % 2 + 1}"
        self.user = f"user{number:04}"


class Call:
    def __init__(self, number, caller, callee, call_id=None):
        self.number = number
        self.caller = caller
        self.callee = callee
        self.id = call_id or f"{token(number, 'id', 32)}@{caller.address}"
        self.media_port = 16384 + number * 4 % 49000

    def via(self, transaction):
        return (f"SIP/2.0/UDP {self.caller.address}:{self.caller.port};rport;"
                f"branch=z9hG4bK{token(self.number, transaction)}")

    def common(self, method, cseq, to_tag, to_user):
        caller = self.caller
        to_tag = f";tag={token(self.number, 'to')}" if to_tag else ""
        return [f'From: "{caller.user.title()}" <sip:{caller.user}@example.com>;tag={token(self.number, "from")}',
                f'To: <sip:{to_user}@example.com>{to_tag}',
                f"Call-ID: {self.id}",
                f"CSeq: {cseq} {method}"]

    def request(self, method, cseq, transaction, to_tag=False, headers=(), body="", to_user=None):
        caller = self.caller
        to_user = to_user or self.callee.user
        uri = f"sip:{to_user}@example.com" if method != "REGISTER" else "sip:example.com"
        return message([f"{method} {uri} SIP/2.0",
                        f"Via: {self.via(transaction)}",
                        "Max-Forwards: 70",
                        f"Route: <sip:{caller.proxy};lr>",
                        *self.common(method, cseq, to_tag, to_user),
                        f"Contact: <sip:{caller.user}@{caller.address}:{caller.port};transport=udp>",
                        "User-Agent: Example Phone 4.2.1.118 0004f2ab01cd",
                        *headers], body)

    def response(self, status, method, cseq, transaction, to_tag=True, headers=(), body="", to_user=None):
        caller = self.caller
        via = self.via(transaction).replace(";rport", f";received={caller.address};rport={caller.port}")
        return message([f"SIP/2.0 {status}",
                        f"Via: {via}",
                        f"Record-Route: <sip:{caller.proxy};lr;ftag={token(self.number, 'from')}>",
                        *self.common(method, cseq, to_tag, to_user or self.callee.user),
                        "Server: Example Proxy 5.6.3 (x86_64/linux)",
                        *headers], body)

    def sdp(self, address, port):
        return "\r\n".join(["v=0",
                            f"o=- {self.number + 3900000000} 1 IN IP4 {address}",
                            "s=call",
                            f"c=IN IP4 {address}",
                            "t=0 0",
                            f"m=audio {port} RTP/AVP 8 0 101",
                            "a=rtpmap:8 PCMA/8000",
                            "a=rtpmap:0 PCMU/8000",
                            "a=rtpmap:101 telephone-event/8000",
                            "a=fmtp:101 0-15",
                            "a=ptime:20",
                            "a=sendrecv", ""])

    # Each story: (seconds since the call began, sent by the caller, message)

    def invite(self):
        return [(0, True, self.request("INVITE", 1, "invite", headers=INVITE_HEADERS,
                                       body=self.sdp(self.caller.address, self.media_port))),
                (0.004, False, self.response("100 Trying", "INVITE", 1, "invite", to_tag=False))]

    def ringing(self):
        return (0.3, False, self.response("180 Ringing", "INVITE", 1, "invite", headers=CALLEE_HEADERS))

    def failure(self, seconds, status, headers=()):
        return [(seconds, False, self.response(status, "INVITE", 1, "invite", headers=headers)),
                (seconds + 0.005, True, self.request("ACK", 1, "invite", to_tag=True))]

    def answered(self):
        answer = self.response("200 OK", "INVITE", 1, "invite", headers=CALLEE_HEADERS + INVITE_HEADERS,
                               body=self.sdp(self.callee.address, self.media_port + 2))
        return [*self.invite(), self.ringing(), (3, False, answer),
                (3.01, True, self.request("ACK", 1, "ack", to_tag=True)),
                (8, True, self.request("BYE", 2, "bye", to_tag=True)),
                (8.01, False, self.response("200 OK", "BYE", 2, "bye"))]

    def not_found(self):
        return [*self.invite(), *self.failure(0.02, "404 Not Found")]

    def busy(self):
        return [*self.invite(), self.ringing(),
                *self.failure(1, "486 Busy Here", ("Reason: Q.850;cause=17;text=\"User busy\"",))]

    def cancelled(self):
        return [*self.invite(), self.ringing(),
                (6, True, self.request("CANCEL", 1, "invite")),
                (6.004, False, self.response("200 canceling", "CANCEL", 1, "invite")),
                *self.failure(6.01, "487 Request Terminated")]

    def registered(self):
        user = self.caller.user
        nonce = token(self.number, "nonce", 32)
        challenge = (f'WWW-Authenticate: Digest realm="example.com", nonce="{nonce}", '
                     'algorithm=MD5, qop="auth"',)
        credentials = (f'Authorization: Digest username="{user}", realm="example.com", nonce="{nonce}", '
                       f'uri="sip:example.com", qop=auth, nc=00000001, cnonce="{token(self.number, "cnonce", 8)}", '
                       f'response="{token(self.number, "digest", 32)}", algorithm=MD5',)
        contact = (f"Contact: <sip:{user}@{self.caller.address}:{self.caller.port};transport=udp>;expires=3600",)
        return [(0, True, self.request("REGISTER", 1, "first", headers=REGISTER_HEADERS, to_user=user)),
                (0.005, False, self.response("401 Unauthorized", "REGISTER", 1, "first", headers=challenge,
                                             to_user=user)),
                (0.03, True, self.request("REGISTER", 2, "second", headers=REGISTER_HEADERS + credentials,
                                          to_user=user)),
                (0.035, False, self.response("200 OK", "REGISTER", 2, "second", headers=contact, to_user=user))]

    # A ping: OPTIONS, and what it meets

    def asked(self):
        return [(0, True, self.request("OPTIONS", 1, "options")),
                (0.004, False, self.response("200 OK", "OPTIONS", 1, "options"))]

    def refused(self):
        return [(0, True, self.request("OPTIONS", 1, "options")),
                (0.004, False, self.response("404 Not Found", "OPTIONS", 1, "options"))]

    def unheard(self):
        return [(0, True, self.request("OPTIONS", 1, "options"))]

    def packet(self, from_caller, content):
        ends = [(self.caller.address, self.caller.port), (self.caller.proxy, SIP_PORT)]
        return udp(*(ends if from_caller else reversed(ends)), content)

    def packets(self, story):
        for seconds, from_caller, content in getattr(self, story.replace(" ", "_"))():
            yield seconds, self.packet(from_caller, content)

    def rtp(self):
        ends = [(self.caller.address, self.media_port), (self.callee.address, self.media_port + 2)]
        for number in range(RTP_PER_CALL):
            count, direction = divmod(number, 2)
            header = struct.pack("!BBHII", 0x80, 8, count, count * RTP_BYTES, self.number * 2 + direction)
            yield (3.02 + count * RTP_INTERVAL + direction * 0.007,
                   udp(ends[direction], ends[1 - direction], header + b"\xd5" * RTP_BYTES))


INVITE_HEADERS = ("Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER",
                  "Supported: replaces, timer, 100rel",
                  "Session-Expires: 1800;refresher=uac",
                  "Content-Type: application/sdp")
CALLEE_HEADERS = ("Contact: <sip:line1@192.0.2.250:5060;transport=udp>",)
REGISTER_HEADERS = ("Expires: 3600", "Supported: path, outbound, gruu")


def message(lines, body):
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode()


def address_bytes(address):
    return bytes(int(part) for part in address.split("."))


def udp(source, destination, content):
    """An Ethernet frame. The UDP checksum is left out, which IPv4 permits."""
    addresses = address_bytes(source[0]) + address_bytes(destination[0])
    head = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(content), 0, 0x4000, 64, 17, 0) + addresses
    total = sum(struct.unpack("!10H", head))
    total = (total & 0xffff) + (total >> 16)
    head = head[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xffff) + addresses
    return b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0" + head + struct.pack(
        "!HHHH", source[1], destination[1], 8 + len(content), 0) + content


def calls(stories, clients, interval, with_rtp, call_id=None):
    """Packets (seconds, number that keeps the order, frame) of endless calls, in the order of their times.

    With `call_id` all calls have that one."""
    waiting = []
    order = 0
    number = 0
    while True:
        begin = number * interval
        while waiting and waiting[0][0] <= begin:
            yield heapq.heappop(waiting)
        # steps that have no common divisor with the lengths, so that everybody meets everything
        caller = clients[number * 7 % len(clients)]
        callee = clients[(number * 7 + 1 + number // 3 % (len(clients) - 1)) % len(clients)]
        call = Call(number, caller, callee, call_id)
        story = stories[number * 13 % len(stories)]
        packets = list(call.packets(story))
        if with_rtp and story == "answered":
            packets += call.rtp()
        for seconds, frame in packets:
            heapq.heappush(waiting, (begin + seconds, order, frame))
            order += 1
        number += 1


def dialog(caller, callee):
    """Packets as of calls(), of one call that never ends: INFO after INFO."""
    call = Call(0, caller, callee)
    order = 0
    for seconds, frame in list(call.packets("answered"))[:5]:  # up to the ACK
        yield seconds, order, frame
        order += 1
    for number in itertools.count():
        transaction = ("INFO", number + 2, f"info{number}")
        seconds += CALL_INTERVAL
        yield seconds, order, call.packet(True, call.request(*transaction, to_tag=True))
        yield seconds + 0.004, order + 1, call.packet(False, call.response("200 OK", *transaction))
        order += 2


KINDS = {
    "sip": lambda: calls(STORIES, [Client(n) for n in range(FEW_CLIENTS)], CALL_INTERVAL, False),
    "sip-pairs": lambda: calls(STORIES, [Client(n) for n in range(MANY_CLIENTS)], CALL_INTERVAL, False),
    "one-call-id": lambda: calls(STORIES, [Client(n) for n in range(FEW_CLIENTS)], CALL_INTERVAL, False,
                                 "one@example.com"),
    "call-ids": lambda: calls(PINGS[:3], [Client(n) for n in range(MANY_CLIENTS)], CALL_INTERVAL, False),
    "ping": lambda: calls(PINGS, [Client(n) for n in range(PINGING_CLIENTS)], 1 / PINGING_CLIENTS, False),
    "one-dialog": lambda: dialog(Client(0), Client(1)),
    "mixed": lambda: calls(STORIES, [Client(n) for n in range(MANY_CLIENTS)], CALL_INTERVAL_WITH_RTP, True),
    "failed-call": lambda: calls(["not found"], [Client(n) for n in range(2)], 1, False),
    "no-sip": lambda: ((s, n, f) for n, (s, f) in enumerate(Call(0, Client(0), Client(1)).rtp())),
}


def write(kind, packets, path):
    """Writes a pcap file with this many packets."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for _, (seconds, _, frame) in zip(range(packets), KINDS[kind]()):
            whole, fraction = divmod(round(seconds * 1_000_000), 1_000_000)
            file.write(struct.pack("<IIII", EPOCH + whole, fraction, len(frame), len(frame)) + frame)
