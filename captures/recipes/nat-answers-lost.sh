# SPDX-License-Identifier: GPL-2.0-or-later
# A client at home behind a router with NAT does not ask with rport for answers at its port.
COMMENT="Answers that do not come through the router: the REGISTER comes from the port that the router with NAT gave it, but its Via has no rport, so the server answers to port 5060, as the Via says. The router has nothing there and says so with ICMP; the client repeats the request."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "200 OK" "REGISTER" "200 OK")

run() {
    home_up
    start_kamailio
    start_capture "port 5060 or icmp" outside
    NS=$NS-home sipp_call no-rport $HOME_INSIDE $PROXY &
    sleep 9
}
