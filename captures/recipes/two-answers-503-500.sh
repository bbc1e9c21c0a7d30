# SPDX-License-Identifier: GPL-2.0-or-later
# As before, and a wrong line in the configuration of the server answers a second time.
COMMENT="Two different answers to one request: the registrar refuses the second telephone with 503, and a wrong line in the configuration of the server then sends 500 to the same REGISTER. The first answer counts."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "503" "500")

run() {
    start_kamailio MAX_CONTACTS=1 WITH_SECOND_ANSWER
    start_capture
    start_baresip bob $BOB ";regint=3600"
    registered bob
    start_baresip bob-mobile $MOBILE ";regint=3600"
    sleep 2
}
