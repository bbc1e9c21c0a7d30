# SPDX-License-Identifier: GPL-2.0-or-later
# A wrong entry in the server's routing table sends the call back to the server itself.
COMMENT="A routing loop: the proxy forwards the call to itself until Max-Forwards has run out and answers 483. The call starts with Max-Forwards 5; with 70 it would make hundreds of packets."
EXPECTED=("INVITE sip:loop@a.example" "INVITE sip:loop@a.example" "483 Too Many Hops" "ACK")

run() {
    start_kamailio WITH_LOOP
    start_capture
    sipp_call refused $ALICE $PROXY CODE=483 HOPS=5 -s loop
}
