# SPDX-License-Identifier: GPL-2.0-or-later
# alice transfers bob to carol and hangs up at once, so that bob's report finds nobody.
COMMENT="The report of a transfer is refused: alice's telephone hangs up right after the 202 and has forgotten the call when the NOTIFY comes; it answers 481. Nobody learns whether carol answered."
EXPECTED=("INVITE" "REFER" "202" "BYE" "200" "||SIP/2.0 100" "481")

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
        > BYE
        < 200
        wait 0.3
        < NOTIFY body(message/sipfrag;SIP/2.0 100 Trying) | Event: refer | Subscription-State: active;expires=60
        > 481 Call/Transaction Does Not Exist
END
}
