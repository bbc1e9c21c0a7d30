# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway is to be called over TCP, and its port is closed.
COMMENT="Next hop refuses the connection: the proxy opens a TCP connection to the gateway, its host refuses (SYN, RST), and the proxy answers 477."
EXPECTED=("INVITE" "477" "ACK")

run() {
    start_kamailio "GATEWAY=\"sip:$GATEWAY:5060;transport=tcp\""
    start_baresip alice $ALICE
    start_capture "port 5060 or icmp"
    tell $ALICE dial sip:+12025550114@a.example
    sleep 7
}
