# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway ends a ringing call by itself.
COMMENT="487 without CANCEL: nobody hangs up, the gateway itself ends the call after five seconds of ringing."
EXPECTED=("INVITE" "180" "487" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp
        < 100
        wait 0.3
        < 180
        wait 5
        < 487 Request Terminated
        > ACK
END
}
