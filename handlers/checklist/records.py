"""The checklist's records, and one member's day."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.context import Context
from bot.core.member import Event, Member
from bot.core.values import MemberId
from bot.core.wall_time import local_date
from bot.store import members
from bot.store.members import LedgerLine
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from content.models import Task
from handlers.ask import model as ask
from handlers.checklist import calendar, model, planner
from handlers.checklist.calls import HomeCard, Reminder
from handlers.checklist.model import Checklist, Row, Tasks
from handlers.critique import records as critique
from handlers.mocks import records as mocks
from handlers.practice import ANSWER, MINUTES, PRACTICE, Practice
from handlers.quiz import records as quiz
from handlers.stories import records as stories
from handlers.tradeoff import records as tradeoff

CHECKLISTS = Repo("checklist", Checklist, owned_by=KEY)
REMINDER = "reminder"
"""The name of the member's daily job in the agenda."""
PRACTICE_RECORDS: tuple[Repo[Any], ...] = (
    ask.PRACTICE,
    critique.PRACTICE,
    mocks.PRACTICE,
    quiz.LEARNERS,
    stories.PORTFOLIOS,
    tradeoff.PRACTICE,
)
"""The records of each capability that does tasks say which commands were used on which local day."""


async def practice_by_day(unit: Unit, member: MemberId) -> dict[dt.date, set[str]]:
    """The commands of all capabilities that the member used, by the local day."""
    found: dict[dt.date, set[str]] = {}
    for day, spec in await members.uses_of(unit, member, *PRACTICE_RECORDS):
        found.setdefault(day, set()).add(spec)
    for day, kinds in (await PRACTICE.get_or_new(unit, member)).days.items():
        if {"quiz", "day"} & set(kinds):
            found.setdefault(day, set()).add(model.QUESTION)
    return found


async def minutes_by_day(unit: Unit, member: MemberId) -> Counter[dt.date]:
    """What the member's practice took, on the list or not, by the local day."""
    learner = await quiz.LEARNERS.get_or_new(unit, member)
    found = Counter[dt.date]()
    for _, day, _ in learner.dated_answers():
        found[day] += ANSWER
    for day, kinds in (await PRACTICE.get_or_new(unit, member)).days.items():
        found[day] += sum(MINUTES[kind] for kind in kinds)
    return found


async def note_rest(unit: Unit, member: Member, today: dt.date) -> None:
    """Keeps the days of the member's pause before `today`, so that they break no streak when it is over."""
    if rest := calendar.rest_of(member, today):
        record = await CHECKLISTS.get_or_new(unit, member.id)
        CHECKLISTS.put(unit, member.id, record.copy_with(rests=(*record.rests, rest)))


async def coming(ctx: Context, member: Member) -> list[dt.datetime]:
    """The next three times at which the list comes to the caller with these settings, which may be new."""
    used = await days_heard(ctx) if ctx.joined else ()
    return calendar.next_lists(member, ctx.now, used, (await ctx.the_group()).country)


async def days_heard(ctx: Context) -> set[dt.date]:
    """The caller's local days whose list has come, or was left out: none of them gets a second one by the rule."""
    record = await CHECKLISTS.get_or_new(ctx.unit, ctx.member.id)
    lines = await members.read_ledger(ctx.unit, ctx.member.id)
    daily = {one.due for one in lines if one.path == Reminder.path} - {record.later}
    here = {local_date(due, ctx.member.zone) for due in daily if not record.moved or due > record.moved}
    return here | ({record.heard} if record.heard else set())


@dataclass(frozen=True)
class Day:
    """A member's local day: the record with its list in it, and what a card says about it."""

    member: Member
    now: dt.datetime
    record: Checklist
    tasks: Tasks
    missed: tuple[dt.datetime, ...] = ()
    """When the bot was down and sent nothing."""
    country: str = ""
    """Whose public holidays are free days."""
    log: Practice = field(default_factory=Practice)
    """What else was practiced when."""
    seen: bool = True
    """Whether its list has come, or was looked at: only then does a number mean a task to the member."""

    @cached_property
    def date(self) -> dt.date:
        return local_date(self.now, self.member.zone)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return model.rows(self.tasks, self.record)

    @property
    def asked(self) -> Task | None:
        """The task that is asked about, because it was on three lists untouched."""
        return self.tasks.get(self.record.asked)

    @cached_property
    def open(self) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if not r.done)

    @cached_property
    def left(self) -> int:
        """Minutes of what is open."""
        return sum(r.minutes for r in self.open)

    @cached_property
    def minutes(self) -> int:
        """Minutes of the whole list."""
        return sum(r.minutes for r in self.rows)

    @cached_property
    def streak(self) -> calendar.Streak:
        """Days in a row; none as well when the member doesn't want to see them."""
        return self.full_streak if self.member.streak else calendar.Streak(0)

    @cached_property
    def full_streak(self) -> calendar.Streak:
        """Days in a row, whether or not the member wants to see them."""
        return calendar.measure_streak(self.active, self.record, self.member, self.date, self.country)

    @cached_property
    def active(self) -> frozenset[dt.date]:
        """The local days on which anything was practiced."""
        return frozenset(self.log.days) | {t.day for t in self.record.ticks if not t.told}

    @property
    def shorter(self) -> bool:
        """Whether the list has become shorter than the member's minutes, because the last ones were hardly used."""
        return bool(self.rows) and planner.becomes_shorter(self.record, self.member.minutes)

    @property
    def back_off(self) -> calendar.BackOff:
        """What comes instead of the list to somebody who has been silent."""
        return calendar.back_off(self.record, self.member, self.date, self.country)

    @property
    def away(self) -> bool:
        """Whether the member was silent for so long that nothing is written to them unasked."""
        return self.back_off in ("last", "silence")

    @property
    def free(self) -> str:
        """Why nobody expects the member to study today; "" on a study day."""
        return calendar.why_free(self.member, self.date, self.country)

    @cached_property
    def event(self) -> Event | None:
        """The next interview, today's included."""
        return self.member.next_interview(self.date)

    @property
    def days_left(self) -> int | None:
        """Days to the next interview, 0 on its day; None without one ahead."""
        return (self.event.date - self.date).days if self.event else None

    @property
    def begun(self) -> bool:
        """Whether anything was practiced today."""
        return self.date in self.active

    @property
    def put_off(self) -> dt.datetime | None:
        """When the list was asked to come again today, if it was."""
        at = self.record.later
        return at if at and local_date(at, self.member.zone) == self.date else None

    @property
    def later(self) -> dt.datetime | None:
        """When the list could come again, if it hasn't been put off today already."""
        zone, quiet = self.member.zone, self.member.quiet
        return None if self.put_off else calendar.again_at(self.now, zone, quiet)


