# SPDX-License-Identifier: GPL-2.0-or-later
# bob answers in the moment in which alice hangs up.
COMMENT="CANCEL and answer cross: alice hangs up in the moment in which bob answers. The CANCEL has no effect any more; alice's telephone acknowledges the answer and ends the call with BYE, as it should."
EXPECTED=("INVITE" "180" "CANCEL" "200" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 2
        > CANCEL
        < 200 OK sdp to=INVITE once
        < 200 to=CANCEL
        > ACK
        > BYE
        < 200
END
}
