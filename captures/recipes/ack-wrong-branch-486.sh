# SPDX-License-Identifier: GPL-2.0-or-later
# The caller gives its ACK to a rejection a branch of its own.
COMMENT="ACK with the wrong branch: bob rejects the call. The ACK for a 486 has to repeat the branch of the INVITE; this one has a new branch, so bob's telephone does not accept it and repeats the 486."
EXPECTED=("INVITE" "180" "486" "ACK" "486" "486")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    (sleep 5 && tell $BOB hangup) &
    play left alice $ALICE bob $BOB -default_behaviors none <<END
        > INVITE sdp
        < 180
        < 486
        > ACK branch=new
        wait 34
END
}
