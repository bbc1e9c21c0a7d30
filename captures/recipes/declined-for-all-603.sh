# SPDX-License-Identifier: GPL-2.0-or-later
# bob has two telephones; what he does at one stops the other.
COMMENT="Declined for all: both of bob's telephones ring. The mobile one answers 603, which speaks for bob and not for one telephone, so the proxy stops the one at the desk (CANCEL) and alice gets the 603."
EXPECTED=("INVITE sip:bob@a.example" "INVITE" "INVITE" "180" "603" "CANCEL" "487" "603")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600"
    start_baresip alice $ALICE
    registered bob
    start_capture "$SIP_AND_ICMP"
    VIA=$PROXY play left bob $MOBILE bob $PROXY <<END
        > REGISTER uri=sip:a.example | Contact: <sip:bob@$MOBILE> | Expires: 3600
        < 200
END
    play right alice $ALICE bob $MOBILE <<END &
        > INVITE
        < 180
        wait 3
        < 603 Decline
        > ACK
END
    local phone=$!
    wait_for 5 bound $MOBILE:5060
    tell $ALICE dial sip:bob@a.example
    wait $phone
    sleep 1
}
