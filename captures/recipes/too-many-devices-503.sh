# SPDX-License-Identifier: GPL-2.0-or-later
# The server takes one telephone for each account. bob has two.
COMMENT="Too many devices: the account of bob may have one telephone. The one at the desk is registered, so the REGISTER of the mobile one gets 503."
EXPECTED=("REGISTER" "200 OK" "REGISTER" "503")

run() {
    start_kamailio MAX_CONTACTS=1
    start_capture
    start_baresip bob $BOB ";regint=3600"
    registered bob
    start_baresip bob-mobile $MOBILE ";regint=3600"
    sleep 2
}
