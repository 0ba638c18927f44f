"""Becoming a member: what is written, and all that follows from it."""

import datetime as dt

from bot.context import Context
from bot.core.ids import MemberId, SpaceId, new_id, platform_of, space_of
from bot.core.member import Account, Group, Member
from bot.core.reply import Reply
from bot.core.when import Wall
from bot.store import members
from handlers.checklist import records as checklist
from handlers.checklist import reminders
from handlers.member import cards, model, setting
from handlers.member.calls import CheckDm, Enter, Expire, Start, Welcome
from handlers.member.store import note

NIGHTLY = Wall(at=dt.time(3, 30), zone="UTC")


async def join(ctx: Context, args: Start) -> Reply:
    """Makes the caller a member, or asks for their zone."""
    setting.refuse(args.date, model.earliest_today(ctx.now, args.zone))
    group = await ctx.the_group()
    if args.zone is None:
        everyone = (await members.MEMBERS.all(ctx.unit)).values()
        return Reply(body=cards.ask_zone(args, model.zones_to_offer(everyone, group.zone), ctx.now))
    member = model.new_member(
        args,
        args.zone,
        member=MemberId(new_id(ctx.chance)),
        name=await ctx.who.display_name() or ctx.who.name,
        account=ctx.who.account,
        now=ctx.now,
    )
    await _enrol(ctx, group, member)
    return Reply(body=cards.joined(member, await coming_next(ctx, member)))


async def _enrol(ctx: Context, group: Group, member: Member) -> None:
    """Writes the membership and sets up all that follows from it."""
    members.MEMBERS.put(ctx.unit, member.id, member)
    put_account(ctx, group, member)
    ctx.tell(member.id, Welcome(), "joined")
    check = CheckDm(member=member.id, channel=ctx.who.channel or "")
    ctx.do(check, "joined", about=member.id, at=ctx.now + dt.timedelta(minutes=1))
    ctx.every("expire", NIGHTLY, Expire(), whom=None, late=dt.timedelta(hours=20))
    note(ctx, "join")
    await reminders.schedule(ctx, member)


def put_account(ctx: Context, group: Group, member: Member) -> None:
    """Makes the caller's account one of this member's, and their space one of the group's."""
    account = ctx.who.account
    members.ACCOUNTS.put(ctx.unit, account, Account(id=account, member=member.id, space=_space(ctx, group)))
    ctx.do(Enter(account=account), about=member.id)
    settled = ctx.who.brings(group)
    if group.contact_account == account:
        settled = settled.copy_with(contact=member.id, contact_account=None)
    if settled != group:
        members.put_group(ctx.unit, settled)


def _space(ctx: Context, group: Group) -> SpaceId:
    """Where the caller joins; in a DM that belongs to no space, the group's own one of that platform."""
    account = ctx.who.account
    same = (space for space in group.spaces if platform_of(space) == platform_of(account))
    return ctx.who.space or next(same, space_of(account))


async def coming_next(ctx: Context, member: Member) -> dt.datetime | None:
    """When the next list comes; None in a pause without end."""
    return next(iter(await checklist.coming(ctx, member)), None)
