# SPDX-License-Identifier: GPL-2.0-or-later
# bob is registered in a.example. alice calls him in b.example, then in a.example.
COMMENT="The wrong domain: bob is registered as bob@a.example, alice calls bob@b.example and gets 404. The server serves both domains, but a name is only unique inside its domain. The second call, to bob@a.example, goes through."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:bob@b.example" "404 Not Found" "ACK" "INVITE sip:bob@a.example" "180 Ringing" "200 Answering" "BYE")

run() {
    start_kamailio WITH_DOMAINS
    start_baresip alice $ALICE
    start_capture
    start_baresip bob $BOB ";regint=3600"
    registered bob
    tell $ALICE dial sip:bob@b.example
    sleep 1
    call_answered $ALICE $BOB bob
    tell $ALICE hangup
}
