# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway redirects a call, alice's telephone does not go there.
COMMENT="A redirect that is not followed: the gateway answers 302 with bob's new address, alice's telephone shows an error instead of calling it. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("INVITE" "302" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "302 Moved Temporarily | Contact: <sip:bob@b.example>"
    later 12 gateway $GATEWAY
}
