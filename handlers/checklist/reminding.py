"""The day's list as a message: by its rule, put off, nudged for, and its shadow in the channel."""

import dataclasses
import datetime as dt

from bot.context import Context
from bot.core.entry import To
from bot.core.ids import ChannelId, space_of
from bot.core.member import Member
from bot.core.reply import Hold, Reply, Skip
from bot.core.when import DAY, instant_of, local_date
from bot.store import members
from handlers.checklist import cards, planning, reminder_cards, resting, store, timing
from handlers.checklist.calls import Digest, DigestCard, Reminder
from handlers.checklist.store import Day

OWN = "own"
"""Marks an occurrence that a member asked for, beside the series of the same day."""


async def reminder(ctx: Context, args: Reminder) -> Reply | Skip:
    day = await store.the_day(ctx)
    if not args.asked and (why := await _not_by_rule(ctx, day)):
        return Skip(why=why)
    if not day.open:
        return Skip(why="all done" if day.rows else "nothing is open")
    return Reply(body=cards.reminder(day))


async def _not_by_rule(ctx: Context, day: Day) -> str:
    """Why the series is silent on the day that is meant; "" when it is not."""
    member, meant = ctx.member, ctx.today
    if off := resting.day_off(member, meant, day.country):
        return off
    if day.record.tomorrow == meant:
        return "you left it for the day after"
    if member.silent(meant + DAY):
        return "the card of the day before came instead"
    if member.silent(meant - DAY):
        return "the card of the day after came instead"
    if member.where == "channel" and await open_channel(ctx, member) is not None:
        return "your list stands in the channel"
    return ""


async def nudge(ctx: Context) -> Reply | Skip | Hold:
    """One at most, if a list has come today, nothing is done, and it was not put off."""
    day = await store.the_day(ctx)
    if ctx.today != day.date:
        return Skip(why="that day is over")
    sent = await _came(ctx, day)
    if sent is None:
        return Skip(why="no list came today")
    if day.put_off:
        return Skip(why="you put the list off")
    if day.begun or not day.open:
        return Skip(why="you have done something" if day.open else "all done")
    again = sent + dt.timedelta(minutes=ctx.member.nudge)
    return Hold(until=again) if again > ctx.now else Reply(body=cards.nudge(day))


async def _came(ctx: Context, day: Day) -> dt.datetime | None:
    """When today's list was sent, if it was."""
    lines = await members.iterate_ledger(ctx.unit, ctx.member.id)
    mine = (one for one in lines if one.path == Reminder.path and one.outcome == "sent")
    return next((one.at for one in mine if local_date(one.due, ctx.member.zone) == day.date), None)


# later, tomorrow


async def later(ctx: Context, day: Day) -> Reply:
    put_off = day.record.later
    if put_off is not None and local_date(put_off, ctx.member.zone) == day.date:
        return Reply(body=reminder_cards.later_again(put_off, ctx.now))
    if not day.open:
        return Reply(body=cards.nothing_open(day))
    if day.later is None:
        return Reply(body=reminder_cards.too_late())
    await store.keep(ctx, day.record.model_copy(update={"later": day.later}))
    ctx.tell(ctx.member.id, Reminder(asked=True), f"{day.date}", at=day.later)
    return Reply(body=reminder_cards.later(day.later))


async def tomorrow(ctx: Context, day: Day) -> Reply:
    """Leaves the rest of today: where no list comes tomorrow by the rule, one comes all the same, once."""
    if not day.open:
        return Reply(body=cards.nothing_open(day))
    then = day.date + DAY
    if (event := ctx.member.event_on(then)) is not None:
        return Reply(body=reminder_cards.not_tomorrow(event))
    await store.keep(ctx, day.record.model_copy(update={"tomorrow": day.date}))
    at = instant_of(then, ctx.member.at, ctx.member.zone)
    usual = not resting.day_off(ctx.member, then, day.country)
    if not usual:
        ctx.tell(ctx.member.id, Reminder(asked=True), f"{then}", OWN, at=at)
    return Reply(body=reminder_cards.tomorrow(at, usual=usual))


# the channel


async def channel_of(ctx: Context, member: Member) -> ChannelId | None:
    """The group's channel in the space where this member is written to."""
    account = await members.ACCOUNTS.get(ctx.unit, member.accounts[0])
    return (await ctx.the_group()).channel_in(account.space) if account else None


async def open_channel(ctx: Context, member: Member) -> ChannelId | None:
    """The same, if something can be posted in it as far as anybody knows."""
    channel, group = await channel_of(ctx, member), await ctx.the_group()
    if channel is None or channel in group.closed or space_of(channel) in group.removed:
        return None
    return channel


async def digest(ctx: Context) -> None:
    """Once a day: each channel in which somebody wants it gets a line in the week's thread."""
    wanting = await _wanting(ctx)
    if not wanting:
        ctx.cancel(timing.DIGEST)
        return
    group = await ctx.the_group()
    ctx.every(timing.DIGEST, planning.digest_rule(group), Digest(), whom=None)
    day = local_date(ctx.now, group.zone)
    topic = reminder_cards.thread(day - day.weekday() * DAY)
    for channel in dict.fromkeys([await channel_of(ctx, m) for m in wanting]):
        if channel is not None:
            ctx.tell(To(channel=channel, topic=topic), DigestCard(), channel, f"{day}")


async def _wanting(ctx: Context) -> list[Member]:
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    return [m for m in everyone if m.where != "dm" and m.gone is None]


async def digest_card(ctx: Context) -> Reply | Skip:
    channel = ctx.entry.to.channel if ctx.entry and ctx.entry.to else None
    ready = [m for m in await _wanting(ctx) if await channel_of(ctx, m) == channel and await _ready(ctx, m)]
    if not ready:
        return Skip(why="nobody's list is ready")
    names = sorted(m.name for m in ready if m.names)
    return Reply(body=reminder_cards.digest(len(ready), names))


async def _ready(ctx: Context, member: Member) -> bool:
    """Whether a list waits for somebody else today."""
    day = await store.the_day(dataclasses.replace(ctx, joined=member))
    away = member.paused(day.date) or member.silent(day.date) or member.silent(day.date + DAY)
    return not away and not day.rest and bool(day.open)
