# SPDX-License-Identifier: GPL-2.0-or-later
# alice transfers bob to carol; bob's telephone never says how that ended.
COMMENT="A transfer without a result: bob's telephone accepts the REFER and reports 100 Trying, then nothing for more than a minute. alice cannot know what became of it."
EXPECTED=("INVITE" "REFER" "202" "||SIP/2.0 100" "200" "BYE")

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
        < NOTIFY body(message/sipfrag;SIP/2.0 100 Trying) | Event: refer | Subscription-State: active;expires=60
        > 200
        wait 63
        > BYE
        < 200
END
}
