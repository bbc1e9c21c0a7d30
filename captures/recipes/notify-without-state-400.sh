# SPDX-License-Identifier: GPL-2.0-or-later
# A NOTIFY without Subscription-State reaches bob's telephone.
COMMENT="NOTIFY without Subscription-State: bob's telephone needs to know whether the subscription goes on and answers 400."
EXPECTED=("NOTIFY" "400 Bad Subscription-State")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > NOTIFY uri=sip:bob@$BOB | Event: message-summary
        < 400
END
}
