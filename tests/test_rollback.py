"""Back to the release before: what the newer one has left waits for it, and all else goes on."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.entry import ENTRY_VERSION, Entry, To, pack
from bot.core.values import Call
from bot.store import keys, members
from tests.records import group_of
from tests.world import START, Shown, Somebody, World, world

NEWER = ENTRY_VERSION + 1
DAY = dt.timedelta(days=1)


@asynccontextmanager
async def newer_release(folder: Path, at: dt.datetime = START, seed: int = 0) -> AsyncIterator[World]:
    """The world of a release that reads one version more of entries and jobs."""
    async with world(folder, at=at, seed=seed) as w:
        w.app.store.version = NEWER
        yield w


async def test_a_release_is_rolled_back_and_comes_again(tmp_path: Path) -> None:
    async with newer_release(tmp_path) as w:
        await w.member("ann", "UTC")
        bob = await w.member("bob", "UTC")
        await _told_by_the_newer(w, bob)
        await _planned_by_the_newer(w, bob)
    async with world(tmp_path, at=START + dt.timedelta(hours=1), seed=2) as w:
        ann, bob = w.person("ann"), w.person("bob")
        for _ in range(26):
            await w.app.runner.step()
            w.clock.set(w.now + dt.timedelta(hours=1))
        assert lists(ann) == 1
        assert "Your list: 20 minutes" in (await ann.say("/prep settings minutes=20")).text
        assert bob.inbox == []
        assert (await w.app.runner.outbox.depth()).dead == 0
    async with newer_release(tmp_path, at=START + 2 * DAY, seed=3) as w:
        ann, bob = w.person("ann"), w.person("bob")
        await w.advance(minutes=10)
        assert [proofs(bob), lists(bob), lists(ann)] == [1, 1, 1]
        assert await w.app.runner.outbox.depth() == (0, 0, 0, 0)


async def _told_by_the_newer(w: World, who: Somebody) -> None:
    """A message to send that only the newer release can read."""
    group = await group_of(w)
    member = await members.find(w.app.store.unit(group, w.now), who.account)
    assert member is not None
    entry = Entry(
        id=f"{member.id}/by-the-newer",
        group=group,
        to=To(member=member.id),
        call=Call(path="member.dm-test"),
        due=w.now,
        expires=w.now + 7 * DAY,
        v=NEWER,
    )
    body = pack(entry, w.app.store.vault.context)
    await w.app.store.pipe("XADD", keys.out(keys.partition_of(group)), "*", "e", body)


async def _planned_by_the_newer(w: World, who: Somebody) -> None:
    """A member's daily list, planned in a way that only the newer release can read."""
    group = await group_of(w)
    unit = w.app.store.unit(group, w.now)
    member = await members.find(unit, who.account)
    assert member is not None
    for job, at in (await unit.jobs(member.id)).values():
        unit.put_job(job.model_copy(update={"v": NEWER}), at)
    await unit.commit()


def lists(who: Somebody) -> int:
    return _count(who.inbox, "Today, ")


def proofs(who: Somebody) -> int:
    return _count(who.inbox, "your DMs work")


def _count(inbox: list[Shown], words: str) -> int:
    return sum(words in shown.text for shown in inbox)
