# SPDX-License-Identifier: GPL-2.0-or-later
# The server asks for SHA-256 only, alice's telephone knows MD5 only.
COMMENT="Challenge that cannot be answered: the server offers algorithm SHA-256 only, alice's telephone computes MD5 only. It does not answer the challenge, and starts afresh more than 30 seconds later; the password is right."
EXPECTED=("REGISTER" "401 Unauthorized" "REGISTER" "401 Unauthorized")

run() {
    start_kamailio WITH_AUTH 'ALGORITHM="SHA-256"'
    start_capture
    start_baresip alice $ALICE ";regint=3600"
    wait_for 95 recorded 2 401
}
