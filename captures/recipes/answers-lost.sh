# SPDX-License-Identifier: GPL-2.0-or-later
# The answers of the server are lost on the last part of their way to alice's telephone.
COMMENT="The answers do not arrive: the server answers each REGISTER at once with 200, but behind the point of capture a filter drops what comes for alice's telephone. So it repeats the request again and again."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "200 OK" "REGISTER" "200 OK" "REGISTER" "200 OK")

run() {
    start_kamailio
    vanish $ALICE
    start_capture "port 5060 or icmp"
    start_baresip alice $ALICE ";regint=3600"
    sleep 17
}
