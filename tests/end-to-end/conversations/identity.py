# SPDX-License-Identifier: GPL-2.0-or-later
"""Signed caller identity. All are built: nothing here is really signed."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from conversation import ALICE, GATEWAY, PROXY, Conversation, Sent, conversation
from packets import START

CALLER, CALLED = "sip:+12025550120@example.com", "sip:+12025550101@example.net"


def part(claims: Any) -> str:
    """Return a part of a token."""
    return urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def identity(
    age: float = 0, orig: Any = None, dest: Any = None, kind: str = "shaken", full: bool = True
) -> str:
    """Return an Identity header field that was signed so many seconds before the capture began."""
    claims = {
        "orig": orig or {"tn": "12025550120"},
        "dest": dest or {"tn": ["12025550101"]},
        "iat": int(START - age),
    }
    token = f"{part({'alg': 'ES256'})}.{part(claims)}" if full else "."
    ppt = f";ppt={kind}" if kind else ""
    return f"Identity: {token}.c2ln;info=<https://certificates.example/a.pem>;alg=ES256{ppt}"


def signed(call: Conversation, *headers: str, **parts: Any) -> Sent:
    """Call with these header fields."""
    return call.request(
        "INVITE", ALICE, PROXY, sender=CALLER, to=CALLED, headers=headers, **parts
    )


def refuse(call: Conversation, invite: Sent, code: int, *say: str, **parts: Any) -> None:
    """Answer, and wait."""
    call.ack(call.response(invite, code, *say, **parts))
    call.end(40)


# --- 428 ---


@conversation
def only_extensions(call: Conversation) -> None:
    """Both signatures are of kinds that the network does not know."""
    refuse(call, signed(call, identity(), identity(kind="div")), 428)


@conversation
def plain_signature(call: Conversation) -> None:
    """One signature is plain: then the network misses something else."""
    refuse(call, signed(call, identity(), identity(kind="")), 428)


@conversation
def signature_removed(call: Conversation) -> None:
    """A proxy builds the request anew, and leaves the signature out."""
    invite = signed(call, identity())
    sent_on = call.forward(invite, GATEWAY, replace={"Identity": None})
    refused = call.response(sent_on, 428)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(40)


@conversation
def change_unsigned(call: Conversation) -> None:
    """Of a request in a call it is not known whether it had a signature."""
    answer = call.answered(ALICE, GATEWAY)
    refuse(call, call.within(answer, "INVITE", headers=[identity()]), 428)


# --- 436, 437, 438, 403 ---


@conversation
def other_caller(call: Conversation) -> None:
    """The signature is of another number, and old."""
    refuse(call, signed(call, identity(900, orig={"tn": "12025550199"})), 438)


@conversation
def national_form(call: Conversation) -> None:
    """The numbers of the signature are written in another form: they fit."""
    parties = {"orig": {"uri": "sip:2025550120@example.com"}, "dest": {"tn": "2025550101"}}
    refuse(call, signed(call, identity(**parties)), 438)


@conversation
def changed_on_the_way(call: Conversation) -> None:
    """A proxy sets its own Date, and signatures are compact."""
    date = "Date: Thu, 01 Jan 2026 00:00:{:02} GMT"
    invite = signed(call, identity(full=False), date.format(1))
    changed = {"Date": date.format(9).partition(": ")[2]}
    refused = call.response(call.forward(invite, GATEWAY, replace=changed), 438)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(40)


@conversation
def stale(call: Conversation) -> None:
    """A signature of ten minutes ago; and a 403 for another reason."""
    invite = signed(call, identity(600))
    call.ack(call.response(invite, 403, "Stale Date"))
    refuse(call, signed(call, identity(600)), 403)


@conversation
def free_switch(call: Conversation) -> None:
    """FreeSWITCH sends 429 where others send 436; the 429 of RFC 3892 is something else."""
    call.ack(call.response(signed(call, identity()), 429, "Bad Identity Info"))
    refuse(call, signed(call, identity()), 429)


@conversation
def refused_but_ringing(call: Conversation) -> None:
    """The network says that the signature is wrong, and goes on with the call."""
    invite = signed(call, identity())
    call.response(invite, 180, headers=['Reason: STIR;cause=438;text="Invalid Identity Header"'])
    refuse(call, invite, 486, headers=["Reason: STIR;cause=200, SIP;cause=438"])


@conversation
def signed_ahead(call: Conversation) -> None:
    """The clock of the signer is a quarter of an hour fast."""
    refuse(call, signed(call, identity(-900)), 438)
    call.ack(call.response(signed(call, identity(-900)), 403, "Stale Date"))
    refuse(call, signed(call, identity(-900)), 403)


@conversation
def short_number(call: Conversation) -> None:
    """The signature is of an extension whose digits are the last ones of the caller's number."""
    refuse(call, signed(call, identity(orig={"tn": "120"})), 438)


@conversation
def signed_by_name(call: Conversation) -> None:
    """The caller and the called party are no numbers, and fit."""
    names = {"orig": {"uri": ALICE.uri}, "dest": {"uri": ["sip:bob@example.net"]}}
    line = identity(**names)
    refuse(call, call.request("INVITE", ALICE, PROXY, headers=[line]), 438)


@conversation
def cut_off(call: Conversation) -> None:
    """The capture has only the beginning of the INVITE: a signature may be behind that."""
    refuse(call, signed(call, f"Subject: {400 * 'x'}", snap=500), 428)


@conversation
def first_hop_unseen(call: Conversation) -> None:
    """The INVITE to the proxy was not captured, only the 100: nobody knows whether it was signed."""
    invite = signed(call, identity(), captured=False)
    call.response(invite, 100)
    sent_on = call.forward(invite, GATEWAY, replace={"Identity": None})
    refused = call.response(sent_on, 428)
    call.ack(refused)
    call.ack(call.forward(refused))
    call.end(40)


@conversation
def odd_claims(call: Conversation) -> None:
    """The number of the caller is no string, and a name before it has quotation marks and a comma."""
    orig = {"nam": 'A "B", "tn":"1', "tn": 12025550199}
    refuse(call, signed(call, identity(orig=orig)), 438)


@conversation
def no_destination(call: Conversation) -> None:
    """The list of the called numbers is empty."""
    refuse(call, signed(call, identity(dest={"tn": []})), 438)


@conversation
def change_refused(call: Conversation) -> None:
    """A signature is wrong in a call: what the request said of its caller is not known."""
    answer = call.answered(ALICE, GATEWAY)
    refuse(call, call.within(answer, "INVITE", headers=[identity()]), 438)
