# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone is at home behind a router with NAT and registers with its private address.
COMMENT="An address nobody can reach: bob's telephone is behind a router with NAT and registers with its private address, and the server does not replace it. The registration works; but the call from alice is sent to 10.0.0.20, where it is lost, and she gets 408."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:bob@a.example" "INVITE sip:bob" "INVITE sip:bob" "408 Request Timeout" "ACK" "OPTIONS" "200 Keepalive")

run() {
    home_up
    start_kamailio
    start_baresip alice $ALICE
    start_capture "port 5060 or icmp" outside
    NS=$NS-home start_baresip bob $HOME_INSIDE ";regint=3600"
    registered bob
    sleep 1
    tell $ALICE dial sip:bob@a.example
    wait_and_ping 40
}
