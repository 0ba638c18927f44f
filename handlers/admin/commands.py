"""Organizers' commands: orchestration only. Each of their acts is a line in the group's audit stream."""

from bot.context import Context
from bot.core.card import Card, Line
from bot.core.command import ORGANISER, command, message, press
from bot.core.entry import To
from bot.core.errors import Refusal, blame_field
from bot.core.layout import page_of
from bot.core.member import Group, Member
from bot.core.reply import Reply
from bot.core.values import Call, ChannelId, Private, channel_id, name_in
from bot.core.wall_time import Wall
from bot.store import members
from bot.store.outbox import Outbox
from handlers.admin import calls, cards, connection
from handlers.admin import report as reporting
from handlers.admin.connection import INVITATIONS, THE_INVITATION, InvitationText
from handlers.channel import week
from handlers.channel.channels import tell_all
from handlers.channel.day import follow_zone
from handlers.mocks.scheduling import rule_of

DEFAULT_CHANNEL = "#general"
POSTS = 20
"""Cards of which it's remembered that their button has posted."""


@command(
    "Where I post, time zone, holidays, weekly times",
    access=ORGANISER,
    form=("channel", "zone", "country", "pairing", "wrapup"),
    opens="asked",
    title="Set up Loopmate",
    example='channel=#prep zone=Europe/Berlin country=DE pairing="sun 18:00" wrapup="sun 17:00"',
)
async def setup(ctx: Context, args: calls.Setup) -> Reply:
    space = connection.space_of_call(ctx, "setup")
    group = ctx.who.brings(await ctx.the_group())
    here = ctx.who.channel or group.channel_in(space)
    if args.channel is None:
        named = name_in(here) if here else DEFAULT_CHANNEL
        with blame_field("channel", ValueError):  # what is proposed has to be accepted
            await ctx.who.find_channel(named)
        country = group.country if args.country is None else args.country
        times = _times(group, args)
        called = _channel_name(ctx, here, named)
        return Reply(body=cards.propose_setup(named, country, *times, called=called))
    pairing, wrap_up = _times(group, args)
    channel = channel_id(space, args.channel)
    group = members.change_group(
        ctx.unit,
        _reopen(group, channel).with_channel(channel),
        zone=pairing.zone,
        lost_zone="" if args.zone else group.lost_zone,
        country=group.country if args.country is None else args.country,
        pairing=pairing,
        wrap_up=wrap_up,
        contact=ctx.joined.id if ctx.joined else group.contact,
        contact_account=None if ctx.joined else ctx.who.account,
    )
    ctx.look_at_channel(channel, ctx.unit.uid)
    ctx.do(Call(path="mocks.keep-jobs"), ctx.unit.uid)
    await week.schedule_week(ctx, group)
    await follow_zone(ctx, group)
    ctx.audit("setup")
    return Reply(body=await _setup_card(ctx, group, await _words(ctx)))


def _times(group: Group, args: calls.Setup) -> tuple[Wall, Wall]:
    """When mock rounds are paired, and when the week is summed up: as named, else as it was."""
    zone = args.zone or group.zone
    pairing, wrap_up = rule_of(group).copy_with(zone=zone), week.rule_of(group).copy_with(zone=zone)
    if args.pairing is not None:
        pairing = pairing.copy_with(days=(args.pairing[0],), at=args.pairing[1])
    if args.wrapup is not None:
        wrap_up = wrap_up.copy_with(days=(args.wrapup[0],), at=args.wrapup[1])
    return pairing, wrap_up


def _channel_name(ctx: Context, channel: ChannelId | None, name: str = "") -> str:
    """What a channel is called on a card here: its name, or for one that only has an id, which one it is."""
    named = name or (name_in(channel) if channel else "")
    if named.startswith("#"):
        return named
    return "this channel" if channel == ctx.who.channel else "the channel you chose"


def _reopen(group: Group, channel: ChannelId) -> Group:
    """It is tried again: if nothing can be posted still, the next post says so."""
    return group.copy_with(closed={c: why for c, why in group.closed.items() if c != channel})


async def _setup_card(ctx: Context, group: Group, words: str) -> Card:
    channel = _channel_here(ctx, group)
    called = _channel_name(ctx, channel) if channel else ""
    count = await members.MEMBERS.count(ctx.unit)
    return cards.setup_summary(group, words, count, called=called, name=ctx.unit.uid)


def _channel_here(ctx: Context, group: Group) -> ChannelId | None:
    """The group's channel in the space of this Call; in a DM without one, the group's first."""
    return group.channel_in(ctx.who.space) if ctx.who.space else group.channel


async def _words(ctx: Context) -> str:
    """The invitation's words: the organizer's own, or ours."""
    own = await INVITATIONS.get(ctx.unit, THE_INVITATION)
    return own.text.value if own else cards.INVITATION


@press(access=ORGANISER, form=("text",), title="The invitation")
async def edit_invitation(ctx: Context, args: calls.EditInvitation) -> Reply:
    text = (args.text.value if args.text else "").strip()
    if text:
        INVITATIONS.put(ctx.unit, THE_INVITATION, InvitationText(text=Private(text)))
    else:
        INVITATIONS.delete(ctx.unit, THE_INVITATION)
    ctx.audit("invitation")
    return Reply(body=await _setup_card(ctx, await ctx.the_group(), text or cards.INVITATION))


