"""All words of the messages about mock rounds, and the phrases that cards share with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.core.card import (
    Block,
    Button,
    Card,
    File,
    Instant,
    Line,
    Link,
    Pairs,
    Part,
    Person,
    buttons,
    card,
    line,
    pairs,
    small,
)
from bot.core.member import Member
from bot.core.rounds import round_title
from bot.core.text import many
from bot.core.wall_time import local
from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import Gain, Given, Window, write_windows
from bot.pairing.policy import LeftReason, Reason
from handlers.mocks import calls, entries
from handlers.mocks.model import Mock, Seat, write_day

JOIN = calls.Join().button("Join the mock rounds", style="main")
HISTORY = calls.History().button("My mock rounds")
STAND_BY = calls.Standby().button("Be on standby")
STAND_DOWN = calls.Standby(on=False).button("End my standby")
MORE_HOURS = "More hours would help: evenings and weekends are what most others have."
NAME = 24
"""Characters of a name on a card with several."""
Reader = Literal["together", "one", "new"]
"""All of a mock, in the place that they share; one of them; one who was not introduced to the others."""
_PLACE: Mapping[Reader, str] = {
    "together": "call each other here{}.",
    "one": "call each other where I introduced you. If that place is gone, press Write through me.",
    "new": "you don't share one. Press Write through me, and I'll carry messages until the mock ends.",
}
_VENUES: Mapping[str, tuple[str, str]] = {
    "": ("Join the call", ""),
    "link": ("Join the call", ""),
    "shared": ("Join the call", "All pairs share this place, so somebody else may be in it."),
    "voice": ("Join the voice channel", "Only you see it, until two hours after the mock."),
    "huddle": ("Join the huddle", "Or start one here: the headphones, top right."),
}
"""What a place is called, and what people should know about it, if anything."""
_LEFT = {
    LeftReason.NO_HOURS: f"your hours hold no {BLOCK_MINUTES} minutes in that week.",
    LeftReason.NO_OVERLAP: f"nobody else who was in shares {BLOCK_MINUTES} free minutes with you.",
    LeftReason.ODD_NUMBER: "an odd number of people was in, and no pair could take a third.",
    LeftReason.NOT_EVERYONE: "there weren't enough partners for everyone.",
}
_BECAUSE = {
    Reason.ODD_NUMBER: "; an odd number is in",
    Reason.NEVER_MET: " and haven't met",
    Reason.LAST_MET: " and met last week",
    Reason.SAME_ROUND: " and want the same round",
    Reason.ROLES_FIT: ", and your roles fit",
}


def person(member: Member | None) -> Part:
    """A name that leaves room for others; `someone` for a person who is gone."""
    if member is None:
        return "someone"
    return Person(name=member.name if len(member.name) <= NAME else member.name[: NAME - 1] + "…")


def list_people(people: Sequence[Member | None]) -> Line:
    """`bob`, `bob and erin`, `bob, erin and dave`."""
    return join_names([person(member) for member in people])


def inflect(people: Sequence[Member | None], one: str, several: str) -> str:
    """The words that follow `list_people`: `one` after a single name, else `several`."""
    return one if len(people) == 1 else several


def join_names(people: Sequence[Part]) -> Line:
    parts: list[Part] = []
    for place, one in enumerate(people):
        glue = "" if not place else " and " if place == len(people) - 1 else ", "
        parts += [glue, one] if glue else [one]
    return tuple(parts)


def overlap(some: int, others: int) -> str:
    """With how many of those who are in somebody's hours overlap."""
    if not others:
        return "You're the first one in. I'll match you as others join."
    if others == 1:
        return f"One other member is in {'and shares some' if some else 'but shares no'} hours."
    if some == others:
        return "You share hours with everyone who's in."
    return f"You share hours with {some} of the {others} others."


def week(monday: dt.date) -> str:
    return f"the week of {write_day(monday)}"


def change_hours(windows: Sequence[Window]) -> Button:
    call = calls.Hours(windows=Given(windows=tuple(windows))) if windows else calls.Hours()
    return call.button("Change my hours" if windows else "Set my hours", ask=True)


