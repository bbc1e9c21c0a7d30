# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone registers, somebody asks where it is, bob switches it off.
COMMENT="Three REGISTERs, three meanings: the telephone asks for 3600 seconds and gets 300; a REGISTER without Contact only asks what is registered; one with Expires 0 takes the registration back. Each gets 200."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "200 OK" "REGISTER" "200 OK")

run() {
    start_kamailio MAX_EXPIRES=300
    start_capture
    start_baresip bob $BOB ";regint=3600"
    registered bob
    sipp_call request $ALICE $PROXY METHOD=REGISTER TARGET=sip:a.example USER=bob CODE=200
    sleep 1
    switch_off
}
