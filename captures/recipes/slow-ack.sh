# SPDX-License-Identifier: GPL-2.0-or-later
# The caller needs two seconds to acknowledge the answer.
COMMENT="Slow ACK: the caller needs two seconds for its ACK, meanwhile bob's telephone repeats its 200. Then the call goes on: no fault."
EXPECTED=("INVITE" "200 Answering" "200 Answering" "ACK" "BYE" "200")

run() {
    start_baresip bob $BOB ";answermode=auto"
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        < 200
        wait 2
        > ACK
        wait 2
        > BYE
        < 200
END
}
