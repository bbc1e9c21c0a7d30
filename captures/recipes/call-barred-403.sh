# SPDX-License-Identifier: GPL-2.0-or-later
# alice's password is right, but she may not call this number.
COMMENT="Barred: alice's telephone answers the challenge of the proxy with the right password, and then the call is refused with 403, because alice may not call this number."
EXPECTED=("INVITE sip:+1900" "407" "ACK" "INVITE sip:+1900" "403 Forbidden" "ACK")

run() {
    start_kamailio WITH_AUTH WITH_BARRED
    start_baresip alice $ALICE
    start_capture
    tell $ALICE dial sip:+19005550107@a.example
    sleep 1
}
