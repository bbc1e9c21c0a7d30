# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone does not answer a SUBSCRIBE, but it answers an OPTIONS.
COMMENT="No answer to one method: bob's telephone answers OPTIONS, but not a SUBSCRIBE, which the client repeats until it gives up. A later OPTIONS is answered again."
EXPECTED=("OPTIONS" "200 OK" "SUBSCRIBE" "SUBSCRIBE" "SUBSCRIBE" "OPTIONS" "200 OK")

run() {
    start_baresip bob $BOB
    start_capture "port 5060 or icmp"
    sipp_call stray $ALICE $BOB METHOD=OPTIONS CODE=200 -s bob
    sipp_call stray $ALICE $BOB METHOD=SUBSCRIBE CODE=200 -s bob -cid_str "2-call@%s" &
    sleep 66
    sipp_call stray $ALICE $BOB METHOD=OPTIONS CODE=200 -s bob -cid_str "3-call@%s"
    sleep 1
}
