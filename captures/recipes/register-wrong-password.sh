# SPDX-License-Identifier: GPL-2.0-or-later
# alice registers with a wrong password.
COMMENT="A registration that fails: the client answers the challenge, but with a wrong password, and gets 401 again."
EXPECTED=("REGISTER sip:a.example" "401 Unauthorized" "REGISTER sip:a.example" "401 Unauthorized")

run() {
    start_kamailio WITH_AUTH
    start_capture
    sipp_call register $ALICE $PROXY CODE=401 -au alice -ap wrong
}
