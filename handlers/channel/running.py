"""How a day runs: opened, closed, counted, told, learnt from. Reads, decides, writes into the unit.

Closing and counting are two commits. An answer is committed only while the day's record is the open one that it
was read with; so once the closing has committed no answer can, and the counting that follows sees them all.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping

from bot.context import Context
from bot.core.ids import MemberId
from bot.core.member import Group
from bot.core.when import local_date, next_instant
from bot.store import members
from content.quiz import Choice
from handlers.channel import cards, model, nights, store
from handlers.channel.calls import Asked as AskedCall
from handlers.channel.calls import Close, Corrected, Count, Learn, Open, Revealed
from handlers.channel.posting import LATE, OPEN_FOR, channels, tell_all
from handlers.channel.records import Day, Plan, Player
from handlers.channel.store import DAYS, PLAYERS
from handlers.quiz import answering
from handlers.quiz import store as quiz
from handlers.quiz.choosing import lettered
from handlers.quiz.model import Bank

JOB = "day"
BATCH = 200
"""Members whose memories one entry writes."""
LOOKED_BACK = dt.timedelta(days=14)
"""How old a day may be whose corrected key the channel is told of."""


def set_job(ctx: Context, plan: Plan, group: Group) -> dt.datetime | None:
    """The job in the agenda as the plan says; answers its next instant."""
    if not plan.on:
        ctx.cancel(JOB)
        return None
    return ctx.every(JOB, plan.rule(group), Open(), whom=None, late=LATE)


async def keep_zone(ctx: Context) -> dt.datetime | None:
    """The job with the group's zone as it is now; a job that is right is left alone."""
    plan, group = await store.plan(ctx.unit), await ctx.the_group()
    known = (await ctx.unit.jobs(None)).get(JOB)
    if plan.on and (known is None or known[0].rule != plan.rule(group)):
        return set_job(ctx, plan, group)
    return next_instant(plan.rule(group), ctx.now) if plan.on else None


async def bank_of(ctx: Context) -> Bank:
    return (await quiz.bank(ctx.unit, ctx.content))[0]


# opening


async def open_today(ctx: Context) -> None:
    plan, group = await store.plan(ctx.unit), await ctx.the_group()
    if not plan.on or not channels(group):
        return
    await keep_zone(ctx)
    today = local_date(ctx.due, group.zone)
    if today.weekday() in plan.days:
        await _open_question(ctx, group, today.isoformat())
    if today.weekday() == plan.case:
        await nights.open_night(ctx, group, today.isoformat())


async def _open_question(ctx: Context, group: Group, name: str) -> None:
    if await DAYS.get(ctx.unit, name) is not None:
        return
    bank = await bank_of(ctx)
    chosen = model.next_question(postable(bank), (await DAYS.all(ctx.unit)).values(), ctx.chance)
    if chosen is None:
        return
    closes = ctx.now + OPEN_FOR
    day = Day(
        question=chosen.id,
        topic=chosen.topic,
        order=_order(ctx, chosen),
        opened=ctx.now,
        closes=closes,
        channels=channels(group),
    )
    DAYS.put(ctx.unit, name, day)
    ctx.do(Close(day=name), name, at=closes)
    tell_all(ctx, group, AskedCall(day=name), name)


def postable(bank: Bank) -> list[Choice]:
    """What one letter answers and a card holds whole."""
    return [
        q
        for q in bank.questions.values()
        if isinstance(q, Choice) and q.one and cards.question_rows(q, "".join(o.key for o in q.options))
    ]


def _order(ctx: Context, question: Choice) -> str:
    """Options that name their own letters stay where they are."""
    found = [option.key for option in question.options]
    if not lettered(question):
        ctx.chance.shuffle(found)
    mixed = "".join(found)
    return mixed if cards.question_rows(question, mixed) else "".join(sorted(found))


# closing and counting


