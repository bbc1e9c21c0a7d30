# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone wants to register for 10 seconds, the server for at least 60.
COMMENT="Registration too short: the server wants at least 60 seconds (Min-Expires) and answers 423 to a REGISTER with 10. The telephone takes that value and gets 200."
EXPECTED=("REGISTER sip:a.example" "423 Interval Too Brief" "REGISTER" "200 OK")

run() {
    start_kamailio
    start_capture
    start_baresip alice $ALICE ";regint=10"
    sleep 2
}
