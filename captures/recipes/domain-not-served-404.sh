# SPDX-License-Identifier: GPL-2.0-or-later
# alice is registered and calls an address in a domain that the server does not serve.
COMMENT="Wrong server: alice is registered at the server of a.example and asks it for dave@c.example. The server is not responsible for that domain and does not forward to it: 404 Not here."
EXPECTED=("REGISTER" "200 OK" "INVITE sip:dave@c.example" "404 Not here" "ACK")

run() {
    start_kamailio 'FOREIGN_CODE="404"' 'FOREIGN_PHRASE="Not here"'
    start_capture
    start_baresip alice $ALICE ";regint=3600"
    registered alice
    tell $ALICE dial sip:dave@c.example
    sleep 1
}
