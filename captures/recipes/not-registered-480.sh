# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone registers and is switched off. Then alice calls bob.
COMMENT="Not registered: bob's telephone takes back its registration (Expires 0) when it is switched off. The server still knows bob, but not where he is, and answers the call with 480."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "200 OK" "INVITE sip:bob@a.example" "480 Temporarily Unavailable" "ACK")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture
    start_baresip bob $BOB ";regint=3600"
    registered bob
    sleep 1
    switch_off
    sleep 1
    tell $ALICE dial sip:bob@a.example
    sleep 1
}
