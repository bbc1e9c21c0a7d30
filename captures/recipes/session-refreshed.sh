# SPDX-License-Identifier: GPL-2.0-or-later
# A call that is longer than its session interval: alice's telephone refreshes it with UPDATE.
COMMENT="A session timer that works: Session-Expires is 90, alice's telephone refreshes after 45 seconds with UPDATE and after 90 with a re-INVITE, and the call goes on until alice hangs up. No fault."
EXPECTED=("INVITE" "200" "ACK" "UPDATE" "200" "INVITE" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp | Supported: timer | Session-Expires: 90;refresher=uac
        < 180
        wait 0.5
        < 200 OK sdp | Require: timer | Session-Expires: 90;refresher=uac
        > ACK
        wait 45
        > UPDATE | Supported: timer | Session-Expires: 90;refresher=uac
        < 200 | Require: timer | Session-Expires: 90;refresher=uac
        wait 45
        > INVITE sdp | Supported: timer | Session-Expires: 90;refresher=uac
        < 200 OK sdp | Require: timer | Session-Expires: 90;refresher=uac
        > ACK
        wait 20
        > BYE
        < 200
END
}
