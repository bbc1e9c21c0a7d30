# SPDX-License-Identifier: GPL-2.0-or-later
# alice calls an address of another domain; the server forwards only to its own.
COMMENT="No relay: alice calls carol@c.example through the server of a.example, which forwards to its own domains only. It answers 403 without asking who she is."
EXPECTED=("INVITE sip:carol@c.example" "403 Not relaying" "ACK")

run() {
    start_kamailio 'FOREIGN_CODE="403"' 'FOREIGN_PHRASE="Not relaying"'
    start_baresip alice $ALICE
    start_capture
    tell $ALICE dial sip:carol@c.example
    sleep 1
}
