# SPDX-License-Identifier: GPL-2.0-or-later
# bob has two telephones. He answers at the desk, so the mobile one stops ringing.
COMMENT="Answered elsewhere: both of bob's telephones ring, he answers at the desk. The proxy cancels the call at the mobile one, which answers 487. No fault."
EXPECTED=("INVITE sip:bob@a.example" "INVITE" "INVITE" "180" "180" "200 Answering" "CANCEL" "487" "BYE" "200")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600"
    start_baresip bob-mobile $MOBILE ";regint=3600"
    start_baresip alice $ALICE
    registered bob
    registered bob-mobile
    start_capture "$SIP_AND_ICMP"
    tell $ALICE dial sip:bob@a.example
    sleep 2
    tell $BOB accept
    sleep 2
    tell $ALICE hangup
}
