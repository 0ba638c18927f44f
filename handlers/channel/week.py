"""The week in the channel: on Sunday what the group did, and what comes next; nothing where it did nothing."""

import datetime as dt

from bot.context import Context
from bot.core.command import message, work
from bot.core.member import Group
from bot.core.reply import Reply, Skip
from bot.core.when import DAY, Wall, local_date
from bot.store import members
from handlers.channel import calls, records, week_cards
from handlers.channel.channels import tell_all
from handlers.channel.week_cards import Improvement
from handlers.mocks import records as mocks
from handlers.practice.records import ANSWERS, PRACTICE
from handlers.quiz.model import Learner, is_gained
from handlers.quiz.records import LEARNERS

JOB = "week"
RUN = dt.time(17)
"""On Sundays, in the group's zone: before the usual hour of the pairing."""


async def schedule_week(ctx: Context, group: Group) -> None:
    """Puts the weekly summary of a group with a channel into the agenda; one that is right already stays as it is."""
    rule = Wall(at=RUN, zone=group.zone, days=(6,))
    known = (await ctx.unit.jobs(None)).get(JOB)
    if group.all_channels and (known is None or known[0].rule != rule):
        ctx.every(JOB, rule, calls.WrapUp(), whom=None)


@work(lapses=True)
async def wrap_up(ctx: Context, args: calls.WrapUp) -> None:
    group = await ctx.the_group()
    today = local_date(ctx.due, group.zone)
    week = calls.WeekOver(week=today - today.weekday() * DAY)
    tell_all(ctx, group, week, f"{week.week}")


@message()
async def week_over(ctx: Context, args: calls.WeekOver) -> Reply | Skip:
    week = range(args.week.toordinal(), args.week.toordinal() + 7)
    answers = (await ctx.unit.counts()).get(f"{ANSWERS}{args.week}", 0)
    held = [
        mock
        for mock in (await mocks.MOCKS.all(ctx.unit)).values()
        if mock.state in ("met", "running") and mock.at.date().toordinal() in week
    ]
    if not (answers or held):
        return Skip(why="nothing happened this week")
    logs = await PRACTICE.all(ctx.unit)
    active = {m for m, log in logs.items() if any(day.toordinal() in week for day in log.days)}
    named = [m for m in (await members.MEMBERS.all(ctx.unit)).values() if m.names and m.id in active]
    improved = [
        Improvement(m.name, _count_gained(await LEARNERS.get(ctx.unit, m.id) or Learner(), week))
        for m in named
    ]
    best = max(improved, key=lambda one: one.questions, default=None)
    plan = await records.plan(ctx.unit)
    names = sorted(m.name for m in named)
    card = week_cards.wrap_up(answers, len(held), best if best and best.questions else None, names, plan)
    return Reply(body=card)


def _count_gained(learner: Learner, week: range) -> int:
    """Questions that were missed at first and answered right in the week."""
    return sum(
        is_gained(one) and learner.memories[name].last.toordinal() in week
        for name, one in learner.answers.items()
        if name in learner.memories
    )
