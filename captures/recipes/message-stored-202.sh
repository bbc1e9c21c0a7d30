# SPDX-License-Identifier: GPL-2.0-or-later
# Two messages to bob: one is stored, one arrives.
COMMENT="A message that is stored: the first MESSAGE gets 202, the server keeps it for bob. The second one gets 200 from bob's telephone."
EXPECTED=("MESSAGE" "202" "MESSAGE" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $GATEWAY <<END
        > MESSAGE body(text/plain;Are you there?)
        < 202
END
    sleep 1
    converse alice $ALICE bob $BOB <<END
        > MESSAGE body(text/plain;Please call me.)
        < 200
END
}
