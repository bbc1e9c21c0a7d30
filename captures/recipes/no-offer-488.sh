# SPDX-License-Identifier: GPL-2.0-or-later
# Two calls whose INVITE offers no usable media.
COMMENT="No usable offer: the first INVITE has no SDP, the gateway wants one in it (488). In the second one the only stream is switched off (port 0), 488 again. With a usual offer the call is answered."
EXPECTED=("INVITE" "488" "ACK" "INVITE" "488" "ACK" "INVITE" "200" "ACK" "BYE")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "488 Not Acceptable Here" ""
    call_refused "488 Not Acceptable Here" "sdp(port=0)"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp
        < 180
        wait 0.5
        < 200 OK sdp
        > ACK
        wait 1
        > BYE
        < 200
END
}
