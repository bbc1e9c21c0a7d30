# SPDX-License-Identifier: GPL-2.0-or-later
# A call that passes two servers; each asks alice for a password, each for its own realm.
COMMENT="A call that works: two servers on its way ask alice for a password, each for a realm of its own. Her telephone answers the first 407, then the second one with the credentials for both. Neither 407 is a fault."
EXPECTED=("INVITE sip:bob" "407" "ACK" "INVITE sip:bob" "407" "INVITE sip:bob" "200 Answering" "BYE")

run() {
    start_kamailio WITH_AUTH "PEER=\"sip:$OTHER:5060\""
    PROXY=$OTHER start_kamailio WITH_AUTH 'CALL_REALM="calls.b.example"'
    OUTBOUND=$OTHER start_baresip bob $BOB ";regint=3600"
    start_baresip alice $ALICE
    registered bob
    start_capture
    call_answered $ALICE $BOB bob
    tell $ALICE hangup
}
