"""The question of the day: scheduled, opened, answered, closed, counted, told, learned from.

Closing and counting are two commits. An answer is committed only while the day's record is the open one that it
was read with; so once the closing has committed no answer can, and the counting that follows sees them all.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Mapping

from bot.context import Context
from bot.core.command import ORGANISER, command, message, press, work
from bot.core.errors import Refusal
from bot.core.member import APART, Group
from bot.core.reply import Reply, Skip
from bot.core.values import Call, MemberId
from bot.core.wall_time import local_date, next_instant
from bot.store import members
from content.quiz import Choice
from handlers.channel import calls, cards, model
from handlers.channel.channels import LATE, OPEN_FOR, tell_all, week_thread
from handlers.channel.model import DAYS, PLANS, PLAYERS, THE_PLAN, Day, Plan, Player
from handlers.channel.night import open_night, show_next_night
from handlers.practice import note_practice
from handlers.quiz import course
from handlers.quiz import records as quiz
from handlers.quiz.course import shuffle_options
from handlers.quiz.model import Bank

JOB = "day"
BATCH = 200
"""Members whose memories one entry writes."""
LOOKED_BACK = dt.timedelta(days=14)
"""How old a day may be whose corrected key the channel is told of."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# the organizer's schedule


@command(
    "Question of the day and committee night",
    access=ORGANISER,
    form=("time", "days", "on", "teams", "case"),
    opens="asked",
    title="Question of the day",
    example="time=09:00 days=weekdays on=on",
)
async def schedule(ctx: Context, args: calls.Schedule) -> Reply:
    before, group = await model.plan(ctx.unit), await ctx.the_group()
    given = {"at": args.time, "days": args.days, "on": args.on, "teams": args.teams}
    changes: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if args.case is not None:
        changes["case"] = None if args.case == "none" else WEEKDAYS.index(args.case)
    plan = before.copy_with(**changes)
    if plan.on and not group.open_channels:
        raise Refusal("I have no channel to post in yet.", Call(path="admin.setup"), "Set up")
    saved = bool(args.model_fields_set)
    if plan == before and not saved:
        upcoming = await _keep_job(ctx, plan, group)
    else:
        PLANS.put(ctx.unit, THE_PLAN, show_next_night(ctx, plan, group))
        upcoming = _set_job(ctx, plan, group)
        ctx.audit("quiz schedule", question="-")
    if plan.teams != before.teams:
        await _draw_teams(ctx, plan.teams)
    return Reply(body=cards.schedule(plan, upcoming, group.zone, bool(group.open_channels), saved=saved))


def _set_job(ctx: Context, plan: Plan, group: Group) -> dt.datetime | None:
    """The job in the agenda as the plan says; returns its next instant."""
    if not plan.on:
        ctx.cancel(JOB)
        return None
    return ctx.every(JOB, plan.rule(group), calls.Open(), whom=None, late=LATE)


async def _keep_job(ctx: Context, plan: Plan, group: Group) -> dt.datetime | None:
    """The job with the group's zone as it is now; a job that is right is left alone."""
    known = (await ctx.unit.jobs(None)).get(JOB)
    if plan.on and (known is None or known[0].rule != plan.rule(group)):
        return _set_job(ctx, plan, group)
    return next_instant(plan.rule(group), ctx.now) if plan.on else None


async def follow_zone(ctx: Context, group: Group) -> None:
    """After a change of the group's zone the question and the date of the next night are in the new one."""
    plan = await model.plan(ctx.unit)
    known = (await ctx.unit.jobs(None)).get(JOB)
    if plan.on and known is not None and known[0].rule != plan.rule(group):
        PLANS.put(ctx.unit, THE_PLAN, show_next_night(ctx, plan, group))
        _set_job(ctx, plan, group)


@press(access=ORGANISER)
async def deal_teams(ctx: Context, args: calls.DrawTeams) -> Reply:
    plan = await model.plan(ctx.unit)
    if not plan.teams:
        first = "There are no teams. Say first how many:"
        raise Refusal(first, calls.Schedule().call(ask=True), "Change the schedule")
    return Reply(body=cards.teams_receipt(await _draw_teams(ctx, plan.teams), plan.teams))


async def _draw_teams(ctx: Context, teams: int) -> int:
    """Deals everybody on the board to teams; how many they are."""
    days = await _days_that_count(ctx)
    named = {m: p for m, p in (await PLAYERS.all(ctx.unit)).items() if p.named}
    dealt = model.deal_teams({m: model.score(p, days) for m, p in named.items()}, teams) if teams else {}
    for member in named:
        player = await PLAYERS.get_or_new(ctx.unit, member)  # checked at the commit: they may be answering
        if player.team != (team := dealt.get(member, 0)):
            PLAYERS.put(ctx.unit, member, player.copy_with(team=team))
    return len(named)


# opening


