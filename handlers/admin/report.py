"""The organizers' report: counts only, and none that could point at a person.

A count is shown when at least FEW members are behind it. Below that, also for nobody, it says only that they
are fewer: "none" would say of each member that they did nothing.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.member import FEW, Counted, Member
from bot.core.values import MemberId
from bot.core.wall_time import WEEK, local_date
from bot.store import members
from bot.store.repo import Repo
from bot.store.store import Unit
from handlers.ask.model import PRACTICE as ASKED
from handlers.checklist.records import CHECKLISTS
from handlers.mocks.model import Mock
from handlers.mocks.records import MOCKS
from handlers.mocks.records import PRACTICE as MOCK_COMMANDS
from handlers.practice import PRACTICE
from handlers.quiz.records import LEARNERS
from handlers.stories.records import PORTFOLIOS

SILENT = 2 * WEEK
"""After so long without a press or a word somebody counts as quiet."""
Each = Mapping[MemberId, int]
"""Member -> how often in the last seven of their local days."""
OTHERS: tuple[Repo[Any], ...] = (ASKED, MOCK_COMMANDS, PORTFOLIOS)
"""Which commands were used when, besides what the log of practice has."""
Days = Mapping[str, Iterable[dt.date]]
"""Member -> local days on which they did something; a day may be there more than once."""


@dataclass(frozen=True, slots=True)
class Report:
    """The last seven days. Questions are different ones; mocks are those of these days and those to come."""

    members: int
    active: Counted
    quiet: int | None
    """Who hasn't pressed or typed anything for two weeks; None where it, or the rest, is fewer than FEW."""
    tasks: Counted
    questions: Counted
    mocks: Counted


async def gather(unit: Unit) -> Report:
    """The report now. It reads every member's record and keeps sums alone."""
    people, mocks, lists, learners, logs = await asyncio.gather(
        members.MEMBERS.all(unit),
        MOCKS.all(unit),
        CHECKLISTS.all(unit),
        LEARNERS.all(unit),
        PRACTICE.all(unit),
    )
    used = await asyncio.gather(*(one.all(unit) for one in OTHERS))
    done = {m: [t.day for t in record.ticks if t.whole and not t.told] for m, record in lists.items()}
    answered = {m: [k.last for k in learner.memories.values()] for m, learner in learners.items()}
    others: list[Days] = [{m: [day for day, _ in known.uses()] for m, known in one.items()} for one in used]
    practiced = {m: log.days for m, log in logs.items()}
    return report(people, done, answered, [practiced, *others], mocks.values(), unit.now)


def report(
    people: Mapping[str, Member],
    done: Days,
    answered: Days,
    others: Iterable[Days],
    mocks: Iterable[Mock],
    now: dt.datetime,
) -> Report:
    """The sums of what members did by day, with the mocks that were neither cancelled nor only looked at."""
    tasks, questions, *more = (_of_week(people, days, now) for days in (done, answered, *others))
    active = {m for each in (tasks, questions, *more) for m, n in each.items() if n > 0}
    quiet = sum(m.quiet_for(local_date(now, m.zone)) >= SILENT for m in people.values())
    planned = [m for m in mocks if m.state not in ("draft", "cancelled") and m.at > now - WEEK]
    return Report(
        members=len(people),
        active=Counted(len(active), len(active)),
        quiet=quiet if min(quiet, len(people) - quiet) >= FEW else None,
        tasks=_count(tasks),
        questions=_count(questions),
        mocks=Counted(len(planned), len({who for mock in planned for who in mock.members})),
    )


def _of_week(people: Mapping[str, Member], days: Days, now: dt.datetime) -> Each:
    return {
        MemberId(key): sum(0 <= (local_date(now, people[key].zone) - day).days < WEEK.days for day in each)
        for key, each in days.items()
        if key in people
    }


def _count(each: Each) -> Counted:
    return Counted(total=sum(each.values()), members=sum(n > 0 for n in each.values()))
