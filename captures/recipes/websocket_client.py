#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A SIP client over WebSocket (RFC 7118) that registers and answers the challenge.

Usage: websocket_client.py LOCAL-ADDRESS SERVER USER DOMAIN PASSWORD
"""
import base64
import hashlib
import os
import re
import socket
import struct
import sys

TEXT, CLOSE = 1, 8


def handshake(connection, server):
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall((f"GET / HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\n"
                        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                        "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += receive(connection, 1)
    if not answer.startswith(b"HTTP/1.1 101 "):
        sys.exit("no WebSocket: " + answer.decode())


def receive(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            sys.exit("the server closed the connection")
        data += part
    return data


def send_frame(connection, kind, payload):
    """A client must mask what it sends."""
    mask = os.urandom(4)
    length = struct.pack("!B", 0x80 | len(payload)) if len(payload) < 126 else struct.pack("!BH", 0xFE, len(payload))
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    connection.sendall(struct.pack("!B", 0x80 | kind) + length + mask + masked)


def receive_frame(connection):
    _, length = struct.unpack("!BB", receive(connection, 2))
    if length == 126:
        length, = struct.unpack("!H", receive(connection, 2))
    return receive(connection, length)


def digest(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def authorization(answer, user, password, uri):
    challenge = dict(re.findall(r'(\w+)="([^"]*)"', re.search(r"WWW-Authenticate: (.*)", answer)[1]))
    response = digest(digest(user, challenge["realm"], password), challenge["nonce"], digest("REGISTER", uri))
    return (f'Authorization: Digest username="{user}", realm="{challenge["realm"]}", '
            f'nonce="{challenge["nonce"]}", uri="{uri}", response="{response}", algorithm=MD5\r\n')


def main(address, server, user, domain, password):
    connection = socket.create_connection((server, 80), 5, (address, 0))
    handshake(connection, domain)
    uri, call, tag, extra = f"sip:{domain}", os.urandom(8).hex(), os.urandom(4).hex(), ""
    for cseq in 1, 2:
        request = (f"REGISTER {uri} SIP/2.0\r\n"
                   f"Via: SIP/2.0/WS client.invalid;branch=z9hG4bK{os.urandom(6).hex()}\r\n"
                   f"Max-Forwards: 70\r\nTo: <sip:{user}@{domain}>\r\n"
                   f"From: <sip:{user}@{domain}>;tag={tag}\r\nCall-ID: {call}\r\nCSeq: {cseq} REGISTER\r\n"
                   f"Contact: <sip:{user}@client.invalid;transport=ws>\r\nExpires: 600\r\n"
                   f"User-Agent: websocket_client.py\r\n{extra}Content-Length: 0\r\n\r\n")
        send_frame(connection, TEXT, request.encode())
        answer = receive_frame(connection).decode()
        if not answer.startswith("SIP/2.0 401 "):
            break
        extra = authorization(answer, user, password, uri)
    send_frame(connection, CLOSE, struct.pack("!H", 1000))
    receive_frame(connection)  # the server closes too


main(*sys.argv[1:6])