async def read_day(ctx: Context) -> Day:
    """The member's day now. Nothing is written: a command keeps what it shows with `keep`."""
    member, today = ctx.member, local_date(ctx.now, ctx.member.zone)
    kinds: tuple[Repo[Any], ...] = (CHECKLISTS, PRACTICE, *PRACTICE_RECORDS, mocks.HOURS, mocks.SEATS)
    records = ((kind, member.id) for kind in kinds)
    await ctx.unit.prefetch((members.GROUPS, members.THE_GROUP), *records, ledger=member.id)
    kept = await CHECKLISTS.get_or_new(ctx.unit, member.id)
    shown, asked = await _days_sent(ctx, kept)
    record = await _up_to(ctx, kept, today, shown, asked)
    country, log = (await ctx.the_group()).country, await PRACTICE.get_or_new(ctx.unit, member.id)
    missed = await _missed_reminders(ctx, today)
    return Day(member, ctx.now, record, ctx.content.tasks, missed, country, log, today in shown)


async def keep(ctx: Context, record: Checklist) -> None:
    """Writes the record, if it is another than the one that is stored."""
    if record != await CHECKLISTS.get(ctx.unit, ctx.member.id):
        CHECKLISTS.put(ctx.unit, ctx.member.id, record)


async def keep_day(ctx: Context, day: Day, record: Checklist) -> Day:
    """Writes a day's changed record; the day that it makes."""
    await keep(ctx, record)
    return replace(day, record=record)


async def _days_sent(ctx: Context, record: Checklist) -> tuple[set[dt.date], set[dt.date]]:
    """The caller's local days whose list has come as a message, with the last one that they looked at; and those on
    which something came in its place, because they had been silent."""
    zone, shown, asked = ctx.member.zone, set[dt.date](), set[dt.date]()
    for line in await members.iterate_ledger(ctx.unit, ctx.member.id):
        if is_list(line):
            shown.add(local_date(line.due, zone))
        elif line.path == Reminder.path and line.outcome == "sent":
            asked.add(local_date(line.due, zone))
    return shown | ({record.looked} if record.looked else set()), asked


async def _up_to(
    ctx: Context, record: Checklist, today: dt.date, shown: set[dt.date], asked: set[dt.date]
) -> Checklist:
    """The record with what was practiced since it was written credited day by day, and today's list."""
    member, tasks = ctx.member, ctx.content.tasks
    facts = {"loop-date"} if member.events else set()  # what the settings answer
    facts |= await mocks.settled_tasks(ctx.unit, member.id, today)
    used = await practice_by_day(ctx.unit, member.id)
    spent = await minutes_by_day(ctx.unit, member.id) if record.day != today else Counter[dt.date]()
    since = record.day or local_date(member.joined, member.zone)
    for day in sorted({*used, *shown, today}):
        if since <= day <= today:
            specs, known = used.get(day, ()), facts if day == today else ()
            seen, took = record.day in shown, spent[record.day or day]
            away = record.day is not None and calendar.was_away(record, member, record.day, day, asked)
            record = planner.with_list(
                tasks, member, record, day, ctx.now, specs, known, shown=seen, spent=took, away=away
            )
    return record


def is_list(line: LedgerLine) -> bool:
    """Whether a message was the day's list, and not what comes in its place to somebody who is silent."""
    return line.path == Reminder.path and line.outcome == "sent" and not line.why


async def _missed_reminders(ctx: Context, today: dt.date) -> tuple[dt.datetime, ...]:
    """When reminders were left out since the last one that was sent; for a card that was asked for, today."""
    found = [ctx.entry.missed] if ctx.entry is not None and ctx.entry.missed is not None else []
    for line in await members.iterate_ledger(ctx.unit, ctx.member.id):
        if line.path == Reminder.path and line.outcome == "sent":
            break
        if line.path == Reminder.path and line.outcome == "late":
            found.append(line.due)
    if ctx.entry is None or ctx.entry.call.path == HomeCard.path:
        found = [at for at in found if local_date(at, ctx.member.zone) == today]
    return tuple(sorted(set(found)))


async def tick_off(ctx: Context, spec: str) -> None:
    """Does the task of today's list, if there is one, that a command does."""
    day = await read_day(ctx)
    await keep(ctx, model.with_practice(ctx.content.tasks, day.record, day.date, ctx.now, {spec}, ()))


async def open_day(ctx: Context) -> Day:
    """The member's day, kept so that its numbers stay what they are."""
    day = await read_day(ctx)
    await keep(ctx, day.record)
    return day


async def look(ctx: Context) -> Day:
    """The same, with its list before the member's eyes."""
    day = await read_day(ctx)
    return await keep_day(ctx, day, day.record.copy_with(looked=day.date))
