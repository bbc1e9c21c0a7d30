# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway only takes signed calls.
COMMENT="Signature required: the call has no Identity header, the gateway refuses it with 428."
EXPECTED=("INVITE" "428" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "428 Use Identity Header"         "sdp | From: <sip:+12025550120@a.example>;tag=1-alice | P-Asserted-Identity: <sip:+12025550120@a.example>"
}
