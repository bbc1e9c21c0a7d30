# SPDX-License-Identifier: GPL-2.0-or-later
# bob's system lets two telephones ring; the mobile one is rejected, the one at the desk answers.
COMMENT="199: behind bob's system two telephones ring, each with a To tag of its own. One is rejected, the 199 with its tag tells this early; the call goes on and the other one answers."
EXPECTED=("INVITE" "180" "180" "199" "200" "ACK" "BYE")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp | Supported: 199
        < 100
        wait 0.1
        < 180 tag=desk
        < 180 tag=mobile
        wait 2
        < 199 Early Dialog Terminated tag=mobile | Reason: SIP;cause=486;text="Busy Here"
        wait 1
        < 200 OK sdp tag=desk
        > ACK
        wait 1
        > BYE
        < 200
END
}
