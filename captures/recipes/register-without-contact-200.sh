# SPDX-License-Identifier: GPL-2.0-or-later
# A registrar accepts alice's registration and does not list it.
COMMENT="Registered or not: the registrar answers the REGISTER with 200, but without a Contact. It should list what is registered; nothing says that the telephone is."
EXPECTED=("REGISTER" "200 OK")

run() {
    sipp_call registrar $PROXY $ALICE CODE=200 PHRASE=OK &
    wait_for 5 bound $PROXY:5060
    start_capture
    start_baresip alice $ALICE ";regint=3600"
    sleep 2
}
