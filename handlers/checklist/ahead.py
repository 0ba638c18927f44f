"""Pure: what the plan for an interview says beside the tasks: mocks that are left, and what a swap costs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.member import Event, Member
from bot.core.when import DAY, local_date
from content.models import Task
from handlers.checklist.choosing import Outlook
from handlers.checklist.model import Choice
from handlers.mocks.model import ANY, Mock
from handlers.mocks.weeks import Seat, monday_of

NAMED = 2
"""Rounds that are proposed for the mocks."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Mocks that can still be had, whether the member is in the mock rounds, and rounds with how often each was
    done, those that need it most first."""

    count: int
    joined: bool
    next: tuple[tuple[str, int], ...]


def rounds(
    member: Member, seat: Seat | None, mocks: Iterable[Mock], event: Event, now: dt.datetime
) -> Rounds:
    """One mock in each week that begins before the interview and is still to be paired, and those agreed."""
    mine = [m for m in mocks if member.id in m.members and m.counts]
    agreed = [m for m in mine if m.at > now and local_date(m.at, member.zone) < event.date]
    today = local_date(now, member.zone)
    taken = {m.week for m in agreed}
    mondays = [monday for monday in _mondays(today, event.date) if monday not in taken]
    free = sum(seat.takes_part(monday) for monday in mondays) if seat else 0
    count = len(agreed) + free
    done = Counter[str](m.round for m in mine if m.at <= now and m.round != ANY)
    order = sorted(member.rounds, key=lambda name: done[name])
    return Rounds(count, seat is not None, tuple((name, done[name]) for name in order[: min(count, NAMED)]))


def _mondays(today: dt.date, before: dt.date) -> list[dt.date]:
    first = monday_of(today) + 7 * DAY
    return [first + 7 * n * DAY for n in range(max(0, -(-(before - first).days // 7)))]


@dataclass(frozen=True, slots=True)
class Swapped:
    """Whether the task fits now, and what fitted before and does not now."""

    comes_in: bool
    out: tuple[Task, ...]


def swapped(key: str, before: Outlook, then: Outlook) -> Swapped:
    """What bringing in a task has changed."""
    still = {t.key for t in then.fits}
    return Swapped(key in still, tuple(t for t in before.fits if t.key not in still and t.key != key))


def with_wanted(choice: Choice | None, key: str, until: dt.date, *, on: bool) -> Choice:
    """The choice with a task that comes first, or does so no longer."""
    known = choice if choice is not None and choice.until == until else Choice(until=until)
    wanted = [k for k in known.wanted if k != key]
    return known.model_copy(
        update={
            "wanted": (*wanted, key) if on else tuple(wanted),
            "aside": tuple(k for k in known.aside if k != key),
        }
    )


def with_plan(choice: Choice | None, over: Sequence[Task], until: dt.date) -> Choice:
    """The choice with what does not fit put aside."""
    known = choice if choice is not None and choice.until == until else Choice(until=until)
    aside = tuple(t.key for t in over if t.key not in known.wanted)
    return known.model_copy(update={"aside": aside})
