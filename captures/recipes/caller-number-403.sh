# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway refuses a call because of the number alice sends as hers.
COMMENT="Caller number: the gateway refuses the call with 403 and says in the phrase that it does not take the number of the caller."
EXPECTED=("INVITE sip:+12025550108" "INVITE sip:+12025550108" "403 Caller Origination Number is Invalid" "403 Caller Origination Number is Invalid" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060\""
    start_baresip alice $ALICE
    start_capture
    gateway_refuses 403 "Caller Origination Number is Invalid" ""
    tell $ALICE dial sip:+12025550108@a.example
    wait $!
}
