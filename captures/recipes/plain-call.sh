# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls bob through the server; bob lets it ring, answers, and alice hangs up.
COMMENT="A call that works: alice calls bob through a proxy, bob's telephone rings, bob answers, alice hangs up. Look at it first, to know what a good call looks like."
EXPECTED=("INVITE sip:bob@a.example" "100 trying" "180 Ringing" "200 Answering" "ACK sip:" "BYE sip:" "200 OK")

run() {
    start_all
    start_capture
    tell $ALICE dial sip:bob@a.example
    sleep 2
    tell $BOB accept
    sleep 2
    tell $ALICE hangup
}
