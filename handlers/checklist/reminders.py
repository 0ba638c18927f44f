"""The day's list as a message: by its rule, put off, nudged for, and its shadow in the channel."""

import dataclasses
import datetime as dt
from itertools import product

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.entry import To
from bot.core.member import Member
from bot.core.reply import Hold, Redirect, Reply, Skip
from bot.core.values import ChannelId, space_of
from bot.core.wall_time import DAY, Wall, instant_of, is_known, local_date, out_of_quiet
from bot.store import members
from handlers.channel.channels import week_thread
from handlers.checklist import calendar, calls, cards, records, reminder_cards, task_cards
from handlers.checklist.model import Checklist
from handlers.checklist.records import Day
from handlers.mocks import records as mocks

NUDGE = "nudge"
DIGEST = "digest"
"""Names of jobs; the day's list is `records.REMINDER`."""
EVENTS: dict[str, tuple[type[calls.AroundDate], dt.timedelta, dt.timedelta]] = {
    "ahead": (calls.Ahead, -14 * DAY, 2 * DAY),
    "eve": (calls.Eve, -DAY, DAY / 2),
    "after": (calls.After, DAY, 2 * DAY),
}
"""What comes around a date, when, and how long it's still worth sending: none of it comes again by itself."""


async def schedule(ctx: Context, member: Member) -> None:
    """Puts into the agenda what the member's settings say, instead of what was there.

    Raises:
        Refusal: this machine doesn't know their time zone (anymore); nothing is changed.
    """
    if not is_known(member.zone):
        raise reminder_cards.unknown_zone(member.zone)
    if daily := member.daily():
        ctx.every(records.REMINDER, daily, calls.Reminder(), whom=member.id)
    else:
        ctx.cancel(records.REMINDER, member.id)
    if rule := calendar.nudge_rule(member):
        ctx.every(NUDGE, rule, calls.Nudge(), whom=member.id)
    else:
        ctx.cancel(NUDGE, member.id)
    dates = {e.kind: e.date for e in member.events}
    known = dates.keys() | {e.kind for e in (ctx.joined.events if ctx.joined else ())}
    for kind, (name, (args, offset, late)) in product(sorted(known), EVENTS.items()):
        if kind not in dates or (kind == "decision" and name == "ahead"):
            ctx.cancel(f"{name}-{kind}", member.id)
        else:
            rule = Wall(at=member.at, zone=member.zone, date=dates[kind] + offset)
            what = args(event=kind, date=dates[kind])
            ctx.every(f"{name}-{kind}", rule, what, whom=member.id, late=late)
    await _schedule_own(ctx, member, await records.CHECKLISTS.get_or_new(ctx.unit, member.id))
    if ctx.joined is not None and ctx.joined.zone != member.zone:
        # where the member is now, the last local day that had its list may not be over
        days = await records.days_heard(ctx)
        record = await records.CHECKLISTS.get_or_new(ctx.unit, ctx.member.id)
        await records.keep(ctx, record.copy_with(heard=max(days, default=None), moved=ctx.now))
    if member.where != "dm":
        ctx.every(DIGEST, calendar.digest_rule(await ctx.the_group()), calls.Digest(), whom=None)


async def save(ctx: Context, member: Member) -> None:
    """Writes the profile, and what it means for the agenda; raises as `schedule` does. Lists that came are kept as
    they were under the settings of before."""
    await schedule(ctx, member)
    if ctx.joined is not None:
        await records.open_day(ctx)
    members.MEMBERS.put(ctx.unit, member.id, member)


OWN = "own"
"""The job of a list that was put off to a day on which none comes by the rule."""


async def _schedule_own(ctx: Context, member: Member, record: Checklist) -> None:
    """A list that was put off to a day on which the rule sends none comes once, by the clock of these settings."""
    if record.tomorrow is None:
        return
    then = record.tomorrow + DAY
    free = calendar.why_free(member, then, (await ctx.the_group()).country)
    if not free or then in await records.days_heard(ctx):
        ctx.cancel(OWN, member.id)
    elif instant_of(then, member.at, member.zone) > ctx.now:
        rule = Wall(at=member.at, zone=member.zone, date=then)
        ctx.every(OWN, rule, calls.Reminder(asked=True), whom=member.id)


@message(daily=True, flow="list")
async def reminder(ctx: Context, args: calls.Reminder) -> Reply | Skip:
    day = await records.read_day(ctx)
    if day.record.tomorrow == ctx.today:
        return Skip(why="you left it for the day after")
    if not args.asked:
        if why := await _not_by_rule(ctx, day):
            return Skip(why=why)
        if day.back_off != "list":
            seated = await mocks.SEATS.get(ctx.unit, ctx.member.id) is not None
            return _instead(day, seated=seated)
    if not day.open:
        return Skip(why="all done" if day.rows else "nothing is open")
    return Reply(body=cards.reminder(day))


def _instead(day: Day, *, seated: bool) -> Reply | Skip:
    """What somebody gets who has been silent."""
    match day.back_off:
        case "ask":
            return Reply(
                body=reminder_cards.less(day.member, day.date, seated=seated), instead="less was offered"
            )
        case "last":
            return Reply(body=reminder_cards.last_word(day.member), instead="the last word")
    return Skip(why="you haven't been here for a while; press or type anything, and it comes again")


