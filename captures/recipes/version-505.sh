# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway complains about the version, although it is SIP/2.0.
COMMENT="A 505 for SIP/2.0: the request line says SIP/2.0, the gateway refuses the version all the same."
EXPECTED=("OPTIONS" "505")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE gateway $GATEWAY <<END
        > OPTIONS uri=sip:gateway@b.example
        < 505 Version Not Supported
END
}
