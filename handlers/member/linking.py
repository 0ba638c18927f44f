"""Several accounts of one member, and several groups of one account."""

import asyncio
from collections.abc import Sequence

from bot.context import Context
from bot.core.command import message, press
from bot.core.errors import BadArguments, Refusal
from bot.core.ids import AccountId, GroupId
from bot.core.member import Group, Member
from bot.core.reply import Reply, Skip
from bot.store import directory, members
from handlers.member import account_cards as cards
from handlers.member import joining
from handlers.member.calls import Accounts, Left, Link, Linked, Prefer, PrivacyForget, Unlink, Use, WriteTo
from handlers.member.store import LINKS, LinkCode, note

MOST = 4
"""Accounts of one member."""

# accounts


def _full(accounts: Sequence[AccountId]) -> None:
    if len(accounts) >= MOST:
        raise Refusal(
            f"{MOST} accounts are linked already, which is all I take. Unlink one first:",
            Accounts().call(),
            "My accounts",
        )


@press()
async def offer(ctx: Context, args: Link) -> Reply:
    """Makes a code for another account; one that was made before ends."""
    _full(ctx.member.accounts)
    for key, link in (await LINKS.all(ctx.unit)).items():
        if link.member == ctx.member.id:
            LINKS.delete(ctx.unit, key)
    code, expires = directory.new_code(ctx.chance), ctx.now + directory.CODE_VALID
    LINKS.put(ctx.unit, directory.hash_code(ctx.store, code), LinkCode(member=ctx.member.id, expires=expires))
    return Reply(body=cards.code(code, expires))


async def link(ctx: Context, typed: str) -> Reply:
    """Makes the caller's account one of the member who made the code: within one group, once, in time.

    Raises:
        Refusal: it cannot be done; why, and what to do.
    """
    key = directory.hash_code(ctx.store, _read(typed))
    found = await LINKS.get(ctx.unit, key)
    member = await members.MEMBERS.get(ctx.unit, found.member) if found else None
    if found is None or member is None:
        raise cards.unknown()
    if found.expires <= ctx.now:
        raise cards.ended()
    if ctx.joined is not None:
        raise _not_twice(ctx.joined, member)
    _full(member.accounts)
    account = ctx.who.account
    member = member.copy_with(accounts=(*member.accounts, account))
    LINKS.delete(ctx.unit, key)
    members.MEMBERS.put(ctx.unit, member.id, member)
    joining.put_account(ctx, await ctx.the_group(), member)
    ctx.tell(member.id, Linked(account=account))
    note(ctx, "link")
    return Reply(body=cards.linked(member))


def _read(typed: str) -> str:
    try:
        return directory.read_code(typed)
    except ValueError as error:
        raise BadArguments({"code": str(error)}) from None


def _not_twice(me: Member, other: Member) -> Refusal:
    if me.id == other.id:
        return Refusal(
            "This account is yours already. Type the code on the other one.", Accounts().call(), "My accounts"
        )
    return cards.own_plan()


@press()
async def write_to(ctx: Context, args: WriteTo) -> Reply:
    """From now on messages go to this account."""
    account = AccountId(args.account)
    order = (account, *(a for a in ctx.member.accounts if a != account))
    member = ctx.member.copy_with(accounts=order, dm_open=None, dm="")
    members.MEMBERS.put(ctx.unit, member.id, member)
    return Reply(body=cards.written_to(member))


@press()
async def unlink(ctx: Context, args: Unlink) -> Reply:
    account = AccountId(args.account)
    if len(ctx.member.accounts) == 1:
        raise Refusal(
            "That is your only account. To leave, forget everything:",
            PrivacyForget().call(),
            "Forget everything",
        )
    note(ctx, "unlink")
    return Reply(body=cards.unlinked(account, drop(ctx, ctx.member, account)))


def drop(ctx: Context, member: Member, account: AccountId) -> Member:
    """The member without one of several accounts, written."""
    first = member.accounts[0] == account
    member = member.copy_with(
        accounts=tuple(a for a in member.accounts if a != account),
        home=None if member.home == account else member.home,
        dm_open=None if first else member.dm_open,
    )
    members.MEMBERS.put(ctx.unit, member.id, member)
    members.ACCOUNTS.delete(ctx.unit, account)
    ctx.do(Left(account=account), about=member.id)
    return member


@message(urgent=True)
async def said(ctx: Context, args: Linked) -> Reply | Skip:
    """Tells the first account that another one was linked."""
    account = AccountId(args.account)
    if account not in ctx.member.accounts:
        return Skip(why="it is unlinked already")
    return Reply(body=cards.told(ctx.member, account))


# groups


async def groups(ctx: Context) -> list[Group]:
    """The groups in which the caller's account is, the one used last first."""
    known = await ctx.directory.groups_of(ctx.who.account)
    found = await asyncio.gather(*(_joined(ctx, group) for group in known))
    return [group for group in found if group is not None]


async def _joined(ctx: Context, group: GroupId) -> Group | None:
    unit = ctx.store.unit(group, ctx.now)
    if await members.find(unit, ctx.who.account) is None:
        return None
    return await members.group(unit)


@press()
async def use(ctx: Context, args: Use) -> Reply:
    """DMs of the caller are about this group from now on."""
    group = GroupId(args.group)
    found = await groups(ctx)
    if (chosen := next((g for g in found if g.id == group), None)) is None:
        raise Refusal("You are not in that group any more.")
    ctx.do(Prefer(account=ctx.who.account, group=group), about=ctx.member.id)
    return Reply(body=cards.used(chosen))
