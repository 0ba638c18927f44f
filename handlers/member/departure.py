"""Who leaves the space or is removed, a space that removes the bot, and who comes back.

Somebody who is gone is kept for 30 days, hears nothing and is expected nowhere; then they are forgotten.
A member who makes a Call, or whose space takes the bot back, finds everything as it was.
"""

import datetime as dt

from bot.context import Context
from bot.core.command import ORGANISER, command, message, press, work
from bot.core.entry import To, alias
from bot.core.errors import Refusal
from bot.core.member import Account, Member, Pause
from bot.core.reply import Reply
from bot.core.values import AccountId, Call, SpaceId, platform_of, space_of
from bot.core.wall_time import local_date
from bot.store import members
from handlers.checklist import records as checklist
from handlers.member import account_cards, accounts, calls, privacy
from handlers.mocks import cards as mock_cards
from handlers.mocks import records as mocks
from handlers.mocks.calls import others_named

KEPT = dt.timedelta(days=30)
"""From leaving to being forgotten."""

# people


@work()
async def note_gone(ctx: Context, args: calls.Gone) -> None:
    """A person isn't in one of their spaces anymore; a member with another account goes on there."""
    account = AccountId(args.account)
    member = await members.find(ctx.unit, account)
    if member is None:
        return
    if len(member.accounts) > 1:
        accounts.drop_account(ctx, member, account)
        ctx.tell(member.id, calls.AccountGone(platform=platform_of(account)))
    elif member.gone is None:
        await _leave(ctx, member)


async def _leave(ctx: Context, member: Member) -> None:
    members.change(ctx.unit, member, gone=ctx.now)
    ctx.do(calls.ForgetGone(member=member.id), ctx.now.isoformat(), about=member.id, at=ctx.now + KEPT)
    await privacy.tell_partners(ctx, member.id)
    ctx.audit("gone")


@work()
async def forget_gone(ctx: Context, args: calls.ForgetGone) -> None:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is not None and member.gone is not None and ctx.now - member.gone >= KEPT:
        await privacy.forget_member(ctx, member)


@work()
async def welcome_again(ctx: Context, args: calls.Back) -> None:
    """The days without them break no streak. A Call from a space that had removed the bot says that it is back."""
    if args.space in (await ctx.the_group()).removed:
        ctx.do(calls.SpaceReturned(space=args.space))
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.gone is None:
        return
    away = member.copy_with(pause=Pause(since=member.gone))
    await checklist.note_rest(ctx.unit, away, local_date(ctx.now, member.zone))
    members.change(ctx.unit, member, gone=None)
    ctx.tell(member.id, calls.WelcomeBack(), member.gone.isoformat())
    ctx.audit("back")


@command(
    "Remove a member and what I keep about them",
    access=ORGANISER,
    form=("who",),
    title="Remove a member",
    example="erin",
)
async def remove(ctx: Context, args: calls.Remove) -> Reply:
    others = await others_named(ctx, args.who.value, "That's you. To leave, use privacy forget.")
    if len(others) > 1:
        return Reply(body=mock_cards.which_one(others, "Remove", calls.RemoveOne))
    return await _confirm_removal(ctx, others[0])


@press(access=ORGANISER)
async def remove_one(ctx: Context, args: calls.RemoveOne) -> Reply:
    return await _confirm_removal(ctx, await _member_to_remove(ctx, args.member))


async def _confirm_removal(ctx: Context, member: Member) -> Reply:
    coming = await mocks.mocks_to_come(ctx.unit, member.id)
    return Reply(body=account_cards.confirm_removal(member, len(coming)))


async def _member_to_remove(ctx: Context, member: str) -> Member:
    found = await members.MEMBERS.get(ctx.unit, member)
    if found is None:
        raise Refusal("That member isn't there anymore.", Call(path="admin.members"), "Show members")
    return found


