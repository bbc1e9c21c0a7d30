# SPDX-License-Identifier: GPL-2.0-or-later
# bob rejects a call, and the caller never acknowledges that.
COMMENT="No ACK for a rejection: bob rejects the call; his telephone repeats the 486 for 32 seconds, because the caller never sends an ACK. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("INVITE" "180" "486" "486" "486" "486" "OPTIONS" "200")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    (sleep 5 && tell $BOB hangup) &
    play left alice $ALICE bob $BOB -default_behaviors none <<END
        > INVITE sdp
        < 180
        < 486
        wait 36
END
    play left alice $ALICE bob $BOB <<END
        > OPTIONS uri=sip:bob@$BOB
        < 200
END
}
