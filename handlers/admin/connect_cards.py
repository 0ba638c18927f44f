"""All words about one group in several spaces."""

import datetime as dt

from bot.core.card import Card, Instant, Quoted, Typed, buttons, card, line
from bot.core.errors import Refusal
from handlers.admin.calls import Connect, Health, Setup
from handlers.mocks import calls

UNKNOWN = "I do not know that code. It works once, and only a group's newest one counts."
ENDED = (
    "That code has ended: it holds for 10 minutes. Make a new one there, or make one here and type it there."
)
OWN = "That code is this group's own. Type it on the other platform."
SAME = "This space and the other one are one group already. There is nothing left to do."


def offer(code: str, expires: dt.datetime) -> Card:
    return card(
        line("One group on two platforms: on the other one, type ", Typed(call=Connect(code=code).call())),
        line("It works once, until ", Instant(at=expires, style="time"), ", and for an organiser there."),
        "Members, mock rounds and organisers are then one group's. Nobody is enrolled by it.",
    )


def has_members(count: int) -> Refusal:
    people = "1 person has" if count == 1 else f"{count} people have"
    return Refusal(
        f"{people} joined here already, and would lose their plans. Nothing was changed.",
        Connect().call(),
        "Make a code here",
        more=(
            "Does nobody have a plan on the other platform yet? Make the code here, and type it there.",
            "Else each of them has to forget everything here first, and to join again afterwards.",
        ),
    )


def accepted(name: str, count: int) -> Card:
    """It offers no buttons: those of this space's former group mean nothing any more."""
    people = "1 member" if count == 1 else f"{count} members"
    group = line("the group ", Quoted(text=name)) if name else line("the group of the other platform")
    return card(
        line("Connected: this space now belongs to ", group, f", which has {people}."),
        line("Say next where I post here: ", Typed(call=Setup().call())),
        "Whoever is a member there makes this account theirs, too: settings there, Link another account.",
    )


def connected(place: str, *, meets: bool) -> Card:
    """`meets`: mock rounds have a link to meet at."""
    return card(
        line("Your code was used: ", Quoted(text=place), " belongs to this group now."),
        "There, the set-up says where I post, and the invitation goes there, too.",
        None
        if meets
        else "Members on two platforms share no place for a mock. Give me a link where they can meet; "
        "without one, they write to each other through me.",
        buttons(
            None if meets else calls.RulesOf().button("Set a meeting link", ask=True),
            Health().button("Look at the group"),
        ),
    )
