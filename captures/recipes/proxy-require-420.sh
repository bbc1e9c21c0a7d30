# SPDX-License-Identifier: GPL-2.0-or-later
# A call demands an extension of every proxy on its way.
COMMENT="Extension not supported by the proxy: the INVITE demands (Proxy-Require) an extension that the proxy does not know. It answers 420 and names it in Unsupported."
EXPECTED=("INVITE sip:bob" "420" "ACK")

run() {
    start_kamailio
    start_capture
    sipp_call refused $ALICE $PROXY CODE=420 "EXTRA_HEADER=Proxy-Require: example-extension" -s bob
}