@press(access=ORGANISER, drains=True)
async def remove_now(ctx: Context, args: calls.RemoveNow) -> Reply:
    """Their data goes as if they had asked for it; the last they hear is that they were removed."""
    member = await _member_to_remove(ctx, args.member)
    ctx.audit("remove", who=ctx.store.vault.hash_id(member.id))
    await privacy.forget_member(ctx, member)
    if member.accounts and member.gone is None:
        ctx.tell(To(account=member.accounts[0]), calls.Removed(), alias(member.id))
    return Reply(body=account_cards.removal_receipt(member), replace=True)


@message(urgent=True)
async def removed(ctx: Context, args: calls.Removed) -> Reply:
    return Reply(body=account_cards.REMOVAL_NEWS)


# spaces


@work()
async def space_removed(ctx: Context, args: calls.SpaceRemoved) -> None:
    space = SpaceId(args.space)
    group = await ctx.the_group()
    if space in group.removed:
        return
    spaces = tuple(dict.fromkeys([*group.spaces, space]))
    members.change_group(ctx.unit, group, spaces=spaces, removed={**group.removed, space: ctx.now})
    for account in await _accounts_in(ctx, space):
        ctx.do(calls.Away(member=account.member), about=account.member)
    ctx.do(calls.ForgetSpace(space=space), space, ctx.now.isoformat(), at=ctx.now + KEPT)
    ctx.audit("space removed")


async def _accounts_in(ctx: Context, space: SpaceId) -> list[Account]:
    return [a for a in (await members.ACCOUNTS.all(ctx.unit)).values() if a.space == space]


@work()
async def note_away(ctx: Context, args: calls.Away) -> None:
    """Members with an account elsewhere are written to there; the others are gone with the space."""
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.gone is not None:
        return
    removed = (await ctx.the_group()).removed
    known = [await members.ACCOUNTS.get(ctx.unit, account) for account in member.accounts]
    lost = {a.id for a in known if a is not None and a.space in removed}
    order = tuple(sorted(member.accounts, key=lambda account: account in lost))
    if lost.issuperset(order):
        await _leave(ctx, member)
    elif order != member.accounts:
        members.change(ctx.unit, member, accounts=order, dm_open=None, dm="")


@work()
async def space_returned(ctx: Context, args: calls.SpaceReturned) -> None:
    space = SpaceId(args.space)
    group = await ctx.the_group()
    since = group.removed.get(space)
    if since is None:
        return
    removed = {s: at for s, at in group.removed.items() if s != space}
    members.change_group(ctx.unit, group, removed=removed)
    everyone = await members.MEMBERS.all(ctx.unit)
    for account in await _accounts_in(ctx, space):
        member = everyone.get(account.member)
        if member is not None and member.gone is not None and member.gone >= since:
            ctx.do(calls.Back(member=member.id), about=member.id)
    ctx.audit("space returned")


@work()
async def forget_space(ctx: Context, args: calls.ForgetSpace) -> None:
    """The space leaves the group. Its own members are forgotten by their own work, due at the same time."""
    space = SpaceId(args.space)
    group = await ctx.the_group()
    since = group.removed.get(space)
    if since is None or ctx.now - since < KEPT:
        return
    for account in await _accounts_in(ctx, space):
        member = await members.MEMBERS.get(ctx.unit, account.member)
        if member is not None and len(member.accounts) > 1:
            accounts.drop_account(ctx, member, account.id)
    channels = [c for c in group.all_channels if space_of(c) != space]
    members.change_group(
        ctx.unit,
        group,
        spaces=tuple(s for s in group.spaces if s != space),
        removed={s: at for s, at in group.removed.items() if s != space},
        closed={c: why for c, why in group.closed.items() if space_of(c) != space},
        threads={c: begun for c, begun in group.threads.items() if space_of(c) != space},
        channel=next(iter(channels), None),
        channels=tuple(channels[1:]),
    )
    await ctx.directory.drop(space, ctx.group)
    ctx.audit("space forgotten")


@message()
async def account_gone(ctx: Context, args: calls.AccountGone) -> Reply:
    return Reply(body=account_cards.account_gone(args.platform))


@message(urgent=True)
async def welcome_back(ctx: Context, args: calls.WelcomeBack) -> Reply:
    return Reply(body=account_cards.WELCOME_BACK)
