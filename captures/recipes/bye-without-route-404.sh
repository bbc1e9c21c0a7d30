# SPDX-License-Identifier: GPL-2.0-or-later
# alice's client forgets the route of the call in its BYE.
COMMENT="In the call, but without the route: the proxy put itself into Record-Route, alice's client sends its BYE without Route, and the proxy, which then does not know where it belongs, answers 404. The second BYE has the Route and gets 200."
EXPECTED=("INVITE sip:bob@a.example" "200 Answering" "ACK" "BYE" "404 Not here" "BYE" "200 OK")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600"
    registered bob
    start_capture
    sipp_call unrouted $ALICE $PROXY -s bob &
    local call=$!
    sleep 1
    tell $BOB accept
    wait $call
}
