"""Several accounts of one member, and several groups of one account."""

import datetime as dt
from collections.abc import Sequence

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.errors import Refusal, blame_field
from bot.core.member import Account, Group, Member
from bot.core.reply import Reply, Skip
from bot.core.values import AccountId, Frozen, GroupId, MemberId, platform_of, space_of
from bot.store import members
from bot.store.repo import Repo
from handlers.member import account_cards as cards
from handlers.member import calls

MOST = 4
"""Accounts of one member."""


class LinkCode(Frozen):
    """A code by which another account becomes one of this member's, once, until `expires`."""

    member: MemberId
    expires: dt.datetime


LINKS = Repo("links", LinkCode, owned_by="member")
"""By the hash of the code."""


@press()
async def show_accounts(ctx: Context, args: calls.Accounts) -> Reply:
    return Reply(body=cards.accounts(ctx.member))


def put_account(ctx: Context, group: Group, member: Member) -> None:
    """Makes the caller's account one of this member's, and their space one of the group's: in a DM that belongs
    to no space, the group's own one of that platform."""
    account = ctx.who.account
    same = (space for space in group.spaces if platform_of(space) == platform_of(account))
    space = ctx.who.space or next(same, space_of(account))
    members.ACCOUNTS.put(ctx.unit, account, Account(id=account, member=member.id, space=space))
    ctx.do(calls.Enter(account=account), about=member.id)
    settled = ctx.who.brings(group)
    if group.contact_account == account:
        settled = settled.copy_with(contact=member.id, contact_account=None)
    if settled != group:
        members.put_group(ctx.unit, settled)


# linking


@press()
async def make_code(ctx: Context, args: calls.Link) -> Reply:
    """A code that was made before ends."""
    _refuse_more(ctx.member.accounts)
    for key, link in (await LINKS.all(ctx.unit)).items():
        if link.member == ctx.member.id:
            LINKS.delete(ctx.unit, key)
    code, expires = members.new_code(ctx.chance), ctx.now + members.CODE_VALID
    LINKS.put(ctx.unit, members.hash_code(ctx.store, code), LinkCode(member=ctx.member.id, expires=expires))
    return Reply(body=cards.code(code, expires))


def _refuse_more(accounts: Sequence[AccountId]) -> None:
    if len(accounts) >= MOST:
        text = f"{MOST} accounts are linked already, which is all I take. Unlink one first:"
        raise Refusal(text, calls.Accounts().call(), "My accounts")


async def use_code(ctx: Context, typed: str) -> Reply:
    """Makes the caller's account one of the member who made the code: within one group, once, in time.

    Raises:
        Refusal: it can't be done; why, and what to do.
    """
    with blame_field("code", ValueError):
        key = members.hash_code(ctx.store, members.read_code(typed))
    found = await LINKS.get(ctx.unit, key)
    member = await members.MEMBERS.get(ctx.unit, found.member) if found else None
    if found is None or member is None:
        raise Refusal(
            "I don't recognize that code here. A code works once, and only the newest one counts.",
            more=("Make one in the settings of your first account, which has to be in the same group.",),
        )
    if found.expires <= ctx.now:
        text = "That code has expired: codes last 10 minutes."
        raise Refusal(text, more=("Make a new one in the settings of your first account.",))
    if ctx.joined is not None and ctx.joined.id == member.id:
        text = "This account is yours already. Type the code on the other one."
        raise Refusal(text, calls.Accounts().call(), "My accounts")
    if ctx.joined is not None:
        raise Refusal(
            "This account has a plan of its own in this group, and I keep one plan for each member.",
            calls.PrivacyForget().call(),
            "Forget everything",
            more=("Forget what is here first, then type the code again:",),
        )
    _refuse_more(member.accounts)
    LINKS.delete(ctx.unit, key)
    member = members.change(ctx.unit, member, accounts=(*member.accounts, ctx.who.account))
    put_account(ctx, await ctx.the_group(), member)
    ctx.tell(member.id, calls.Linked(account=ctx.who.account))
    ctx.audit("link")
    return Reply(body=cards.link_receipt(member))


@message(urgent=True)
async def tell_linked(ctx: Context, args: calls.Linked) -> Reply | Skip:
    account = AccountId(args.account)
    if account not in ctx.member.accounts:
        return Skip(why="it's unlinked already")
    return Reply(body=cards.link_news(ctx.member, account))


@press()
async def write_to(ctx: Context, args: calls.WriteTo) -> Reply:
    order = (args.account, *(a for a in ctx.member.accounts if a != args.account))
    member = members.change(ctx.unit, ctx.member, accounts=order, dm_open=None, dm="")
    return Reply(body=cards.address_receipt(member))


@press()
async def unlink(ctx: Context, args: calls.Unlink) -> Reply:
    account = AccountId(args.account)
    if len(ctx.member.accounts) == 1:
        text = "That's your only account. To leave, forget everything:"
        raise Refusal(text, calls.PrivacyForget().call(), "Forget everything")
    ctx.audit("unlink")
    return Reply(body=cards.unlink_receipt(account, drop_account(ctx, ctx.member, account)))


def drop_account(ctx: Context, member: Member, account: AccountId) -> Member:
    """The member without one of several accounts, written."""
    members.ACCOUNTS.delete(ctx.unit, account)
    ctx.do(calls.Left(account=account), ctx.store.vault.hash_id(account), ctx.unit.uid, about=member.id)
    return members.change(
        ctx.unit,
        member,
        accounts=tuple(a for a in member.accounts if a != account),
        home=None if member.home == account else member.home,
        dm_open=None if member.accounts[0] == account else member.dm_open,
    )


@work()
async def leave_directory(ctx: Context, args: calls.Left) -> None:
    await ctx.directory.leave(AccountId(args.account), ctx.group)


# groups


@press()
async def pick_group(ctx: Context, args: calls.Pick) -> Reply:
    return Reply(body=cards.pick(await _groups(ctx), ctx.group))


async def _groups(ctx: Context) -> list[Group]:
    """The groups in which the caller's account is, the one used last first."""
    known = await ctx.directory.groups_of(ctx.who.account)
    units = [ctx.store.unit(group, ctx.now) for group in known]
    return [await members.group(unit) for unit in units if await members.find(unit, ctx.who.account)]


@press()
async def use_group(ctx: Context, args: calls.Use) -> Reply:
    chosen = next((g for g in await _groups(ctx) if g.id == args.group), None)
    if chosen is None:
        raise Refusal("You aren't in that group anymore.")
    ctx.do(calls.Prefer(account=ctx.who.account, group=args.group), about=ctx.member.id)
    return Reply(body=cards.group_receipt(chosen))


@work()
async def prefer_group(ctx: Context, args: calls.Prefer) -> None:
    await ctx.directory.mark_used(AccountId(args.account), GroupId(args.group), ctx.now)
