"""Back to the release before: what the newer one has left waits for it, and all else goes on."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.entry import ENTRY_VERSION, Entry, To, pack
from bot.core.values import Call
from bot.store import keys
from tests.records import id_of, unit_of
from tests.world import START, Somebody, World, world

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
        await told_by_the_newer(w, bob)
        await planned_by_the_newer(w, bob)
    async with world(tmp_path, at=START + dt.timedelta(hours=1), seed=2) as w:
        ann, bob = w.person("ann"), w.person("bob")
        for _ in range(26):
            await w.app.runner.step()
            w.clock.set(w.now + dt.timedelta(hours=1))
        assert count(ann, "Today, ") == 1
        assert "Your list: 20 minutes" in (await ann.say("/prep settings minutes=20")).text
        assert bob.inbox == []
        assert (await w.app.runner.outbox.depth()).dead == 0
    async with newer_release(tmp_path, at=START + 2 * DAY, seed=3) as w:
        ann, bob = w.person("ann"), w.person("bob")
        await w.advance(minutes=10)
        assert [count(bob, "your DMs work"), count(bob, "Today, "), count(ann, "Today, ")] == [1, 1, 1]
        assert await w.app.runner.outbox.depth() == (0, 0, 0, 0)


async def told_by_the_newer(w: World, who: Somebody) -> None:
    """A message to send that only the newer release can read."""
    unit, me, call = await unit_of(w), await id_of(w, who), Call(path="member.dm-test")
    entry = Entry(
        id=f"{me}/new",
        group=unit.group,
        to=To(member=me),
        call=call,
        due=w.now,
        expires=w.now + 7 * DAY,
        v=NEWER,
    )
    body = pack(entry, w.app.store.vault.context)
    await w.app.store.pipe("XADD", keys.out(unit.partition), "*", "e", body)


async def planned_by_the_newer(w: World, who: Somebody) -> None:
    """A member's daily list, planned in a way that only the newer release can read."""
    unit = await unit_of(w)
    for job, at in (await unit.jobs(await id_of(w, who))).values():
        unit.put_job(job.model_copy(update={"v": NEWER}), at)
    await unit.commit()


def count(who: Somebody, words: str) -> int:
    return sum(words in shown.text for shown in who.inbox)
