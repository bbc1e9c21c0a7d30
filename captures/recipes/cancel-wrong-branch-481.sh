# SPDX-License-Identifier: GPL-2.0-or-later
# alice hangs up while it rings, but her CANCEL has the wrong branch.
COMMENT="CANCEL with the wrong branch: it has to repeat the branch of the INVITE, else bob's telephone finds nothing to cancel (481) and goes on ringing. A second CANCEL with the right branch works."
EXPECTED=("INVITE" "180" "CANCEL" "481" "CANCEL" "200" "487" "ACK")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp
        < 180
        wait 1
        > CANCEL branch=new
        < 481
        wait 1
        > CANCEL
        < 200
        < 487
        > ACK
END
}
