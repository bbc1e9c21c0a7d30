# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway redirects a call but does not say where to.
COMMENT="A redirect without an address: the 300 has no Contact, so nobody can follow it. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("INVITE" "300" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "300 Multiple Choices"
    later 12 gateway $GATEWAY
}
