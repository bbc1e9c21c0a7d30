# SPDX-License-Identifier: GPL-2.0-or-later
# Three calls for the gateway reach the server while its TCP connection to the gateway is not up yet.
COMMENT="Several SIP messages in one TCP segment: the first SYN to the gateway is lost, three calls wait in the proxy, and when the connection is up it writes all at once. The third INVITE begins in one segment and ends in the next. The gateway refuses all three."
EXPECTED=("INVITE" "INVITE" "INVITE" "486 Busy Here" "486 Busy Here" "486 Busy Here" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060;transport=tcp\""
    gateway_refuses 486 "Busy Here" "" -t t1 -m 3
    local gateway=$!
    start_capture
    # Lose what is sent to the gateway; the system sends the SYN again after a second.
    inside iptables -A OUTPUT -p tcp -d $GATEWAY -j DROP
    (sleep 0.6 && inside iptables -F OUTPUT) &
    sipp_call refused $ALICE $PROXY CODE=486 -s +12025550104 -m 3 -r 100
    wait $gateway
}
