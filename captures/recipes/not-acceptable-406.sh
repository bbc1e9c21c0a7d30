# SPDX-License-Identifier: GPL-2.0-or-later
# The server has presence, but not in the form alice's telephone wants.
COMMENT="Not acceptable: alice's telephone takes presence only as application/xpidf+xml, the server answers 406. carol's subscription with application/pidf+xml works."
EXPECTED=("SUBSCRIBE" "406" "SUBSCRIBE" "200" "NOTIFY" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $GATEWAY <<END
        > SUBSCRIBE | Event: presence | Accept: application/xpidf+xml | Expires: 600
        < 406 Not Acceptable
END
    converse carol $CAROL bob $GATEWAY <<END
        > SUBSCRIBE | Event: presence | Accept: application/pidf+xml | Expires: 600
        < 200 | Expires: 600
        < NOTIFY body(application/pidf+xml;<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:bob@a.example"/>) | Event: presence | Subscription-State: active;expires=600
        > 200
END
}
