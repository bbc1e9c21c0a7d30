# SPDX-License-Identifier: GPL-2.0-or-later
"""What registrars answer. All are built: no stack sent them."""

from conversation import ALICE, BOB, PROXY, PROXY2, Conversation, Party, conversation

OTHER = Party("bob", "192.0.2.21", domain="example.net")
OTHER_CONTACT = "<sip:desk@192.0.2.21>"


@conversation
def removed_with_star(call: Conversation) -> None:
    """Contact: * takes all bindings back."""
    call.register(BOB)
    lines = {"Contact": "*"}
    call.ok(call.request("REGISTER", BOB, PROXY, headers=["Expires: 0"], replace=lines))


@conversation
def query_of_nobody(call: Conversation) -> None:
    """A REGISTER without Contact asks who is registered: nobody."""
    call.ok(call.request("REGISTER", BOB, PROXY))


@conversation
def foreign_contact(call: Conversation) -> None:
    """The 200 lists another device, not the one that registered."""
    call.register(BOB, bindings=[f"{OTHER_CONTACT};expires=900"])
    call.end(60)


@conversation
def foreign_but_called(call: Conversation) -> None:
    """The 200 lists another device, but a later call is delivered to this one."""
    call.register(BOB, bindings=[f"{OTHER_CONTACT};expires=900"])
    call.answered(ALICE, BOB, PROXY)


@conversation
def rewritten_contact(call: Conversation) -> None:
    """A registrar that looks at NAT lists the address that the REGISTER came from."""
    call.register(BOB, contact="<sip:10.0.0.7>", bindings=["<sip:192.0.2.20:5060>;expires=900"])


@conversation
def same_instance(call: Conversation) -> None:
    """The Contact is listed with another address, but with the instance of the device."""
    instance = '+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>"'
    call.register(
        BOB,
        contact=f"<sip:x1@192.0.2.20>;{instance}",
        bindings=[f"<sip:x2@198.51.100.7>;{instance};expires=3600"],
    )


@conversation
def no_list(call: Conversation) -> None:
    """The 200 lists nobody, and a later call finds nobody."""
    call.register(BOB, bindings=[])
    call.ack(call.response(call.request("INVITE", ALICE, PROXY), 480))


@conversation
def no_list_but_called(call: Conversation) -> None:
    """A small registrar leaves the list out, but delivers a call."""
    call.register(BOB, bindings=[])
    call.answered(ALICE, BOB, PROXY)


@conversation
def hidden_by_border(call: Conversation) -> None:
    """The server in front of the registrar takes the list out."""
    register = call.send_register(BOB)
    sent_on = call.forward(register, PROXY2)
    call.forward(call.registered(sent_on), replace={"Contact": None})


@conversation
def refreshed_in_time(call: Conversation) -> None:
    """Granted less than asked for, and refreshed before that was over."""
    call.register(BOB, granted=300)
    call.register(BOB, granted=300, after=150)


@conversation
def refreshed_late(call: Conversation) -> None:
    """Granted less than asked for, and refreshed after it."""
    call.register(BOB, granted=300)
    call.register(BOB, granted=300, after=330)


@conversation
def started_again(call: Conversation) -> None:
    """The next REGISTER comes so late that it is a new start."""
    call.register(BOB, granted=300)
    call.register(BOB, granted=300, after=700)


@conversation
def granted_in_full(call: Conversation) -> None:
    """What was asked for is granted, but for a second that passed."""
    call.register(BOB, granted=3599)


@conversation
def copy_counts_down(call: Conversation) -> None:
    """A repeated REGISTER is answered with what is left."""
    register = call.send_register(BOB)
    call.registered(register)
    call.repeat(register, after=10)
    call.registered(register, granted=3590)


@conversation
def subscription_shortened(call: Conversation) -> None:
    """A subscription is granted for less time."""
    subscribe = call.request("SUBSCRIBE", ALICE, BOB, headers=["Event: dialog", "Expires: 3600"])
    call.ok(subscribe, headers=["Expires: 600"])


@conversation
def full_by_phrase(call: Conversation) -> None:
    """A server says so in the reason phrase."""
    call.response(call.send_register(BOB), 603, "Too Many Contacts")


@conversation
def full_by_warning(call: Conversation) -> None:
    """A server says so in a Warning."""
    warning = 'Warning: 399 192.0.2.1 "max number of contacts reached"'
    call.response(call.send_register(BOB), 403, headers=[warning])


