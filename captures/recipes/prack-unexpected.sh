# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway sends 183 reliably to a caller that does not know 100rel.
COMMENT="Reliable response without being asked: the INVITE does not mention 100rel, the gateway sends its 183 reliably all the same and repeats it, because such a caller cannot send PRACK."
EXPECTED=("INVITE" "183" "183" "183" "200" "ACK" "BYE")

run() {
    local progress='183 sdp to=INVITE | Require: 100rel | RSeq: 8100'
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp
        < 100
        wait 0.2
        < $progress
        wait 0.5
        << $progress
        wait 1
        << $progress
        wait 0.5
        < 200 OK sdp to=INVITE
        > ACK
        wait 1
        > BYE
        < 200
END
}
