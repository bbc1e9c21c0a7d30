# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls the domain, without a number.
COMMENT="No number: alice calls a.example, without a user or number. The server asks for a complete address with 484."
EXPECTED=("INVITE sip:a.example" "484 Address Incomplete" "ACK")

run() {
    start_kamailio WITH_NUMBERS
    start_capture
    sipp_call no-user $ALICE $PROXY CODE=484
}
