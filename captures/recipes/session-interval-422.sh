# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone asks for a session interval that is too short and tries again.
COMMENT="Session interval too small: alice's telephone asks for 90 seconds, the gateway wants at least 180 (422 with Min-SE), the telephone tries again with 180. No lasting fault."
EXPECTED=("INVITE" "422" "ACK" "INVITE" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp | Supported: timer | Session-Expires: 90
        < 100
        < 422 Session Interval Too Small | Min-SE: 180
        > ACK
        > INVITE sdp uri=sip:+12025550101@a.example | Supported: timer | Session-Expires: 180 | Min-SE: 180
        < 180
        wait 1
        < 200 OK sdp | Require: timer | Session-Expires: 180;refresher=uac
        > ACK
        wait 1
        > BYE
        < 200
END
}
