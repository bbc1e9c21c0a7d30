# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone gets a CANCEL without an INVITE before it.
COMMENT="No such transaction: bob's telephone gets a CANCEL for an INVITE it does not know and answers 481."
EXPECTED=("CANCEL sip:bob" "481")

run() {
    start_baresip bob $BOB
    start_capture
    sipp_call stray $ALICE $BOB METHOD=CANCEL CODE=481 -s bob
}
