# SPDX-License-Identifier: GPL-2.0-or-later
# A call starts with Max-Forwards 1 and has to pass two servers.
COMMENT="Too few hops: the caller starts with Max-Forwards 1 instead of 70, so the call reaches the second server with 0 and gets 483. There is no loop."
EXPECTED=("INVITE sip:dave@a.example" "INVITE sip:dave@a.example" "483 Too Many Hops" "ACK")

run() {
    start_kamailio "PEER=\"sip:$OTHER:5060\""
    PROXY=$OTHER start_kamailio
    start_capture
    sipp_call refused $ALICE $PROXY CODE=483 HOPS=1 -s dave
}
