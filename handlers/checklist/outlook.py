"""Pure: how what is open spreads over the days that are left, and what doesn't fit."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.member import Event, Member
from bot.core.rounds import ANY
from bot.core.wall_time import DAY, WEEK, local_date, monday_of
from content.models import Task
from handlers.checklist import calendar, model
from handlers.checklist.model import Checklist, Part, Tasks, Tick
from handlers.checklist.planner import Course, choose_parts, count_steps_done, course
from handlers.mocks.model import Mock, Seat

FORTNIGHT = 14
AHEAD = 371
"""Days that a plan looks ahead, 53 weeks; an interview later than that changes nothing before."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What fits into the days that are left. Minutes of `fits` and `over` add up to all that is open.

    `fits` and `over` are tasks that aren't repeated: those that will be finished, and those that will not.
    """

    start: dt.date
    end: dt.date
    """The last day, included."""
    study_days: int
    minutes: int
    """Of all study days."""
    days: tuple[tuple[dt.date, tuple[Part, ...]], ...]
    fits: tuple[Task, ...]
    over: tuple[Task, ...]
    fit_minutes: int
    over_minutes: int
    repeated_minutes: int

    @property
    def spare(self) -> int:
        """Minutes in which nothing fits, or nothing is left."""
        return max(0, self.minutes - self.fit_minutes - self.repeated_minutes)

    @property
    def weeks(self) -> int:
        """Weeks of seven days from the first day on in which something is planned; at least one."""
        last = self.days[-1][0] if self.days else self.start
        return (last - self.start).days // 7 + 1

    def week(self, number: int) -> tuple[tuple[dt.date, tuple[Part, ...]], ...]:
        """The planned days of a week counted from 1."""
        return tuple(d for d in self.days if (d[0] - self.start).days // 7 == number - 1)


def outlook(tasks: Tasks, member: Member, record: Checklist, today: dt.date, country: str = "") -> Outlook:
    """Spreads what is open over the study days to the interview, or over a fortnight without a date.

    `record` holds the list of `today`.
    """
    mine = course(tasks, member, record.choice, today)
    end = last_day(member, today)
    every = (today + n * DAY for n in range((end - today).days + 1))
    free = [
        day
        for day in every
        if not (calendar.why_free(member, day, country) or member.paused(day) or member.interview_on(day))
    ]
    days, ticks = _spread(mine, tasks, member, record, free)
    now_open = _open_minutes(mine, member, record.ticks, end + DAY)
    then_open = _open_minutes(mine, member, ticks, end + DAY)
    planned = [(p, tasks[p.task]) for _, parts in days for p in parts]
    return Outlook(
        start=today,
        end=end,
        study_days=len(free),
        minutes=len(free) * member.minutes,
        days=days,
        fits=tuple(t for t in mine if t.key in now_open and t.key not in then_open),
        over=tuple(t for t in mine if t.key in then_open),
        fit_minutes=sum(now_open.values()) - sum(then_open.values()),
        over_minutes=sum(then_open.values()),
        repeated_minutes=sum(model.minutes_of(p, t) for p, t in planned if t.recurring),
    )


def last_day(member: Member, today: dt.date) -> dt.date:
    """The day before the interview, or the end of a rolling fortnight."""
    coming = member.next_interview(today + DAY)
    if coming is None:
        return today + (FORTNIGHT - 1) * DAY
    return min(coming.date - DAY, today + (AHEAD - 1) * DAY)


def _spread(
    mine: Course, tasks: Tasks, member: Member, record: Checklist, free: list[dt.date]
) -> tuple[tuple[tuple[dt.date, tuple[Part, ...]], ...], list[Tick]]:
    """The parts of each day as if every day's list were done, and the ticks after the last."""
    ticks, days = list(record.ticks), []
    for day in free:
        if day == record.day:
            parts = tuple(r.part for r in model.rows(tasks, record) if not r.done)
        else:
            then = course(tasks, member, record.choice, day)  # what matters last comes first in the last days
            parts = choose_parts(then, member, record.copy_with(ticks=tuple(ticks)), day, member.minutes)
        if parts:
            days.append((day, parts))
        noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
        ticks += [Tick.of(p, tasks[p.task], day, noon) for p in parts]
        if not _open_minutes(mine, member, ticks, day + DAY):
            break
    return tuple(days), ticks


def _open_minutes(mine: Course, member: Member, ticks: Iterable[Tick], day: dt.date) -> dict[str, int]:
    """Minutes that are open of each task that isn't repeated."""
    at = count_steps_done(mine, member, ticks, day)
    return {
        t.key: sum(s.minutes for s in t.steps[at[t.key] :])
        for t in mine
        if not t.recurring and at[t.key] < len(t.steps)
    }


@dataclass(frozen=True, slots=True)
class MocksLeft:
    """Mocks that can still be had, whether the member is in the mock rounds, and rounds with how often each was
    done, those that need it most first."""

    count: int
    joined: bool
    next: tuple[tuple[str, int], ...]


def count_mocks(
    member: Member, seat: Seat | None, mocks: Iterable[Mock], event: Event, now: dt.datetime
) -> MocksLeft:
    """One mock in each week that begins before the interview and is still to be paired, and those agreed."""
    mine = [m for m in mocks if member.id in m.members and m.counts]
    agreed = [m for m in mine if m.at > now and local_date(m.at, member.zone) < event.date]
    taken = {m.week for m in agreed}
    monday, count = monday_of(local_date(now, member.zone)) + WEEK, len(agreed)
    while seat and monday < event.date:
        count += monday not in taken and seat.takes_part(monday)
        monday += WEEK
    done = Counter[str](m.round for m in mine if m.at <= now and m.round != ANY)
    order = sorted(member.rounds, key=lambda name: done[name])
    return MocksLeft(count, seat is not None, tuple((name, done[name]) for name in order[: min(count, 2)]))
