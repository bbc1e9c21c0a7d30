# SPDX-License-Identifier: GPL-2.0-or-later
# bob looks at his ringing telephone and rejects the call.
COMMENT="Rejected by hand: bob's telephone rings for four seconds, then bob presses reject and it answers 486. It was not busy."
EXPECTED=("INVITE" "180" "486" "ACK")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    (sleep 5 && tell $BOB hangup) &
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        < 486
        > ACK
END
}
