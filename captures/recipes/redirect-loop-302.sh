# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway redirects a call to the very address that was called.
COMMENT="A redirect in a circle: the Contact of the 302 is the address that was called; alice's telephone calls it again and gets the same answer."
EXPECTED=("INVITE" "302" "ACK" "INVITE" "302" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp
        < 100
        wait 0.3
        < 302 Moved Temporarily | Contact: <sip:+12025550101@a.example>
        > ACK
        > INVITE sdp
        < 100
        wait 0.3
        < 302 Moved Temporarily | Contact: <sip:+12025550101@a.example>
        > ACK
END
}
