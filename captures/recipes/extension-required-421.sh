# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway insists on reliable provisional responses.
COMMENT="Extension required: the gateway only takes calls from telephones that know 100rel, alice's telephone does not say that it does."
EXPECTED=("INVITE" "421" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "421 Extension Required | Require: 100rel" "sdp | Supported: replaces"
}
