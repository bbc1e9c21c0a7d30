#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn a ladder, the short notation of a conversation, into the sipp scenario of one of its sides.

Usage: ladder.py left|right NUMBER NAME ADDRESS NAME ADDRESS < LADDER > SCENARIO

The left side begins. NUMBER makes Call-ID and tags differ between the conversations of a capture.
One line for each message, in the order of time:

    > INVITE sdp | Supported: 100rel        left sends a request, right receives it
    < 180 Ringing                           right answers
    wait 2                                  the side that sends next waits so many seconds; at the
                                            end both, and take what is repeated

`>>` or `<<` sends something that the other side does not wait for, a copy for example. Behind the
method or the status:

    sdp  sdp(port=0;proto=RTP/SAVP;formats=8 0;a=recvonly)   a body
    body(text/plain;Hello)                  a body of another type
    to=INVITE      the request that is answered, if it is not the last one
    uri= cseq= tag= branch=new              other values than the fitting ones; tag is that of To
    once           do not repeat it when no answer comes
    -Contact       leave a header out
    | Name: value  a header more, or instead of the usual one
"""

import re
import sys
from dataclasses import dataclass, field

WORD = re.compile(r"(sdp|body)\(((?:[^()]|\([^()]*\))*)\)|\S+")
PHRASES = {
    "100": "Trying",
    "180": "Ringing",
    "183": "Session Progress",
    "200": "OK",
    "202": "Accepted",
}
DIALOGS = {"INVITE", "SUBSCRIBE", "REFER"}
SAVED = ["Via", "From", "To", "CSeq"]
WITH_CONTACT = {"INVITE", "SUBSCRIBE", "REFER", "UPDATE", "NOTIFY"}


@dataclass
class Message:
    """A line of the ladder."""

    left_sends: bool
    received: bool
    words: list[str]
    headers: list[str]
    options: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    body: tuple[str, str] | None = None
    once: bool = False

    @property
    def code(self) -> str:
        """Return the status code, or nothing for a request."""
        return self.words[0] if self.words[0].isdigit() else ""

    @property
    def method(self) -> str:
        """Return the method of a request."""
        return self.words[0]


def sdp(settings: str, address: str) -> str:
    """Return a session description with one audio stream."""
    value = {"port": "6000", "proto": "RTP/AVP", "formats": "0", "version": "1"}
    attributes = []
    for setting in filter(None, settings.split(";")):
        name, _, text = setting.partition("=")
        if name == "a":
            attributes.append("a=" + text)
        else:
            value[name] = text
    lines = ["v=0", f"o=- 1 {value['version']} IN IP4 {address}", "s=-"]
    lines += [f"c=IN IP4 {address}", "t=0 0"]
    lines.append(f"m=audio {value['port']} {value['proto']} {value['formats']}")
    names = {"0": "PCMU", "8": "PCMA", "9": "G722", "18": "G729"}
    for number in value["formats"].split():
        lines.append(f"a=rtpmap:{number} {names[number]}/8000")
    return "\n".join(lines + attributes)


def read(line: str, left: str, right: str) -> Message:
    """Return the message of a line."""
    arrow, _, rest = line.partition(" ")
    text, *headers = [part.strip() for part in re.split(r"\s\|\s", rest)]
    message = Message(">" in arrow, arrow in (">", "<"), [], headers)
    for match in WORD.finditer(text):
        word = match.group()
        name, equals, value = word.partition("=")
        if match.group(1) == "body":
            kind, _, content = match.group(2).partition(";")
            message.body = (kind, content.replace("\\n", "\n"))
        elif match.group(1) == "sdp" or word == "sdp":
            address = left if message.left_sends else right
            message.body = ("application/sdp", sdp(match.group(2) or "", address))
        elif equals and name in ("uri", "cseq", "tag", "branch", "to"):
            message.options[name] = value
        elif word == "once":
            message.once = True
        elif re.fullmatch(r"-[A-Z][A-Za-z-]+", word):
            message.left_out.add(word[1:])
        else:
            message.words.append(word)
    return message


class Side:
    """Writes the scenario of one side."""

    def __init__(self, is_left: bool, number: str, names: list[str], addresses: list[str]) -> None:
        """Remember who talks to whom."""
        self.is_left = is_left
        self.number = number
        mine = 0 if is_left else 1
        self.name, self.peer = names[mine], names[1 - mine]
        # Somebody who registers or publishes has his own name on both sides.
        self.tag = f"{number}-{'server' if names[0] == names[1] and not is_left else self.name}"
        self.sender = f"From: <sip:{self.name}@a.example>;tag={self.tag}"
        self.address = addresses[mine]
        self.cseq = 0
        self.branches = 0
        self.in_dialog = False
        self.invite: tuple[str, str, str] = ("", "", "")
        self.invite_answered_2xx = False
        self.last_received = ""
        self.sent_method = ""
        self.last_message = ""
        self.answered_in_dialog: dict[str, bool] = {}
        self.known: set[str] = set()
        self.out: list[str] = []

    def request(self, message: Message) -> list[str]:
        """Return the lines of a request."""
        option = message.options
        method = message.method
        initial = not self.in_dialog
        uri = f"sip:{self.peer}@a.example" if initial else "[next_url]"
        if method in ("ACK", "CANCEL") and not (method == "ACK" and self.invite_answered_2xx):
            uri, branch, cseq = self.invite
        else:
            if method != "ACK":
                self.cseq += 1
            self.branches += 1
            branch = str(self.branches)
            cseq = self.invite[2] if method == "ACK" else str(self.cseq)
        if "branch" in option:
            branch = f"{self.branches}-{option['branch']}"
        if "cseq" in option:
            cseq = option["cseq"]
            if method != "ACK":
                self.cseq = int(cseq)
        uri = option.get("uri", uri)
        if method == "INVITE":
            self.invite, self.invite_answered_2xx = (uri, branch, cseq), False
        self.sent_method = method
        if self.is_left:
            known = method == "ACK" or self.in_dialog and method != "CANCEL"
            tag = "[peer_tag_param]" if known else ""
            if "tag" in option:
                tag = f";tag={option['tag']}"
            to = f"To: <sip:{self.peer}@a.example>{tag}"
        else:
            to = "To:[$from]"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/[transport] [local_ip]:[local_port]"
            f";branch=z9hG4bK-{self.number}-[pid]-{branch};rport",
            self.sender,
            to,
            "Call-ID: [call_id]",
            f"CSeq: {cseq} {method}",
            "Max-Forwards: 70",
        ]
        if method != "CANCEL" and not (method == "ACK" and not self.invite_answered_2xx):
            lines.insert(2, "[Route]")
        if method in WITH_CONTACT:
            lines.append(self.contact())
        if method not in ("ACK", "CANCEL"):
            lines.append("User-Agent: sipp 3.6.1")
        return lines

    def contact(self) -> str:
        """Return the header with the own address."""
        return f"Contact: <sip:{self.name}@[local_ip]:[local_port]>"

    def response(self, message: Message) -> list[str]:
        """Return the lines of a response."""
        method = message.options.get("to", self.last_received)
        phrase = " ".join(message.words[1:]) or PHRASES.get(message.code, "")
        tag = message.options.get("tag", self.tag)
        # A request without To tag is answered with one; in sipp only the ladder knows.
        new_tag = "" if self.answered_in_dialog[method] or message.code == "100" else f";tag={tag}"
        # sipp saves only one Via, so a request that was forwarded must be answered first.
        if method == self.last_message:
            saved = ["[last_Via:]", "[last_From:]", "[last_To:]", "[last_CSeq:]"]
        else:
            saved = [f"{name}:[${name}_{method}]" for name in SAVED]
        via, sender, to, cseq = saved
        lines = [
            f"SIP/2.0 {message.code} {phrase}",
            via,
            "[last_Record-Route:]",
            sender,
            to + new_tag,
            "[last_Call-ID:]",
            cseq,
        ]
        if message.code != "100":
            if method in ("INVITE", "SUBSCRIBE", "REFER", "UPDATE") and message.code < "300":
                lines.append(self.contact())
            lines.append("Server: sipp 3.6.1")
        return lines

    def send(self, message: Message) -> None:
        """Write the sending of a message."""
        if message.code:
            method = message.options.get("to", self.last_received)
            lines = self.response(message)
            repeat = method == "INVITE" and message.code >= "200"
            if "101" <= message.code < "300" and method in DIALOGS:
                self.in_dialog = True
        else:
            lines = self.request(message)
            repeat = message.method != "ACK"
        if message.body:
            lines.append(f"Content-Type: {message.body[0]}")
        lines.append("Content-Length: [len]" if message.body else "Content-Length: 0")
        for header in message.headers:
            name = header.partition(":")[0] + ":"
            if name == "From:":
                self.sender = header
            places = [i for i, line in enumerate(lines) if line.startswith(name)]
            if places:
                lines[places[0]] = header
            else:
                lines.insert(len(lines) - (2 if message.body else 1), header)
        names = [line.partition(":")[0].strip("[]") for line in lines]
        lines = [
            "[routes]" if name == "Route" else line
            for name, line in zip(names, lines, strict=True)
            if name not in message.left_out
        ]
        text = "\n".join(lines) + "\n\n" + (message.body[1] + "\n" if message.body else "")
        again = ' retrans="500"' if repeat and not message.once else ""
        self.out.append(f"  <send{again}><![CDATA[\n{text}]]></send>")

    def receive(self, message: Message) -> None:
        """Write the waiting for a message."""
        self.last_message = "" if message.code else message.method
        if message.code:
            # What a response to INVITE and the like brings: tag, Contact, Record-Route.
            if "101" <= message.code < "300":
                self.in_dialog = self.in_dialog or self.sent_method in DIALOGS
            answers = message.options.get("to", self.sent_method)
            if answers == "INVITE" and "200" <= message.code < "300":
                self.invite_answered_2xx = True
            learns = ' rrs="true"' if self.is_left and "101" <= message.code < "300" else ""
            self.out.append(f'  <recv response="{message.code}"{learns}/>')
            return
        method = message.method
        self.answered_in_dialog[method] = self.in_dialog and method != "CANCEL"
        self.last_received = method
        first = not self.is_left and not self.in_dialog and method != "ACK"
        actions = [
            f'    <ereg regexp=".*" search_in="hdr" header="{name}:" assign_to="{name}_{method}"/>'
            for name in SAVED
        ]
        names = [f"{name}_{method}" for name in SAVED]
        if first:
            actions.append(actions[1].replace("From_" + method, "from"))
            names.append("from")
        self.known.update(names)
        rrs = ' rrs="true"' if first else ""
        opening, closing = f'  <recv request="{method}"{rrs}>', "  </recv>"
        self.out += [opening, "   <action>", *actions, "   </action>", closing]

    def scenario(self, ladder: list[str], addresses: list[str]) -> str:
        """Return the scenario of this side."""
        waiting = 0.0
        for line in ladder:
            if line.startswith("wait "):
                waiting += float(line[5:])
                continue
            message = read(line, *addresses)
            if message.left_sends == self.is_left:
                if waiting:
                    self.out.append(f'  <pause milliseconds="{int(waiting * 1000)}"/>')
                self.send(message)
            elif message.received:
                self.receive(message)
            waiting = 0.0
        if waiting:
            self.out.append(f'  <pause milliseconds="{int(waiting * 1000)}"/>')
        names = ",".join(sorted(self.known))
        reference = f'  <Reference variables="{names}"/>\n' if names else ""
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="ladder">\n'
        return head + "\n".join(self.out) + "\n" + reference + "</scenario>\n"


def main() -> None:
    """Write one side of the ladder."""
    side, number, left, left_address, right, right_address = sys.argv[1:]
    ladder = [line.strip() for line in sys.stdin]
    addresses = [left_address, right_address]
    writer = Side(side == "left", number, [left, right], addresses)
    print(writer.scenario([line for line in ladder if line], addresses), end="")


main()
