# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls over an outbound proxy that swallows everything.
COMMENT="No answer at all: alice's telephone sends its INVITE seven times in 32 seconds, and nothing comes back, neither a response nor ICMP. The telephone itself answers a ping at the end."
EXPECTED=("INVITE" "INVITE" "INVITE" "INVITE" "INVITE" "INVITE" "INVITE" "OPTIONS" "200 OK")

run() {
    vanish $GATEWAY
    OUTBOUND=$GATEWAY start_baresip alice $ALICE
    start_capture "port 5060 or icmp"
    tell $ALICE dial sip:bob@a.example
    sleep 36
    sipp_call stray $CAROL $ALICE METHOD=OPTIONS CODE=200 -s alice
}
