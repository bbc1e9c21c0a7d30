# SPDX-License-Identifier: GPL-2.0-or-later
# The caller builds its ACK from the INVITE instead of the answer.
COMMENT="Misdirected ACK: the 200 asks with Record-Route and Contact for an ACK by way of the proxy to bob's telephone. The caller repeats the address of its INVITE instead and leaves Route out, so the proxy cannot pass the ACK on. bob's telephone repeats its 200 and ends the call after 32 seconds."
EXPECTED=("INVITE sip:bob@a.example" "200 Answering" "ACK sip:bob@a.example" "200 Answering" "BYE" "200")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600;answermode=auto"
    registered bob
    start_capture "$SIP_AND_ICMP"
    VIA=$PROXY play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 100
        < 180
        < 200
        > ACK uri=sip:bob@a.example -Route
        < BYE
        > 200
END
}
