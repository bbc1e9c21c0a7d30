# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone system registers with its provider and asks for a password when the provider brings a call.
COMMENT="The provider is asked for a password: bob's telephone system has registered with the server, but when the server brings a call it answers 401, as to a stranger. The server passes the 401 on; alice has no account there. For 35 seconds nothing follows, then somebody else pings the server."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:bob@a.example" "INVITE sip:bob@192.0.2.20" "401 Unauthorized" "401 Unauthorized" "ACK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio
    start_capture
    sipp_call request $BOB $PROXY METHOD=REGISTER TARGET=sip:a.example USER=bob CODE=200 \
        "EXTRA_HEADER=Contact: <sip:bob@$BOB:5060>"
    sipp_call answer $BOB $PROXY CODE=401 PHRASE=Unauthorized \
        'EXTRA_HEADER=WWW-Authenticate: Digest realm="pbx.b.example", nonce="4f2a9c6e", algorithm=MD5' &
    wait_for 5 bound $BOB:5060
    sipp_call refused $ALICE $PROXY CODE=401 -s bob
    wait_and_ping 35
}
