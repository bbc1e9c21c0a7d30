# SPDX-License-Identifier: GPL-2.0-or-later
# What is behind the gateway answers wrongly, or not at all.
COMMENT="Trouble behind the gateway: the first call gets 502, because what is behind the gateway answered with something unusable, the second one 504 after four seconds, because nothing came back in time. The proxy and the gateway themselves work."
EXPECTED=("INVITE" "INVITE" "502" "502" "INVITE" "INVITE" "504" "504")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060\""
    start_baresip alice $ALICE
    start_capture "$SIP_AND_ICMP"
    call_through +12025550107 0.3 "502 Bad Gateway"
    call_through +12025550108 4 "504 Server Time-out"
}

# call_through NUMBER SECONDS ANSWER
call_through() {
    play right alice $ALICE "$1" $GATEWAY <<END &
        > INVITE
        < 100
        wait $2
        < $3
        > ACK
END
    local gateway=$!
    wait_for 5 bound $GATEWAY:5060
    tell $ALICE dial "sip:$1@a.example"
    wait $gateway
    sleep 0.5
}