@conversation
def full_by_list(call: Conversation) -> None:
    """A server lists the contact of another device in the refusal."""
    call.register(OTHER)
    listed = [f"Contact: <{OTHER.contact}>;expires=3000", "Retry-After: 60"]
    contact = "<sip:mobile@192.0.2.20>"
    call.response(call.send_register(BOB, contact=contact), 503, headers=listed)


@conversation
def refused_but_listed(call: Conversation) -> None:
    """A server refuses a refresh and lists the contact: it is not full."""
    call.register(BOB)
    listed = [f"Contact: <{BOB.contact}>;expires=3000"]
    call.response(call.send_register(BOB), 503, headers=listed)


@conversation
def other_phone_listed_first(call: Conversation) -> None:
    """Two telephones of a user: the 200 lists the older one, with what is left of its time, first."""
    call.register(OTHER)
    listed = [f"<{OTHER.contact}>;expires=120", f"<{BOB.contact}>;expires=3600"]
    call.register(BOB, bindings=listed)
    call.register(BOB, bindings=[listed[0], f"<{BOB.contact}>;expires=300"])
    call.end(60)


@conversation
def called_before(call: Conversation) -> None:
    """The 200 lists another device; a call that reached this one before, and ends now, says nothing."""
    final = call.answered(ALICE, BOB, PROXY)
    call.register(BOB, bindings=[f"{OTHER_CONTACT};expires=900"])
    call.ok(call.within(final, "BYE"))
    call.end(60)


@conversation
def cut_off(call: Conversation) -> None:
    """The capture has only the beginning of the REGISTER: nobody knows what it asked for."""
    call.registered(call.send_register(BOB, headers=[f"Subject: {400 * 'x'}"], snap=420))
    call.end(60)


@conversation
def subscription_refreshed_late(call: Conversation) -> None:
    """A subscription is granted for less time, and refreshed after that."""
    lines = ["Event: dialog", "Expires: 3600"]
    final = call.ok(call.request("SUBSCRIBE", ALICE, BOB, headers=lines), headers=["Expires: 600"])
    call.ok(call.within(final, "SUBSCRIBE", headers=lines, after=650), headers=["Expires: 600"])


@conversation
def cut_before_contact(call: Conversation) -> None:
    """The capture has the REGISTER without its end: it may well have a Contact."""
    lines = [f"Subject: {400 * 'x'}", f"Contact: <{BOB.contact}>;expires=3600"]
    call.registered(call.request("REGISTER", BOB, PROXY, headers=lines, snap=500))
    call.end(60)


@conversation
def cut_answer(call: Conversation) -> None:
    """The capture has the 200 without its end: it may well list the Contact."""
    lines = [f"Server: {400 * 'x'}", f"Contact: <{BOB.contact}>;expires=3600"]
    call.ok(call.send_register(BOB), headers=lines, snap=500)
    call.end(60)


@conversation
def lost_behind_border(call: Conversation) -> None:
    """A registrar behind a border lists nobody; the refresh, seen at the border, is no call."""
    sent_on = call.forward(call.send_register(BOB), PROXY2)
    call.forward(call.registered(sent_on, bindings=[]))
    call.register(BOB, after=600)


# --- Domains of a server ---

NOBODY_THERE = "sip:dave@example.org"


@conversation
def two_domains(call: Conversation) -> None:
    """The server registers users of two domains; somebody asks for a third one."""
    call.register(BOB)
    call.register(ALICE)
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, uri=NOBODY_THERE), 404))


@conversation
def domain_before_many(call: Conversation) -> None:
    """So many requests follow that what they say of the domains is not known."""
    call.register(BOB)
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, uri=NOBODY_THERE), 404))
    for _ in range(300):
        call.ping(ALICE, PROXY)


@conversation
def addresses_of_calls(call: Conversation) -> None:
    """The server passes on a BYE to the address of a phone: that is no domain that it serves."""
    final = call.answered(ALICE, BOB, PROXY, record_route=True)
    bye = call.within(final, "BYE", target=PROXY, route=True)
    call.forward(call.ok(call.forward(bye, BOB)))
    call.ack(call.response(call.request("INVITE", ALICE, PROXY, uri=NOBODY_THERE), 404))
