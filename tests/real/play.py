"""What members of a real run get and what is done for them, declared like any capability."""

import datetime as dt

from bot.context import Context
from bot.core.card import card
from bot.core.command import Args, message, work
from bot.core.entry import Entry, To, entry_id
from bot.core.reply import Reply, Skip
from bot.core.values import Call, MemberId
from bot.store import members


class Hello(Args, path="real.hello"):
    """A message."""


class Count(Args, path="real.count"):
    """Work, whose effect is counted."""

    name: str


@message(urgent=True)
async def hello(ctx: Context, args: Hello) -> Reply | Skip:
    group = await members.group(ctx.unit)
    return Reply(body=card(f"Hello from {group.zone}."))


@work()
async def count(ctx: Context, args: Count) -> None:
    await members.group(ctx.unit)
    ctx.unit.add(args.name)


PLAY = (hello, count)


def message_entry(group: str, who: MemberId, number: int, due: dt.datetime) -> Entry:
    """One of a member's messages."""
    return _entry(group, who, f"hello{number}", Hello().call(), due, To(member=who))


def work_entry(group: str, name: str, due: dt.datetime) -> Entry:
    """Work that counts under its name."""
    return _entry(group, None, name, Count(name=name).call(), due, None)


def _entry(
    group: str, owner: MemberId | None, meaning: str, call: Call, due: dt.datetime, to: To | None
) -> Entry:
    expires = due + dt.timedelta(hours=2)
    return Entry(id=entry_id(owner, meaning), group=group, to=to, call=call, due=due, expires=expires)
