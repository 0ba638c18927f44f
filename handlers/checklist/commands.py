"""The checklist: orchestration only."""

from collections.abc import Sequence

from bot.context import Context
from bot.core.card import Card
from bot.core.command import ANYONE, command, message, press
from bot.core.errors import BadArguments
from bot.core.reply import Reply
from bot.core.text import many
from bot.core.wall_time import local_date
from bot.store import members
from handlers.checklist import (
    calls,
    cards,
    model,
    plan_cards,
    planner,
    records,
    reminder_cards,
    reminders,
    task_cards,
)
from handlers.checklist.model import Row
from handlers.checklist.outlook import outlook
from handlers.checklist.records import Day, open_day
from handlers.mocks import records as mocks
from handlers.practice import look_for_milestones
from handlers.quiz import records as quiz


@command("Your list for today", flow="list")
async def today(ctx: Context, args: calls.Today) -> Reply:
    return Reply(body=cards.today(await records.look(ctx)))


@press(flow="list")
async def more_today(ctx: Context, args: calls.MoreToday) -> Reply:
    return Reply(body=cards.more_today(await open_day(ctx), args.page), replace=True)


# the App Home


@press(access=ANYONE)
async def home(ctx: Context, args: calls.Home) -> Reply:
    if ctx.joined is None:
        return Reply(body=cards.stranger())
    if ctx.member.home != ctx.who.account:
        members.change(ctx.unit, ctx.member, home=ctx.who.account)
    return Reply(body=cards.today(await records.look(ctx)))


@message()
async def home_card(ctx: Context, args: calls.HomeCard) -> Reply:
    return Reply(body=cards.today(await records.read_day(ctx)))


# doing


@press(flow="list")
async def begin(ctx: Context, args: calls.Begin) -> Reply:
    day = await open_day(ctx)
    found = _row(ctx, day, args.ref) if args.ref else next(iter(day.open), None)
    if found is None:
        return Reply(body=task_cards.nothing_open(day), replace=True)
    return Reply(body=_begin(ctx, day, found, args.page), replace=True)


def _begin(ctx: Context, day: Day, row: Row, page: int = 1) -> Card:
    opens = row.task.call is not None and ctx.registry.find(row.task.call.path) is not None
    return task_cards.begin(row, page, opens=opens, others=any(r.ref != row.ref for r in day.open))


@press(flow="list")
async def next_task(ctx: Context, args: calls.Next) -> Reply:
    day = await open_day(ctx)
    if not day.open:
        return Reply(body=task_cards.nothing_open(day), replace=True)
    place = next((n for n, r in enumerate(day.rows) if r.ref == args.ref), -1)
    turned = [*day.rows[place + 1 :], *day.rows[: place + 1]]
    return Reply(body=_begin(ctx, day, next(r for r in turned if not r.done)), replace=True)


@press(flow="list")
async def one_more(ctx: Context, args: calls.OneMore) -> Reply:
    day = await open_day(ctx)
    if day.open:
        return Reply(body=_begin(ctx, day, day.open[0]), replace=True)
    part = planner.one_more(ctx.content.tasks, ctx.member, day.record, day.date)
    if part is None:
        return Reply(body=task_cards.nothing_more(day), replace=True)
    record = day.record.copy_with(listed=(*day.record.listed, part))
    longer = await records.keep_day(ctx, day, record)
    return Reply(body=_begin(ctx, longer, longer.rows[-1]), replace=True)


# ticking off


@command("Tick off a task of today's list", example="1", flow="list")
async def done(ctx: Context, args: calls.Done) -> Reply:
    day = await open_day(ctx)
    several = model.find_numbered(args.item, day.rows)
    numbered = list(enumerate(day.rows, 1))
    if day.open and not day.seen and (several or args.item.strip(" #.").isdecimal()):
        await records.look(ctx)
        return Reply(body=task_cards.which(numbered, "Today's list is new. Which one is done?"))
    found = several or model.find_rows(args.item, day.rows)
    if not found and args.item and (other := _row(ctx, day, args.item)) is not None:
        found = [other]
    if several or len(found) == 1:
        return Reply(body=await _do(ctx, day, found), replace=True)
    if found:
        return Reply(body=task_cards.which([(n, r) for n, r in numbered if r in found]), replace=True)
    if args.item and day.rows:
        return Reply(body=task_cards.which_instead(numbered, args.item), replace=True)
    return Reply(body=task_cards.nothing_open(day), replace=True)


