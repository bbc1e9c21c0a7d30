# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone registers at an address that swallows everything.
COMMENT="No answer at all: alice's telephone sends its REGISTER eleven times in 32 seconds, and nothing comes back, neither a response nor ICMP. The telephone itself answers a ping at the end."
EXPECTED=("REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "REGISTER" "OPTIONS" "200 OK")

run() {
    vanish $GATEWAY
    start_capture "port 5060 or icmp"
    OUTBOUND=$GATEWAY start_baresip alice $ALICE ";regint=3600"
    sleep 36
    sipp_call stray $CAROL $ALICE METHOD=OPTIONS CODE=200 -s alice
}
