# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls bob, nobody answers, the server gives up after eight seconds.
COMMENT="Nobody answers: bob's telephone rings, after 8 seconds the proxy gives up, sends 408 to alice and CANCEL to bob. The 408 comes from the proxy, bob's telephone was reachable."
EXPECTED=("INVITE sip:bob" "180 Ringing" "408 Request Timeout" "ACK sip:bob")

run() {
    start_all FR_INV_TIMER=8000
    start_capture
    tell $ALICE dial sip:bob@a.example
    sleep 11
}