@press()
async def back(ctx: Context, args: calls.Back) -> Reply:
    return Reply(body=cards.welcome_back(await records.open_day(ctx)))


async def _not_by_rule(ctx: Context, day: Day) -> str:
    """Why the series is silent on the day that is meant; "" when it isn't."""
    member, meant = ctx.member, ctx.today
    if off := calendar.why_free(member, meant, day.country):
        return off
    if member.silent(meant + DAY):
        return "the card of the day before came instead"
    if member.silent(meant - DAY):
        return "the card of the day after came instead"
    if (event := member.next_interview(meant)) and EVENTS["ahead"][1] == meant - event.date:
        return "the plan for your interview came instead"
    if member.where == "channel" and await open_channel(ctx, member) is not None:
        return "your list is in the channel"
    return ""


@message(daily=True, flow="list")
async def nudge(ctx: Context, args: calls.Nudge) -> Reply | Skip | Hold:
    """One at most, if a list has come today, nothing is done, and it wasn't put off."""
    day = await records.read_day(ctx)
    if ctx.today != day.date:
        return Skip(why="that day is over")
    zone, lines = ctx.member.zone, await members.iterate_ledger(ctx.unit, ctx.member.id)
    sent = next((n.at for n in lines if records.is_list(n) and local_date(n.due, zone) == day.date), None)
    if sent is None:
        return Skip(why="no list came today")
    if day.put_off or day.record.tomorrow == day.date:
        return Skip(why="you put the list off")
    if day.begun or not day.open:
        return Skip(why="you have done something" if day.open else "all done")
    again = sent + dt.timedelta(minutes=ctx.member.nudge)
    return Hold(until=again) if again > ctx.now else Reply(body=cards.nudge(day))


# later, tomorrow


@press()
async def later(ctx: Context, args: calls.Later) -> Reply | Redirect:
    day = await records.open_day(ctx)
    if day.record.tomorrow == day.date:
        return Redirect(call=calls.Tomorrow().call())
    if day.put_off:
        return Reply(body=reminder_cards.later_again(day.put_off, ctx.now))
    if not day.open:
        return Reply(body=task_cards.nothing_open(day))
    zone, quiet = ctx.member.zone, ctx.member.quiet
    named = instant_of(day.date, args.at, zone) if args.at else ctx.now
    at = named if ctx.now < named == out_of_quiet(named, zone, quiet) else day.later
    if at is not None:
        await records.keep(ctx, day.record.copy_with(later=at))
        ctx.tell(ctx.member.id, calls.Reminder(asked=True), f"{day.date}", at=at)
    return Reply(body=reminder_cards.later(at))


@press()
async def tomorrow(ctx: Context, args: calls.Tomorrow) -> Reply:
    """Leaves the rest of today: where no list comes tomorrow by the rule, one comes all the same, once."""
    day = await records.open_day(ctx)
    if not day.open:
        return Reply(body=task_cards.nothing_open(day))
    then = day.date + DAY
    if (event := ctx.member.event_on(then)) is not None:
        return Reply(body=reminder_cards.not_tomorrow(event))
    left = day.record.copy_with(tomorrow=day.date)
    await records.keep(ctx, left)
    await _schedule_own(ctx, ctx.member, left)
    usual = not calendar.why_free(ctx.member, then, day.country)
    at = instant_of(then, ctx.member.at, ctx.member.zone)
    comes = out_of_quiet(at, ctx.member.zone, ctx.member.quiet)
    return Reply(body=reminder_cards.tomorrow(comes, usual=usual))


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


@work(lapses=True)
async def digest(ctx: Context, args: calls.Digest) -> None:
    """Once a day: each channel in which somebody wants it gets a line in the week's thread."""
    wanting = await _wanting(ctx)
    if not wanting:
        ctx.cancel(DIGEST)
        return
    group = await ctx.the_group()
    ctx.every(DIGEST, calendar.digest_rule(group), calls.Digest(), whom=None)
    day = local_date(ctx.now, group.zone)
    topic = week_thread(day)
    for channel in dict.fromkeys([await channel_of(ctx, m) for m in wanting]):
        if channel is not None:
            ctx.tell(To(channel=channel, topic=topic), calls.DigestCard(), channel, f"{day}")


async def _wanting(ctx: Context) -> list[Member]:
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    return [m for m in everyone if m.where != "dm" and m.gone is None]


@message()
async def digest_card(ctx: Context, args: calls.DigestCard) -> Reply | Skip:
    channel = ctx.entry.to.channel if ctx.entry and ctx.entry.to else None
    ready = [m for m in await _wanting(ctx) if await channel_of(ctx, m) == channel and await _ready(ctx, m)]
    if not ready:
        return Skip(why="nobody's list is ready")
    names = sorted(m.name for m in ready if m.names)
    return Reply(body=reminder_cards.digest(len(ready), names))


async def _ready(ctx: Context, member: Member) -> bool:
    """Whether a list waits for somebody else today."""
    day = await records.read_day(dataclasses.replace(ctx, joined=member))
    away = member.paused(day.date) or member.silent(day.date) or member.silent(day.date + DAY)
    return not away and not day.free and day.back_off == "list" and bool(day.open)
