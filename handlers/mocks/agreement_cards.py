"""All words about who meets whom and when: introducing, agreeing, moving, and writing to each other about it."""

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
    join_parts,
    line,
    pairs,
    quote_lines,
    small,
)
from bot.core.member import Member
from bot.core.text import many
from bot.core.wall_time import local
from bot.pairing.policy import Reason
from handlers.mocks import calls
from handlers.mocks.model import Mock
from handlers.mocks.view import HISTORY, MockView, cannot_come, inflect, list_people, person, report

_BECAUSE = {
    Reason.ODD_NUMBER: ", and an odd number of people is in",
    Reason.NEVER_MET: " and haven't met",
    Reason.LAST_MET: " and met last week",
    Reason.SAME_ROUND: " and want the same round",
    Reason.ROLES_FIT: ", and your roles fit",
}
KEPT = "I keep each text encrypted until it arrives, 30 minutes at most, and then delete it."
SHOWN = 3
SLOT = "%Y-%m-%dT%H:%M"


def slot_of(at: dt.datetime) -> str:
    """An instant as a button carries it."""
    return f"{at.astimezone(dt.UTC):{SLOT}}"


def _another_time(key: str) -> Button:
    return calls.Times(mock=key).button("Another time")


def _propose(key: str, at: dt.datetime, zones: Sequence[str]) -> Button:
    """`Sun 6 Dec 14:00 / 18:30`: as the clocks of each say."""
    times = list(dict.fromkeys(f"{local(at, zone):%H:%M}" for zone in zones))
    day = local(at, zones[0])
    label = f"{day:%a} {day.day} {day:%b} {' / '.join(times)}"
    if len(label) > LABEL:
        label = f"{day.day} {day:%b} {'/'.join(times)}"
    return calls.Propose(mock=key, slot=slot_of(at)).button(label, spoken=f"Ask for {label}")


def introduction(at: MockView) -> Card:
    """With whom, when, who answers, and why these; it fits, another time, or not at all."""
    others = at.mock.others
    return card(
        line(list_people(at.people), ", ", at.when, "."),
        pairs(_elsewhere(at), at.parts),
        *at.place(introduced=False),
        small(_why(at.mock)),
        buttons(
            at.accept,
            _propose(at.key, others[0], at.zones) if others else None,
            _another_time(at.key),
            at.cannot_come,
            at.relay,
        ),
    )


def _elsewhere(at: MockView) -> tuple[str, Line] | None:
    """What time it is there for the others, where that differs; in a place that they share, for each."""
    times = [(m, local(at.mock.at, m.zone)) for m in at.people]
    here = local(at.mock.at, at.zones[0])
    others = [(m, there) for m, there in times if there.utcoffset() != here.utcoffset()]
    if not others:
        return None
    told = others if at.me else times
    return "Local time", join_parts([line(person(member), f" {there:%a %H:%M}") for member, there in told])


def _why(mock: Mock) -> str:
    """`You share 8 free slots this week and haven't met.`: the hours, and what says most next to them."""
    if mock.after_all:
        return "I wrote that there was no partner. Since then, hours were added."
    why = next((said for reason, said in _BECAUSE.items() if reason in mock.reasons), "")
    if mock.weeks and mock.weeks > 1:
        why = why.replace("met last week", f"last met {mock.weeks} weeks ago")
    return f"You share {many(mock.blocks, 'free slot')}{why}."


def acceptance(at: MockView, file: File | None = None) -> Card:
    """Instead of the card that asked: what was agreed to, with whom, and the way out; with a `file` to who hears it
    nowhere else."""
    when = line(at.when, ", with ", list_people(at.others), ".")
    row = buttons(at.cannot_come, at.relay if file else None, HISTORY)
    waiting = at.find(m for m in at.mock.members if m not in at.mock.accepted)
    if not waiting:
        more = (*at.place(introduced=False), file) if file else ()
        return card(line("It's on: ", when), "Everyone has confirmed.", *more, row)
    answered = inflect(waiting, " has answered too.", " have answered too.")
    return card(
        line("Noted: it works for you. ", when),
        line("I'll tell you when ", list_people(waiting), answered),
        row,
    )


