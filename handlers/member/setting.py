"""Settings and dates: what is read, checked, saved and put into the agenda."""

import datetime as dt

from bot.context import Context
from bot.core.card import Card
from bot.core.command import command, message, press, work
from bot.core.entry import To
from bot.core.errors import BadArguments
from bot.core.member import EVENT_KINDS, EventKind, Member
from bot.core.reply import Reply, Skip
from bot.core.when import DAY, local_date
from bot.store import members
from handlers.checklist import records as checklist
from handlers.checklist import reminders
from handlers.checklist.calls import Reminder
from handlers.checklist.reminders import open_channel
from handlers.member import model, settings_cards
from handlers.member.calls import Dates, DmRefused, InChannel, RemoveDate, Settings, Why

FOLLOWED = ("member.welcome", "member.dm-test", "member.linked")
"""Messages whose failing is looked after where they are sent."""


@command(
    "All your settings, to see and to change",
    form=("zone", "date", "minutes", "days", "at", "quiet", "rounds", "level", "discreet", "streak"),
    opens="asked",
    title="Your settings",
    example="minutes=30 days=mon,wed,fri",
)
async def settings(ctx: Context, args: Settings) -> Reply:
    if not args.model_fields_set:
        return Reply(body=await card(ctx, ctx.member, "Your settings."))
    name = await ctx.who.display_name() or ctx.member.name
    member = model.changed(ctx.member, args).copy_with(name=name)
    _refuse(ctx, member, "date")
    await save(ctx, member)
    return Reply(body=await card(ctx, member, "Saved. Your settings now:"))


async def card(ctx: Context, member: Member, first: str) -> Card:
    group = await ctx.the_group()
    return settings_cards.settings(
        member,
        first=first,
        today=local_date(ctx.now, member.zone),
        upcoming=await checklist.coming(ctx, member),
        country=group.country,
        linking=len(group.spaces) > 1,
    )


async def save(ctx: Context, member: Member) -> None:
    """Writes the profile, and what it means for the agenda.

    Raises:
        Refusal: their time zone is none on this machine (any more); nothing is changed.
    """
    await reminders.schedule(ctx, member)
    members.MEMBERS.put(ctx.unit, member.id, member)


# dates


@press(form=("screen", "onsite", "decision"), opens="asked", title="Your dates")
async def dates(ctx: Context, args: Dates) -> Reply:
    """What is empty is no date (any more); a date of which it was never said what it is stays."""
    given = {"screen": args.screen, "onsite": args.onsite, "decision": args.decision}
    named = ctx.member.date in (args.screen, args.onsite)
    member = ctx.member.copy_with(**given, **({"date": None} if named else {}))
    _refuse(ctx, member, None)
    if problem := model.out_of_order(member):
        raise BadArguments(problem)
    await save(ctx, member)
    return Reply(body=settings_cards.dates_saved(member, local_date(ctx.now, member.zone)))


def _refuse(ctx: Context, member: Member, field: str | None) -> None:
    """Raises BadArguments for a new date that has passed, or is more than a few years away; `field` is the one
    in which any of them was typed, None: each has its own."""
    today = local_date(ctx.now, member.zone)
    for kind in EVENT_KINDS:
        date = model.date_of(member, kind)
        if date is not None and date != model.date_of(ctx.member, kind):
            refuse(date, today, field or _field(kind))


def _field(kind: EventKind) -> str:
    return "date" if kind == "interview" else kind


def refuse(date: dt.date | None, today: dt.date, field: str = "date") -> None:
    """Raises BadArguments for a date that has passed, or is too far away to plan for."""
    if date is None:
        return
    if date < today:
        raise BadArguments({field: f"{date:%d %B %Y} has passed. Write the day itself, or leave it out."})
    if date - today > model.FURTHEST * DAY:
        raise BadArguments({field: f"{date:%d %B %Y} is too far away to plan for. Write a nearer day."})


@press()
async def remove_dates(ctx: Context, args: RemoveDate) -> Reply:
    member = ctx.member.copy_with(date=None, screen=None, onsite=None, decision=None)
    await save(ctx, member)
    first = "The date is gone. Your plan is a rolling fortnight now:"
    return Reply(body=await card(ctx, member, first))


# why, and DMs that do not arrive


@press()
async def why(ctx: Context, args: Why) -> Reply:
    written = [
        entry for entry in await members.read_ledger(ctx.unit, ctx.member.id) if entry.path == args.about
    ]
    daily = args.about == Reminder.path
    rule = settings_cards.daily_rule(ctx.member) if daily else settings_cards.reason(args.about)
    upcoming = await checklist.coming(ctx, ctx.member) if daily else []
    return Reply(body=settings_cards.why(rule, written[0] if written else None, upcoming))


@work()
async def dm_refused(ctx: Context, args: DmRefused) -> None:
    """A line in the channel, one a day; the setting stays, and the next message tries the DM again."""
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.gone is not None or args.about in FOLLOWED:
        return
    if (channel := await open_channel(ctx, member)) is not None:
        day = local_date(ctx.now, member.zone)
        once = ctx.store.vault.hash_id(member.id)
        ctx.tell(To(channel=channel), InChannel(member=member.id, about=args.about), once, f"{day}")


@message()
async def in_channel(ctx: Context, args: InChannel) -> Reply | Skip:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.gone is not None:
        return Skip(why="they are not there any more")
    return Reply(body=settings_cards.in_channel(member.name, mocks=args.about.startswith("mocks")))
