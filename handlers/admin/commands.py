"""Organisers' commands: orchestration only. Each of their acts is a line in the group's audit stream."""

import datetime as dt
from collections.abc import Sequence

from bot.context import Context
from bot.core.call import Call
from bot.core.card import Card, Line
from bot.core.command import ORGANISER, command, message, press, work
from bot.core.entry import To
from bot.core.errors import Refusal
from bot.core.ids import ChannelId, channel_id, name_in
from bot.core.member import Group
from bot.core.reply import Reply
from bot.core.values import Private
from bot.core.when import Wall
from bot.store import members
from bot.store.directory import CodeDirectory
from bot.store.outbox import Outbox
from handlers.admin import cards, connect_cards, connecting, model
from handlers.admin import report as reporting
from handlers.admin.calls import (
    Announce,
    Connect,
    Connected,
    EditInvitation,
    Health,
    Invitation,
    Members,
    Name,
    PostInvitation,
    Report,
    Setup,
)
from handlers.admin.store import INVITATIONS, THE_INVITATION, InvitationText
from handlers.mocks.store import rules as mock_rules

DEFAULT_CHANNEL = "#general"
PAIRED_ON, PAIRED_AT = 6, dt.time(18)


@command(
    "Where I post, time zone, holidays, pairing time",
    access=ORGANISER,
    form=("channel", "zone", "country", "pairing"),
    opens="asked",
    title="Set up Loopmate",
    example='channel=#prep zone=Europe/Berlin country=DE pairing="sun 18:00"',
)
async def setup(ctx: Context, args: Setup) -> Reply:
    space = connecting.space_of_call(ctx)
    group = ctx.who.brings(await ctx.the_group())
    here = ctx.who.channel or group.channel_in(space)
    if args.channel is None:
        channel = name_in(here) if here else DEFAULT_CHANNEL
        country = group.country if args.country is None else args.country
        zone = args.zone or group.zone
        return Reply(
            body=cards.propose(
                channel, zone, country, _pairing(group, args, zone), called=_called(ctx, here, channel)
            )
        )
    group = _reopened(group, channel := channel_id(space, args.channel)).with_channel(channel)
    group = group.copy_with(
        zone=args.zone or group.zone,
        country=group.country if args.country is None else args.country,
        pairing=_pairing(group, args, args.zone or group.zone),
    )
    contact = {"contact": ctx.joined.id} if ctx.joined else {}
    outside = None if ctx.joined else ctx.who.account
    group = group.copy_with(**contact, contact_account=outside)
    members.put_group(ctx.unit, group)
    ctx.look_at_channel(channel, ctx.unit.uid)
    ctx.do(Call(path="mocks.keep-jobs"), ctx.unit.uid)
    _note(ctx, "setup")
    return Reply(body=await _saved(ctx, group, await _words(ctx)))


def _pairing(group: Group, args: Setup, zone: str) -> Wall:
    """When mock rounds are paired: as named, as it was, else on Sundays at six in the evening."""
    known = group.pairing or Wall(at=PAIRED_AT, zone=zone, days=(PAIRED_ON,))
    if args.pairing is not None:
        known = known.copy_with(days=(args.pairing[0],), at=args.pairing[1])
    return known.copy_with(zone=zone)


def _called(ctx: Context, channel: ChannelId | None, name: str = "") -> str:
    """What a channel is called on a card here."""
    return model.called(name or (name_in(channel) if channel else ""), here=channel == ctx.who.channel)


def _reopened(group: Group, channel: ChannelId) -> Group:
    """It is tried again: if nothing can be posted still, the next post says so."""
    return group.copy_with(closed={c: why for c, why in group.closed.items() if c != channel})


async def _saved(ctx: Context, group: Group, words: Sequence[Line]) -> Card:
    channel = _channel_here(ctx, group)
    called = _called(ctx, channel) if channel else ""
    return cards.done(group, words, await members.MEMBERS.count(ctx.unit), called=called)


def _channel_here(ctx: Context, group: Group) -> ChannelId | None:
    """The group's channel in the space of this Call; in a DM without one, the group's first."""
    return group.channel_in(ctx.who.space) if ctx.who.space else group.channel


async def _words(ctx: Context) -> Sequence[Line]:
    own = await INVITATIONS.get(ctx.unit, THE_INVITATION)
    return cards.words(own.text.value if own else None)


