"""Forgetting in steps, and deleting what is kept for a while only."""

from bot.context import Context
from bot.core.command import work
from bot.core.errors import Later
from bot.core.ids import AccountId, MemberId
from bot.core.member import Member
from bot.store import expiry, forget, members
from handlers.channel.channels import look_at_closed
from handlers.member.calls import Expire, Rewrite, Sweep
from handlers.member.store import LINKS, note
from handlers.mocks import entries
from handlers.mocks import store as mocks


async def first_step(ctx: Context, member: Member) -> None:
    """Takes the membership away: without one no later commit of theirs can succeed."""
    members.MEMBERS.delete(ctx.unit, member.id)
    for account in member.accounts:
        members.ACCOUNTS.delete(ctx.unit, account)
    for name in await ctx.unit.jobs(member.id):
        ctx.cancel(name, member.id)
    await not_expected(ctx, member.id)
    ctx.do(Sweep(member=member.id, accounts="\n".join(member.accounts)))
    note(ctx, "forget")


async def contact(ctx: Context) -> None:
    """Who set the group up and never joined hears no more of it."""
    group = await ctx.the_group()
    if group.contact_account == ctx.who.account:
        members.put_group(ctx.unit, group.copy_with(contact_account=None))


async def not_expected(ctx: Context, member: MemberId) -> None:
    """Partners hear now, not at the next reminder."""
    for key in await mocks.mocks_to_come(ctx.unit, member):
        ctx.do(entries.Check(mock=key), key, f"{ctx.now:%Y-%m-%dT%H:%M:%S}")


async def sweep(ctx: Context, member: MemberId, accounts: list[AccountId]) -> None:
    """The steps after the first: a tombstone, then all that is there."""
    await forget.sweep(ctx.store, ctx.unit, member, accounts)
    for account in accounts:
        await ctx.directory.leave(account, ctx.group)
    ctx.clear_disk(ctx.due)


@work(drains=True)
async def rewrite(ctx: Context, args: Rewrite) -> None:
    if not await ctx.store.rewrite():
        raise Later("the server could not write its file anew", seconds=60)


async def drafts(ctx: Context) -> int:
    """Deletes the caller's drafts and open buttons; how many."""
    mine = [k for k, v in (await members.KEPT.all(ctx.unit)).items() if v.member == ctx.member.id]
    for token in mine:
        members.KEPT.delete(ctx.unit, token)
    ctx.clear_disk()
    return len(mine)


@work(drains=True)
async def expire(ctx: Context, args: Expire) -> None:
    """Deletes old buttons, codes and audit lines; drafts that an earlier version kept beside this one as well."""
    old = [k for k, v in (await members.KEPT.all(ctx.unit)).items() if v.expires <= ctx.now]
    for token in old:
        members.KEPT.delete(ctx.unit, token)
    for code, link in (await LINKS.all(ctx.unit)).items():
        if link.expires <= ctx.now:
            LINKS.delete(ctx.unit, code)
    look_at_closed(ctx, await ctx.the_group())
    await expiry.trim_audit(ctx.store, ctx.unit)
    if old:
        ctx.clear_disk()
