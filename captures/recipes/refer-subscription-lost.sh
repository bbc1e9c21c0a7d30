# SPDX-License-Identifier: GPL-2.0-or-later
# alice transfers bob to carol; the reports end before there is a result.
COMMENT="A transfer whose report runs out: bob's telephone reports 100 Trying, ten seconds later it ends the subscription (terminated;reason=timeout) and still says 100. carol had not answered yet."
EXPECTED=("INVITE" "REFER" "202" "||SIP/2.0 100" "||SIP/2.0 100" "BYE")

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
        < NOTIFY body(message/sipfrag;SIP/2.0 100 Trying) | Event: refer | Subscription-State: active;expires=10
        > 200
        wait 10
        < NOTIFY body(message/sipfrag;SIP/2.0 100 Trying) | Event: refer | Subscription-State: terminated;reason=timeout
        > 200
        wait 1
        > BYE
        < 200
END
}
