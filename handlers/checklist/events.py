"""What is said around a member's dates, and what they decide about the plan for the next interview."""

import dataclasses
import datetime as dt

import holidays

from bot.context import Context
from bot.core.errors import BadArguments
from bot.core.member import Event
from bot.core.reply import Reply, Skip
from bot.core.when import DAY, instant_of
from bot.store import members
from handlers.ask import waits
from handlers.checklist import ahead, choosing, event_cards, store
from handlers.checklist.calls import After, Ahead, AnswerDue, AskAnswer, BringIn, Eve, MoreTime, Swap
from handlers.checklist.choosing import Outlook
from handlers.checklist.store import Day
from handlers.mocks.store import MOCKS, SEATS
from handlers.stories import store as stories

STAGES = {"screen": "screen-to-coding", "onsite": "onsite-to-update", "interview": "onsite-to-update"}
"""The wait that begins with an interview."""
GRACE = 2
"""Business days after a promised decision on which one may ask for it."""
ASKED = dt.timedelta(days=1)
CHANGED = "that date has changed"


def _still(ctx: Context, args: Ahead | Eve | After) -> Event | None:
    """The event that a message was set up for, if it is where it was."""
    return next((e for e in ctx.member.events if (e.kind, e.date) == (args.event, args.date)), None)


async def on_eve(ctx: Context, args: Eve) -> Reply | Skip:
    day, event = await store.the_day(ctx), _still(ctx, args)
    if event is None or day.date != event.date - DAY:
        return Skip(why=CHANGED if event is None else "that day is over")
    kept = await stories.shelf(ctx.unit, ctx.member.id)
    return Reply(body=event_cards.eve(day, event, len(kept.stories)))


async def afterwards(ctx: Context, args: After) -> Reply | Skip:
    day, event = await store.the_day(ctx), _still(ctx, args)
    if event is None:
        return Skip(why=CHANGED)
    if event.kind == "decision":
        return Reply(body=event_cards.decided(day, event, _may_ask(event.date, day.country)))
    stage = ctx.content.timeline[STAGES[event.kind]]
    found = waits.wait(stage, event.date, day.country)
    other = waits.other_figure(ctx.content.timeline, stage)
    return Reply(body=event_cards.after(day, event, found, other))


def _may_ask(promised: dt.date, country: str) -> dt.date:
    off = holidays.country_holidays(country or waits.COUNTRY, language="en_US")
    return off.get_nth_working_day(promised, GRACE)


async def ask_answer(ctx: Context, args: AskAnswer) -> Reply:
    if waits.too_far(args.date, ctx.today):
        raise BadArguments({"": "That date is too far from today. Enter the date again."})
    write = _may_ask(args.date, (await ctx.the_group()).country)
    at = instant_of(write, ctx.member.at, ctx.member.zone)
    if at <= ctx.now:
        return Reply(body=event_cards.ask_today(args.date, discreet=False))
    ctx.tell(ctx.member.id, AnswerDue(date=args.date), f"{args.date}", at=at, within=ASKED)
    return Reply(body=event_cards.will_ask(at))


async def answer_due(ctx: Context, args: AnswerDue) -> Reply:
    return Reply(body=event_cards.ask_today(args.date, discreet=ctx.member.discreet))


# the plan


async def before(ctx: Context, args: Ahead) -> Reply | Skip:
    day, event = await store.the_day(ctx), _still(ctx, args)
    if event is None or day.event != event:
        return Skip(why=CHANGED if event is None else "another interview comes first")
    return await _plan(ctx, day, event)


async def plan(ctx: Context) -> Reply:
    """The plan card as it stands now."""
    day = await store.the_day(ctx)
    await store.keep(ctx, day.record)
    if day.event is None:
        return Reply(body=event_cards.no_interview())
    return await _plan(ctx, day, day.event)


async def _plan(ctx: Context, day: Day, event: Event) -> Reply:
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    mocks = (await MOCKS.all(ctx.unit)).values()
    rounds = ahead.rounds(ctx.member, seat, mocks, event, ctx.now)
    return Reply(body=event_cards.ahead(day, event, _outlook(ctx, day), rounds))


def _outlook(ctx: Context, day: Day) -> Outlook:
    return choosing.outlook(ctx.content.tasks, day.member, day.record, day.date, day.country)


async def take(ctx: Context) -> Reply:
    day = await store.the_day(ctx)
    if day.event is None:
        return Reply(body=event_cards.no_interview())
    found = _outlook(ctx, day)
    choice = ahead.with_plan(day.record.choice, found.over, day.event.date)
    await store.keep(ctx, day.record.model_copy(update={"choice": choice}))
    return Reply(body=event_cards.taken(day.event, found))


async def more_time(ctx: Context, args: MoreTime) -> Reply:
    """Saves the minutes, and shows what fits with them."""
    member = ctx.member.model_copy(update={"minutes": args.minutes})
    members.MEMBERS.put(ctx.unit, member.id, member)
    return await plan(dataclasses.replace(ctx, joined=member))


async def swap(ctx: Context, args: Swap) -> Reply:
    day = await store.the_day(ctx)
    if day.event is None:
        return Reply(body=event_cards.no_interview())
    over = _outlook(ctx, day).over
    if not over:
        return Reply(body=event_cards.all_fits())
    page = args.page if len(over) > (args.page - 1) * event_cards.SHOWN else 1
    wanted = day.record.choice.wanted if day.record.choice else ()
    return Reply(body=event_cards.swap(over, wanted, page))


async def bring_in(ctx: Context, args: BringIn) -> Reply:
    day = await store.the_day(ctx)
    task = ctx.content.tasks.get(args.task)
    known = {t.key for t in choosing.course(ctx.content.tasks, day.member, None, day.date)}
    if day.event is None or task is None or task.key not in known:
        return Reply(body=event_cards.no_task() if day.event else event_cards.no_interview())
    was = _outlook(ctx, day)
    choice = ahead.with_wanted(day.record.choice, task.key, day.event.date, on=args.on)
    record = day.record.model_copy(update={"choice": choice})
    await store.keep(ctx, record)
    if not args.on:
        return Reply(body=event_cards.unswapped(task))
    then = _outlook(ctx, store.day_with(ctx, record, day.country))
    return Reply(body=event_cards.swapped(task, ahead.swapped(task.key, was, then)))
