# SPDX-License-Identifier: GPL-2.0-or-later
# bob has two telephones, the mobile one has lost its network. bob rejects the call at the desk.
COMMENT="One answer hides the other: bob rejects the call at the desk (486), his mobile telephone has no network and does not answer. The proxy waits for it, and then tells alice 408."
EXPECTED=("INVITE sip:bob@a.example" "INVITE sip:bob" "INVITE sip:bob" "180 Ringing" "486" "ACK" "408 Request Timeout" "ACK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600"
    start_baresip bob-mobile $MOBILE ";regint=3600"
    start_baresip alice $ALICE
    registered bob
    registered bob-mobile
    vanish $MOBILE
    start_capture "port 5060 or icmp"
    tell $ALICE dial sip:bob@a.example
    sleep 1
    tell $BOB hangup
    wait_and_ping 36
}
