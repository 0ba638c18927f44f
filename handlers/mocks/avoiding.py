"""The list of members with whom one is never paired; nobody else sees it."""

import asyncio
from collections.abc import Sequence

from bot.context import Context
from bot.core.errors import BadArguments, Refusal
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.text import echo
from bot.store import members
from handlers.mocks import cards, store
from handlers.mocks.calls import Avoid
from handlers.mocks.store import AVOIDED
from handlers.mocks.weeks import Avoided

MOST_AVOIDED = 50


async def named(ctx: Context, typed: str) -> Reply:
    """Avoids the member of that name; for none, shows the list.

    Raises:
        BadArguments: there is no such member.
    """
    name = " ".join(typed.split()).removeprefix("@")
    if not name:
        return Reply(body=cards.own_list(await _avoided(ctx)))
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    same = [m for m in everyone if m.name.casefold() == name.casefold()]
    others = [m for m in same if m.id != ctx.member.id]
    if not same:
        raise BadArguments({"who": cards.unknown_name(echo(name))})
    if not others:
        raise BadArguments({"who": "That is you. Name somebody else."})
    if len(others) > 1:
        return Reply(body=cards.which_one(sorted(others, key=lambda m: (m.joined, m.id))))
    return await _avoid(ctx, others[0])


async def one(ctx: Context, who: MemberId) -> Reply:
    """Avoids one of several members of the same name."""
    other = await members.MEMBERS.get(ctx.unit, who)
    if other is None or other.id == ctx.member.id:
        raise Refusal("That member is not there any more.", Avoid().call(), "My list")
    return await _avoid(ctx, other)


async def _avoid(ctx: Context, other: Member) -> Reply:
    known = (await AVOIDED.get(ctx.unit, ctx.member.id) or Avoided()).who
    if len(known) >= MOST_AVOIDED and other.id not in known:
        raise Refusal(
            f"Your list holds {MOST_AVOIDED} names, which is all it can. Remove one to add another.",
            Avoid().call(),
            "My list",
        )
    who = tuple(dict.fromkeys([*known, other.id]))
    AVOIDED.put(ctx.unit, ctx.member.id, Avoided(who=who))
    mine = await store.coming(ctx.unit, ctx.member.id)
    together = next(((k, m) for k, m in mine.items() if other.id in m.members), None)
    return Reply(body=cards.avoided(other, together, ctx.member.zone))


async def _avoided(ctx: Context) -> list[Member]:
    known = (await AVOIDED.get(ctx.unit, ctx.member.id) or Avoided()).who
    return await _people(ctx, known)


async def _people(ctx: Context, who: Sequence[MemberId]) -> list[Member]:
    """Those who are still members, in the same order."""
    found = await asyncio.gather(*(members.MEMBERS.get(ctx.unit, m) for m in who))
    return [m for m in found if m is not None]


async def not_any_more(ctx: Context, member: MemberId) -> Reply:
    """Takes a member off the list."""
    known = (await AVOIDED.get(ctx.unit, ctx.member.id) or Avoided()).who
    who = tuple(m for m in known if m != member)
    if who:
        AVOIDED.put(ctx.unit, ctx.member.id, Avoided(who=who))
    else:
        AVOIDED.delete(ctx.unit, ctx.member.id)
    removed = await members.MEMBERS.get(ctx.unit, member) if member in known else None
    return Reply(body=cards.unavoided(removed, await _people(ctx, who)))
