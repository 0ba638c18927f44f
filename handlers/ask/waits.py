"""Pure: the waits of an application, counted in business or calendar days from the day they began.

Day 0 is the event. A business day is one that is neither on the country's weekend nor a public holiday of it,
so a wait that begins on a day off begins to be counted on the next business day. Holidays are those of the
`holidays` package; for the United States they are the federal ones, on the days on which they are observed.
"""

import calendar
import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.dates import parse_date
from bot.core.public_holidays import public_holidays
from bot.core.wall_time import DAY
from content.models import TimelineStage, Window

if TYPE_CHECKING:
    from holidays import HolidayBase

COUNTRY = "US"
"""Whose holidays count when the group has set no country: the text that the waits come from is American."""
YEARS = 2
"""How far from today a wait may begin: for later years holidays aren't settled everywhere."""
Stages = Mapping[str, TimelineStage]
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Wait:
    """When an answer may be expected: from `first` to `last`. From `write` on one may ask.

    off: why the day of the event doesn't count, or ""; skipped: the holidays on weekdays up to `write`.
    """

    stage: TimelineStage
    began: dt.date
    first: dt.date
    last: dt.date
    write: dt.date
    country: str
    off: str = ""
    skipped: tuple[tuple[dt.date, str], ...] = ()


def wait(stage: TimelineStage, began: dt.date, country: str) -> Wait:
    """The window of a stage from the day on which it began; `country` is an ISO code, or empty."""
    code = country or COUNTRY
    off = public_holidays(code)
    first = _end(stage.reading, stage.reading.low, began, off)
    last = _end(stage.reading, stage.reading.high, began, off)
    write = off.get_nth_working_day(last, stage.nudge_after)
    days = [began + n * DAY for n in range(1, (write - began).days)]
    skipped = tuple((d, off[d]) for d in days if d in off and d.weekday() not in off.weekend)
    day_off = "" if off.is_working_day(began) else f"a {calendar.day_name[began.weekday()]}"
    return Wait(stage, began, first, last, write, code, off.get(began, day_off), skipped)


def _end(window: Window, days: int, began: dt.date, off: "HolidayBase") -> dt.date:
    if window.days == "calendar":
        return began + days * DAY
    return off.get_nth_working_day(began, days) if days else began


def other_figure(stages: Stages, stage: TimelineStage) -> TimelineStage | None:
    """Another stage with which the article contradicts this one: read the same, stated differently."""
    return next((s for s in stages.values() if s.reading == stage.reading and s.window != stage.window), None)


def too_far(date: dt.date, today: dt.date) -> bool:
    """Whether a date is too far from today to be counted from."""
    return abs((date - today).days) > YEARS * 366


def find(stages: Stages, typed: str) -> list[str]:
    """The stages that a text can mean: the one of that name, else those that hold all its words."""
    word = "-".join(typed.casefold().split())
    if word in stages:
        return [word]
    asked = typed.casefold().replace("-", " ").split()
    texts = {s.key: f"{s.key} {s.title}".casefold() for s in stages.values()}
    return [key for key, text in texts.items() if asked and all(w in text for w in asked)]


def nearest(stages: Stages, typed: str) -> list[str]:
    """The names that come nearest to one that doesn't exist, at most three."""
    word = "-".join(typed[:60].casefold().split())
    return difflib.get_close_matches(word, list(stages), n=3, cutoff=0.3) or list(stages)[:3]


def split(typed: str, today: dt.date) -> tuple[str, dt.date | None]:
    """A stage and a date that were typed one after the other: `onsite 17 December`, `onsite date=2026-12-17`.

    Raises ValueError, a sentence for the member, when what follows `date=` isn't a date.
    """
    stage, named, date = typed.partition("date=")
    if named:
        return stage.strip(), _began(date.strip(' "'), today)
    words = typed.split()
    for count in (1, 2, 3):
        head, tail = words[:-count], words[-count:]
        if len(tail) < count:
            break
        try:
            return " ".join(head), _began(" ".join(tail), today)
        except ValueError:
            continue
    return typed, None


def _began(text: str, today: dt.date) -> dt.date:
    """A date; without a year the nearest such day, for most waits have begun already."""
    if text.casefold() == "yesterday":
        return today - DAY
    ahead = parse_date(text, today)
    if _YEAR.search(text) or ahead - today <= 183 * DAY:
        return ahead
    return ahead.replace(year=ahead.year - 1) if (ahead.month, ahead.day) != (2, 29) else ahead