async def _do(ctx: Context, day: Day, meant: Sequence[Row]) -> Card:
    """Ticks these off, but for what is done already and what is done by doing it."""
    still = [row for row in meant if not row.done]
    if not still:
        return task_cards.done_already(meant, day)
    ticked = [row for row in still if not model.is_derived(row.task)]
    if not ticked:
        session = (await quiz.learner(ctx.unit, ctx.member.id)).session
        is_open = session is not None and session.answered < len(session.turns)
        return task_cards.not_by_word(still[0], session if is_open else None)
    record = day.record
    for row in ticked:
        record = model.with_tick(record, row.part, row.task, day.date, ctx.now)
    if not day.begun:
        look_for_milestones(ctx, ctx.member, "task")
    after = await records.keep_day(ctx, day, record)
    return task_cards.done_receipt(ticked[-1], after, len(still) - len(ticked))


@press()
async def resize(ctx: Context, args: calls.Resize) -> Reply:
    day, task = await open_day(ctx), ctx.content.tasks.get(args.task)
    if task is None:
        return Reply(body=plan_cards.no_task())
    record = planner.resize(day.record, task.key, args.how, day.date)
    await records.keep(ctx, record)
    return Reply(body=task_cards.resize_receipt(task, args.how))


def _row(ctx: Context, day: Day, ref: str) -> Row | None:
    """The task that a ref or a key names, on the list or not."""
    listed = next((r for r in day.rows if r.ref == ref), None)
    joined = local_date(ctx.member.joined, ctx.member.zone)
    limit = min(planner.SITTING, ctx.member.minutes)
    return listed or model.find_unlisted(ref, ctx.content.tasks, day.record, limit, day.date, joined)


@press(flow="list")
async def undo(ctx: Context, args: calls.Undo) -> Reply:
    day = await open_day(ctx)
    ref = args.ref or model.newest_ref(day.record, day.date)
    record = model.without_tick(day.record, ref)
    task = ctx.content.tasks.get(ref.partition("/")[0])
    if record is None or task is None:
        return Reply(body=task_cards.no_undo(), replace=True)
    after = await records.keep_day(ctx, day, record)
    row = _row(ctx, after, ref)
    return Reply(body=task_cards.undo_receipt(row, after) if row else task_cards.no_undo(), replace=True)


# the plan and the reminder


@command("What fits into the days that are left", example="1")
async def plan(ctx: Context, args: calls.Plan) -> Reply:
    return Reply(body=await _plan(ctx, args.week))


@press()
async def more_plan(ctx: Context, args: calls.MorePlan) -> Reply:
    return Reply(body=await _plan(ctx, args.week, args.page))


async def _plan(ctx: Context, week: int | None, page: int | None = None) -> Card:
    """The plan, or one of its weeks; `page`: a press, for which a week that is over is the plan."""
    day, tasks = await open_day(ctx), ctx.content.tasks
    found = outlook(tasks, ctx.member, day.record, day.date, day.country)
    if week is not None and week <= found.weeks:
        return plan_cards.week(tasks, found, week, page or 1)
    if week is not None and page is None:
        said = f"Your plan has {many(found.weeks, 'week')}. Write a week from 1 to {found.weeks}."
        raise BadArguments({"week": said})
    return plan_cards.plan(day, found)


@command(
    "When your list comes: to see and to change",
    form=("time", "days", "where", "nudge", "names"),
    opens="asked",
    title="When your list comes",
    example="07:30",
)
async def remind(ctx: Context, args: calls.Remind) -> Reply:
    given = args.model_dump(exclude_none=True)
    update = {"at" if name == "time" else name: value for name, value in given.items()}
    member = ctx.member.copy_with(**update)
    if update:
        await reminders.save(ctx, member)
    times = await records.coming(ctx, member)
    seated = await mocks.SEATS.get(ctx.unit, member.id) is not None
    shown = reminder_cards.remind(member, times, ctx.today, changed=bool(update), seated=seated)
    return Reply(body=shown)
