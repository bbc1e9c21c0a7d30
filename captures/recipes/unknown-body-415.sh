# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone gets a message with a body that it does not understand.
COMMENT="A body of the wrong kind: bob's telephone does not know application/example and answers 415; the same text as text/plain gets 200."
EXPECTED=("MESSAGE" "415" "MESSAGE" "200")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > MESSAGE body(application/example;Hello) uri=sip:bob@$BOB
        < 415
        > MESSAGE body(text/plain;Hello) uri=sip:bob@$BOB
        < 200
END
}
