"""Our side of the benchmarks that `make bench` prints: a crowd in the store, and a command that does nothing."""

from collections.abc import Callable

from bot.app import App
from bot.context import Context
from bot.core.card import card
from bot.core.command import Args, command
from bot.core.entry import Job, To
from bot.core.member import Account, Group, Member
from bot.core.reply import Reply
from bot.core.values import Call, MemberId, SpaceId, account_id, space_id
from bot.platforms.port import Delivery, Platform, Receipt
from bot.store import members
from bot.store.members import Directory

SPACE = space_id("null", "main")


class Empty(Args, path="admin.bench"):
    """A command that does nothing: what the path itself costs. It is an organizer's word."""


@command("Nothing at all")
async def empty(ctx: Context, args: Empty) -> Reply:  # noqa: ARG001 - every handler has the same shape
    return Reply(body=card("Nothing."))


class NullPlatform(Platform):
    """Takes everything and shows nothing."""

    name = "null"

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        return Receipt(ref=delivery.id)


async def join(app: App, count: int, *, message: str = "", space: SpaceId = SPACE, first: int = 0) -> None:
    """A space's group and members in the store, numbered from `first`, and (with a `message`) their daily job, all
    due at one minute."""
    group = await Directory(app.store).group_of(space)
    unit = app.store.unit(group, app.clock.now())
    members.put_group(unit, Group(id=group, spaces=(space,)))
    await unit.commit()
    for start in range(first, first + count, 200):
        unit = app.store.unit(group, app.clock.now())
        for number in range(start, min(start + 200, first + count)):
            who, account = MemberId(f"m{number}"), account_id(space, f"m{number}")
            now = app.clock.now()
            member = Member(id=who, name=who, zone="UTC", joined=now, accounts=(account,), dm_open=True)
            members.MEMBERS.put(unit, who, member)
            members.ACCOUNTS.put(unit, account, Account(id=account, member=who, space=space))
            if message:
                call, rule = Call(path=message), member.daily()
                unit.schedule(Job(name="reminder", group=group, to=To(member=who), call=call, rule=rule), now)
        await unit.commit()
