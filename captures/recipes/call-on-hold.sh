# SPDX-License-Identifier: GPL-2.0-or-later
# alice puts the call on hold and takes it back.
COMMENT="A call on hold: alice's telephone changes the call with a re-INVITE (a=sendonly), takes it back with another one and hangs up. No fault."
EXPECTED=("INVITE" "200" "ACK" "INVITE" "200" "ACK" "INVITE" "200" "ACK" "BYE" "200")

run() {
    start_all
    start_capture "$SIP_AND_ICMP"
    call_answered $ALICE $BOB bob
    tell $ALICE hold
    sleep 1.5
    tell $ALICE resume
    sleep 1.5
    tell $ALICE hangup
}