async def close(ctx: Context, name: str) -> None:
    day = await DAYS.get(ctx.unit, name)
    if day is None or day.state != "open":
        return
    DAYS.put(ctx.unit, name, day.model_copy(update={"state": "closed"}))
    ctx.do(Count(day=name), name)


async def count(ctx: Context, name: str) -> None:
    day = await DAYS.get(ctx.unit, name)
    if day is None or day.state != "closed":
        return
    players = await PLAYERS.all(ctx.unit)
    counts = model.counted(players.values(), name)
    DAYS.put(ctx.unit, name, day.model_copy(update={"state": "counted", "counts": counts}))
    opens = f"Question of {day.opened:%d %B}"
    tell_all(ctx, await ctx.the_group(), Revealed(day=name), name, opens=opens, among=day.channels)
    _learn_later(ctx, name, players)


def _learn_later(ctx: Context, name: str, players: Mapping[str, Player], *why: str) -> None:
    who = sorted(m for m, player in players.items() if name in player.given)
    for at in range(0, len(who), BATCH):
        ctx.do(Learn(day=name, members=" ".join(who[at : at + BATCH])), name, str(at), *why)


async def learn(ctx: Context, args: Learn) -> None:
    """An answer of the day is a review in the member's own memory: what is not right comes back in their quiz."""
    day = await DAYS.get(ctx.unit, args.day)
    question = model.asked(day, await bank_of(ctx)) if day else None
    if question is not None:
        who = [MemberId(m) for m in args.members.split()]
        await asyncio.gather(*(_learn(ctx, args.day, question, m) for m in who))


async def _learn(ctx: Context, name: str, question: Choice, who: MemberId) -> None:
    member = await members.MEMBERS.get(ctx.unit, who)
    player = await PLAYERS.get(ctx.unit, who)
    if member is None or player is None or name not in player.given:
        return
    mine = await quiz.learner(ctx.unit, who)
    came = model.outcome(question, player.given[name])
    day = local_date(ctx.now, member.zone)
    quiz.keep(ctx.unit, who, answering.remembered(mine, question, came, day=day))


# the board


async def days_that_count(ctx: Context) -> Mapping[str, Choice]:
    return model.that_count(await DAYS.all(ctx.unit), await bank_of(ctx), ctx.now)


async def names_of(ctx: Context, who: Iterable[str]) -> dict[str, str]:
    found = await asyncio.gather(*(members.MEMBERS.get(ctx.unit, MemberId(m)) for m in who))
    return {m.id: m.name for m in found if m is not None}


async def draw_teams(ctx: Context, teams: int) -> int:
    """Deals everybody on the board to teams; how many they are."""
    days = await days_that_count(ctx)
    named = {m: p for m, p in (await PLAYERS.all(ctx.unit)).items() if p.named}
    dealt = model.drawn({m: model.score(p, days) for m, p in named.items()}, teams) if teams else {}
    for member, player in named.items():
        team = dealt.get(member, 0)
        if player.team != team:
            PLAYERS.put(ctx.unit, member, player.model_copy(update={"team": team}))
    return len(named)


async def named(ctx: Context, player: Player, *, on: bool) -> Player:
    """The record with the name on the board, in the team that needs one more, or off it."""
    plan = await store.plan(ctx.unit)
    team = 0
    if on and plan.teams:
        everyone = await PLAYERS.all(ctx.unit)
        team = player.team or model.joins(everyone.values(), await days_that_count(ctx), plan.teams)
    return player.model_copy(update={"named": on, "team": team})


async def key_changed(ctx: Context, question: str) -> None:
    """Where it was asked lately, the channel hears of it, and what was pressed is learnt from by the new key."""
    group, players = await ctx.the_group(), await PLAYERS.all(ctx.unit)
    for name, day in (await DAYS.all(ctx.unit)).items():
        if day.question == question and day.state == "counted" and day.opened > ctx.now - LOOKED_BACK:
            tell_all(ctx, group, Corrected(day=name), f"{name}/{ctx.unit.uid}", among=day.channels)
            _learn_later(ctx, name, players, ctx.unit.uid)
