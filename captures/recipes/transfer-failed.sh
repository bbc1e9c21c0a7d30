# SPDX-License-Identifier: GPL-2.0-or-later
# In a call, alice transfers bob to a user whom the server does not know.
COMMENT="A transfer that fails although it was accepted: bob says 202 to alice's REFER, calls the new party, gets 404, and reports 404 in a NOTIFY. Then alice's telephone ends the call with bob."
EXPECTED=("REFER sip:bob" "202 Accepted" "INVITE sip:nobody@a.example" "404 Not Found" "||SIP/2.0 404 Not Found" "BYE")

run() {
    start_all
    start_capture
    call_answered $ALICE $BOB bob
    tell $ALICE transfer sip:nobody@a.example
    sleep 2
}
