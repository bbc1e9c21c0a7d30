# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway redirects a call to an address that does not exist.
COMMENT="A redirect to a wrong address: alice's telephone calls the address in the Contact of the 302 and gets 404 there."
EXPECTED=("INVITE" "302" "ACK" "INVITE sip:nobody" "404" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp
        < 100
        wait 0.3
        < 302 Moved Temporarily | Contact: <sip:nobody@a.example>
        > ACK
        > INVITE sdp uri=sip:nobody@a.example
        < 100
        wait 0.3
        < 404 Not Found
        > ACK
END
}
