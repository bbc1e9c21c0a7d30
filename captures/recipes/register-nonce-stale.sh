# SPDX-License-Identifier: GPL-2.0-or-later
# alice's client refreshes its registration with a nonce that is too old; the server says so.
COMMENT="Old nonce, and the server says so: the refresh after 7 seconds comes with a nonce that is older than 5 seconds, the 401 has stale=true. The client repeats with the new nonce and gets 200; nobody has to be asked for a password."
EXPECTED=("REGISTER" "401" "REGISTER" "200 OK" "REGISTER" "401" "REGISTER" "200 OK")

run() {
    start_kamailio WITH_AUTH WITH_STALE NONCE_EXPIRE=5
    start_capture
    sipp_call refresh $ALICE $PROXY -au alice -ap secret
}
