"""All words of the messages about mock rounds, and the phrases that cards share with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.core.card import Button, Card, File, Instant, Pairs, buttons, card, line, pairs
from bot.core.text import many
from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import Gain, Given, Window, write_windows
from bot.pairing.policy import LeftReason
from handlers.mocks import calls, entries
from handlers.mocks.model import Hours, Seat, write_day
from handlers.mocks.view import HISTORY, MockView, list_people

JOIN = calls.Join().button("Join the mock rounds", style="main")
STAND_BY = calls.Standby().button("Be on standby")
STAND_DOWN = calls.Standby(on=False).button("End my standby")
NO_HOURS = "Add your hours, so I can find you a partner."
MORE_HOURS = "More hours would help: evenings and weekends are what most others have."
_LEFT = {
    LeftReason.NO_HOURS: f"Your hours have no {BLOCK_MINUTES} minutes in a row that week.",
    LeftReason.ALONE: "Nobody else was looking for a partner.",
    LeftReason.NO_OVERLAP: f"Nobody else who was in shares {BLOCK_MINUTES} free minutes with you.",
    LeftReason.ODD_NUMBER: "An odd number of people was in, and no pair could take a third.",
    LeftReason.NOT_EVERYONE: "There weren't enough partners for everyone.",
}


def overlap(some: int, others: int) -> str:
    """With how many of those who are in somebody's hours overlap."""
    if not others:
        return "You're the first one in. I'll match you as others join."
    if others == 1:
        return f"One other member is in {'and shares some' if some else 'but shares no'} hours."
    if some == others:
        return "You share hours with everyone who's in."
    return f"You share hours with {some or 'none'} of the {others} others."


def week(monday: dt.date) -> str:
    return f"the week of {write_day(monday)}"


def change_hours(windows: Sequence[Window]) -> Button:
    call = calls.Hours(windows=Given(windows=tuple(windows))) if windows else calls.Hours()
    return call.button("Change my hours" if windows else "Set my hours", ask=True)


def hours_hint(found: Sequence[Gain]) -> str:
    """`Adding tue 19:00-20:00 would match you with 6 more members, sat 10:00-11:00 with 2.`"""
    if not found:
        return ""
    first, *rest = found
    more = "".join(f", {write_windows([gain.window])} with {gain.more}" for gain in rest)
    return f"Adding {write_windows([first.window])} would match you with {many(first.more, 'more member')}{more}."


def season_buttons() -> tuple[Button, ...]:
    """All five rounds soon: asked for starting with the next pairing."""
    three, two = calls.Join(season="3"), calls.Join(season="2")
    return three.button("Five rounds, three weeks"), two.button("Five rounds, two weeks")


def skip_button(monday: dt.date, *, out: bool) -> Button:
    if out:
        return calls.Unskip(week=monday).button("Undo the skip")
    return calls.Skip(week=monday).button("Skip this week")


def standby_button(*, on: bool) -> Button:
    return STAND_DOWN if on else STAND_BY


def next_pairing(run: dt.datetime) -> Pairs | None:
    return pairs(("Next pairing", line(Instant(at=run), ", you're in")))


def no_partner(monday: dt.date, reason: LeftReason, seat: Seat, hours: Hours, *, ready: bool) -> Card:
    none = reason is LeftReason.NO_HOURS and not hours.in_week(monday)
    once, alone = seat.only == monday, reason is LeftReason.ALONE
    threes = seat.size == 2 and not alone
    three = " So would a group of three." if threes and reason is not LeftReason.NO_HOURS else ""
    return card(
        f"No partner for {week(monday)}.",
        NO_HOURS if none else _LEFT[reason],
        None if none or alone else f"More hours would help, especially evenings and weekends.{three}",
        "You were in for that week only." if once else "You're in the next pairing again.",
        buttons(
            change_hours(hours.windows),
            calls.Join().button("Join again", style="main") if once else None,
            calls.Join(size="3").button("Accept a group of three") if threes else None,
            standby_button(on=ready) if hours.windows else None,
        ),
    )


def reminder(at: MockView, *, tomorrow: bool) -> Card:
    when = Instant(at=at.mock.at, style="full" if tomorrow else "relative")
    who = list_people(at.others)
    open_ = tomorrow and at.me is not None and at.me.id not in at.mock.accepted
    first = line("Tomorrow: your mock with ", who, ", ", when, ".")
    return card(
        first if tomorrow else line("Soon: your mock with ", who, " starts ", when, "."),
        *(at.place() if at.mock.place and not tomorrow else ()),
        pairs(at.parts),
        buttons(at.accept if open_ else None, at.cannot_come),
    )


TOO_LATE = "There isn't enough of this week left for another partner."
Search = Literal["on", "in vain", "too late", ""]
"""For another partner in the same week, when a cancellation arrives."""
_SEARCH: Mapping[Search, str] = {
    "on": "I'm looking for another partner this week, and I'll tell you either way.",
    "in vain": "I looked for another partner this week, and found none.",
    "too late": TOO_LATE,
}


def cancellation(at: MockView, run: dt.datetime | None, file: File | None, search: Search) -> Card:
    """To those who are left: what, never why. `run`: the next pairing."""
    return card(
        line("Canceled: the mock with ", list_people(at.others), ", ", at.when, ", “can't come”."),
        None if run is None else _SEARCH.get(search),
        next_pairing(run) if run else None,
        file,
        buttons(HISTORY if run else JOIN),
    )


def two_left(at: MockView) -> Card:
    return card(
        line("It's the two of you now, same time: ", list_people(at.people), ", ", at.when, "."),
        pairs(at.parts),
        buttons(at.cannot_come),
    )


def no_other_partner(monday: dt.date, run: dt.datetime) -> Card:
    return card(
        f"I found no other partner for {week(monday)}.",
        next_pairing(run),
        buttons(calls.Hours().button("Change my hours", ask=True), HISTORY),
    )


def heads_up(run: dt.datetime, told: entries.HeadsUp, hours: Hours, *, ready: bool) -> Card:
    more = told.hint or (None if told.some * 2 >= told.others else MORE_HOURS)
    return card(
        line("Pairing closes ", Instant(at=run), f". You're in for {week(told.week)}."),
        *((overlap(told.some, told.others), more) if hours.in_week(told.week) else (NO_HOURS,)),
        buttons(skip_button(told.week, out=False), change_hours(hours.windows), standby_button(on=ready)),
    )