@press(access=ORGANISER)
async def post_invitation(ctx: Context, args: calls.PostInvitation) -> Reply:
    group = await ctx.the_group()
    channel = _channel_here(ctx, group)
    if channel is None:
        return Reply(body=cards.NO_CHANNEL)
    if args.card in group.posted and channel not in group.closed:
        return Reply(body=cards.posted_already(calls.PostInvitation(card=ctx.unit.uid)))
    _note_post(ctx, _reopen(group, channel), args.card)
    ctx.tell(To(channel=channel), calls.Invitation(), ctx.unit.uid)
    ctx.audit("post")
    return Reply(body=cards.post_receipt(_channel_name(ctx, channel), ctx.words_of(channel).invite))


def _note_post(ctx: Context, group: Group, card: str) -> None:
    """Writes the group, in which this card's button has posted; buttons of old cards have no name for it."""
    members.change_group(ctx.unit, group, posted=(*group.posted, *filter(None, [card]))[-POSTS:])


@command("The invitation: look, edit, post", access=ORGANISER)
async def invite(ctx: Context, args: calls.Invite) -> Reply:
    channel = _channel_here(ctx, await ctx.the_group())
    if channel is None:
        return Reply(body=cards.NO_CHANNEL)
    called = _channel_name(ctx, channel)
    return Reply(body=cards.invitation_preview(await _words(ctx), called, ctx.unit.uid))


@message()
async def invitation(ctx: Context, args: calls.Invitation) -> Reply:
    return Reply(body=cards.invitation(await _words(ctx)))


@command(
    "Post a text in the group's channel",
    access=ORGANISER,
    form=("text",),
    title="Announce something",
    example="Mock night is on Friday at 19:00",
)
async def announce(ctx: Context, args: calls.DraftAnnouncement) -> Reply:
    where = _announced_in(ctx, await ctx.the_group())
    return Reply(body=cards.confirm_announcement(args.text, where, ctx.unit.uid))


@press(access=ORGANISER)
async def post_announcement(ctx: Context, args: calls.PostAnnouncement) -> Reply:
    group = await ctx.the_group()
    where = _announced_in(ctx, group)
    if args.card in group.posted:
        return Reply(body=cards.posted_already(calls.PostAnnouncement(text=args.text, card=ctx.unit.uid)))
    if where:
        _note_post(ctx, group, args.card)
    tell_all(ctx, group, calls.Announcement(text=args.text), ctx.unit.uid)
    ctx.audit("announce")
    return Reply(body=cards.announcement_receipt(where), replace=bool(where))


def _announced_in(ctx: Context, group: Group) -> list[str]:
    """What the channels are called in which something can be posted."""
    return [_channel_name(ctx, channel) for channel in group.open_channels]


@message()
async def announcement(ctx: Context, args: calls.Announcement) -> Reply:
    return Reply(body=cards.announcement(args.text))


@command("Who has joined", access=ORGANISER)
async def members_(ctx: Context, args: calls.Members) -> Reply:
    ctx.audit("members")
    return Reply(body=await _members(ctx, args.page))


async def _members(ctx: Context, page: int, first: Line = (), note: str | None = None) -> Card:
    found, group = page_of(await _in_order(ctx), page, cards.MEMBERS), await ctx.the_group()
    return cards.members(found, frozenset(group.organisers), ctx.now, first, note, ctx.unit.uid)


async def _in_order(ctx: Context) -> list[Member]:
    """All members by the time they joined."""
    return sorted((await members.MEMBERS.all(ctx.unit)).values(), key=lambda m: (m.joined, m.id))


@press(access=ORGANISER)
async def name(ctx: Context, args: calls.Name) -> Reply:
    member, group = await members.MEMBERS.get(ctx.unit, args.member), await ctx.the_group()
    if member is None:
        raise Refusal("That member isn't there anymore.", calls.Members().call(), "Show members")
    others = tuple(m for m in group.organisers if m != member.id)
    members.change_group(ctx.unit, group, organisers=(*others, member.id) if args.on else others)
    ctx.audit("organiser on" if args.on else "organiser off", who=ctx.store.vault.hash_id(member.id))
    page = [m.id for m in await _in_order(ctx)].index(member.id) // cards.MEMBERS + 1
    notes = [ctx.words_of(account).organizers for account in member.accounts] if args.on else []
    note = next(filter(None, notes), None)
    return Reply(body=await _members(ctx, page, cards.organizer_note(member, on=args.on), note))


@command("Whether everything works", access=ORGANISER)
async def health(ctx: Context, args: calls.Health) -> Reply:
    outbox = Outbox(ctx.store, "-")
    depth, group = await outbox.depth(), await ctx.the_group()
    aside, unreadable = await outbox.set_aside(ctx.group)
    called = {channel: _channel_name(ctx, channel) for channel in group.closed}
    stuck = cards.stuck(depth, aside, unreadable)
    trouble = [*stuck, *cards.unreachable(group, called, ctx.words_of, ctx.now)]
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    closed = _channel_here(ctx, group) in group.closed
    shown = cards.health(depth, everyone, trouble, args.page, embedded=ctx.store.embedded, closed=closed)
    return Reply(body=shown)


@command("How the group is doing, in numbers", access=ORGANISER, heavy=True)
async def report(ctx: Context, args: calls.Report) -> Reply:
    ctx.audit("report")
    return Reply(body=cards.report(await reporting.gather(ctx.unit)))