@press(access=ORGANISER, form=("text",), title="The invitation")
async def edit_invitation(ctx: Context, args: EditInvitation) -> Reply:
    text = (args.text.value if args.text else "").strip()
    if text:
        INVITATIONS.put(ctx.unit, THE_INVITATION, InvitationText(text=Private(text)))
    else:
        INVITATIONS.delete(ctx.unit, THE_INVITATION)
    _note(ctx, "invitation")
    return Reply(body=await _saved(ctx, await ctx.the_group(), cards.words(text or None)))


@press(access=ORGANISER)
async def post_invitation(ctx: Context, args: PostInvitation) -> Reply:
    group = await ctx.the_group()
    channel = _channel_here(ctx, group)
    if channel is None:
        return Reply(body=cards.no_channel())
    if channel in group.closed:
        members.put_group(ctx.unit, _reopened(group, channel))
    ctx.tell(To(channel=channel), Invitation())
    _note(ctx, "post")
    return Reply(body=cards.posted(_called(ctx, channel), ctx.words_of(channel).invite))


@message()
async def invite(ctx: Context, args: Invitation) -> Reply:
    return Reply(body=cards.invitation(await _words(ctx)))


@command("Who has joined", access=ORGANISER)
async def members_(ctx: Context, args: Members) -> Reply:
    _note(ctx, "members")
    return Reply(body=await _members(ctx, args.page))


async def _members(ctx: Context, page: int, first: Line = (), note: str | None = None) -> Card:
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    shown, more = model.page_of(everyone, page)
    organisers = (await ctx.the_group()).organisers
    listed = cards.Listed(len(everyone), tuple(shown), frozenset(organisers), page, more)
    return cards.members(listed, ctx.now, first, note)


@press(access=ORGANISER)
async def name(ctx: Context, args: Name) -> Reply:
    member, group = await members.MEMBERS.get(ctx.unit, args.member), await ctx.the_group()
    if member is None:
        raise Refusal("That member is not there any more.", Members().call(), "Show members")
    others = tuple(m for m in group.organisers if m != member.id)
    organisers = (*others, member.id) if args.on else others
    members.put_group(ctx.unit, group.copy_with(organisers=organisers))
    ctx.unit.audit(
        act="organiser on" if args.on else "organiser off",
        by=ctx.store.vault.hash_id(ctx.who.account),
        who=ctx.store.vault.hash_id(member.id),
    )
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    page = model.page_with(everyone, member.id)
    notes = [ctx.words_of(account).organizers for account in member.accounts] if args.on else []
    note = next(filter(None, notes), None)
    return Reply(body=await _members(ctx, page, cards.named(member, on=args.on), note))


# a second space


@command("Join two platforms to one group", access=ORGANISER, heavy=True)
async def connect(ctx: Context, args: Connect) -> Reply:
    _note(ctx, "connect")
    return await (connecting.offer(ctx) if args.code is None else connecting.accept(ctx, args.code))


@work()
async def announce_code(ctx: Context, args: Announce) -> None:
    await CodeDirectory(ctx.store).put(args.digest, ctx.group)


@message(urgent=True)
async def connected(ctx: Context, args: Connected) -> Reply:
    meets = (await mock_rules(ctx.unit)).place is not None
    return Reply(body=connect_cards.connected(args.place, meets=meets))


@command("Whether everything works", access=ORGANISER)
async def health(ctx: Context, args: Health) -> Reply:
    outbox = Outbox(ctx.store, "-")
    depth, group = await outbox.depth(), await ctx.the_group()
    aside, unreadable = await outbox.set_aside(ctx.group)
    called = {channel: _called(ctx, channel) for channel in group.closed}
    trouble = [
        *cards.stuck(depth, aside, unreadable),
        *cards.unreachable(group, called, ctx.words_of, ctx.now),
    ]
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    gone = sum(m.gone is not None for m in everyone)
    closed = _channel_here(ctx, group) in group.closed
    found = cards.Found(depth, len(everyone), gone, tuple(trouble), ctx.store.embedded, closed)
    return Reply(body=cards.health(found, args.page))


@command("How the group does, in counts alone", access=ORGANISER, heavy=True)
async def report(ctx: Context, args: Report) -> Reply:
    _note(ctx, "report")
    return Reply(body=cards.report(await reporting.gather(ctx.unit)))


def _note(ctx: Context, act: str) -> None:
    ctx.unit.audit(act=act, by=ctx.store.vault.hash_id(ctx.who.account))
