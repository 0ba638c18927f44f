"""What members of a real run get and what is done for them, declared like any capability."""

import datetime as dt
from dataclasses import replace

from bot.app import registry
from bot.context import Context
from bot.core.card import card
from bot.core.command import Args, Command, message, work
from bot.core.entry import Entry, To, entry_id
from bot.core.registry import Registry
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
DID = "did "
"""Begins the name of a count: how often the work of an entry was done by the real handlers."""


def real_handlers() -> Registry:
    """All that a bot can do; each work counts in its own commit that it was done."""
    return Registry(_counting(declared) for declared in registry())


def _counting(declared: Command) -> Command:
    async def run(ctx: Context, args: Args) -> None:
        await declared.run(ctx, args)
        ctx.unit.add(f"{DID}{ctx.entry.id if ctx.entry else ''}")

    return replace(declared, run=run) if declared.kind == "work" else declared


def message_entry(group: str, who: MemberId, number: int, due: dt.datetime) -> Entry:
    """One of a member's messages."""
    return _entry(group, who, f"hello{number}", Hello().call(), due, To(member=who))


def work_entry(group: str, name: str, due: dt.datetime) -> Entry:
    """Work that counts under its name."""
    return work_of(group, name, Count(name=name).call(), due)


def work_of(group: str, meaning: str, call: Call, due: dt.datetime) -> Entry:
    """Work of a group."""
    return _entry(group, None, meaning, call, due, None)


def _entry(
    group: str, owner: MemberId | None, meaning: str, call: Call, due: dt.datetime, to: To | None
) -> Entry:
    expires = due + dt.timedelta(hours=2)
    return Entry(id=entry_id(owner, meaning), group=group, to=to, call=call, due=due, expires=expires)
