# SPDX-License-Identifier: GPL-2.0-or-later
# The program of bob's telephone has crashed, the machine it ran on is up. alice calls bob.
COMMENT="Registered, but nothing listens: the program of bob's telephone has crashed a moment ago, its registration is still there. The machine answers each INVITE with ICMP port unreachable; the proxy does not look at ICMP, repeats the INVITE and answers alice with 408 after 5 seconds."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:bob@a.example" "INVITE sip:bob" "INVITE sip:bob" "408 Request Timeout" "ACK")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture "port 5060 or icmp"
    start_baresip bob $BOB ";regint=3600"
    registered bob
    kill -KILL $LAST_BARESIP
    sleep 0.5
    tell $ALICE dial sip:bob@a.example
    sleep 7
}
