# SPDX-License-Identifier: GPL-2.0-or-later
# bob takes no anonymous calls.
COMMENT="Anonymous calls are not taken: alice hides her number (Privacy: id) and gets 433; the same call with her number is answered."
EXPECTED=("INVITE" "433" "ACK" "INVITE" "200" "ACK" "BYE")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "433 Anonymity Disallowed"         'sdp | From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=1-hidden | Privacy: id'
    sleep 1
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp
        < 180
        wait 0.5
        < 200 OK sdp
        > ACK
        wait 1
        > BYE
        < 200
END
}
