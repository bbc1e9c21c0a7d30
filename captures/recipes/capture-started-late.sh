# SPDX-License-Identifier: GPL-2.0-or-later
# The recording begins while bob's telephone already rings.
COMMENT="Started too late: the recording begins while bob's telephone is ringing, the INVITE is not in it. The 200 seem to answer nothing; the rest of the call is there."
EXPECTED=("200 Answering" "200 Answering" "ACK" "BYE" "200")

run() {
    start_all
    tell $ALICE dial sip:bob@a.example
    sleep 2
    start_capture "$SIP_AND_ICMP"
    tell $BOB accept
    sleep 2
    tell $ALICE hangup
    sleep 1
}
