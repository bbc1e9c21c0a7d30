# SPDX-License-Identifier: GPL-2.0-or-later
# The answers to alice's REGISTER are lost, and after about 20 seconds the server changes its answer.
COMMENT="The answers do not arrive, and then they change: the server answers each copy of the REGISTER with 200, but nothing reaches alice's telephone. After about 20 seconds the server takes the copies for a new REGISTER with an old CSeq and answers 400. The fault is the lost answers, not the REGISTER."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "200 OK" "REGISTER" "400 Bad Request")

run() {
    start_kamailio
    vanish $ALICE
    start_capture "port 5060 or icmp"
    start_baresip alice $ALICE ";regint=3600"
    wait_for 40 recorded 3 400
}
