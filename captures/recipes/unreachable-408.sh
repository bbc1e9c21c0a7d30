# SPDX-License-Identifier: GPL-2.0-or-later
# The server forwards the call to a gateway that is not running.
COMMENT="No answer from the next hop: the gateway is not running, its system says so with ICMP, the proxy repeats the INVITE and sends 408 after 5 seconds. The 408 says nothing about the person called."
EXPECTED=("INVITE sip:+12025550106" "100 trying" "INVITE sip:+12025550106" "INVITE sip:+12025550106" "408 Request Timeout" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060\""
    start_baresip alice $ALICE
    start_capture "port 5060 or icmp"
    tell $ALICE dial sip:+12025550106@a.example
    sleep 7
}
