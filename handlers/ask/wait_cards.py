"""All words about waits."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import Button, Card, buttons, card, details, items
from bot.core.dates import write_day
from bot.core.layout import page_of
from bot.core.text import echo, either, wrap_lines
from content.finder import Content
from content.models import TimelineStage, Window
from handlers.ask.calls import RemindMe, ShowNote, Timeline, Waits
from handlers.ask.waits import COUNTRY, Wait

PAGE = 4
"""Waits on one card."""
NAMED = 3
"""Holidays that are named by their date."""
OTHER = Waits().button("Another wait")


def days(window: Window) -> str:
    """7 to 10 business days; 21 calendar days."""
    span = f"{window.low} to {window.high}" if window.low != window.high else f"{window.low}"
    unsaid = f"{span} days (business or calendar: not said)"
    return unsaid if window.days == "unstated" else f"{span} {window.days} days"


# choosing


def choose(stages: Sequence[TimelineStage], number: int, date: dt.date | None) -> Card:
    found = page_of(stages, number, PAGE)
    since = f" I count from {write_day(date)}." if date else ""
    more = f"More waits, counted {'from ' + write_day(date) if date else 'in days'}:"
    return card(
        f"Which wait?{since}" if found.number == 1 else more,
        items(*_read(found.shown), numbered=True, start=found.start),
        buttons(
            *(_pick(place, stage, date) for place, stage in found.numbered),
            found.next_button(Waits(date=date), "More waits") or Waits(date=date).button("All waits"),
        ),
    )


def _read(stages: Sequence[TimelineStage]) -> list[str]:
    return [f"{stage.title}: {days(stage.reading)}" for stage in stages]


def _pick(place: int, stage: TimelineStage, date: dt.date | None) -> Button:
    call = Timeline(stage=stage.key, date=date)
    return call.button(f"Wait {place}", spoken=stage.title, ask=date is None)


def which(stages: Sequence[TimelineStage], typed: str, date: dt.date | None) -> Card:
    return card(
        f"{echo(typed)} fits {len(stages)} waits. Which one?",
        items(*_read(stages[:PAGE]), numbered=True),
        buttons(*(_pick(place, stage, date) for place, stage in enumerate(stages[:PAGE], 1)), OTHER),
    )


def need_date(stage: TimelineStage) -> Card:
    return card(
        f"{stage.title}: {days(stage.reading)}. That's typical, not a promise.",
        "Tell me the day it began, and I'll count it on the calendar.",
        buttons(Timeline(stage=stage.key).button("Enter the day", style="main", ask=True), OTHER),
    )


def no_stage(typed: str, near: Sequence[str]) -> str:
    return f"{echo(typed)} isn't a wait that I know. The closest are {either(near)}."


def too_far(date: dt.date, years: int) -> str:
    return f"{write_day(date)} is more than {years} years from today. Write a nearer day: 2027-03-01."


# the window


def window(content: Content, found: Wait, other: TimelineStage | None, today: dt.date) -> Card:
    """When an answer may be expected, what that rests on, and when to write."""
    stage = found.stage
    remind, later = RemindMe(stage=stage.key, date=found.began), found.write > today
    return card(
        f"{stage.title}.",
        f"{write_day(found.first)} to {write_day(found.last)}.",
        f"That's typical, not a promise. If you hear nothing, write to the recruiter on {write_day(found.write)}."
        if later
        else "The usual time is over. If you've heard nothing, write to the recruiter today.",
        details("How I counted.", _count_line(found), *_start(found), *_doubts(stage, other)),
        buttons(
            remind.button(f"Remind me on {found.write.day} {found.write:%B}") if later else None,
            ShowNote(id=stage.claim).button("What the article says"),
            ShowNote(id=other.claim).button("What else it says")
            if other and other.claim != stage.claim
            else None,
            OTHER,
        ),
    )


def _count_line(found: Wait) -> str:
    head = f"Counted from {write_day(found.began)}: {days(found.stage.reading)}"
    if found.stage.reading.days == "calendar":
        return f"{head}, weekends and holidays included."
    dates = [f"{day.day} {day:%b}" for day, _ in found.skipped]
    more = f" and {len(dates) - NAMED} more" if len(dates) > NAMED else ""
    off = f" ({', '.join(dates[:NAMED])}{more})" if dates else ""
    kind = "federal" if found.country == COUNTRY else "public"
    return f"{head}; {found.country} {kind} holidays don't count{off}."


def _start(found: Wait) -> tuple[str, ...]:
    if not found.off:
        return ()
    if found.stage.reading.days == "calendar":
        return (f"The day it began is {found.off}.",)
    return wrap_lines(f"The day it began is {found.off}, so day 1 is the next business day.")


def _doubts(stage: TimelineStage, other: TimelineStage | None) -> tuple[str, ...]:
    """What speaks against the days: the article's other figures, and where what is counted isn't its own."""
    if other is None:
        return wrap_lines(stage.caveat)
    both = f"in one place {days(stage.window)}, in another {days(other.window)}"
    stated, read = stage.window, stage.reading
    own = (stated.low, stated.high) == (read.low, read.high)
    source = () if own else wrap_lines(stage.caveat.split(". ")[0].rstrip(".") + ".")
    return (f"The article contradicts itself: {both}.", *source)


# the reminder


def reminder_receipt(at: dt.datetime) -> Card:
    """`at`: by the member's clocks."""
    return card(
        f"I'll remind you on {write_day(at.date())} at {at:%H:%M}.",
        "If you hear before that, ignore the reminder.",
        buttons(OTHER),
    )


def past_day(write: dt.date) -> Card:
    return card(
        f"That day was {write_day(write)}: no need to remind you.",
        "If you have heard nothing, write to the recruiter today.",
        buttons(OTHER),
    )


def wait_end(found: Wait) -> Card:
    again = Timeline(stage=found.stage.key, date=found.began)
    return card(
        "The wait is over: write to the recruiter.",
        f"{found.stage.title}: it ended on {write_day(found.last)}.",
        "If you've heard nothing, one friendly sentence is enough.",
        buttons(again.button("Show the window"), OTHER),
    )
