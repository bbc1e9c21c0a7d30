# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone gets a BYE for a call that it does not know.
COMMENT="No such dialog: bob's telephone gets a BYE for a call it knows nothing of (for example because it was restarted) and answers 481."
EXPECTED=("BYE sip:bob" "481")

run() {
    start_baresip bob $BOB
    start_capture
    sipp_call stray $ALICE $BOB METHOD=BYE CODE=481 "TO_TAG=;tag=forgotten" -s bob
}
