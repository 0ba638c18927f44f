"""Events: messages around a member's dates, and what they decide about the plan for the next interview."""

import dataclasses
import datetime as dt

from bot.context import Context
from bot.core.command import message, press
from bot.core.errors import BadArguments
from bot.core.member import Event
from bot.core.public_holidays import public_holidays
from bot.core.reply import Reply, Skip
from bot.core.wall_time import DAY, out_of_quiet
from bot.store import members
from handlers.ask import waits
from handlers.checklist import calendar, calls, plan_cards, records
from handlers.checklist.model import Choice
from handlers.checklist.outlook import Outlook, count_mocks, outlook
from handlers.checklist.records import Day
from handlers.mocks.records import MOCKS, SEATS
from handlers.stories import records as stories

STAGES = {"screen": "screen-to-coding", "onsite": "onsite-to-update", "interview": "onsite-to-update"}
"""The wait that begins with an interview."""
GRACE = 2
"""Business days after a promised decision on which one may ask for it."""
ASKED = dt.timedelta(days=1)
CHANGED = "that date has changed"
AWAY = "you haven't been here for weeks"


def _find_event(ctx: Context, args: calls.AroundDate) -> Event | None:
    """The event that a message was set up for, if it is where it was."""
    return next((e for e in ctx.member.events if (e.kind, e.date) == (args.event, args.date)), None)


@message(daily=True)
async def show_eve(ctx: Context, args: calls.Eve) -> Reply | Skip:
    day, event = await records.read_day(ctx), _find_event(ctx, args)
    away = day.away and day.member.quiet_for(day.date) > calendar.LAST_WORD
    if event is None or away or day.date != event.date - DAY:
        return Skip(why=CHANGED if event is None else AWAY if away else "that day is over")
    kept = await stories.PORTFOLIOS.get_or_new(ctx.unit, ctx.member.id)
    return Reply(body=plan_cards.eve(day, event, len(kept.stories)))


@message()
async def ask_about_wait(ctx: Context, args: calls.After) -> Reply | Skip:
    day, event = await records.read_day(ctx), _find_event(ctx, args)
    if event is None or day.away:
        return Skip(why=CHANGED if event is None else AWAY)
    if event.kind == "decision":
        return Reply(body=plan_cards.decision_wait(day, event, _may_ask(event.date, day.country)))
    stage = ctx.content.timeline[STAGES[event.kind]]
    found = waits.wait(stage, event.date, day.country)
    other = waits.other_figure(ctx.content.timeline, stage)
    return Reply(body=plan_cards.after(day, event, found, other))


def _may_ask(promised: dt.date, country: str) -> dt.date:
    off = public_holidays(country or waits.COUNTRY)
    return off.get_nth_working_day(promised, GRACE)


@press()
async def ask_answer(ctx: Context, args: calls.AskAnswer) -> Reply:
    if waits.too_far(args.date, ctx.today):
        raise BadArguments({"": "That date is too far from today. Enter the date again."})
    write = _may_ask(args.date, (await ctx.the_group()).country)
    at = ctx.member.note_at(write)
    if at <= ctx.now:
        return Reply(body=plan_cards.ask_today(args.date))
    ctx.tell(ctx.member.id, calls.AnswerDue(date=args.date), f"{args.date}", at=at, within=ASKED)
    return Reply(body=plan_cards.will_ask(out_of_quiet(at, ctx.member.zone, ctx.member.quiet)))


@message(neutral="Your reminder for today.")
async def answer_due(ctx: Context, args: calls.AnswerDue) -> Reply:
    return Reply(body=plan_cards.ask_today(args.date))


# the plan


@message(daily=True)
async def show_ahead(ctx: Context, args: calls.Ahead) -> Reply | Skip:
    day, event = await records.read_day(ctx), _find_event(ctx, args)
    if event is None or day.away or day.event != event:
        return Skip(why=CHANGED if event is None else AWAY if day.away else "another interview comes first")
    return await _plan(ctx, day)


@press()
async def event_plan(ctx: Context, args: calls.EventPlan) -> Reply:
    return await _plan(ctx, await records.open_day(ctx))


async def _plan(ctx: Context, day: Day) -> Reply:
    """The plan card as of now."""
    if day.event is None:
        return Reply(body=plan_cards.no_interview())
    seat, mocks = await SEATS.get(ctx.unit, ctx.member.id), await MOCKS.all(ctx.unit)
    left = count_mocks(ctx.member, seat, mocks.values(), day.event, ctx.now)
    return Reply(body=plan_cards.ahead(day, day.event, _outlook(ctx, day), left))


def _outlook(ctx: Context, day: Day) -> Outlook:
    return outlook(ctx.content.tasks, day.member, day.record, day.date, day.country)


def _choice(day: Day, event: Event) -> Choice:
    """What was chosen until the interview; an earlier interview's choice is over."""
    known = day.record.choice
    return known if known and known.until == event.date else Choice(until=event.date)


@press()
async def take_plan(ctx: Context, args: calls.TakePlan) -> Reply:
    day = await records.read_day(ctx)
    if day.event is None:
        return Reply(body=plan_cards.no_interview())
    found = _outlook(ctx, day)
    known = _choice(day, day.event)
    choice = known.copy_with(aside=tuple(t.key for t in found.over if t.key not in known.wanted))
    await records.keep(ctx, day.record.copy_with(choice=choice))
    return Reply(body=plan_cards.plan_receipt(day.event, found))


@press()
async def more_time(ctx: Context, args: calls.MoreTime) -> Reply:
    """Saves the minutes, and shows what fits with them."""
    member = members.change(ctx.unit, ctx.member, minutes=args.minutes)
    then = dataclasses.replace(ctx, joined=member)
    return await _plan(then, await records.open_day(then))


@press()
async def swap(ctx: Context, args: calls.Swap) -> Reply:
    day = await records.read_day(ctx)
    if day.event is None:
        return Reply(body=plan_cards.no_interview())
    wanted = day.record.choice.wanted if day.record.choice else ()
    return Reply(body=plan_cards.swap(_outlook(ctx, day).over, wanted, args.page))


@press()
async def bring_in(ctx: Context, args: calls.BringIn) -> Reply:
    day = await records.read_day(ctx)
    task = ctx.content.tasks.get(args.task)
    if day.event is None:
        return Reply(body=plan_cards.no_interview())
    was, choice = _outlook(ctx, day), _choice(day, day.event)
    if task is None or (args.on and task not in (*was.fits, *was.over)):
        return Reply(body=plan_cards.no_task())
    wanted, aside = (tuple(k for k in keys if k != task.key) for keys in (choice.wanted, choice.aside))
    choice = choice.copy_with(wanted=(*wanted, task.key) if args.on else wanted, aside=aside)
    changed = await records.keep_day(ctx, day, day.record.copy_with(choice=choice))
    if not args.on:
        return Reply(body=plan_cards.unswap_receipt(task))
    fits = _outlook(ctx, changed).fits
    still = {task.key, *(t.key for t in fits)}
    out = [t for t in was.fits if t.key not in still]
    return Reply(body=plan_cards.swap_receipt(task, out, whole=task in fits))
