"""All words about the time of a mock: agreeing on it, moving it, and writing to each other about it."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import (
    LABEL,
    Button,
    Card,
    File,
    Instant,
    Line,
    buttons,
    card,
    line,
    pairs,
    quote_lines,
    small,
)
from bot.core.member import Member
from bot.core.wall_time import local
from handlers.mocks import calls
from handlers.mocks.model import Mock
from handlers.mocks.notice_cards import (
    HISTORY,
    cannot_come,
    discreet_first,
    inflect,
    list_people,
    meeting_place,
    person,
    relay,
    zones_of,
)

KEPT = "I keep each text encrypted until it arrives, 30 minutes at most, and then delete it."
SHOWN = 3
SLOT = "%Y-%m-%dT%H:%M"


def slot_of(at: dt.datetime) -> str:
    """An instant as a button carries it."""
    return f"{at.astimezone(dt.UTC):{SLOT}}"


def report(key: str) -> Button:
    return calls.Complain(mock=key).button("Report privately", ask=True)


def accept(key: str) -> Button:
    return calls.Accept(mock=key).button("Works for me", style="main")


def another_time(key: str) -> Button:
    return calls.Times(mock=key).button("Another time")


def answers(key: str, mock: Mock, zones: Sequence[str]) -> tuple[Button | None, ...]:
    """What can be pressed on an introduction: it fits, another time, or not at all."""
    first = propose(key, mock.others[0], zones) if mock.others else None
    return accept(key), first, another_time(key), cannot_come(key, mock, *zones)


def propose(key: str, at: dt.datetime, zones: Sequence[str]) -> Button:
    """`Sun 6 Dec 14:00 / 18:30`: as the clocks of each say."""
    times = list(dict.fromkeys(f"{local(at, zone):%H:%M}" for zone in zones))
    day = local(at, zones[0])
    label = f"{day:%a} {day.day} {day:%b} {' / '.join(times)}"
    if len(label) > LABEL:
        label = f"{day.day} {day:%b} {'/'.join(times)}"
    return calls.Propose(mock=key, slot=slot_of(at)).button(label, spoken=f"Ask for {label}")


def acceptance(
    key: str, mock: Mock, me: Member, others: Sequence[Member | None], waiting: Sequence[Member | None]
) -> Card:
    """Instead of the card that asked: what was agreed to, with whom, and the way out."""
    when = line(Instant(at=mock.at), ", with ", list_people(others), ".")
    row = buttons(cannot_come(key, mock, me.zone), HISTORY)
    if not waiting:
        return card(line("It's on: ", when), "Everyone has confirmed.", row)
    return card(
        line("Noted: it works for you. ", when),
        line(
            "I'll tell you when ", list_people(waiting), inflect(waiting, " has", " have"), " answered too."
        ),
        row,
    )


def _appointment(what: str, mock: Mock, people: Sequence[Member], me: Member | None) -> tuple[Line, ...]:
    """With whom and when: to one of them, or (`me` None) to all in a place they share."""
    first = line(f"{what}: ", list_people(people), ", ", Instant(at=mock.at), f", {mock.minutes} minutes.")
    return discreet_first([me] if me else people, first)


def agreement(
    key: str, mock: Mock, people: Sequence[Member], me: Member | None, file: File, call: str = ""
) -> Card:
    return card(
        *_appointment("Agreed", mock, people, me),
        *meeting_place(mock, "one" if me else "together", call),
        file,
        buttons(
            another_time(key),
            cannot_come(key, mock, *zones_of(people, me)),
            relay(key, mock, alone=bool(me)),
            report(key),
        ),
    )


def new_time(key: str, mock: Mock, people: Sequence[Member], me: Member | None, file: File) -> Card:
    """To all of them, where one of three has not agreed yet."""
    return card(
        *_appointment("Moved", mock, people, me),
        "If you haven't agreed yet: does that work for you?",
        file,
        buttons(accept(key), cannot_come(key, mock, *zones_of(people, me))),
    )


def time_choice(
    key: str, mock: Mock, others: Sequence[dt.datetime], zones: Sequence[str], now: dt.datetime
) -> Card:
    free = [at for at in others if at > now][:SHOWN]
    if not free:
        return card(
            "Your hours have no other time in common this week.",
            "Change your hours for the next pairing.",
            buttons(calls.Hours().button("Change my hours", ask=True), cannot_come(key, mock, *zones)),
        )
    whom = "the others" if len(mock.members) > 2 else "your partner"
    return card(
        f"Which other time? I'll ask {whom}, and until then the first one holds.",
        buttons(*(propose(key, at, zones) for at in free), cannot_come(key, mock, *zones)),
    )


def proposal(at: dt.datetime) -> Card:
    return card(
        line("I have asked for ", Instant(at=at), "."),
        "Until everyone agrees, the first time holds.",
        buttons(HISTORY),
    )


def time_question(key: str, mock: Mock, who: Member | None, at: dt.datetime, me: Member | None) -> Card:
    return card(
        *discreet_first(
            [me] if me else [], line(person(who), " asks for another time: ", Instant(at=at), ".")
        ),
        pairs(("Agreed so far", (Instant(at=mock.at),))),
        "Does the new time work for you?",
        buttons(
            calls.Agree(mock=key, slot=slot_of(at)).button("The new time works", style="main"),
            calls.Keep(mock=key).button("Keep the first time"),
        ),
    )


def unchanged_time(mock: Mock, me: Member | None) -> Card:
    return card(
        *discreet_first([me] if me else [], line("The time stays: ", Instant(at=mock.at), ".")),
        "The other time doesn't work for your partner. If this one doesn't work for you, say so early.",
        buttons(HISTORY),
    )


def _write_button(key: str, label: str) -> Button:
    return calls.Write(mock=key).button(label, style="main", ask=True)


def _stop_button(key: str) -> Button:
    return calls.Relay(mock=key, on=False).button("Stop messages")


def relay_question_sent(others: Sequence[Member | None]) -> Card:
    return card(
        line("I asked ", list_people(others), ". As soon as everyone agrees, you can write through me.")
    )


def relay_question(key: str, mock: Mock, asker: Member, me: Member) -> Card:
    return card(
        *discreet_first([me], line(person(asker), " would like to write to you through me.")),
        line("If you agree, I carry messages between you until ", Instant(at=mock.end), "."),
        small(KEPT),
        buttons(calls.Relay(mock=key).button("Agree", style="main")),
    )


def relay_start(key: str, mock: Mock, others: Sequence[Member | None]) -> Card:
    return card(
        line("You can write to ", list_people(others), " through me until ", Instant(at=mock.end), "."),
        "Send a call link first, for example.",
        small(KEPT),
        buttons(_write_button(key, "Write a message"), _stop_button(key)),
    )


def relay_receipt(key: str, others: Sequence[Member | None]) -> Card:
    return card(
        line("On its way to ", list_people(others), "."), buttons(_write_button(key, "Write another"))
    )


def relay_message(key: str, mock: Mock, sender: Member, text: str, me: Member) -> Card:
    """Marked as somebody else's words; nothing in them is alive."""
    return card(
        *discreet_first([me], line(person(sender), " writes through me:")),
        *quote_lines(text, typed=True),
        small("Until ", Instant(at=mock.end), ", I carry your answer too."),
        buttons(_write_button(key, "Answer"), _stop_button(key)),
    )


def relay_end(key: str) -> Card:
    return card(
        "I don't carry messages for this mock anymore, in either direction.",
        buttons(calls.Relay(mock=key).button("Write through me")),
    )
