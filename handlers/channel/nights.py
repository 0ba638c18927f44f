"""How a committee night runs: opened, closed, counted, told, and its sentences deleted a week later."""

import datetime as dt

from bot.context import Context
from bot.core.member import Group
from content.cases import Case
from handlers.channel import model
from handlers.channel.calls import NightAsked, NightClear, NightClose, NightCount, NightRevealed
from handlers.channel.posting import OPEN_FOR, channels, tell_all
from handlers.channel.records import Night
from handlers.channel.store import BALLOTS, NIGHTS

KEPT = dt.timedelta(days=7)
"""How long a sentence is kept after the close."""


def case_of(ctx: Context, night: Night) -> Case | None:
    """The case of a night, if the content still has it."""
    return ctx.content.cases.get(night.case)


async def open_night(ctx: Context, group: Group, name: str) -> None:
    if await NIGHTS.get(ctx.unit, name) is not None:
        return
    before = sorted((await NIGHTS.all(ctx.unit)).values(), key=lambda n: n.opened)
    case = model.next_case(ctx.content.cases, (n.case for n in before), ctx.chance)
    if case is None:
        return
    closes = ctx.now + OPEN_FOR
    night = Night(case=case.id, opened=ctx.now, closes=closes, channels=channels(group))
    NIGHTS.put(ctx.unit, name, night)
    ctx.do(NightClose(night=name), name, at=closes)
    tell_all(ctx, group, NightAsked(night=name), name)


async def close(ctx: Context, name: str) -> None:
    night = await NIGHTS.get(ctx.unit, name)
    if night is None or night.state != "open":
        return
    NIGHTS.put(ctx.unit, name, night.model_copy(update={"state": "closed"}))
    ctx.do(NightCount(night=name), name)


async def count(ctx: Context, name: str) -> None:
    night = await NIGHTS.get(ctx.unit, name)
    if night is None or night.state != "closed":
        return
    sides = [b.side for b in (await BALLOTS.all(ctx.unit)).values() if b.night == name]
    votes = {"hire": sides.count("hire"), "no_hire": sides.count("no_hire")}
    NIGHTS.put(ctx.unit, name, night.model_copy(update={"state": "counted", **votes}))
    group = await ctx.the_group()
    opens = f"Committee night of {night.opened:%d %B}"
    tell_all(ctx, group, NightRevealed(night=name), name, opens=opens, among=night.channels)
    ctx.do(NightClear(night=name), name, at=ctx.now + KEPT)


async def clear(ctx: Context, name: str) -> None:
    for member, ballot in (await BALLOTS.all(ctx.unit)).items():
        if ballot.night == name:
            BALLOTS.delete(ctx.unit, member)
