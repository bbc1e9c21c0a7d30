# SPDX-License-Identifier: GPL-2.0-or-later
# A client without a password registers and calls, and answers neither challenge.
COMMENT="No password: the client's REGISTER gets 401 and its call 407, each with a challenge, and it answers neither. For 35 seconds nothing follows, then somebody else pings the server."
EXPECTED=("REGISTER" "401 Unauthorized" "INVITE sip:bob" "407 Proxy Authentication Required" "ACK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio WITH_AUTH
    start_capture
    sipp_call no-password $ALICE $PROXY -s bob
    wait_and_ping 35
}
