# SPDX-License-Identifier: GPL-2.0-or-later
# bob's password is right, but alice's name is to be registered with it.
COMMENT="Name and account differ: the credentials of bob are right, but the REGISTER is for alice. The server answers 403, not another 401."
EXPECTED=("REGISTER" "401" "REGISTER" "403 Forbidden")

run() {
    start_kamailio WITH_AUTH WITH_OWN_NAME
    start_capture
    sipp_call register $ALICE $PROXY CODE=403 -au bob -ap secret
}
