# SPDX-License-Identifier: GPL-2.0-or-later
# alice and bob change the same call in the same moment; alice's telephone tries again.
COMMENT="Glare: the re-INVITEs of alice and bob cross, each gets 491. After 2.5 seconds alice's telephone, which made the call, tries again and the change is done. No fault."
EXPECTED=("INVITE" "200" "ACK" "INVITE" "INVITE" "491" "491" "INVITE" "200" "ACK" "BYE" "200")

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
        wait 2.5
        > INVITE sdp(version=2;a=sendonly)
        < 200 OK sdp(version=2;a=recvonly)
        > ACK
        wait 1
        > BYE
        < 200
END
}
