# SPDX-License-Identifier: GPL-2.0-or-later
# alice talks to bob, asks carol and connects the two. Each telephone uses port 5062 for its second line.
COMMENT="An attended transfer that works: alice puts bob on hold, asks carol in a second call, and tells bob's telephone (REFER) to take that call over. Its INVITE to carol says with Replaces which call it replaces; carol's telephone answers it and ends the call with alice. No fault."
EXPECTED=("INVITE sip:bob" "200" "INVITE sip:carol" "200" "REFER" "202" "||SIP/2.0 100" "INVITE sip:carol" "200" "BYE" "||SIP/2.0 200" "BYE")

run() {
    local replaces="2-call@$ALICE;to-tag=1-carol;from-tag=2-alice" escaped parties=()
    escaped=${replaces//;/%3B}
    escaped=${escaped//=/%3D}
    escaped=${escaped//@/%40}
    start_capture "$SIP_AND_ICMP"
    sipp_call replaced $CAROL $ALICE REPLACED=6000 -m 2 &
    parties+=($!)
    wait_for 5 bound $CAROL:5060
    converse alice $ALICE bob $BOB <<END &
        > INVITE sdp | Supported: replaces
        < 180
        wait 0.5
        < 200 OK sdp | Supported: replaces
        > ACK
        wait 1
        > INVITE sdp(version=2;a=sendonly)
        < 200 OK sdp(version=2;a=recvonly)
        > ACK
        wait 5
        > REFER | Refer-To: <sip:carol@$CAROL:5060?Replaces=$escaped> | Referred-By: <sip:alice@a.example>
        < 202
        < NOTIFY body(message/sipfrag;SIP/2.0 100 Trying) | Event: refer | Subscription-State: active;expires=60
        > 200
        wait 3
        < NOTIFY body(message/sipfrag;SIP/2.0 200 OK) | Event: refer | Subscription-State: terminated;reason=noresource
        > 200
        wait 0.2
        > BYE
        < 200
END
    parties+=($!)
    sleep 3
    play left alice $ALICE carol $CAROL -p 5062 <<END &
        > INVITE sdp(port=6004)
        < 180
        < 200
        > ACK
        < BYE
        > 200
END
    parties+=($!)
    # The order reaches bob's telephone.
    wait_for 30 grep -qa "REFER sip:bob" "$WORK/raw.pcap"
    play left bob $BOB carol $CAROL -p 5062 <<END
        > INVITE sdp(port=6004) uri=sip:carol@$CAROL:5060 | Require: replaces | Replaces: $replaces
        < 200
        > ACK
        wait 3
        > BYE
        < 200
END
    wait "${parties[@]}"
}
