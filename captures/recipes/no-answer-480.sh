# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone rings for 20 seconds and gives up by itself.
COMMENT="No answer: bob's telephone rings for 20 seconds, then it gives up by itself with 480. It is registered and reachable, nobody answered."
EXPECTED=("INVITE" "180" "480" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 20
        < 480 Temporarily Unavailable
        > ACK
END
}