@work(lapses=True)
async def open_today(ctx: Context, args: calls.Open) -> None:
    plan, group = await model.plan(ctx.unit), await ctx.the_group()
    if not plan.on or not group.open_channels:
        return
    await _keep_job(ctx, plan, group)
    today = local_date(ctx.due, group.zone)
    name = today.isoformat()
    asks = today.weekday() in plan.days and await _open_question(ctx, group, name)
    at = None
    if today.weekday() == plan.case:
        at = ctx.now + APART if await open_night(ctx, group, name) else None
        PLANS.put(ctx.unit, THE_PLAN, show_next_night(ctx, plan, group))
    if asks:
        tell_all(ctx, group, calls.Asked(day=name), name, at=at)


async def _open_question(ctx: Context, group: Group, name: str) -> bool:
    """Opens the question of a day, unless there was one or none is left; returns whether it did."""
    if await DAYS.get(ctx.unit, name) is not None:
        return False
    pool = list_postable(await _bank(ctx))
    chosen = model.next_question(pool, (await DAYS.all(ctx.unit)).values(), ctx.chance)
    if chosen is None:
        return False
    mixed = shuffle_options(chosen, ctx.chance)
    day = Day(
        question=chosen.id,
        topic=chosen.topic,
        order=mixed if cards.question_rows(chosen, mixed) else chosen.keys,
        opened=ctx.now,
        closes=ctx.now + OPEN_FOR,
        channels=group.open_channels,
    )
    DAYS.put(ctx.unit, name, day)
    ctx.do(calls.Close(day=name), name, at=day.closes)
    return True


def list_postable(bank: Bank) -> list[Choice]:
    """What one letter answers and a card holds whole."""
    choices = (q for q in bank.questions.values() if isinstance(q, Choice) and q.one)
    return [q for q in choices if cards.question_rows(q, "".join(o.key for o in q.options))]


async def _bank(ctx: Context) -> Bank:
    return (await quiz.bank(ctx.unit, ctx.content))[0]


async def _question(ctx: Context, day: Day | None) -> Choice | None:
    """The question of a day as it was asked; None where it was changed, voided or withdrawn since."""
    return model.question_of(day, await _bank(ctx)) if day else None


@message()
async def ask_question(ctx: Context, args: calls.Asked) -> Reply | Skip:
    day = await DAYS.get(ctx.unit, args.day)
    if day is None or not day.takes_answers(ctx.now):
        return Skip(why="it's closed")
    question = await _question(ctx, day)
    if question is None:
        return Skip(why="the question was voided")
    return Reply(body=cards.day_question(question, day, args.day))


# answering


async def _load_day(ctx: Context, name: str, *, counted: bool = False) -> tuple[Day, Choice]:
    """The day and its question, as it was asked; raises Refusal where it was changed, voided or withdrawn since, or
    has to be `counted` and isn't."""
    day = await DAYS.get(ctx.unit, name)
    question = await _question(ctx, day)
    if day is None or question is None:
        raise cards.refuse_changed()
    if counted and day.state != "counted":
        raise cards.refuse_open()
    return day, question


@press(exempt=True)
async def answer(ctx: Context, args: calls.Answer) -> Reply:
    day, _ = await _load_day(ctx, args.day)
    if not day.takes_answers(ctx.now):
        raise cards.refuse_closed(day, args.day)
    key = cards.key_of(day, args.option)
    if not key:
        raise Refusal(f"That question has no {args.option.upper()}. Nothing was changed.")
    player = await PLAYERS.get_or_new(ctx.unit, ctx.member.id)
    before = player.given.get(args.day, "")
    if key != before:
        PLAYERS.put(ctx.unit, ctx.member.id, model.with_answer(player, args.day, key))
    if not before:
        await note_practice(ctx, "day")
    return Reply(body=cards.answer_receipt(day, key, before=before, named=player.named))


@press()
async def explain_mine(ctx: Context, args: calls.Mine) -> Reply:
    day, question = await _load_day(ctx, args.day, counted=True)
    key = (await PLAYERS.get_or_new(ctx.unit, ctx.member.id)).given.get(args.day, "")
    return Reply(body=cards.mine(question, day, args.day, key, args.page))


@press()
async def report_question(ctx: Context, args: calls.Wrong) -> Reply:
    _, question = await _load_day(ctx, args.day, counted=True)
    learner = await quiz.learner(ctx.unit, ctx.member.id)
    again = not quiz.report(ctx.unit, ctx.member.id, learner, question.id)
    return Reply(body=cards.report_receipt(again=again))


# closing and counting


@work()
async def close_day(ctx: Context, args: calls.Close) -> None:
    day = await DAYS.get(ctx.unit, args.day)
    if day is not None and day.state == "open":
        DAYS.put(ctx.unit, args.day, day.copy_with(state="closed"))
        ctx.do(calls.Count(day=args.day), args.day)


