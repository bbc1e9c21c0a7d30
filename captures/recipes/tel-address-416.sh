# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway does not take tel: addresses; the caller tries again with sip:.
COMMENT="A tel: address is refused: the gateway answers 416, the same number as a sip: address works."
EXPECTED=("INVITE tel:" "416" "ACK" "INVITE sip:" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp uri=tel:+1-202-555-0101
        < 416 Unsupported URI Scheme
        > ACK
        wait 0.3
        > INVITE sdp uri=sip:+12025550101@b.example;user=phone
        < 180
        wait 1
        < 200 OK sdp
        > ACK
        wait 1
        > BYE
        < 200
END
}
