# SPDX-License-Identifier: GPL-2.0-or-later
# The server asks alice for a password before it forwards a call.
COMMENT="A call that works: the proxy answers the INVITE with 407, alice's telephone repeats it with credentials, and the call goes through. This 407 is not a fault."
EXPECTED=("INVITE sip:bob" "407 Proxy Authentication Required" "ACK" "INVITE sip:bob" "200 Answering" "BYE")

run() {
    start_all WITH_AUTH
    start_capture
    call_answered $ALICE $BOB bob
    tell $ALICE hangup
}
