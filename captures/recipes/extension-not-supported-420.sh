# SPDX-License-Identifier: GPL-2.0-or-later
# A call that demands an extension bob's telephone does not know.
COMMENT="Extension not supported: the INVITE demands (Require) an extension that bob's telephone does not know. It answers 420 and names it in Unsupported."
EXPECTED=("INVITE sip:bob" "420" "ACK")

run() {
    start_baresip bob $BOB
    start_capture
    sipp_call refused $ALICE $BOB CODE=420 "EXTRA_HEADER=Require: example-extension" -s bob
}
