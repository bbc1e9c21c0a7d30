# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway finds two people under the number alice calls.
COMMENT="Ambiguous: the gateway found two people under this address and gives both in Contact. Alice has to choose; her telephone does not choose for her."
EXPECTED=("INVITE sip:+12025550111" "485 Ambiguous" "485 Ambiguous" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060\""
    start_baresip alice $ALICE
    start_capture
    gateway_refuses 485 Ambiguous "Contact: <sip:bob.smith@b.example>, <sip:bob.smythe@b.example>"
    tell $ALICE dial sip:+12025550111@a.example
    wait $!
}
