# SPDX-License-Identifier: GPL-2.0-or-later
# The caller never acknowledges bob's answer.
COMMENT="No ACK: bob's telephone answers and repeats its 200 for 32 seconds, because the caller never sends an ACK. Then bob's telephone ends the call with BYE."
EXPECTED=("INVITE" "200 Answering" "200 Answering" "200 Answering" "BYE" "200")

run() {
    start_baresip bob $BOB ";answermode=auto"
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        < 200
        < BYE
        > 200
END
}
