"""Becoming a member: what is written, all that follows from it, and whether a DM arrives."""

import datetime as dt
from contextlib import suppress

from bot.context import Context
from bot.core.command import ANYONE, command, message, press, work
from bot.core.entry import To, alias
from bot.core.member import shared_zones
from bot.core.reply import Reply, Skip
from bot.core.values import AccountId, ChannelId, MemberId, new_id
from bot.core.wall_time import Wall, local_date
from bot.core.zones import UnknownZone, find_zone
from bot.store import members
from handlers.checklist import records as checklist
from handlers.checklist import reminders
from handlers.member import calls, cards, model, settings, settings_cards
from handlers.member.accounts import put_account, use_code

MINUTE = dt.timedelta(minutes=1)
OFFERED = 3
"""Zones with a button of their own."""
FOLLOWED = (calls.Welcome.path, calls.DmTest.path, calls.Linked.path)
"""Messages whose failing is looked after where they are sent."""


@command(
    "Join, and set up in a minute",
    access=ANYONE,
    form=("zone", "date", "minutes", "days", "quiet", "rounds", "level", "event"),
    opens="asked",
    title="Join the study group",
    example="zone=Europe/Berlin minutes=15",
)
async def start(ctx: Context, args: calls.Start) -> Reply:
    """Makes the caller a member; asks for their zone where the platform doesn't know it."""
    return await _join(ctx, args)


@press(access=ANYONE, form=("zone",), opens="asked", title="Your time zone")
async def start_in_zone(ctx: Context, args: calls.StartInZone) -> Reply:
    return await _join(ctx, args)


async def _join(ctx: Context, args: calls.Start) -> Reply:
    if args.code is not None:
        return await use_code(ctx, args.code)
    if ctx.joined is not None:
        shared = args.model_fields_set & calls.Settings.model_fields.keys()
        wanted = calls.Settings.model_validate({name: getattr(args, name) for name in shared})
        is_new = model.with_settings(ctx.joined, wanted) != ctx.joined
        return Reply(body=cards.joined_already(ctx.joined, wanted if is_new else None))
    profile = await ctx.who.profile()
    zone: str | None = args.zone
    with suppress(UnknownZone):
        zone = zone or find_zone(profile.zone)
    # where the zone isn't known yet, the earliest day that it is anywhere
    settings.refuse_date(args.date, local_date(ctx.now, zone or "Etc/GMT+12"))
    group = await ctx.the_group()
    if zone is None:
        everyone = (await members.MEMBERS.all(ctx.unit)).values()
        return Reply(body=cards.ask_zone(args, shared_zones(everyone, group.zone)[:OFFERED], ctx.now))
    member = model.new_member(
        args,
        zone,
        member=MemberId(new_id(ctx.chance)),
        name=profile.name or ctx.who.name,
        account=ctx.who.account,
        now=ctx.now,
    )
    put_account(ctx, group, member)
    ctx.tell(member.id, calls.Welcome(), "joined")
    check = calls.CheckDm(member=member.id, channel=ctx.who.channel or "")
    ctx.do(check, "joined", about=member.id, at=ctx.now + MINUTE)
    nightly = Wall(at=dt.time(3, 30), zone="UTC")
    ctx.every("expire", nightly, calls.Expire(), whom=None, late=dt.timedelta(hours=20))
    ctx.audit("join")
    await reminders.save(ctx, member)
    first = next(iter(await checklist.coming(ctx, member)), None)
    return Reply(body=cards.join_receipt(member, first, zone_known=args.zone is None))


@message(urgent=True)
async def welcome(ctx: Context, args: calls.Welcome) -> Reply:
    return Reply(body=cards.WELCOME)


@work()
async def enter_directory(ctx: Context, args: calls.Enter) -> None:
    await ctx.directory.mark_used(AccountId(args.account), ctx.group, ctx.now)


# DMs that don't arrive


@press()
async def test_dm(ctx: Context, args: calls.TestDm) -> Reply:
    ctx.tell(ctx.member.id, calls.DmTest())
    check = calls.CheckDm(member=ctx.member.id, channel=ctx.who.channel or "")
    ctx.do(check, about=ctx.member.id, at=ctx.now + MINUTE)
    return Reply(body=cards.TEST_SENT)


@message(urgent=True)
async def show_test(ctx: Context, args: calls.DmTest) -> Reply:
    return Reply(body=cards.DM_TEST)


@work()
async def check_dm(ctx: Context, args: calls.CheckDm) -> None:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.dm_open is not False:
        return
    if channel := await reminders.channel_of(ctx, member) or args.channel:
        ctx.tell(To(channel=ChannelId(channel)), calls.DmClosed(member=member.id), ctx.unit.uid)


@message()
async def tell_dm_closed(ctx: Context, args: calls.DmClosed) -> Reply | Skip:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.dm_open:
        return Skip(why="no longer needed")
    return Reply(body=settings_cards.dm_closed(member.name))


@work()
async def note_refused_dm(ctx: Context, args: calls.DmRefused) -> None:
    """A line in the channel, one a day; the setting stays, and the next message tries the DM again."""
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.gone is not None or args.about in FOLLOWED:
        return
    if (channel := await reminders.open_channel(ctx, member)) is not None:
        what, day = calls.InChannel(member=member.id, about=args.about), local_date(ctx.now, member.zone)
        ctx.tell(To(channel=channel), what, alias(member.id), f"{day}")


@message()
async def tell_in_channel(ctx: Context, args: calls.InChannel) -> Reply | Skip:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.gone is not None:
        return Skip(why="they aren't there anymore")
    return Reply(body=settings_cards.in_channel(member.name, mocks=args.about.startswith("mocks")))
