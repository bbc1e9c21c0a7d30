# SPDX-License-Identifier: GPL-2.0-or-later
# bob declines a call by hand; a second one is declined by his telephone.
COMMENT="Declined: the first call rings for four seconds before bob declines it (603), the second one is declined at once, by the telephone itself."
EXPECTED=("INVITE" "180" "603" "ACK" "INVITE" "603" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 4
        < 603 Decline
        > ACK
END
    sleep 1
    converse alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 603 Decline
        > ACK
END
}
