"""Channels in which nothing can be posted: who hears of it, and how they're found open again.

A channel is asked about on the platform's event, after each of BACKOFF, once a night, and when it's set up. Asking
posts nothing. What waited for an answer there comes once it's open, if there's still time to answer.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from bot.context import Context
from bot.core.command import Args, message, work
from bot.core.entry import To
from bot.core.member import Group, Thread
from bot.core.reply import Reply, Skip
from bot.core.values import ChannelId, space_of
from bot.core.wall_time import local_date, monday_of
from bot.store import members
from bot.store.repo import Repo
from handlers.channel import calls, cards
from handlers.channel.model import DAYS, NIGHTS

OPEN_FOR = dt.timedelta(hours=24)
"""Every time zone has its day."""
LATE = dt.timedelta(hours=6)
"""How long after its time something is still posted."""


def tell_all(
    ctx: Context,
    group: Group,
    what: Args,
    meaning: str,
    *,
    topic: str = "",
    among: Collection[ChannelId] | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Posts in each of the group's channels, now or `at` an instant; `topic` names the thread that it belongs to.

    `among`: only where what this follows was posted; nobody hears the answer to what they were never asked.
    """
    for channel in group.open_channels:
        if among is None or channel in among:
            ctx.tell(To(channel=channel, topic=topic), what, meaning, what.path, channel, at=at, within=LATE)


def week_thread(day: dt.date) -> str:
    """What the one thread of a week is called: lists, answers and votes are told in it."""
    monday = monday_of(day)
    return f"Week of {monday.day} {monday:%B}"


BACKOFF = (dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=2), dt.timedelta(hours=8))
"""After so long a closed channel is asked about; later once a night."""
TOLD_FOR = dt.timedelta(days=1)
_QUESTIONS: tuple[tuple[Repo[Any], type[Args], str], ...] = (
    (DAYS, calls.Asked, "day"),
    (NIGHTS, calls.NightAsked, "night"),
)
"""The records of what is asked in channels, the message that asks it, and the field that names the record."""


@work()
async def channel_gone(ctx: Context, args: calls.ChannelGone) -> None:
    """Organizers hear of it once; a channel that isn't the group's is nobody's business."""
    group, channel = await ctx.the_group(), ChannelId(args.channel)
    path, _, name = args.lost.partition(" ")
    for records, question, _ in _QUESTIONS:
        found = await records.get(ctx.unit, name) if path == question.path else None
        if found is not None and found.channels is not None:
            # what didn't arrive there is followed by nothing there
            left = tuple(c for c in found.channels if c != channel)
            records.put(ctx.unit, name, found.copy_with(channels=left))
    if channel not in group.all_channels or group.closed.get(channel) == args.why:
        return
    members.put_group(ctx.unit, group.copy_with(closed={**group.closed, channel: args.why}))
    if channel not in group.closed:
        _look_later(ctx, channel, 0)
        day = f"{local_date(ctx.now, group.zone)}"
        to = [To(member=who) for who in dict.fromkeys([*group.organisers, group.contact]) if who]
        for whom in [*to, *([To(account=group.contact_account)] if group.contact_account else [])]:
            # once a day, and once for each post that somebody pressed for
            ctx.tell(
                whom, calls.ClosedNews(channel=channel), channel, day, *group.posted[-1:], within=TOLD_FOR
            )


@work()
async def channel_open(ctx: Context, args: calls.ChannelOpen) -> None:
    """Something can be posted there; what it was may begin a thread, in place of the one before."""
    group, channel = await ctx.the_group(), ChannelId(args.channel)
    closed = {c: why for c, why in group.closed.items() if c != channel}
    begun = {channel: Thread(topic=args.topic, head=args.head)} if args.head else {}
    threads = {**group.threads, **begun}
    if (closed, threads) != (group.closed, group.threads):
        members.put_group(ctx.unit, group.copy_with(closed=closed, threads=threads))
    if closed != group.closed and channel in group.all_channels:
        await _post_again(ctx, channel)


def _look_later(ctx: Context, channel: ChannelId, times: int) -> None:
    again = calls.LookAgain(channel=channel, times=times)
    ctx.do(again, channel, f"{ctx.now:%Y-%m-%dT%H:%M:%S}", f"{times}", at=ctx.now + BACKOFF[times])


@work()
async def look_again(ctx: Context, args: calls.LookAgain) -> None:
    channel = ChannelId(args.channel)
    if channel not in (await ctx.the_group()).closed:
        return
    ctx.look_at_channel(channel, ctx.unit.uid)
    if args.times + 1 < len(BACKOFF):
        _look_later(ctx, channel, args.times + 1)


@work()
async def space_changed(ctx: Context, args: calls.SpaceChanged) -> None:
    look_at_closed(ctx, await ctx.the_group(), args.space)


def look_at_closed(ctx: Context, group: Group, space: str = "") -> None:
    """Has the closed channels of the group asked about, or only those of one of its spaces."""
    for channel in group.closed:
        if space_of(channel) not in group.removed and (not space or space_of(channel) == space):
            ctx.look_at_channel(channel, ctx.unit.uid)


@message()
async def closed_news(ctx: Context, args: calls.ClosedNews) -> Reply | Skip:
    why = (await ctx.the_group()).closed.get(ChannelId(args.channel))
    if why is None:
        return Skip(why="it's open again")
    return Reply(body=cards.closed_channel(why, ctx.words_of(args.channel).invite))


async def _post_again(ctx: Context, channel: ChannelId) -> None:
    """What is open to answers, and hasn't been posted there, is posted now."""
    for records, question, field in _QUESTIONS:
        for name in [k for k, one in (await records.all(ctx.unit)).items() if one.takes_answers(ctx.now)]:
            found = await records.get(ctx.unit, name)  # checked at the commit: it may be closing
            if found is not None and found.channels is not None and channel not in found.channels:
                records.put(ctx.unit, name, found.copy_with(channels=(*found.channels, channel)))
                what = question.model_validate({field: name})
                ctx.tell(To(channel=channel), what, name, channel, ctx.unit.uid, within=LATE)
