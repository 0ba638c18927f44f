"""A group of any size in a store: profiles, accounts, texts, reminders, messages, ledgers, directories."""

import asyncio
import datetime as dt
from typing import Any

from bot.core.entry import Entry, Job, To
from bot.core.member import Account, Group, Member
from bot.core.values import AccountId, Call, ChannelId, Frozen, GroupId, MemberId, Private
from bot.core.wall_time import Wall
from bot.store import forget, members
from bot.store.connect import check_format
from bot.store.members import Directory
from bot.store.repo import KEY, Repo
from bot.store.store import Store
from tests.world import SPACE, START

GROUP, NOW = GroupId("g1"), START


class Note(Frozen):
    text: Private[str]


NOTES = Repo("t-notes", Note, owned_by=KEY)


def who(number: int) -> MemberId:
    return MemberId(f"member{number:07}")


def account(number: int) -> AccountId:
    return AccountId(f"console:main:person{number}")


async def crowd(store: Store, count: int, group: str = "g1", *, now: dt.datetime = NOW) -> GroupId:
    """A group of `count` members in the store, each with a text, a reminder, a message and a line of ledger."""
    await check_format(store)
    directory, known = Directory(store), GroupId(group)
    await directory.join(SPACE, known)
    unit = store.unit(known, now)
    members.put_group(unit, Group(id=known, spaces=(SPACE,), channel=ChannelId(f"{SPACE}:#general")))
    unit.audit(what="setup")
    unit.add("joined", count)
    await unit.commit()
    for start in range(0, count, 100):
        await asyncio.gather(
            *(_join(store, known, number, now) for number in range(start, min(start + 100, count)))
        )
    return known


async def _join(store: Store, group: GroupId, number: int, now: dt.datetime) -> None:
    unit, me, at = store.unit(group, now), who(number), account(number)
    profile = Member(id=me, name=f"Zoë {number}", zone="Europe/Berlin", joined=now, accounts=(at,))
    members.MEMBERS.put(unit, me, profile)
    members.ACCOUNTS.put(unit, at, Account(id=at, member=me, space=SPACE))
    NOTES.put(unit, me, Note(text=Private(f"needle-{number}")))
    rule = Wall(at=dt.time(8), zone="Europe/Berlin")
    to, call = To(member=me), Call(path="checklist.reminder")
    unit.schedule(Job(name="daily", group=group, to=to, call=call, rule=rule), now)
    late = now + dt.timedelta(hours=2)
    unit.tell(Entry(id=f"{me}/hello", group=group, to=to, call=call, due=now, expires=late))
    members.write_ledger(unit, me, members.LedgerLine(at=now, due=now, path="x", outcome="sent"))
    await unit.commit()
    await Directory(store).mark_used(at, group, now)


async def forgotten(store: Store, number: int) -> None:
    """Sweeps a member of the crowd out of the store."""
    unit = store.unit(GROUP, NOW)
    await forget.sweep(store, unit, who(number), [account(number)])
    await unit.commit(drain=True)


async def flush(store: Store) -> None:
    client: Any = store.wire.client  # type: ignore[attr-defined] # the seam has no such verb, on purpose
    await client.flushall(**({"target_nodes": "primaries"} if hasattr(client, "get_primaries") else {}))


def entry(name: str, owner: MemberId | None = None, **more: object) -> Entry:
    """A message to a member, or work of the group, that is due now."""
    to, call = To(member=owner) if owner else None, Call(path="x")
    late = NOW + dt.timedelta(hours=1)
    made = Entry(id=f"{owner or '-'}/{name}", group=GROUP, to=to, call=call, due=NOW, expires=late)
    return made.model_copy(update=more)


async def tell(store: Store, *entries: Entry) -> None:
    unit = store.unit(GROUP, NOW)
    for one in entries:
        unit.tell(one)
    await unit.commit()
