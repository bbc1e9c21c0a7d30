# SPDX-License-Identifier: GPL-2.0-or-later
# alice transfers bob to carol; bob's telephone accepts that and does nothing.
COMMENT="A transfer without any report: bob's telephone accepts the REFER, but neither sends a NOTIFY nor calls carol."
EXPECTED=("INVITE" "REFER" "202" "BYE")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 0.5
        < 200 OK sdp
        > ACK
        wait 1
        > REFER | Refer-To: <sip:carol@a.example> | Referred-By: <sip:alice@a.example>
        < 202
        wait 36
        > BYE
        < 200
END
}