def hours_hint(found: Sequence[Gain]) -> str:
    """`What would help: tue 19:00-20:00 would add 6 members, sat 10:00-11:00 2 more.`"""
    if not found:
        return ""
    first, *rest = found
    more = "".join(f", {write_windows([gain.window])} {gain.more} more" for gain in rest)
    return f"What would help: {write_windows([first.window])} would add {many(first.more, 'member')}{more}."


def season_buttons() -> tuple[Button, ...]:
    """All five rounds soon: asked for starting with the next pairing."""
    three, two = calls.Join(season="3"), calls.Join(season="2")
    return three.button("Five rounds, three weeks"), two.button("Five rounds, two weeks")


def standby(*, on: bool) -> Button:
    return STAND_DOWN if on else STAND_BY


def cannot_come(key: str, mock: Mock, *zones: str) -> Button:
    """The label names the day, where it is the same one in all these zones."""
    days = {f"{at:%a} {at.day} {at:%b}" for at in (local(mock.at, zone) for zone in zones)}
    label = f"Can't come on {next(iter(days))}" if len(days) == 1 else "Can't make this mock"
    return calls.Cannot(mock=key).button(label, style="danger")


def zones_of(people: Sequence[Member], me: Member | None) -> list[str]:
    """The zones of a card's readers: one's own, or those of all in a place that they share."""
    return [m.zone for m in ([me] if me else people)]


def next_pairing(run: dt.datetime) -> Pairs | None:
    return pairs(("Next pairing", line(Instant(at=run), ", you're in")))


# what came out


def outcome(
    key: str,
    mock: Mock,
    people: Sequence[Member],
    me: Member | None,
    row: Sequence[Button | None],
    call: str = "",
) -> Card:
    """With whom, when, who answers, and why these; to one of them, or (`me` None) to all in a place they share, where
    they can call each other (`call`)."""
    return card(
        *discreet_first([me] if me else people, line(list_people(people), ", ", Instant(at=mock.at), ".")),
        pairs(_elsewhere(mock, people, me), _who_answers(mock, people)),
        *meeting_place(mock, "new" if me else "together", call),
        small(_why(mock)),
        buttons(*row, relay(key, mock, alone=bool(me))),
    )


def meeting_place(mock: Mock, reader: Reader, call: str = "") -> tuple[Block | None, ...]:
    """A place to talk, as it is said to these readers; `call` says how they can call each other there."""
    if not mock.place:
        return (pairs(("Place", _PLACE[reader].format(call))),)
    label, remark = _VENUES[mock.venue]
    date = Link(label="Open the event", url=mock.event) if mock.event else None
    return Link(label=label, url=mock.place), date, small(remark) if remark else None


def relay(key: str, mock: Mock, *, alone: bool = True) -> Button | None:
    """To who is told at home (`alone`) and has no link to meet at."""
    return None if mock.place or not alone else calls.Relay(mock=key).button("Write through me")


def discreet_first(readers: Sequence[Member], first: Line) -> tuple[Line, ...]:
    """The first line, which is what a locked screen shows; after a neutral one if any of them wants that."""
    return (("News about your study session.",), first) if any(m.discreet for m in readers) else (first,)


def _elsewhere(mock: Mock, people: Sequence[Member], me: Member | None) -> tuple[str, Line] | None:
    """What time it is there for the others, where that differs; in a place that they share, for each."""
    times = [(m, local(mock.at, m.zone)) for m in people]
    here = local(mock.at, (me or people[0]).zone)
    others = [(m, there) for m, there in times if there.utcoffset() != here.utcoffset()]
    if not others:
        return None
    parts: list[Part | Line] = []
    for place, (member, there) in enumerate(others if me else times):
        parts += [", " if place else "", person(member), f" {there:%a %H:%M}"]
    return "Local time", line(*(p for p in parts if p))


def _who_answers(mock: Mock, people: Sequence[Member]) -> tuple[str, Line]:
    """The round, how long it takes, and who does what in it."""
    first, second = person(people[0]), person(people[1])
    which = f"{round_title(mock.round)}, {mock.minutes} min"
    if len(people) > 2:
        third = person(people[2])
        return which, line(first, " answers, ", second, " interviews, ", third, " listens; rotate.")
    if Reason.TAKE_TURNS in mock.reasons:
        return which, line(first, " answers first, then you swap.")
    again = "; you'll swap next time." if mock.swap else ", as you asked."
    return which, line(first, " answers, ", second, " interviews", again)


