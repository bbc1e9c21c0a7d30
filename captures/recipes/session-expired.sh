# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone forgets to refresh the session timer.
COMMENT="The session timer ends a call: both sides agree on Session-Expires 90 and that alice's telephone refreshes. It never does, so bob's telephone hangs up 30 seconds before the end of the interval."
EXPECTED=("INVITE" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp | Supported: timer | Session-Expires: 90;refresher=uac
        < 180
        wait 0.5
        < 200 OK sdp | Require: timer | Session-Expires: 90;refresher=uac
        > ACK
        wait 60
        < BYE
        > 200
END
}
