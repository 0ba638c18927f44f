"""Where a group is told things, and how it is told something in all of these places."""

import datetime as dt
from collections.abc import Collection

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
    return tuple(c for c in group.all_channels if c not in group.closed)


def tell_all(
    ctx: Context,
    group: Group,
    what: Args,
    meaning: str,
    *,
    opens: str = "",
    among: Collection[ChannelId] | None = None,
) -> None:
    """Posts in each of the group's channels; `opens` names a thread that begins below the message.

    `among`: only where what this follows was posted; nobody hears the answer to what they were never asked.
    """
    for channel in channels(group):
        if among is not None and channel not in among:
            continue
        ctx.tell(To(channel=channel, opens=opens), what, meaning, what.path, channel, within=LATE)
