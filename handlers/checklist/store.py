"""The checklist's records, and the day as it stands for one member."""

import datetime as dt
from dataclasses import dataclass

from bot.context import Context
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.when import local, local_date
from bot.store import ledger
from bot.store.repo import KEY, Repo
from bot.store.unit import Unit
from handlers.ask import store as ask
from handlers.checklist import choosing, model
from handlers.checklist.calls import HomeCard, Reminder
from handlers.checklist.model import Checklist, Row
from handlers.critique import store as critique
from handlers.mocks import store as mocks
from handlers.quiz import store as quiz
from handlers.stories import store as stories
from handlers.tradeoff import store as tradeoff

CHECKLISTS = Repo("checklist", Checklist, owned_by=KEY)
REMINDER = "reminder"
"""The name of the member's daily job in the agenda."""
PRACTISED = (
    ask.practised,
    critique.practised,
    mocks.practised,
    quiz.practised,
    stories.practised,
    tradeoff.practised,
)
"""Each capability that does tasks says which commands were used on a local day."""
LOOK_BACK = 7
"""Days for which practice is credited afterwards, when nobody looked at the list on them."""


async def practised(unit: Unit, member: MemberId, day: dt.date) -> set[str]:
    """The commands of all capabilities that the member used on a local day."""
    return {spec for used in PRACTISED for spec in await used(unit, member, day)}


async def done(unit: Unit, member: MemberId, day: dt.date) -> set[str]:
    """The keys of the tasks that the member finished on a local day."""
    record = await CHECKLISTS.get(unit, member) or Checklist()
    return {t.task for t in record.ticks if t.day == day and t.whole}


async def rested(unit: Unit, member: Member, today: dt.date) -> None:
    """Keeps the days of the member's pause before `today`, so that they break no streak when it is over."""
    if (rest := model.rest_of(member, today)) is None:
        return
    record = await CHECKLISTS.get(unit, member.id) or Checklist()
    CHECKLISTS.put(unit, member.id, record.model_copy(update={"rests": (*record.rests, rest)}))


async def coming(ctx: Context, member: Member) -> list[dt.datetime]:
    """The next three times at which the list comes to the caller with these settings, which may be new."""
    if ctx.joined is None:
        return model.coming(member, ctx.now)
    record = await CHECKLISTS.get(ctx.unit, member.id) or Checklist()
    lines = await ledger.read(ctx.unit, member.id)
    daily = (at.due for at in lines if at.path == Reminder.path and at.due != record.later)
    used = {local(due, ctx.joined.zone).replace(tzinfo=None) for due in daily}
    return model.coming(member, ctx.now, used)


@dataclass(frozen=True, slots=True)
class Day:
    """A member's local day: the record with its list in it, and what a card says about it."""

    member: Member
    date: dt.date
    record: Checklist
    rows: tuple[Row, ...]
    later: dt.datetime | None
    """When the list could come again, if it has not been put off today already."""
    missed: tuple[dt.datetime, ...] = ()
    """When the bot was down and sent nothing."""

    @property
    def open(self) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if not r.done)

    @property
    def left(self) -> int:
        """Minutes of what is open."""
        return sum(r.minutes for r in self.open)

    @property
    def minutes(self) -> int:
        """Minutes of the whole list; the member's own when it nearly fills them."""
        total = sum(r.minutes for r in self.rows)
        own = self.member.minutes
        return own if own - 5 < total < own else total

    @property
    def streak(self) -> int:
        """Days in a row; 0 as well when the member does not want to see it."""
        return model.streak(self.record, self.member, self.date) if self.member.streak else 0

    @property
    def rest(self) -> bool:
        """Whether the member has chosen not to study on this weekday."""
        return self.date.weekday() not in self.member.days

    @property
    def days_left(self) -> int | None:
        """Days to the interview, 0 on its day; None without one ahead."""
        date = self.member.date
        return (date - self.date).days if date is not None and date >= self.date else None


async def the_day(ctx: Context) -> Day:
    """The member's day now. Nothing is written: a command keeps what it shows with `keep`."""
    member, today = ctx.member, local_date(ctx.now, ctx.member.zone)
    kept = await CHECKLISTS.get(ctx.unit, member.id) or Checklist()
    record = await _up_to(ctx, kept, today)
    return day_of(ctx, record, await _missed(ctx, today))


def day_of(ctx: Context, record: Checklist, missed: tuple[dt.datetime, ...] = ()) -> Day:
    """The day that a record, whose list is today's, makes."""
    today = local_date(ctx.now, ctx.member.zone)
    put_off = record.later is not None and local_date(record.later, ctx.member.zone) == today
    return Day(
        member=ctx.member,
        date=today,
        record=record,
        rows=model.rows(ctx.content.tasks, record),
        later=None if put_off else model.again_at(ctx.now, ctx.member.zone, ctx.member.quiet),
        missed=missed,
    )


async def keep(ctx: Context, record: Checklist) -> None:
    """Writes the record, if it is another than the one that is stored."""
    if record != await CHECKLISTS.get(ctx.unit, ctx.member.id):
        CHECKLISTS.put(ctx.unit, ctx.member.id, record)


async def _up_to(ctx: Context, record: Checklist, today: dt.date) -> Checklist:
    """The record with what was practised since it was written credited day by day, and today's list."""
    member, tasks = ctx.member, ctx.content.tasks
    facts = model.told(member)
    if record.day is None:
        record = model.known_before(tasks, record, today, ctx.now, facts)
    since = record.day or local_date(member.joined, member.zone)
    for back in range(min((today - since).days, LOOK_BACK), 0, -1):
        day = today - back * model.DAY
        if specs := await practised(ctx.unit, member.id, day):
            record = choosing.opened(tasks, member, record, day, ctx.now, specs)
    specs = await practised(ctx.unit, member.id, today)
    return choosing.opened(tasks, member, record, today, ctx.now, specs, facts)


async def _missed(ctx: Context, today: dt.date) -> tuple[dt.datetime, ...]:
    """When reminders were left out since the last one that was sent; for a card that was asked for, today."""
    found = [ctx.entry.missed] if ctx.entry is not None and ctx.entry.missed is not None else []
    for line in await ledger.read(ctx.unit, ctx.member.id):
        if line.path == Reminder.path and line.outcome == "sent":
            break
        if line.path == Reminder.path and line.outcome == "late":
            found.append(line.due)
    if ctx.entry is None or ctx.entry.call.path == HomeCard.path:
        found = [at for at in found if local_date(at, ctx.member.zone) == today]
    return tuple(sorted(set(found)))
