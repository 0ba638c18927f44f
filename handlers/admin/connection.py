"""One group in two spaces: a code is made in one and typed in the other. Keeps the code and the invitation."""

import dataclasses
import datetime as dt

from bot.context import NO_SPACE, Context
from bot.core.command import ORGANISER, command, message, work
from bot.core.entry import To
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply
from bot.core.values import ChannelId, Frozen, GroupId, MemberId, Private, SpaceId, platform_of
from bot.store import members
from bot.store.repo import NOBODY, Repo
from handlers.admin import cards
from handlers.admin.calls import Adopt, Announce, Connect, Connected
from handlers.mocks.records import rules as mock_rules

TOLD_FOR = dt.timedelta(days=1)


class InvitationText(Frozen):
    """What the organizer wrote in place of our invitation."""

    text: Private[str]


class Offer(Frozen):
    """The newest code of a group, by its hash: who made it, where, and until when it holds."""

    code: str
    expires: dt.datetime
    space: SpaceId
    by: MemberId | None = None
    channel: ChannelId | None = None


INVITATIONS = Repo("invitation", InvitationText, owned_by=NOBODY)
THE_INVITATION = "invitation"
OFFERS = Repo("offers", Offer, owned_by=NOBODY, mentions=("by",))
THE_OFFER = "offer"


def space_of_call(ctx: Context, command: str) -> SpaceId:
    """The space that an organizer acts for by a command; raises Refusal in a DM that belongs to none."""
    if ctx.who.space is None:
        raise Refusal(NO_SPACE.format(command=command))
    return ctx.who.space


@command("Join two platforms to one group", access=ORGANISER, heavy=True)
async def connect(ctx: Context, args: Connect) -> Reply:
    ctx.audit("connect")
    return await (_offer(ctx) if args.code is None else _accept(ctx, args.code))


async def _offer(ctx: Context) -> Reply:
    """Makes a code; it takes the place of one that was made before."""
    space = space_of_call(ctx, "connect")
    code, expires = members.new_code(ctx.chance), ctx.now + members.CODE_VALID
    hashed = members.hash_code(ctx.store, code)
    by = ctx.joined.id if ctx.joined else None
    made = Offer(code=hashed, expires=expires, space=space, by=by, channel=ctx.who.channel)
    OFFERS.put(ctx.unit, THE_OFFER, made)
    if (settled := ctx.who.brings(group := await ctx.the_group())) != group:
        members.put_group(ctx.unit, settled)
    ctx.do(Announce(digest=hashed))
    return Reply(body=cards.code_offer(code, expires))


@work()
async def announce_code(ctx: Context, args: Announce) -> None:
    await ctx.directory.put_code(args.digest, ctx.group)


async def _accept(ctx: Context, code: str) -> Reply:
    """Has the caller's space join the group that made the code; raises Refusal with why, and what to do."""
    space, hashed = space_of_call(ctx, "connect"), members.hash_code(ctx.store, code)
    group = await ctx.directory.find_by_code(hashed)
    if group is None:
        raise BadArguments({"code": cards.UNKNOWN})
    unit = ctx.store.unit(group, ctx.now)
    made = await OFFERS.get(unit, THE_OFFER)
    if made is None or made.code != hashed:
        raise BadArguments({"code": cards.UNKNOWN})
    if made.expires <= ctx.now:
        raise Refusal(cards.ENDED, Connect().call(), "Make a code here")
    if group == ctx.group:
        raise Refusal(cards.OWN if made.space == space else cards.SAME)
    if count := await members.MEMBERS.count(ctx.unit):
        raise cards.has_members(count)
    ctx.do(Adopt(digest=hashed, group=group, space=space, place=ctx.who.place[:80]))
    other = await members.group(unit)
    return Reply(body=cards.connection_receipt(other.name, await members.MEMBERS.count(unit)))


@work()
async def adopt(ctx: Context, args: Adopt) -> None:
    """Done in the group that the space leaves; the other group's part is a commit of its own, and comes first.

    Each part may be repeated: a code that is used up by this very space is as good as one that holds.
    """
    group, space = GroupId(args.group), SpaceId(args.space)
    if not await _joins(ctx, args, group, space):
        return
    await ctx.directory.join(space, group)
    await ctx.directory.drop_code(args.digest)
    INVITATIONS.delete(ctx.unit, THE_INVITATION)
    OFFERS.delete(ctx.unit, THE_OFFER)
    members.GROUPS.delete(ctx.unit, members.THE_GROUP)
    await ctx.unit.cancel_all(None)


async def _joins(ctx: Context, args: Adopt, group: GroupId, space: SpaceId) -> bool:
    """Whether the space belongs to the other group now: then its record says so and the code is used up."""
    there = dataclasses.replace(ctx, unit=ctx.store.unit(group, ctx.now))
    known, made = await there.the_group(), await OFFERS.get(there.unit, THE_OFFER)
    if made is None or made.code != args.digest:
        return space in known.spaces
    if await members.MEMBERS.count(ctx.unit):
        return False
    spaces = tuple(dict.fromkeys([*known.spaces, space]))
    removed = {s: at for s, at in known.removed.items() if s != space}
    members.change_group(there.unit, known, spaces=spaces, removed=removed)
    OFFERS.delete(there.unit, THE_OFFER)
    there.unit.audit(act="connect", by="-")
    # who made the code hears of it by DM; if they aren't a member, where they typed it
    by = await members.MEMBERS.get(there.unit, made.by) if made.by else None
    to = To(member=MemberId(by.id)) if by else To(channel=made.channel) if made.channel else None
    if to is not None:
        place = args.place or platform_of(space).capitalize()
        there.tell(to, Connected(place=place), made.code, within=TOLD_FOR)
    await there.unit.commit()
    return True


@message(urgent=True)
async def tell_connected(ctx: Context, args: Connected) -> Reply:
    return Reply(body=cards.connection_news(args.place, meets=(await mock_rules(ctx.unit)).place is not None))
