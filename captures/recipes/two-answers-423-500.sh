# SPDX-License-Identifier: GPL-2.0-or-later
# A registration for 10 seconds is too short; a wrong line in the configuration of the server answers a second time.
COMMENT="Two different answers to one request: the registrar refuses 10 seconds with 423, and a wrong line in the configuration of the server then sends 500 to the same REGISTER. The first answer counts, the telephone takes its Min-Expires."
EXPECTED=("REGISTER" "423 Interval Too Brief" "500" "REGISTER" "200 OK")

run() {
    start_kamailio WITH_SECOND_ANSWER
    start_capture
    start_baresip alice $ALICE ";regint=10"
    sleep 2
}
