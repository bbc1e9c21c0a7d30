# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone takes one call at a time. While alice talks to bob, carol calls bob.
COMMENT="Busy: alice and bob are in a call when carol calls bob. bob's telephone is set up for one call at a time and answers 486; the call with alice goes on."
EXPECTED=("INVITE sip:bob@a.example" "200 Answering" "ACK" "INVITE sip:bob@a.example" "486 Max Calls" "ACK sip:bob" "BYE")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600" "call_max_calls 1"
    start_baresip alice $ALICE
    start_baresip carol $CAROL
    registered bob
    start_capture
    call_answered $ALICE $BOB bob
    tell $CAROL dial sip:bob@a.example
    sleep 2
    tell $ALICE hangup
}
