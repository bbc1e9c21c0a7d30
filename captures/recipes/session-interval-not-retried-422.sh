# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone asks for a session interval that is too short and gives up.
COMMENT="Session interval too small, and no second attempt: alice's telephone asks for 90 seconds, the gateway wants at least 180 (422 with Min-SE). The OPTIONS at the end shows how long the recording went on."
EXPECTED=("INVITE" "422" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "422 Session Interval Too Small | Min-SE: 180" "sdp | Supported: timer | Session-Expires: 90"
    later 35 gateway $GATEWAY
}
