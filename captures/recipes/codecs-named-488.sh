# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway refuses a call and names the codecs it knows.
COMMENT="No common codec, proved: alice's telephone offers PCMA only, the gateway refuses with 488 and says in the SDP of the 488 that it takes G.729."
EXPECTED=("INVITE" "488" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "488 Not Acceptable Here sdp(port=0;formats=18)" "sdp(formats=8)"
}
