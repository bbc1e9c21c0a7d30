# SPDX-License-Identifier: GPL-2.0-or-later
# alice's client refreshes its registration with a nonce that is too old; the server does not say so.
COMMENT="Old nonce, not said: the server takes a nonce for 5 seconds. alice's client refreshes after 7 seconds with the nonce that was accepted before and gets 401 without stale=true; it repeats with the new nonce and gets 200. The password is right."
EXPECTED=("REGISTER" "401" "REGISTER" "200 OK" "REGISTER" "401" "REGISTER" "200 OK")

run() {
    start_kamailio WITH_AUTH NONCE_EXPIRE=5
    start_capture
    sipp_call refresh $ALICE $PROXY -au alice -ap secret
}