def _appointment(what: str, at: MockView) -> Line:
    """With whom and when."""
    return line(f"{what}: ", list_people(at.people), ", ", at.when, f", {at.mock.minutes} minutes.")


def agreement(at: MockView, file: File) -> Card:
    return card(
        _appointment("Agreed", at),
        *at.place(),
        file,
        buttons(_another_time(at.key), at.cannot_come, at.relay, report(at.key)),
    )


def new_time(at: MockView, file: File) -> Card:
    """To all of them, where one of three has not agreed yet."""
    return card(
        _appointment("Moved", at),
        "If you haven't agreed yet: does that work for you?",
        file,
        buttons(at.accept, at.cannot_come),
    )


def time_choice(at: MockView, times: Sequence[dt.datetime]) -> Card:
    """Other times that are free for all of them, if there are any, as each of their clocks says."""
    zones = [*at.zones, *(m.zone for m in at.people)]
    way_out = cannot_come(at.key, at.mock, *zones)
    if not times:
        return card(
            "Your hours have no other time in common this week.",
            "Change your hours for the next pairing.",
            buttons(calls.Hours().button("Change my hours", ask=True), way_out),
        )
    whom = "the others" if len(at.mock.members) > 2 else "your partner"
    return card(
        f"Which other time? I'll ask {whom}, and until then the first one holds.",
        buttons(*(_propose(at.key, time, zones) for time in times[:SHOWN]), way_out),
    )


def proposal(at: dt.datetime) -> Card:
    return card(
        line("I've asked for ", Instant(at=at), "."),
        "Until everyone agrees, the first time holds.",
        buttons(HISTORY),
    )


def time_question(at: MockView, wish: dt.datetime) -> Card:
    who = list_people(at.find(filter(None, [at.mock.wisher])))
    return card(
        line(who, " asks for another time: ", Instant(at=wish), "."),
        pairs(("Agreed so far", (at.when,))),
        "Does the new time work for you?",
        buttons(
            calls.Agree(mock=at.key, slot=slot_of(wish)).button("The new time works", style="main"),
            calls.Keep(mock=at.key).button("Keep the first time"),
        ),
    )


def unchanged_time(mock: Mock) -> Card:
    return card(
        line("The time stays: ", Instant(at=mock.at), "."),
        "The other time doesn't work for your partner. If this one doesn't work for you, say so early.",
        buttons(HISTORY),
    )


def _write_button(key: str, label: str) -> Button:
    return calls.Write(mock=key).button(label, style="main", ask=True)


def _stop_button(key: str) -> Button:
    return calls.Relay(mock=key, on=False).button("Stop messages")


def relay_question_sent(at: MockView) -> Card:
    first = line(
        "I asked ", list_people(at.others), ". As soon as everyone agrees, you can write through me."
    )
    return card(first, buttons(HISTORY))


def relay_question(at: MockView, asker: Member) -> Card:
    return card(
        line(person(asker), " would like to write to you through me."),
        line("If you agree, I carry messages between you until ", Instant(at=at.mock.end), "."),
        small(KEPT),
        buttons(calls.Relay(mock=at.key).button("Agree", style="main")),
    )


def relay_start(at: MockView) -> Card:
    until = Instant(at=at.mock.end)
    return card(
        line("You can write to ", list_people(at.others), " through me until ", until, "."),
        "Send a call link first, for example.",
        small(KEPT),
        buttons(_write_button(at.key, "Write a message"), _stop_button(at.key)),
    )


def relay_receipt(at: MockView) -> Card:
    first = line("On its way to ", list_people(at.others), ".")
    return card(first, buttons(_write_button(at.key, "Write another")))


def relay_message(at: MockView, sender: Member, text: str) -> Card:
    """Marked as somebody else's words; nothing in them is alive."""
    return card(
        line(person(sender), " writes through me:"),
        *quote_lines(text, typed=True),
        small("I'll carry your answer, too, until ", Instant(at=at.mock.end), "."),
        buttons(_write_button(at.key, "Answer"), _stop_button(at.key)),
    )


def relay_end(key: str) -> Card:
    return card(
        "I've stopped carrying messages for this mock, both ways.",
        buttons(calls.Relay(mock=key).button("Write through me")),
    )
