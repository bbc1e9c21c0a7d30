# SPDX-License-Identifier: GPL-2.0-or-later
# A client sends its credentials to the proxy in the header for servers.
COMMENT="Credentials in the wrong header: the INVITE has the right credentials in Authorization, but a proxy asks with 407 and looks into Proxy-Authorization only."
EXPECTED=("REGISTER" "401" "REGISTER" "200 OK" "INVITE sip:bob" "407" "ACK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio WITH_AUTH
    start_capture
    sipp_call register-and-call $ALICE $PROXY -s bob -au alice -ap secret
    wait_and_ping 35
}
