# SPDX-License-Identifier: GPL-2.0-or-later
# A call whose provisional responses are reliable: each is confirmed with PRACK.
COMMENT="Reliable provisional responses that work: the gateway sends 183 and 180 with Require: 100rel and RSeq, the caller confirms each with a PRACK, then the call is answered. No fault."
EXPECTED=("INVITE" "183" "PRACK" "200" "180" "PRACK" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp | Supported: 100rel
        < 100
        wait 0.2
        < 183 sdp | Require: 100rel | RSeq: 8100
        > PRACK | RAck: 8100 1 INVITE
        < 200
        wait 0.5
        < 180 to=INVITE | Require: 100rel | RSeq: 8101
        > PRACK | RAck: 8101 1 INVITE
        < 200
        wait 1
        < 200 OK to=INVITE
        > ACK
        wait 1
        > BYE
        < 200
END
}
