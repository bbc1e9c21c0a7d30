# SPDX-License-Identifier: GPL-2.0-or-later
# The name of the gateway has no address.
COMMENT="Next hop without address: the proxy cannot resolve the name of the gateway in its configuration and answers 478. The number has nothing to do with it."
EXPECTED=("INVITE" "478 Unresolvable destination" "ACK")

run() {
    start_kamailio 'GATEWAY="sip:gateway.invalid:5060"'
    start_baresip alice $ALICE
    start_capture "port 5060 or port 53"
    tell $ALICE dial sip:+12025550113@a.example
    sleep 2
}
