# SPDX-License-Identifier: GPL-2.0-or-later
# Digits are sent as they are dialled: two attempts are too short, the third is complete.
COMMENT="Dialled digit by digit: the client sends what it has after each pause, the server answers 484 until the number is complete. The first two 484 are no fault."
EXPECTED=("INVITE sip:120255@" "484" "ACK" "INVITE sip:120255501@" "484" "ACK" "INVITE sip:12025550110@a.example" "180 Ringing" "200 Answering" "BYE")

run() {
    start_kamailio WITH_NUMBERS
    start_baresip 12025550110 $BOB ";regint=3600"
    registered 12025550110
    start_capture
    sipp_call refused $ALICE $PROXY CODE=484 -s 120255 -cid_str "1-attempt@%s"
    sleep 1
    sipp_call refused $ALICE $PROXY CODE=484 -s 120255501 -cid_str "2-attempt@%s"
    sleep 1
    sipp_call call $ALICE $PROXY -s 12025550110 -cid_str "3-attempt@%s" &
    local call=$!
    sleep 1
    tell $BOB accept
    wait $call
}
