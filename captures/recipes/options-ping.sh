# SPDX-License-Identifier: GPL-2.0-or-later
# A monitor pings the server and bob's telephone.
COMMENT="Pings: OPTIONS to bob's telephone gets 200, OPTIONS to the server gets 404, because it does not know the user monitor. Both answers say that the other side is alive."
EXPECTED=("OPTIONS" "200 OK" "OPTIONS" "404 Not Found")

run() {
    start_kamailio
    start_baresip bob $BOB
    start_capture
    sipp_call stray $ALICE $BOB METHOD=OPTIONS CODE=200 -s bob
    sipp_call stray $ALICE $PROXY METHOD=OPTIONS CODE=404 -s monitor -cid_str "2-call@%s"
}
