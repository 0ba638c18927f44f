"""The week in the channel: once a week what the group did, and what comes next; nothing if it did nothing."""

import datetime as dt

from bot.context import Context
from bot.core.command import message, work
from bot.core.member import Group
from bot.core.reply import Reply, Skip
from bot.core.wall_time import DAY, Wall, local_date, monday_of
from bot.store import members
from handlers.channel import calls, cards, model
from handlers.channel.channels import tell_all
from handlers.mocks import records as mocks
from handlers.practice import ANSWERS, PRACTICE
from handlers.quiz.model import Learner, is_gained
from handlers.quiz.records import LEARNERS

JOB = "week"

EARLY = 3 * DAY
"""Days of a week on which the one before is summed up."""


def rule_of(group: Group) -> Wall:
    """When a group's week is summed up: as it was set, else on Sundays before the usual hour of the pairing."""
    usual = Wall(at=dt.time(17), zone=group.zone, days=(6,))
    return group.wrap_up.copy_with(zone=group.zone) if group.wrap_up else usual


async def schedule_week(ctx: Context, group: Group) -> None:
    """Puts the weekly summary of a group with a channel into the agenda; one that is right already stays as it is."""
    rule = rule_of(group)
    known = (await ctx.unit.jobs(None)).get(JOB)
    if group.all_channels and (known is None or known[0].rule != rule):
        ctx.every(JOB, rule, calls.WrapUp(), whom=None)


@work(lapses=True)
async def wrap_up(ctx: Context, args: calls.WrapUp) -> None:
    group = await ctx.the_group()
    week = monday_of(local_date(ctx.due, group.zone) - EARLY)
    tell_all(ctx, group, calls.WeekOver(week=week), f"{week}")


@message()
async def week_over(ctx: Context, args: calls.WeekOver) -> Reply | Skip:
    week = range(args.week.toordinal(), args.week.toordinal() + 7)
    answers = (await ctx.unit.counts()).get(f"{ANSWERS}{args.week}", 0)
    done = [m for m in (await mocks.MOCKS.all(ctx.unit)).values() if m.state in ("met", "running")]
    held = [mock for mock in done if mock.at.date().toordinal() in week]
    if not (answers or held):
        return Skip(why="nothing happened this week")
    logs = await PRACTICE.all(ctx.unit)
    active = {m for m, log in logs.items() if any(day.toordinal() in week for day in log.days)}
    named = [m for m in (await members.MEMBERS.all(ctx.unit)).values() if m.names and m.id in active]
    gained = [(m.name, _count_gained(await LEARNERS.get_or_new(ctx.unit, m.id), week)) for m in named]
    best = max(gained, key=lambda one: one[1], default=("", 0))
    names = sorted(m.name for m in named)
    today = local_date(ctx.now, (await ctx.the_group()).zone)
    weekday = None if args.week < monday_of(today) else today.weekday()
    plan = await model.plan(ctx.unit)
    return Reply(body=cards.week_summary(answers, len(held), best, names, plan, weekday))


def _count_gained(learner: Learner, week: range) -> int:
    """Questions that were missed at first and answered right in the week."""
    return sum(
        is_gained(one) and learner.memories[name].last.toordinal() in week
        for name, one in learner.answers.items()
        if name in learner.memories
    )
