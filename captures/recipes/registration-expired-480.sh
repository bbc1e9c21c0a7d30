# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone loses its power and does not refresh its registration. alice calls 100 seconds later.
COMMENT="Registration ran out: bob's telephone registers for 60 seconds and loses its power after 2, so nothing refreshes or takes back the registration. 100 seconds later alice calls bob and gets 480."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:bob@a.example" "480 Temporarily Unavailable" "ACK")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture
    start_baresip bob $BOB ";regint=60"
    registered bob
    sleep 2
    kill -KILL $LAST_BARESIP
    sleep 100
    tell $ALICE dial sip:bob@a.example
    sleep 1
}
