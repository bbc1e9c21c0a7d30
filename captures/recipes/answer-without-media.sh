# SPDX-License-Identifier: GPL-2.0-or-later
# bob answers, but his telephone takes none of the offered audio.
COMMENT="Answered and silent: the answer refuses the only audio stream (port 0). The call is up, but nobody can hear anything; alice hangs up."
EXPECTED=("INVITE" "200" "ACK" "BYE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 1
        < 200 OK sdp(port=0)
        > ACK
        wait 3
        > BYE
        < 200
END
}
