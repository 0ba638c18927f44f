"""The checklist: orchestration only."""

from bot.context import Context
from bot.core.call import Call
from bot.core.card import Card
from bot.core.command import ANYONE, command, message, press, work
from bot.core.errors import BadArguments
from bot.core.registry import Registry
from bot.core.reply import Hold, Reply, Skip
from bot.core.when import local_date
from bot.store import members
from content.models import Task
from handlers.checklist import (
    cards,
    choosing,
    events,
    home_cards,
    model,
    plan_cards,
    reminder_cards,
    reminding,
    store,
    timing,
)
from handlers.checklist.calls import (
    After,
    Ahead,
    AnswerDue,
    AskAnswer,
    Begin,
    BringIn,
    Digest,
    DigestCard,
    Done,
    Eve,
    EventPlan,
    Home,
    HomeCard,
    Later,
    MorePlan,
    MoreTime,
    MoreToday,
    Next,
    Nudge,
    OneMore,
    Plan,
    Remind,
    Reminder,
    Swap,
    TakePlan,
    Today,
    Tomorrow,
    Undo,
)
from handlers.checklist.model import Row
from handlers.checklist.store import Day


async def _kept_day(ctx: Context) -> Day:
    """The member's day, kept so that its numbers stay what they are."""
    day = await store.the_day(ctx)
    await store.keep(ctx, day.record)
    return day


@command("Your list for today")
async def today(ctx: Context, args: Today) -> Reply:
    return Reply(body=cards.today(await _kept_day(ctx)))


@press()
async def more_today(ctx: Context, args: MoreToday) -> Reply:
    day = await _kept_day(ctx)
    has_page = args.page > 1 and len(day.rows) > (args.page - 1) * cards.ROOM - 2
    return Reply(body=cards.more_today(day, args.page) if has_page else cards.today(day))


@message(daily=True)
async def reminder(ctx: Context, args: Reminder) -> Reply | Skip:
    return await reminding.reminder(ctx, args)


@message(daily=True)
async def nudge(ctx: Context, args: Nudge) -> Reply | Skip | Hold:
    return await reminding.nudge(ctx)


@work(lapses=True)
async def digest(ctx: Context, args: Digest) -> None:
    await reminding.digest(ctx)


@message()
async def digest_card(ctx: Context, args: DigestCard) -> Reply | Skip:
    return await reminding.digest_card(ctx)


# the App Home


@press(access=ANYONE)
async def home(ctx: Context, args: Home) -> Reply:
    if ctx.joined is None:
        return Reply(body=home_cards.stranger())
    if ctx.member.home != ctx.who.account:
        members.MEMBERS.put(ctx.unit, ctx.member.id, ctx.member.model_copy(update={"home": ctx.who.account}))
    return Reply(body=cards.today(await _kept_day(ctx)))


@message()
async def home_card(ctx: Context, args: HomeCard) -> Reply:
    return Reply(body=cards.today(await store.the_day(ctx)))


# doing


@press()
async def begin(ctx: Context, args: Begin) -> Reply:
    day = await _kept_day(ctx)
    found = _row(ctx, day, args.ref) if args.ref else next(iter(day.open), None)
    if found is None:
        return Reply(body=cards.nothing_open(day))
    return Reply(body=_begin(ctx, day, found, args.page))


def _begin(ctx: Context, day: Day, row: Row, page: int = 1) -> Card:
    call = call_of(ctx.registry, row.task)
    others = any(r.ref != row.ref for r in day.open)
    return cards.begin(row, call, cards.task_word(row.task), page, others=others)


def call_of(registry: Registry, task: Task) -> Call | None:
    """The Call that does a task, with the values its command knows; None where there is no such command."""
    declared = registry.find(task.call.path) if task.call else None
    if task.call is None or declared is None or declared.kind != "command":
        return None
    values = {k: v for k, v in task.call.values.items() if declared.parameter(k)}
    return Call(path=declared.path, values=values)


@press()
async def next_task(ctx: Context, args: Next) -> Reply:
    day = await _kept_day(ctx)
    if not day.open:
        return Reply(body=cards.nothing_open(day))
    place = next((n for n, r in enumerate(day.rows) if r.ref == args.ref), -1)
    turned = [*day.rows[place + 1 :], *day.rows[: place + 1]]
    return Reply(body=_begin(ctx, day, next(r for r in turned if not r.done)))


@press()
async def one_more(ctx: Context, args: OneMore) -> Reply:
    day = await _kept_day(ctx)
    if day.open:
        return Reply(body=_begin(ctx, day, day.open[0]))
    part = choosing.one_more(ctx.content.tasks, ctx.member, day.record, day.date)
    if part is None:
        return Reply(body=cards.nothing_more(day))
    record = day.record.model_copy(update={"listed": (*day.record.listed, part)})
    await store.keep(ctx, record)
    longer = store.day_with(ctx, record, day.country)
    return Reply(body=_begin(ctx, longer, longer.rows[-1]))


# ticking off