@work()
async def count_day(ctx: Context, args: calls.Count) -> None:
    day = await DAYS.get(ctx.unit, args.day)
    if day is None or day.state != "closed":
        return
    players = await PLAYERS.all(ctx.unit)
    counts = dict(Counter(p.given[args.day] for p in players.values() if args.day in p.given))
    DAYS.put(ctx.unit, args.day, day.copy_with(state="counted", counts=counts))
    topic = week_thread(dt.date.fromisoformat(args.day))
    if counts:
        group = await ctx.the_group()
        tell_all(ctx, group, calls.Revealed(day=args.day), args.day, topic=topic, among=day.channels)
    _learn_later(ctx, args.day, players)


def _learn_later(ctx: Context, name: str, players: Mapping[str, Player], *why: str) -> None:
    who = sorted(m for m, player in players.items() if name in player.given)
    for at in range(0, len(who), BATCH):
        ctx.do(calls.Learn(day=name, members=" ".join(who[at : at + BATCH])), name, str(at), *why)


@work()
async def learn(ctx: Context, args: calls.Learn) -> None:
    """An answer of the day is a review in the member's own memory: what isn't right comes back in their quiz."""
    question = await _question(ctx, await DAYS.get(ctx.unit, args.day))
    if question is not None:
        await asyncio.gather(*(_learn(ctx, args.day, question, MemberId(m)) for m in args.members.split()))


async def _learn(ctx: Context, name: str, question: Choice, who: MemberId) -> None:
    member, player = await members.MEMBERS.get(ctx.unit, who), await PLAYERS.get(ctx.unit, who)
    if member is None or player is None or name not in player.given:
        return
    mine, day = await quiz.learner(ctx.unit, who), local_date(ctx.now, member.zone)
    came = model.outcome(question, player.given[name])
    quiz.LEARNERS.put(ctx.unit, who, course.with_review(mine, question, came, day=day))


@message()
async def reveal(ctx: Context, args: calls.Revealed) -> Reply | Skip:
    day = await DAYS.get(ctx.unit, args.day)
    if day is None or day.state != "counted":
        return Skip(why="it isn't counted")
    if (question := await _question(ctx, day)) is None:
        return Reply(body=cards.withdrawal(day.opened))
    standings = model.rank(await PLAYERS.all(ctx.unit), await _days_that_count(ctx))[:3]
    names = await model.names(ctx.unit, (s.member for s in standings))
    return Reply(body=cards.reveal(question, day, args.day, standings, names))


async def relearn_question(ctx: Context, question: str) -> None:
    """Where it was asked lately, the channel hears of its new key, and what was pressed is learned from by it."""
    group, players = await ctx.the_group(), await PLAYERS.all(ctx.unit)
    for name, day in (await DAYS.all(ctx.unit)).items():
        if day.question == question and day.state == "counted" and day.opened > ctx.now - LOOKED_BACK:
            tell_all(ctx, group, calls.Corrected(day=name), f"{name}/{ctx.unit.uid}", among=day.channels)
            _learn_later(ctx, name, players, ctx.unit.uid)


@message()
async def tell_correction(ctx: Context, args: calls.Corrected) -> Reply | Skip:
    day = await DAYS.get(ctx.unit, args.day)
    question = await _question(ctx, day)
    if day is None or question is None:
        return Skip(why="the question was voided")
    return Reply(body=cards.correction_news(question, day))


# the board


async def _days_that_count(ctx: Context) -> Mapping[str, Choice]:
    return model.that_count(await DAYS.all(ctx.unit), await _bank(ctx), ctx.now)


@press()
async def show_board(ctx: Context, args: calls.Board) -> Reply:
    players, days = await PLAYERS.all(ctx.unit), await _days_that_count(ctx)
    mine, standings = players.get(ctx.member.id) or Player(), model.rank(players, days)
    body = cards.board(
        standings,
        await model.names(ctx.unit, (s.member for s in standings[:3])),
        ctx.member.id,
        named=mine.named,
        own=model.score(mine, days),
        teams=model.score_teams(players.values(), days, (await model.plan(ctx.unit)).teams),
        team=mine.team,
    )
    return Reply(body=body)


@press()
async def name_me(ctx: Context, args: calls.Name) -> Reply:
    """Puts the name on the board, in the team that needs one more, or takes it off."""
    player, plan = await PLAYERS.get_or_new(ctx.unit, ctx.member.id), await model.plan(ctx.unit)
    if player.named != args.on:
        team = 0
        if args.on and plan.teams:
            everyone = (await PLAYERS.all(ctx.unit)).values()
            team = player.team or model.smallest_team(everyone, await _days_that_count(ctx), plan.teams)
        PLAYERS.put(ctx.unit, ctx.member.id, player.copy_with(named=args.on, team=team))
    return Reply(body=cards.name_receipt(on=args.on))
