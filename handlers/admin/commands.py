"""Organisers' commands: orchestration only. Each of their acts is a line in the group's audit stream."""

from collections.abc import Sequence

from bot.context import Context
from bot.core.card import Card, Line
from bot.core.command import ORGANISER, command, message, press
from bot.core.entry import To
from bot.core.ids import ChannelId, channel_id, name_in, space_of
from bot.core.member import Group
from bot.core.private import Private
from bot.core.reply import Reply
from bot.store import members
from bot.store.outbox import Outbox
from handlers.admin import cards, model
from handlers.admin import report as reporting
from handlers.admin.calls import EditInvitation, Health, Invitation, Members, PostInvitation, Report, Setup
from handlers.admin.store import INVITATIONS, THE_INVITATION, InvitationText

DEFAULT_CHANNEL = "#general"


@command(
    "Where I post, in which time zone, which holidays",
    access=ORGANISER,
    form=("channel", "zone", "country"),
    opens="asked",
    title="Set up Loopmate",
    example="channel=#prep zone=Europe/Berlin country=DE",
)
async def setup(ctx: Context, args: Setup) -> Reply:
    group = await ctx.the_group()
    if args.channel is None:
        here = ctx.who.channel or group.channel
        channel = name_in(here) if here else DEFAULT_CHANNEL
        country = group.country if args.country is None else args.country
        return Reply(body=cards.propose(channel, args.zone or group.zone, country))
    space = space_of(ctx.who.account)
    group = group.model_copy(
        update={
            "spaces": tuple(dict.fromkeys([*group.spaces, space])),
            "channel": channel_id(space, args.channel),
            "zone": args.zone or group.zone,
            "country": group.country if args.country is None else args.country,
        }
    )
    members.put_group(ctx.unit, group)
    _note(ctx, "setup")
    return Reply(body=await _saved(ctx, group, await _words(ctx)))


async def _saved(ctx: Context, group: Group, words: Sequence[Line]) -> Card:
    return cards.done(group, words, await members.MEMBERS.count(ctx.unit))


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
    channel = (await ctx.the_group()).channel
    if channel is None:
        return Reply(body=cards.no_channel())
    ctx.tell(To(channel=ChannelId(channel)), Invitation())
    _note(ctx, "post")
    return Reply(body=cards.posted(channel))


@message()
async def invite(ctx: Context, args: Invitation) -> Reply:
    return Reply(body=cards.invitation(await _words(ctx)))


@command("Who has joined", access=ORGANISER)
async def members_(ctx: Context, args: Members) -> Reply:
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    shown, more = model.page_of(everyone, args.page)
    _note(ctx, "members")
    return Reply(body=cards.members(len(everyone), shown, args.page, more, ctx.now))


@command("Whether everything works", access=ORGANISER)
async def health(ctx: Context, args: Health) -> Reply:
    outbox = Outbox(ctx.store, "-")
    reasons = [f"{e.call.path}: {e.reason}" for e in await outbox.set_aside(ctx.group)]
    count = await members.MEMBERS.count(ctx.unit)
    return Reply(body=cards.health(await outbox.depth(), count, reasons, ctx.store.embedded))


@command("How the group does, in counts alone", access=ORGANISER, heavy=True)
async def report(ctx: Context, args: Report) -> Reply:
    _note(ctx, "report")
    return Reply(body=cards.report(await reporting.gather(ctx.unit)))


def _note(ctx: Context, act: str) -> None:
    ctx.unit.audit(act=act, by=ctx.store.vault.hashed(ctx.who.account))
