# SPDX-License-Identifier: GPL-2.0-or-later
# Somebody tries twenty names in two seconds.
COMMENT="A scanner: one address tries to register twenty names in two seconds, does not answer any challenge, and calls itself friendly-scanner."
EXPECTED=("REGISTER" "401" "REGISTER" "401")

run() {
    start_kamailio WITH_AUTH
    start_capture
    (echo SEQUENTIAL && seq 201 220) >"$WORK/names.csv"
    sipp_call scan $CAROL $PROXY -inf "$WORK/names.csv" -m 20 -r 10
}
