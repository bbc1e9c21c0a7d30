# SPDX-License-Identifier: GPL-2.0-or-later
# The registrar takes tokens only, alice's telephone has a password.
COMMENT="Challenge that cannot be answered: the registrar asks for a token (scheme Bearer), alice's telephone has a password (scheme Digest) only. It gives up, and starts afresh more than 30 seconds later."
EXPECTED=("REGISTER" "401 Unauthorized" "REGISTER" "401 Unauthorized")

run() {
    sipp_call registrar $PROXY $ALICE CODE=401 PHRASE=Unauthorized \
        'EXTRA_HEADER=WWW-Authenticate: Bearer realm="a.example", authz_server="https://login.a.example"' -m 2 &
    wait_for 5 bound $PROXY:5060
    start_capture
    start_baresip alice $ALICE ";regint=3600"
    wait_for 95 recorded 2 401
}
