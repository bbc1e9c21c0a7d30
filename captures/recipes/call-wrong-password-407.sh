# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls bob with a wrong password.
COMMENT="A call that fails: alice's telephone answers the challenge of the proxy, but with a wrong password, and is asked again until it gives up."
EXPECTED=("INVITE sip:bob" "407" "ACK" "INVITE sip:bob" "407" "ACK")

run() {
    start_kamailio WITH_AUTH
    start_baresip alice $ALICE ";auth_pass=wrong"
    start_capture
    tell $ALICE dial sip:bob@a.example
    sleep 1
}
