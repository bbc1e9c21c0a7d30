# SPDX-License-Identifier: GPL-2.0-or-later
# The ACK is lost behind the place of the recording.
COMMENT="ACK lost: the caller acknowledges each copy of the 200, but a filter behind the place of this recording drops the ACK. bob's telephone repeats its 200 and ends the call after 32 seconds."
EXPECTED=("INVITE" "200 Answering" "ACK" "200 Answering" "ACK" "200 Answering" "BYE" "200")

run() {
    start_baresip bob $BOB ";answermode=auto"
    inside iptables -A INPUT -p udp -d $BOB -m string --algo bm --string "ACK sip:" -j DROP
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        < 200
        > ACK
        < BYE
        > 200
END
}
