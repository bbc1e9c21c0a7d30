# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone ends a call with the wrong To tag.
COMMENT="The wrong tag: alice's BYE has the Call-ID of the call but another To tag than the 200, so bob's telephone does not find the call (481) and keeps it, until bob hangs up."
EXPECTED=("INVITE" "200" "ACK" "BYE" "481" "BYE" "200")

run() {
    start_baresip bob $BOB ";answermode=auto"
    start_capture "$SIP_AND_ICMP"
    (sleep 6 && tell $BOB hangup) &
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        < 200
        > ACK
        wait 1
        > BYE tag=invented
        < 481
        < BYE
        > 200
END
}
