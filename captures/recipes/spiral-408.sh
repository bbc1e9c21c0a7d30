# SPDX-License-Identifier: GPL-2.0-or-later
# A number that leads to bob by way of another server, which sends the call back: no loop.
COMMENT="A spiral, not a loop: the call for the number 12025550115 goes to the other server, which knows that it is bob and sends the call back with his name. It passes the first server twice, each time with another address. bob's telephone has lost its network, so alice gets 408."
EXPECTED=("INVITE sip:12025550115@a.example" "INVITE sip:12025550115@a.example" "INVITE sip:bob@a.example" "INVITE sip:bob" "408 Request Timeout" "408 Request Timeout" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$OTHER:5060\""
    PROXY=$OTHER start_kamailio "PEER=\"sip:$PROXY:5060\"" WITH_ALIAS
    start_baresip bob $BOB ";regint=3600"
    start_baresip alice $ALICE
    registered bob
    vanish $BOB
    start_capture "port 5060 or icmp"
    tell $ALICE dial sip:12025550115@a.example
    sleep 8
}