@command("Tick off a task of today's list", example="1")
async def done(ctx: Context, args: Done) -> Reply:
    day = await _kept_day(ctx)
    found = model.meant(args.item, day.rows)
    if not found and args.item and (other := _row(ctx, day, args.item)) is not None:
        found = [other]
    if len(found) == 1:
        return await _done(ctx, day, found[0])
    numbered = list(enumerate(day.rows, 1))
    if found:
        return Reply(body=cards.which([(n, r) for n, r in numbered if r in found], cards.which_of()))
    if args.item and day.rows:
        return Reply(body=cards.which(numbered, cards.unknown(args.item)))
    return Reply(body=cards.nothing_open(day))


async def _done(ctx: Context, day: Day, row: Row) -> Reply:
    if row.done:
        return Reply(body=cards.already(row, day))
    record = model.ticked(day.record, row.part, row.task, day.date, ctx.now)
    await store.keep(ctx, record)
    return Reply(body=cards.done(row, store.day_with(ctx, record, day.country)))


def _row(ctx: Context, day: Day, ref: str) -> Row | None:
    """The task that a ref or a key names, on the list or not."""
    listed = next((r for r in day.rows if r.ref == ref), None)
    joined = local_date(ctx.member.joined, ctx.member.zone)
    limit = min(choosing.SITTING, ctx.member.minutes)
    return listed or model.elsewhere(ref, ctx.content.tasks, day.record, limit, day.date, joined)


@press()
async def undo(ctx: Context, args: Undo) -> Reply:
    day = await _kept_day(ctx)
    record = model.untick(day.record, args.ref)
    task = ctx.content.tasks.get(args.ref.partition("/")[0])
    if record is None or task is None:
        return Reply(body=cards.not_undone())
    await store.keep(ctx, record)
    after = store.day_with(ctx, record, day.country)
    row = _row(ctx, after, args.ref)
    return Reply(body=cards.undone(row, after) if row else cards.not_undone())


@press()
async def later(ctx: Context, args: Later) -> Reply:
    return await reminding.later(ctx, await _kept_day(ctx))


@press()
async def tomorrow(ctx: Context, args: Tomorrow) -> Reply:
    return await reminding.tomorrow(ctx, await _kept_day(ctx))


# the plan and the reminder


@command("What fits into the days that are left", example="1")
async def plan(ctx: Context, args: Plan) -> Reply:
    day, found = await _outlook(ctx)
    if args.week is None:
        return Reply(body=plan_cards.plan(day, found))
    if args.week > found.weeks:
        raise BadArguments({"week": plan_cards.no_such_week(found)})
    return Reply(body=plan_cards.week(ctx.content.tasks, found, args.week, 1))


@press()
async def more_plan(ctx: Context, args: MorePlan) -> Reply:
    day, found = await _outlook(ctx)
    if args.week > found.weeks:
        return Reply(body=plan_cards.plan(day, found))
    return Reply(body=plan_cards.week(ctx.content.tasks, found, args.week, args.page))


async def _outlook(ctx: Context) -> tuple[Day, choosing.Outlook]:
    day = await _kept_day(ctx)
    return day, choosing.outlook(ctx.content.tasks, ctx.member, day.record, day.date, day.country)


@command(
    "When your list comes: to see and to change",
    form=("time", "days", "where", "nudge", "names"),
    opens="asked",
    title="When your list comes",
    example="07:30",
)
async def remind(ctx: Context, args: Remind) -> Reply:
    given = {
        "at": args.time,
        "days": args.days,
        "where": args.where,
        "nudge": args.nudge,
        "names": args.names,
    }
    update = {name: value for name, value in given.items() if value is not None}
    member = ctx.member.model_copy(update=update)
    if update:
        await timing.set_up(ctx, member)
        members.MEMBERS.put(ctx.unit, member.id, member)
    times = await store.coming(ctx, member)
    return Reply(body=reminder_cards.remind(member, times, ctx.today, changed=bool(update)))


# dates


@message(daily=True)
async def ahead(ctx: Context, args: Ahead) -> Reply | Skip:
    return await events.before(ctx, args)


@message(daily=True)
async def eve(ctx: Context, args: Eve) -> Reply | Skip:
    return await events.on_eve(ctx, args)


@message()
async def after(ctx: Context, args: After) -> Reply | Skip:
    return await events.afterwards(ctx, args)


@press()
async def event_plan(ctx: Context, args: EventPlan) -> Reply:
    return await events.plan(ctx)


@press()
async def take_plan(ctx: Context, args: TakePlan) -> Reply:
    return await events.take(ctx)


@press()
async def more_time(ctx: Context, args: MoreTime) -> Reply:
    return await events.more_time(ctx, args)


@press()
async def swap(ctx: Context, args: Swap) -> Reply:
    return await events.swap(ctx, args)


@press()
async def bring_in(ctx: Context, args: BringIn) -> Reply:
    return await events.bring_in(ctx, args)


@press()
async def ask_answer(ctx: Context, args: AskAnswer) -> Reply:
    return await events.ask_answer(ctx, args)


@message()
async def answer_due(ctx: Context, args: AnswerDue) -> Reply:
    return await events.answer_due(ctx, args)
