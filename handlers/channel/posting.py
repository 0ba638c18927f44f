"""Where a group is told things, and how it is told something in all of these places."""

import datetime as dt

from bot.context import Context
from bot.core.args import Args
from bot.core.entry import To
from bot.core.ids import ChannelId
from bot.core.member import Group

OPEN_FOR = dt.timedelta(hours=24)
"""Every time zone has its day."""
LATE = dt.timedelta(hours=6)
"""How long after its time something is still posted."""


def channels(group: Group) -> tuple[ChannelId, ...]:
    """The channels of the group's spaces, one each, in which something can be posted."""
    known = (*((group.channel,) if group.channel else ()), *group.channels)
    return tuple(c for c in known if c not in group.closed)


def tell_all(ctx: Context, group: Group, what: Args, meaning: str, *, opens: str = "") -> None:
    """Posts in each of the group's channels; `opens` names a thread that begins below the message."""
    for channel in channels(group):
        ctx.tell(To(channel=channel, opens=opens), what, meaning, what.path, channel, within=LATE)
