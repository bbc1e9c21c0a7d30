# SPDX-License-Identifier: GPL-2.0-or-later
# The caller hears "this number is not assigned" before the call is refused.
COMMENT="Early media: a 183 with SDP opens the way for an announcement, the caller hears it for three seconds, then the gateway refuses the call with 404 and the cause of the telephone network (Q.850 cause 1)."
EXPECTED=("INVITE" "183" "404" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550199 $GATEWAY <<END
        > INVITE sdp
        < 100
        wait 0.3
        < 183 sdp
        wait 3
        < 404 Not Found | Reason: Q.850;cause=1;text="Unallocated (unassigned) number";location=LN
        > ACK
END
}
