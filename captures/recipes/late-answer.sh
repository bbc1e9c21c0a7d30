# SPDX-License-Identifier: GPL-2.0-or-later
# The registrar needs 33 seconds for its answer.
COMMENT="Too late: the registrar needs 33 seconds to answer. alice's telephone has repeated its REGISTER for 32 seconds and given up when the 200 arrives."
EXPECTED=("REGISTER" "REGISTER" "REGISTER" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    play right alice $ALICE alice $PROXY <<END &
        > REGISTER
        wait 33
        < 200 | Contact: <sip:alice@$ALICE>;expires=3600
END
    local registrar=$!
    wait_for 5 bound $PROXY:5060
    start_baresip alice $ALICE ";regint=3600"
    wait $registrar
}
