# SPDX-License-Identifier: GPL-2.0-or-later
# alice and bob change the same call in the same moment; neither tries again.
COMMENT="Glare without a second attempt: the re-INVITEs of alice and bob cross, each gets 491. Neither telephone tries again, alice's hold never happens."
EXPECTED=("INVITE" "200" "ACK" "INVITE" "INVITE" "491" "491" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 0.5
        < 200 OK sdp
        > ACK
        wait 1
        > INVITE sdp(version=2;a=sendonly)
        < INVITE sdp(version=2;formats=0 8) once
        < 491 Request Pending
        > ACK
        > 491 Request Pending
        < ACK
        wait 20
        > BYE
        < 200
END
}
