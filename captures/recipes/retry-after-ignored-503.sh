# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway asks for a pause, alice's telephone takes none.
COMMENT="Retry-After ignored: the gateway is in maintenance and asks for 20 seconds of rest (503 with Retry-After), alice's telephone calls again after one second and after two more."
EXPECTED=("INVITE" "503" "ACK" "INVITE" "503" "ACK" "INVITE" "503" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    local refusal="503 Service Unavailable | Retry-After: 20 (maintenance)"
    call_refused "$refusal"
    sleep 1
    call_refused "$refusal"
    sleep 2
    call_refused "$refusal"
}
