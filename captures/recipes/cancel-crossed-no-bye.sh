# SPDX-License-Identifier: GPL-2.0-or-later
# As in cancel-crossed-200, but alice's telephone forgets the call.
COMMENT="CANCEL and answer cross, and nobody ends the call: alice's telephone acknowledges bob's answer but sends no BYE. bob sits in a call with nobody. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("INVITE" "180" "CANCEL" "200" "200" "ACK")

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
        wait 36
END
    later 0 bob $BOB
}
