# SPDX-License-Identifier: GPL-2.0-or-later
# In a call, alice transfers bob to carol, who answers.
COMMENT="A transfer that works: bob says 202 to alice's REFER, calls carol, carol answers, bob reports 200 in a NOTIFY, and the call between alice and bob ends."
EXPECTED=("REFER sip:bob" "202 Accepted" "INVITE sip:carol@a.example" "180 Ringing" "200 Answering" "||SIP/2.0 200" "BYE")

run() {
    start_all
    start_baresip carol $CAROL ";regint=3600"
    registered carol
    start_capture
    call_answered $ALICE $BOB bob
    tell $ALICE transfer sip:carol@a.example
    sleep 1.5
    tell $CAROL accept
    sleep 2
    tell $CAROL hangup
}
