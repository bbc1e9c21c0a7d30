# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone registers; the server asks for a password.
COMMENT="A registration that works: the server answers 401 with a challenge, the telephone repeats the REGISTER with credentials and gets 200. This 401 is not a fault."
EXPECTED=("REGISTER sip:a.example" "401 Unauthorized" "REGISTER sip:a.example" "200 OK")

run() {
    start_kamailio WITH_AUTH
    start_capture
    start_baresip alice $ALICE ";regint=3600"
    registered alice
}
