# SPDX-License-Identifier: GPL-2.0-or-later
# A telephone is registered as +12025550109; it is called with 0012025550109, then with +12025550109.
COMMENT="The number is written differently: the telephone is registered as +12025550109. The call to 0012025550109 gets 404, the one to +12025550109 goes through. The server compares the text, not the number."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:0012025550109@a.example" "404 Not Found" "ACK" "INVITE sip:+12025550109@a.example" "180 Ringing" "200 Answering" "BYE")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture
    start_baresip +12025550109 $BOB ";regint=3600"
    registered +12025550109
    tell $ALICE dial sip:0012025550109@a.example
    sleep 1
    call_answered $ALICE $BOB +12025550109
    tell $ALICE hangup
}
