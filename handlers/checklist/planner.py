"""Pure: which tasks stand on a day's list, and how they spread over the days that are left.

A day's minutes are cut into sittings of at most 15. Each sitting is filled in the order of need: what was
begun, then by weight; a task's weight is at least that of every task that waits for it, so that nothing
important waits behind something that isn't. After a day with repeated tasks others come first, so that
reviews never take all the time of somebody who has five minutes.
"""

import datetime as dt
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.core.member import Member
from bot.core.when import DAY, local_date
from content.models import Task
from handlers.checklist import calendar, model
from handlers.checklist.model import Checklist, Choice, Part, Tasks, Tick

SITTING = 15
FORTNIGHT = 14
AHEAD = 371
"""Days that a plan looks ahead, 53 weeks; an interview later than that changes nothing before."""
CHOSEN = 1_000.0
"""More than any weight: what a member wants comes before everything else."""
Course = Sequence[Task]


def course(tasks: Tasks, member: Member, choice: Choice | None, day: dt.date) -> Course:
    """The tasks of the member's rounds in the order of need; what they chose for these days comes first."""
    stands = choice if choice is not None and day < choice.until else None
    return _course(_Same(tasks), member.rounds, tuple(sorted(member.focus.items())), stands)


class _Same(NamedTuple):
    """Tasks that are the same only when they are the very same: comparing them would take as long as ordering."""

    tasks: Any

    def __hash__(self) -> int:
        return id(self.tasks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.tasks is self.tasks


@functools.lru_cache(512)
def _course(
    same: _Same, rounds: tuple[str, ...], focus: tuple[tuple[str, float], ...], choice: Choice | None
) -> Course:
    """Most members have one of a few orders."""
    mine = [t for t in same.tasks.values() if t.round is None or t.round.value in rounds]
    weights = _weights(mine, dict(focus), choice)
    return tuple(sorted(mine, key=lambda task: -weights[task.key]))


def _weights(tasks: Iterable[Task], focus: Mapping[str, float], choice: Choice | None) -> dict[str, float]:
    tasks = list(tasks)
    weights = {t.key: t.priority + _focus(t, focus) + _choice_weight(t, choice) for t in tasks}
    for _ in tasks:  # as many passes as the longest chain may have
        raised = [
            (first, weights[t.key])
            for t in tasks
            for first in t.after
            if weights.get(first, weights[t.key]) < weights[t.key]
        ]
        if not raised:
            break
        for key, weight in raised:
            weights[key] = max(weights[key], weight)
    return weights


def _choice_weight(task: Task, choice: Choice | None) -> float:
    if choice is None:
        return 0
    return CHOSEN if task.key in choice.wanted else -CHOSEN if task.key in choice.aside else 0


def _focus(task: Task, focus: Mapping[str, float]) -> float:
    topic = task.call.values.get("topic", "") if task.call else ""
    return focus.get(topic, 0) or (focus.get(task.round.value, 0) if task.round else 0)


def cut(minutes: int) -> list[int]:
    """A day's minutes as sittings of at most 15 that are as even as can be: 20 is 10 and 10."""
    count = -(-minutes // SITTING)
    return [minutes // count + (1 if n < minutes % count else 0) for n in range(count)]


def choose_parts(
    tasks: Course,
    member: Member,
    ticks: Iterable[Tick],
    day: dt.date,
    minutes: int,
    taken: Sequence[Part] = (),
) -> tuple[Part, ...]:
    """Parts for `minutes` of `day`, after those of `taken`, given what was ticked.

    Nothing on the day of an interview; on the day before only what was begun or comes again.
    """
    if member.interview_on(day) or minutes <= 0:
        return ()
    ticks = tuple(ticks)
    at = _steps_done(tasks, member, ticks, day)
    for part in taken:
        at[part.task] = max(at.get(part.task, 0), part.upto)
    eve = member.interview_on(day + DAY)
    ordered = [t for t in tasks if at[t.key] or t.recurring] if eve else tasks
    earlier = model.before(ticks, day)
    waits = _repeated_lately(tasks, earlier)
    ordered = _in_turn(ordered, model.latest(earlier))
    begun = [t for t in ordered if 0 < at[t.key] < len(t.spans)]
    open_ = begun + [t for t in ordered if not at[t.key]]
    if waits:
        open_.sort(key=lambda task: task.recurring)
    filling = _Filling(open_, at, _outline(_Same(tasks)))
    return tuple(part for sitting in cut(minutes) for part in filling.fill(sitting))


class _Outline(NamedTuple):
    """What is asked of a course over and over."""

    keys: tuple[str, ...]
    repeated: tuple[Task, ...]
    goals: Mapping[str, int]
    """How many steps each task has that can hold others up; a repeated one holds nothing up."""
    needs: Mapping[str, frozenset[str]]
    """What has to be done before each task."""


@functools.lru_cache(512)
def _outline(same: _Same) -> _Outline:
    tasks: Course = same.tasks
    goals = {t.key: len(t.spans) for t in tasks if not t.recurring}
    return _Outline(
        tuple(t.key for t in tasks),
        tuple(t for t in tasks if t.recurring),
        goals,
        {t.key: frozenset(t.after) & goals.keys() for t in tasks},
    )


def _in_turn(ordered: Course, last: Mapping[str, Tick]) -> Course:
    """The repeated tasks change places, so that the one that has waited longest comes first."""
    if not last:
        return ordered
    never = dt.date.min
    repeated = (t for t in ordered if t.recurring)
    turns = iter(sorted(repeated, key=lambda t: last[t.key].day if t.key in last else never))
    return [next(turns) if t.recurring else t for t in ordered]


def _repeated_lately(tasks: Course, ticks: Sequence[Tick]) -> bool:
    """Whether repeated tasks were done on the last day on which anything was."""
    if not ticks:
        return False
    repeated = {t.key for t in _outline(_Same(tasks)).repeated}
    last = max((t.day for t in ticks), default=None)
    return any(t.task in repeated for t in ticks if t.day == last)


def _steps_done(tasks: Course, member: Member, ticks: Iterable[Tick], day: dt.date) -> dict[str, int]:
    last, joined = model.latest(ticks), local_date(member.joined, member.zone)
    outline = _outline(_Same(tasks))
    begun = dict.fromkeys(outline.keys, 0)
    for task in tasks if last else outline.repeated:
        begun[task.key] = model.steps_behind(task, last.get(task.key), day, joined)
    return begun


class _Filling:
    """Fills one sitting after the other: `at` moves on, and with it what others have to wait for."""

    def __init__(self, ordered: Course, at: dict[str, int], outline: _Outline) -> None:
        self._ordered = ordered
        self._at = at
        self._goals = outline.goals
        self._needs = outline.needs
        self._done = {key for key, goal in outline.goals.items() if at[key] >= goal}

    def fill(self, sitting: int) -> list[Part]:
        """The parts of one sitting."""
        found: list[Part] = []
        left = sitting
        while left > 0 and (taken := self._next(sitting, left)) is not None:
            part, minutes = taken
            found.append(part)
            left -= minutes
            self._at[part.task] = part.upto
            if part.upto == self._goals.get(part.task):
                self._done.add(part.task)
        return found

    def _next(self, sitting: int, left: int) -> tuple[Part, int] | None:
        at, needs, done = self._at, self._needs, self._done
        for task in self._ordered:
            key, spans = task.key, task.spans
            if needs[key] <= done and (start := at[key]) < len(spans):
                found = _stretch(key, spans, start, sitting)
                if found[1] <= left:
                    return found
        return None


@functools.lru_cache(8_192)
def _stretch(key: str, spans: tuple[int, ...], start: int, sitting: int) -> tuple[Part, int]:
    """What one sitting holds of a task from a step on, and its minutes."""
    end = start + model.steps_in(spans[start:], sitting)
    return Part(task=key, first=start, upto=end), sum(spans[start:end])


# the list of a day


def with_list(
    tasks: Tasks,
    member: Member,
    record: Checklist,
    day: dt.date,
    now: dt.datetime,
    specs: Collection[str] = (),
    facts: Collection[str] = (),
) -> Checklist:
    """The record with the list of `day` in it, and the ticks that follow from what was practiced then."""
    listed = _list_parts(tasks, member, record, day)
    update = {"day": day, "minutes": member.minutes, "listed": listed}
    if record.day != day:
        update["undone"] = ()
    return model.with_practised(tasks, record.copy_with(**update), day, now, specs, facts)


def _list_parts(tasks: Tasks, member: Member, record: Checklist, day: dt.date) -> tuple[Part, ...]:
    mine = course(tasks, member, record.choice, day)
    if record.day != day:
        return choose_parts(mine, member, model.before(record.ticks, day), day, member.minutes)
    known = tuple(p for p in record.listed if p.task in tasks)
    if member.minutes >= record.minutes:
        more = member.minutes - record.minutes
        return (*known, *choose_parts(mine, member, record.ticks, day, more, known))
    return _shorten(tasks, record, known, member.minutes)


def _shorten(tasks: Tasks, record: Checklist, known: tuple[Part, ...], minutes: int) -> tuple[Part, ...]:
    """The list without the last tasks that are too many for the day and not done."""
    rows = list(model.rows(tasks, record.copy_with(listed=known)))
    while len(rows) > 1 and not rows[-1].done and sum(r.minutes for r in rows) > minutes:
        rows.pop()
    return tuple(r.part for r in rows)


def one_more(tasks: Tasks, member: Member, record: Checklist, day: dt.date) -> Part | None:
    """The next part that isn't on the list yet, or None when nothing is left."""
    limit = min(SITTING, member.minutes)
    found = choose_parts(
        course(tasks, member, record.choice, day), member, record.ticks, day, limit, record.listed
    )
    return found[0] if found else None


# the plan


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
    free = _study_days(member, today, end, country)
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


def _study_days(member: Member, first: dt.date, last: dt.date, country: str) -> list[dt.date]:
    every = (first + n * DAY for n in range((last - first).days + 1))
    return [
        day
        for day in every
        if not (calendar.why_free(member, day, country) or member.paused(day) or member.interview_on(day))
    ]


def _spread(
    mine: Course, tasks: Tasks, member: Member, record: Checklist, free: list[dt.date]
) -> tuple[tuple[tuple[dt.date, tuple[Part, ...]], ...], list[Tick]]:
    """The parts of each day as if every day's list were done, and the ticks after the last."""
    ticks, days = list(record.ticks), []
    for day in free:
        if day == record.day:
            parts = tuple(r.part for r in model.rows(tasks, record) if not r.done)
        else:
            parts = choose_parts(mine, member, ticks, day, member.minutes)
        if parts:
            days.append((day, parts))
        ticks += [_as_done(p, tasks[p.task], day) for p in parts]
        if not _open_minutes(mine, member, ticks, day + DAY):
            break
    return tuple(days), ticks


def _as_done(part: Part, task: Task, day: dt.date) -> Tick:
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return Tick(task=part.task, upto=part.upto, whole=part.upto >= len(task.steps), day=day, at=at)


def _open_minutes(mine: Course, member: Member, ticks: Iterable[Tick], day: dt.date) -> dict[str, int]:
    """Minutes that are open of each task that isn't repeated."""
    at = _steps_done(mine, member, ticks, day)
    return {
        t.key: sum(s.minutes for s in t.steps[at[t.key] :])
        for t in mine
        if not t.recurring and at[t.key] < len(t.steps)
    }
