# SPDX-License-Identifier: GPL-2.0-or-later
# Two servers send calls for users they do not know to each other.
COMMENT="A loop between two servers: neither knows dave, and each sends him to the other, until Max-Forwards has run out and one answers 483. The call starts with Max-Forwards 5; with 70 it would make hundreds of packets."
EXPECTED=("INVITE sip:dave@a.example" "INVITE sip:dave@a.example" "INVITE sip:dave@a.example" "483 Too Many Hops" "ACK")

run() {
    start_kamailio "PEER=\"sip:$OTHER:5060\""
    PROXY=$OTHER start_kamailio "PEER=\"sip:$PROXY:5060\""
    start_capture
    sipp_call refused $ALICE $PROXY CODE=483 HOPS=5 -s dave
}
