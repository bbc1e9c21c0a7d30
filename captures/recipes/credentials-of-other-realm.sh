# SPDX-License-Identifier: GPL-2.0-or-later
# A client uses the credentials of its registration for a call; calls need those of another realm.
COMMENT="Another realm: alice is registered with credentials for realm a.example and sends them with her call, but calls are asked for credentials of realm calls.a.example. The client has none and stops."
EXPECTED=("REGISTER" "401" "REGISTER" "200 OK" "INVITE sip:bob" "407" "ACK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio WITH_AUTH 'CALL_REALM="calls.a.example"'
    start_capture
    sipp_call register-and-call $ALICE $PROXY -s bob -au alice -ap secret
    wait_and_ping 35
}
