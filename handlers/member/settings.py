"""Settings and dates: what is read, checked, saved and put into the agenda."""

import datetime as dt
from typing import Final

from bot.context import Context
from bot.core.card import Card
from bot.core.command import command, press
from bot.core.dates import write_date
from bot.core.errors import BadArguments
from bot.core.member import Member
from bot.core.member import Pause as Stop
from bot.core.reply import Redirect, Reply
from bot.core.wall_time import DAY, instant_of, local_date
from bot.store import members
from handlers.checklist import records as checklist
from handlers.checklist import reminders
from handlers.checklist.calls import Reminder
from handlers.member import cards, model, privacy, settings_cards
from handlers.member.calls import Dates, Pause, PauseAhead, RemoveDate, Resume, Settings, Why
from handlers.mocks.records import SEATS, mocks_to_come
from handlers.session.calls import Clock
from handlers.session.model import running_session


@command(
    "All your settings, to see and to change",
    form=("zone", "date", "minutes", "days", "at", "quiet", "rounds", "level", "discreet", "streak"),
    opens="asked",
    title="Your settings",
    example="minutes=30 days=mon,wed,fri",
)
async def settings(ctx: Context, args: Settings) -> Reply:
    if not args.model_fields_set:
        return Reply(body=await settings_card(ctx, ctx.member, "Your settings."))
    name = (await ctx.who.profile()).name or ctx.member.name
    member = model.with_settings(ctx.member, args).copy_with(name=name)
    _refuse_dates(ctx, member, "date")
    await reminders.save(ctx, member)
    return Reply(body=await settings_card(ctx, member, "Saved."))


async def settings_card(ctx: Context, member: Member, first: str) -> Card:
    group = await ctx.the_group()
    return settings_cards.settings(
        member,
        first=first,
        today=local_date(ctx.now, member.zone),
        upcoming=await checklist.coming(ctx, member),
        country=group.country,
        linking=len(group.spaces) > 1,
        seated=await SEATS.get(ctx.unit, member.id) is not None,
    )


# dates


@press(form=("screen", "onsite", "decision"), opens="asked", title="Your dates")
async def save_dates(ctx: Context, args: Dates) -> Reply:
    """What is empty isn't a date (anymore); a date of which it was never said what it is stays."""
    named = ctx.member.date in (args.screen, args.onsite)
    member = ctx.member.copy_with(**args.model_dump(), **({"date": None} if named else {}))
    _refuse_dates(ctx, member, None)
    if problem := model.out_of_order(member):
        raise BadArguments(problem)
    await reminders.save(ctx, member)
    return Reply(body=settings_cards.dates_receipt(member, local_date(ctx.now, member.zone)))


def _refuse_dates(ctx: Context, member: Member, field: str | None) -> None:
    """Raises BadArguments for a new date that has passed, or is more than a few years away; `field` is the one
    in which any of them was typed, None: each has its own."""
    today = local_date(ctx.now, member.zone)
    for event in member.events:
        if event not in ctx.member.events:
            refuse_date(event.date, today, field or ("date" if event.kind == "interview" else event.kind))


def refuse_date(date: dt.date | None, today: dt.date, field: str = "date") -> None:
    """Raises BadArguments for a date that has passed, or is too far away to plan for."""
    if date is None:
        return
    if date < today:
        raise BadArguments({field: f"{write_date(date)} has passed. Write the day itself, or leave it out."})
    if date - today > 1_100 * DAY:  # three years: a date further away is a slip
        raise BadArguments({field: f"{write_date(date)} is too far away to plan for. Write a nearer day."})


@press()
async def remove_dates(ctx: Context, args: RemoveDate) -> Reply:
    member = ctx.member.copy_with(date=None, screen=None, onsite=None, decision=None)
    await reminders.save(ctx, member)
    return Reply(body=await settings_card(ctx, member, "I removed the date."))


# why, and DMs that don't arrive


@press()
async def why(ctx: Context, args: Why) -> Reply:
    ledger = await members.read_ledger(ctx.unit, ctx.member.id)
    about = args.about or (ledger[0].path if ledger else Reminder.path)
    last = next((entry for entry in ledger if entry.path == about), None)
    if about != Reminder.path:
        return Reply(body=settings_cards.why(settings_cards.reason(about), last, []))
    upcoming = await checklist.coming(ctx, ctx.member)
    return Reply(body=settings_cards.why(settings_cards.daily_rule(ctx.member), last, upcoming))


@command("One pause for everything", example="2027-01-07")
async def pause(ctx: Context, args: Pause) -> Reply | Redirect:
    if args.until is not None and args.until <= ctx.today:
        said = f"{write_date(args.until)} isn't in the future. Write the day you're back."
        raise BadArguments({"until": said})
    if args.until is None and (live := await running_session(ctx.unit, ctx.member.id)):
        return Redirect(
            call=Clock(session=live[0]).call(), also=PauseAhead(since=ctx.today).button("Pause my lists")
        )
    return await _pause(ctx, Stop(since=ctx.now, until=args.until))


@press()
async def pause_ahead(ctx: Context, args: PauseAhead) -> Reply:
    if args.until is not None and args.until <= args.since:
        raise BadArguments(
            {"": f"{write_date(args.until)} isn't after the first day. Write the day you're back."}
        )
    since = instant_of(args.since, dt.time(), ctx.member.zone)
    return await _pause(ctx, Stop(since=max(since, ctx.now), until=args.until))


RESUMED: Final = dt.timedelta(hours=1)
"""A pause that was a slip is ended by then: after that the partners in mocks that fall in it are told."""


async def _pause(ctx: Context, stop: Stop) -> Reply:
    await checklist.note_rest(ctx.unit, ctx.member, ctx.today)
    member = members.change(ctx.unit, ctx.member, pause=stop)
    coming = await mocks_to_come(ctx.unit, member.id)
    missed = {k: m for k, m in coming.items() if member.paused(local_date(m.at, member.zone))}
    if missed:
        await privacy.tell_partners(ctx, member.id, at=ctx.now + RESUMED)
    return Reply(body=cards.pause_receipt(member, stop, ctx.today, missed))


@command("End the pause")
async def resume(ctx: Context, args: Resume) -> Reply | Redirect:
    held = ctx.member.has_pause(ctx.today)
    if not held and (live := await running_session(ctx.unit, ctx.member.id)):
        return Redirect(call=Clock(session=live[0]).call())
    await checklist.note_rest(ctx.unit, ctx.member, ctx.today)
    member = ctx.member.copy_with(pause=None)
    await reminders.save(ctx, member)
    upcoming = next(iter(await checklist.coming(ctx, member)), None)
    return Reply(body=cards.resume_receipt(upcoming, held=held))
