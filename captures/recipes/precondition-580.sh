# SPDX-License-Identifier: GPL-2.0-or-later
# A call that may only ring when both networks have reserved bandwidth.
COMMENT="Precondition failure: the offer demands a reserved path in both directions (a=des mandatory), the other network could not reserve it and refuses with 580."
EXPECTED=("INVITE" "580" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "580 Precondition Failure sdp(a=curr:qos e2e none;a=des:qos failure e2e sendrecv)"         "sdp(a=curr:qos e2e none;a=des:qos mandatory e2e sendrecv) | Require: precondition | Supported: 100rel"
}
