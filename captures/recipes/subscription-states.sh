# SPDX-License-Identifier: GPL-2.0-or-later
# Three subscriptions: one works, one waits for a permission, one is refused.
COMMENT="What became of a subscription is said by the NOTIFY, not by the 200: the first one is active and is ended by the subscriber, the second one waits for bob's permission (pending), the third one is refused (terminated;reason=rejected)."
EXPECTED=("SUBSCRIBE" "200" "NOTIFY" "200" "SUBSCRIBE" "200" "NOTIFY" "SUBSCRIBE" "200" "NOTIFY" "SUBSCRIBE" "202" "NOTIFY" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    local subscribe='SUBSCRIBE | Event: presence | Accept: application/pidf+xml'
    local presence='<?xml version="1.0"?>\n<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:bob@a.example"><tuple id="a"><status><basic>open</basic></status></tuple></presence>'
    converse alice $ALICE bob $BOB <<END
        > $subscribe | Expires: 600
        < 200 | Expires: 600
        < NOTIFY body(application/pidf+xml;$presence) | Event: presence | Subscription-State: active;expires=600
        > 200
        wait 2
        > $subscribe | Expires: 0
        < 200 | Expires: 0
        < NOTIFY body(application/pidf+xml;$presence) | Event: presence | Subscription-State: terminated;reason=timeout
        > 200
END
    converse alice $ALICE bob $BOB <<END
        > $subscribe | Expires: 600
        < 200 | Expires: 600
        < NOTIFY | Event: presence | Subscription-State: pending;expires=600
        > 200
END
    converse alice $ALICE bob $BOB <<END
        > $subscribe | Expires: 600
        < 202 | Expires: 600
        < NOTIFY | Event: presence | Subscription-State: terminated;reason=rejected
        > 200
END
}
