# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone counts its requests wrongly.
COMMENT="CSeq out of order: the re-INVITE has a lower CSeq number than the INVITE, bob's telephone has to refuse it with 500. The call goes on."
EXPECTED=("INVITE" "200" "ACK" "INVITE" "500" "ACK" "BYE" "200")

run() {
    start_baresip bob $BOB ";answermode=auto"
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp cseq=10
        < 180
        < 200
        > ACK
        wait 1
        > INVITE sdp(version=2;a=sendonly) cseq=5
        < 500
        > ACK
        wait 1
        > BYE cseq=11
        < 200
END
}