def _why(mock: Mock) -> str:
    """`You share 8 free slots this week and haven't met.`: the hours, and what says most next to them."""
    if mock.after_all:
        return "I wrote that there was no partner. Since then, hours were added."
    why = next((said for reason, said in _BECAUSE.items() if reason in mock.reasons), "")
    if mock.weeks and mock.weeks > 1:
        why = why.replace("met last week", f"last met {mock.weeks} weeks ago")
    return f"You share {many(mock.blocks, 'free slot')}{why}."


def no_partner(
    monday: dt.date, reason: LeftReason, seat: Seat, me: Member, windows: Sequence[Window], ready: Button
) -> Card:
    why = "I have no hours of yours." if reason is LeftReason.NO_HOURS and not windows else _LEFT[reason]
    once = seat.only == monday
    three = ", and a group of three" if seat.size == 2 and reason is not LeftReason.NO_HOURS else ""
    return card(
        *discreet_first([me], (f"No partner this week, {week(monday)}: {why}",)),
        f"What would help: more hours in your week, evenings and weekends above all{three}.",
        "You were in for that week only." if once else "You're in the next pairing again.",
        buttons(
            change_hours(windows),
            calls.Join().button("Join again", style="main") if once else None,
            calls.Join(size="3").button("Accept a group of three") if seat.size == 2 else None,
            ready if windows else None,
        ),
    )


def reminder(key: str, mock: Mock, people: Sequence[Member], me: Member, *, tomorrow: bool) -> Card:
    others = list_people([m for m in people if m.id != me.id])
    when = Instant(at=mock.at, style="full" if tomorrow else "relative")
    first = ("Tomorrow: your mock with ", others, ", ", when, ".")
    soon = ("Soon: your mock with ", others, " starts ", when, ".")
    return card(
        *discreet_first([me], line(*(first if tomorrow else soon))),
        *(meeting_place(mock, "one") if mock.place and not tomorrow else ()),
        pairs(_who_answers(mock, people)),
        buttons(cannot_come(key, mock, me.zone)),
    )


TOO_LATE = "Too little of this week is left for another partner."


def cancellation(
    mock: Mock,
    others: Sequence[Member | None],
    me: Member,
    run: dt.datetime | None,
    file: File | None,
    *,
    last: bool,
) -> Card:
    """To those who are left: what, never why. `run`: the next pairing; `last`: too late for this week."""
    this_week = "I'm looking for another partner this week, and I'll tell you either way."
    who, when = list_people(others), Instant(at=mock.at)
    first = line("Canceled: the mock with ", who, ", ", when, ", “can't come”.")
    return card(
        *discreet_first([me], first),
        None if run is None else TOO_LATE if last else this_week,
        next_pairing(run) if run else None,
        file,
        buttons(HISTORY if run else JOIN),
    )


def two_left(key: str, mock: Mock, people: Sequence[Member], me: Member | None) -> Card:
    when = Instant(at=mock.at)
    first = line("It's the two of you now, same time: ", list_people(people), ", ", when, ".")
    return card(
        *discreet_first([me] if me else people, first),
        pairs(_who_answers(mock, people)),
        buttons(cannot_come(key, mock, *zones_of(people, me))),
    )


def no_other_partner(monday: str, run: dt.datetime) -> Card:
    return card(
        f"I found no other partner for {monday}.",
        next_pairing(run),
        buttons(calls.Hours().button("Change my hours", ask=True), HISTORY),
    )


def heads_up(monday: str, run: dt.datetime, told: entries.HeadsUp, row: Sequence[Button | None]) -> Card:
    return card(
        line("Pairing closes ", Instant(at=run), f". You're in for {monday}."),
        overlap(told.some, told.others),
        told.hint or (None if told.some * 2 >= told.others else MORE_HOURS),
        buttons(*row),
    )
