# SPDX-License-Identifier: GPL-2.0-or-later
# The number alice calls has moved; her telephone calls the new address by itself.
COMMENT="Redirected: the gateway answers 302 with another address in Contact, and alice's telephone calls that address at once."
EXPECTED=("INVITE sip:+12025550105" "302 Moved Temporarily" "ACK" "INVITE sip:bob@a.example" "200 Answering" "BYE")

run() {
    start_all "GATEWAY=\"sip:$GATEWAY:5060\""
    start_capture
    gateway_refuses 302 "Moved Temporarily" "Contact: <sip:bob@a.example>"
    local gateway=$!
    tell $ALICE dial sip:+12025550105@a.example
    wait $gateway
    sleep 1
    tell $BOB accept
    sleep 1
    tell $ALICE hangup
}
