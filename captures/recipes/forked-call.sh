# SPDX-License-Identifier: GPL-2.0-or-later
# bob has two telephones. He rejects the call on the mobile one and answers at the desk.
COMMENT="A forked call that works: bob has two telephones, the mobile one answers 486, the one at the desk 200. The proxy keeps the 486 to itself, alice sees the 200."
EXPECTED=("INVITE sip:bob@a.example" "INVITE sip:bob" "INVITE sip:bob" "180 Ringing" "486" "ACK" "200 Answering" "BYE")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600"
    start_baresip bob-mobile $MOBILE ";regint=3600"
    start_baresip alice $ALICE
    registered bob
    registered bob-mobile
    start_capture
    tell $ALICE dial sip:bob@a.example
    sleep 1
    tell $MOBILE hangup
    sleep 1
    tell $BOB accept
    sleep 2
    tell $ALICE hangup
}
