# SPDX-License-Identifier: GPL-2.0-or-later
# The caller confirms a reliable 183 with a wrong number.
COMMENT="PRACK rejected: the RAck of the caller's PRACK does not fit the RSeq of the 183, the gateway answers the PRACK with 481 and the caller gives up."
EXPECTED=("INVITE" "183" "PRACK" "481" "CANCEL" "200" "487" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp | Supported: 100rel
        < 100
        wait 0.2
        < 183 sdp | Require: 100rel | RSeq: 8100
        > PRACK | RAck: 1 1 INVITE
        < 481 Call/Transaction Does Not Exist
        wait 0.2
        > CANCEL
        < 200
        < 487 Request Terminated to=INVITE
        > ACK
END
}
