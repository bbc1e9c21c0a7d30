# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone is registered and refuses a call at once.
COMMENT="Refused at once: bob's telephone is registered; it answers a call with 480 without ringing, because it is set to do not disturb."
EXPECTED=("REGISTER" "200" "INVITE sip:bob@a.example" "INVITE sip:bob@192.0.2.20" "480" "480" "ACK")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture "$SIP_AND_ICMP"
    VIA=$PROXY play left bob $BOB bob $PROXY <<END
        > REGISTER uri=sip:a.example | Contact: <sip:bob@$BOB> | Expires: 3600
        < 200
END
    play right alice $ALICE bob $BOB <<END &
        > INVITE
        wait 0.2
        < 480 Temporarily Unavailable
        > ACK
END
    local phone=$!
    wait_for 5 bound $BOB:5060
    tell $ALICE dial sip:bob@a.example
    wait $phone
}
