# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls bob and hangs up while it still rings.
COMMENT="Cancelled: alice hangs up while bob's telephone rings. The 487 says only that the INVITE was ended by the CANCEL; nobody refused the call."
EXPECTED=("INVITE sip:bob" "180 Ringing" "CANCEL sip:bob" "487 Request Terminated" "ACK")

run() {
    start_all
    start_capture
    tell $ALICE dial sip:bob@a.example
    sleep 2
    tell $ALICE hangup
}
