# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls a user whom the server does not know.
COMMENT="Not found: alice calls nobody@a.example. The server is responsible for a.example and knows no such user."
EXPECTED=("INVITE sip:nobody@a.example" "404 Not Found" "ACK")

run() {
    start_kamailio
    start_baresip alice $ALICE
    start_capture
    tell $ALICE dial sip:nobody@a.example
    sleep 1
}
