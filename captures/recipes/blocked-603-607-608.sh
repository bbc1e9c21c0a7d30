# SPDX-License-Identifier: GPL-2.0-or-later
# Three calls that somebody takes for unwanted.
COMMENT="Blocked: a network on the way blocks the first call and says where to complain (603 Network Blocked with Reason), bob marks the second one as unwanted (607), an analytics service rejects the third one (608 with Call-Info)."
EXPECTED=("INVITE" "603 Network Blocked" "ACK" "INVITE" "607" "ACK" "INVITE" "608" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused '603 Network Blocked | Reason: SIP;cause=603;text="v=analytics1;url=https://redress.example";location=TN'
    NUMBER=+12025550102 call_refused "607 Unwanted"
    NUMBER=+12025550103 call_refused "608 Rejected | Call-Info: <https://redress.example/card>;purpose=jwscard"
}
