# SPDX-License-Identifier: GPL-2.0-or-later
# bob shall take over carol's call with alice, but carol has hung up too early.
COMMENT="An attended transfer comes too late: carol has ended her call with alice when bob's INVITE (with Replaces) wants to take it over; alice's telephone answers 481."
EXPECTED=("INVITE" "200" "ACK" "BYE" "200" "INVITE" "481" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse carol $CAROL alice $ALICE <<END
        > INVITE sdp
        < 180
        wait 0.5
        < 200 OK sdp
        > ACK
        wait 1
        > BYE
        < 200
END
    sleep 1
    converse bob $BOB alice $ALICE <<END
        > INVITE sdp | Require: replaces | Replaces: 1-call@$CAROL;to-tag=1-alice;from-tag=1-carol
        < 481 Call/Transaction Does Not Exist
        > ACK
END
}
