# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone is registered but has lost its network. alice calls bob.
COMMENT="Registered, but gone: bob's telephone lost its network a moment ago. The proxy sends the INVITE four times, nothing comes back, not even ICMP, and after 5 seconds it answers alice with 408."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:bob@a.example" "INVITE sip:bob" "INVITE sip:bob" "INVITE sip:bob" "408 Request Timeout" "ACK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture "port 5060 or icmp"
    start_baresip bob $BOB ";regint=3600"
    registered bob
    vanish $BOB
    tell $ALICE dial sip:bob@a.example
    wait_and_ping 38
}
