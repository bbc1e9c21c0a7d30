# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone has a wrong password and does not stop trying.
COMMENT="A registration that fails again and again: the telephone has a wrong password and answers each new challenge at once, 15 times, before it gives up."
EXPECTED=("REGISTER sip:a.example" "401 Unauthorized" "REGISTER sip:a.example" "401 Unauthorized")

run() {
    start_kamailio WITH_AUTH
    start_capture
    start_baresip alice $ALICE ";regint=3600;auth_pass=wrong"
    sleep 2
}
