# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls three numbers behind a gateway, which says in headers why it refuses them.
COMMENT="The gateway says why: a call refused with Reason (Q.850 cause 34, no free line), one with Warning (305), one with Retry-After."
EXPECTED=("INVITE" "INVITE" "100 Trying" "480" "INVITE" "488" "INVITE" "486" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060\""
    start_baresip alice $ALICE
    start_capture
    refused_call +12025550101 480 "Temporarily Unavailable" \
        'Reason: Q.850;cause=34;text="No circuit/channel available";location=LN'
    refused_call +12025550102 488 "Not Acceptable Here" \
        'Warning: 305 gateway.b.example "Incompatible media format"'
    refused_call +12025550103 486 "Busy Here" 'Retry-After: 30;duration=3600'
}

# refused_call NUMBER CODE PHRASE HEADER
refused_call() {
    gateway_refuses "$2" "$3" "$4"
    local gateway=$!
    tell $ALICE dial "sip:$1@a.example"
    wait $gateway
    sleep 1
}
