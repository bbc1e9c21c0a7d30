# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone sends a second BYE for a call that is over.
COMMENT="The call is over: alice's telephone ends the call and sends another BYE three seconds later; bob's telephone no longer has that call and answers 481."
EXPECTED=("INVITE" "200" "ACK" "BYE" "200" "BYE" "481")

run() {
    start_baresip bob $BOB ";answermode=auto"
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        < 200
        > ACK
        wait 1
        > BYE
        < 200
        wait 3
        > BYE
        < 481
END
}
